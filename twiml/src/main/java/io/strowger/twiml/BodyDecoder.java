package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes to text. A byte order mark wins, then the charset of the Content-Type, then the XML declaration, then UTF-8
 * (RFC 7303 section 3). Bytes that the encoding does not have are an error, never a replacement character.
 */
final class BodyDecoder {
    private static final Pattern DECLARED =
            Pattern.compile("\\A<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([^\"'>]{0,40})[\"']");

    private BodyDecoder() {}

    static String decode(byte[] body, String contentTypeCharset) {
        if (starts(body, 0xEF, 0xBB, 0xBF)) {
            return decode(body, 3, StandardCharsets.UTF_8);
        }
        if (starts(body, 0xFE, 0xFF)) {
            return decode(body, 2, StandardCharsets.UTF_16BE);
        }
        if (starts(body, 0xFF, 0xFE)) {
            return decode(body, 2, StandardCharsets.UTF_16LE);
        }
        if (starts(body, 0, '<')) {
            return decode(body, 0, StandardCharsets.UTF_16BE);
        }
        if (starts(body, '<', 0)) {
            return decode(body, 0, StandardCharsets.UTF_16LE);
        }
        if (!contentTypeCharset.isBlank()) {
            return decode(body, 0, named(contentTypeCharset, "the Content-Type"));
        }
        return decode(body, 0, declared(body));
    }

    private static Charset declared(byte[] body) {
        String head = new String(body, 0, Math.min(body.length, 256), StandardCharsets.ISO_8859_1);
        Matcher matcher = DECLARED.matcher(head);
        return matcher.find() ? named(matcher.group(1), "the XML declaration") : StandardCharsets.UTF_8;
    }

    private static Charset named(String name, String where) {
        return switch (name.strip().replace("\"", "").toUpperCase(Locale.ROOT)) {
            // A body whose first bytes read as ASCII is not UTF-16, whatever it says: .NET's StringWriter does this.
            case "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE" -> StandardCharsets.UTF_8;
            case "US-ASCII", "ASCII" -> StandardCharsets.US_ASCII;
            case "ISO-8859-1", "LATIN1" -> StandardCharsets.ISO_8859_1;
            case "ISO-8859-15" -> Charset.forName("ISO-8859-15");
            case "WINDOWS-1252", "CP1252" -> Charset.forName("windows-1252");
            default -> throw new DocumentError(ErrorCode.DOCUMENT_UNPARSEABLE,
                    where + " names the encoding '" + name + "', which is not supported: use UTF-8",
                    new Position(1, 1));
        };
    }

    private static String decode(byte[] body, int from, Charset charset) {
        ByteBuffer in = ByteBuffer.wrap(body, from, body.length - from);
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException wrong) {
            throw new DocumentError(ErrorCode.DOCUMENT_UNPARSEABLE,
                    "byte " + in.position() + " of the body is not " + charset.name() + ": " + wrong.getMessage(),
                    position(body, from, in.position(), charset));
        }
    }

    /** Where the byte at {@code to} stands, counted over what decodes before it. */
    private static Position position(byte[] body, int from, int to, Charset charset) {
        CharBuffer before = CharBuffer.allocate(to - from + 1);
        charset.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(body, from, to - from), before, false);
        String text = before.flip().toString().replace("\r\n", "\n").replace('\r', '\n');
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        return new Position(line, text.length() - text.lastIndexOf('\n'));
    }

    private static boolean starts(byte[] body, int... bytes) {
        if (body.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((body[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
