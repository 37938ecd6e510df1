package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ITU-T E.164, list of assigned country codes. */
final class CountryCodeTest {
    @ParameterizedTest
    @CsvSource({"+15005550006,1", "+79161234567,7", "+442079460001,44", "+4930123456,49", "+353861234567,353",
        "+23279123456,232", "+8835100012345,883", "+97150123456,971", "+61255501234,61", "+6723123456,672"})
    void theCodeIsWhatTheNumberBeginsWith(String number, String code) {
        assertEquals(Optional.of(code), CountryCode.of(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"112", "0301234567", "+123"})
    void whatIsNoInternationalNumberHasNone(String number) {
        assertEquals(Optional.empty(), CountryCode.of(number));
    }

    @Test
    void punctuationIsNoMatter() {
        assertEquals(Optional.of("44"), CountryCode.of("+44 (20) 7946-0001"));
    }
}
