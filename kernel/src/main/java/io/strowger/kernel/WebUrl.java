package io.strowger.kernel;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A customer's URL taken apart: what goes on the wire, and the two parts that do not.
 *
 * <p>Stricter than RFC 3986 about the host (no underscores, no numbers that stand for addresses, RFC 1123 paragraph
 * 2.1) and kinder about the rest: characters that a URI may not hold are percent-encoded, as browsers do.
 *
 * @param uri absolute, http or https, path never empty, no user info, no fragment
 * @param userInfo as written, still percent-encoded
 * @param fragment empty when there is none
 */
record WebUrl(URI uri, Optional<String> userInfo, String fragment) {
    /** Longest URL taken, from a setting, a document or a redirect. */
    static final int MAX_LENGTH = 8192;

    private static final Pattern SHAPE =
            Pattern.compile("(https?)://(?:([^/?]*)@)?([^/?@]+)((?:/[^?]*)?)(\\?.*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::([0-9]{0,5}))?");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");
    private static final Pattern QUAD = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    private static final String LEGAL = "-._~:/?@!$&'()*+,;=";

    /** The URL, or empty when it is not an absolute http or https URL with a good host. */
    static Optional<WebUrl> parse(String text) {
        String trimmed = text.strip();
        int hash = trimmed.indexOf('#');
        String fragment = hash < 0 ? "" : trimmed.substring(hash + 1);
        Matcher shape = SHAPE.matcher(hash < 0 ? trimmed : trimmed.substring(0, hash));
        if (trimmed.length() > MAX_LENGTH || !shape.matches()) {
            return Optional.empty();
        }
        Matcher authority = AUTHORITY.matcher(shape.group(3));
        if (!authority.matches() || !goodPort(authority.group(2))) {
            return Optional.empty();
        }
        Optional<String> host = goodHost(authority.group(1));
        if (host.isEmpty()) {
            return Optional.empty();
        }
        String port = authority.group(2) == null || authority.group(2).isEmpty() ? "" : ":" + authority.group(2);
        String path = shape.group(4).isEmpty() ? "/" : encoded(shape.group(4));
        String query = shape.group(5) == null ? "" : encoded(shape.group(5));
        String scheme = shape.group(1).toLowerCase(Locale.ROOT);
        try {
            URI uri = URI.create(scheme + "://" + host.get() + port + path + query);
            return uri.getHost() == null
                    ? Optional.empty()
                    : Optional.of(new WebUrl(uri, Optional.ofNullable(shape.group(2)), fragment));
        } catch (IllegalArgumentException stillIllegal) {
            return Optional.empty();
        }
    }

    /** This URL with fields appended to its query string. */
    WebUrl withQuery(String encodedFields) {
        if (encodedFields.isEmpty()) {
            return this;
        }
        String text = uri.toString();
        String separator = uri.getRawQuery() == null ? "?" : uri.getRawQuery().isEmpty() ? "" : "&";
        return new WebUrl(URI.create(text + separator + encodedFields), userInfo, fragment);
    }

    /** Where a redirect leads (RFC 3986 paragraph 5.2), or empty when nowhere that can be fetched. */
    Optional<WebUrl> resolve(String location) {
        String target = location.strip();
        if (target.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (target.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return parse(target);
        }
        if (target.startsWith("//")) {
            return parse(uri.getScheme() + ":" + target);
        }
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        if (target.isEmpty() || target.startsWith("?") || target.startsWith("#")) {
            String query = target.startsWith("?") || uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return parse(origin + uri.getRawPath() + query + target);
        }
        try {
            return parse(uri.resolve(encoded(target.split("#", 2)[0])).toString());
        } catch (IllegalArgumentException notRelative) {
            return Optional.empty();
        }
    }

    /** Scheme, host and port: what credentials belong to. */
    String origin() {
        int port = uri.getPort() != -1 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static boolean goodPort(String port) {
        return port == null || port.isEmpty() || Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535;
    }

    private static Optional<String> goodHost(String written) {
        if (written.startsWith("[")) {
            return Optional.of(written);
        }
        String host;
        try {
            host = written.chars().allMatch(c -> c < 128) ? written : IDN.toASCII(written, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        boolean number = NUMBER.matcher(labels[labels.length - 1]).matches();
        boolean good = name.length() <= 253 && (!number || QUAD.matcher(host).matches() && quadInRange(labels));
        return good ? Optional.of(host) : Optional.empty();
    }

    private static boolean quadInRange(String[] labels) {
        for (String label : labels) {
            if (Integer.parseInt(label) > 255) {
                return false;
            }
        }
        return true;
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean escape = c == '%' && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0 && Character.digit(text.charAt(i + 2), 16) >= 0;
            boolean letter = c < 128 && Character.isLetterOrDigit(c);
            if (escape || letter || LEGAL.indexOf(c) >= 0) {
                out.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append("%%%02X".formatted(b & 0xff));
                }
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }
}
