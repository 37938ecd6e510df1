package io.strowger.sdk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the header {@code Strowger-Signature} of a webhook: {@code t=SECONDS,id=EVENT,v1=HEX[,v1=HEX]}. Copy this file into your
 * application. It refuses what is forged, altered or old; whoever must not do a thing twice also remembers the event ids
 * of the last {@link #TOLERANCE}, as one event may arrive more than once, with a new time each try. Any thread may use it.
 */
public final class StrowgerWebhookVerifier {
    /** How far a request's time may be from ours, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    /** @param authToken the account's auth token */
    public StrowgerWebhookVerifier(String authToken) {
        key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /**
     * The event's id when the signature is right and fresh.
     *
     * @param header the value of {@code Strowger-Signature}
     * @param method as requested: GET or POST
     * @param url as requested, with its query string; behind a proxy: as the caller wrote it
     * @param body the body's bytes as they came, before any parsing; empty for a GET
     * @param now the time
     * @throws SecurityException when it is not
     */
    public String verify(String header, String method, String url, byte[] body, Instant now) {
        String time = "";
        String event = "";
        for (String part : header.split(",")) {
            time = part.startsWith("t=") ? part.substring(2) : time;
            event = part.startsWith("id=") ? part.substring(3) : event;
        }
        if (!time.matches("[0-9]{1,12}") || event.isEmpty()) {
            throw new SecurityException("no time or no event in the signature");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now).abs();
        byte[] expected = mac(time + "." + event + "." + method + "." + url + "." + sha256(body));
        boolean right = false;
        for (String part : header.split(",")) { // several while a token is being changed; compared in constant time
            right |= part.startsWith("v1=")
                    && MessageDigest.isEqual(expected, part.substring(3).getBytes(StandardCharsets.US_ASCII));
        }
        if (!right) {
            throw new SecurityException("wrong signature");
        }
        if (age.compareTo(TOLERANCE) > 0) {
            throw new SecurityException("signed " + age.toSeconds() + " s away from our time");
        }
        return event;
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return hex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
