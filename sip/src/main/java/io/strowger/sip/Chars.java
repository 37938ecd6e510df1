package io.strowger.sip;

import java.nio.charset.StandardCharsets;

/** The character classes of RFC 3261 section 25 over bytes and strings. */
final class Chars {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            TOKEN[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
                    || "-.!%*_+`'~".indexOf(c) >= 0;
        }
    }

    private Chars() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean token(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(Chars::token);
    }

    static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean space(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /** True when the bytes at {@code from} equal the lower-case pattern, ignoring ASCII case. */
    static boolean equalsLower(byte[] data, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            if (lower(data[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static int indexOf(byte[] data, int from, int to, int wanted) {
        for (int i = from; i < to; i++) {
            if (data[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The number, or -1 when the text is not 1 to 10 digits of at most {@code max}. */
    static long number(String text, long max) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!digit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value <= max ? value : -1;
    }

    /** Index of the first {@code wanted} outside quoted strings and angle brackets, or -1. */
    static int outside(String text, int from, char wanted) {
        boolean quoted = false;
        boolean angled = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == wanted && !angled) {
                return i;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                angled = true;
            } else if (c == '>') {
                angled = false;
            }
        }
        return -1;
    }

    /** The text of a quoted string without its quotes and escapes; other text as it is. */
    static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() - 1) {
                c = text.charAt(++i);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** As a quoted string (RFC 3261 25.1); control characters are left out, as none may stand in a header. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.chars().filter(c -> c >= ' ' && c != 127).forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append((char) c);
        });
        return out.append('"').toString();
    }

    /** Undoes percent escapes as UTF-8; a broken escape stays as it is. */
    static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = bytes(text);
        byte[] out = new byte[raw.length];
        int n = 0;
        for (int i = 0; i < raw.length; i++) {
            boolean whole = raw[i] == '%' && i + 2 < raw.length;
            int high = whole ? Character.digit(raw[i + 1], 16) : -1;
            int low = whole ? Character.digit(raw[i + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[n++] = raw[i];
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    /** True when nothing in the text could start a new header line. */
    static boolean oneLine(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0;
    }
}
