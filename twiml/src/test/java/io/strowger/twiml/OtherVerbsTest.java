package io.strowger.twiml;

import static io.strowger.twiml.Parsing.invalid;
import static io.strowger.twiml.Parsing.only;
import static io.strowger.twiml.Parsing.parse;
import static io.strowger.twiml.Parsing.warned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The verbs that end, leave or are not built (voice-twiml section 2, RULINGS "Foreign and unbuilt names").
 *
 * <pre>
 * Redirect  method GET POST, POST 13710      Reject  reason rejected busy, rejected 13810
 * Enqueue   name 14204 14205, method 14201, waitUrlMethod 14206, workflowSid 14220
 * Refer     target 13243                     Connect, Start, Stop  noun 14300
 * Pay Prompt Sms Echo Queue: kept, run as 13750      anything else: 12200, skipped
 * </pre>
 */
class OtherVerbsTest {
    @Test
    void redirectWithoutTextIsTheDocumentItself() {
        assertEquals(new Redirect(Optional.empty(), HttpMethod.POST, Position.NONE),
                only(Redirect.class, "<Redirect> \n </Redirect>"));
        assertEquals(new Redirect(Optional.of("/a?b=1&c=2"), HttpMethod.GET, Position.NONE),
                only(Redirect.class, "<Redirect method='GET'>\n /a?b=1&amp;c=2 </Redirect>"));
        invalid(ErrorCode.REDIRECT_METHOD, "<Redirect method='DELETE'>/a</Redirect>");
    }

    @Test
    void rejectHasTwoReasons() {
        assertEquals(Reject.Reason.REJECTED, only(Reject.class, "<Reject/>").reason());
        assertEquals(Reject.Reason.BUSY, only(Reject.class, "<Reject reason='busy'/>").reason());
        invalid(ErrorCode.REJECT_REASON, "<Reject reason='rude'/>");
    }

    @Test
    void hangupAndLeaveTakeNothing() {
        assertEquals(new Hangup(List.of(), Position.NONE), only(Hangup.class, "<Hangup/>"));
        assertEquals(new Leave(Position.NONE), only(Leave.class, "<Leave/>"));
        assertEquals(ErrorCode.SCHEMA_WARNING, warned("<Hangup force='true'/>").code());
        assertEquals(ErrorCode.SCHEMA_WARNING, warned("<Leave><Say>a</Say></Leave>").code());
    }

    @Test
    void enqueueReadsItsAttributes() {
        Enqueue enqueue = only(Enqueue.class, "<Enqueue action='' waitUrl='' waitUrlMethod='GET' maxQueueSize='5' "
                + "workflowSid='WW0123456789abcdef0123456789abcdef'><Task priority='0' timeout='60'>{\"a\":1}</Task>"
                + "</Enqueue>");
        assertEquals(new Enqueue(Optional.empty(), Optional.of(""), HttpMethod.POST, Optional.of(""), HttpMethod.GET,
                Optional.of("WW0123456789abcdef0123456789abcdef"), OptionalInt.of(5),
                Optional.of(new Enqueue.Task("{\"a\":1}", OptionalInt.of(0), Optional.of(Duration.ofSeconds(60)))),
                Position.NONE), enqueue);
        assertEquals(Optional.of("support"), only(Enqueue.class, "<Enqueue> support </Enqueue>").queue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ENQUEUE_NAME|<Enqueue/>", "ENQUEUE_METHOD|<Enqueue method='x'>a</Enqueue>",
        "ENQUEUE_WAIT_METHOD|<Enqueue waitUrlMethod='x'>a</Enqueue>",
        "ENQUEUE_WORKFLOW|<Enqueue workflowSid='WW1'/>", "SIP_URI_INVALID|<Refer/>",
        "SIP_URI_INVALID|<Refer><Sip>+1415</Sip></Refer>", "START_NOUN|<Connect/>",
        "START_NOUN|<Connect><Stream url='wss://a'/><Room>a</Room></Connect>", "START_NOUN|<Start><Say>a</Say></Start>",
    })
    void absurdVerbsAreTheirErrors(ErrorCode code, String verb) {
        invalid(code, verb);
    }

    @Test
    void aQueueNameHasALimit() {
        invalid(ErrorCode.ENQUEUE_NAME_TOO_LONG, "<Enqueue>" + "a".repeat(65) + "</Enqueue>");
    }

    @Test
    void referTakesASipNounOfEitherName() {
        assertEquals("sip:a@b?X-A=1",
                only(Refer.class, "<Refer action='/a'><Sip>sip:a@b?X-A=1</Sip></Refer>").target());
        assertEquals("sip:a@b", only(Refer.class, "<Refer><ReferSip>sip:a@b</ReferSip></Refer>").target());
    }

    @Test
    void nounsOfConnectStartAndStopAreKept() {
        assertEquals("Stream", only(Connect.class, "<Connect action='/a'><Stream url='wss://a/b' track='both_tracks'>"
                + "<Parameter name='a' value='b'/></Stream></Connect>").nouns().getFirst().name());
        assertEquals("Transcription",
                only(Start.class, "<Start><Transcription partialResults='true'/></Start>").nouns().getFirst().name());
        assertEquals("Siprec", only(Stop.class, "<Stop><Siprec name='a'/></Stop>").nouns().getFirst().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pay", "Prompt", "Sms", "Echo", "Queue"})
    void knownVerbsThatAreNotBuiltAreKept(String name) {
        Unsupported unsupported = only(Unsupported.class, "<" + name + "/>");
        assertEquals(name, unsupported.name());
    }

    @Test
    void foreignElementsAttributesAndTextAreSkippedAndTheRestRuns() {
        Document document = parse(
                "hello<say>x</say><Message>y</Message><Pause colour='red'/><!-- c --><?pi?><Hangup/>");
        assertEquals(List.of("Pause", "Hangup"), document.verbs().stream().map(Verb::name).toList());
        assertEquals(4, document.warnings().size());
        document.warnings().forEach(warning -> assertEquals(12200, warning.code().number()));
    }

    @Test
    void verbsBeforeAnInvalidOneAreKept() {
        Document document = parse("<Say>a</Say><Pause length='x'/><Hangup/>");
        assertInstanceOf(Say.class, document.verbs().get(0));
        Invalid invalid = assertInstanceOf(Invalid.class, document.verbs().get(1));
        assertEquals("Pause", invalid.name());
        assertInstanceOf(Hangup.class, document.verbs().get(2));
    }

    @Test
    void schemaDeclarationsOnTheRootAreNoWarning() {
        assertEquals(List.of(), Parsing.PARSER.parse("<Response xmlns='http://a' xmlns:xsi='http://b' "
                + "xsi:noNamespaceSchemaLocation='c'/>").warnings());
    }
}
