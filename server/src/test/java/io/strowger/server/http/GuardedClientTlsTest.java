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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;

/** TLS towards application servers, with certificates made by keytool. */
class GuardedClientTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final RealWorld WORLD = RealWorld.open();

    @TempDir
    static Path folder;

    private static KeyStore good;
    private static KeyStore expired;
    private static KeyStore authority;
    private static KeyStore expiredInChain;

    @BeforeAll
    static void makeCertificates() throws Exception {
        good = made("good", "-ext", "SAN=dns:localhost,dns:other.example");
        expired = made("expired", "-ext", "SAN=dns:localhost", "-startdate", "-10d", "-validity", "5");
        makeChain();
    }

    @AfterAll
    static void close() {
        WORLD.close();
    }

    /** A leaf whose days are over, signed by an authority whose are not. */
    private static void makeChain() throws Exception {
        authority = made("authority", "-ext", "bc:c");
        made("leaf", "-ext", "SAN=dns:localhost");
        keytool("-certreq", "-alias", "a", "-keystore", path("leaf.p12"), "-storepass", "changeit",
                "-file", path("csr"));
        keytool("-gencert", "-alias", "a", "-keystore", path("authority.p12"), "-storepass", "changeit",
                "-infile", path("csr"), "-outfile", path("crt"), "-ext", "SAN=dns:localhost",
                "-startdate", "-10d", "-validity", "5");
        keytool("-exportcert", "-alias", "a", "-keystore", path("authority.p12"), "-storepass", "changeit",
                "-file", path("ca"));
        keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", path("leaf.p12"), "-storepass", "changeit",
                "-file", path("ca"));
        keytool("-importcert", "-noprompt", "-alias", "a", "-keystore", path("leaf.p12"), "-storepass", "changeit",
                "-file", path("crt"));
        expiredInChain = loaded(folder.resolve("leaf.p12"));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static KeyStore made(String name, String... extra) throws Exception {
        Path file = folder.resolve(name + ".p12");
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", "a", "-keyalg", "EC",
                "-dname", "CN=" + name, "-keystore", file.toString(), "-storetype", "PKCS12",
                "-storepass", "changeit"));
        arguments.addAll(List.of(extra));
        keytool(arguments.toArray(new String[0]));
        return loaded(file);
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
    }

    private static KeyStore loaded(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
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
            Duration time = Duration.ofSeconds(10);
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
            Duration time = Duration.ofSeconds(10);
            FetchAnswer answer = guarded.exchange(new FetchRequest("GET",
                    URI.create("https://localhost:" + listening.port() + "/"), List.of(), new byte[0], time, time, time,
                    1000, sni));
            assertInstanceOf(FetchAnswer.Answered.class, answer);
            return names[0];
        }
    }
}
