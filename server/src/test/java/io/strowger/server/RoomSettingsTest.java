package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.HostPort;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomSettingsTest {
    @TempDir
    private Path folder;

    private Path pem(String name, String kind, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return Files.writeString(folder.resolve(name),
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static RoomSettings of(String... flags) {
        return new RoomSettings(ServerConfig.of(List.of(flags)));
    }

    /** Each call may wait for the same application. */
    @Test
    void asManyConnectionsToOneHostAsCalls() {
        assertEquals(2000, of("--calls", "2000").client().connectionsPerHost());
        assertEquals(32_000, of("--calls", "2000").client().connections());
        assertEquals(256, of("--calls", "5").client().connectionsPerHost());
    }

    /** Rulings part 1, "SDK base URL": certificate and key files. */
    @Test
    void certificateAndKeyMakeTheHttpServerSpeakHttps() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        try (InputStream in = RoomSettingsTest.class.getResourceAsStream("/tls/good.p12")) {
            store.load(in, password);
        }
        Path chain = pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
        Path key = pem("key.pem", "PRIVATE KEY", store.getKey("a", password).getEncoded());
        RoomSettings https = of("--http-certificate", chain.toString(), "--http-key", key.toString());
        assertTrue(https.api().tls().isPresent());
        assertEquals("https://127.0.0.1:8080", https.call(new HostPort("127.0.0.1", 8080)).publicUrl());
        assertTrue(of().api().tls().isEmpty());
        CommandFailure refused = assertThrows(CommandFailure.class, () ->
                of("--http-certificate", chain.toString(), "--http-key", chain.toString()).api());
        assertEquals(ExitCode.CONFIGURATION, refused.exit());
    }
}
