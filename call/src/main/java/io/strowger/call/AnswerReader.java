package io.strowger.call;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.Fetched;
import io.strowger.twiml.Document;
import io.strowger.twiml.DocumentError;
import io.strowger.twiml.DocumentParser;
import io.strowger.twiml.Hangup;
import io.strowger.twiml.ParseLimits;
import io.strowger.twiml.Play;
import io.strowger.twiml.Position;
import io.strowger.twiml.Say;
import io.strowger.twiml.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes a document of what a server answered (voice-twiml section 1, content types): TwiML; text that is no TwiML is
 * spoken; audio is played; both then end the call, unless it is a wait document; anything else, any status outside
 * 2xx and any empty body is a failure.
 */
final class AnswerReader {
    private final DocumentParser parser;

    AnswerReader(CallLimits limits) {
        parser = new DocumentParser(new ParseLimits(limits.documentBytes(), limits.verbsPerDocument()));
    }

    /**
     * @param thenHangUp whether audio and plain text are the end of the call
     * @throws AppFailure with the documented code and {@code url} as what failed
     */
    Document read(Fetched fetched, String url, boolean thenHangUp) {
        return switch (fetched.answer()) {
            case FetchAnswer.Failed(var trouble, String detail) -> throw new AppFailure(trouble.code(), detail, url);
            case FetchAnswer.Answered answered -> read(answered, url, thenHangUp);
        };
    }

    /**
     * Reads a document that came with a request instead of from a server.
     *
     * @throws AppFailure with the documented code
     */
    Document inline(String text) {
        if (text.isBlank()) {
            throw new AppFailure(ErrorCode.EMPTY_DOCUMENT, "The document is empty", "");
        }
        try {
            return parser.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (DocumentError error) {
            throw new AppFailure(error.code(), error.getMessage(), "");
        }
    }

    private Document read(FetchAnswer.Answered answered, String url, boolean thenHangUp) {
        if (answered.status() / 100 != 2) {
            throw new AppFailure(ErrorCode.RETRIEVAL_FAILED, "The server answered " + answered.status(), url);
        }
        if (answered.body().length == 0) {
            throw new AppFailure(ErrorCode.EMPTY_DOCUMENT, "The answer has no body", url);
        }
        String type = answered.header("Content-Type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("audio/")) {
            return only(new Play(Optional.of(url), Optional.empty(), 1, Position.NONE), thenHangUp);
        }
        try {
            return switch (type) {
                case "text/xml", "application/xml", "text/html" -> parser.parse(answered.body());
                case "text/plain" -> plain(answered.body(), thenHangUp);
                default -> throw new AppFailure(ErrorCode.WRONG_CONTENT_TYPE, type.isEmpty()
                        ? "The answer has no Content-Type" : "A document cannot be of the type " + type, url);
            };
        } catch (DocumentError error) {
            throw new AppFailure(error.code(), error.getMessage(), url);
        }
    }

    private Document plain(byte[] body, boolean thenHangUp) {
        try {
            return parser.parse(body);
        } catch (DocumentError notTwiml) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            if (text.startsWith("<") || text.isEmpty()) {
                throw notTwiml;
            }
            return only(Say.of(text), thenHangUp);
        }
    }

    private static Document only(Verb verb, boolean thenHangUp) {
        List<Verb> verbs = thenHangUp ? List.of(verb, new Hangup(List.of(), Position.NONE)) : List.of(verb);
        return new Document(verbs, List.of());
    }
}
