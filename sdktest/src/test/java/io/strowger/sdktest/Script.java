package io.strowger.sdktest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of another language, with the official SDK of that language at hand. */
record Script(List<String> command, Map<String, String> environment) {
    private static final Path ROOT = Path.of(System.getProperty("strowger.root"));
    private static final int PATIENCE_MINUTES = 5;

    /** How it ended and what it said on both of its outputs. */
    record Ended(int code, String output) {}

    /**
     * A file of {@code sdktest/src/test/node}, run by Node with the SDKs of {@code package-lock.json}. It ends when its
     * tests do: the worker SDK leaves timers behind that would keep Node alive.
     */
    static Script node(String file, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("node", "--test-reporter=tap", "--test-force-exit",
                sources("node").resolve(file).toString()));
        command.addAll(arguments);
        return new Script(command, with(environment, Map.of(
                "NODE_PATH", nodeModules().toString(), "STROWGER_EXAMPLES", examples("node").toString())));
    }

    /** A file of {@code sdktest/src/test/python}, run by Debian's Python, whose package python3-twilio has the SDK. */
    static Script python(String file, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", sources("python").resolve(file).toString()));
        command.addAll(arguments);
        return new Script(command, with(environment, Map.of("PYTHONPATH", examples("python").toString(),
                "PYTHONDONTWRITEBYTECODE", "1", "PYTHONIOENCODING", "utf-8")));
    }

    static Path sources(String language) {
        return ROOT.resolve("sdktest/src/test").resolve(language);
    }

    static Path examples(String language) {
        return ROOT.resolve("examples/sdk").resolve(language);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** Installed once for each lock file, below target. */
    private static synchronized Path nodeModules() {
        try {
            Path folder = ROOT.resolve("sdktest/target/node");
            Path lock = folder.resolve("package-lock.json");
            Path wanted = sources("node").resolve("package-lock.json");
            Path done = folder.resolve("node_modules/.package-lock.json");
            if (!Files.exists(done) || Files.mismatch(lock, wanted) >= 0) {
                Files.createDirectories(folder);
                Files.copy(sources("node").resolve("package.json"), folder.resolve("package.json"),
                        StandardCopyOption.REPLACE_EXISTING);
                Files.copy(wanted, lock, StandardCopyOption.REPLACE_EXISTING);
                Ended ended = new Script(List.of("npm", "ci", "--prefix", folder.toString(), "--ignore-scripts",
                        "--no-audit", "--no-fund"), Map.of()).run();
                if (ended.code() != 0) {
                    throw new AssertionError("npm could not install the Node SDK: " + ended.output());
                }
            }
            return folder.resolve("node_modules");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Runs to the end. */
    Ended run() {
        try {
            Path output = Files.createTempFile("strowger-script-", ".txt");
            ProcessBuilder building = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            building.environment().putAll(environment);
            Process process = building.start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(output));
            }
            String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Files.delete(output);
            return new Ended(process.exitValue(), said);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
