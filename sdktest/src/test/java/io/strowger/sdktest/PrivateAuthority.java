package io.strowger.sdktest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of this test's own, and a server's certificate from it, made by the JDK's keytool. */
final class PrivateAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    PrivateAuthority(Path folder, String host) throws IOException, GeneralSecurityException {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-keystore", "ca.p12", "-dname",
                "CN=Private CA of a test", "-keyalg", "EC", "-ext", "bc:c=ca:true",
                "-ext", "ku:c=keyCertSign,cRLSign", "-validity", "2");
        keytool("-genkeypair", "-alias", "server", "-keystore", "server.p12", "-dname", "CN=" + host, "-keyalg", "EC");
        keytool("-certreq", "-alias", "server", "-keystore", "server.p12", "-file", "server.csr");
        keytool("-gencert", "-alias", "ca", "-keystore", "ca.p12", "-infile", "server.csr", "-outfile", "server.crt",
                "-rfc", "-ext", "san=dns:" + host + ",dns:localhost", "-ext", "eku=serverAuth", "-validity", "2");
        keytool("-exportcert", "-alias", "ca", "-keystore", "ca.p12", "-rfc", "-file", "ca.crt");
        Files.writeString(certificate(), Files.readString(folder.resolve("server.crt"))
                + Files.readString(authority()));
        byte[] key = store("server.p12").getKey("server", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n");
    }

    /** The server's certificate and what leads to the authority. */
    Path certificate() {
        return folder.resolve("chain.pem");
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    /** What clients must trust. */
    Path authority() {
        return folder.resolve("ca.crt");
    }

    /** TLS that trusts this authority and no other. */
    SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", store("ca.p12").getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore store(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        for (String one : arguments) {
            command.add(one.matches("[a-z]+\\.(p12|csr|crt)") ? folder.resolve(one).toString() : one);
        }
        command.addAll(List.of("-storepass", PASSWORD));
        Script.Ended ended = new Script(command, java.util.Map.of()).run();
        if (ended.code() != 0) {
            throw new IOException(command + ": " + ended.output());
        }
    }
}
