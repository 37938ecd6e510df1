package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads JSON (RFC 8259), strictly. A name that comes twice in an object counts with its last value. One strand. */
final class JsonReader {
    private final String text;
    private final JsonLimits limits;
    private final Optional<Words> words;
    private int at;

    JsonReader(String text, JsonLimits limits) {
        this(text, limits, Optional.empty());
    }

    /** @param words where equal texts are found again */
    JsonReader(String text, JsonLimits limits, Optional<Words> words) {
        this.text = text;
        this.limits = limits;
        this.words = words;
    }

    Value read() {
        if (text.length() > limits.maxLength()) {
            at = limits.maxLength();
            throw error("the text has " + text.length() + " characters, " + limits.maxLength() + " are allowed");
        }
        blanks();
        Value value = value(1);
        blanks();
        if (at < text.length()) {
            throw unexpected("the end of the text");
        }
        return value;
    }

    private Value value(int depth) {
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", Value.TRUE);
            case 'f' -> word("false", Value.FALSE);
            case 'n' -> word("null", Value.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("a value");
        };
    }

    private Value object(int depth) {
        deeper(depth);
        Fields.Builder fields = new Fields.Builder();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return Fields.NONE;
        }
        while (true) {
            blanks();
            if (peek() != '"') {
                throw unexpected("a name in double quotes");
            }
            String name = string().value();
            blanks();
            if (peek() != ':') {
                throw unexpected("':'");
            }
            at++;
            blanks();
            fields.put(name, value(depth + 1));
            blanks();
            if (ends('}')) {
                return fields.build();
            }
        }
    }

    private Value array(int depth) {
        deeper(depth);
        List<Value> items = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return new Value.Items(items);
        }
        while (true) {
            blanks();
            items.add(value(depth + 1));
            blanks();
            if (ends(']')) {
                return new Value.Items(items);
            }
        }
    }

    /** Steps over a comma (false) or the closing bracket (true). */
    private boolean ends(char close) {
        char c = peek();
        if (c != ',' && c != close) {
            throw unexpected("',' or '" + close + "'");
        }
        at++;
        return c == close;
    }

    private void deeper(int depth) {
        if (depth > limits.maxDepth()) {
            throw error("more than " + limits.maxDepth() + " arrays and objects inside each other");
        }
    }

    private Value word(String word, Value value) {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        return value;
    }

    private Value number() {
        int from = at;
        boolean whole = true;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return Numbers.read(text, from, at, whole).orElseThrow(() -> {
            at = from;
            return error("the number is too large");
        });
    }

    private void digits() {
        if (peek() < '0' || peek() > '9') {
            throw unexpected("a digit");
        }
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private Value.Text string() {
        int from = ++at;
        at = plainUntil(text, from);
        if (peek() == '"' && at < text.length()) {
            int to = at++;
            return words.isPresent() ? words.get().of(text, from, to) : new Value.Text(text.substring(from, to));
        }
        StringBuilder out = new StringBuilder().append(text, from, at);
        while (true) {
            if (at >= text.length()) {
                throw unexpected("'\"' at the end of a text");
            }
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return new Value.Text(out.toString());
            }
            if (c < ' ') {
                throw unexpected("an escape such as \\n for a control character");
            }
            at++;
            out.append(c == '\\' ? escape() : c);
        }
    }

    /** The place of the first character that does not stand for itself (hot: texts are long). */
    private static int plainUntil(String text, int from) {
        int end = text.length();
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                return i;
            }
        }
        return end;
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
                    if (digit < 0) {
                        throw unexpected("four hexadecimal digits");
                    }
                    code = code << 4 | digit;
                    at++;
                }
                yield (char) code;
            }
            default -> {
                at--;
                throw unexpected("one of \" \\ / b f n r t u after '\\'");
            }
        };
    }

    private void blanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    /** The next character; NUL, which stands nowhere in JSON, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private JsonError unexpected(String expected) {
        String found = at >= text.length() ? "the end of the text"
                : text.charAt(at) < ' ' ? "a control character" : "'" + text.charAt(at) + "'";
        return error("found " + found + ", expected " + expected);
    }

    private JsonError error(String trouble) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return new JsonError(line, at - begin + 1, trouble);
    }
}
