package io.strowger.server;

import io.strowger.kernel.HostPort;
import io.strowger.kernel.PortRange;
import io.strowger.kernel.World;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Examines whether this machine can run the platform as configured. One thread. */
final class Doctor {
    /** No clock of a running installation is earlier than the release it runs. */
    private static final Instant RELEASED = Instant.parse("2026-11-01T00:00:00Z");
    private static final long MIN_FREE_BYTES = 1L << 30;
    private static final int DESCRIPTORS_PER_CALL = 4;
    private static final int DESCRIPTORS_BESIDE = 300;

    private final World world;
    private final ServerConfig config;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(World world, ServerConfig config, Map<String, String> environment) {
        this.world = world;
        this.config = config;
        this.environment = environment;
    }

    /** Everything it found, good and bad. */
    List<Finding> examine() {
        java();
        program("flite", "English speech of <Say>", "apt-get install flite");
        program("espeak-ng", "speech of <Say> in other languages", "apt-get install espeak-ng");
        port("http", config.addresses().http(), false);
        port("sip", config.addresses().sip(), true);
        media(config.addresses().rtp());
        data(config.storage().data());
        database();
        clock();
        descriptors();
        return List.copyOf(findings);
    }

    private void java() {
        int feature = Runtime.version().feature();
        if (feature >= 25) {
            good("java", Runtime.version() + " at " + System.getProperty("java.home"));
        } else {
            bad("java", "version " + feature, "install a JDK 25 and set JAVA_HOME to it");
        }
    }

    private void program(String name, String use, String remedy) {
        Optional<Path> found = Flite.find(name, environment);
        if (found.isPresent()) {
            good(name, found.get().toString());
        } else {
            findings.add(new Finding(Verdict.WARN, name, "not found: no " + use, remedy));
        }
    }

    private void port(String name, HostPort address, boolean datagramsToo) {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        try (ServerSocket stream = new ServerSocket()) {
            stream.setReuseAddress(true);
            stream.bind(socket);
            if (datagramsToo) {
                bindDatagram(socket);
            }
            good(name, address + " is free");
        } catch (IOException taken) {
            bad(name, address + ": " + taken.getMessage(),
                    "stop what listens there (ss -lntup), or choose another with --" + name);
        }
    }

    private void media(PortRange range) {
        int taken = 0;
        int looked = 0;
        for (int port = range.from(); port < range.to() && looked < 200; port += 2, looked++) {
            try {
                bindDatagram(new InetSocketAddress(range.host(), port));
            } catch (IOException inUse) {
                taken++;
            }
        }
        if (taken == looked) {
            bad("rtp", "none of the first " + looked + " port pairs of " + range + " can be bound",
                    "check the address of --rtp; choose another range");
        } else if (range.to() - range.from() + 1 < config.admission().calls() * 2) {
            findings.add(new Finding(Verdict.WARN, "rtp", range + " has fewer port pairs than calls allows ("
                    + config.admission().calls() + ")", "widen --rtp or lower --calls"));
        } else {
            good("rtp", range
                    + (taken == 0 ? " is free" : ": " + taken + " of " + looked + " pairs looked at are in use"));
        }
    }

    private static void bindDatagram(InetSocketAddress socket) throws IOException {
        try (DatagramSocket datagram = new DatagramSocket(null)) {
            datagram.bind(socket);
        }
    }

    private void data(Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            bad("data", existing + " is not a directory this user can write to",
                    "choose another with --data, or give this user the right");
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                bad("data", directory + " has " + (free >> 20) + " MB free",
                        "free 1 GB, or choose another with --data");
            } else {
                good("data", directory + (existing.equals(directory) ? "" : " (will be made)") + ", "
                        + (free >> 30) + " GB free");
            }
        } catch (IOException unreadable) {
            bad("data", directory + ": " + unreadable, "check the file system");
        }
    }

    private void database() {
        if (config.storage().database().isEmpty()) {
            boolean here = Doctor.class.getResource("/postgres-linux-x86_64.txz") != null;
            if (here) {
                good("database", "the bundled PostgreSQL");
            } else {
                bad("database", "this build carries no PostgreSQL for this machine",
                        "name one with --database postgresql://USER:PASSWORD@HOST/NAME");
            }
            return;
        }
        String url = config.storage().database().get().value();
        try (var connection = DriverManager.getConnection(url.startsWith("jdbc:") ? url : "jdbc:" + url)) {
            good("database", "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException refused) {
            bad("database", "no connection (" + refused.getSQLState() + ")",
                    "check that the server of --database runs, and its user, password and name");
        }
    }

    private void clock() {
        Instant now = world.timeline().now();
        if (now.isBefore(RELEASED)) {
            bad("clock", "says " + now, "set it: TLS, signatures and records need the right time");
        } else {
            good("clock", now.toString());
        }
    }

    private void descriptors() {
        int wanted = config.admission().calls() * DESCRIPTORS_PER_CALL + DESCRIPTORS_BESIDE;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            String soft = lines.filter(line -> line.startsWith("Max open files")).findFirst().orElse("")
                    .replaceAll("^Max open files\\s+(\\S+).*$", "$1");
            if (!soft.equals("unlimited") && Long.parseLong(soft) < wanted) {
                findings.add(new Finding(Verdict.WARN, "descriptors",
                        soft + " allowed, " + wanted + " wanted for calls=" + config.admission().calls(),
                        "ulimit -n " + wanted + " before the start, or lower --calls"));
            } else {
                good("descriptors", soft + " allowed");
            }
        } catch (IOException | NumberFormatException unreadable) {
            findings.add(new Finding(Verdict.WARN, "descriptors", "the limit cannot be read", "look at ulimit -n"));
        }
    }

    private void good(String subject, String detail) {
        findings.add(new Finding(Verdict.OK, subject, detail, ""));
    }

    private void bad(String subject, String detail, String advice) {
        findings.add(new Finding(Verdict.BAD, subject, detail, advice));
    }

    /** How bad it is. */
    enum Verdict { OK, WARN, BAD }

    /**
     * One thing looked at.
     *
     * @param advice what to do; empty when nothing is
     */
    record Finding(Verdict verdict, String subject, String detail, String advice) {}
}
