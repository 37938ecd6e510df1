package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.RealWorld;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneConfig;
import io.strowger.server.Product;
import io.strowger.server.ServerConfig;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 3, "Outbound calls": what waited when the platform stopped is dialled by the next run, once. */
final class QueuedCallsTest {
    private static final String SID = "AC" + "8".repeat(32);
    private static final String TOKEN = "token-of-the-master-account";
    private final RealWorld world = RealWorld.open();
    private final HttpClient client = HttpClient.newHttpClient();

    private Product product(Path data) {
        return Product.open(world, ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:27800-27849", "--data", data.toString(), "--allow-private-urls", "--account-sid", SID,
                "--auth-token", TOKEN, "--outbound-calls", "1", "--outbound-calls-per-second", "100")));
    }

    private HttpResponse<String> calls(Product product, String method, String query, String form)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://" + product.http() + "/2010-04-01/Accounts/" + SID
                        + "/Calls.json" + query))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (SID + ":" + TOKEN).getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String form(String to) {
        return "To=" + URLEncoder.encode(to, StandardCharsets.UTF_8) + "&From=%2B15550001&Twiml="
                + URLEncoder.encode("<Response><Pause length='120'/></Response>", StandardCharsets.UTF_8);
    }

    @Test
    void whatWaitedIsDialledByTheNextRun() throws Exception {
        Path scratch = Files.createTempDirectory("strowger-queued-");
        assertTrue(scratch.toFile().setExecutable(true, false));
        try (Phone bob = Phone.open(world,
                PhoneConfig.of(InetAddress.getLoopbackAddress(), 27850, 27899, "bob"), SipTrace.NONE)) {
            bob.answering(AnswerPlan.Answer.atOnce());
            String to = "sip:bob@127.0.0.1:" + bob.address().getPort();
            try (Product first = product(scratch.resolve("data"))) {
                assertEquals(201, calls(first, "POST", "", form(to)).statusCode());
                assertTrue(bob.incoming().await(soon()).isPresent());
                assertEquals(201, calls(first, "POST", "", form(to)).statusCode());
                assertTrue(calls(first, "GET", "?Status=queued", "").body().contains(to));
            }
            assertTrue(bob.incoming().poll().isEmpty(), "the second waits for the first");
            try (Product second = product(scratch.resolve("data"))) {
                assertTrue(bob.incoming().await(soon()).isPresent(), "the next run dials it");
                assertTrue(calls(second, "GET", "?Status=queued", "").body().contains("\"calls\":[]"));
            }
            assertTrue(bob.incoming().poll().isEmpty(), "once");
        } finally {
            client.close();
            world.close();
        }
    }

    private Deadline soon() {
        return Deadline.after(world.timeline(), Duration.ofSeconds(60));
    }
}
