package io.strowger.kernel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The connection overrides in a URL's fragment (voice-twiml section 6): {@code #ct=2000&rc=3&rp=5xx,ct}. Unknown keys
 * are ignored, as the original does; a known key with a bad value refuses the whole request.
 *
 * @param connectTimeout {@code ct}, 100 to 10,000 ms, TLS handshake included
 * @param readTimeout {@code rt}, 100 to 15,000 ms, to the first byte and between two
 * @param totalTimeout {@code tt}, 100 to 15,000 ms, retries and redirects included
 * @param retries {@code rc}, 0 to 5, over the whole request
 * @param policy {@code rp}: what is retried
 * @param sendServerName {@code sni}
 * @param edges {@code e}: checked for its form; this platform has one way out, so the choice changes nothing
 */
public record ConnectionOverrides(
        Duration connectTimeout, Duration readTimeout, Duration totalTimeout, int retries, Set<Retry> policy,
        boolean sendServerName, List<String> edges) {

    /** What a URL without overrides gets. */
    public static final ConnectionOverrides DEFAULTS = new ConnectionOverrides(
            Duration.ofMillis(5000), Duration.ofMillis(15000), Duration.ofMillis(15000), 1, EnumSet.of(Retry.CONNECT),
            true, List.of("ashburn"));

    private static final int MAX_FRAGMENT = 1024;
    private static final Set<String> EDGES = Set.of(
            "ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla", "roaming");
    private static final Set<String> INTERCONNECTS = Set.of("ashburn-ix", "san-jose-ix", "london-ix", "frankfurt-ix",
            "singapore-ix", "sydney-ix", "tokyo-ix");

    /** One word of the retry policy. */
    public enum Retry {
        /** {@code 4xx}: an answer with such a status. */
        CLIENT_ERROR("4xx"),
        /** {@code 5xx}: an answer with such a status. */
        SERVER_ERROR("5xx"),
        /** {@code ct}: no connection, or no TLS handshake. */
        CONNECT("ct"),
        /** {@code rt}: no answer in time. */
        READ("rt"),
        /** {@code all}: the four above, and broken answers and unresolvable names. */
        ALL("all");

        private final String word;

        Retry(String word) {
            this.word = word;
        }

        static Optional<Retry> of(String word) {
            return Arrays.stream(values()).filter(retry -> retry.word.equals(word)).findFirst();
        }
    }

    /** What a fragment says. */
    public sealed interface Parsed {
        /** Every known key has a good value. */
        record Valid(ConnectionOverrides overrides) implements Parsed {}

        /**
         * A known key has a bad one.
         *
         * @param trouble with one of the codes 11240 to 11243
         * @param detail names the key and its range
         */
        record Invalid(FetchTrouble trouble, String detail) implements Parsed {}
    }

    /**
     * Reads a fragment.
     *
     * @param fragment without the number sign; empty when the URL has none
     */
    public static Parsed parse(String fragment) {
        if (fragment.isEmpty()) {
            return new Parsed.Valid(DEFAULTS);
        }
        if (fragment.length() > MAX_FRAGMENT) {
            return invalid(FetchTrouble.BAD_OVERRIDE,
                    "The URL fragment is longer than " + MAX_FRAGMENT + " characters.");
        }
        ConnectionOverrides overrides = DEFAULTS;
        for (String pair : fragment.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                continue;
            }
            switch (overrides.with(pair.substring(0, equals), decoded(pair.substring(equals + 1)))) {
                case Parsed.Valid(ConnectionOverrides next) -> overrides = next;
                case Parsed.Invalid bad -> {
                    return bad;
                }
            }
        }
        return new Parsed.Valid(overrides);
    }

    /** True when an exchange that ended so is to be repeated, if a retry is left. */
    public boolean retries(FetchAnswer answer) {
        return switch (answer) {
            case FetchAnswer.Answered(int status, var headers, var body) ->
                status >= 500 && wants(Retry.SERVER_ERROR)
                        || status >= 400 && status < 500 && wants(Retry.CLIENT_ERROR);
            case FetchAnswer.Failed(FetchTrouble trouble, String detail) -> switch (trouble) {
                case CONNECT_FAILED, CONNECT_TIMEOUT, TLS_FAILED -> wants(Retry.CONNECT);
                case READ_TIMEOUT -> wants(Retry.READ);
                case PROTOCOL, BAD_HOST_NAME -> policy.contains(Retry.ALL);
                case INVALID_URL, FORBIDDEN_ADDRESS, TOTAL_TIMEOUT, CERTIFICATE_INVALID, CERTIFICATE_NAME,
                        CERTIFICATE_EXPIRED, TOO_LARGE, TOO_MANY_REDIRECTS, BAD_OVERRIDE, EDGE_UNSUPPORTED,
                        EDGE_FORBIDDEN, BAD_RETRY_POLICY -> false;
            };
        };
    }

    private boolean wants(Retry retry) {
        return policy.contains(retry) || policy.contains(Retry.ALL);
    }

    private Parsed with(String key, String value) {
        return switch (key) {
            case "ct" -> milliseconds(key, value, 10_000, ms -> withTimeouts(ms, readTimeout, totalTimeout));
            case "rt" -> milliseconds(key, value, 15_000, ms -> withTimeouts(connectTimeout, ms, totalTimeout));
            case "tt" -> milliseconds(key, value, 15_000, ms -> withTimeouts(connectTimeout, readTimeout, ms));
            case "rc" -> value.matches("[0-5]")
                    ? valid(Integer.parseInt(value), policy, sendServerName, edges)
                    : invalid(FetchTrouble.BAD_RETRY_POLICY, "The override rc is not a number from 0 to 5.");
            case "rp" -> withPolicy(value);
            case "sni" -> value.equals("y") || value.equals("n")
                    ? valid(retries, policy, value.equals("y"), edges)
                    : invalid(FetchTrouble.BAD_OVERRIDE, "The override sni is neither y nor n.");
            case "e" -> withEdges(value);
            default -> new Parsed.Valid(this);
        };
    }

    private interface WithTimeout {
        ConnectionOverrides apply(Duration timeout);
    }

    private static Parsed milliseconds(String key, String value, int max, WithTimeout with) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 100 || Integer.parseInt(value) > max) {
            return invalid(FetchTrouble.BAD_OVERRIDE,
                    "The override " + key + " is not a number of milliseconds from 100 to " + max + ".");
        }
        return new Parsed.Valid(with.apply(Duration.ofMillis(Integer.parseInt(value))));
    }

    private Parsed withPolicy(String value) {
        Set<Retry> words = EnumSet.noneOf(Retry.class);
        for (String word : value.split(",", -1)) {
            Optional<Retry> retry = Retry.of(word.trim());
            if (retry.isEmpty()) {
                return invalid(FetchTrouble.BAD_RETRY_POLICY,
                        "The override rp is not a comma list of 4xx, 5xx, ct, rt and all.");
            }
            words.add(retry.get());
        }
        return valid(retries, words, sendServerName, edges);
    }

    private Parsed withEdges(String value) {
        List<String> names = Arrays.stream(value.split(",", -1)).map(String::trim).toList();
        for (String name : names) {
            if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
                return invalid(FetchTrouble.BAD_OVERRIDE, "The override e is not a comma list of edge names.");
            }
            if (INTERCONNECTS.contains(name)) {
                return invalid(FetchTrouble.EDGE_FORBIDDEN, "The override e names a private edge: " + name + ".");
            }
            if (!EDGES.contains(name)) {
                return invalid(FetchTrouble.EDGE_UNSUPPORTED, "The override e names an unknown edge: " + name + ".");
            }
        }
        return valid(retries, policy, sendServerName, names);
    }

    private ConnectionOverrides withTimeouts(Duration connect, Duration read, Duration total) {
        return new ConnectionOverrides(connect, read, total, retries, policy, sendServerName, edges);
    }

    private Parsed valid(int newRetries, Set<Retry> newPolicy, boolean serverName, List<String> newEdges) {
        return new Parsed.Valid(new ConnectionOverrides(
                connectTimeout, readTimeout, totalTimeout, newRetries, newPolicy, serverName, newEdges));
    }

    private static Parsed invalid(FetchTrouble trouble, String detail) {
        return new Parsed.Invalid(trouble, detail);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return value; // fails the key's own check, which words the error better
        }
    }
}
