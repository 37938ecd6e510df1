package io.strowger.sip;

import java.util.Arrays;
import java.util.Optional;

/**
 * Turns bytes into a {@link SipMessage}: finds the lines, the header names and the body, and builds nothing else.
 *
 * <p>A message whose form is wrong is still indexed as far as it goes, with its first fault, so that a request can be
 * answered with what RFC 3261 owes. Bytes that no answer could be owed for (no start line) give nothing. One parser
 * parses one message and is then thrown away; the message takes its index.
 */
final class SipParser {
    /** Most header fields of a message (limit {@code sip.headers}). */
    static final int MAX_FIELDS = 128;
    /** Longest header field, folded lines included, in bytes (limit {@code sip.header.bytes}). */
    static final int MAX_FIELD_BYTES = 8192;
    /** Longest message in bytes (limit {@code sip.message.bytes}); offsets must fit 16 bits. */
    static final int MAX_MESSAGE_BYTES = 65_535;

    private static final String[] METHODS = {
        "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY",
        "SUBSCRIBE", "MESSAGE", "PUBLISH"
    };

    private final byte[] data;
    private final int end;
    private int start;
    private int at;
    private long[] index = new long[24];
    private int fields;
    private int bodyStart;
    private int bodyEnd;
    private MessageFault fault = MessageFault.NONE;
    private String method = "";
    private int uriStart;
    private int uriEnd;
    private int status;
    private long contentLength = -1;

    private SipParser(byte[] data, int from, int to) {
        this.data = data;
        this.start = from;
        this.end = to;
        this.at = from;
    }

    /**
     * Reads one datagram: a missing Content-Length means all the rest, bytes beyond it are ignored, a short body is a
     * fault (RFC 3261 18.3).
     *
     * @return empty when the bytes are no SIP message at all
     */
    static Optional<SipMessage> datagram(byte[] data, int from, int to) {
        return new SipParser(data, from, to).parse();
    }

    /** Reads a whole array as a datagram. */
    static Optional<SipMessage> datagram(byte[] data) {
        return datagram(data, 0, data.length);
    }

    /** A request of our own making, whose form is certain. */
    static SipRequest request(byte[] data) {
        return (SipRequest) datagram(data).orElseThrow(() -> new IllegalStateException("built an unreadable request"));
    }

    private Optional<SipMessage> parse() {
        if (end - start > MAX_MESSAGE_BYTES) {
            return Optional.empty();
        }
        while (at < end && (data[at] == '\r' || data[at] == '\n')) {
            at++;
        }
        start = at;
        int lineEnd = lineEnd(at);
        boolean response = lineEnd - at >= 4 && data[at] == 'S' && data[at + 1] == 'I' && data[at + 2] == 'P'
                && data[at + 3] == '/';
        if (!(response ? statusLine(at, lineEnd) : requestLine(at, lineEnd))) {
            return Optional.empty();
        }
        at = after(lineEnd);
        headers();
        body();
        return Optional.of(response ? new SipResponse(this) : new SipRequest(this));
    }

    private boolean requestLine(int from, int to) {
        int space = Chars.indexOf(data, from, to, ' ');
        if (space <= from || space - from > 32) {
            return false;
        }
        for (int i = from; i < space; i++) {
            if (!Chars.token(data[i])) {
                return false;
            }
        }
        method = methodName(from, space);
        int last = to;
        while (last > space && data[last - 1] != ' ') {
            last--;
        }
        if (to - last < 4 || data[last] != 'S' || data[last + 1] != 'I' || data[last + 2] != 'P'
                || data[last + 3] != '/') {
            // trailing space after the version is the one mistake of form that still shows a SIP request
            return trailingSpace(space, to);
        }
        uriStart = space + 1;
        uriEnd = Math.max(uriStart, last - 1);
        boolean version20 = to - last == 7 && data[last + 4] == '2' && data[last + 5] == '.' && data[last + 6] == '0';
        if (!version20) {
            blame(MessageFault.VERSION);
        }
        if (uriEnd == uriStart || Chars.indexOf(data, uriStart, uriEnd, ' ') >= 0
                || Chars.indexOf(data, uriStart, uriEnd, '\t') >= 0) {
            blame(MessageFault.REQUEST_LINE);
        }
        return true;
    }

    private boolean trailingSpace(int space, int to) {
        int last = to;
        while (last > space && Chars.space(data[last - 1])) {
            last--;
        }
        if (last == to || last - space < 9 || !requestLine(start, last)) {
            return false;
        }
        blame(MessageFault.REQUEST_LINE);
        return true;
    }

    private boolean statusLine(int from, int to) {
        boolean shape = to - from >= 11 && data[from + 7] == ' ' && Chars.digit(data[from + 8])
                && Chars.digit(data[from + 9]) && Chars.digit(data[from + 10]);
        if (!shape || data[from + 4] != '2' || data[from + 5] != '.' || data[from + 6] != '0') {
            return false;
        }
        status = (data[from + 8] - '0') * 100 + (data[from + 9] - '0') * 10 + data[from + 10] - '0';
        if (status < 100 || status > 699 || to - from > 11 && data[from + 11] != ' ') {
            return false;
        }
        uriStart = Math.min(to, from + 12);
        uriEnd = to;
        return true;
    }

    private void headers() {
        while (at < end) {
            int lineEnd = lineEnd(at);
            if (lineEnd == at) {
                at = after(lineEnd);
                bodyStart = at;
                return;
            }
            int fieldEnd = lineEnd;
            int next = after(lineEnd);
            while (next < end && (data[next] == ' ' || data[next] == '\t')) {
                fieldEnd = lineEnd(next);
                next = after(fieldEnd);
            }
            field(at, fieldEnd);
            at = next;
        }
        bodyStart = end;
        blame(MessageFault.NO_BLANK_LINE);
    }

    private void field(int from, int to) {
        int colon = Chars.indexOf(data, from, to, ':');
        int nameEnd = colon;
        while (nameEnd > from && (data[nameEnd - 1] == ' ' || data[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        if (colon < 0 || nameEnd <= from || nameEnd - from > 255 || !token(from, nameEnd)) {
            blame(MessageFault.HEADER_LINE);
            return;
        }
        if (to - from > MAX_FIELD_BYTES) {
            blame(MessageFault.HEADER_TOO_LONG);
            return;
        }
        if (fields == MAX_FIELDS) {
            blame(MessageFault.TOO_MANY_HEADERS);
            return;
        }
        int valueStart = colon + 1;
        while (valueStart < to && Chars.space(data[valueStart])) {
            valueStart++;
        }
        int valueEnd = to;
        while (valueEnd > valueStart && Chars.space(data[valueEnd - 1])) {
            valueEnd--;
        }
        if (control(valueStart, valueEnd)) {
            blame(MessageFault.HEADER_LINE);
        }
        HeaderName name = HeaderName.of(data, from, nameEnd);
        if (name == HeaderName.CONTENT_LENGTH) {
            contentLength(valueStart, valueEnd);
        }
        if (fields == index.length) {
            index = Arrays.copyOf(index, Math.min(MAX_FIELDS, fields * 2));
        }
        index[fields++] = SipMessage.entry(name, from, nameEnd - from, valueStart, valueEnd - valueStart);
    }

    private void contentLength(int from, int to) {
        long value = to > from && to - from <= 9 ? 0 : -2;
        for (int i = from; i < to && value >= 0; i++) {
            value = Chars.digit(data[i]) ? value * 10 + data[i] - '0' : -2;
        }
        if (value < 0 || contentLength >= 0) {
            blame(MessageFault.CONTENT_LENGTH);
        } else {
            contentLength = value;
        }
    }

    private void body() {
        bodyEnd = end;
        if (contentLength < 0) {
            return;
        }
        if (contentLength > end - bodyStart) {
            blame(MessageFault.SHORT_BODY);
        } else {
            bodyEnd = bodyStart + (int) contentLength;
        }
    }

    /** True for a control character other than tab and the line ends of folding: it could end a line we write. */
    private boolean control(int from, int to) {
        for (int i = from; i < to; i++) {
            int b = data[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && !(b == '\r' && i + 1 < to && data[i + 1] == '\n')) {
                return true;
            }
        }
        return false;
    }

    private boolean token(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Chars.token(data[i])) {
                return false;
            }
        }
        return true;
    }

    private String methodName(int from, int to) {
        for (String known : METHODS) {
            if (known.length() == to - from && matches(known, from)) {
                return known;
            }
        }
        return new String(data, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private boolean matches(String known, int from) {
        for (int i = 0; i < known.length(); i++) {
            if (data[from + i] != known.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int lineEnd(int from) {
        int feed = Chars.indexOf(data, from, end, '\n');
        if (feed < 0) {
            return end;
        }
        return feed > from && data[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private int after(int lineEnd) {
        int next = lineEnd;
        if (next < end && data[next] == '\r') {
            next++;
        }
        return Math.min(end, next + 1);
    }

    private void blame(MessageFault found) {
        if (fault == MessageFault.NONE) {
            fault = found;
        }
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int bodyStart() {
        return bodyStart;
    }

    int bodyEnd() {
        return bodyEnd;
    }

    long[] index() {
        return index;
    }

    int fields() {
        return fields;
    }

    MessageFault fault() {
        return fault;
    }

    String method() {
        return method;
    }

    int uriStart() {
        return uriStart;
    }

    int uriEnd() {
        return uriEnd;
    }

    int status() {
        return status;
    }
}
