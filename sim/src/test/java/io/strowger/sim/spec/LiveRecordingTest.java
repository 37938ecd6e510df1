package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recording a call while it runs (rest-api section 2, "Recordings"; voice-twiml "Recording status callback"). */
final class LiveRecordingTest extends OutboundSpec {
    private static final String TALE = "http://status.example/recording";
    private final List<RecordingAnswer> answers = new ArrayList<>();

    private static RecordingOptions told(int channels, String... events) {
        return new RecordingOptions(channels, MediaCommand.Track.BOTH, false,
                Optional.of(new WebTarget(TALE, "POST")), Set.of(events));
    }

    private CallSid sid(SimCaller caller) {
        return caller.call().orElseThrow().callSid();
    }

    private RecordingSid start(Duration at, SimCaller caller, RecordingOptions options) {
        RecordingSid recording = RecordingSid.mint(sim.world());
        sim.at(at, () -> sim.router().record(
                SimDirectory.ACCOUNT, sid(caller), recording, options, answers::add));
        return recording;
    }

    private void change(Duration at, SimCaller caller, Optional<RecordingSid> recording, RecordingChange change) {
        sim.at(at, () -> sim.router().changeRecording(
                SimDirectory.ACCOUNT, sid(caller), recording, change, answers::add));
    }

    private RecordingRecord done(int index) {
        return assertInstanceOf(RecordingAnswer.Done.class, answers.get(index)).recording();
    }

    private ErrorCode refused(int index) {
        return assertInstanceOf(RecordingAnswer.Refused.class, answers.get(index)).code();
    }

    private RecordingRecord last(RecordingSid recording) {
        return sim.records().recordings().stream().filter(one -> one.sid().equals(recording)).toList().getLast();
    }

    private SimCaller talker() {
        sim.app(TALE).answers(WebAnswer.nothing());
        voice(say("Hi"), "<Pause length='60'/>");
        SimCaller caller = caller();
        caller.says("Hello", seconds(30)).at(seconds(1));
        caller.hangsUp().at(seconds(40));
        return caller;
    }

    @Test
    void aRecordingIsBegunAndStoppedWhileTheCallGoesOn() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, told(2, "in-progress", "completed"));
        change(seconds(15), caller, Optional.of(recording), RecordingChange.STOP);
        sim.run();
        assertEquals("in-progress", done(0).status());
        assertEquals("StartCallRecordingAPI", done(0).source());
        assertEquals(2, done(0).channels());
        assertEquals("stopped", done(1).status(), "the answer to the stop");
        assertEquals(seconds(10), done(1).length());
        assertEquals("completed", last(recording).status(), "what is kept");
        assertEquals(List.of("in-progress", "completed"), sim.requests(TALE).stream()
                .map(request -> request.param("RecordingStatus")).toList());
        assertEquals("10", sim.requests(TALE).getLast().param("RecordingDuration"));
        assertEquals("StartCallRecordingAPI", sim.requests(TALE).getLast().param("RecordingSource"));
        assertEquals(seconds(40), caller.line().endedAt().orElseThrow());
    }

    @Test
    void theOptionsReachMedia() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, new RecordingOptions(
                1, MediaCommand.Track.INBOUND, true, Optional.empty(), Set.of()));
        sim.run();
        MediaCommand.Record command = sim.media().commands().stream()
                .filter(MediaCommand.Record.class::isInstance).map(MediaCommand.Record.class::cast)
                .findFirst().orElseThrow();
        assertEquals(recording, command.recording());
        assertEquals(MediaCommand.Track.INBOUND, command.track());
        assertEquals(1, command.channels());
        assertTrue(command.trim());
        assertEquals("inbound", last(recording).track());
    }

    @Test
    void aRecordingEndsWithItsCall() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, told(1, "completed"));
        sim.run();
        assertEquals("completed", last(recording).status());
        assertEquals(seconds(35), last(recording).length());
        assertEquals("completed", request(TALE).param("RecordingStatus"));
    }

    @Test
    void aPauseThatSkipsMakesTheFileShorter() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, told(1));
        change(seconds(10), caller, Optional.of(recording), RecordingChange.PAUSE_SKIPPING);
        change(seconds(18), caller, Optional.of(recording), RecordingChange.RESUME);
        change(seconds(25), caller, Optional.of(recording), RecordingChange.STOP);
        sim.run();
        assertEquals(List.of("in-progress", "paused", "in-progress", "stopped"),
                answers.stream().map(one -> ((RecordingAnswer.Done) one).recording().status()).toList());
        assertEquals(seconds(12), last(recording).length());
    }

    @Test
    void aPauseInSilenceKeepsTheTime() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, told(1));
        change(seconds(10), caller, Optional.of(recording), RecordingChange.PAUSE_IN_SILENCE);
        change(seconds(18), caller, Optional.of(recording), RecordingChange.RESUME);
        change(seconds(25), caller, Optional.of(recording), RecordingChange.STOP);
        sim.run();
        assertEquals(seconds(20), last(recording).length());
        assertTrue(sim.media().commands().stream().anyMatch(command ->
                command instanceof MediaCommand.PauseRecord pause && pause.silence()));
    }

    @Test
    void currentIsTheOneThatBeganLast_TwilioCURRENT() {
        SimCaller caller = talker();
        RecordingSid first = start(seconds(5), caller, told(1));
        RecordingSid second = start(seconds(6), caller, told(1));
        change(seconds(10), caller, Optional.empty(), RecordingChange.STOP);
        change(seconds(12), caller, Optional.empty(), RecordingChange.STOP);
        change(seconds(14), caller, Optional.empty(), RecordingChange.STOP);
        sim.run();
        assertEquals(second, done(2).sid());
        assertEquals(first, done(3).sid());
        assertEquals(ErrorCode.CALL_NOT_IN_PROGRESS, refused(4));
        assertEquals(seconds(4), last(second).length());
        assertEquals(seconds(7), last(first).length());
    }

    @Test
    void severalAtOnceUpToTheLimit_callRecordings() {
        SimCaller caller = talker();
        for (int i = 0; i < 11; i++) {
            start(seconds(5), caller, told(1));
        }
        sim.run();
        assertEquals(ErrorCode.CALL_RECORDINGS, refused(10));
        assertEquals(10, sim.records().recordings().stream()
                .filter(one -> one.status().equals("completed")).count());
    }

    @Test
    void aCallThatIsNotAnsweredOrOverOrForeignIsNotRecorded_21220() {
        voice("<Pause length='10'/>", say("Hi"));
        SimCaller caller = caller();
        start(seconds(5), caller, told(1));
        start(seconds(30), caller, told(1));
        sim.at(seconds(10.1), () -> sim.router().record(OTHER, sid(caller), RecordingSid.mint(sim.world()), told(1),
                answers::add));
        sim.run();
        assertEquals(List.of(ErrorCode.CALL_NOT_IN_PROGRESS, ErrorCode.CALL_NOT_IN_PROGRESS,
                ErrorCode.CALL_NOT_IN_PROGRESS), List.of(refused(0), refused(1), refused(2)));
        assertEquals(List.of(), sim.records().recordings());
    }

    @ParameterizedTest
    @EnumSource(RecordingChange.class)
    void aRecordingOfAnotherCallIsNotTouched(RecordingChange change) {
        SimCaller caller = talker();
        start(seconds(5), caller, told(1));
        change(seconds(10), caller, Optional.of(RecordingSid.mint(sim.world())), change);
        sim.run();
        assertEquals(ErrorCode.CALL_NOT_IN_PROGRESS, refused(1));
    }

    @Test
    void aRecordingOfDialCanBePausedAndStoppedFromOutside() {
        voice("<Dial record='record-from-answer' action='" + NEXT + "'><Sip>sip:bob@example.com</Sip></Dial>");
        next(say("after"));
        sim.callee("sip:bob@example.com").hangsUp().afterAnswer(seconds(30));
        SimCaller caller = caller();
        caller.says("Hello", seconds(30)).at(seconds(1));
        change(seconds(11), caller, Optional.empty(), RecordingChange.PAUSE_SKIPPING);
        change(seconds(16), caller, Optional.empty(), RecordingChange.RESUME);
        change(seconds(21), caller, Optional.empty(), RecordingChange.STOP);
        sim.run();
        assertEquals("DialVerb", done(0).source());
        assertEquals(seconds(15), done(2).length());
        assertEquals("completed", last(done(0).sid()).status());
        assertEquals("said: after", caller.heard().getLast());
        assertTrue(request(NEXT).has("RecordingUrl"));
    }

    @Test
    void stoppingARecordVerbFromOutsideEndsTheVerbWithItsAction() {
        voice("<Record playBeep='false' timeout='60' action='" + NEXT + "'/>");
        next(say("after"));
        SimCaller caller = caller();
        caller.says("Hello", seconds(30)).at(seconds(1));
        change(seconds(11), caller, Optional.empty(), RecordingChange.STOP);
        sim.run();
        assertEquals("RecordVerb", done(0).source());
        assertEquals("10", request(NEXT).param("RecordingDuration"));
        assertEquals("said: after", caller.heard().getLast());
    }

    @Test
    void aRecordingGoesOnWhenTheCallIsSentElsewhere() {
        SimCaller caller = talker();
        next(say("moved"), "<Pause length='10'/>");
        RecordingSid recording = start(seconds(5), caller, told(1));
        sim.at(seconds(8), () -> sim.router().redirect(sid(caller), NEXT, "POST"));
        sim.run();
        assertEquals(seconds(13.5), last(recording).length());
        assertEquals("completed", last(recording).status());
    }

    @Test
    void aCallAskedForWithRecordIsRecordedFromItsAnswerAndToldAtItsEnd_section8() {
        sim.app(TALE).answers(WebAnswer.nothing());
        voice("<Pause length='10'/>");
        sim.callee("sip:bob@example.com").says("Hello", seconds(9)).afterAnswer(seconds(0));
        OutboundRequest base = watched(to("sip:bob@example.com"));
        CallSid call = place(new OutboundRequest(base.account(), base.to(), base.from(), "", base.binding(),
                Optional.empty(), base.ringing(), Optional.empty(), Optional.of(told(2, "completed")),
                Optional.empty(), Optional.empty(), Optional.empty()));
        sim.run();
        RecordingRecord recording = sim.records().recordings().getLast();
        assertEquals("OutboundAPI", recording.source());
        assertEquals(call, recording.call());
        assertEquals(seconds(10), recording.length());
        assertEquals(recording.sid().value(), request(STATUS).param("RecordingSid"));
        assertEquals("10", request(STATUS).param("RecordingDuration"));
        assertTrue(request(STATUS).param("RecordingUrl").endsWith("/Recordings/" + recording.sid()));
        assertEquals("completed", request(TALE).param("RecordingStatus"));
    }

    @Test
    void aCallThatNobodyAnswersHasNoRecording() {
        sim.callee("sip:bob@example.com").isBusy();
        OutboundRequest base = watched(to("sip:bob@example.com"));
        place(new OutboundRequest(base.account(), base.to(), base.from(), "", base.binding(),
                Optional.empty(), base.ringing(), Optional.empty(), Optional.of(told(2, "completed")),
                Optional.empty(), Optional.empty(), Optional.empty()));
        sim.run();
        assertEquals(List.of(), sim.records().recordings());
        assertFalse(request(STATUS).has("RecordingSid"));
    }

    @Test
    void whoStopsARecordingAsItsCallEndsIsAnswered() {
        SimCaller caller = talker();
        RecordingSid recording = start(seconds(5), caller, told(1));
        change(seconds(40), caller, Optional.of(recording), RecordingChange.STOP);
        sim.run();
        assertEquals(2, answers.size());
        assertEquals("completed", last(recording).status());
    }
}
