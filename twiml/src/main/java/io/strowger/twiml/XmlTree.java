package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML text to a tree of {@link Element}, with nothing of a document type: no declaration, no entity but the five, no
 * look outside. Bounded in depth, attributes and elements.
 */
final class XmlTree {
    private static final Pattern VERSION = Pattern.compile("\\A<\\?xml\\s+version\\s*=\\s*[\"']([^\"']{0,20})[\"']");

    private final ParseLimits limits;

    XmlTree(ParseLimits limits) {
        this.limits = limits;
    }

    /** A fresh one for each document: a kept one holds on to its last reader, 25 KB for each call that waits. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /**
     * The root element of the text.
     *
     * @param text line ends are normalised here (XML 1.0 section 2.11), so that places are exact
     */
    Element parse(String text) {
        String source = text.replace("\r\n", "\n").replace('\r', '\n');
        Matcher version = VERSION.matcher(source);
        if (version.find() && !version.group(1).equals("1.0")) {
            throw new DocumentError(ErrorCode.XML_VERSION,
                    "the document declares XML " + version.group(1) + "; only 1.0 is accepted", new Position(1, 1));
        }
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(source));
            try {
                return new Build(source, reader).run();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException broken) {
            throw unparseable(reason(broken), at(broken.getLocation()));
        }
    }

    private static DocumentError unparseable(String why, Position at) {
        return new DocumentError(ErrorCode.DOCUMENT_UNPARSEABLE, at + ": " + why, at);
    }

    /** The name as written. Namespaces mean nothing in TwiML; a prefix is part of the name. */
    private static String qualified(String prefix, String local) {
        return prefix == null || prefix.isEmpty() || local.startsWith(prefix + ":") ? local : prefix + ":" + local;
    }

    private static Position at(Location location) {
        return location == null || location.getLineNumber() < 1
                ? new Position(1, 1)
                : new Position(location.getLineNumber(), Math.max(1, location.getColumnNumber()));
    }

    /** The parser's own sentence, without the place that it puts before it. */
    private static String reason(XMLStreamException broken) {
        String message = String.valueOf(broken.getMessage());
        int from = message.indexOf("Message: ");
        return from < 0 ? message : message.substring(from + "Message: ".length()).strip();
    }

    /** One document's way through the reader. */
    private final class Build {
        private final String source;
        private final XMLStreamReader reader;
        private final ArrayDeque<Open> open = new ArrayDeque<>();
        private int elements;
        private Element root;

        Build(String source, XMLStreamReader reader) {
            this.source = source;
            this.reader = reader;
        }

        Element run() throws XMLStreamException {
            Position start = start();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD -> throw unparseable(
                            "a document type declaration (DOCTYPE) is not allowed in TwiML", start);
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw unparseable(
                            "the entity '" + reader.getLocalName() + "' is not one of amp lt gt quot apos", start);
                    case XMLStreamConstants.START_ELEMENT -> begin(start);
                    case XMLStreamConstants.END_ELEMENT -> end();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text();
                    default -> { } // comments, processing instructions, end of document
                }
                start = start();
            }
            if (root == null) {
                throw unparseable("the document holds no element", start);
            }
            return root;
        }

        /** Where the next event begins: after text the reader has already taken the tag's first character. */
        private Position start() {
            Location location = reader.getLocation();
            Position at = at(location);
            int offset = location.getCharacterOffset();
            boolean past = offset > 0 && offset <= source.length() && source.charAt(offset - 1) == '<';
            return past && at.column() > 1 ? new Position(at.line(), at.column() - 1) : at;
        }

        private void begin(Position at) {
            String name = qualified(reader.getPrefix(), reader.getLocalName());
            if (++elements > limits.verbs() + 1) {
                throw new DocumentError(ErrorCode.TOO_MANY_VERBS,
                        at + ": the document holds more than " + limits.verbs() + " elements", at);
            }
            if (open.size() >= ParseLimits.MAX_DEPTH) {
                throw unparseable("elements are nested deeper than " + ParseLimits.MAX_DEPTH, at);
            }
            if (reader.getAttributeCount() > ParseLimits.MAX_ATTRIBUTES) {
                throw unparseable(name + " has more than " + ParseLimits.MAX_ATTRIBUTES + " attributes", at);
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(qualified(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                        reader.getAttributeValue(i));
            }
            open.push(new Open(name, attributes, new ArrayList<>(), at));
        }

        private void end() {
            Open done = open.pop();
            Element element = new Element(done.name(), done.attributes(), done.children(), done.at());
            if (open.isEmpty()) {
                root = element;
            } else {
                open.peek().children().add(element);
            }
        }

        private void text() {
            if (open.isEmpty() || reader.getText().isEmpty()) {
                return;
            }
            List<Node> children = open.peek().children();
            // Comments split a text in two; together they are one.
            if (!children.isEmpty() && children.getLast() instanceof Node.Text(String before)) {
                children.set(children.size() - 1, new Node.Text(before + reader.getText()));
            } else {
                children.add(new Node.Text(reader.getText()));
            }
        }
    }

    private record Open(String name, Map<String, String> attributes, List<Node> children, Position at) {}
}
