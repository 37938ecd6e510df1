package io.strowger.call;

import io.strowger.call.Callee.Attempt;
import io.strowger.call.Callee.Problem;
import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks SIP URIs that customers write, and takes the headers out of them (voice-twiml "Sip"). */
final class SipTargets {
    private static final Pattern SIP_URI =
            Pattern.compile("(?i)sips?:[^\\s<>\"?]+@[^\\s<>\"?]+|(?i)sips?:[^\\s<>\"?@]+");
    private static final Set<String> HEADERS_WITHOUT_X = new LinkedHashSet<>(List.of(
            "user-to-user", "remote-party-id", "p-preferred-identity", "p-called-party-id", "diversion"));
    private static final int MAX_URI = 255;
    /** Characters of all headers together. */
    static final int MAX_HEADERS = 1024;

    private SipTargets() {}

    /**
     * @param uri with headers after a question mark
     * @param more headers from elsewhere
     * @param where for messages: {@code Dial at 3:5}
     * @throws AppFailure 13243 or 13253
     */
    static Attempt attempt(String uri, Optional<Credentials> credentials, List<SipHeader> more, String where) {
        String[] parts = uri.split("\\?", 2);
        if (parts[0].length() >= MAX_URI || !SIP_URI.matcher(parts[0]).matches()) {
            throw new AppFailure(ErrorCode.SIP_URI_INVALID, "'" + parts[0] + "' in " + where
                    + " is not a SIP URI of less than " + MAX_URI + " characters", "");
        }
        List<SipHeader> headers = headers(parts.length > 1 ? parts[1] : "", where);
        more.forEach(one -> headers.add(header(one.name(), one.value(), where)));
        if (headers.stream().mapToInt(one -> one.name().length() + one.value().length() + 2).sum() >= MAX_HEADERS) {
            throw new AppFailure(ErrorCode.SIP_HEADERS,
                    "The headers of Sip in " + where + " are longer than " + MAX_HEADERS, "");
        }
        return new Attempt(parts[0], Optional.empty(), credentials, headers, "");
    }

    /** The address itself, or the phones registered behind it when it is of a domain of the account's. */
    static List<Attempt> ways(DirectoryPort directory, AccountSid account, Attempt written) {
        return directory.registered(account, written.uri()).map(phones -> phones.stream()
                        .map(phone -> new Attempt(
                                phone.uri(), phone.route(), written.credentials(), written.headers(), ""))
                        .toList())
                .orElse(List.of(written));
    }

    /** Says that nobody is behind a SIP address of ours; empty when somebody is. */
    static Optional<Problem> absent(String to, List<Attempt> ways) {
        return ways.isEmpty()
                ? Optional.of(new Problem(ErrorCode.CLIENT_UNKNOWN, to + " is not registered", 480)) : Optional.empty();
    }

    private static List<SipHeader> headers(String query, String where) {
        if (query.length() >= MAX_HEADERS) {
            throw new AppFailure(ErrorCode.SIP_URI_INVALID,
                    "The headers of the SIP URI in " + where + " are longer than " + MAX_HEADERS, "");
        }
        List<SipHeader> headers = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            headers.add(header(decoded(parts[0]), decoded(parts.length > 1 ? parts[1] : ""), where));
        }
        return headers;
    }

    private static SipHeader header(String name, String value, String where) {
        boolean allowed = name.regionMatches(true, 0, "X-", 0, 2)
                || HEADERS_WITHOUT_X.contains(name.toLowerCase(Locale.ROOT));
        if (!allowed || !name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(c -> c < 32 || c == 127)) {
            throw new AppFailure(
                    ErrorCode.SIP_URI_INVALID, "The header '" + name + "' in " + where + " cannot be set", "");
        }
        return new SipHeader(name, value);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
