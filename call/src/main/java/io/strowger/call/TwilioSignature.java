package io.strowger.call;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code X-Twilio-Signature} (voice-twiml section 7, requirement B7): HMAC-SHA1 under the account's auth token over the
 * exact URL followed by the form fields, sorted by name. Repeated names: the SDKs' validators sort and de-duplicate
 * their values, so we do.
 */
public final class TwilioSignature implements RequestSigner {
    private final SecretKeySpec key;

    /** @param authToken the account's primary token */
    public TwilioSignature(String authToken) {
        key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1");
    }

    @Override
    public List<Header> sign(Hop hop) {
        return List.of(new Header("X-Twilio-Signature", signature(hop.url(), hop.form())));
    }

    /** Both signatures of an account: this one, and beside it the one with time and event id. */
    public static RequestSigner andOurs(String authToken) {
        return RequestSigner.all(List.of(new TwilioSignature(authToken), new StrowgerSignature(authToken)));
    }

    private String signature(String url, List<Header> form) {
        Map<String, TreeSet<String>> fields = new TreeMap<>();
        form.forEach(field -> fields.computeIfAbsent(field.name(), name -> new TreeSet<>()).add(field.value()));
        StringBuilder text = new StringBuilder(url);
        fields.forEach((name, values) -> values.forEach(value -> text.append(name).append(value)));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA1", missing);
        }
    }

    @Override
    public String toString() {
        return "TwilioSignature";
    }
}
