package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.twilio.security.RequestValidator;
import io.strowger.call.StrowgerSignature;
import io.strowger.call.TwilioSignature;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.RequestSigner.Hop;
import io.strowger.sdk.StrowgerWebhookVerifier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 3, must show 3: the SDKs' validators accept our signature in every case of sdk-compatibility section 6. */
class SignatureTest {
    private static final String TOKEN = "signature-token-1";
    private static final RequestSigner SIGNER = TwilioSignature.andOurs(TOKEN);
    private static final List<Header> PLAIN = List.of(new Header("CallSid", "CA1"), new Header("From", "+15550100"));
    private static final List<Header> ODD = List.of(new Header("To", "Zoë ☎ 漢字 𝄞"), new Header("Digits", ""),
            new Header("From", "+1 555 01 00"), new Header("Caller", "a+b c&d=e%20f"), new Header("a", "1"),
            new Header("SipHeader_X-Test", "\"quoted\" <sip:a@b>"), new Header("B", "line\r\nbreak"));
    private static final List<Header> REPEATED = List.of(new Header("Tag", "two"), new Header("Tag", "one"),
            new Header("Other", "x"), new Header("Tag", "two"));

    @TempDir
    Path folder;

    /**
     * A request as the receiver has it.
     *
     * @param url what the receiver gives its validator
     * @param sentUrl what was requested
     * @param json the body when it is JSON, else empty
     */
    private record Captured(String name, String method, String url, String sentUrl, List<Header> form, String body,
            String json, Map<String, String> headers) {
        String signature() {
            return headers.get("X-Twilio-Signature");
        }

        String ours() {
            return headers.get(StrowgerSignature.HEADER);
        }

        Captured seenAt(String receiverUrl) {
            return new Captured(name + ", seen as " + receiverUrl, method, receiverUrl, sentUrl, form, body, json,
                    headers);
        }
    }

    /** What goes out through the one way there is for webhooks, caught at the door to the network. */
    private static Captured captured(String name, String method, String url, List<Header> form) {
        List<FetchRequest> sent = new ArrayList<>();
        try (RealWorld world = RealWorld.open()) {
            Fetcher fetcher = new Fetcher(world, request -> {
                sent.add(request);
                return new Answered(200, List.of(), new byte[0]);
            });
            fetcher.fetch(new Fetch(method, url, form, SIGNER, new CookieJar(world.timeline()), "event-1", 1000));
        }
        FetchRequest request = sent.getFirst();
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.name(), header.value()));
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String requested = request.url().toString();
        return new Captured(name, method, requested, requested, fields(body), body, "", headers);
    }

    /** As a receiver's framework decodes it. */
    private static List<Header> fields(String body) {
        List<Header> fields = new ArrayList<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&")) {
            String[] sides = pair.split("=", 2);
            fields.add(new Header(URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(sides[1], StandardCharsets.UTF_8)));
        }
        return fields;
    }

    private static Captured signed(String name, String method, String url, String json) {
        Map<String, String> headers = new HashMap<>();
        SIGNER.sign(new Hop(method, url, List.of(), "event-1", Instant.now()))
                .forEach(header -> headers.put(header.name(), header.value()));
        return new Captured(name, method, url, url, List.of(), "", json, headers);
    }

    private static List<Captured> cases() {
        String json = "{\"status\":\"done\",\"name\":\"Zoë\"}";
        Captured defaultPort = captured("an explicit default port", "POST", "https://app.example:443/v?x=1", PLAIN);
        Captured httpPort = captured("an explicit default port of http", "POST", "http://app.example:80/v", PLAIN);
        Captured noPort = captured("no port", "POST", "https://app.example/v?x=1", PLAIN);
        return List.of(
                captured("GET with a query", "GET", "https://app.example/v?x=1&y=a%20b%2Bc", PLAIN),
                captured("GET with odd fields", "GET", "https://app.example/v", ODD),
                captured("POST of a form", "POST", "https://app.example/v?x=1", PLAIN),
                captured("POST with UTF-8, empty values, plus signs and spaces", "POST", "https://app.example/v", ODD),
                captured("POST with repeated names", "POST", "https://app.example/v", REPEATED),
                captured("POST without fields", "POST", "https://app.example/v", List.of()),
                noPort, noPort.seenAt("https://app.example:443/v?x=1"),
                defaultPort, defaultPort.seenAt("https://app.example/v?x=1"),
                httpPort, httpPort.seenAt("http://app.example/v"),
                captured("another port", "POST", "https://app.example:8443/v?x=1", PLAIN),
                captured("overrides in the fragment", "POST", "https://app.example/v?x=1#rc=2&ct=500", PLAIN)
                        .seenAt("https://app.example/v?x=1"),
                captured("user info", "POST", "https://user:p%40ss@app.example/v", PLAIN)
                        .seenAt("https://app.example/v"),
                captured("an empty path", "POST", "https://app.example?x=1", PLAIN)
                        .seenAt("https://app.example/?x=1"),
                signed("JSON with bodySHA256", "POST", "https://app.example/v?x=1&bodySHA256=" + sha256(json), json),
                signed("a WebSocket's upgrade", "GET", "wss://app.example/stream?x=1", ""));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Empty when the SDK cannot hold the case: its map has one value for a name. */
    private static Optional<Boolean> javaAccepts(Captured one, String signature) {
        RequestValidator validator = new RequestValidator(TOKEN);
        Map<String, String> form = new HashMap<>();
        one.form().forEach(field -> form.put(field.name(), field.value()));
        try {
            return form.size() < one.form().size()
                    ? Optional.empty()
                    : Optional.of(one.json().isEmpty() ? validator.validate(one.url(), form, signature)
                            : validator.validate(one.url(), one.json(), signature));
        } catch (URISyntaxException odd) {
            throw new IllegalStateException(one.url(), odd);
        }
    }

    @Test
    void theJavaValidatorAcceptsEveryCaseAndNothingAltered() {
        for (Captured one : cases()) {
            assertTrue(javaAccepts(one, one.signature()).orElse(true), one.name());
            assertEquals(false, javaAccepts(one, "A" + one.signature().substring(1)).orElse(false), one.name());
        }
    }

    @Test
    void theNodeValidatorAcceptsEveryCase() throws IOException {
        checkEvery(Script.node("signatures.js", List.of(written()), Map.of()), 0);
    }

    @Test
    void thePythonValidatorAcceptsEveryCase() throws IOException {
        checkEvery(Script.python("signatures.py", List.of(written()), Map.of()), 1);
    }

    private void checkEvery(Script script, int cannotHold) throws IOException {
        Script.Ended ended = script.run();
        assertEquals(0, ended.code(), ended.output());
        List<String> lines = ended.output().lines().toList();
        assertEquals(cases().size() + 4, lines.size(), ended.output());
        int unheld = 0;
        for (String line : lines) {
            JsonNode said = Exchange.JSON.readTree(line);
            String name = said.get("name").asText();
            if (name.startsWith("forged")) {
                assertEquals(false, said.get("twilio").asBoolean(), line);
                assertEquals("refused: wrong signature", said.get("ours").asText());
            } else if (name.startsWith("old")) {
                assertTrue(said.get("ours").asText().startsWith("refused: the signature is too old"), line);
            } else {
                unheld += said.get("twilio").isNull() ? 1 : 0;
                assertTrue(said.get("twilio").isNull() || said.get("twilio").asBoolean(), line);
                assertEquals("event-1", said.get("ours").asText(), line);
            }
        }
        assertEquals(cannotHold, unheld);
    }

    /** Every case, and four that must be refused. */
    private String written() throws IOException {
        ArrayNode all = Exchange.JSON.createArrayNode();
        cases().forEach(one -> all.add(json(one.name(), one)));
        Captured one = cases().get(2);
        all.add(json("forged signatures", one).put("signature", "A" + one.signature().substring(1))
                .put("ours", one.ours().replaceFirst("v1=.", "v1=g")));
        all.add(json("forged token", one).put("token", "another"));
        all.add(json("forged url", one).put("url", one.url() + "2").put("sent_url", one.sentUrl() + "2"));
        all.add(json("old", one).put("now", Instant.now().getEpochSecond() + 301));
        return Files.writeString(folder.resolve("cases.json"), all.toString()).toString();
    }

    private static ObjectNode json(String name, Captured one) {
        ObjectNode node = Exchange.JSON.createObjectNode().put("name", name).put("method", one.method())
                .put("url", one.url()).put("sent_url", one.sentUrl()).put("body", one.body()).put("json", one.json())
                .put("token", TOKEN).put("signature", one.signature()).put("ours", one.ours())
                .put("now", Instant.now().getEpochSecond());
        ArrayNode form = node.putArray("form");
        one.form().forEach(field -> form.addArray().add(field.name()).add(field.value()));
        return node;
    }

    @Test
    void ourSecondSignatureRefusesForgeriesAndReplays() {
        StrowgerWebhookVerifier verifier = new StrowgerWebhookVerifier(TOKEN);
        Instant now = Instant.now();
        for (Captured one : cases()) {
            byte[] body = one.body().getBytes(StandardCharsets.UTF_8);
            assertEquals("event-1", verifier.verify(one.ours(), one.method(), one.sentUrl(), body, now), one.name());
            assertEquals("event-1", verifier.verify("v1=00," + one.ours(), one.method(), one.sentUrl(), body, now));
            for (Instant wrong : List.of(now.plusSeconds(302), now.minusSeconds(302))) {
                assertThrows(SecurityException.class,
                        () -> verifier.verify(one.ours(), one.method(), one.sentUrl(), body, wrong));
            }
            assertThrows(SecurityException.class,
                    () -> verifier.verify(one.ours(), "PUT", one.sentUrl(), body, now));
            assertThrows(SecurityException.class,
                    () -> verifier.verify(one.ours(), one.method(), one.sentUrl(), "x".getBytes(), now));
            assertThrows(SecurityException.class, () -> verifier.verify(
                    one.ours().replace("event-1", "event-2"), one.method(), one.sentUrl(), body, now));
            assertThrows(SecurityException.class, () -> verifier.verify("", one.method(), one.sentUrl(), body, now));
        }
    }

    @Test
    void webhooksOfARealCallAreAccepted() {
        Platform platform = Platform.shared();
        platform.page("/signed-next", "<Response><Hangup/></Response>");
        platform.called("<Response><Redirect method=\"GET\">/signed-next?k=a%20b+c</Redirect></Response>");
        Platform.Webhook posted = platform.webhooks("/voice").getLast();
        Platform.Webhook got = platform.webhooks("/signed-next").getLast();
        RequestValidator validator = new RequestValidator(Platform.TOKEN);
        StrowgerWebhookVerifier verifier = new StrowgerWebhookVerifier(Platform.TOKEN);
        for (Platform.Webhook one : List.of(posted, got)) {
            Map<String, String> form = new HashMap<>();
            fields(one.form()).forEach(field -> form.put(field.name(), field.value()));
            assertTrue(validator.validate(one.url(), form, one.header("X-Twilio-Signature").orElseThrow()), one.url());
            String event = verifier.verify(one.header("Strowger-Signature").orElseThrow(), one.method(), one.url(),
                    one.form().getBytes(StandardCharsets.UTF_8), Instant.now());
            assertEquals(one.header("I-Twilio-Idempotency-Token").orElseThrow(), event);
        }
        assertEquals("POST", posted.method());
        assertTrue(got.url().contains("k=a%20b+c&"), got.url());
    }
}
