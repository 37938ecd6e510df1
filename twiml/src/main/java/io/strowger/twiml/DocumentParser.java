package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;

/** Makes documents of XML. Any thread may call it. */
public final class DocumentParser {
    private final ParseLimits limits;

    /** A parser with these bounds. */
    public DocumentParser(ParseLimits limits) {
        this.limits = limits;
    }

    /**
     * Parses a body as it came over HTTP; the encoding is the byte order mark's, else the declaration's, else UTF-8.
     *
     * @throws DocumentError when nothing of it can run
     */
    public Document parse(byte[] body) {
        throw new DocumentError(ErrorCode.INTERNAL, "not yet: " + limits + body.length, Position.NONE);
    }

    /**
     * Parses a text that is already decoded (the {@code Twiml} parameter of the REST API).
     *
     * @throws DocumentError when nothing of it can run
     */
    public Document parse(String text) {
        throw new DocumentError(ErrorCode.INTERNAL, "not yet: " + limits + text.length(), Position.NONE);
    }
}
