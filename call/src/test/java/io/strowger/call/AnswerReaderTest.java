package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetched;
import io.strowger.twiml.Document;
import io.strowger.twiml.Play;
import io.strowger.twiml.Say;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** voice-twiml section 1, "Content types accepted for a document"; requirements 1.13 to 1.16. */
class AnswerReaderTest {
    private static final String URL = "http://h/v";
    private final AnswerReader reader = new AnswerReader(CallLimits.DEFAULT);

    private Document read(int status, String type, String body) {
        FetchAnswer answer = new FetchAnswer.Answered(status,
                type.isEmpty() ? List.of() : List.of(new Header("content-type", type)),
                body.getBytes(StandardCharsets.UTF_8));
        return reader.read(new Fetched(answer, URI.create(URL), 1, Duration.ZERO), URL, true);
    }

    private ErrorCode failure(int status, String type, String body) {
        AppFailure failure = assertThrows(AppFailure.class, () -> read(status, type, body));
        assertEquals(URL, failure.url());
        return failure.code();
    }

    @Test
    void xmlTypesAreDocuments() {
        for (String type : List.of("text/xml", "application/xml; charset=utf-8", "TEXT/HTML")) {
            assertEquals(1, read(200, type, "<Response><Hangup/></Response>").verbs().size(), type);
        }
    }

    @Test
    void plainTextIsADocumentOrIsSpoken() {
        assertEquals(1, read(200, "text/plain", "<Response><Hangup/></Response>").verbs().size());
        Say say = assertInstanceOf(Say.class, read(200, "text/plain", " Hello there ").verbs().getFirst());
        assertEquals("Hello there", say.text());
        assertEquals(ErrorCode.DOCUMENT_UNPARSEABLE, failure(200, "text/plain", "<Response><Hangup>"));
    }

    @Test
    void audioIsPlayed() {
        Play play = assertInstanceOf(Play.class, read(200, "audio/x-wav", "RIFF").verbs().getFirst());
        assertEquals(URL, play.url().orElseThrow());
    }

    @Test
    void everythingElseIsAFailureWithItsCode() {
        assertEquals(ErrorCode.WRONG_CONTENT_TYPE, failure(200, "application/json", "{}"));
        assertEquals(ErrorCode.WRONG_CONTENT_TYPE, failure(200, "", "<Response/>"));
        assertEquals(ErrorCode.EMPTY_DOCUMENT, failure(200, "text/xml", ""));
        assertEquals(ErrorCode.EMPTY_DOCUMENT, failure(204, "", ""));
        assertEquals(ErrorCode.DOCUMENT_UNPARSEABLE, failure(200, "text/xml", "<Response>"));
        assertEquals(ErrorCode.WRONG_ROOT, failure(200, "text/xml", "<html/>"));
        for (int status : new int[] {301, 400, 403, 404, 500, 502, 503}) {
            assertEquals(ErrorCode.RETRIEVAL_FAILED, failure(status, "text/xml", "<Response/>"), "status " + status);
        }
    }

    @Test
    void aFailedExchangeKeepsItsOwnCode() {
        for (FetchTrouble trouble : FetchTrouble.values()) {
            Fetched failed = new Fetched(new FetchAnswer.Failed(trouble, "why"), URI.create(URL), 1, Duration.ZERO);
            AppFailure failure = assertThrows(AppFailure.class, () -> reader.read(failed, URL, true));
            assertEquals(trouble.code(), failure.code());
        }
    }
}
