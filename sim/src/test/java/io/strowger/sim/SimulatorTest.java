package io.strowger.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.Termination;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small version of the 100,000 calls; {@code SimulatorMain} runs the large one. */
final class SimulatorTest {
    private static Simulator.Report clean(long seed, int calls) {
        Simulator.Report report = Simulator.run(seed, calls, 50);
        assertEquals(List.of(), report.findings(), "seed " + seed);
        return report;
    }

    @Test
    void twoThousandCallsWithFaultsLeaveNothingAndGiveTheSameTraceTwice() {
        Simulator.Report first = clean(1, 2000);
        Simulator.Report second = clean(1, 2000);
        assertEquals(first, second);
        assertTrue(first.mostAtOnce() > 500, "calls run beside each other: " + first.mostAtOnce());
    }

    @Test
    void anotherSeedGivesAnotherTrace() {
        assertNotEquals(clean(2, 200).digest(), clean(3, 200).digest());
    }

    @ParameterizedTest
    @CsvSource({"4,1000", "5,1000", "6,1000"})
    void furtherSeedsFindNothing(long seed, int calls) {
        clean(seed, calls);
    }

    @Test
    void theWorkloadHoldsEveryFaultAndEveryVerb() {
        Workload workload = new Workload(new SimEntropy(1));
        Set<CallPlan.Kind> kinds = EnumSet.noneOf(CallPlan.Kind.class);
        StringBuilder all = new StringBuilder();
        int hangUps = 0;
        for (int i = 0; i < 2000; i++) {
            CallPlan plan = workload.plan(i);
            plan.fault().ifPresent(fault -> kinds.add(fault.kind()));
            plan.pages().forEach(page -> all.append(page.document()));
            hangUps += plan.hangsUpAt().isPresent() ? 1 : 0;
        }
        assertEquals(EnumSet.allOf(CallPlan.Kind.class), kinds);
        assertTrue(hangUps > 200, "hang-ups: " + hangUps);
        for (String verb : List.of("Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Reject", "Hangup",
                "answerOnBridge", "sequential")) {
            assertTrue(all.indexOf(verb) > 0, verb);
        }
    }

    @Test
    void onePlanIsTheSameWhateverWasPlannedBefore() {
        Workload early = new Workload(new SimEntropy(9));
        Workload late = new Workload(new SimEntropy(9));
        for (int i = 0; i < 50; i++) {
            late.plan(i);
        }
        assertEquals(early.plan(77), late.plan(77));
    }

    // ---- the auditor finds what it is for --------------------------------------------------------------------------

    private final SimWorld world = new SimWorld(1);
    private final Auditor auditor = new Auditor(world.timeline());
    private final CallPlan plan = new Workload(new SimEntropy(1)).plan(3);
    private final CallSid sid = CallSid.mint(world);

    private CallRecord state(CallStatus status) {
        Instant now = world.timeline().now();
        return new CallRecord(sid, SimDirectory.ACCOUNT, Optional.empty(), "a", "b", Direction.INBOUND, status, now,
                Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty(), "");
    }

    private CallDetail detail(CallStatus status) {
        Instant now = world.timeline().now();
        return new CallDetail(sid, SimDirectory.ACCOUNT, Optional.empty(), Direction.INBOUND, "a", "b", now,
                Optional.of(now), now, Duration.ZERO, "", "", 200, Termination.SUCCESS, status);
    }

    private StatusDelivery callback(int sequence) {
        return new StatusDelivery("id", sid, SimDirectory.ACCOUNT, sequence, new WebTarget("http://a/b", "POST"),
                List.of());
    }

    private void assertFound(String what) {
        assertTrue(auditor.findings().stream().anyMatch(line -> line.contains(what)), auditor.findings().toString());
    }

    @Test
    void theAuditorSeesAStateAfterTheFinalOne() {
        auditor.begins(plan, sid);
        List.of(CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED).forEach(s -> auditor.call(state(s)));
        assertEquals(0, auditor.findingCount());
        auditor.call(state(CallStatus.COMPLETED));
        assertFound("went from Optional[COMPLETED] to COMPLETED");
    }

    @Test
    void theAuditorSeesACallThatNeverEndsAndOneThatEndsTwice() {
        auditor.begins(plan, sid);
        auditor.call(state(CallStatus.RINGING));
        auditor.runIsOver();
        assertFound("never settled");
        auditor.detail(detail(CallStatus.COMPLETED));
        auditor.detail(detail(CallStatus.COMPLETED));
        auditor.settle(plan, sid, line());
        assertFound("never reached a final status");
        assertFound("ended 2 times");
    }

    @Test
    void theAuditorSeesAGapInTheCallbacks() {
        auditor.begins(plan, sid);
        auditor.queued(callback(0));
        auditor.queued(callback(2));
        assertFound("out of order: 2");
    }

    @Test
    void theAuditorSeesACallNobodyPlanned() {
        auditor.call(state(CallStatus.RINGING));
        assertFound("unknown call");
    }

    @Test
    void theAuditorHearsWhatBelongsToAnotherCall() {
        auditor.begins(plan, sid);
        SimLine line = line();
        line.hears("said: text 999.1. words");
        auditor.detail(detail(CallStatus.COMPLETED));
        auditor.settle(plan, sid, line);
        assertFound("heard something foreign");
        assertFound("expected");
    }

    private SimLine line() {
        SimSignaling signaling = new SimSignaling(world, new SimDirectory(), Delays.none());
        return new SimLine(new io.strowger.call.port.LegId(sid.value()), new SimCaller("a", signaling), true,
                world.timeline(), Delays.none(), () -> { });
    }
}
