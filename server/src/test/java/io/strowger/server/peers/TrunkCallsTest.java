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
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An account's exchange behind an elastic trunk and carriers of its own, made by the API of the whole product, with
 * phones in place of exchange and carrier (rest-api section 2, "Voice v1, Trunking v1").
 */
final class TrunkCallsTest {
    private static final String SID = "AC" + "7".repeat(32);
    private static final String TOKEN = "token-of-the-master-account";
    private static final String MINE = "/2010-04-01/Accounts/" + SID;
    private static final String NUMBER = "+441632960100";
    private static final String ELSEWHERE = "+441632960555";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final RealWorld WORLD = RealWorld.open();
    private static Phone carrier;
    private static Phone exchange;
    private static Bench bench;
    private static HttpClient client;
    private static String trunk;

    @BeforeAll
    static void open() {
        carrier = phone(27800, "+15557");
        exchange = Phone.open(WORLD, PhoneConfig.of(InetAddress.getLoopbackAddress(), 27850, 27899, NUMBER)
                .with(new SipCredentials("pbx", "Pbx-passw0rd-1")), SipTrace.NONE);
        bench = Bench.open("127.0.0.1:27900-27999", app -> """
                accounts:
                  - master: true
                    numbers: [{number: '%s'}]
                    trunks: [{name: carrier, uri: 'sip:{number}@127.0.0.1:%d'}]
                """.formatted(NUMBER, carrier.address().getPort()),
                "--account-sid", SID, "--auth-token", TOKEN, "--trust", "127.0.0.1");
        client = HttpClient.newHttpClient();
        trunk = "/v1/Trunks/" + post("/v1/Trunks", "DomainName", "pbx.acme.example",
                "DisasterRecoveryUrl", bench.app() + "/recovery").path("sid").asText();
        post(trunk + "/OriginationUrls", "SipUrl", "sip:127.0.0.1:" + exchange.address().getPort(), "Priority", "1",
                "Weight", "1", "Enabled", "true", "FriendlyName", "pbx");
        String number = send("GET", MINE + "/IncomingPhoneNumbers.json").path("incoming_phone_numbers").path(0)
                .path("sid").asText();
        post(trunk + "/PhoneNumbers", "PhoneNumberSid", number);
        String list = post(MINE + "/SIP/CredentialLists.json", "FriendlyName", "pbx").path("sid").asText();
        post(MINE + "/SIP/CredentialLists/" + list + "/Credentials.json",
                "Username", "pbx", "Password", "Pbx-passw0rd-1");
        post(trunk + "/CredentialLists", "CredentialListSid", list);
    }

    private static Phone phone(int port, String user) {
        return Phone.open(
                WORLD, PhoneConfig.of(InetAddress.getLoopbackAddress(), port, port + 49, user), SipTrace.NONE);
    }

    @AfterAll
    static void close() {
        client.close();
        bench.close();
        exchange.close();
        carrier.close();
    }

    @AfterEach
    void everythingIsGivenBack() {
        bench.forget();
        assertTrue(bench.awaitIdle(), "nothing of any call is left");
    }

    private static JsonNode post(String path, String... fields) {
        return send("POST", path, fields);
    }

    private static JsonNode send(String method, String path, String... fields) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + bench.product().http() + path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (SID + ":" + TOKEN).getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(String.join("&", pairs))).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertTrue(answer.statusCode() < 300, answer.body());
            return answer.body().isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(answer.body());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Optional<String> way() {
        return Optional.of("sip:" + bench.product().sip());
    }

    private static PhoneCall taken(Phone phone) {
        return phone.incoming().await(Deadline.after(WORLD.timeline(), Bench.PATIENCE)).orElseThrow();
    }

    private static void permit(String low) {
        post("/v1/DialingPermissions/BulkCountryUpdates", "UpdateRequest",
                "[{\"iso_code\":\"GB\",\"low_risk_numbers_enabled\":\"" + low + "\"}]");
    }

    @Test
    void numberOfTheTrunkRingsAtTheExchangeUntilTheCallerHangsUp() {
        exchange.answering(AnswerPlan.Answer.atOnce());
        PhoneCall call = carrier.call("sip:" + NUMBER + "@127.0.0.1", way(), List.of());
        PhoneCall rung = taken(exchange);
        assertTrue(call.awaitAnswer(Bench.PATIENCE));
        call.hangUp();
        assertTrue(rung.awaitEnd(Bench.PATIENCE));
        assertEquals(List.of(), bench.asked("/recovery"), "somebody took the call");
        assertTrue(bench.await(() -> send("GET", MINE + "/Calls.json?Direction=inbound").path("calls")
                .findValuesAsText("trunk_sid").contains(trunk.substring(trunk.length() - 34))));
    }

    @Test
    void exchangeThatHangsUpEndsTheCallWithoutTheRecoveryDocument() {
        exchange.answering(AnswerPlan.Answer.atOnce());
        PhoneCall call = carrier.call("sip:" + NUMBER + "@127.0.0.1", way(), List.of());
        PhoneCall rung = taken(exchange);
        assertTrue(call.awaitAnswer(Bench.PATIENCE));
        rung.hangUp();
        assertTrue(call.awaitEnd(Bench.PATIENCE));
        assertEquals(List.of(), bench.asked("/recovery"));
    }

    @Test
    void recoveryDocumentRunsWhenTheExchangeIsAway() {
        exchange.answering(new AnswerPlan.Refuse(503, "Service Unavailable"));
        bench.page("/recovery", asked -> "<Response><Reject reason='busy'/></Response>");
        PhoneCall call = carrier.call("sip:" + NUMBER + "@127.0.0.1", way(), List.of());
        assertTrue(call.awaitEnd(Bench.PATIENCE));
        assertEquals(486, call.refusal(), "what the recovery document said");
        assertEquals(NUMBER, bench.asked("/recovery").getFirst().fields().get("To"));
    }

    /** Issue 3: a premium or international prefix is refused until it is allowed, and each refusal is an alert. */
    @Test
    void exchangeCallsOutOnceItsCountryIsPermitted() {
        permit("false");
        PhoneCall refused = exchange.call("sip:" + ELSEWHERE + "@pbx.acme.example", way(), List.of());
        assertTrue(refused.awaitEnd(Bench.PATIENCE));
        assertEquals(403, refused.refusal());
        assertTrue(bench.await(() -> send("GET", "/v1/Alerts").path("alerts").findValuesAsText("error_code")
                .contains("13227")), "each refusal is an alert");
        permit("true");
        carrier.answering(AnswerPlan.Answer.atOnce());
        PhoneCall call = exchange.call("sip:" + ELSEWHERE + "@pbx.acme.example", way(), List.of());
        PhoneCall rung = taken(carrier);
        assertTrue(call.awaitAnswer(Bench.PATIENCE));
        call.hangUp();
        assertTrue(rung.awaitEnd(Bench.PATIENCE));
    }

    /** A call that names its BYOC trunk takes the next target when the first fails. */
    @Test
    void callByAByocTrunkFailsOverToTheNextTarget() {
        permit("true");
        carrier.answering(AnswerPlan.Answer.atOnce());
        String policy = post("/v1/ConnectionPolicies").path("sid").asText();
        exchange.answering(new AnswerPlan.Refuse(503, "Service Unavailable"));
        target(policy, exchange, "1");
        target(policy, carrier, "2");
        String byoc = post("/v1/ByocTrunks", "ConnectionPolicySid", policy).path("sid").asText();
        String sid = post(MINE + "/Calls.json", "To", ELSEWHERE, "From", NUMBER, "Byoc", byoc,
                "Twiml", "<Response><Pause length='60'/></Response>").path("sid").asText();
        PhoneCall rung = taken(carrier);
        assertTrue(rung.awaitAnswer(Bench.PATIENCE));
        post(MINE + "/Calls/" + sid + ".json", "Status", "completed");
        assertTrue(rung.awaitEnd(Bench.PATIENCE));
    }

    private static void target(String policy, Phone phone, String priority) {
        post("/v1/ConnectionPolicies/" + policy + "/Targets",
                "Target", "sip:127.0.0.1:" + phone.address().getPort(), "Priority", priority);
    }
}
