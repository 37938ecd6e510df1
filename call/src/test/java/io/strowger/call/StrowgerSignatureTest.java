package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner.Hop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 3, "Signing": a timestamped HMAC-SHA256 with the event's id. Expected values were made by Python's hmac. */
class StrowgerSignatureTest {
    private static final List<Header> FORM = List.of(new Header("a", "b +"), new Header("x", "ü"));
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000L, 999_000_000);

    private static String sign(String token, Hop hop) {
        return new StrowgerSignature(token).sign(hop).getFirst().value();
    }

    private static Hop post(String url, List<Header> form, String id, Instant at) {
        return new Hop("POST", url, form, id, at);
    }

    @Test
    void signsTimeEventMethodUrlAndBody() {
        assertEquals("t=1700000000,id=e1,v1=3db8dfa4ad7f43d281e7e7a70882c5cfd316013ba264dceac97e841c3974f9a6",
                sign("token", post("https://h.example/v?q=1", FORM, "e1", AT)));
    }

    @Test
    void anEmptyBodyHasTheDigestOfNothing() {
        assertEquals("t=1700000000,id=e1,v1=cbf938e80770e1b22860862634b64eccc43eb943c4e86230ea26d620e587f196",
                sign("token", new Hop("GET", "https://h.example/v?q=1", List.of(), "e1", AT)));
    }

    @Test
    void everyPartCounts() {
        String right = tail(sign("token", post("https://h.example/v", FORM, "e1", AT)));
        assertNotEquals(right, tail(sign("other", post("https://h.example/v", FORM, "e1", AT))));
        assertNotEquals(right, tail(sign("token", post("https://h.example/w", FORM, "e1", AT))));
        assertNotEquals(right, tail(sign("token", post("https://h.example/v", FORM.subList(0, 1), "e1", AT))));
        assertNotEquals(right, tail(sign("token", post("https://h.example/v", FORM, "e2", AT))));
        assertNotEquals(right, tail(sign("token", post("https://h.example/v", FORM, "e1", AT.plusSeconds(1)))));
        assertNotEquals(right, tail(sign("token", new Hop("GET", "https://h.example/v", FORM, "e1", AT))));
    }

    @Test
    void anAccountsRequestsCarryBothSignatures() {
        assertEquals(List.of("X-Twilio-Signature", "Strowger-Signature"),
                TwilioSignature.andOurs("token").sign(post("https://h.example/v", FORM, "e1", AT)).stream()
                        .map(Header::name).toList());
    }

    private static String tail(String header) {
        return header.substring(header.indexOf("v1="));
    }
}
