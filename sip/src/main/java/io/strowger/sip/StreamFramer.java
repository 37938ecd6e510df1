package io.strowger.sip;

import java.util.Arrays;

/**
 * Cuts a byte stream into messages (RFC 3261 18.3, RFC 5626 3.5.1). It never looks for a new beginning after garbage:
 * whoever sends it loses the connection. Owned by its connection.
 */
final class StreamFramer {
    /** What the stream holds next. */
    sealed interface Step {
        /** Nothing whole yet. */
        record More() implements Step {}

        /** A double CRLF: owed a single one. */
        record Ping() implements Step {}

        /** A whole message. */
        record Whole(byte[] bytes) implements Step {}

        /** The stream cannot be followed any further; the head may still be answered. */
        record Broken(MessageFault fault, byte[] head) implements Step {}
    }

    private byte[] buffer = new byte[4096];
    private int from;
    private int to;
    private int scanned;

    /** Takes bytes from the connection. */
    void append(byte[] bytes, int length) {
        if (to + length > buffer.length) {
            byte[] larger = to - from + length > buffer.length
                    ? new byte[Math.max(buffer.length * 2, to - from + length)] : buffer;
            System.arraycopy(buffer, from, larger, 0, to - from);
            scanned -= from;
            to -= from;
            from = 0;
            buffer = larger;
        }
        System.arraycopy(bytes, 0, buffer, to, length);
        to += length;
    }

    /** True when a message has begun and not ended. */
    boolean partial() {
        return from < to;
    }

    Step next() {
        while (to - from >= 2 && buffer[from] == '\r' && buffer[from + 1] == '\n') {
            if (to - from == 2 || to - from == 3 && buffer[from + 2] == '\r') {
                return new Step.More();
            }
            boolean ping = to - from >= 4 && buffer[from + 2] == '\r' && buffer[from + 3] == '\n';
            from += ping ? 4 : 2;
            scanned = from;
            if (ping) {
                return new Step.Ping();
            }
        }
        int head = headEnd();
        if (head < 0) {
            return to - from > SipParser.MAX_MESSAGE_BYTES
                    ? new Step.Broken(MessageFault.MESSAGE_TOO_LARGE, take(from)) : new Step.More();
        }
        long length = contentLength(head);
        if (length < 0) {
            MessageFault fault = length == -1 ? MessageFault.CONTENT_LENGTH_MISSING : MessageFault.CONTENT_LENGTH;
            return new Step.Broken(fault, take(head));
        }
        if (head - from + length > SipParser.MAX_MESSAGE_BYTES) {
            return new Step.Broken(MessageFault.MESSAGE_TOO_LARGE, take(head));
        }
        if (to - head < length) {
            return new Step.More();
        }
        return new Step.Whole(take(head + (int) length));
    }

    private byte[] take(int end) {
        byte[] bytes = Arrays.copyOfRange(buffer, from, end);
        from = end;
        scanned = end;
        if (from == to) {
            from = 0;
            to = 0;
            scanned = 0;
        }
        return bytes;
    }

    private int headEnd() {
        for (int i = Math.max(from, scanned - 3); i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        scanned = to;
        return -1;
    }

    /** The Content-Length, -1 when there is none, -2 when it is no number or there are several. */
    private long contentLength(int head) {
        long found = -1;
        int line = from;
        while (line < head) {
            int end = Chars.indexOf(buffer, line, head, '\n');
            int colon = Chars.indexOf(buffer, line, end, ':');
            int nameEnd = colon;
            while (nameEnd > line && (buffer[nameEnd - 1] == ' ' || buffer[nameEnd - 1] == '\t')) {
                nameEnd--;
            }
            if (nameEnd > line && HeaderName.of(buffer, line, nameEnd) == HeaderName.CONTENT_LENGTH) {
                String value = new String(
                        buffer, colon + 1, end - colon - 1, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
                long number = Chars.number(value, Integer.MAX_VALUE);
                found = found == -1 && number >= 0 ? number : -2;
            }
            line = end + 1;
        }
        return found;
    }
}
