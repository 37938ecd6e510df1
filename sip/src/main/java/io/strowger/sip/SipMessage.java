package io.strowger.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An immutable view over one message's bytes with an index of its header fields. Nothing is turned into an object until
 * it is asked for; fields without a {@link HeaderName} are kept and can be passed on byte for byte. Any thread may
 * read.
 *
 * <p>Each entry of the index is one {@code long}: name ordinal (8 bits), name start (16), name length (8), value start
 * (16), value length (16). That fits because a message has at most 64 KiB and a header line at most 8 KiB.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    private final byte[] data;
    private final int start;
    private final int bodyStart;
    private final int bodyEnd;
    private final long[] index;
    private final int fields;
    private final MessageFault fault;

    SipMessage(SipParser parsed) {
        this.data = parsed.data();
        this.start = parsed.start();
        this.bodyStart = parsed.bodyStart();
        this.bodyEnd = parsed.bodyEnd();
        this.index = parsed.index();
        this.fields = parsed.fields();
        this.fault = parsed.fault();
    }

    static long entry(HeaderName name, int nameStart, int nameLength, int valueStart, int valueLength) {
        return (long) name.ordinal() << 56 | (long) nameStart << 40 | (long) nameLength << 32
                | (long) valueStart << 16 | valueLength;
    }

    /** The first line, without its end. */
    public abstract String firstLine();

    /** Number of header fields. */
    public int fields() {
        return fields;
    }

    /** How many fields have this name. */
    public int count(HeaderName name) {
        int found = 0;
        for (int i = 0; i < fields; i++) {
            if (ordinal(i) == name.ordinal()) {
                found++;
            }
        }
        return found;
    }

    /** The first field with this name, folding undone (RFC 3261 7.3.1), surrounding space removed. */
    public Optional<String> header(HeaderName name) {
        int at = find(name, 0);
        return at < 0 ? Optional.empty() : Optional.of(value(at));
    }

    /** The first field with this name, compared without case; for fields that have no {@link HeaderName}. */
    public Optional<String> header(String name) {
        for (int i = 0; i < fields; i++) {
            if (name(i).equalsIgnoreCase(name)) {
                return Optional.of(value(i));
            }
        }
        return Optional.empty();
    }

    /** All fields with this name, in order, each as it stands (a list in one line is one value). */
    public List<String> lines(HeaderName name) {
        List<String> found = new ArrayList<>(2);
        for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
            found.add(value(at));
        }
        return found;
    }

    /** All values of a list field (RFC 3261 7.3.1): several lines and several values on a line alike. */
    public List<String> values(HeaderName name) {
        List<String> found = new ArrayList<>(2);
        for (String line : lines(name)) {
            int from = 0;
            for (int comma = Chars.outside(line, 0, ','); comma >= 0; comma = Chars.outside(line, from, ',')) {
                add(found, line.substring(from, comma));
                from = comma + 1;
            }
            add(found, line.substring(from));
        }
        return found;
    }

    /** Every field whose name starts with this prefix, without case; for instance {@code X-}. */
    public List<SipField> fieldsStarting(String prefix) {
        List<SipField> found = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            String name = name(i);
            if (name.regionMatches(true, 0, prefix, 0, prefix.length()) && Chars.isToken(name)
                    && Chars.oneLine(value(i))) {
                found.add(new SipField(name, value(i)));
            }
        }
        return found;
    }

    /** The top Via; empty when missing or malformed. */
    public Optional<Via> topVia() {
        List<String> vias = values(HeaderName.VIA);
        return vias.isEmpty() ? Optional.empty() : Via.parse(vias.getFirst());
    }

    /** The Call-ID; empty text when missing. */
    public String callId() {
        return header(HeaderName.CALL_ID).orElse("");
    }

    /** The CSeq; empty when missing or malformed. */
    public Optional<CSeq> cseq() {
        return header(HeaderName.CSEQ).flatMap(CSeq::parse);
    }

    /** The From; empty when missing or malformed. */
    public Optional<NameAddress> from() {
        return header(HeaderName.FROM).flatMap(NameAddress::parse);
    }

    /** The To; empty when missing or malformed. */
    public Optional<NameAddress> to() {
        return header(HeaderName.TO).flatMap(NameAddress::parse);
    }

    /** The tag of the To field. */
    public Optional<String> toTag() {
        return to().flatMap(NameAddress::tag);
    }

    /** The first Contact; empty when missing, {@code *} or malformed. */
    public Optional<NameAddress> contact() {
        return values(HeaderName.CONTACT).stream().findFirst().flatMap(NameAddress::parse);
    }

    /** Length of the body in bytes. */
    public int bodyLength() {
        return bodyEnd - bodyStart;
    }

    /** The body as UTF-8 text. */
    public String body() {
        return new String(data, bodyStart, bodyEnd - bodyStart, StandardCharsets.UTF_8);
    }

    /** The body when it is SDP by its Content-Type; empty when there is none or it is something else. */
    public Optional<String> sdp() {
        return bodyLength() > 0 && contentTypeIs("application/sdp") ? Optional.of(body()) : Optional.empty();
    }

    /** A copy of the message's bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(data, start, bodyEnd);
    }

    /** Length of the message in bytes. */
    public int length() {
        return bodyEnd - start;
    }

    /** The whole message as text, for people. */
    @Override
    public String toString() {
        return text(start, bodyEnd);
    }

    MessageFault fault() {
        return fault;
    }

    boolean contentTypeIs(String wanted) {
        String type = header(HeaderName.CONTENT_TYPE).orElse("");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().equalsIgnoreCase(wanted);
    }

    /** Copies all fields with this name, unchanged, to the writer. */
    void copy(HeaderName name, SipWriter out) {
        for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
            out.text(name.text()).text(": ").raw(data, valueStart(at), valueStart(at) + valueLength(at)).line();
        }
    }

    /** True when a field's first value lists this token (Require, Supported, Allow), without case. */
    boolean lists(HeaderName name, String token) {
        return values(name).stream().anyMatch(token::equalsIgnoreCase);
    }

    int find(HeaderName name, int from) {
        for (int i = from; i < fields; i++) {
            if (ordinal(i) == name.ordinal()) {
                return i;
            }
        }
        return -1;
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int valueStart(int at) {
        return (int) (index[at] >>> 16) & 0xffff;
    }

    int valueLength(int at) {
        return (int) index[at] & 0xffff;
    }

    final String text(int from, int to) {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    private int ordinal(int at) {
        return (int) (index[at] >>> 56);
    }

    private String name(int at) {
        HeaderName known = HeaderName.at(ordinal(at));
        if (known != HeaderName.OTHER) {
            return known.text();
        }
        int from = (int) (index[at] >>> 40) & 0xffff;
        return text(from, from + ((int) (index[at] >>> 32) & 0xff));
    }

    private String value(int at) {
        String text = text(valueStart(at), valueStart(at) + valueLength(at));
        if (text.indexOf('\n') < 0) {
            return text;
        }
        return text.replaceAll("[ \t]*\r?\n[ \t]+", " ").strip();
    }

    private static void add(List<String> found, String value) {
        String stripped = value.strip();
        if (!stripped.isEmpty()) {
            found.add(stripped);
        }
    }
}
