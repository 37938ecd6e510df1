package io.strowger.call;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code Strowger-Signature: t=SECONDS,id=EVENT,v1=HEX} (issue 3, "Signing"): HMAC-SHA256 under the account's auth
 * token over {@code t.id.METHOD.URL.HEX(SHA-256(body))}, so that a receiver can refuse what is old and what it has seen
 * ({@code docs/webhooks.md}). It stands beside {@code X-Twilio-Signature}, which has neither time nor id nor, for a
 * form, the body as it was sent.
 */
public final class StrowgerSignature implements RequestSigner {
    /** The header's name. */
    public static final String HEADER = "Strowger-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param authToken the account's primary token */
    public StrowgerSignature(String authToken) {
        key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    @Override
    public List<Header> sign(Hop hop) {
        long seconds = hop.at().getEpochSecond();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(hop.body().getBytes(StandardCharsets.UTF_8));
            String text = seconds + "." + hop.eventId() + "." + hop.method() + "." + hop.url() + "."
                    + HexFormat.of().formatHex(digest);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String signed = HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            return List.of(new Header(HEADER, "t=" + seconds + ",id=" + hop.eventId() + ",v1=" + signed));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256 and " + ALGORITHM, missing);
        }
    }

    @Override
    public String toString() {
        return "StrowgerSignature";
    }
}
