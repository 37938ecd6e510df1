package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strowger.kernel.ErrorCode;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** voice-twiml section 1: relative URLs resolve against the current document's; RFC 3986 section 5.4 applies. */
class ResourceUrlTest {
    private static final String BASE = "http://user:pw@app.example/a/voice?x=1#rt=900";

    @Test
    void referencesResolveAsTheRfcSays() {
        assertEquals(BASE, ResourceUrl.resolve(BASE, ""));
        assertEquals("http://user:pw@app.example/a/next", ResourceUrl.resolve(BASE, "next"));
        assertEquals("http://user:pw@app.example/next?y=2", ResourceUrl.resolve(BASE, "/next?y=2"));
        assertEquals("http://user:pw@app.example/a/voice?y=2", ResourceUrl.resolve(BASE, "?y=2"));
        assertEquals("http://user:pw@app.example/a/voice?x=1#rt=5000", ResourceUrl.resolve(BASE, "#rt=5000"));
        assertEquals("https://other.example/z", ResourceUrl.resolve(BASE, "https://other.example/z"));
        assertEquals("http://other.example/z", ResourceUrl.resolve(BASE, "//other.example/z"));
        assertEquals("http://app.example/next", ResourceUrl.resolve("http://app.example", "next"));
        assertEquals("http://app.example/a%20b", ResourceUrl.resolve("http://app.example/x", "a b"));
    }

    @Test
    void whatLeadsNowhereIsNamed() {
        for (String bad : new String[] {"ftp://h/x", "javascript:alert(1)", "http:///x", "http://h/%zz"}) {
            AppFailure failure = assertThrows(AppFailure.class, () -> ResourceUrl.resolve(BASE, bad), bad);
            assertEquals(ErrorCode.INVALID_URL, failure.code(), bad);
        }
        assertThrows(AppFailure.class, () -> ResourceUrl.resolve("", "/relative"), "an inline document has no base");
    }

    @Test
    void credentialsStayWithTheServerTheyWereGivenFor() {
        assertEquals("http://user:pw@app.example/b",
                ResourceUrl.afterRedirects(BASE, URI.create("http://app.example/b")));
        assertEquals("http://other.example/b", ResourceUrl.afterRedirects(BASE, URI.create("http://other.example/b")));
    }

    @Test
    void aServerIsSchemeHostAndPort() {
        assertEquals("http://app.example", ResourceUrl.server(BASE));
        assertEquals("https://h:8443", ResourceUrl.server("https://h:8443?x=@"));
    }
}
