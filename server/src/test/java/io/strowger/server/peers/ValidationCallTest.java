package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.RealWorld;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A caller id is validated by a real call to a real phone that presses the code (rest-api, "OutgoingCallerIds"). */
final class ValidationCallTest {
    private static final String SID = "AC" + "7".repeat(32);
    private static final String TOKEN = "token-of-the-master-account";
    private static final String HOME = "+442079460000";
    private final HttpClient client = HttpClient.newHttpClient();

    private boolean asked(Bench bench, String call) {
        try {
            return request(bench, "GET", "/strowger/v1/Calls/" + call + "/Timeline", "").toString().contains("/ask");
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private JsonNode send(Bench bench, String method, String path, String form) throws Exception {
        return request(bench, method, "/2010-04-01/Accounts/" + SID + path, form);
    }

    private JsonNode request(Bench bench, String method, String path, String form) throws Exception {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(
                        URI.create("http://" + bench.product().http() + path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (SID + ":" + TOKEN).getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertTrue(response.statusCode() < 300, response.body());
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void phoneThatPressesTheCodeIsACallerIdAndTheApplicationIsTold() throws Exception {
        try (RealWorld world = RealWorld.open();
                Phone phone = Phone.open(world,
                        PhoneConfig.of(InetAddress.getLoopbackAddress(), 27500, 27549, "home"), SipTrace.NONE);
                Bench bench = Bench.open("127.0.0.1:27550-27599", app -> """
                        accounts:
                          - master: true
                            allowedPrefixes: ["44"]
                            numbers: [{number: "+14155550101"}]
                            trunks:
                              - name: carrier
                                uri: sip:{number}@127.0.0.1:%d
                        """.formatted(phone.address().getPort()), "--account-sid", SID, "--auth-token", TOKEN)) {
            phone.answering(AnswerPlan.Answer.atOnce());
            JsonNode begun = send(bench, "POST", "/OutgoingCallerIds.json",
                    "PhoneNumber=%2B442079460000&StatusCallback=" + bench.app() + "/told");
            PhoneCall call = phone.incoming().await(Deadline.after(world.timeline(), Bench.PATIENCE)).orElseThrow();
            assertTrue(call.awaitAnswer(Bench.PATIENCE));
            assertTrue(bench.await(() -> asked(bench, begun.path("call_sid").asText())), "the code is asked for");
            call.press("ww" + begun.path("validation_code").asText());
            assertTrue(call.awaitEnd(Bench.PATIENCE), "thanked and hung up");
            JsonNode ids = send(bench, "GET", "/OutgoingCallerIds.json", "").path("outgoing_caller_ids");
            assertEquals(HOME, ids.path(0).path("phone_number").asText());
            assertTrue(bench.await(() -> !bench.asked("/told").isEmpty()));
            assertEquals("success " + ids.path(0).path("sid").asText() + " " + begun.path("call_sid").asText(),
                    bench.asked("/told").getFirst().fields().get("VerificationStatus") + " "
                            + bench.asked("/told").getFirst().fields().get("OutgoingCallerIdSid") + " "
                            + bench.asked("/told").getFirst().fields().get("CallSid"));
            assertTrue(bench.awaitIdle());
        }
    }
}
