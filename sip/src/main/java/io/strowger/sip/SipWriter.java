package io.strowger.sip;

import java.util.Arrays;

/** Writes a message straight into a growing buffer. Used by one thread, once. */
final class SipWriter {
    private byte[] buffer = new byte[1024];
    private int length;

    SipWriter text(String text) {
        int chars = text.length();
        room(chars * 3);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                byte[] rest = Chars.bytes(text.substring(i));
                System.arraycopy(rest, 0, buffer, length, rest.length);
                length += rest.length;
                return this;
            }
            buffer[length++] = (byte) c;
        }
        return this;
    }

    SipWriter number(long value) {
        return text(Long.toString(value));
    }

    SipWriter raw(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, buffer, length, end - start);
        length += end - start;
        return this;
    }

    SipWriter line() {
        room(2);
        buffer[length++] = '\r';
        buffer[length++] = '\n';
        return this;
    }

    SipWriter field(String name, String value) {
        if (!Chars.oneLine(value)) {
            throw new IllegalArgumentException("the value of " + name + " holds a line end");
        }
        return text(name).text(": ").text(value).line();
    }

    SipWriter fields(Iterable<SipField> fields) {
        fields.forEach(f -> field(f.name(), f.value()));
        return this;
    }

    /** Ends the message: content headers, blank line, body. */
    byte[] body(String type, String body) {
        byte[] raw = Chars.bytes(body);
        if (raw.length > 0) {
            field("Content-Type", type);
        }
        text("Content-Length: ").number(raw.length).line().line().raw(raw, 0, raw.length);
        return Arrays.copyOf(buffer, length);
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }
}
