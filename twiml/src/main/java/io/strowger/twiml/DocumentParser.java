package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes documents of XML (voice-twiml sections 1 to 4). Any thread may call it.
 *
 * <p>Three depths of trouble: what makes the whole text no document is a {@link DocumentError}; what makes one verb
 * unable to run is an {@link Invalid} in its place; what can be skipped is a {@link Warning}.
 */
public final class DocumentParser {
    private final ParseLimits limits;
    private final XmlTree tree;

    /** A parser with these bounds. */
    public DocumentParser(ParseLimits limits) {
        this.limits = limits;
        tree = new XmlTree(limits);
    }

    /**
     * Parses a body as it came over HTTP; the encoding is the byte order mark's, else the declaration's, else UTF-8.
     *
     * @throws DocumentError when nothing of it can run
     */
    public Document parse(byte[] body) {
        return parse(body, "");
    }

    /**
     * Parses a body as it came over HTTP; the encoding is the byte order mark's, else the given one, else the
     * declaration's, else UTF-8.
     *
     * @param charset of the Content-Type header; empty when it names none
     * @throws DocumentError when nothing of it can run
     */
    public Document parse(byte[] body, String charset) {
        checkSize(body.length);
        if (body.length == 0) {
            throw empty();
        }
        return document(BodyDecoder.decode(body, charset));
    }

    /**
     * Parses a text that is already decoded (the {@code Twiml} parameter of the REST API).
     *
     * @throws DocumentError when nothing of it can run
     */
    public Document parse(String text) {
        checkSize(text.length());
        checkSize(text.getBytes(StandardCharsets.UTF_8).length);
        return document(text);
    }

    private void checkSize(int bytes) {
        if (bytes > limits.bytes()) {
            throw new DocumentError(ErrorCode.DOCUMENT_TOO_LARGE,
                    "the document has " + bytes + " bytes; the limit is " + limits.bytes(), Position.NONE);
        }
    }

    private static DocumentError empty() {
        return new DocumentError(ErrorCode.EMPTY_DOCUMENT, "the document is empty", Position.NONE);
    }

    private Document document(String text) {
        if (text.isBlank()) {
            throw empty();
        }
        Element root = tree.parse(text);
        if (!root.name().equals("Response")) {
            throw new DocumentError(ErrorCode.WRONG_ROOT, root.at() + ": the root element is '"
                    + Attributes.shown(root.name()) + "', not 'Response' (names are case sensitive)", root.at());
        }
        List<Warning> warnings = new ArrayList<>();
        List<Verb> verbs = new VerbReader(warnings).read(root);
        return new Document(verbs, warnings);
    }
}
