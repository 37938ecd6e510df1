package io.strowger.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS towards application servers, with certificates made by keytool (resources/tls). */
class GuardedClientTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final RealWorld WORLD = RealWorld.open();

    private static KeyStore good;
    private static KeyStore expired;
    private static KeyStore authority;
    private static KeyStore expiredInChain;

    @BeforeAll
    static void loadKeys() throws Exception {
        good = loaded("good");
        expired = loaded("expired");
        authority = loaded("authority");
        expiredInChain = loaded("leaf");
    }

    @AfterAll
    static void close() {
        WORLD.close();
    }

    private static KeyStore loaded(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = GuardedClientTlsTest.class.getResourceAsStream("/tls/" + name + ".p12")) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static SSLContext context(KeyStore keys, KeyStore trusted) throws GeneralSecurityException, IOException {
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, PASSWORD);
        anchors.setCertificateEntry("a", trusted.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static FetchAnswer get(KeyStore serves, SSLContext client, String host, boolean sni) throws Exception {
        SSLContext server = context(serves, serves);
        try (WrongServer listening = new WrongServer(WORLD, server.getServerSocketFactory(), c -> {
                    c.request();
                    c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                GuardedClient guarded =
                        GuardedClient.open(WORLD, new Metrics(), new ClientSettings(true, 8, 16, client))) {
            Duration time = Duration.ofSeconds(60);
            URI url = URI.create("https://" + host + ":" + listening.port() + "/");
            return guarded.exchange(new FetchRequest("GET", url, List.of(), new byte[0], time, time, time, 1000, sni));
        }
    }

    private static int code(FetchAnswer answer) {
        return assertInstanceOf(FetchAnswer.Failed.class, answer).trouble().code().number();
    }

    @Test
    void aTrustedCertificateForTheHostIsAccepted() throws Exception {
        FetchAnswer answer = get(good, context(good, good), "localhost", true);
        assertEquals(200, assertInstanceOf(FetchAnswer.Answered.class, answer).status());
    }

    @Test
    void withoutServerNameTheHostIsStillVerified() throws Exception {
        FetchAnswer answer = get(good, context(good, good), "localhost", false);
        assertEquals(200, assertInstanceOf(FetchAnswer.Answered.class, answer).status());
        assertEquals(11235, code(get(good, context(good, good), "127.0.0.1", false)));
    }

    @Test
    void anUnknownAuthorityIsRefusedWith11237() throws Exception {
        assertEquals(11237, code(get(good, SSLContext.getDefault(), "localhost", true)));
    }

    @Test
    void aCertificateForAnotherNameIsRefusedWith11235() throws Exception {
        assertEquals(11235, code(get(good, context(good, good), "127.0.0.1", true)));
    }

    @Test
    void anExpiredCertificateIsRefusedWith11236() throws Exception {
        assertEquals(11236, code(get(expired, context(good, expired), "localhost", true)));
        assertEquals(11236, code(get(expiredInChain, context(good, authority), "localhost", true)));
    }

    @Test
    void theServerNameIsSentUnlessSwitchedOff() throws Exception {
        assertEquals(1, namesSeen(true));
        assertEquals(0, namesSeen(false));
    }

    /** How many names the ClientHello held, asked of the server's session. */
    private static int namesSeen(boolean sni) throws Exception {
        SSLContext server = context(good, good);
        int[] names = {-1};
        try (WrongServer listening = new WrongServer(WORLD, server.getServerSocketFactory(), c -> {
                    c.request();
                    SSLSession session = ((SSLSocket) c.socket()).getSession();
                    names[0] = ((ExtendedSSLSession) session).getRequestedServerNames().size();
                    c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                GuardedClient guarded = GuardedClient.open(
                        WORLD, new Metrics(), new ClientSettings(true, 8, 16, context(good, good)))) {
            Duration time = Duration.ofSeconds(60);
            FetchAnswer answer = guarded.exchange(new FetchRequest("GET",
                    URI.create("https://localhost:" + listening.port() + "/"), List.of(), new byte[0], time, time, time,
                    1000, sni));
            assertInstanceOf(FetchAnswer.Answered.class, answer);
            return names[0];
        }
    }
}
