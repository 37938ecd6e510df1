package io.strowger.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.FetchAnswer.Answered;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cache directives (RFC 9111 sections 3, 4.2, 5.2, 5.3) with the lifetime owed to each. */
class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // Cache-Control | Expires | Date | Last-Modified | Age | seconds | stored
        "max-age=60 | - | - | - | - | 60 | true",
        "public, Max-Age=60 | - | - | - | - | 60 | true",
        "max-age=\"60\" | - | - | - | - | 60 | true",
        "s-maxage=10, max-age=60 | - | - | - | - | 60 | true",
        "x-max-age=10 | - | - | - | - | 0 | true",
        "max-age=60 | - | - | - | 45 | 15 | true",
        "max-age=60 | - | - | - | 90 | 0 | true",
        "max-age=60 | Mon, 23 Nov 2026 13:00:00 GMT | - | - | - | 60 | true",
        "max-age=0 | - | - | Fri, 13 Nov 2026 12:00:00 GMT | - | 0 | true",
        "no-cache, max-age=60 | - | - | - | - | 0 | true",
        "no-cache=\"set-cookie\" | - | - | - | - | 0 | true",
        "no-store, max-age=60 | - | - | - | - | 60 | false",
        "max-age=99999999999 | - | - | - | - | 31536000 | true",
        "max-age=4294967296 | - | - | - | - | 31536000 | true",
        "max-age=abc | - | - | - | - | 0 | true",
        "private | - | - | - | - | 0 | true",
        "- | Mon, 23 Nov 2026 13:00:00 GMT | Mon, 23 Nov 2026 12:00:00 GMT | - | - | 3600 | true",
        "- | Mon, 23 Nov 2026 13:00:00 GMT | - | - | - | 3600 | true",
        "- | Mon, 23 Nov 2026 13:00:00 GMT | Mon, 23 Nov 2026 12:59:00 GMT | - | - | 60 | true",
        "- | Mon, 23 Nov 2026 11:00:00 GMT | Mon, 23 Nov 2026 12:00:00 GMT | - | - | 0 | true",
        "- | 0 | - | Fri, 13 Nov 2026 12:00:00 GMT | - | 0 | true",
        "- | -1 | - | - | - | 0 | true",
        "- | - | - | Mon, 23 Nov 2026 11:00:00 GMT | - | 360 | true",
        "- | - | - | Mon, 23 Nov 2020 11:00:00 GMT | - | 86400 | true",
        "- | - | - | Mon, 23 Nov 2026 13:00:00 GMT | - | 0 | true",
        "- | - | - | yesterday | - | 0 | true",
        "- | - | - | - | - | 0 | true",
    })
    void lifetimeIsWhatTheHeadersSay(
            String control, String expires, String date, String modified, String age, long seconds, boolean stored) {
        Answered answer = FakeWeb.answer(200, new byte[0],
                name(control, "Cache-Control"), value(control), name(expires, "Expires"), value(expires),
                name(date, "Date"), value(date), name(modified, "Last-Modified"), value(modified),
                name(age, "Age"), value(age));
        Freshness freshness = Freshness.of(answer, NOW);
        assertEquals(seconds, freshness.lifetime().toSeconds());
        assertEquals(stored, freshness.store());
    }

    @Test
    void severalCacheControlHeadersCountAsOne() {
        assertEquals(false, Freshness.of(FakeWeb.answer(200, new byte[0], "Cache-Control", "max-age=60",
                "cache-control", "no-store"), NOW).store());
    }

    @Test
    void varyByEverythingIsNotStored() {
        assertEquals(false, Freshness.of(FakeWeb.answer(200, new byte[0], "Vary", "*"), NOW).store());
        assertEquals(true, Freshness.of(FakeWeb.answer(200, new byte[0], "Vary", "Accept-Encoding"), NOW).store());
    }

    @Test
    void absurdValidatorsAreDropped() {
        assertEquals("", Freshness.of(FakeWeb.answer(200, new byte[0], "ETag", "a".repeat(1001)), NOW).etag());
        assertEquals("", Freshness.of(FakeWeb.answer(200, new byte[0], "ETag", "a\r\nX: y"), NOW).etag());
        assertEquals("W/\"x\"", Freshness.of(FakeWeb.answer(200, new byte[0], "ETag", " W/\"x\" "), NOW).etag());
    }

    private static String name(String value, String name) {
        return value == null ? "X-None" : name;
    }

    private static String value(String value) {
        return value == null ? "" : value;
    }
}
