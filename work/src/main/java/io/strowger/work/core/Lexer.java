package io.strowger.work.core;

/** Cuts an expression into tokens, one at a time, so that the first trouble from the left is told. One strand. */
final class Lexer {
    /** What a token is. */
    enum Kind { NAME, TEXT, NUMBER, SYMBOL, END }

    /**
     * A token.
     *
     * @param column where it begins, from 1
     * @param text a name or a symbol as written, a text's content, a number's digits
     * @param value what a text or a number is worth; else null of JSON
     */
    record Token(Kind kind, int column, String text, Value value) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isWord(String keyword) {
            return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
        }

        /** For people. */
        String shown() {
            return switch (kind) {
                case NAME, SYMBOL -> "'" + text + "'";
                case TEXT -> "the text '" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + "'";
                case NUMBER -> "the number " + text;
                case END -> "the end of the expression";
            };
        }
    }

    private static final int SHOWN = 20;

    private final String text;
    private int at;
    private boolean afterName; // a name or ']' stands right before

    Lexer(String text) {
        this.text = text;
    }

    Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
            afterName = false;
        }
        Token token = at == text.length() ? new Token(Kind.END, at + 1, "", Value.NULL) : token(text.charAt(at));
        afterName = token.kind() == Kind.NAME || token.is("]");
        return token;
    }

    private Token token(char c) {
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (isDigit(at) || c == '.' && isDigit(at + 1) && !afterName
                || c == '-' && (isDigit(at + 1) || charAt(at + 1) == '.' && isDigit(at + 2))) {
            return number();
        }
        if (isNameStart(c)) {
            int from = at;
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.NAME, from + 1, text.substring(from, at), Value.NULL);
        }
        return symbol(c);
    }

    private Token symbol(char c) {
        char second = charAt(at + 1);
        int length = switch (c) {
            case '(', ')', '[', ']', ',', '.' -> 1;
            case '=' -> second == '=' ? 2 : 1;
            case '<', '>' -> second == '=' || second == '-' ? 2 : 1;
            case '!' -> second == '=' ? 2 : 0;
            default -> 0;
        };
        if (length == 0) {
            throw stranger(c);
        }
        Token symbol = new Token(Kind.SYMBOL, at + 1, text.substring(at, at + length), Value.NULL);
        at += length;
        return symbol;
    }

    private ExpressionError stranger(char c) {
        String hint = switch (c) {
            case '-' -> afterName ? "; names hold letters, digits and '_', no hyphens" : "";
            case '&' -> "; write AND";
            case '|' -> "; write OR";
            case '!' -> "; write NOT or !=";
            case '\u2018', '\u2019', '\u201c', '\u201d', '`' -> "; texts stand in ' or \"";
            default -> "";
        };
        int point = text.codePointAt(at);
        String shown = Character.isISOControl(point) ? "a control character" : "'" + Character.toString(point) + "'";
        return new ExpressionError(at + 1, "found " + shown + ", which means nothing here" + hint);
    }

    private Token string(char quote) {
        int from = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return new Token(Kind.TEXT, from + 1, content.toString(), Value.text(content.toString()));
            }
            if (c == '\\' && (charAt(at) == '\\' || charAt(at) == '\'' || charAt(at) == '"')) {
                c = text.charAt(at++);
            }
            content.append(c);
        }
        throw new ExpressionError(from + 1, "the text that begins here has no closing " + quote);
    }

    private Token number() {
        int from = at;
        boolean whole = true;
        if (text.charAt(at) == '-') {
            at++;
        }
        digits();
        if (charAt(at) == '.') {
            whole = false;
            at++;
            requireDigit();
            digits();
        }
        if (charAt(at) == 'e' || charAt(at) == 'E') {
            whole = false;
            at++;
            if (charAt(at) == '+' || charAt(at) == '-') {
                at++;
            }
            requireDigit();
            digits();
        }
        if (at < text.length() && isNamePart(text.charAt(at))) {
            throw new ExpressionError(at + 1, "found '" + text.charAt(at) + "' right after a number, expected a blank"
                    + " or a symbol; names begin with a letter or '_'");
        }
        String numeral = text.substring(from, at);
        Value value = Numbers.read(text, from, at, whole)
                .orElseThrow(() -> new ExpressionError(from + 1, "the number is too large"));
        return new Token(Kind.NUMBER, from + 1, numeral, value);
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private void requireDigit() {
        if (!isDigit(at)) {
            throw new ExpressionError(at + 1, "found " + (at < text.length() ? "'" + text.charAt(at) + "'"
                    : "the end of the expression") + ", expected a digit");
        }
    }

    private boolean isDigit(int place) {
        return charAt(place) >= '0' && charAt(place) <= '9';
    }

    private char charAt(int place) {
        return place < text.length() ? text.charAt(place) : '\0';
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || c >= '0' && c <= '9';
    }
}
