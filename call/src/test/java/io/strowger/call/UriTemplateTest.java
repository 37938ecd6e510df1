package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requirement B6; RFC 6570 level 1. */
class UriTemplateTest {
    private static final List<Header> STATE = List.of(new Header("CallSid", "CA1"), new Header("From", "+1 555&x"));

    @Test
    void expressionsAreFilledFromStateAndEncoded() {
        assertEquals("http://h/CA1?f=%2B1%20555%26x", UriTemplate.expand("http://h/{CallSid}?f={From}", STATE));
    }

    @Test
    void undefinedNamesVanishAndOtherBracesStay() {
        assertEquals("http://h/?a=&b={}&c={x y}", UriTemplate.expand("http://h/?a={Nothing}&b={}&c={x y}", STATE));
    }
}
