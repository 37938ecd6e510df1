package io.strowger.sip;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The hash functions of digest authentication (RFC 7616; RFC 8760 for SIP). Session variants are not spoken. */
public enum DigestAlgorithm {
    SHA_256("SHA-256"), MD5("MD5");

    private final String wire;

    DigestAlgorithm(String wire) {
        this.wire = wire;
    }

    /** The name in challenges and credentials. */
    public String wire() {
        return wire;
    }

    /** The algorithm with this wire name; no name means MD5 (RFC 7616 3.3); empty for one that is not spoken. */
    static Optional<DigestAlgorithm> of(Optional<String> name) {
        for (DigestAlgorithm one : values()) {
            if (one.wire.equalsIgnoreCase(name.orElse("MD5"))) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** HA1: the hash of {@code user:realm:password}, the form in which a server keeps a password. */
    public String ha1(String username, String realm, String password) {
        return hash(username + ":" + realm + ":" + password);
    }

    /** Lower-case hex of the hash of the text as UTF-8. */
    String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(wire).digest(Chars.bytes(text)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + wire, missing);
        }
    }

    /** The response value with qop=auth, or without a qop when {@code nc} is empty text. */
    String response(String ha1, String method, String uri, String nonce, String nc, String cnonce) {
        String ha2 = hash(method + ":" + uri);
        return nc.isEmpty() ? hash(ha1 + ":" + nonce + ":" + ha2)
                : hash(ha1 + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + ha2);
    }
}
