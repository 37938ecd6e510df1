package io.strowger.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchAnswer.Failed;
import io.strowger.kernel.FetchRequest.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** voice-twiml sections 6 and 7, requirement B7. */
class FetcherTest {
    private static final List<Header> FORM = List.of(new Header("CallSid", "CA1"), new Header("From", "+49 30&x"));

    private final StillWorld world = new StillWorld();
    private final List<FetchRequest> seen = new ArrayList<>();
    private final Deque<Supplier<FetchAnswer>> answers = new ArrayDeque<>();
    private final CookieJar cookies = new CookieJar(world);
    private final Fetcher fetcher = new Fetcher(world, request -> {
        seen.add(request);
        return answers.isEmpty() ? status(200) : answers.removeFirst().get();
    });

    private static Answered status(int status, String... headers) {
        List<Header> list = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            list.add(new Header(headers[i], headers[i + 1]));
        }
        return new Answered(status, list, "body".getBytes(StandardCharsets.UTF_8));
    }

    private static Failed failed(FetchTrouble trouble) {
        return new Failed(trouble, "no");
    }

    private void script(FetchAnswer... all) {
        Arrays.stream(all).forEach(answer -> answers.add(() -> answer));
    }

    private void scriptAfter(Duration time, FetchAnswer answer) {
        answers.add(() -> {
            world.pass(time);
            return answer;
        });
    }

    private Fetched post(String url) {
        return fetcher.fetch(new Fetch("POST", url, FORM, FetcherTest::signature, cookies, "token-1", 65536));
    }

    private Fetched get(String url) {
        return fetcher.fetch(new Fetch("GET", url, FORM, FetcherTest::signature, cookies, "token-1", 65536));
    }

    private static List<Header> signature(RequestSigner.Hop hop) {
        return List.of(new Header("X-Twilio-Signature", hop.url() + " " + hop.form().size()));
    }

    private static Optional<String> header(FetchRequest request, String name) {
        return request.headers().stream().filter(h -> h.name().equals(name)).map(Header::value).findFirst();
    }

    private static String body(FetchRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private String urls() {
        return String.join(" ", seen.stream().map(r -> r.method() + " " + r.url()).toList());
    }

    @Test
    void aPostCarriesTheFormAndTheDocumentedHeaders() {
        Fetched fetched = post("http://app.example/voice?x=1");
        FetchRequest request = seen.getFirst();
        assertEquals("POST http://app.example/voice?x=1", urls());
        assertEquals("CallSid=CA1&From=%2B49+30%26x", body(request));
        assertEquals(List.of(
                new Header("User-Agent", "TwilioProxy/1.1"),
                new Header("Accept", "*/*"),
                new Header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
                new Header("I-Twilio-Idempotency-Token", "token-1"),
                new Header("X-Twilio-Signature", "http://app.example/voice?x=1 2")), request.headers());
        assertEquals(200, assertInstanceOf(Answered.class, fetched.answer()).status());
        assertEquals(1, fetched.attempts());
        assertEquals(65536, request.maxBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/v, http://a.example/v?CallSid=CA1&From=%2B49+30%26x",
        "http://a.example/v?, http://a.example/v?CallSid=CA1&From=%2B49+30%26x",
        "http://a.example/v?k=1#ct=100, http://a.example/v?k=1&CallSid=CA1&From=%2B49+30%26x",
        "http://a.example, http://a.example/?CallSid=CA1&From=%2B49+30%26x"})
    void aGetCarriesTheFormInItsQueryAndTheSignatureCoversIt(String url, String requested) {
        get(url);
        assertEquals("GET " + requested, urls());
        assertEquals(requested + " 0", header(seen.getFirst(), "X-Twilio-Signature").orElseThrow());
        assertEquals("", body(seen.getFirst()));
        assertTrue(header(seen.getFirst(), "Content-Type").isEmpty());
    }

    @Test
    void overridesSetTheTimesAndStayAtHome() {
        post("https://a.example/v#ct=200&rt=300&tt=400&sni=n");
        FetchRequest request = seen.getFirst();
        assertEquals("POST https://a.example/v", urls());
        assertEquals(Duration.ofMillis(200), request.connectTimeout());
        assertEquals(Duration.ofMillis(300), request.readTimeout());
        assertEquals(Duration.ofMillis(400), request.totalTimeout());
        assertFalse(request.sendServerName());
    }

    @Test
    void withoutOverridesTheTimesAreFiveFifteenFifteen() {
        post("https://a.example/v");
        FetchRequest request = seen.getFirst();
        assertEquals(Duration.ofSeconds(5), request.connectTimeout());
        assertEquals(Duration.ofSeconds(15), request.readTimeout());
        assertEquals(Duration.ofSeconds(15), request.totalTimeout());
        assertTrue(request.sendServerName());
    }

    @ParameterizedTest
    @CsvSource({"ct=1, 11240", "e=nowhere, 11241", "e=tokyo-ix, 11242", "rp=x, 11243"})
    void aBadOverrideIsRefusedBeforeAnythingIsSent(String fragment, int code) {
        Fetched fetched = post("http://a.example/v#" + fragment);
        assertEquals(code, assertInstanceOf(Failed.class, fetched.answer()).trouble().code().number());
        assertEquals(0, fetched.attempts());
        assertTrue(seen.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "voice", "/voice", "ftp://a.example/", "http:///x", "http://", "http://my_app.example/", "http://a..b/",
        "http://-a.example/", "http://a.example:0/", "http://a.example:65536/", "http://a.example:http/", "http://a b/",
        "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/", "http://256.1.1.1/",
        "http://u:secret@/", "http://u:secret@bad_host/", "http://[::1/", "http://[zz]/", "javascript:alert(1)",
        "http://a.example%2f@/"})
    void whatIsNoHttpUrlIsInvalidAndNotEchoed(String url) {
        Failed failed = assertInstanceOf(Failed.class, post(url).answer(), url);
        assertEquals(FetchTrouble.INVALID_URL, failed.trouble());
        assertFalse(failed.detail().contains("secret"));
        assertTrue(seen.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HTTP://A.Example/V|http://A.Example/V",
        " http://a.example/x y |http://a.example/x%20y",
        "http://a.example/{CallSid}?q=\"é\"|http://a.example/%7BCallSid%7D?q=%22%C3%A9%22",
        "http://a.example/100%?a=%4|http://a.example/100%25?a=%254",
        "http://a.example/a%20b|http://a.example/a%20b",
        "http://bücher.example/|http://xn--bcher-kva.example/",
        "http://[2001:db8::1]:8080/x|http://[2001:db8::1]:8080/x",
        "http://192.0.2.7/x|http://192.0.2.7/x",
        "http://a.example:8080|http://a.example:8080/"})
    void aUrlIsSentAsWrittenOnceItsIllegalCharactersAreEncoded(String url, String requested) {
        post(url);
        assertEquals("POST " + requested, urls());
        assertEquals(requested + " 2", header(seen.getFirst(), "X-Twilio-Signature").orElseThrow());
    }

    @Test
    void aUrlLongerThanTheLimitIsInvalid() {
        Fetched fetched = post("http://a.example/" + "x".repeat(WebUrl.MAX_LENGTH));
        assertEquals(FetchTrouble.INVALID_URL, assertInstanceOf(Failed.class, fetched.answer()).trouble());
    }

    @Test
    void oneRetryFollowsAFailedConnectionWithTheSameToken() {
        script(failed(FetchTrouble.CONNECT_FAILED));
        Fetched fetched = post("http://a.example/v");
        assertEquals(2, fetched.attempts());
        assertInstanceOf(Answered.class, fetched.answer());
        assertEquals(List.of("token-1", "token-1"),
                seen.stream().map(r -> header(r, "I-Twilio-Idempotency-Token").orElseThrow()).toList());
        assertEquals(Duration.ofMillis(50), fetched.elapsed(), "the pause before the first retry");
    }

    @Test
    void theSignerSeesMethodTimeAndTheOneEventOfEachHop() {
        List<RequestSigner.Hop> signed = new ArrayList<>();
        script(failed(FetchTrouble.CONNECT_FAILED), status(302, "Location", "/next"));
        fetcher.fetch(new Fetch("POST", "http://a.example/v", FORM, hop -> {
            signed.add(hop);
            return List.of();
        }, cookies, "event-1", 65536));
        assertEquals(List.of("POST", "POST", "GET"), signed.stream().map(RequestSigner.Hop::method).toList());
        assertEquals(List.of("event-1", "event-1", "event-1"),
                signed.stream().map(RequestSigner.Hop::eventId).toList());
        assertEquals(Duration.ofMillis(50), Duration.between(signed.get(0).at(), signed.get(1).at()), "the pause");
        assertEquals("CallSid=CA1&From=%2B49+30%26x", signed.getFirst().body());
        assertEquals("", signed.getLast().body());
    }

    @Test
    void theSecondFailedConnectionIsTheAnswer() {
        script(failed(FetchTrouble.CONNECT_FAILED), failed(FetchTrouble.CONNECT_TIMEOUT));
        Fetched fetched = post("http://a.example/v");
        assertEquals(2, fetched.attempts());
        assertEquals(FetchTrouble.CONNECT_TIMEOUT, assertInstanceOf(Failed.class, fetched.answer()).trouble());
    }

    @Test
    void byDefaultAnErrorStatusOrASlowAnswerIsNotRetried() {
        script(status(500));
        assertEquals(1, post("http://a.example/v").attempts());
        script(failed(FetchTrouble.READ_TIMEOUT));
        assertEquals(1, post("http://a.example/v").attempts());
    }

    @Test
    void retriesAreCountedAndPausesDouble() {
        for (int i = 0; i < 9; i++) {
            script(status(503));
        }
        Fetched fetched = post("http://a.example/v#rc=5&rp=5xx");
        assertEquals(6, fetched.attempts());
        assertEquals(503, assertInstanceOf(Answered.class, fetched.answer()).status());
        assertEquals(Duration.ofMillis(50 + 100 + 200 + 400 + 800), fetched.elapsed());
    }

    @Test
    void zeroRetriesMeansOneAttempt() {
        script(failed(FetchTrouble.CONNECT_FAILED));
        assertEquals(1, post("http://a.example/v#rc=0&rp=all").attempts());
    }

    @Test
    void retriesLeaveOffWhenTheTotalIsUsedUp() {
        scriptAfter(Duration.ofMillis(700), failed(FetchTrouble.READ_TIMEOUT));
        scriptAfter(Duration.ofMillis(240), failed(FetchTrouble.READ_TIMEOUT));
        Fetched fetched = post("http://a.example/v#rc=5&rp=rt&tt=1000&rt=700");
        assertEquals(2, fetched.attempts(), "10 ms are left, the next pause would be 100 ms");
        assertEquals(FetchTrouble.READ_TIMEOUT, assertInstanceOf(Failed.class, fetched.answer()).trouble());
        assertEquals(Duration.ofMillis(250), seen.get(1).totalTimeout());
        assertEquals(Duration.ofMillis(250), seen.get(1).readTimeout());
        assertEquals(Duration.ofMillis(250), seen.get(1).connectTimeout());
    }

    @Test
    void theTotalCoversRedirects() {
        scriptAfter(Duration.ofSeconds(10), status(302, "Location", "/b"));
        scriptAfter(Duration.ofSeconds(5), status(302, "Location", "/c"));
        Fetched fetched = post("http://a.example/v");
        assertEquals(FetchTrouble.TOTAL_TIMEOUT, assertInstanceOf(Failed.class, fetched.answer()).trouble());
        assertEquals(2, fetched.attempts());
        assertEquals(Duration.ofSeconds(5), seen.get(1).totalTimeout());
    }

    @Test
    void onlyTheHopThatFailedIsRepeated() {
        script(status(302, "Location", "http://b.example/"), failed(FetchTrouble.CONNECT_FAILED));
        Fetched fetched = post("http://a.example/v");
        assertEquals("POST http://a.example/v GET http://b.example/ GET http://b.example/", urls());
        assertEquals(3, fetched.attempts());
    }

    @ParameterizedTest
    @CsvSource({"301, GET", "302, GET", "303, GET", "307, POST", "308, POST"})
    void aRedirectRewritesThePostAsClientsDo(int status, String method) {
        script(status(status, "location", "/next?y=2"));
        Fetched fetched = post("http://a.example/dir/v?x=1#ct=300");
        FetchRequest second = seen.get(1);
        assertEquals("POST http://a.example/dir/v?x=1 " + method + " http://a.example/next?y=2", urls());
        boolean post = method.equals("POST");
        assertEquals(post ? "CallSid=CA1&From=%2B49+30%26x" : "", body(second));
        assertEquals(post, header(second, "Content-Type").isPresent());
        assertEquals("http://a.example/next?y=2 " + (post ? 2 : 0), header(second, "X-Twilio-Signature").orElseThrow());
        assertEquals("token-1", header(second, "I-Twilio-Idempotency-Token").orElseThrow());
        assertEquals(Duration.ofMillis(300), second.connectTimeout(), "overrides hold on every hop");
        assertEquals("http://a.example/next?y=2", fetched.url().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "b, http://a.example/d/b", "./b, http://a.example/d/b", "../b, http://a.example/b",
        "?z=1, http://a.example/d/v?z=1",
        "//b.example/c, http://b.example/c", "https://b.example, https://b.example/", "b#rc=9, http://a.example/d/b",
        "'x y', http://a.example/d/x%20y", "'', http://a.example/d/v?q=1", "#top, http://a.example/d/v?q=1"})
    void aLocationMayBeRelative(String location, String next) {
        script(status(302, "Location", location));
        post("http://a.example/d/v?q=1");
        assertEquals("POST http://a.example/d/v?q=1 GET " + next, urls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://b.example/", "javascript:alert(1)", "http://bad_host/", "file:///etc/passwd", "//"})
    void aRedirectToSomethingElseIsInvalid(String location) {
        script(status(302, "Location", location));
        Failed failed = assertInstanceOf(Failed.class, post("http://a.example/v").answer());
        assertEquals(FetchTrouble.INVALID_URL, failed.trouble());
        assertEquals(1, seen.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305})
    void otherThreeHundredsAreAnswers(int status) {
        script(status(status, "Location", "/x"));
        assertEquals(status, assertInstanceOf(Answered.class, post("http://a.example/v").answer()).status());
    }

    @Test
    void aRedirectWithoutLocationIsTheAnswer() {
        script(status(302));
        assertEquals(302, assertInstanceOf(Answered.class, post("http://a.example/v").answer()).status());
    }

    @Test
    void theEleventhRedirectIsTooMany() {
        for (int i = 1; i <= 11; i++) {
            script(status(302, "Location", "/" + i));
        }
        Fetched fetched = post("http://a.example/0");
        Failed failed = assertInstanceOf(Failed.class, fetched.answer());
        assertEquals(11215, failed.trouble().code().number());
        assertEquals(11, fetched.attempts());
    }

    @Test
    void tenRedirectsAreFollowed() {
        for (int i = 1; i <= 10; i++) {
            script(status(302, "Location", "/" + i));
        }
        Fetched fetched = post("http://a.example/0");
        assertInstanceOf(Answered.class, fetched.answer());
        assertEquals("http://a.example/10", fetched.url().toString());
    }

    @Test
    void cookiesAreKeptAndSentOnEveryHop() {
        script(status(302, "Location", "/b", "Set-Cookie", "s=1; Path=/"), status(200, "Set-Cookie", "t=2; Path=/"));
        post("http://a.example/a");
        assertTrue(header(seen.get(0), "Cookie").isEmpty());
        assertEquals("s=1", header(seen.get(1), "Cookie").orElseThrow());
        post("http://a.example/c");
        assertEquals("s=1; t=2", header(seen.get(2), "Cookie").orElseThrow());
        post("http://other.example/c");
        assertTrue(header(seen.get(3), "Cookie").isEmpty());
    }

    @Test
    void userInfoBecomesBasicAndNeverShows() {
        Fetched fetched = post("https://us%40er:p%3Aw%C3%A9@a.example/v");
        assertEquals("POST https://a.example/v", urls());
        assertEquals("Basic dXNAZXI6cDp3w6k=", header(seen.getFirst(), "Authorization").orElseThrow());
        assertEquals("https://a.example/v 2", header(seen.getFirst(), "X-Twilio-Signature").orElseThrow());
        assertEquals("https://a.example/v", fetched.url().toString());
        assertFalse(seen.getFirst().toString().contains("Basic"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://b.example/x, false", "http://a.example:81/x, false", "https://a.example/x, false",
        "http://A.example:80/x, true", "/x, true", "http://z:z@b.example/x, true"})
    void userInfoFollowsARedirectToItsOwnOriginOnly(String location, boolean sent) {
        script(status(307, "Location", location));
        post("http://u:p@a.example/v");
        assertEquals(sent, header(seen.get(1), "Authorization").isPresent());
    }

    @Test
    void aRedirectsOwnUserInfoIsUsedForItsHostInsteadOfOurs() {
        script(status(307, "Location", "http://z:z@b.example/x"));
        post("http://u:p@a.example/v");
        assertEquals("Basic ejp6", header(seen.get(1), "Authorization").orElseThrow());
    }

    @Test
    void aDigestChallengeIsAnsweredOnce() {
        // RFC 2617 paragraph 3.5, but for the cnonce, which comes from the world
        Answered challenge = status(401, "WWW-Authenticate",
                "Basic realm=\"x\", Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
                        + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
        script(challenge, challenge);
        Fetched fetched = get("http://Mufasa:Circle%20Of%20Life@a.example/dir/index.html");
        assertEquals(2, fetched.attempts(), "a second challenge without a new reason is the answer");
        assertEquals(401, assertInstanceOf(Answered.class, fetched.answer()).status());
        String sent = header(seen.get(1), "Authorization").orElseThrow();
        assertTrue(sent.startsWith("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                + "uri=\"/dir/index.html?CallSid=CA1&From=%2B49+30%26x\""), sent);
        assertTrue(sent.contains("cnonce=\"0001020304050607\", qop=auth, nc=00000001"), sent);
    }

    @Test
    void theDigestResponseIsTheOneOfRfc2069() {
        script(status(401, "WWW-Authenticate",
                "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""));
        Fetch fetch = new Fetch("GET", "http://Mufasa:CircleOfLife@a.example/dir/index.html", List.of(),
                RequestSigner.NONE, cookies, "t", 10);
        fetcher.fetch(fetch);
        // RFC 2069 paragraph 2.4 with the erratum 749: the response without qop
        assertTrue(header(seen.get(1), "Authorization").orElseThrow()
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\""));
    }

    @Test
    void theDigestPrefersSha256AndCountsItsNonce() {
        Answered challenge = new Answered(401, List.of(
                new Header("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\", algorithm=MD5, qop=\"auth\""),
                new Header("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\"")),
                new byte[0]);
        script(challenge, status(307, "Location", "/b"));
        post("http://u:p@a.example/v");
        assertTrue(header(seen.get(1), "Authorization").orElseThrow().contains("nonce=\"n2\""));
        String third = header(seen.get(2), "Authorization").orElseThrow();
        assertTrue(third.contains("uri=\"/b\"") && third.contains("nc=00000002"), third);
        assertTrue(third.matches(".*response=\"[0-9a-f]{64}\".*"), third);
    }

    @Test
    void aStaleNonceIsReplacedOnce() {
        script(status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\""),
                status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n2\", stale=TRUE"),
                status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n3\", stale=true"));
        assertEquals(3, post("http://u:p@a.example/v").attempts());
        assertTrue(header(seen.get(2), "Authorization").orElseThrow().contains("nonce=\"n2\""));
    }

    @Test
    void noDigestIsTriedWithoutCredentialsOrKnownAlgorithm() {
        script(status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\""));
        assertEquals(1, post("http://a.example/v").attempts());
        script(status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\", algorithm=SHA-512"));
        assertEquals(1, post("http://u:p@a.example/v").attempts());
        script(status(401, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\", qop=\"auth-int\""));
        assertEquals(1, post("http://u:p@a.example/v").attempts());
    }

    @Test
    void anotherMethodIsAMistakeOfTheCaller() {
        Fetch fetch = new Fetch("PUT", "http://a.example/", FORM, RequestSigner.NONE, cookies, "t", 1);
        assertThrows(IllegalStateException.class, () -> fetcher.fetch(fetch));
    }
}
