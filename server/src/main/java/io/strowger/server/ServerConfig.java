package io.strowger.server;

import io.strowger.call.OutboundLimits;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.PortRange;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Setting;
import io.strowger.kernel.Settings;
import io.strowger.server.ServerSettings.FallbackScope;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import io.strowger.server.ServerSettings.SipDigest;
import io.strowger.server.work.WorkRoom;
import io.strowger.work.WorkLimits;
import io.strowger.work.core.RoutingLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server starts with: checked, complete, immutable. Any thread may read it. */
public record ServerConfig(
        Addresses addresses, Storage storage, Optional<MasterAccount> account, Policy policy, Admission admission,
        Lifetime lifetime, Logging logging) {

    /**
     * Where it listens and how others reach it.
     *
     * @param tls makes the HTTP server speak HTTPS
     * @param publicHost shown in SIP and SDP
     * @param publicUrl empty: the scheme and the HTTP address
     */
    public record Addresses(
            HostPort http, Optional<TlsFiles> tls, HostPort sip, PortRange rtp, String publicHost,
            Optional<URI> publicUrl) {
        /** The URL of the HTTP server that listens there. */
        String url(HostPort bound) {
            return (tls.isPresent() ? "https://" : "http://") + bound;
        }
    }

    /** What an HTTPS server shows: PEM files of its certificates and its key. */
    public record TlsFiles(Path certificates, Path key) {}

    /**
     * Where it keeps things.
     *
     * @param database URL of an external PostgreSQL; empty for the bundled one in {@code data}
     * @param standby whether it waits while another server has the external database
     * @param file the configuration file to apply at start
     */
    public record Storage(Path data, Optional<Secret> database, boolean standby, Optional<Path> file) {}

    /** The first account, when the operator names it. */
    public record MasterAccount(AccountSid sid, Secret token) {}

    /** Whom it trusts and where it reaches out. */
    public record Policy(
            boolean allowPrivateUrls, List<Cidr> trust, FallbackScope fallbackScope, SipDigest sipDigest) {}

    /**
     * How much it takes on.
     *
     * @param outbound of calls that the API starts, for each account
     * @param work of work distribution, for each workspace
     */
    public record Admission(int calls, int callsPerSecond, OutboundLimits outbound, WorkRoom.Limits work) {}

    /** How long things last. */
    public record Lifetime(Duration retention, Duration drain) {}

    /** What it tells. */
    public record Logging(LogLevel level, LogFormat format) {}

    /**
     * A configuration from flags alone, for programs that start a platform of their own.
     *
     * @throws io.strowger.kernel.BadSettings with everything that is wrong
     */
    public static ServerConfig of(List<String> flags) {
        return of(Settings.read(ServerSettings.ALL, ServerSettings.RETIRED, flags, Map.of(), Map.of()), Map.of());
    }

    /**
     * Makes a configuration from settings, adding the troubles that only show when values are seen together.
     *
     * @param environment for the default of the data directory
     * @throws io.strowger.kernel.BadSettings with everything that is wrong
     */
    public static ServerConfig of(Settings settings, Map<String, String> environment) {
        Addresses addresses = addresses(settings);
        Optional<MasterAccount> account = account(settings);
        if (settings.get(ServerSettings.STANDBY) && settings.get(ServerSettings.DATABASE).isEmpty()) {
            settings.trouble(settings.place(ServerSettings.STANDBY), "standby needs an external database beside it");
        }
        settings.check();
        return new ServerConfig(addresses,
                new Storage(settings.get(ServerSettings.DATA).orElseGet(() -> defaultData(environment)),
                        settings.get(ServerSettings.DATABASE), settings.get(ServerSettings.STANDBY),
                        settings.get(ServerSettings.CONFIG)),
                account,
                new Policy(settings.get(ServerSettings.ALLOW_PRIVATE_URLS), settings.get(ServerSettings.TRUST),
                        settings.get(ServerSettings.FALLBACK_SCOPE), settings.get(ServerSettings.SIP_DIGEST)),
                new Admission(settings.get(ServerSettings.CALLS), settings.get(ServerSettings.CALLS_PER_SECOND),
                        outbound(settings), work(settings)),
                new Lifetime(Duration.ofDays(settings.get(ServerSettings.RETENTION_DAYS)),
                        Duration.ofSeconds(settings.get(ServerSettings.DRAIN_SECONDS))),
                new Logging(settings.get(ServerSettings.LOG_LEVEL), settings.get(ServerSettings.LOG_FORMAT)));
    }

    private static OutboundLimits outbound(Settings settings) {
        OutboundLimits standard = OutboundLimits.DEFAULT;
        return new OutboundLimits(settings.get(ServerSettings.OUTBOUND_CALLS_PER_SECOND),
                settings.get(ServerSettings.OUTBOUND_CALLS),
                Math.max(1, settings.get(ServerSettings.CALLS) * 3 / 4), settings.get(ServerSettings.OUTBOUND_QUEUE),
                standard.longestWait(), settings.get(ServerSettings.TRUNK_CALLS),
                settings.get(ServerSettings.TRUNK_CALLS_PER_SECOND),
                settings.get(ServerSettings.TRUNK_MINUTES_PER_DAY),
                settings.get(ServerSettings.NEW_COUNTRIES_PER_HOUR));
    }

    private static WorkRoom.Limits work(Settings settings) {
        WorkLimits node = WorkLimits.DEFAULT;
        RoutingLimits routing = RoutingLimits.DEFAULT;
        return new WorkRoom.Limits(
                new WorkLimits(settings.get(ServerSettings.WORK_INBOX), node.turn(), node.answerWithin(), node.lease(),
                        node.renewal(), node.snapshotEvery(), node.deliveries()),
                new RoutingLimits(settings.get(ServerSettings.WORK_WORKERS),
                        settings.get(ServerSettings.WORK_TASK_QUEUES), routing.workflows(), routing.activities(),
                        routing.channels(), settings.get(ServerSettings.WORK_OPEN_TASKS),
                        settings.get(ServerSettings.WORK_ATTRIBUTE_CHARACTERS), routing.configurationCharacters(),
                        routing.nameCharacters(), routing.channelCapacity(), routing.taskTimeout(),
                        routing.assignedLife(), routing.endedLife(), routing.assignments()),
                settings.get(ServerSettings.WORK_EVALUATIONS));
    }

    private static Addresses addresses(Settings settings) {
        HostPort http = settings.get(ServerSettings.HTTP);
        HostPort sip = settings.get(ServerSettings.SIP);
        PortRange rtp = settings.get(ServerSettings.RTP);
        if (http.clashes(sip)) {
            settings.trouble(settings.place(ServerSettings.SIP), "sip " + sip + " clashes with http " + http + " ("
                    + settings.place(ServerSettings.HTTP) + "): both listen on TCP there");
        }
        if (sip.port() != 0 && rtp.covers(sip)) {
            settings.trouble(settings.place(ServerSettings.RTP), "rtp " + rtp + " covers the port of sip " + sip + " ("
                    + settings.place(ServerSettings.SIP) + ")");
        }
        String shown = settings.get(ServerSettings.PUBLIC_HOST).orElseGet(() -> reachable(sip));
        return new Addresses(http, tls(settings), sip, rtp, shown, settings.get(ServerSettings.PUBLIC_URL));
    }

    private static Optional<TlsFiles> tls(Settings settings) {
        together(settings, ServerSettings.HTTP_CERTIFICATE, ServerSettings.HTTP_KEY);
        return settings.get(ServerSettings.HTTP_CERTIFICATE)
                .flatMap(chain -> settings.get(ServerSettings.HTTP_KEY).map(key -> new TlsFiles(chain, key)));
    }

    /** Two settings of which one is nothing without the other. */
    private static void together(Settings settings, Setting<?> one, Setting<?> other) {
        if (settings.isGiven(one) != settings.isGiven(other)) {
            Setting<?> present = settings.isGiven(one) ? one : other;
            Setting<?> absent = settings.isGiven(one) ? other : one;
            settings.trouble(settings.place(present), present.key() + " needs " + absent.key() + " beside it");
        }
    }

    private static Optional<MasterAccount> account(Settings settings) {
        Optional<String> sid = settings.get(ServerSettings.ACCOUNT_SID);
        Optional<Secret> token = settings.get(ServerSettings.AUTH_TOKEN);
        together(settings, ServerSettings.ACCOUNT_SID, ServerSettings.AUTH_TOKEN);
        return sid.flatMap(value -> token.map(secret -> new MasterAccount(new AccountSid(value), secret)));
    }

    private static Path defaultData(Map<String, String> environment) {
        if ("root".equals(System.getProperty("user.name"))) {
            return Path.of("/var/lib/strowger");
        }
        String home = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = home.startsWith("/") ? Path.of(home) : Path.of(System.getProperty("user.home"), ".local", "share");
        return base.resolve("strowger");
    }

    /** The listening host itself, or the machine's first address when it listens on every interface. */
    private static String reachable(HostPort sip) {
        if (!sip.everyInterface()) {
            return sip.host();
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse("127.0.0.1");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the machine's network interfaces cannot be read", unreadable);
        }
    }
}
