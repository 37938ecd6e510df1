package io.strowger.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An application of {@code examples/} in a process of its own, so that it can really die. One thread. */
final class ExampleApp implements AutoCloseable {
    private static final String READY = "listening on ";

    private final Process process;
    private final URI address;

    private ExampleApp(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param file a single-file program
     * @param port 0 for a free one
     * @param arguments after the port
     * @throws DemoFailure with its output when it does not
     */
    static ExampleApp start(Path file, int port, String... arguments) {
        if (!Files.exists(file)) {
            throw new DemoFailure(file + " is missing: the demo runs from a checkout");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", file.toString(), "" + port));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        try {
            Process process = builder.start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            List<String> said = new ArrayList<>();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (line.startsWith(READY)) {
                    return new ExampleApp(process, URI.create(line.substring(READY.length()).strip()));
                }
            }
            throw new DemoFailure(file.getFileName() + " did not start: " + String.join(" | ", said));
        } catch (IOException broken) {
            throw new UncheckedIOException(file + " cannot be started", broken);
        }
    }

    /** Where it listens, without a path. */
    URI address() {
        return address;
    }

    /** Kills it without a word, as a crash does; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
