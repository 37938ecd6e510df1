package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner.Hop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requirement B7; voice-twiml section 7. The first test's expected value is the public documentation's example. */
class TwilioSignatureTest {
    private static final List<Header> FORM = List.of(
            new Header("To", "+18005551212"), new Header("From", "+12349013030"), new Header("Digits", "1234"),
            new Header("Caller", "+12349013030"), new Header("CallSid", "CA1234567890ABCDE"));

    private static String sign(String token, String url, List<Header> form) {
        return new TwilioSignature(token).sign(new Hop(form.isEmpty() ? "GET" : "POST", url, form, "id", Instant.EPOCH))
                .getFirst().value();
    }

    @Test
    void signsTheUrlAndTheSortedForm() {
        assertEquals("0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
                sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", FORM));
    }

    @Test
    void anotherKeyOrAnAlteredParameterGivesAnotherSignature() {
        String right = sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", FORM);
        assertNotEquals(right, sign("12346", "https://mycompany.com/myapp.php?foo=1&bar=2", FORM));
        assertNotEquals(right, sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=3", FORM));
        assertNotEquals(right, sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", FORM.subList(0, 4)));
    }

    @Test
    void repeatedNamesAreSortedAndDeduplicated() {
        List<Header> repeated = List.of(new Header("a", "2"), new Header("a", "1"), new Header("a", "2"));
        List<Header> sorted = List.of(new Header("a", "1"), new Header("a", "2"));
        assertEquals(sign("t", "http://h/", sorted), sign("t", "http://h/", repeated));
    }
}
