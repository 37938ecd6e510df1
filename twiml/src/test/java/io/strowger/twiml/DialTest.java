package io.strowger.twiml;

import static io.strowger.twiml.Parsing.invalid;
import static io.strowger.twiml.Parsing.noun;
import static io.strowger.twiml.Parsing.only;
import static io.strowger.twiml.Parsing.parse;
import static io.strowger.twiml.Parsing.warned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dial and its nouns (voice-twiml "Dial" and section 3).
 *
 * <pre>
 * action          URL; absent = next verb          -                 -
 * method          GET POST                         POST              13210
 * timeout         seconds, held to 5..600          30                13212
 * timeLimit       seconds, at most 86400           14400             13216
 * callerId        any                              parent's          (at run time)
 * hangupOnStar    bool                             false             13213
 * answerOnBridge  bool                             false             13219
 * ringTone        country code                     carrier's         13220
 * record          five modes, true, false          do-not-record     13217
 * recordingTrack  inbound outbound both            both              13622
 * trim            trim-silence do-not-trim         do-not-trim       13699
 * sequential      bool                             false             13218
 * referMethod     GET POST                         POST              13210
 * callReason      at most 50 characters            -                 12200
 * nouns           10 at most 13250; Conference and Queue alone 13000; others 13215
 * Number          telephone number 13223; method 13221; sendDigits 13222
 * Sip             URI 13243; headers 13253; method 13241
 * Conference      name 13237; attributes 13230
 * Queue           name 14212 14213; method 14210
 * </pre>
 */
class DialTest {
    @Test
    void dialHasItsDefaults() {
        assertEquals(new Dial(Optional.empty(), HttpMethod.POST, Duration.ofSeconds(30), Duration.ofSeconds(14_400),
                Optional.empty(), false, false, Optional.empty(), Dial.RecordMode.DO_NOT_RECORD, Dial.Track.BOTH, false,
                RecordingStatus.NONE, false, Optional.empty(), HttpMethod.POST, Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(), List.of(NumberNoun.of("+14155550000")), Position.NONE),
                only(Dial.class, "<Dial>\n  +1 (415) 555-0000\n</Dial>"));
    }

    @ParameterizedTest
    @CsvSource({"0,5", "1,5", "4,5", "5,5", "30,30", "600,600", "601,600", "999999999,600"})
    void ringingTimeIsHeldBetweenFiveAndSixHundred(String written, long seconds) {
        assertEquals(Duration.ofSeconds(seconds),
                only(Dial.class, "<Dial timeout='" + written + "'>100</Dial>").timeout());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DIAL_METHOD|method='x'", "DIAL_TIMEOUT|timeout='-5'", "DIAL_TIMEOUT|timeout='soon'",
        "DIAL_TIME_LIMIT|timeLimit='0'", "DIAL_TIME_LIMIT|timeLimit='1h'", "DIAL_HANGUP_ON_STAR|hangupOnStar='*'",
        "DIAL_ANSWER_ON_BRIDGE|answerOnBridge='1'", "DIAL_RING_TONE|ringTone='xx'", "DIAL_RECORD|record='yes'",
        "RECORDING_TRACK|recordingTrack='left'", "RECORD_TRIM|trim='yes'", "DIAL_SEQUENTIAL|sequential='in order'",
        "DIAL_METHOD|referMethod='x'", "RECORDING_EVENT|recordingStatusCallbackEvent='x'",
    })
    void absurdDialAttributesAreTheirErrors(ErrorCode code, String attribute) {
        invalid(code, "<Dial " + attribute + ">100</Dial>");
    }

    @ParameterizedTest
    @CsvSource({"true,RECORD_FROM_ANSWER", "false,DO_NOT_RECORD", "record-from-ringing-dual,RECORD_FROM_RINGING_DUAL",
        "record-from-answer-dual,RECORD_FROM_ANSWER_DUAL", "record-from-ringing,RECORD_FROM_RINGING"})
    void recordHasItsModes(String written, Dial.RecordMode mode) {
        assertEquals(mode, only(Dial.class, "<Dial record='" + written + "'>100</Dial>").record());
        assertEquals(written.endsWith("dual"), mode.dual());
        assertEquals(written.contains("ringing"), mode.fromRinging());
        assertEquals(mode != Dial.RecordMode.DO_NOT_RECORD, mode.records());
    }

    @Test
    void emptyActionIsKeptApartFromAbsent() {
        assertEquals(Optional.of(""), only(Dial.class, "<Dial action=''>100</Dial>").action());
    }

    @Test
    void longCallReasonWarnsAndIsDropped() {
        assertEquals(ErrorCode.SCHEMA_WARNING, warned("<Dial callReason='" + "a".repeat(51) + "'>1</Dial>").code());
    }

    @Test
    void dialTakesTenNounsAndNoMore() {
        assertEquals(10, only(Dial.class, "<Dial>" + "<Number>100</Number>".repeat(10) + "</Dial>").nouns().size());
        invalid(ErrorCode.DIAL_TOO_MANY_NOUNS, "<Dial>" + "<Number>100</Number>".repeat(11) + "</Dial>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Conference>a</Conference><Number>1</Number>", "<Queue>a</Queue><Queue>b</Queue>",
        "<Client>a</Client><Queue>b</Queue>", "<Conference>a</Conference><Application/>"})
    void conferenceAndQueueStandAlone(String nouns) {
        invalid(ErrorCode.DIAL_CONTENT, "<Dial>" + nouns + "</Dial>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Say", "Dial", "Gather", "Hangup", "Play"})
    void verbsInsideDialAre13215(String verb) {
        invalid(ErrorCode.DIAL_NESTED, "<Dial><Number>1</Number><" + verb + "/></Dial>");
    }

    @Test
    void foreignNounIsSkippedAndAnUnbuiltOneKept() {
        Document foreign = parse("<Dial><Foo/><Number>1</Number></Dial>");
        assertEquals(List.of(NumberNoun.of("1")), ((Dial) foreign.verbs().getFirst()).nouns());
        assertEquals(1, foreign.warnings().size());
        assertEquals("WhatsApp", noun(UnsupportedNoun.class, "<WhatsApp url='/x'>+1</WhatsApp>").name());
        assertEquals("Application", noun(UnsupportedNoun.class,
                "<Application copyParentTo='true'><ApplicationSid>AP1</ApplicationSid></Application>").name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "bob", "sip:a@b", "1-800-FLOWERS", "+", "++1",
        "123456789012345678901234567890123"})
    void whatIsNoTelephoneNumberIs13223(String text) {
        invalid(ErrorCode.NUMBER_FORMAT, "<Dial>" + text + "</Dial>");
        invalid(ErrorCode.NUMBER_FORMAT, "<Dial><Number>" + text + "</Number></Dial>");
    }

    @Test
    void numberReadsItsAttributes() {
        NumberNoun number = noun(NumberNoun.class, "<Number sendDigits='wW12#*' url='/u' method='GET' byoc='BY1' "
                + "statusCallback='/s' statusCallbackMethod='GET' statusCallbackEvent='initiated answered' "
                + "machineDetection='Enable' machineDetectionTimeout='3' machineDetectionSpeechThreshold='1000' "
                + "machineDetectionSpeechEndThreshold='500' machineDetectionSilenceTimeout='2000' "
                + "amdStatusCallback='/m' amdStatusCallbackMethod='GET'>+1.415.555.0000</Number>");
        assertEquals(new NumberNoun("+14155550000", Optional.of("wW12#*"), Optional.of("/u"), HttpMethod.GET,
                new StatusCallback(Optional.of("/s"), HttpMethod.GET,
                        Set.of(StatusCallback.Event.INITIATED, StatusCallback.Event.ANSWERED)),
                Optional.of("BY1"),
                new MachineDetection(Optional.of(MachineDetection.Mode.ENABLE), Duration.ofSeconds(3),
                        Duration.ofMillis(1000), Duration.ofMillis(500), Duration.ofMillis(2000), Optional.of("/m"),
                        HttpMethod.GET), Position.NONE), number);
    }

    @Test
    void numberErrorsHaveTheirCodes() {
        invalid(ErrorCode.NUMBER_METHOD, "<Dial><Number method='x'>1</Number></Dial>");
        invalid(ErrorCode.NUMBER_SEND_DIGITS, "<Dial><Number sendDigits='12a'>1</Number></Dial>");
        assertEquals(ErrorCode.SCHEMA_WARNING,
                warned("<Dial><Number machineDetectionTimeout='99'>1</Number></Dial>").code());
        assertEquals(ErrorCode.SCHEMA_WARNING,
                warned("<Dial><Number statusCallbackEvent='hangup'>1</Number></Dial>").code());
    }

    @Test
    void clientTakesTextOrIdentityAndParameters() {
        assertEquals("bob", noun(ClientNoun.class, "<Client> client:bob </Client>").identity());
        ClientNoun client = noun(ClientNoun.class, "<Client url='/u'><Identity>bob</Identity>"
                + "<Parameter name='a' value='1'/><Parameter name='b' value=''/></Client>");
        assertEquals("bob", client.identity());
        assertEquals(List.of(new Parameter("a", "1"), new Parameter("b", "")), client.parameters());
        invalid(ErrorCode.DIAL_NESTED, "<Dial><Client/></Dial>");
        invalid(ErrorCode.DIAL_NESTED, "<Dial><Client>" + "a".repeat(122) + "</Client></Dial>");
    }

    @Test
    void sipTakesTextOrSeveralUris() {
        SipNoun one = noun(SipNoun.class, "<Sip username='u' password='p'>\nsip:a@b:5080;transport=tcp?X-A=1\n</Sip>");
        assertEquals(List.of(new SipNoun.Target("sip:a@b:5080;transport=tcp?X-A=1", Optional.of("u"), Optional.of("p"),
                OptionalInt.empty(), OptionalInt.empty())), one.uris());
        assertFalse(one.toString().contains("Optional[p]"), "a password is never printed");
        SipNoun two = noun(SipNoun.class, "<Sip><Uri priority='1' weight='2'>sip:a@b</Uri>"
                + "<SipUri username='v'>sips:c@d</SipUri><Headers><Header name='X-A' value='1'/></Headers></Sip>");
        assertEquals(2, two.uris().size());
        assertEquals(OptionalInt.of(2), two.uris().getFirst().weight());
        assertEquals(List.of(new Parameter("X-A", "1")), two.headers());
    }

    @Test
    void sipErrorsHaveTheirCodes() {
        for (String uri : List.of("", "bob@host", "sip:", "sip:a b@c", "tel:+1", "sip:" + "a".repeat(252))) {
            invalid(ErrorCode.SIP_URI_INVALID, "<Dial><Sip>" + uri + "</Sip></Dial>");
        }
        invalid(ErrorCode.SIP_HEADERS, "<Dial><Sip>sip:a@b?X-A=" + "1".repeat(1024) + "</Sip></Dial>");
        invalid(ErrorCode.SIP_METHOD, "<Dial><Sip method='x'>sip:a@b</Sip></Dial>");
    }

    @Test
    void conferenceHasItsDefaults() {
        assertEquals(new ConferenceNoun("room", false, ConferenceNoun.Beep.TRUE, true, false, Optional.empty(),
                ConferenceNoun.JitterBuffer.LARGE, Optional.empty(), HttpMethod.POST, 250, false, Optional.empty(),
                true, Optional.empty(), Optional.empty(), HttpMethod.POST, Set.of(), RecordingStatus.NONE,
                Optional.empty(),
                Optional.empty(), Position.NONE), noun(ConferenceNoun.class, "<Conference>room</Conference>"));
        assertEquals(Optional.of(""), noun(ConferenceNoun.class, "<Conference waitUrl=''>a</Conference>").waitUrl());
        assertTrue(noun(ConferenceNoun.class, "<Conference record='record-from-start'>a</Conference>").record());
        invalid(ErrorCode.CONFERENCE_NAME, "<Dial><Conference/></Dial>");
        invalid(ErrorCode.CONFERENCE_ATTRIBUTE, "<Dial><Conference beep='loud'>a</Conference></Dial>");
        invalid(ErrorCode.CONFERENCE_ATTRIBUTE, "<Dial><Conference maxParticipants='0'>a</Conference></Dial>");
    }

    @Test
    void queueHasItsErrors() {
        assertEquals("support", noun(QueueNoun.class, "<Queue url='/u'>support</Queue>").queue());
        invalid(ErrorCode.DIAL_QUEUE_NAME, "<Dial><Queue/></Dial>");
        invalid(ErrorCode.DIAL_QUEUE_NAME_TOO_LONG, "<Dial><Queue>" + "a".repeat(65) + "</Queue></Dial>");
        invalid(ErrorCode.DIAL_QUEUE_METHOD, "<Dial><Queue method='x'>a</Queue></Dial>");
    }
}
