package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Issue 2: "prints one ready line with its addresses, stops cleanly on SIGTERM", in a process of its own. */
class UpProcessTest {
    private static final Pattern READY = Pattern.compile("ready http=(\\S+) sip=(\\S+) rtp=\\S+ data=\\S+");

    @Test
    void upSaysReadyOnceAnswersHealthAndStopsCleanlyAtSigterm() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.make("strowger-up-", System.err)) {
            Process process = start(scratch.path());
            try {
                BufferedReader out = new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                List<String> lines = new ArrayList<>();
                String line = out.readLine();
                while (line != null && !line.startsWith("ready")) {
                    lines.add(line);
                    line = out.readLine();
                }
                Matcher ready = READY.matcher(String.valueOf(line));
                assertTrue(ready.matches(), lines + " " + line);
                HttpResponse<String> health = HttpClient.newHttpClient().send(
                        HttpRequest.newBuilder(URI.create(ready.group(1) + "/health")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(200, health.statusCode());
                assertTrue(health.body().startsWith("{"), health.body());
                assertTrue(process.toHandle().destroy(), "SIGTERM"); // Process.destroy would close its output, too
                for (line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                }
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), lines.toString());
                assertEquals("stopped", lines.getLast());
                assertEquals(1, lines.stream().filter(one -> one.startsWith("draining")).count(), lines.toString());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(Path scratch) throws IOException {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", classpath, "io.strowger.server.Main", "up",
                "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp", "127.0.0.1:25700-25719",
                "--data", scratch.resolve("data").toString(), "--calls", "5")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
