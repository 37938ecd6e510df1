package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The cookies of one call (voice-twiml section 6): what an application set comes back on later requests of the same
 * call to a matching host, and nowhere else. Owned by one call; the strand that fetches may differ from the call's, so
 * it is safe for any thread.
 *
 * <p>RFC 6265 with these differences: no public suffix list, instead a Domain without an inner dot is refused (unless
 * it is the very host); a Secure cookie is taken from https only; a cookie with control characters is refused. Limits:
 * 50 cookies and 16 KiB in all, the oldest leaves first; 4,096 bytes a cookie, a longer one is not kept.
 */
public final class CookieJar {
    private static final int MAX_COOKIES = 50;
    private static final int MAX_JAR = 16 * 1024;
    private static final int MAX_COOKIE = 4096;
    private static final String VERSION = "cookies/1";
    private static final long SESSION = Long.MAX_VALUE;

    private final Timeline timeline;
    private final List<Cookie> cookies = new ArrayList<>();

    /** An empty jar whose cookies age by this timeline. */
    public CookieJar(Timeline timeline) {
        this.timeline = timeline;
    }

    /** One cookie (RFC 6265 paragraph 5.3); {@code expires} in seconds of the epoch. */
    private record Cookie(
            String name, String value, String domain, boolean hostOnly, String path, boolean secure, long expires) {
        boolean sameAs(Cookie other) {
            return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
        }

        int size() {
            return name.length() + value.length();
        }

        String line() {
            return String.join("\t", name, value, domain, hostOnly ? "host" : "domain", path,
                    secure ? "secure" : "any", Long.toString(expires));
        }
    }

    /** The {@code Cookie} header for a request to this URL; empty when nothing matches. */
    public synchronized List<Header> cookiesFor(URI url) {
        dropExpired();
        String host = host(url);
        String path = path(url);
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        // RFC 6265 paragraph 5.4: longer paths first, then the older cookie; the list is in order of making
        List<String> pairs = cookies.stream()
                .filter(c -> c.hostOnly ? host.equals(c.domain) : domainMatches(host, c.domain))
                .filter(c -> pathMatches(path, c.path) && (https || !c.secure))
                .sorted(Comparator.comparingInt((Cookie c) -> -c.path.length()))
                .map(c -> c.name + "=" + c.value)
                .toList();
        return pairs.isEmpty() ? List.of() : List.of(new Header("Cookie", String.join("; ", pairs)));
    }

    /** Keeps what the {@code Set-Cookie} headers of an answer from this URL say. */
    public synchronized void store(URI url, List<Header> answerHeaders) {
        for (Header header : answerHeaders) {
            if (header.name().equalsIgnoreCase("Set-Cookie")) {
                parse(url, header.value()).ifPresent(this::keep);
            }
        }
        dropExpired();
    }

    /** Every cookie as text, for the call's checkpoint. Holds what applications hold secret: store it encrypted. */
    public synchronized String export() {
        dropExpired();
        StringBuilder out = new StringBuilder(VERSION);
        cookies.forEach(cookie -> out.append('\n').append(cookie.line()));
        return out.toString();
    }

    /**
     * The jar that {@link #export} wrote.
     *
     * @throws IllegalArgumentException when the text was not written by it; the message holds no cookie
     */
    public static CookieJar restore(String text, Timeline timeline) {
        CookieJar jar = new CookieJar(timeline);
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(VERSION)) {
            throw new IllegalArgumentException("a cookie jar does not start with " + VERSION);
        }
        for (int i = 1; i < lines.length; i++) {
            String[] f = lines[i].split("\t", -1);
            if (f.length != 7 || !f[6].matches("[0-9]{1,19}")) {
                throw new IllegalArgumentException("line " + (i + 1) + " of a cookie jar is damaged");
            }
            jar.cookies.add(new Cookie(
                    f[0], f[1], f[2], f[3].equals("host"), f[4], f[5].equals("secure"), Long.parseLong(f[6])));
        }
        return jar;
    }

    private Optional<Cookie> parse(URI url, String header) {
        String[] parts = header.split(";", -1);
        int equals = parts[0].indexOf('=');
        String name = equals < 0 ? "" : parts[0].substring(0, equals).strip();
        String value = equals < 0 ? "" : parts[0].substring(equals + 1).strip();
        if (name.isEmpty() || name.length() + value.length() > MAX_COOKIE || hasControls(header)) {
            return Optional.empty();
        }
        String host = host(url);
        Attributes given = Attributes.of(parts, timeline.now().getEpochSecond());
        boolean hostOnly = given.domain.isEmpty() || given.domain.equals(host);
        boolean foreign = !hostOnly && (!given.domain.contains(".") || !domainMatches(host, given.domain));
        boolean secureOverPlain = given.secure && !"https".equalsIgnoreCase(url.getScheme());
        if (foreign || secureOverPlain) {
            return Optional.empty();
        }
        // a Domain that is the host itself still covers what stands below it, unless it has no dot of its own
        boolean onlyHost = given.domain.isEmpty() || !given.domain.contains(".") || isAddress(host);
        String path = given.path.startsWith("/") ? given.path : defaultPath(path(url));
        String domain = onlyHost ? host : given.domain;
        return Optional.of(new Cookie(name, value, domain, onlyHost, path, given.secure, given.expires));
    }

    private void keep(Cookie fresh) {
        for (int i = 0; i < cookies.size(); i++) {
            if (cookies.get(i).sameAs(fresh)) {
                cookies.set(i, fresh); // keeps its place: paragraph 5.3 step 11.3
                return;
            }
        }
        cookies.add(fresh);
        int bytes = cookies.stream().mapToInt(Cookie::size).sum();
        while (cookies.size() > MAX_COOKIES || bytes > MAX_JAR) {
            bytes -= cookies.removeFirst().size();
        }
    }

    private void dropExpired() {
        long now = timeline.now().getEpochSecond();
        cookies.removeIf(cookie -> cookie.expires <= now);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < 32 || c == 127);
    }

    private static String host(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT);
    }

    private static String path(URI url) {
        return url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    /** RFC 6265 paragraph 5.1.3. */
    private static boolean domainMatches(String host, String domain) {
        return host.equals(domain) || host.endsWith("." + domain) && !isAddress(host);
    }

    /** RFC 6265 paragraph 5.1.4. */
    private static boolean pathMatches(String path, String cookiePath) {
        return path.equals(cookiePath) || path.startsWith(cookiePath)
                && (cookiePath.endsWith("/") || path.charAt(cookiePath.length()) == '/');
    }

    private static String defaultPath(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** What stands behind the first semicolon (RFC 6265 paragraph 5.2); the last of a kind wins. */
    private record Attributes(String domain, String path, boolean secure, long expires) {
        static Attributes of(String[] parts, long now) {
            String domain = "";
            String path = "";
            boolean secure = false;
            long expires = SESSION;
            Optional<Long> maxAge = Optional.empty();
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].split("=", 2);
                String value = pair.length < 2 ? "" : pair[1].strip();
                switch (pair[0].strip().toLowerCase(Locale.ROOT)) {
                    case "domain" -> domain = value.replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
                    case "path" -> path = value;
                    case "secure" -> secure = true;
                    case "expires" -> expires = CookieDate.parse(value).orElse(expires);
                    case "max-age" -> maxAge = seconds(value);
                    default -> { } // HttpOnly and SameSite speak of browsers
                }
            }
            long age = maxAge.orElse(0L);
            return new Attributes(domain, path, secure,
                    maxAge.isEmpty() ? expires : age <= 0 ? 0 : age > SESSION - now ? SESSION : now + age);
        }

        private static Optional<Long> seconds(String value) {
            if (!value.matches("-?[0-9]+")) {
                return Optional.empty();
            }
            boolean negative = value.startsWith("-");
            return Optional.of(negative ? 0 : value.length() > 18 ? SESSION : Long.parseLong(value));
        }
    }
}
