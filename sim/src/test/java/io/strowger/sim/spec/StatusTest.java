package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Status callbacks (requirements 1.7, 1.20, 1.28 to 1.33; voice-twiml sections 6 and 8). */
final class StatusTest extends Spec {
    private static final String[] ALL = {"initiated", "ringing", "answered", "completed"};

    private List<String> told() {
        return sim.requests(STATUS).stream().map(request -> request.param("CallStatus")).toList();
    }

    private void watches(String... events) {
        sim.statusCallback(STATUS, events);
        sim.app(STATUS).answers(WebAnswer.nothing());
    }

    @Test
    void anInboundCallTellsItsEndOnce() {
        watches();
        voice(say("0123456789"));
        SimCaller caller = call();
        WebRequest told = request(STATUS);
        assertEquals("completed", told.param("CallStatus"));
        assertEquals(caller.callSid(), told.param("CallSid"));
        assertEquals("1", told.param("CallDuration"));
        assertEquals("1", told.param("Duration"));
        assertEquals("call-progress-events", told.param("CallbackSource"));
        assertEquals("0", told.param("SequenceNumber"));
        assertTrue(told.param("Timestamp").matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d "
                + "\\+0000"), told.param("Timestamp"));
    }

    @Test
    void everyChangeIsToldInOrderWhileTheCallRuns_1_28_1_29_1_32() {
        watches(ALL);
        voice("<Pause length='2'/>", say("0123456789"), "<Pause length='60'/>");
        call();
        assertEquals(List.of("ringing", "in-progress", "completed"), told());
        assertEquals(List.of("0", "1", "2"),
                sim.requests(STATUS).stream().map(request -> request.param("SequenceNumber")).toList());
        assertEquals(List.of(seconds(0), seconds(2), seconds(63)),
                sim.requests(STATUS).stream().map(WebRequest::at).toList());
    }

    @Test
    void onlyTheEventsAskedForAreTold_1_33() {
        watches("answered");
        voice(say("Hi"));
        call();
        assertEquals(List.of("in-progress"), told());
    }

    @Test
    void aTenSecondReceiverDoesNotDelayTheCall_1_30() {
        sim.statusCallback(STATUS, ALL);
        sim.app(STATUS).answers(WebAnswer.nothing().after(seconds(10)));
        voice(say("0123456789"), say("0123456789"));
        SimCaller caller = call();
        assertEquals(List.of("0s said: 0123456789", "1s said: 0123456789"), caller.heardWhen());
        assertEquals(seconds(2), caller.line().endedAt().orElseThrow());
        assertEquals(List.of("ringing", "in-progress", "completed"), told());
        assertEquals(seconds(20), sim.requests(STATUS).getLast().at());
    }

    @Test
    void aLateCallbackCarriesTheStateOfItsMoment_1_31() {
        sim.statusCallback(STATUS, ALL);
        sim.app(STATUS).answers(WebAnswer.nothing().after(seconds(10)));
        voice(say("0123456789"));
        call();
        assertEquals(List.of("ringing", "in-progress", "completed"), told());
        assertFalse(sim.requests(STATUS).get(1).has("CallDuration"));
    }

    @Test
    void theAnswerIsNotTakenAsInstructions_1_32() {
        sim.statusCallback(STATUS, ALL);
        sim.app(STATUS, doc(say("do not say this")));
        voice(say("Hi"), "<Pause length='5'/>");
        assertEquals(List.of("said: Hi"), call().heard());
    }

    @Test
    void aFailingReceiverIsTriedAgainWithTheSameIdAndThenWarnedOf_1_32() {
        watches();
        sim.app(STATUS).answers(WebAnswer.status(500));
        voice(say("Hi"));
        call();
        assertEquals(4, sim.requests(STATUS).size());
        assertEquals(1, sim.requests(STATUS).stream()
                .map(request -> request.header("I-Twilio-Idempotency-Token").orElseThrow()).distinct().count());
        assertEquals(List.of(15003), sim.records().errorCodes());
    }

    @Test
    void orderIsKeptThroughARetry_1_32() {
        watches(ALL);
        sim.app(STATUS).answers(WebAnswer.status(500)).then(WebAnswer.nothing());
        voice(say("Hi"));
        call();
        assertEquals(List.of("ringing", "ringing", "in-progress", "completed"), told());
    }

    @Test
    void whatIsQueuedIsDeliveredInTheOutbox_1_32() {
        watches(ALL);
        voice(say("Hi"));
        call();
        assertEquals(3, sim.records().queued().size());
        assertEquals(sim.records().queued(), sim.records().delivered());
    }

    /** Rulings part 2, "Crash and deploy": what the application heard, a crash after it must not contradict. */
    @Test
    void nothingIsToldBeforeItIsDurable() {
        watches(ALL);
        voice(say("Hi"));
        sim.records().hold(true);
        sim.at(seconds(0.5), () -> sim.records().hold(false));
        call();
        assertEquals(seconds(0.5), request(VOICE).at());
        assertEquals(List.of("ringing", "in-progress", "completed"), told());
        assertEquals(seconds(0.5), sim.requests(STATUS).getFirst().at());
    }

    @Test
    void aStoreThatIsAwayHoldsUpTheCallForASecondAndCallbacksForTen() {
        watches("ringing");
        voice(say("Hi"));
        sim.records().hold(true);
        call();
        assertEquals(seconds(1), request(VOICE).at());
        assertEquals(seconds(10), request(STATUS).at());
    }

    @Test
    void aRecordingsCallbacksLeaveNoGapInTheSequence() {
        watches(ALL);
        sim.app("http://app.example/recorded", "");
        voice("<Record timeout='2' recordingStatusCallback='http://app.example/recorded' "
                + "recordingStatusCallbackEvent='in-progress completed'/>");
        caller().says("hello", seconds(1)).at(seconds(1)).hangsUp().at(seconds(3));
        sim.run();
        assertEquals(List.of("0", "1", "2"),
                sim.requests(STATUS).stream().map(request -> request.param("SequenceNumber")).toList());
    }

    @Test
    void aRejectedCallTellsBusy() {
        watches();
        voice("<Reject reason='busy'/>");
        call();
        assertEquals(List.of("busy"), told());
        assertEquals("0", sim.requests(STATUS).getFirst().param("CallDuration"));
        assertFalse(sim.requests(STATUS).getFirst().has("Duration"), "minutes come with completed only (trap 13)");
    }

    @Test
    void aCallerWhoGivesUpTellsNoAnswer() {
        watches();
        voice("<Pause length='30'/>", say("Hi"));
        caller().hangsUp().at(seconds(2));
        sim.run();
        assertEquals(List.of("no-answer"), told());
    }

    @Test
    void durationIsMinutesRoundedUpAndCallDurationSeconds_trap13() {
        watches();
        voice("<Gather timeout='61'/>");
        call();
        assertEquals("61", request(STATUS).param("CallDuration"));
        assertEquals("2", request(STATUS).param("Duration"));
    }

    @Test
    void callbacksAreSigned_1_35() throws Exception {
        watches();
        voice();
        call();
        assertSigned(request(STATUS), SimDirectory.ACCOUNT);
    }

    @Test
    void theFinalCallbackIsKeptForTheReconcilerWhileTheCallRuns() {
        watches();
        voice(say("0123456789"));
        SimCaller caller = call();
        var states = sim.records().calls(caller.call().orElseThrow().callSid());
        assertEquals(STATUS, states.getFirst().finalCallback().orElseThrow().url());
        assertTrue(states.getLast().finalCallback().isEmpty());
    }
}
