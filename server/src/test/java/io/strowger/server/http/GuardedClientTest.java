package io.strowger.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchAnswer.Failed;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RequestSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a server can be wrong, over real loopback sockets (issue 2 "Bad input"; requirement 1.14, 1.15). */
class GuardedClientTest {
    private static final int MAX = 65536;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private GuardedClient client;

    @BeforeEach
    void open() throws NoSuchAlgorithmException {
        client = client(true);
    }

    @AfterEach
    void close() {
        client.close();
        world.close();
    }

    private GuardedClient client(boolean allowPrivate) throws NoSuchAlgorithmException {
        return GuardedClient.open(world, metrics, new ClientSettings(allowPrivate, 8, 16, SSLContext.getDefault()));
    }

    private static FetchRequest request(String method, String url, Duration read, Duration total) {
        byte[] body = method.equals("POST") ? "a=1".getBytes(StandardCharsets.UTF_8) : new byte[0];
        return new FetchRequest(method, URI.create(url), List.of(new Header("User-Agent", "TwilioProxy/1.1"),
                new Header("X-Test", "1")), body, LONG, read, total, MAX, true);
    }

    private FetchAnswer post(int port) {
        return client.exchange(request("POST", "http://127.0.0.1:" + port + "/v?q=1", LONG, LONG));
    }

    private static FetchTrouble trouble(FetchAnswer answer) {
        return assertInstanceOf(Failed.class, answer).trouble();
    }

    private static String body(FetchAnswer answer) {
        return new String(assertInstanceOf(Answered.class, answer).body(), StandardCharsets.UTF_8);
    }

    private FetchAnswer against(WrongServer.Script script) throws IOException {
        try (WrongServer server = new WrongServer(world, script)) {
            return post(server.port());
        }
    }

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";

    /** The soak of real calls: a busy hour's connections stayed open, and their servers' ends half closed, for ever. */
    @Test
    void idleConnectionsAreClosedWithoutBeingAskedFor() throws Exception {
        Inbox<String> end = world.timeline().inbox(1);
        try (GuardedClient quick = GuardedClient.open(world, metrics,
                new ClientSettings(true, 8, 16, SSLContext.getDefault()), Duration.ofMillis(90));
                WrongServer server = new WrongServer(world, c -> {
                    c.request();
                    c.send(HEAD + "Content-Length: 2\r\n\r\nok");
                    end.post(c.request());
                })) {
            assertEquals("ok", body(quick.exchange(
                    request("POST", "http://127.0.0.1:" + server.port() + "/v", LONG, LONG))));
            assertEquals("", end.await(Deadline.after(world.timeline(), LONG)).orElseThrow());
        }
    }

    @Test
    void aRequestIsSentAsGivenAndItsAnswerComesBackWhole() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send("HTTP/1.1 418 Odd\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 4\r\n\r\nbody");
        })) {
            Answered answer = assertInstanceOf(Answered.class, post(server.port()));
            assertEquals(418, answer.status());
            assertEquals("body", body(answer));
            assertEquals(2, answer.headers().stream().filter(h -> h.name().equalsIgnoreCase("Set-Cookie")).count());
            String sent = server.requests.getFirst();
            assertTrue(sent.startsWith("POST /v?q=1 HTTP/1.1\r\n"), sent);
            assertTrue(sent.contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"), sent);
            assertTrue(sent.contains("\r\nUser-Agent: TwilioProxy/1.1\r\n"), sent);
            assertTrue(sent.contains("\r\nX-Test: 1\r\n"), sent);
            assertTrue(sent.endsWith("\r\n\r\na=1"), sent);
        }
    }

    @Test
    void connectionsAreKeptAndReused() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            while (!c.request().isEmpty()) {
                c.send(HEAD + "Content-Length: 2\r\n\r\nok");
            }
        })) {
            for (int i = 0; i < 5; i++) {
                assertEquals("ok", body(post(server.port())));
            }
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplacedWithoutNotice() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send(HEAD + "Content-Length: 2\r\n\r\nok"); // and closes, without having said so
        })) {
            for (int i = 0; i < 5; i++) {
                assertEquals("ok", body(post(server.port())));
            }
            assertEquals(5, server.connections());
        }
    }

    @Test
    void aServerThatAlwaysClosesWithoutAnswerIsAskedOnce() throws IOException {
        try (WrongServer server = new WrongServer(world, WrongServer.Connection::request)) {
            assertEquals(FetchTrouble.PROTOCOL, trouble(post(server.port())));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void aRefusedConnectionFails() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertEquals(FetchTrouble.CONNECT_FAILED, trouble(post(port)));
    }

    @Test
    void aResetBeforeTheAnswerIsAProtocolViolation() throws IOException {
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.reset();
        })));
    }

    @Test
    void aResetInTheMiddleOfTheBodyIsAProtocolViolation() throws IOException {
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Content-Length: 1000\r\n\r\nstart");
            c.reset();
        })));
    }

    @Test
    void aBodyShorterThanItsContentLengthIsAProtocolViolation() throws IOException {
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Content-Length: 1000\r\n\r\nstart");
        })));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n", "\0\1\2\3\r\n", "HTTP/9.9 OK fine\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "<html>\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: lots\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbody",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxxxx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip\r\n\r\nxxxx"})
    void garbageIsAProtocolViolation(String garbage) throws IOException {
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.send(garbage);
        })));
    }

    @Test
    void endlessGarbageHeadersAndLinesEnd() throws IOException {
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.sendForever("garbage without a line end");
        })));
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.send(HEAD).sendForever("X-More: and more\r\n");
        })));
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.send(HEAD + "X-Long: ").sendForever("and longer");
        })));
        assertEquals(FetchTrouble.PROTOCOL, trouble(against(c -> {
            c.request();
            c.sendForever("\r\n\r\n\r\n\r\n");
        })));
    }

    @Test
    void aBodyLargerThanTheLimitIsCut() throws IOException {
        assertEquals(FetchTrouble.TOO_LARGE, trouble(against(c -> {
            c.request();
            c.send(HEAD + "\r\n").sendForever("endless body ");
        })));
        assertEquals(FetchTrouble.TOO_LARGE, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n").sendForever("5\r\nhello\r\n");
        })));
        assertEquals(FetchTrouble.TOO_LARGE, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Content-Length: " + (MAX + 1) + "\r\n\r\n").hold();
        })));
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() throws IOException {
        assertEquals(MAX, body(against(c -> {
            c.request();
            c.send(HEAD + "Content-Length: " + MAX + "\r\n\r\n" + "x".repeat(MAX));
        })).length());
    }

    @Test
    void gzipAndDeflateAreUndone() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write("<Response/>".getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream deflate = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflate)) {
            out.write("<Response/>".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("<Response/>", body(against(c -> {
            c.request();
            c.send(HEAD + "Content-Encoding: gzip\r\nContent-Length: " + gzip.size() + "\r\n\r\n");
            c.send(gzip.toByteArray());
        })));
        assertEquals("<Response/>", body(against(c -> {
            c.request();
            c.send(HEAD + "Content-Encoding: Deflate\r\n\r\n").send(deflate.toByteArray());
        })));
    }

    @Test
    void aGzipBombIsCutAtTheLimit() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[20_000_000]);
        }
        assertTrue(bomb.size() < MAX, "the bomb is small on the wire");
        assertEquals(FetchTrouble.TOO_LARGE, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Content-Encoding: gzip\r\n\r\n").send(bomb.toByteArray());
        })));
    }

    @Test
    void anEndlessCodedBodyThatDecodesToNothingIsCut() throws IOException {
        String emptyStoredBlock = "\0\0\0\u00ff\u00ff";
        assertEquals(FetchTrouble.TOO_LARGE, trouble(against(c -> {
            c.request();
            c.send(HEAD + "Content-Encoding: deflate\r\n\r\n").sendForever(emptyStoredBlock);
        })));
    }

    @Test
    void silenceEndsAtTheReadTimeout() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.hold();
        })) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            assertEquals(FetchTrouble.READ_TIMEOUT, trouble(client.exchange(request("GET", url, SHORT, LONG))));
        }
    }

    @Test
    void aBodyThatStopsEndsAtTheReadTimeout() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send(HEAD + "Content-Length: 10\r\n\r\nhalf").hold();
        })) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            assertEquals(FetchTrouble.READ_TIMEOUT, trouble(client.exchange(request("GET", url, SHORT, LONG))));
        }
    }

    @ParameterizedTest
    @CsvSource({"head", "body"})
    void aSlowDripEndsAtTheTotalTimeout(String where) throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send(where.equals("head") ? "" : HEAD + "\r\n").drip("H", Duration.ofMillis(10));
        })) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            assertEquals(FetchTrouble.TOTAL_TIMEOUT, trouble(client.exchange(request("GET", url, LONG, SHORT))));
        }
    }

    @Test
    void aHandshakeThatNeverComesEndsAtTheConnectTimeout() throws IOException {
        try (WrongServer server = new WrongServer(world, WrongServer.Connection::hold)) {
            URI url = URI.create("https://127.0.0.1:" + server.port() + "/");
            FetchRequest request = new FetchRequest("GET", url, List.of(), new byte[0], SHORT, LONG, LONG, MAX, true);
            assertEquals(FetchTrouble.CONNECT_TIMEOUT, trouble(client.exchange(request)));
        }
    }

    @Test
    void plainTextOnATlsPortFailsTheHandshake() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> c.send("HTTP/1.1 400 Bad Request\r\n\r\n").hold())) {
            String url = "https://127.0.0.1:" + server.port() + "/";
            assertEquals(FetchTrouble.TLS_FAILED, trouble(client.exchange(request("GET", url, LONG, LONG))));
        }
    }

    @Test
    void aRedirectIsAnAnswerAndCookiesAreNotKept() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            while (!c.request().isEmpty()) {
                c.send("HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            assertEquals(302, assertInstanceOf(Answered.class, post(server.port())).status());
            assertEquals(302, assertInstanceOf(Answered.class, post(server.port())).status());
            assertEquals(2, server.requests.size());
            assertFalse(server.requests.get(1).contains("Cookie"));
        }
    }

    @Test
    void aHeadRequestHasNoBody() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send(HEAD + "Content-Length: 99999999\r\n\r\n");
        })) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            FetchAnswer answer = client.exchange(request("HEAD", url, LONG, LONG));
            assertArrayEquals(new byte[0], assertInstanceOf(Answered.class, answer).body());
        }
    }

    @Test
    void aNameThatDoesNotResolveIsABadHostName() {
        FetchAnswer answer = client.exchange(request("GET", "http://no-such-host.invalid/", LONG, LONG));
        assertEquals(FetchTrouble.BAD_HOST_NAME, trouble(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example/", "file:///etc/passwd", "/relative", "http://bad_host/", "mailto:a@b"})
    void onlyHttpWithAHostIsFetched(String url) {
        assertEquals(FetchTrouble.INVALID_URL, trouble(client.exchange(request("GET", url, LONG, LONG))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://127.0.0.1:%d/", "http://localhost:%d/", "http://[::1]:%d/", "http://[::ffff:127.0.0.1]:%d/",
        "http://127.1.2.3:%d/", "http://0.0.0.0:%d/", "http://10.0.0.1:%d/", "http://169.254.169.254:%d/",
        "http://[fe80::1]:%d/", "http://[64:ff9b::7f00:1]:%d/", "https://127.0.0.1:%d/"})
    void theGuardRefusesForbiddenAddressesBeforeConnecting(String url) throws Exception {
        try (WrongServer server = new WrongServer(world, WrongServer.Connection::request);
                GuardedClient guarded = client(false)) {
            FetchAnswer answer = guarded.exchange(request("GET", url.formatted(server.port()), LONG, LONG));
            assertEquals(FetchTrouble.FORBIDDEN_ADDRESS, trouble(answer));
            assertEquals(0, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://0.0.0.0:%d/", "http://169.254.169.254:%d/", "http://[fe80::1]:%d/"})
    void someAddressesStayForbiddenWhenPrivateOnesAreAllowed(String url) throws IOException {
        try (WrongServer server = new WrongServer(world, WrongServer.Connection::request)) {
            FetchAnswer answer = client.exchange(request("GET", url.formatted(server.port()), LONG, LONG));
            assertEquals(FetchTrouble.FORBIDDEN_ADDRESS, trouble(answer));
        }
    }

    @Test
    void aRedirectToAForbiddenAddressIsRefused() throws IOException {
        try (WrongServer server = new WrongServer(world, c -> {
            c.request();
            c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
                    + "Location: http://169.254.169.254/latest/meta-data\r\n\r\n");
        })) {
            Fetch fetch = new Fetch("POST", "http://127.0.0.1:" + server.port() + "/", List.of(), RequestSigner.NONE,
                    new CookieJar(world.timeline()), "t", MAX);
            FetchAnswer answer = new Fetcher(world, client).fetch(fetch).answer();
            assertEquals(90101, trouble(answer).code().number());
        }
    }

    @Test
    void whenAllConnectionsAreBusyTheConnectTimeoutEndsTheWait() throws Exception {
        try (GuardedClient narrow = GuardedClient.open(
                        world, metrics, new ClientSettings(true, 1, 1, SSLContext.getDefault()));
                WrongServer server = new WrongServer(world, c -> {
                    c.request();
                    c.hold();
                })) {
            URI url = URI.create("http://127.0.0.1:" + server.port() + "/");
            FetchRequest slow = new FetchRequest("GET", url, List.of(), new byte[0], LONG, LONG, LONG, MAX, true);
            world.timeline().spawn("first", () -> narrow.exchange(slow));
            while (server.requests.isEmpty()) {
                Thread.onSpinWait();
            }
            FetchRequest second = new FetchRequest("GET", url, List.of(), new byte[0], SHORT, LONG, LONG, MAX, true);
            assertEquals(FetchTrouble.CONNECT_TIMEOUT, trouble(narrow.exchange(second)));
        }
    }

    @Test
    void exchangesAreCountedByCauseAndHostClass() throws IOException {
        against(c -> {
            c.request();
            c.send(HEAD + "Content-Length: 0\r\n\r\n");
        });
        against(WrongServer.Connection::request);
        String text = metrics.text();
        assertTrue(text.contains("strowger_webhook_answers_total{status=\"2xx\"} 1"), text);
        assertTrue(text.contains("strowger_webhook_failures_total{cause=\"protocol\",host=\"loopback\"} 1"), text);
        assertTrue(text.contains("strowger_webhook_seconds_count 2"), text);
    }

    @Test
    void anErrorInsideTheLibraryDoesNotEndTheClient() throws Exception {
        SSLContext throwing = new SSLContext(new ThrowingTls(), SSLContext.getDefault().getProvider(), "broken") { };
        try (GuardedClient own = GuardedClient.open(world, metrics, new ClientSettings(true, 8, 16, throwing));
                WrongServer server = new WrongServer(world, c -> {
                    c.request();
                    c.send(HEAD + "Content-Length: 2\r\n\r\nok");
                })) {
            String host = "127.0.0.1:" + server.port() + "/";
            FetchRequest secure = request("GET", "https://" + host, LONG, LONG);
            assertThrows(StackOverflowError.class, () -> own.exchange(secure));
            assertEquals("ok", body(own.exchange(request("GET", "http://" + host, LONG, LONG))));
        }
    }

    /** TLS whose first use is an Error, after which HC5 shuts its pool. */
    private static final class ThrowingTls extends SSLContextSpi {
        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new StackOverflowError("on purpose");
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new IllegalStateException("not used");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new IllegalStateException("not used");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw new IllegalStateException("not used");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw new IllegalStateException("not used");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            throw new IllegalStateException("not used");
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            throw new IllegalStateException("not used");
        }
    }

    @Test
    void aClosedClientAnswersThatThePlatformStops() {
        client.close();
        assertEquals(FetchTrouble.CONNECT_FAILED, trouble(post(1)));
    }
}
