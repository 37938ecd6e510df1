package io.strowger.server.store;

import io.strowger.kernel.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What digest authentication needs to know of a password: H(user:realm:password) (RFC 7616 section 3.4.2, RFC 8760).
 */
final class Ha1 {
    private Ha1() {}

    static Secret md5(String user, String realm, Secret password) {
        return hash("MD5", user, realm, password);
    }

    static Secret sha256(String user, String realm, Secret password) {
        return hash("SHA-256", user, realm, password);
    }

    private static Secret hash(String algorithm, String user, String realm, Secret password) {
        try {
            String text = user + ":" + realm + ":" + password.value();
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return new Secret(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has " + algorithm, mistake);
        }
    }
}
