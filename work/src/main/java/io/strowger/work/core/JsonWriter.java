package io.strowger.work.core;

/** Writes JSON: one line, no blanks, fields in their order. */
final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonWriter() {}

    static void write(Value value, StringBuilder out) {
        switch (value) {
            case Value.Null none -> out.append("null");
            case Value.Bool(boolean truth) -> out.append(truth);
            case Value.Whole(long number) -> out.append(number);
            case Value.Real(double number) -> out.append(number);
            case Value.Text(String text) -> quote(text, out);
            case Value.Items(var items) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    out.append(i > 0 ? "," : "");
                    write(items.get(i), out);
                }
                out.append(']');
            }
            case Fields fields -> {
                out.append('{');
                for (int i = 0; i < fields.size(); i++) {
                    out.append(i > 0 ? "," : "");
                    quote(fields.name(i), out);
                    out.append(':');
                    write(fields.value(i), out);
                }
                out.append('}');
            }
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15])
                                .append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
