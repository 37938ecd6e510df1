package io.strowger.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Failure;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 1, "SDK base URL": an HTTPS listener from certificate and key files. */
class PemIdentityTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private KeyStore store;

    @BeforeEach
    void writeFiles() throws Exception {
        store = KeyStore.getInstance("PKCS12");
        try (InputStream in = PemIdentityTest.class.getResourceAsStream("/tls/good.p12")) {
            store.load(in, PASSWORD);
        }
        write("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
        write("key.pem", "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
    }

    private void write(String name, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        Files.writeString(folder.resolve(name),
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    @Test
    void theServerSpeaksHttpsWithThem() throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, PASSWORD);
        anchors.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        SSLContext identity = PemIdentity.load(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        ApiSettings settings = new ApiSettings(
                new HostPort("localhost", 0), Optional.empty(), 64, 1024, 8, Optional.of(identity));
        try (RealWorld world = RealWorld.open();
                HttpServer server = HttpServer.open(world, new Metrics(), settings, Optional::empty);
                HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            URI url = URI.create("https://" + server.address() + "/errors/1");
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(404, response.statusCode());
            assertTrue(response.body().contains("\"more_info\":\"https://localhost:"), response.body());
        }
    }

    @Test
    void aFileThatIsNotWhatItShouldBeIsNamedAndNotShown() throws Exception {
        Path cert = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        Path missing = folder.resolve("missing.pem");
        assertTrue(refusal(missing, key).contains("missing.pem"));
        assertTrue(refusal(cert, missing).contains("missing.pem"));
        assertTrue(refusal(key, key).contains("key.pem"));
        assertTrue(refusal(cert, cert).contains("PKCS #8"));
        write("odd.pem", "PRIVATE KEY", new byte[] {1, 2, 3});
        assertFalse(refusal(cert, folder.resolve("odd.pem")).contains("AQID"), "the key does not show");
    }

    private static String refusal(Path certificates, Path key) {
        return assertThrows(Failure.class, () -> PemIdentity.load(certificates, key)).getMessage();
    }
}
