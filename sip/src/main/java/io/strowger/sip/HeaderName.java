package io.strowger.sip;

/** The header fields this stack has a name for, with their compact forms (RFC 3261 7.3.3 and the IANA registry). */
public enum HeaderName {
    /** A field without an entry here; asked for by its own name. */
    OTHER(""),
    VIA("Via", "v"), FROM("From", "f"), TO("To", "t"), CALL_ID("Call-ID", "i"), CSEQ("CSeq"), CONTACT("Contact", "m"),
    MAX_FORWARDS("Max-Forwards"), CONTENT_LENGTH("Content-Length", "l"), CONTENT_TYPE("Content-Type", "c"),
    CONTENT_ENCODING("Content-Encoding", "e"), CONTENT_DISPOSITION("Content-Disposition"), ROUTE("Route"),
    RECORD_ROUTE("Record-Route"), REQUIRE("Require"), PROXY_REQUIRE("Proxy-Require"), SUPPORTED("Supported", "k"),
    UNSUPPORTED("Unsupported"), ALLOW("Allow"), ACCEPT("Accept"), EXPIRES("Expires"), MIN_EXPIRES("Min-Expires"),
    AUTHORIZATION("Authorization"), PROXY_AUTHORIZATION("Proxy-Authorization"),
    WWW_AUTHENTICATE("WWW-Authenticate"), PROXY_AUTHENTICATE("Proxy-Authenticate"),
    AUTHENTICATION_INFO("Authentication-Info"), RETRY_AFTER("Retry-After"), SESSION_EXPIRES("Session-Expires", "x"),
    MIN_SE("Min-SE"), DIVERSION("Diversion"), REASON("Reason"), USER_AGENT("User-Agent"), SERVER("Server"),
    SUBJECT("Subject", "s"), USER_TO_USER("User-to-User"), P_ASSERTED_IDENTITY("P-Asserted-Identity"),
    REMOTE_PARTY_ID("Remote-Party-ID"), EVENT("Event", "o"), REFER_TO("Refer-To", "r"), REPLACES("Replaces"),
    DATE("Date"), WARNING("Warning"), PRIVACY("Privacy"), REFERRED_BY("Referred-By", "b"),
    REQUEST_DISPOSITION("Request-Disposition", "d"), ACCEPT_CONTACT("Accept-Contact", "a"),
    REJECT_CONTACT("Reject-Contact", "j"), ALLOW_EVENTS("Allow-Events", "u"), IDENTITY("Identity", "y");

    private static final HeaderName[] ALL = values();
    private static final HeaderName[][] BY_LENGTH = byLength();
    private static final HeaderName[] COMPACT = compact();

    private final String text;
    private final char compact;
    private final byte[] lower;

    HeaderName(String text) {
        this(text, "");
    }

    HeaderName(String text, String compact) {
        this.text = text;
        this.compact = compact.isEmpty() ? 0 : compact.charAt(0);
        this.lower = Chars.bytes(text.toLowerCase(java.util.Locale.ROOT));
    }

    /** The name as this stack writes it. */
    public String text() {
        return text;
    }

    /** The entry for the name in these bytes; {@link #OTHER} when there is none. */
    static HeaderName of(byte[] data, int from, int to) {
        int length = to - from;
        if (length == 1) {
            int letter = Chars.lower(data[from]);
            return letter >= 'a' && letter <= 'z' ? COMPACT[letter - 'a'] : OTHER;
        }
        if (length >= BY_LENGTH.length) {
            return OTHER;
        }
        for (HeaderName candidate : BY_LENGTH[length]) {
            if (Chars.equalsLower(data, from, candidate.lower)) {
                return candidate;
            }
        }
        return OTHER;
    }

    static HeaderName at(int ordinal) {
        return ALL[ordinal];
    }

    private static HeaderName[][] byLength() {
        HeaderName[][] table = new HeaderName[24][];
        for (int length = 0; length < table.length; length++) {
            int wanted = length;
            table[length] = java.util.Arrays.stream(ALL)
                    .filter(h -> h != OTHER && h.text.length() == wanted).toArray(HeaderName[]::new);
        }
        return table;
    }

    private static HeaderName[] compact() {
        HeaderName[] table = new HeaderName[26];
        java.util.Arrays.fill(table, OTHER);
        for (HeaderName name : ALL) {
            if (name.compact != 0) {
                table[name.compact - 'a'] = name;
            }
        }
        return table;
    }
}
