package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.MediaCommand;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Record (voice-twiml section 2).
 *
 * <pre>
 * action       current document URL   timeout    5 s of silence, 0 = never
 * finishOnKey  1234567890*#           maxLength  3600, 2 to 14400 (86400)
 * playBeep     true                   trim       trim-silence
 * recordingStatusCallback(Method POST, Event completed)
 * </pre>
 */
final class RecordTest extends Spec {
    private static final String ACTION = " action='" + NEXT + "'";
    private static final String TOLD = "http://app.example/recorded";

    /** Beeps last half a second here; whoever talks begins at 1 s and talks for 3 s. */
    private SimCaller talker() {
        return caller().says("my message", seconds(3)).at(seconds(1));
    }

    private MediaCommand.Record command() {
        return sim.media().commands().stream().filter(MediaCommand.Record.class::isInstance)
                .map(MediaCommand.Record.class::cast).findFirst().orElseThrow();
    }

    @Test
    void recordEndsAfterFiveSecondsOfSilenceAndTellsItsAction_B5() {
        voice("<Record" + ACTION + "/>", say("never"));
        next(say("thanks"));
        SimCaller caller = talker();
        sim.run();
        WebRequest told = request(NEXT);
        assertEquals(seconds(9), told.at());
        assertEquals("3", told.param("RecordingDuration"));
        assertTrue(told.param("RecordingSid").matches("RE[0-9a-f]{32}"), told.toString());
        assertTrue(told.param("RecordingUrl").endsWith("/Recordings/" + told.param("RecordingSid")), told.toString());
        assertEquals(List.of("beep", "said: thanks"), caller.heard());
    }

    @Test
    void theBeepIsNotPartOfTheFile_trap14() {
        voice("<Record" + ACTION + "/>");
        next();
        talker();
        sim.run();
        List<String> order = sim.media().commands().stream()
                .filter(command -> command instanceof MediaCommand.Play || command instanceof MediaCommand.Record)
                .map(command -> command.getClass().getSimpleName()).toList();
        assertEquals(List.of("Play", "Record"), order);
        assertEquals(MediaCommand.Track.INBOUND, command().track());
    }

    @Test
    void recordWithoutBeepStartsAtOnce() {
        voice("<Record playBeep='false'" + ACTION + "/>");
        next();
        SimCaller caller = talker();
        sim.run();
        assertEquals(List.of(), caller.heard());
    }

    @Test
    void recordTimeoutIsSilenceAndMaxLengthIsLength_trap14() {
        voice("<Record timeout='2' maxLength='30'" + ACTION + "/>");
        next();
        talker();
        sim.run();
        assertEquals(seconds(6), request(NEXT).at());
        assertEquals(seconds(2), command().silence());
        assertEquals(seconds(30), command().maxLength());
    }

    @Test
    void recordEndsAtMaxLength() {
        voice("<Record maxLength='10'" + ACTION + "/>");
        next();
        caller().says("on and on", seconds(60)).at(seconds(0.5));
        sim.run();
        assertEquals(seconds(10.5), request(NEXT).at());
        assertEquals("10", request(NEXT).param("RecordingDuration"));
        assertFalse(request(NEXT).has("Digits"));
    }

    @Test
    void recordTimeoutZeroNeverEndsBySilence() {
        voice("<Record timeout='0' maxLength='100'" + ACTION + "/>");
        next();
        talker();
        sim.run();
        assertEquals(seconds(100.5), request(NEXT).at());
    }

    @Test
    void recordsDefaultLengthIsAnHour() {
        voice("<Record/>");
        call();
        assertEquals(Duration.ofHours(1), command().maxLength());
        assertEquals(seconds(5), command().silence());
        assertTrue(command().trim());
    }

    @Test
    void anyKeyEndsARecordingAndIsTold() {
        voice("<Record" + ACTION + "/>");
        next();
        talker().presses("8").at(seconds(5));
        sim.run();
        assertEquals(seconds(5), request(NEXT).at());
        assertEquals("8", request(NEXT).param("Digits"));
    }

    @Test
    void onlyTheKeysOfFinishOnKeyEndARecording() {
        voice("<Record finishOnKey='#9'" + ACTION + "/>");
        next();
        talker().presses("8").at(seconds(5)).presses("9").at(seconds(6));
        sim.run();
        assertEquals(seconds(6), request(NEXT).at());
        assertEquals("9", request(NEXT).param("Digits"));
    }

    @Test
    void recordWithDoNotTrimKeepsTheSilence() {
        voice("<Record trim='do-not-trim'" + ACTION + "/>");
        next();
        talker();
        sim.run();
        assertFalse(command().trim());
        assertEquals("9", request(NEXT).param("RecordingDuration"));
    }

    @Test
    void recordOfNothingFallsThrough() {
        voice("<Record" + ACTION + "/>", say("no message"));
        SimCaller caller = call();
        assertEquals(List.of("beep", "said: no message"), caller.heard());
        assertEquals(List.of(), sim.requests(NEXT));
    }

    @Test
    void recordWithoutActionAsksItsOwnDocumentAgain_trap1() {
        sim.app(VOICE, doc("<Record/>")).then(doc(say("again")));
        SimCaller caller = talker();
        sim.run();
        assertEquals(2, sim.requests(VOICE).size());
        assertTrue(sim.requests(VOICE).getLast().has("RecordingUrl"));
        assertEquals(List.of("beep", "said: again"), caller.heard());
    }

    @Test
    void hangingUpTellsTheActionWithHangupAndCompleted() {
        voice("<Record" + ACTION + "/>", say("never"));
        next(say("nobody hears this"));
        SimCaller caller = talker().hangsUp().at(seconds(3));
        sim.run();
        WebRequest told = request(NEXT);
        assertEquals("hangup", told.param("Digits"));
        assertEquals("completed", told.param("CallStatus"));
        assertEquals("2", told.param("RecordingDuration"));
        assertEquals(List.of("beep"), caller.heard());
    }

    @Test
    void theStatusCallbackTellsWhenTheRecordingIsCompleted_1_20() {
        voice("<Record recordingStatusCallback='" + TOLD + "'" + ACTION + "/>");
        next();
        sim.app(TOLD, "");
        SimCaller caller = talker();
        sim.run();
        WebRequest told = request(TOLD);
        assertEquals("completed", told.param("RecordingStatus"));
        assertEquals("3", told.param("RecordingDuration"));
        assertEquals("1", told.param("RecordingChannels"));
        assertEquals("RecordVerb", told.param("RecordingSource"));
        assertEquals(caller.callSid(), told.param("CallSid"));
        assertEquals(request(NEXT).param("RecordingSid"), told.param("RecordingSid"));
        assertEquals(request(NEXT).param("RecordingUrl"), told.param("RecordingUrl"));
        assertTrue(told.has("RecordingStartTime") && told.has("AccountSid") && told.has("RecordingTrack"));
    }

    @Test
    void theStatusCallbackTellsTheEventsItIsAskedFor_trap8() {
        voice("<Record recordingStatusCallback='" + TOLD + "'"
                + " recordingStatusCallbackEvent='in-progress completed absent'" + ACTION + "/>");
        next();
        sim.app(TOLD, "");
        talker();
        sim.run();
        assertEquals(List.of("in-progress", "completed"),
                sim.requests(TOLD).stream().map(request -> request.param("RecordingStatus")).toList());
    }

    @Test
    void theStatusCallbackTellsOfAnAbsentRecording() {
        voice("<Record recordingStatusCallback='" + TOLD + "' recordingStatusCallbackEvent='absent'/>");
        sim.app(TOLD, "");
        call();
        assertEquals("absent", request(TOLD).param("RecordingStatus"));
    }

    @Test
    void theRecordingsStatesAreKept() {
        voice("<Record" + ACTION + "/>");
        next();
        talker();
        sim.run();
        assertEquals(List.of("in-progress", "completed"),
                sim.records().recordings().stream().map(io.strowger.call.port.RecordingRecord::status).toList());
        assertEquals(seconds(3), sim.records().recordings().getLast().length());
    }

    @ParameterizedTest
    @CsvSource({"maxLength='1',13612", "maxLength='x',13612", "timeout='-1',13611", "finishOnKey='a',13613"})
    void recordWithABadAttributeLeadsToTheFallbackWithItsCode(String attribute, String code) {
        voice("<Record " + attribute + "/>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(code, request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aStatusCallbackThatIsNoUrlLeadsToTheFallbackWith13256() {
        voice("<Record recordingStatusCallback='ftp://files.example/x'" + ACTION + "/>", say("after"));
        next(say("action"));
        fallback(say("spare"));
        SimCaller caller = talker();
        sim.run();
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals("13256", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void recordActionIsRelativeByItsMethodAndATemplate_B6() {
        voice("<Record method='GET' action='next?sid={RecordingSid}'/>");
        next();
        talker();
        sim.run();
        assertEquals("GET", request(NEXT).method());
        assertEquals(request(NEXT).param("RecordingSid"), request(NEXT).param("sid"));
        assertEquals(List.of(), request(NEXT).form());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "#", "*"})
    void everyKeyEndsARecordingUnlessToldOtherwise(String key) {
        voice("<Record" + ACTION + "/>");
        next();
        talker().presses(key).at(seconds(5));
        sim.run();
        assertEquals(seconds(5), request(NEXT).at());
        assertEquals(key, request(NEXT).param("Digits"));
    }

    @Test
    void anEmptyFinishOnKeyLeavesKeysWithoutEffect() {
        voice("<Record finishOnKey=''" + ACTION + "/>");
        next();
        talker().presses("#").at(seconds(5));
        sim.run();
        assertEquals(seconds(9), request(NEXT).at());
        assertFalse(request(NEXT).has("Digits"));
    }

    @Test
    void theStatusCallbackIsAskedByItsMethodAndSigned_1_35() throws Exception {
        voice("<Record recordingStatusCallback='/recorded?a=1' recordingStatusCallbackMethod='GET'" + ACTION + "/>");
        next();
        sim.app(TOLD, "");
        talker();
        sim.run();
        assertEquals("GET", request(TOLD).method());
        assertEquals("completed", request(TOLD).param("RecordingStatus"));
        assertEquals("1", request(TOLD).param("a"));
        assertSigned(request(TOLD), SimDirectory.ACCOUNT);
    }

    @Test
    void aTranscriptionThatIsWantedIsWarnedOfAndTheRecordingMade() {
        voice("<Record transcribe='true'" + ACTION + "/>");
        next(say("thanks"));
        SimCaller caller = talker();
        sim.run();
        assertEquals(List.of("beep", "said: thanks"), caller.heard());
        assertEquals(List.of(12200), sim.records().errorCodes());
        assertEquals(seconds(120), command().maxLength());
    }
}
