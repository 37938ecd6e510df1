package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallChange;
import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.Masking;
import io.strowger.call.OutboundLimits;
import io.strowger.call.Placement;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The queue of calls that the API starts (rest-api 1.9; issue 3, "Outbound calls"). */
final class OutboundQueueTest extends OutboundSpec {
    private static OutboundLimits limits(int perSecond, int concurrent, int queued, Duration longest) {
        return new OutboundLimits(perSecond, concurrent, 1000, queued, longest, 10_000, 10_000, 1_000_000, 1000);
    }

    private static CallScenario scenario(OutboundLimits limits) {
        return new CallScenario(1, CallLimits.DEFAULT, new CallSettings(
                "http://127.0.0.1:8080", Masking.DEFAULT, CallSettings.Failover.REQUEST, false, limits));
    }

    private static OutboundRequest of(AccountSid account, String party, String verbs) {
        return OutboundRequest.of(account, party, OURS, to(party).binding()).running(doc(verbs));
    }

    private static CallSid placed(CallScenario in, OutboundRequest request) {
        in.callee(request.to());
        CallSid sid = CallSid.mint(in.world());
        Placement placed = in.router().place(sid, request);
        assertTrue(placed instanceof Placement.Queued, placed.toString());
        return sid;
    }

    private static List<Duration> starts(CallScenario in, String party) {
        return in.callee(party).lines().stream().map(line -> line.beganAt()).toList();
    }

    @org.junit.jupiter.api.BeforeEach
    void phones() {
        sim.callee("sip:bob@example.com");
        sim.callee("sip:eve@example.com");
    }

    @Test
    void oneCallASecondStartsUnlessToldOtherwiseAndTheOthersWaitInOrder() {
        List<CallSid> sids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sids.add(place(to("sip:bob@example.com").running(doc(say("Hi")))));
        }
        sim.run();
        assertEquals(List.of(seconds(0), seconds(1), seconds(2), seconds(3)), starts(sim, "sip:bob@example.com"));
        assertEquals(sids, sim.callee("sip:bob@example.com").targets().stream().map(one -> one.callSid()).toList());
        assertEquals(List.of(seconds(0), seconds(1), seconds(2), seconds(3)),
                sids.stream().map(sid -> last(sid).particulars().queued()).toList());
    }

    @Test
    void aPauseSavesNothingUp() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        sim.at(seconds(10.5), () -> {
            place(to("sip:bob@example.com").running(doc(say("Hi"))));
            place(to("sip:bob@example.com").running(doc(say("Hi"))));
        });
        sim.run();
        assertEquals(List.of(seconds(0), seconds(10.5), seconds(11.5)), starts(sim, "sip:bob@example.com"));
    }

    @Test
    void noMoreRunAtOnceThanTheAccountMayAndTheNextStartsWhenOneEnds() {
        try (CallScenario small = scenario(limits(100, 2, 10, Duration.ofHours(24)))) {
            for (int i = 0; i < 4; i++) {
                placed(small, of(SimDirectory.ACCOUNT, "sip:bob@example.com", "<Pause length='60'/>"));
            }
            small.run();
            List<Duration> starts = starts(small, "sip:bob@example.com");
            assertEquals(List.of(seconds(0), seconds(0.01)), starts.subList(0, 2));
            assertTrue(starts.get(2).compareTo(seconds(61)) >= 0, starts.toString());
            assertEquals(4, starts.size());
        }
    }

    @Test
    void aFloodOfOneAccountDelaysNoOther() {
        try (CallScenario big = scenario(limits(5, 100, 50_000, Duration.ofHours(24)))) {
            for (int i = 0; i < 50_000; i++) {
                placed(big, of(SimDirectory.ACCOUNT, "sip:flood@example.com", "<Hangup/>"));
            }
            big.at(seconds(7.1), () -> placed(big, of(OTHER, "sip:other@example.com", "<Hangup/>")));
            big.runFor(seconds(20));
            assertEquals(List.of(seconds(7.1)), starts(big, "sip:other@example.com"));
            assertEquals(seconds(0.2), starts(big, "sip:flood@example.com").get(1));
            assertEquals(101, starts(big, "sip:flood@example.com").size());
            assertEquals(50_000 - 101, big.router().waiting());
        }
    }

    @Test
    void accountsTakeTurns() {
        for (AccountSid account : List.of(SimDirectory.ACCOUNT, OTHER)) {
            for (int i = 0; i < 3; i++) {
                placed(sim, of(account, "sip:" + account + "@example.com", "<Hangup/>"));
            }
        }
        sim.run();
        List<Duration> every = List.of(seconds(0), seconds(1), seconds(2));
        assertEquals(every, starts(sim, "sip:" + SimDirectory.ACCOUNT + "@example.com"));
        assertEquals(every, starts(sim, "sip:" + OTHER + "@example.com"));
    }

    @Test
    void placesThatAllAccountsNeedGoRound() {
        try (CallScenario small = scenario(new OutboundLimits(
                100, 100, 2, 1000, Duration.ofHours(24), 1000, 1000, 1000, 1000))) {
            for (int i = 0; i < 20; i++) {
                placed(small, of(SimDirectory.ACCOUNT, "sip:flood@example.com", "<Pause length='9'/>"));
            }
            small.at(seconds(5), () -> {
                placed(small, of(OTHER, "sip:other@example.com", "<Pause length='9'/>"));
                placed(small, of(OTHER, "sip:other@example.com", "<Pause length='9'/>"));
            });
            small.run();
            assertEquals(20, starts(small, "sip:flood@example.com").size());
            List<Duration> others = starts(small, "sip:other@example.com");
            assertEquals(2, others.size());
            assertTrue(others.getLast().compareTo(seconds(31)) < 0, "behind nine others at most: " + others);
            List<Duration> all = new ArrayList<>(starts(small, "sip:flood@example.com"));
            all.addAll(others);
            all.sort(null);
            for (int i = 2; i < all.size(); i++) {
                assertTrue(all.get(i).minus(all.get(i - 2)).compareTo(seconds(10)) >= 0, "two at once: " + all);
            }
        }
    }

    @Test
    void moreThanMayWaitAreRefusedAndOnlyForThatAccount() {
        try (CallScenario small = scenario(limits(1, 10, 2, Duration.ofHours(24)))) {
            OutboundRequest request = of(SimDirectory.ACCOUNT, "sip:bob@example.com", "<Hangup/>");
            for (int i = 0; i < 3; i++) { // the first starts at once
                placed(small, request);
            }
            Placement refused = small.router().place(CallSid.mint(small.world()), request);
            assertEquals(ErrorCode.OUTBOUND_QUEUE_FULL, ((Placement.Refused) refused).code());
            assertTrue(((Placement.Refused) refused).message().startsWith("outbound-queue: 2 "), refused.toString());
            placed(small, of(OTHER, "sip:bob@example.com", "<Hangup/>"));
            small.run();
            assertEquals(4, starts(small, "sip:bob@example.com").size());
        }
    }

    @Test
    void aCallThatWaitedTooLongFailsWithItsFinalCallback() {
        try (CallScenario small = scenario(limits(1, 1, 10, Duration.ofMinutes(5)))) {
            small.app(STATUS).answers(io.strowger.sim.WebAnswer.nothing());
            placed(small, of(SimDirectory.ACCOUNT, "sip:bob@example.com", "<Pause length='3600'/>"));
            OutboundRequest second = of(SimDirectory.ACCOUNT, "sip:eve@example.com", "<Hangup/>");
            CallSid late = placed(small, second.under(new io.strowger.call.port.VoiceBinding(
                    second.binding().primary(), List.of(), Optional.of(new WebTarget(STATUS, "POST")),
                    java.util.Set.of("completed"), Optional.empty()), Optional.empty()));
            small.run();
            assertFalse(small.callee("sip:eve@example.com").wasCalled());
            assertEquals(CallStatus.FAILED, small.records().calls(late).getLast().status());
            assertEquals(List.of(ErrorCode.OUTBOUND_WAITED_TOO_LONG.number()), small.records().errorCodes());
            assertEquals("failed", small.requests(STATUS).getFirst().param("CallStatus"));
            assertEquals(seconds(300), small.requests(STATUS).getFirst().at());
            assertEquals(1, small.records().details(late).size());
        }
    }

    @Test
    void aWaitingCallIsCanceledWithoutAnyCallback_section8() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid waiting = place(watched(to("sip:eve@example.com"), "initiated", "completed"));
        CallSid after = place(to("sip:bob@example.com").running(doc(say("Hi"))));
        List<Boolean> applied = new ArrayList<>();
        sim.at(seconds(0.5), () -> sim.router().change(SimDirectory.ACCOUNT, waiting,
                CallChange.of(new CallChange.Step.Cancel()), applied::add));
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals(CallStatus.CANCELED, last(waiting).status());
        assertEquals(List.of(), sim.requests(STATUS));
        assertFalse(sim.callee("sip:eve@example.com").wasCalled());
        assertEquals(seconds(1), last(after).particulars().queued(), "the next one takes its place");
        assertEquals(List.of(), sim.records().waiting());
    }

    @Test
    void completedEndsAWaitingCallToo() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid waiting = place(to("sip:eve@example.com"));
        List<Boolean> applied = new ArrayList<>();
        sim.router().change(SimDirectory.ACCOUNT, waiting, CallChange.of(new CallChange.Step.HangUp()), applied::add);
        sim.run();
        assertEquals(List.of(true), applied);
        assertEquals(CallStatus.CANCELED, last(waiting).status());
    }

    @Test
    void aWaitingCallTakesNoOtherDocumentButAnotherCallbackAndLimit_B8() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid waiting = place(to("sip:eve@example.com").running(doc("<Pause length='60'/>")));
        sim.app(STATUS).answers(io.strowger.sim.WebAnswer.nothing());
        List<Boolean> applied = new ArrayList<>();
        sim.router().change(SimDirectory.ACCOUNT, waiting,
                CallChange.of(new CallChange.Step.Fetch(new WebTarget(NEXT, "POST"))), applied::add);
        sim.router().change(SimDirectory.ACCOUNT, waiting, new CallChange(Optional.empty(), Optional.empty(),
                Optional.of(new WebTarget(STATUS, "POST")), Optional.of(seconds(5))), applied::add);
        sim.run();
        assertEquals(List.of(false, true), applied);
        assertEquals(List.of("completed"), told("CallStatus"));
        assertEquals("5", request(STATUS).param("CallDuration"));
    }

    @Test
    void whatWaitsWhenItsAccountIsSuspendedIsNotDialled() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid waiting = place(watched(to("sip:eve@example.com")));
        sim.at(seconds(0.5), () -> sim.directory().suspend(SimDirectory.ACCOUNT));
        sim.run();
        assertFalse(sim.callee("sip:eve@example.com").wasCalled());
        assertEquals(CallStatus.FAILED, last(waiting).status());
        assertEquals(List.of(ErrorCode.ACCOUNT_SUSPENDED.number()), sim.records().errorCodes());
        assertEquals("failed", request(STATUS).param("CallStatus"));
    }

    @Test
    void aForeignAccountCannotTouchAWaitingCall() {
        place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid waiting = place(to("sip:eve@example.com").running(doc(say("Hi"))));
        List<Boolean> applied = new ArrayList<>();
        sim.router().change(OTHER, waiting, CallChange.of(new CallChange.Step.Cancel()), applied::add);
        sim.run();
        assertEquals(List.of(false), applied);
        assertEquals(CallStatus.COMPLETED, last(waiting).status());
    }

    @Test
    void whatStillWaitsIsKeptAndGoesOnWithTheNextRun() {
        CallSid first = place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid second = place(to("sip:bob@example.com").running(doc(say("Hi"))));
        CallSid third = place(to("sip:bob@example.com").running(doc(say("Hi"))));
        sim.runFor(seconds(0.5));
        sim.router().hold();
        sim.run();
        assertEquals(CallStatus.COMPLETED, last(first).status());
        List<OutboundCall> left = sim.records().waiting();
        assertEquals(List.of(second, third), left.stream().map(OutboundCall::sid).toList());
        try (CallScenario next = new CallScenario(2)) {
            next.callee("sip:bob@example.com");
            next.router().resume(left);
            next.run();
            assertEquals(List.of(seconds(0), seconds(1)), starts(next, "sip:bob@example.com"));
            CallRecord ended = next.records().calls(third).getLast();
            assertEquals(CallStatus.COMPLETED, ended.status());
            assertEquals(left.getLast().created(), ended.created());
        }
    }

    @Test
    void aStartedCallIsNoLongerKeptForTheNextRun() {
        CallSid sid = place(to("sip:bob@example.com").running(doc(say("Hi"))));
        sim.callee("sip:bob@example.com").answersAfter(seconds(30));
        sim.runFor(seconds(1));
        assertEquals(List.of(), sim.records().waiting());
        assertEquals(CallStatus.RINGING, last(sid).status());
        sim.run();
        assertEquals(CallStatus.QUEUED, sim.records().calls(sid).getFirst().status());
    }

    /** STYLE.md rule 9: a mistake ends the call, not the process, and gives its place back. */
    @Test
    void aCallWhoseStartIsAMistakeFailsAloneAndTheOthersGoOn() {
        try (CallScenario small = scenario(limits(1, 1, 10, Duration.ofHours(24)))) {
            small.callee("sip:bob@example.com");
            small.callee("sip:eve@example.com");
            small.directory().broken(SimDirectory.ACCOUNT, true);
            List<OutboundCall> left = List.of(
                    left(small, of(SimDirectory.ACCOUNT, "sip:bob@example.com", "<Hangup/>")),
                    left(small, of(OTHER, "sip:eve@example.com", "<Hangup/>")),
                    left(small, of(SimDirectory.ACCOUNT, "sip:bob@example.com", "<Hangup/>")));
            small.router().resume(left);
            small.at(seconds(0.5), () -> small.directory().broken(SimDirectory.ACCOUNT, false));
            small.run();
            assertEquals(CallStatus.FAILED, small.records().calls(left.getFirst().sid()).getLast().status());
            assertEquals(List.of(ErrorCode.INTERNAL.number()), small.records().errorCodes());
            assertEquals(List.of(seconds(0)), starts(small, "sip:eve@example.com"));
            assertEquals(List.of(seconds(1)), starts(small, "sip:bob@example.com"), "its one place is free again");
        }
    }

    private static OutboundCall left(CallScenario in, OutboundRequest request) {
        in.directory().showable(OURS);
        return new OutboundCall(CallSid.mint(in.world()), request, in.world().timeline().now());
    }
}
