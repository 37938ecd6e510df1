package io.strowger.server.rest;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What an HTTPS listener shows: a certificate chain and its key, from the two PEM files that authorities hand out. */
public final class PemIdentity {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private PemIdentity() {}

    /**
     * Reads both files.
     *
     * @param certificates the server's certificate first, then those that lead to its authority
     * @param key PKCS #8, not encrypted
     * @throws Failure when a file cannot be read or is not what it should be; the message names it, and shows no key
     */
    public static SSLContext load(Path certificates, Path key) {
        Certificate[] chain = chain(certificates);
        PrivateKey secret = key(key);
        try {
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("server", secret, password, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw wrong(certificates + " and " + key + " do not make a TLS identity", unusable);
        }
    }

    private static Certificate[] chain(Path file) {
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(
                    new ByteArrayInputStream(Files.readAllBytes(file)));
            if (found.isEmpty()) {
                throw wrong(file + " holds no certificate", new IOException("empty"));
            }
            return found.toArray(new Certificate[0]);
        } catch (GeneralSecurityException | IOException unreadable) {
            throw wrong(file + " cannot be read as PEM certificates", unreadable);
        }
    }

    private static PrivateKey key(Path file) {
        byte[] der;
        try {
            Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw wrong(file + " holds no unencrypted PKCS #8 key (BEGIN PRIVATE KEY)", new IOException("no key"));
            }
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IOException unreadable) {
            throw wrong(file + " cannot be read", unreadable);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                continue;
            } catch (GeneralSecurityException missing) {
                throw wrong("this Java has no " + algorithm + " keys", missing);
            }
        }
        throw wrong(file + " holds a key that is neither EC, RSA nor EdDSA", new IOException("unknown key"));
    }

    private static Failure wrong(String message, Exception cause) {
        return new Failure(ErrorCode.PARAMETER_INVALID, message, cause);
    }
}
