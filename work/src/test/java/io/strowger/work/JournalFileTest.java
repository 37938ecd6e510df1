package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.Effort;
import io.strowger.work.whatif.Span;
import io.strowger.work.whatif.WhatIfFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A workspace's journal in a file (issue 4, what-if). */
class JournalFileTest {
    private static final WorkspaceSid WORKSPACE = new WorkspaceSid("WS" + "1".repeat(32));
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final Instant BEGIN = Instant.parse("2026-01-06T10:00:00Z");
    private static final CourseReader.Asked ALL = asked(Span.ALL);

    private final Workspace workspace = Workspace.open(WORKSPACE, ACCOUNT, RoutingLimits.DEFAULT);
    private final Router router = Router.open(workspace,
            prefix -> prefix + "%032x".formatted(workspace.sequence() + 1), List.of());
    private final List<String> lines = new ArrayList<>(List.of(JournalFile.head(ACCOUNT, WORKSPACE)));
    private Instant now = BEGIN;

    private static CourseReader.Asked asked(Span span) {
        return new CourseReader.Asked(span, Duration.ofSeconds(20), Effort.of(1000));
    }

    private void send(Command command) {
        now = now.plusSeconds(1);
        List<Recorded> events = router.handle(command, now).events();
        lines.add(JournalFile.line(JournalCodec.VERSION, events.getFirst().sequence(), JournalCodec.write(events)));
    }

    private void furnish() {
        send(new Command.CreateWorkspace("File", Command.Template.FIFO, true, TaskOrder.FIFO, Optional.empty(),
                Optional.empty()));
        ActivitySid available = workspace.activities().all().stream().filter(one -> one.isAvailable()).findFirst()
                .orElseThrow().sid();
        send(new Command.CreateWorker(new WorkerSid("WK" + "1".repeat(32)), "anna", Optional.of(available),
                "{\"note\":\"a \\\"line\\\"\\nbreak\"}"));
    }

    private void work(int task) {
        TaskSid sid = new TaskSid("WT" + "%032x".formatted(task));
        send(Command.CreateTask.of(sid, workspace.workflows().all().iterator().next().sid(), "{}"));
        ReservationSid reservation = workspace.task(sid).orElseThrow().reservations().getFirst().sid();
        send(Command.UpdateReservation.to(reservation, ReservationStatus.ACCEPTED));
        send(Command.UpdateReservation.to(reservation, ReservationStatus.COMPLETED));
    }

    private Course read(CourseReader.Asked asked) {
        return JournalFile.read(lines.iterator(), RoutingLimits.DEFAULT, asked);
    }

    private void refused(String words) {
        JournalTrouble trouble = assertThrows(JournalTrouble.class, () -> read(ALL));
        assertTrue(trouble.getMessage().contains(words), trouble.getMessage());
    }

    @Test
    void fileGivesTheWorkThatTheJournalHolds() {
        furnish();
        work(1);
        work(2);
        Course course = read(ALL);
        assertEquals(2, course.recorded().orElseThrow().total().handled());
        assertEquals(1000, course.recorded().orElseThrow().total().handling());
        assertEquals(BEGIN.plusSeconds(3), course.span().from());
    }

    @Test
    void fileMayBeginWithASnapshotAndBeReadInPart() {
        furnish();
        work(1);
        lines.subList(1, lines.size()).clear();
        lines.add(JournalFile.line(new JournalPort.Snapshot(WORKSPACE, workspace.sequence(), SnapshotCodec.VERSION,
                SnapshotCodec.write(workspace.snapshot()), workspace.digest())));
        work(2);
        Instant to = now.plusMillis(500);
        work(3);
        assertEquals(2, read(ALL).recorded().orElseThrow().total().handled());
        Course part = read(asked(new Span(Instant.EPOCH, to)));
        assertEquals(1, part.recorded().orElseThrow().total().handled());
        assertEquals(to, part.span().to());
        lines.set(1, lines.get(1).replace("anna", "anne"));
        refused("line 2: the snapshot at " );
    }

    @Test
    void whatCannotBeReadIsNamedWithItsLine() {
        furnish();
        work(1);
        List<String> good = List.copyOf(lines);
        lines.set(3, good.get(3).replace("\"version\":1", "\"version\":2"));
        refused("line 4: the journal was written by a later program (version 2)");
        lines.set(3, good.get(3).replace("TaskCreated", "TaskDreamt"));
        refused("line 4: the journal holds an unknown event TaskDreamt");
        lines.set(3, good.get(3).substring(0, 40));
        refused("line 4: this is no JSON object");
        lines.remove(3);
        refused("line 4: the journal has a gap: event");
        lines.set(0, good.get(0).replace("\"strowger_journal\":1", "\"strowger_journal\":9"));
        refused("line 1: the journal was written by a later program (form 9)");
        lines.clear();
        refused("line 1: this is no journal of a workspace");
    }

    @Test
    void stretchWithMoreEventsThanAllowedIsRefused() {
        furnish();
        work(1);
        WhatIfFailure failure = assertThrows(WhatIfFailure.class, () -> read(new CourseReader.Asked(Span.ALL,
                Duration.ZERO, Effort.of(3))));
        assertTrue(failure.getMessage().contains("more than 3 events (limit work-simulation-events)"),
                failure.getMessage());
    }
}
