package io.strowger.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.LogContext;
import io.strowger.kernel.Timeline.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimTimelineTest {
    private final SimWorld world = new SimWorld(1);
    private final SimTimeline timeline = world.timeline();
    private final List<String> story = new ArrayList<>();

    @AfterEach
    void endStrands() {
        world.close();
    }

    private void tell(String what) {
        story.add(timeline.elapsed().toMillis() + " " + what);
    }

    @Test
    void timersFireInTimeOrderAndThenInOrderOfScheduling() {
        timeline.schedule(Duration.ofMillis(20), () -> tell("late"));
        timeline.schedule(Duration.ofMillis(10), () -> tell("first"));
        timeline.schedule(Duration.ofMillis(10), () -> tell("second"));
        timeline.runUntilQuiet();
        assertEquals(List.of("10 first", "10 second", "20 late"), story);
    }

    @Test
    void aCancelledTimerNeverFiresAndDoesNotMoveTheClock() {
        Timer far = timeline.schedule(Duration.ofHours(1), () -> tell("never"));
        Timer near = timeline.schedule(Duration.ofMillis(5), () -> tell("near"));
        far.cancel();
        far.cancel();
        timeline.runUntilQuiet();
        near.cancel();
        assertEquals(List.of("5 near"), story);
        assertEquals(Duration.ofMillis(5), timeline.elapsed());
    }

    @Test
    void manyTimersCancelledAtRandomLeaveTheOthersInOrder() {
        SimEntropy entropy = new SimEntropy(7);
        List<Timer> timers = new ArrayList<>();
        List<Long> fired = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            timers.add(timeline.schedule(
                    Duration.ofMillis(entropy.below(1_000)), () -> fired.add(timeline.elapsed().toMillis())));
        }
        for (int i = 0; i < 5_000; i += 2) {
            timers.get(i).cancel();
        }
        timeline.runUntilQuiet();
        assertEquals(2_500, fired.size());
        assertEquals(fired.stream().sorted().toList(), fired);
    }

    @Test
    void aStrandWaitsForALetterOrItsDeadline() {
        Inbox<String> inbox = timeline.inbox(4);
        timeline.spawn("reader", () -> {
            tell(inbox.await(Deadline.after(timeline, Duration.ofMillis(30))).orElse("nothing"));
            tell(inbox.await(Deadline.after(timeline, Duration.ofMillis(30))).orElse("nothing"));
            tell(inbox.poll().orElse("empty"));
        });
        timeline.schedule(Duration.ofMillis(10), () -> inbox.post("letter"));
        timeline.runUntilQuiet();
        assertEquals(List.of("10 letter", "40 nothing", "40 empty"), story);
    }

    @Test
    void aLetterThatArrivesLeavesNoDeadlineBehind() {
        Inbox<String> inbox = timeline.inbox(4);
        timeline.spawn("reader", () -> inbox.await(Deadline.after(timeline, Duration.ofHours(4))));
        timeline.schedule(Duration.ofMillis(10), () -> inbox.post("letter"));
        timeline.runUntilQuiet();
        assertEquals(Duration.ofMillis(10), timeline.elapsed());
        assertEquals(0, timeline.pending());
    }

    @Test
    void onlyOneStrandRunsUntilItWaits() {
        Inbox<String> ping = timeline.inbox(1);
        Inbox<String> pong = timeline.inbox(1);
        timeline.spawn("a", () -> {
            for (int i = 0; i < 3; i++) {
                tell("a" + i);
                ping.post("ping");
                pong.await();
            }
        });
        timeline.spawn("b", () -> {
            for (int i = 0; i < 3; i++) {
                ping.await();
                tell("b" + i);
                pong.post("pong");
            }
        });
        timeline.runUntilQuiet();
        assertEquals(List.of("0 a0", "0 b0", "0 a1", "0 b1", "0 a2", "0 b2"), story);
        assertEquals(List.of(), timeline.waiting());
    }

    @Test
    void aStrandThatWaitsForEverIsReportedByName() {
        timeline.spawn("call CA1", () -> timeline.inbox(1).await());
        timeline.spawn("call CA2", () -> tell("ends"));
        timeline.runUntilQuiet();
        assertEquals(List.of("call CA1"), timeline.waiting());
    }

    @Test
    void whatAStrandOrATimerThrowsIsCollected() {
        timeline.spawn("bad", () -> {
            throw new IllegalStateException("strand");
        });
        timeline.schedule(Duration.ofMillis(1), () -> {
            throw new IllegalStateException("timer");
        });
        timeline.spawn("good", () -> tell("goes on"));
        timeline.runUntilQuiet();
        assertEquals(List.of("bad", "timer"), timeline.mistakes().stream().map(SimTimeline.Mistake::strand).toList());
        assertEquals(List.of("0 goes on"), story);
    }

    @Test
    void aTimerMayNotWait() {
        Inbox<String> inbox = timeline.inbox(1);
        timeline.schedule(Duration.ZERO, inbox::await);
        timeline.runUntilQuiet();
        assertEquals("only a strand may wait, not a timer", timeline.mistakes().getFirst().thrown().getMessage());
    }

    @Test
    void twoStrandsMayNotWaitAtOneInbox() {
        Inbox<String> inbox = timeline.inbox(1);
        timeline.spawn("one", inbox::await);
        timeline.spawn("two", inbox::await);
        timeline.runUntilQuiet();
        assertEquals("one waits here already, not two", timeline.mistakes().getFirst().thrown().getMessage());
    }

    @Test
    void aClosedOrFullInboxRefuses() {
        Inbox<String> inbox = timeline.inbox(1);
        assertTrue(inbox.post("a"));
        assertFalse(inbox.post("b"));
        inbox.close();
        assertEquals(Optional.of("a"), inbox.poll());
        assertFalse(inbox.post("c"));
    }

    @Test
    void steppingTheWallClockLeavesTheMonotonicClockAlone() {
        Instant before = timeline.now();
        long nanos = timeline.nanos();
        timeline.stepClock(Duration.ofHours(-2));
        timeline.runFor(Duration.ofSeconds(10));
        assertEquals(before.minus(Duration.ofHours(2)).plusSeconds(10), timeline.now());
        assertEquals(Duration.ofSeconds(10).toNanos(), timeline.nanos() - nanos);
    }

    @Test
    void strandsAndTimersKeepTheLogContextTheyWereMadeIn() {
        new LogContext("CA1").run(() -> {
            timeline.spawn("s", () -> tell("strand " + LogContext.current().sid()));
            timeline.schedule(Duration.ofMillis(1), () -> tell("timer " + LogContext.current().sid()));
        });
        timeline.schedule(Duration.ofMillis(2), () -> tell("outside " + LogContext.current().sid()));
        timeline.runUntilQuiet();
        assertEquals(List.of("0 strand CA1", "1 timer CA1", "2 outside "), story);
    }

    @Test
    void runForStopsTheClockExactlyThere() {
        timeline.schedule(Duration.ofSeconds(5), () -> tell("due"));
        timeline.runFor(Duration.ofSeconds(4));
        assertEquals(List.of(), story);
        timeline.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("5000 due"), story);
    }

    @Test
    void aSimulatedTimelineHasNoLoops() {
        assertThrows(IllegalStateException.class, () -> timeline.spawnLoop("pacer", () -> { }));
    }

    @Test
    void oneSeedGivesOneTraceAndAnotherSeedAnother() {
        assertEquals(traceOfTalk(5), traceOfTalk(5));
        assertNotEquals(traceOfTalk(5), traceOfTalk(6));
    }

    /** Fifty strands post letters to each other at random times. */
    private static String traceOfTalk(long seed) {
        SimWorld world = new SimWorld(seed);
        SimTimeline timeline = world.timeline();
        List<Inbox<String>> inboxes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            inboxes.add(timeline.inbox(1_000));
        }
        for (int i = 0; i < 50; i++) {
            int self = i;
            timeline.spawn("strand " + i, () -> {
                for (int n = 0; n < 40; n++) {
                    inboxes.get(world.entropy().below(50)).post("letter");
                    Duration patience = Duration.ofMillis(world.entropy().below(20));
                    inboxes.get(self).await(Deadline.after(timeline, patience));
                }
            });
        }
        timeline.runUntilQuiet();
        assertEquals(List.of(), timeline.waiting());
        return timeline.trace().digest();
    }
}
