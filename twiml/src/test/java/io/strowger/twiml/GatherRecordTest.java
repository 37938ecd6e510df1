package io.strowger.twiml;

import static io.strowger.twiml.Parsing.invalid;
import static io.strowger.twiml.Parsing.only;
import static io.strowger.twiml.Parsing.parse;
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
 * Gather and Record (voice-twiml section 2).
 *
 * <pre>
 * Gather  action               URL                        the document's       -
 *         method               GET POST                   POST                 13312
 *         input                dtmf, speech, both         dtmf                 13326
 *         timeout              seconds above 0            5                    13313
 *         finishOnKey          one of 0-9 # *, or empty   #                    13310
 *         numDigits            above 0                    unlimited            13314
 *         actionOnEmptyResult  bool                       false                13338
 *         speechTimeout        seconds above 0, auto      timeout's            13327
 *         maxSpeechTime        seconds, at most 60        60                   13328
 *         hints                500 x 100 characters       none                 13330
 *         profanityFilter      bool                       true                 13333
 *         partialResultCallbackMethod                     POST                 13329
 *         bargeIn              bool                       true                 13332
 *         enhanced, debug      bool                       false                12200
 *         nested               Say Play Pause                                  13320
 * Record  method               GET POST                   POST                 13610
 *         timeout              seconds from 0             5                    13611
 *         maxLength            2 to 86400                 3600, transcribe 120 13612
 *         finishOnKey          set of 0-9 # *             1234567890*#         13613
 *         transcribe           bool                       false                13614
 *         playBeep             bool                       true                 13616
 *         trim                 trim-silence do-not-trim   trim-silence         13699
 *         recordingStatusCallbackEvent                    completed            13621
 *         recordingStatusCallbackMethod                   POST                 13256
 * </pre>
 */
class GatherRecordTest {
    @Test
    void gatherHasItsDefaults() {
        Gather gather = only(Gather.class, "<Gather/>");
        assertEquals(new Gather(Optional.empty(), HttpMethod.POST, Set.of(Gather.Input.DTMF), Duration.ofSeconds(5),
                Optional.of('#'), OptionalInt.empty(), false,
                new Gather.SpeechTimeout.After(Duration.ofSeconds(5)), Duration.ofSeconds(60), "default", false,
                "en-US", List.of(), true, Optional.empty(), HttpMethod.POST, true, false, false, List.of(),
                Position.NONE), gather);
    }

    @Test
    void gatherHoldsPromptsInOrder() {
        Gather gather = only(Gather.class,
                "<Gather>\n<Say loop='2'>a</Say>\n<Pause length='3'/><Play>http://a/b</Play></Gather>");
        assertEquals(List.of("Say", "Pause", "Play"), gather.prompts().stream().map(Prompt::name).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GATHER_METHOD|method='PUT'", "GATHER_INPUT|input='voice'", "GATHER_INPUT|input='dtmf,speech'",
        "GATHER_TIMEOUT|timeout='0'", "GATHER_TIMEOUT|timeout='-1'", "GATHER_TIMEOUT|timeout='auto'",
        "GATHER_FINISH_ON_KEY|finishOnKey='12'", "GATHER_FINISH_ON_KEY|finishOnKey='A'",
        "GATHER_NUM_DIGITS|numDigits='0'", "GATHER_NUM_DIGITS|numDigits='4 digits'",
        "GATHER_EMPTY_RESULT|actionOnEmptyResult='yes'", "GATHER_SPEECH_TIMEOUT|speechTimeout='0'",
        "GATHER_MAX_SPEECH_TIME|maxSpeechTime='x'", "GATHER_PROFANITY_FILTER|profanityFilter='1'",
        "GATHER_PARTIAL_METHOD|partialResultCallbackMethod='HEAD'", "GATHER_BARGE_IN|bargeIn='no'",
        "GATHER_SENSITIVE|sensitive='yes'",
    })
    void absurdGatherAttributesAreTheirErrors(ErrorCode code, String attribute) {
        invalid(code, "<Gather " + attribute + "/>");
    }

    @Test
    void gatherFinishOnKeyMayBeEmptyForNone() {
        assertEquals(Optional.empty(), only(Gather.class, "<Gather finishOnKey=''/>").finishOnKey());
        assertEquals(Optional.of('*'), only(Gather.class, "<Gather finishOnKey='*'/>").finishOnKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dtmf speech", "speech dtmf", " dtmf  speech "})
    void gatherTakesBothInputsInAnyOrder(String input) {
        assertEquals(Set.of(Gather.Input.DTMF, Gather.Input.SPEECH),
                only(Gather.class, "<Gather input='" + input + "'/>").input());
    }

    @Test
    void speechTimeoutFollowsTimeoutUnlessSaid() {
        assertEquals(new Gather.SpeechTimeout.After(Duration.ofSeconds(9)),
                only(Gather.class, "<Gather timeout='9'/>").speechTimeout());
        assertEquals(new Gather.SpeechTimeout.Auto(),
                only(Gather.class, "<Gather timeout='9' speechTimeout='auto'/>").speechTimeout());
    }

    @Test
    void maxSpeechTimeIsCappedAtAMinute() {
        assertEquals(Duration.ofSeconds(60), only(Gather.class, "<Gather maxSpeechTime='600'/>").maxSpeechTime());
    }

    @Test
    void hintsAreSplitAndBounded() {
        assertEquals(List.of("yes please", "no"), only(Gather.class, "<Gather hints=' yes please,no , '/>").hints());
        invalid(ErrorCode.GATHER_HINTS, "<Gather hints='" + "a,".repeat(501) + "'/>");
        invalid(ErrorCode.GATHER_HINTS, "<Gather hints='" + "a".repeat(101) + "'/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dial", "Gather", "Hangup", "Record", "Redirect", "Pay"})
    void otherVerbsInsideGatherAre13320(String verb) {
        invalid(ErrorCode.GATHER_NESTED, "<Gather><Say>a</Say><" + verb + "/></Gather>");
    }

    @Test
    void unknownElementAndTextInsideGatherAreSkipped() {
        Document document = parse("<Gather>press <Foo/><Say>one</Say></Gather>");
        assertEquals(2, document.warnings().size());
        assertEquals(1, ((Gather) document.verbs().getFirst()).prompts().size());
    }

    @Test
    void anInvalidPromptMakesTheGatherInvalid() {
        invalid(ErrorCode.SAY_LOOP, "<Gather><Say loop='x'>a</Say></Gather>");
    }

    @Test
    void recordHasItsDefaults() {
        assertEquals(new Record(Optional.empty(), HttpMethod.POST, Duration.ofSeconds(5), "1234567890*#",
                Duration.ofSeconds(3600), true, true, RecordingStatus.NONE, false, Optional.empty(), Optional.empty(),
                Position.NONE), only(Record.class, "<Record/>"));
    }

    @Test
    void transcribingShortensTheDefaultLength() {
        assertEquals(Duration.ofSeconds(120), only(Record.class, "<Record transcribe='true'/>").maxLength());
        Record called = only(Record.class, "<Record transcribeCallback='/t'/>");
        assertTrue(called.transcribe());
        assertEquals(Duration.ofSeconds(120), called.maxLength());
    }

    @Test
    void recordReadsItsAttributes() {
        Record record = only(Record.class, "<Record action='/a' method='get' timeout='0' finishOnKey='' maxLength='2' "
                + "playBeep='False' trim='do-not-trim' recordingStatusCallback='/s' "
                + "recordingStatusCallbackMethod='GET' recordingStatusCallbackEvent='completed in-progress'/>");
        assertEquals(Duration.ZERO, record.timeout());
        assertEquals("", record.finishOnKey());
        assertFalse(record.playBeep());
        assertFalse(record.trim());
        assertEquals(new RecordingStatus(Optional.of("/s"), HttpMethod.GET,
                Set.of(RecordingStatus.Event.COMPLETED, RecordingStatus.Event.IN_PROGRESS)), record.recordingStatus());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "RECORD_METHOD|method='P'", "RECORD_TIMEOUT|timeout='-1'", "RECORD_MAX_LENGTH|maxLength='1'",
        "RECORD_MAX_LENGTH|maxLength='long'", "RECORD_FINISH_ON_KEY|finishOnKey='x'",
        "RECORD_TRANSCRIBE|transcribe='2'", "RECORD_PLAY_BEEP|playBeep='loud'", "RECORD_TRIM|trim='true'",
        "RECORDING_EVENT|recordingStatusCallbackEvent='done'",
        "RECORDING_CALLBACK|recordingStatusCallbackMethod='x'",
    })
    void absurdRecordAttributesAreTheirErrors(ErrorCode code, String attribute) {
        invalid(code, "<Record " + attribute + "/>");
    }
}
