package io.strowger.work.whatif;

import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Snapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * A stretch of a workspace's life, ready to be run again.
 *
 * @param start the state at its beginning
 * @param span when
 * @param outside what came from outside, in order
 * @param recorded the figures as they were; none for a day that was made up
 * @param behaviour how everybody behaves, by seed
 */
public record Course(Snapshot start, Span span, List<Outside> outside, Optional<Figures> recorded,
        LongFunction<Behaviour> behaviour) {
    public Course {
        outside = List.copyOf(outside);
    }

    /** Its workflows: those that were there at its beginning or were made in it. */
    public List<WorkflowSid> workflows() {
        Set<WorkflowSid> all = new LinkedHashSet<>();
        start.pieces().forEach(piece -> {
            if (piece instanceof Snapshot.WorkflowPiece workflow && !workflow.gone()) {
                all.add(workflow.sid());
            }
        });
        outside.forEach(one -> {
            if (one.command() instanceof Command.CreateWorkflow create) {
                all.add(create.sid());
            }
        });
        return List.copyOf(all);
    }
}
