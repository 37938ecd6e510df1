package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallChange;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing a call while it runs (requirements B8, B9; rest-api section 2, "Calls": modify). */
final class LiveChangeTest extends OutboundSpec {
    private static final String BOB = "sip:bob@example.com";
    private final List<Boolean> applied = new ArrayList<>();

    private void change(Duration at, java.util.function.Supplier<CallSid> call, CallChange change) {
        sim.at(at, () -> sim.router().change(SimDirectory.ACCOUNT, call.get(), change, applied::add));
    }

    private void change(Duration at, SimCaller caller, CallChange.Step step) {
        change(at, () -> caller.call().orElseThrow().callSid(), CallChange.of(step));
    }

    private static CallChange.Step fetch(String url) {
        return new CallChange.Step.Fetch(new WebTarget(url, "POST"));
    }

    private static CallChange.Step run(String... verbs) {
        return new CallChange.Step.Run(doc(verbs));
    }

    private CallSid child() {
        return sim.records().calls().stream().filter(call -> call.parent().isPresent()).map(CallRecord::sid)
                .findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<Say loop='0'>and again</Say>", "<Play loop='0'>http://media.example/a.wav</Play>", "<Pause length='60'/>",
        "<Gather timeout='60'/>", "<Gather timeout='60'><Say loop='0'>press</Say></Gather>",
        "<Record timeout='60' playBeep='false'/>", "<Dial><Sip>sip:bob@example.com</Sip></Dial>",
        "<Dial timeout='60'><Sip>sip:never@example.com</Sip></Dial>",
        "<Dial record='record-from-ringing-dual'><Sip>sip:bob@example.com</Sip></Dial>",
        "<Dial answerOnBridge='true' timeout='60'><Sip>sip:never@example.com</Sip></Dial>",
        "<Redirect>http://slow.example/</Redirect>",
    })
    void everyVerbGivesWayAtOnce_B8(String verb) {
        voice(say("Hi"), verb, say("never"));
        next(say("moved"));
        sim.callee(BOB);
        sim.callee("sip:never@example.com").neverAnswers();
        sim.app("http://slow.example/").answers(WebAnswer.twiml(doc(say("never"))).after(seconds(14)));
        SimCaller caller = caller();
        change(seconds(5), caller, fetch(NEXT));
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals("5s said: moved", caller.heardWhen().getLast());
        assertFalse(caller.heard().contains("said: never"));
        assertEquals(seconds(5.5), caller.line().endedAt().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<Say loop='0'>and again</Say>", "<Pause length='60'/>", "<Gather timeout='60'/>",
        "<Record timeout='60' playBeep='false'/>", "<Dial><Sip>sip:bob@example.com</Sip></Dial>",
        "<Dial timeout='60'><Sip>sip:never@example.com</Sip></Dial>", "<Redirect>http://slow.example/</Redirect>",
    })
    void completedHangsUpAtOnceDuringEveryVerb_B8(String verb) {
        voice(say("Hi"), verb, say("never"));
        sim.callee(BOB);
        sim.callee("sip:never@example.com").neverAnswers();
        sim.app("http://slow.example/").answers(WebAnswer.twiml(doc(say("never"))).after(seconds(14)));
        SimCaller caller = caller();
        change(seconds(5), caller, new CallChange.Step.HangUp());
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals(seconds(5), caller.line().endedAt().orElseThrow());
        assertEquals(CallStatus.COMPLETED, status(caller));
    }

    @Test
    void anInlineDocumentTakesOverWithoutARequest() {
        voice("<Pause length='60'/>", say("never"));
        SimCaller caller = caller();
        change(seconds(5), caller, run(say("inline"), "<Pause length='5'/>", "<Redirect>" + NEXT + "</Redirect>"));
        next(say("two"));
        sim.run();
        assertEquals(List.of("said: inline", "said: two"), caller.heard());
        assertEquals(1, sim.requests(VOICE).size());
    }

    @Test
    void anInlineDocumentThatCannotBeReadLeadsToTheFallback() {
        voice("<Pause length='60'/>");
        fallback(say("spare"));
        SimCaller caller = caller();
        change(seconds(5), caller, new CallChange.Step.Run("<Nonsense>"));
        sim.run();
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals("12100", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void theFallbackOfARunningCallCanBeChanged() {
        voice("<Pause length='10'/>", "<Redirect>http://dead.example/</Redirect>");
        fallback(say("old"));
        sim.app("http://dead.example/").answers(WebAnswer.status(500));
        sim.app("http://new.example/", doc(say("new")));
        SimCaller caller = caller();
        change(seconds(5), () -> caller.call().orElseThrow().callSid(), new CallChange(Optional.empty(),
                Optional.of(new WebTarget("http://new.example/", "POST")), Optional.empty(), Optional.empty()));
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals(List.of("said: new"), caller.heard());
    }

    @Test
    void theStatusCallbackOfARunningCallCanBeChanged() {
        sim.statusCallback(STATUS, "answered", "completed");
        sim.app(STATUS).answers(WebAnswer.nothing());
        sim.app("http://other.example/told").answers(WebAnswer.nothing());
        voice(say("Hi"), "<Pause length='60'/>");
        SimCaller caller = caller();
        change(seconds(5), () -> caller.call().orElseThrow().callSid(), new CallChange(Optional.empty(),
                Optional.empty(), Optional.of(new WebTarget("http://other.example/told", "POST")), Optional.empty()));
        sim.run();
        assertEquals("in-progress", request(STATUS).param("CallStatus"));
        assertEquals("completed", request("http://other.example/told").param("CallStatus"));
        assertEquals("http://other.example/told", sim.records().calls(caller.call().orElseThrow().callSid()).stream()
                .filter(one -> !one.status().isFinal()).toList().getLast().finalCallback().orElseThrow().url());
    }

    @Test
    void anEmptyStatusCallbackTakesItAway() {
        sim.statusCallback(STATUS);
        voice(say("Hi"), "<Pause length='60'/>");
        SimCaller caller = caller();
        change(seconds(5), () -> caller.call().orElseThrow().callSid(), new CallChange(Optional.empty(),
                Optional.empty(), Optional.of(new WebTarget("", "POST")), Optional.empty()));
        sim.run();
        assertEquals(List.of(), sim.requests(STATUS));
    }

    @Test
    void aNewTimeLimitCountsFromTheAnswer() {
        voice(say("Hi"), "<Pause length='600'/>");
        SimCaller caller = caller();
        change(seconds(5), () -> caller.call().orElseThrow().callSid(), new CallChange(Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(seconds(20))));
        sim.run();
        assertEquals(seconds(20), caller.line().endedAt().orElseThrow());
        assertEquals(CallStatus.COMPLETED, status(caller));
        assertEquals(List.of(), sim.records().errorCodes());
    }

    @Test
    void canceledIsRefusedOnceTheCallIsAnswered() {
        voice(say("Hi"), "<Pause length='10'/>");
        SimCaller caller = caller();
        change(seconds(5), caller, new CallChange.Step.Cancel());
        sim.run();
        assertEquals(List.of(false), applied);
        assertEquals(seconds(10.2), caller.line().endedAt().orElseThrow());
    }

    @Test
    void canceledEndsARingingOutboundCall() {
        SimCallee never = sim.callee(BOB).neverAnswers();
        CallSid sid = place(watched(to(BOB)));
        change(seconds(5), () -> sid, CallChange.of(new CallChange.Step.Cancel()));
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals(CallStatus.CANCELED, last(sid).status());
        assertEquals(seconds(5), never.line().endedAt().orElseThrow());
        assertEquals("canceled", request(STATUS).param("CallStatus"));
    }

    @Test
    void aRingingOutboundCallTakesNoDocument_21220() {
        voice(say("Hi"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(9));
        CallSid sid = place(to(BOB));
        change(seconds(5), () -> sid, CallChange.of(fetch(NEXT)));
        change(seconds(6), () -> sid, CallChange.of(run(say("never"))));
        sim.run();
        assertEquals(List.of(false, false), applied);
        assertEquals(List.of("said: Hi"), bob.heard());
    }

    @Test
    void aCallThatIsOverOrForeignOrUnknownIsNotChanged_21220() {
        voice(say("Hi"));
        SimCaller caller = caller();
        change(seconds(5), caller, new CallChange.Step.HangUp());
        change(seconds(5), () -> CallSid.mint(sim.world()), CallChange.of(new CallChange.Step.HangUp()));
        sim.at(seconds(0.1), () -> sim.router().change(OTHER, caller.call().orElseThrow().callSid(),
                CallChange.of(new CallChange.Step.HangUp()), applied::add));
        sim.run();
        assertEquals(List.of(false, false, false), applied);
        assertEquals(seconds(0.2), caller.line().endedAt().orElseThrow());
    }

    @Test
    void aChangeThatMeetsTheEndOfTheCallIsAnswered() {
        voice(say("Hi"), "<Record timeout='60' playBeep='false'/>");
        for (int i = 0; i < 40; i++) {
            SimCaller caller = sim.caller().dials("+15550100", seconds(10 * i));
            caller.hangsUp().at(seconds(10 * i + 3));
            change(seconds(10 * i + 2.9 + i * 0.01), caller, fetch(NEXT));
        }
        next(say("moved"));
        sim.run();
        assertEquals(40, applied.size());
        assertTrue(applied.contains(true) && applied.contains(false), applied.toString());
    }

    @Test
    void redirectingTheParentEndsTheDialAndTheChild() {
        voice("<Dial><Sip>" + BOB + "</Sip></Dial>", say("never"));
        next(say("moved"), "<Pause length='10'/>");
        SimCallee bob = sim.callee(BOB);
        SimCaller caller = caller();
        change(seconds(5), caller, fetch(NEXT));
        sim.run();
        assertEquals("5s said: moved", caller.heardWhen().getLast());
        assertEquals(seconds(5), bob.line().endedAt().orElseThrow());
    }

    @Test
    void aChildThatIsRedirectedLeavesTheBridgeAndRunsItsOwnDocument() {
        voice("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip></Dial>");
        next(say("alone"));
        sim.app("http://app.example/bob", doc(say("for bob"), "<Pause length='10'/>"));
        SimCallee bob = sim.callee(BOB);
        SimCaller caller = caller();
        change(seconds(5), this::child, CallChange.of(fetch("http://app.example/bob")));
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals("said: alone", caller.heard().getLast());
        assertEquals(seconds(5.5), caller.line().endedAt().orElseThrow());
        assertEquals("completed", request(NEXT).param("DialCallStatus"));
        assertEquals("4", request(NEXT).param("DialCallDuration"));
        assertEquals("said: for bob", bob.heard().getLast());
        assertTrue(sim.media().commands().stream().anyMatch(command -> command instanceof MediaCommand.Unbridge parts
                && parts.leg().value().equals(child().value())), "the child itself parts the two");
        assertEquals(seconds(15.7), bob.line().endedAt().orElseThrow(), "it lives on without its parent");
        assertEquals(child().value(), request("http://app.example/bob").param("CallSid"));
    }

    @Test
    void bothSidesOfABridgeCanBeSentElsewhere() {
        voice("<Dial><Sip>" + BOB + "</Sip></Dial>", say("never"));
        next(say("caller"), "<Pause length='10'/>");
        sim.app("http://app.example/bob", doc(say("callee"), "<Pause length='20'/>"));
        SimCallee bob = sim.callee(BOB);
        SimCaller caller = caller();
        change(seconds(5), this::child, CallChange.of(fetch("http://app.example/bob")));
        change(seconds(5), caller, fetch(NEXT));
        sim.run();
        assertEquals(List.of(true, true), applied);
        assertEquals("said: caller", caller.heard().getLast());
        assertEquals("said: callee", bob.heard().getLast());
        assertEquals(seconds(15.6), caller.line().endedAt().orElseThrow());
        assertEquals(seconds(25.6), bob.line().endedAt().orElseThrow());
    }

    @Test
    void aChildThatLeftMayDialOnItsOwn() {
        voice("<Dial><Sip>" + BOB + "</Sip></Dial>");
        SimCallee bob = sim.callee(BOB);
        SimCallee eve = sim.callee("sip:eve@example.com");
        eve.hangsUp().afterAnswer(seconds(7));
        caller();
        change(seconds(5), this::child, CallChange.of(run("<Dial><Sip>sip:eve@example.com</Sip></Dial>",
                say("after"))));
        sim.run();
        assertTrue(bob.heard().contains("talk with sip:eve@example.com"), bob.heard().toString());
        assertEquals("said: after", bob.heard().getLast());
    }

    @Test
    void aChildInItsScreeningLeavesTheDial() {
        voice("<Dial><Sip url='http://app.example/screen'>" + BOB + "</Sip></Dial>", say("gone"));
        sim.app("http://app.example/screen", doc("<Pause length='30'/>"));
        SimCallee bob = sim.callee(BOB);
        SimCaller caller = caller();
        change(seconds(5), this::child, CallChange.of(run(say("yours"))));
        sim.run();
        assertEquals("said: gone", caller.heard().getLast());
        assertEquals("said: yours", bob.heard().getLast());
    }

    @Test
    void aRingingChildTakesNoDocument() {
        voice("<Dial><Sip>" + BOB + "</Sip></Dial>");
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(9));
        bob.hangsUp().afterAnswer(seconds(1));
        caller();
        change(seconds(5), this::child, CallChange.of(run(say("yours"))));
        sim.run();
        assertEquals(List.of(false), applied);
    }

    @Test
    void completingTheChildGoesOnWithTheParentsDocument() {
        voice("<Dial><Sip>" + BOB + "</Sip></Dial>", say("after"));
        SimCallee bob = sim.callee(BOB);
        SimCaller caller = caller();
        change(seconds(5), this::child, CallChange.of(new CallChange.Step.HangUp()));
        sim.run();
        assertEquals(seconds(5), bob.line().endedAt().orElseThrow());
        assertEquals("said: after", caller.heard().getLast());
    }

    @Test
    void aCallMovedAsItsLastDocumentEndsIsMovedOrEnded() {
        voice("<Pause length='5'/>");
        next(say("moved"));
        SimCaller caller = caller();
        change(seconds(5), caller, fetch(NEXT));
        sim.run();
        assertEquals(1, applied.size());
        assertEquals(applied.getFirst(), caller.heard().contains("said: moved"), caller.heard().toString());
    }
}
