package io.strowger.server.http;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads an answer's body under a limit that holds on the wire and again behind each content coding. */
final class BodyReader {
    /** Codings that may be stacked; more is a bomb or a mistake. */
    private static final int MAX_CODINGS = 2;
    private static final int SLACK = 1024;

    private BodyReader() {}

    /** The body is longer than allowed. */
    static final class TooLarge extends IOException {
        TooLarge() {
            super("the body is too large");
        }
    }

    /**
     * The whole body with its content codings undone.
     *
     * @param codings the Content-Encoding header's value; empty when there is none
     */
    static byte[] read(InputStream wire, long declaredLength, String codings, int maxBytes) throws IOException {
        String[] names = codings.isBlank() ? new String[0] : codings.toLowerCase(Locale.ROOT).split("\\s*,\\s*");
        if (names.length > MAX_CODINGS) {
            throw new ZipException("too many content codings");
        }
        if (names.length == 0 && declaredLength > maxBytes) {
            throw new TooLarge();
        }
        int expected = (int) Math.max(64, Math.min(declaredLength, maxBytes));
        if (names.length == 0) {
            return readAll(wire, expected, maxBytes);
        }
        InputStream bounded = new Bounded(wire, (long) maxBytes + SLACK);
        try (InputStream body = decoded(bounded, names)) {
            byte[] all = readAll(body, expected, maxBytes);
            bounded.transferTo(OutputStream.nullOutputStream()); // to its end, so that the connection can be kept
            return all;
        }
    }

    private static InputStream decoded(InputStream coded, String[] names) throws IOException {
        InputStream body = coded;
        for (int i = names.length - 1; i >= 0; i--) {
            body = switch (names[i].strip()) {
                case "gzip", "x-gzip" -> new GZIPInputStream(body);
                case "deflate" -> inflating(body);
                case "identity" -> body;
                default -> throw new ZipException("the content coding is not known");
            };
        }
        return body;
    }

    /** RFC 9110 paragraph 8.4.1.2 means zlib; some servers send the bare stream, known by its first byte. */
    private static InputStream inflating(InputStream body) throws IOException {
        PushbackInputStream peek = new PushbackInputStream(body, 1);
        int first = peek.read();
        if (first < 0) {
            return peek;
        }
        peek.unread(first);
        boolean zlib = (first & 0x0f) == 8 && (first >> 4) <= 7;
        return zlib ? new InflaterInputStream(peek) : new InflaterInputStream(peek, new Inflater(true));
    }

    private static byte[] readAll(InputStream body, int expected, int maxBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
        byte[] buffer = new byte[Math.min(8192, expected + 1)];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (out.size() + n > maxBytes) {
                throw new TooLarge();
            }
            out.write(buffer, 0, n);
        }
        return out.toByteArray();
    }

    /**
     * Ends with {@link TooLarge} after so many bytes: a coded body can be endless and decode to nothing. Closing it
     * does not close the wire, which would read on to the end.
     */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long max) {
            super(in);
            this.left = max;
        }

        @Override
        public void close() {
            left = 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            left -= Math.max(0, n);
            if (left < 0) {
                throw new TooLarge();
            }
            return n;
        }
    }
}
