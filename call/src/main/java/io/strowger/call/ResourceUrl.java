package io.strowger.call;

import io.strowger.kernel.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;

/** URLs as documents write them (voice-twiml section 1): absolute, or relative to the running document's. */
final class ResourceUrl {
    private ResourceUrl() {}

    /**
     * @param base of the running document; empty when there is none (an inline document)
     * @param reference as written; empty for the base itself
     * @throws AppFailure 11100 when the result is no absolute http or https URL
     */
    static String resolve(String base, String reference) {
        try {
            return require(resolvedBy(base, reference), reference);
        } catch (URISyntaxException | IllegalArgumentException broken) {
            throw invalid(reference, broken.getMessage());
        }
    }

    private static String resolvedBy(String base, String reference) throws URISyntaxException {
        if (reference.isEmpty()) {
            return base;
        }
        URI target = new URI(escaped(reference));
        if (target.isAbsolute() || base.isEmpty()) {
            return escaped(reference);
        }
        if (reference.startsWith("?") || reference.startsWith("#")) {
            // java.net.URI drops the last path segment here, against RFC 3986 section 5.2.2
            String path = base.split("[?#]", 2)[0];
            String query = reference.startsWith("#") && base.contains("?") ? "?" + base.split("[?#]", 3)[1] : "";
            return path + query + escaped(reference);
        }
        URI from = new URI(base);
        URI rooted = from.getRawPath().isEmpty() ? from.resolve("/") : from;
        return rooted.resolve(target).toString();
    }

    private static String require(String url, String reference) throws URISyntaxException {
        URI parsed = new URI(url);
        String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(java.util.Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || parsed.getRawAuthority() == null) {
            throw invalid(reference, "it does not lead to an absolute http or https URL");
        }
        return url;
    }

    private static String escaped(String reference) {
        return reference.replace(" ", "%20").replace("|", "%7C").replace("\"", "%22");
    }

    private static AppFailure invalid(String reference, String why) {
        return new AppFailure(
                ErrorCode.INVALID_URL, "'" + reference + "' is not a URL that can be requested: " + why, "");
    }

    /**
     * The base of a document after redirects: the last hop's URL, with the credentials of the URL asked for as long as
     * the server is the same, since relative URLs of the document need them again.
     */
    static String afterRedirects(String asked, URI last) {
        if (server(asked).equals(server(last.toString()))) {
            int at = asked.indexOf('@');
            int authority = asked.indexOf("://") + 3;
            int path = indexOfAny(asked, authority);
            if (at > 0 && at < path && !last.toString().contains("@")) {
                String text = last.toString();
                int start = text.indexOf("://") + 3;
                return text.substring(0, start) + asked.substring(authority, at + 1) + text.substring(start);
            }
        }
        return last.toString();
    }

    /** Scheme, host and port, without user info. */
    static String server(String url) {
        int authority = url.indexOf("://") + 3;
        int path = indexOfAny(url, authority);
        int at = url.lastIndexOf('@', path);
        return at > authority ? url.substring(0, authority) + url.substring(at + 1, path) : url.substring(0, path);
    }

    /** The URL without user info; what is no absolute URL stays as it is. */
    static String withoutCredentials(String url) {
        int authority = url.indexOf("://") + 3;
        return authority < 3 ? url : server(url) + url.substring(indexOfAny(url, authority));
    }

    private static int indexOfAny(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return i;
            }
        }
        return url.length();
    }
}
