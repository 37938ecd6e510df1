package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.JournalPort.Snapshot;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.Effort;
import io.strowger.work.whatif.Recording;
import io.strowger.work.whatif.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes a stretch of a workspace's journal down, from the store or from a file, to be run again. One strand. */
public final class CourseReader {
    private final AccountSid account;
    private final WorkspaceSid workspace;
    private final RoutingLimits limits;
    private final Asked asked;
    private Optional<Recording> recording = Optional.empty();

    /**
     * What is wanted of the journal.
     *
     * @param serviceLevel a task accepted within this time counts as in time
     * @param effort what reading it may cost
     */
    public record Asked(Span span, Duration serviceLevel, Effort effort) {}

    private CourseReader(AccountSid account, WorkspaceSid workspace, RoutingLimits limits, Asked asked) {
        this.account = account;
        this.workspace = workspace;
        this.limits = limits;
        this.asked = asked;
    }

    /** A reader that has read nothing yet. */
    public static CourseReader open(AccountSid account, WorkspaceSid workspace, RoutingLimits limits, Asked asked) {
        return new CourseReader(account, workspace, limits, asked);
    }

    WorkspaceSid workspace() {
        return workspace;
    }

    /**
     * Begins with a snapshot, or with nothing.
     *
     * @throws JournalTrouble when the snapshot cannot be read, or does not give the state that was written
     * @throws io.strowger.work.whatif.WhatIfFailure when it holds more than may be looked at
     */
    public void begin(Optional<Snapshot> snapshot) {
        Workspace state = snapshot.map(this::restored).orElseGet(() -> Workspace.open(workspace, account, limits));
        recording = Optional.of(Recording.open(state, asked.span(), asked.serviceLevel(), asked.effort()));
    }

    private Workspace restored(Snapshot snapshot) {
        try {
            Workspace state = Workspace.restore(SnapshotCodec.read(snapshot.version(), snapshot.body()), limits);
            if (state.digest().equals(snapshot.digest())) {
                return state;
            }
        } catch (RuntimeException unreadable) {
            throw new JournalTrouble("the snapshot at " + snapshot.sequence() + " cannot be read: "
                    + unreadable.getMessage(), unreadable);
        }
        throw new JournalTrouble("the snapshot at " + snapshot.sequence() + " does not give the state that was written",
                new IllegalStateException("another digest"));
    }

    /**
     * The next batch; false when no more are needed.
     *
     * @param version as it stands beside the batch
     * @param first sequence of its first event
     * @throws JournalTrouble when it is of a later program, is none of ours, or does not follow the one before
     */
    public boolean add(int version, long first, String body) {
        List<Recorded> events;
        try {
            events = JournalCodec.read(version, first, body);
        } catch (RuntimeException unreadable) {
            throw new JournalTrouble(Optional.ofNullable(unreadable.getMessage()).filter(text ->
                    text.startsWith("the journal")).orElse("the journal's batch at " + first + " cannot be read"),
                    unreadable);
        }
        Recording open = recording.orElseThrow();
        for (Recorded event : events) {
            try {
                open.add(event);
            } catch (IllegalStateException gap) {
                throw new JournalTrouble("the journal has a gap: " + gap.getMessage(), gap);
            }
        }
        return open.wantsMore();
    }

    /**
     * What was read.
     *
     * @throws io.strowger.work.whatif.WhatIfFailure when nothing happened in the stretch, or no task was worked to its
     *     end in it
     */
    public Course course() {
        return recording.orElseThrow().end();
    }
}
