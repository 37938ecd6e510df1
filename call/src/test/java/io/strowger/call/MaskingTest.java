package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rulings part 2, "Privacy". */
class MaskingTest {
    @Test
    void userInfoAndSecretLookingQueryValuesAreMasked() {
        assertEquals("https://***@h/p?a=1&api_key=***&AuthToken=***#f",
                Masking.DEFAULT.url("https://u:p@h/p?a=1&api_key=k%20k&AuthToken=t#f"));
        assertEquals("http://h/p?Digits=***&MoreDigits=7", Masking.DEFAULT.url("http://h/p?Digits=1234&MoreDigits=7"));
        assertEquals("http://h/a@b?c=d@e", Masking.DEFAULT.url("http://h/a@b?c=d@e"));
    }

    @Test
    void listedParametersAndSensitiveDigitsAreMasked() {
        List<Header> form = List.of(new Header("Digits", "4111"), new Header("Pin", "7"), new Header("From", "+1"));
        Masking masking = new Masking(Set.of("pin"));
        assertEquals("Digits=4111&Pin=***&From=%2B1", masking.form(form, false));
        assertEquals("Digits=***&Pin=***&From=%2B1", masking.form(form, true));
    }
}
