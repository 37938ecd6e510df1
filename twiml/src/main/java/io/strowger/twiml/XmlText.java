package io.strowger.twiml;

/** Elements to XML text. What XML 1.0 cannot hold becomes U+FFFD; white space in values survives. */
final class XmlText {
    private XmlText() {}

    static void append(StringBuilder out, Node node) {
        switch (node) {
            case Node.Text(String value) -> escape(out, value, false);
            case Element element -> append(out, element);
        }
    }

    private static void append(StringBuilder out, Element element) {
        out.append('<').append(element.name());
        element.attributes().forEach((name, value) -> {
            out.append(' ').append(name).append("=\"");
            escape(out, value, true);
            out.append('"');
        });
        if (element.children().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        element.children().forEach(child -> append(out, child));
        out.append("</").append(element.name()).append('>');
    }

    private static void escape(StringBuilder out, String value, boolean attribute) {
        value.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> out.append(attribute ? "&#" + c + ";" : Character.toString(c));
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
    }

    /** XML 1.0 section 2.2. */
    private static boolean allowed(int c) {
        return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
    }
}
