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
    private static final Pattern STANDBY = Pattern.compile("standby http=(\\S+) .*");

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
        List<String> command = java();
        command.addAll(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp", rtp,
                "--data", data.toString(), "--config", config.toString(), "--allow-private-urls",
                "--trust", "127.0.0.1"));
        ServerProcess started = new ServerProcess(new ProcessBuilder(command).redirectErrorStream(true).start(), data);
        started.line(READY);
        return started;
    }

    /** Returns at once; what it logs goes to a file beside its data, so that nobody has to read it for it to go on. */
    static ServerProcess launch(Path data, String... flags) throws IOException {
        List<String> command = java();
        command.addAll(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--data", data.toString(),
                "--allow-private-urls", "--log-level", "warning"));
        command.addAll(List.of(flags));
        return new ServerProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(
                data.resolveSibling(data.getFileName() + ".log").toFile())).start(), data);
    }

    /** The product of a soak, as its launcher built it, with its start-up cache; in tests the classes of this test. */
    private static List<String> java() {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String product = System.getProperty("strowger.product", "");
        if (product.isEmpty()) {
            command.addAll(List.of("-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        } else {
            Path cache = Path.of(product.split(":")[0]).getParent().resolveSibling("strowger.aot");
            if (Files.exists(cache)) {
                command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
            }
            command.addAll(List.of("-cp", product));
        }
        command.addAll(List.of("io.strowger.server.Main", "up"));
        return command;
    }

    /** Where a standby serves its health; it takes calls there later. Waits for its line. */
    String standby() throws IOException {
        return line(STANDBY).group(1);
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

    /** Sends a signal by its name: STOP, CONT. */
    void signal(String name) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor() != 0) {
            throw new AssertionError("no SIG" + name);
        }
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
