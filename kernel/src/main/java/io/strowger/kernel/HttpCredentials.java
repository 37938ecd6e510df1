package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user info of one URL, answering for one origin: Basic at once (RFC 7617), Digest after a challenge (RFC 7616 with
 * MD5 or SHA-256, their {@code -sess} forms, and {@code qop=auth} or none). Lives within one fetch on one strand.
 */
final class HttpCredentials {
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*Digest\\s+");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))\\s*");
    private static final int MAX_CHALLENGE = 4096;

    private final Entropy entropy;
    private final String origin;
    private final String user;
    private final String password;
    private Optional<Challenge> challenge = Optional.empty();
    private int nonceCount;

    /**
     * @param origin as {@link WebUrl#origin} writes it: nobody else is shown the credentials
     * @param userInfo percent-encoded, user and password parted by the first colon
     */
    HttpCredentials(Entropy entropy, String origin, String userInfo) {
        this.entropy = entropy;
        this.origin = origin;
        int colon = userInfo.indexOf(':');
        this.user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        this.password = colon < 0 ? "" : decoded(userInfo.substring(colon + 1));
    }

    private record Challenge(
            String realm, String nonce, String opaque, String algorithm, boolean auth, boolean stale) {
        String hash() {
            return algorithm.toUpperCase(Locale.ROOT).startsWith("SHA-256") ? "SHA-256" : "MD5";
        }

        boolean session() {
            return algorithm.toLowerCase(Locale.ROOT).endsWith("-sess");
        }
    }

    /** The Authorization header for a request; none for another origin. */
    List<Header> authorize(String method, WebUrl target) {
        if (!target.origin().equals(origin)) {
            return List.of();
        }
        String value = challenge.map(c -> digest(c, method, requestTarget(target))).orElseGet(this::basic);
        return List.of(new Header("Authorization", value));
    }

    /**
     * Takes a 401's challenge; true when the request is worth repeating: the first Digest challenge, or a new nonce for
     * a stale one.
     */
    boolean challenged(WebUrl target, FetchAnswer.Answered answer) {
        if (answer.status() != 401 || !target.origin().equals(origin)) {
            return false;
        }
        List<Challenge> offered = new ArrayList<>();
        for (Header header : answer.headers()) {
            if (header.name().equalsIgnoreCase("WWW-Authenticate") && header.value().length() <= MAX_CHALLENGE) {
                Matcher scheme = SCHEME.matcher(header.value());
                while (scheme.find()) {
                    parse(header.value().substring(scheme.end())).ifPresent(offered::add);
                }
            }
        }
        Optional<Challenge> best = offered.stream().filter(c -> c.hash().equals("SHA-256")).findFirst()
                .or(() -> offered.stream().findFirst());
        boolean fresh = best.isPresent() && (challenge.isEmpty() || best.get().stale);
        if (fresh) {
            challenge = best;
            nonceCount = 0;
        }
        return fresh;
    }

    private String basic() {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static Optional<Challenge> parse(String parameters) {
        Map<String, String> found = new HashMap<>();
        Matcher each = PARAMETER.matcher(parameters);
        while (each.find()) {
            String value = each.group(2) != null ? each.group(2).replaceAll("\\\\(.)", "$1") : each.group(3);
            found.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), value);
        }
        String algorithm = found.getOrDefault("algorithm", "MD5");
        boolean known = algorithm.matches("(?i)(MD5|SHA-256)(-sess)?");
        String qop = found.getOrDefault("qop", "");
        boolean auth = List.of(qop.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains("auth");
        if (!known || !found.containsKey("nonce") || !found.containsKey("realm") || !qop.isEmpty() && !auth) {
            return Optional.empty();
        }
        return Optional.of(new Challenge(
                found.get("realm"), found.get("nonce"), found.getOrDefault("opaque", ""), algorithm, auth,
                found.getOrDefault("stale", "").equalsIgnoreCase("true")));
    }

    private String digest(Challenge c, String method, String uri) {
        String cnonce = entropy.hex(8);
        String nc = "%08x".formatted(++nonceCount);
        String ha1 = hex(c, user + ":" + c.realm + ":" + password);
        if (c.session()) {
            ha1 = hex(c, ha1 + ":" + c.nonce + ":" + cnonce);
        }
        String ha2 = hex(c, method + ":" + uri);
        String response = c.auth
                ? hex(c, String.join(":", ha1, c.nonce, nc, cnonce, "auth", ha2))
                : hex(c, String.join(":", ha1, c.nonce, ha2));
        StringBuilder out = new StringBuilder("Digest username=").append(quoted(user))
                .append(", realm=").append(quoted(c.realm))
                .append(", nonce=").append(quoted(c.nonce))
                .append(", uri=").append(quoted(uri))
                .append(", response=\"").append(response).append('"')
                .append(", algorithm=").append(c.algorithm);
        if (!c.opaque.isEmpty()) {
            out.append(", opaque=").append(quoted(c.opaque));
        }
        if (c.auth || c.session()) {
            out.append(", cnonce=\"").append(cnonce).append('"');
        }
        return c.auth ? out.append(", qop=auth, nc=").append(nc).toString() : out.toString();
    }

    private static String requestTarget(WebUrl target) {
        String query = target.uri().getRawQuery();
        return target.uri().getRawPath() + (query == null ? "" : "?" + query);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String hex(Challenge c, String text) {
        try {
            MessageDigest hash = MessageDigest.getInstance(c.hash());
            return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Percent-decodes; control characters are dropped, as they would end the header. */
    private static String decoded(String part) {
        byte[] bytes = new byte[part.length() * 4];
        int n = 0;
        for (int i = 0; i < part.length(); ) {
            boolean escape = part.charAt(i) == '%' && i + 2 < part.length()
                    && Character.digit(part.charAt(i + 1), 16) >= 0 && Character.digit(part.charAt(i + 2), 16) >= 0;
            if (escape) {
                bytes[n++] = (byte) Integer.parseInt(part.substring(i + 1, i + 3), 16);
                i += 3;
            } else {
                byte[] one = Character.toString(part.codePointAt(i)).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(one, 0, bytes, n, one.length);
                n += one.length;
                i += Character.charCount(part.codePointAt(i));
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8).replaceAll("[\\x00-\\x1f\\x7f]", "");
    }
}
