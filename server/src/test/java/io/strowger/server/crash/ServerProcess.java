package io.strowger.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code up} in a JVM of its own, on this test's classpath: something to kill. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready http=(\\S+) sip=(\\S+) .*");

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();
    private final Path data;

    private ServerProcess(Process process, Path data) {
        this.process = process;
        this.data = data;
        output = process.inputReader();
    }

    /** Returns when it takes calls. */
    static ServerProcess start(Path data, Path config, String rtp) throws IOException {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ServerProcess started = new ServerProcess(new ProcessBuilder(java, "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classpath,
                "io.strowger.server.Main", "up", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp", rtp,
                "--data", data.toString(), "--config", config.toString(), "--allow-private-urls",
                "--trust", "127.0.0.1").redirectErrorStream(true).start(), data);
        started.line(READY);
        return started;
    }

    /** Reads on to a line that matches, or finds it among those read; fails when the output ends before. */
    Matcher line(Pattern wanted) throws IOException {
        for (int next = 0; ; next++) {
            if (next == lines.size()) {
                String line = output.readLine();
                if (line == null) {
                    throw new AssertionError("no line " + wanted + " in " + lines);
                }
                lines.add(line);
            }
            Matcher matcher = wanted.matcher(lines.get(next));
            if (matcher.matches()) {
                return matcher;
            }
        }
    }

    String http() throws IOException {
        return line(READY).group(1);
    }

    String sip() throws IOException {
        return line(READY).group(2);
    }

    /** SIGTERM; {@code Process.destroy} would close the output, too. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. Returns when it is gone. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Its exit code, once it has stopped by itself; -1 when it did not within a minute. */
    int exit() throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Processes that work in its data directory: its database. */
    List<Long> databaseProcesses() {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::inData).toList();
    }

    private boolean inData(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(data);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
