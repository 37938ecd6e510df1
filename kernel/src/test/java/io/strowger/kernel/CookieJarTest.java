package io.strowger.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieJarTest {
    private final StillWorld world = new StillWorld();
    private final CookieJar jar = new CookieJar(world);

    private void set(String url, String... cookies) {
        for (String cookie : cookies) {
            jar.store(URI.create(url), List.of(new Header("set-cookie", cookie)));
        }
    }

    private String sent(String url) {
        return sent(jar, url);
    }

    private static String sent(CookieJar jar, String url) {
        List<Header> headers = jar.cookiesFor(URI.create(url));
        return headers.isEmpty() ? "" : headers.getFirst().value();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // set by | Set-Cookie | asked for | sent; RFC 6265 paragraphs 5.1.3, 5.1.4, 5.3, 5.4
        "http://a.example/x|s=1|http://a.example/y|s=1",
        "http://a.example/x|s=1|http://a.example:81/y|s=1",
        "http://a.example/x|s=1|http://b.example/y|",
        "http://a.example/x|s=1|http://sub.a.example/y|",
        "http://A.Example/x|s=1|http://a.example/y|s=1",
        "http://a.example/x|s=1; Domain=a.example|http://sub.a.example/y|s=1",
        "http://www.a.example/x|s=1; Domain=.a.example|http://a.example/y|s=1",
        "http://www.a.example/x|s=1; Domain=a.example|http://nota.example/y|",
        "http://a.example/x|s=1; Domain=b.example|http://b.example/y|",
        "http://a.example/x|s=1; Domain=b.a.example|http://b.a.example/y|",
        "http://a.example/x|s=1; Domain=example|http://b.example/y|",
        "http://a.example/x|s=1; Domain=example|http://a.example/y|",
        "http://localhost/x|s=1; Domain=localhost|http://localhost/y|s=1",
        "http://10.0.0.1/x|s=1; Domain=0.0.1|http://10.0.0.1/|",
        "http://10.0.0.1/x|s=1|http://10.0.0.1/|s=1",
        "http://a.example/dir/x|s=1|http://a.example/dir/y|s=1",
        "http://a.example/dir/x|s=1|http://a.example/dir|s=1",
        "http://a.example/dir/x|s=1|http://a.example/other|",
        "http://a.example/dir/x|s=1|http://a.example/directory|",
        "http://a.example/dir/x|s=1; Path=/|http://a.example/other|s=1",
        "http://a.example/dir/x|s=1; Path=other|http://a.example/dir/z|s=1",
        "http://a.example/|s=1; Path=/p/|http://a.example/p/q|s=1",
        "https://a.example/|s=1; Secure|https://a.example/|s=1",
        "https://a.example/|s=1; Secure|http://a.example/|",
        "http://a.example/|s=1; Secure|https://a.example/|",
        "http://a.example/|s=1; Max-Age=60|http://a.example/|s=1",
        "http://a.example/|s=1; Max-Age=0|http://a.example/|",
        "http://a.example/|s=1; Max-Age=-5|http://a.example/|",
        "http://a.example/|s=1; Max-Age=abc|http://a.example/|s=1",
        "http://a.example/|s=1; Max-Age=99999999999999999999|http://a.example/|s=1",
        "http://a.example/|s=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT|http://a.example/|",
        "http://a.example/|s=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT|http://a.example/|s=1",
        "http://a.example/|s=1; Expires=Wednesday, 09-Jun-27 10:18:14 GMT|http://a.example/|s=1",
        "http://a.example/|s=1; Expires=Wed Jun  9 10:18:14 2021|http://a.example/|",
        "http://a.example/|s=1; Expires=yesterday|http://a.example/|s=1",
        "http://a.example/|s=1; Expires=Wed, 31 Feb 2021 10:18:14 GMT|http://a.example/|s=1",
        "http://a.example/|s=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Max-Age=5|http://a.example/|s=1",
        "http://a.example/|s=a=b=c|http://a.example/|s=a=b=c",
        "http://a.example/|s=|http://a.example/|s=",
        "http://a.example/|nameless|http://a.example/|",
        "http://a.example/|=x|http://a.example/|",
        "http://a.example/|s=1; HttpOnly; SameSite=Lax|http://a.example/|s=1"})
    void aCookieComesBackWhereRfc6265SaysSo(String setBy, String cookie, String asked, String expected) {
        set(setBy, cookie);
        assertEquals(expected == null ? "" : expected, sent(asked));
    }

    @Test
    void longerPathsComeFirstThenOlderCookies() {
        set("http://a.example/d/x", "root=1; Path=/", "old=2", "new=3");
        set("http://a.example/d/x", "old=9");
        assertEquals("old=9; new=3; root=1", sent("http://a.example/d/y"));
    }

    @Test
    void aCookieLeavesWhenItsAgeIsOver() {
        set("http://a.example/", "s=1; Max-Age=60");
        world.pass(Duration.ofSeconds(59));
        assertEquals("s=1", sent("http://a.example/"));
        world.pass(Duration.ofSeconds(1));
        assertEquals("", sent("http://a.example/"));
    }

    @Test
    void anExpiredRepeatDeletesTheCookie() {
        set("http://a.example/", "s=1", "s=gone; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertEquals("", sent("http://a.example/"));
    }

    @Test
    void theOldestLeavesWhenThereAreMoreThanFifty() {
        for (int i = 0; i < 51; i++) {
            set("http://a.example/", "c" + i + "=v");
        }
        String sent = sent("http://a.example/");
        assertEquals(50, sent.split("; ").length);
        assertTrue(sent.startsWith("c1=v"), sent);
    }

    @Test
    void theJarHoldsSixteenKibibytesAndACookieFour() {
        set("http://a.example/", "huge=" + "x".repeat(4093));
        assertEquals("", sent("http://a.example/"));
        for (int i = 0; i < 5; i++) {
            set("http://a.example/", "c" + i + "=" + "x".repeat(4090));
        }
        assertEquals(4, sent("http://a.example/").split("; ").length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s=a\tb", "s=a\nb", "s=1; Path=/\r\nX: y", "s=a\u007f"})
    void controlCharactersAreRefused(String cookie) {
        set("http://a.example/", cookie);
        assertEquals("", sent("http://a.example/"));
    }

    @Test
    void anExportedJarComesBackWhole() {
        set("https://www.a.example/d/x", "host=1", "wide=2; Domain=a.example; Path=/", "aged=3; Max-Age=60; Secure");
        CookieJar again = CookieJar.restore(jar.export(), world);
        assertEquals(jar.export(), again.export());
        assertEquals("host=1; aged=3; wide=2", sent(again, "https://www.a.example/d/y"));
        assertEquals("host=1; wide=2", sent(again, "http://www.a.example/d/y"));
        assertEquals("wide=2", sent(again, "http://a.example/"));
        world.pass(Duration.ofSeconds(60));
        assertEquals("host=1; wide=2", sent(again, "https://www.a.example/d/y"));
    }

    @Test
    void anEmptyJarIsExportedToo() {
        assertEquals("", sent(CookieJar.restore(jar.export(), world), "http://a.example/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cookies/2", "cookies/1\na\tb", "cookies/1\na\tb\tc\thost\t/\tany\tnever"})
    void aDamagedExportIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CookieJar.restore(text, world));
    }
}
