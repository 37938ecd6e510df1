package io.strowger.work.core;

import io.strowger.kernel.ReservationSid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one command makes happen: events are applied as they are decided, so that the next decision sees them. */
final class Transaction {
    private final Workspace workspace;
    private final Changes changes;
    private final Ids ids;
    private final List<Projection> projections;
    private List<Outcome.Step> steps = new ArrayList<>();
    private Instant at = Instant.EPOCH;

    Transaction(Workspace workspace, Ids ids, List<Projection> projections) {
        this.workspace = workspace;
        this.changes = new Changes(workspace);
        this.ids = ids;
        this.projections = List.copyOf(projections);
    }

    void begin(Instant now) {
        at = Instant.ofEpochMilli(Math.max(now.toEpochMilli(), workspace.lastMillis));
        steps = new ArrayList<>();
    }

    Instant at() {
        return at;
    }

    long now() {
        return at.toEpochMilli();
    }

    String mint(String prefix) {
        return ids.next(prefix);
    }

    ReservationSid reservation() {
        return new ReservationSid(ids.next("WR"));
    }

    void emit(Event event) {
        Recorded recorded = new Recorded(workspace.sequence + 1, at, event);
        steps.add(new Outcome.Step(recorded, apply(recorded)));
    }

    List<Decision> apply(Recorded recorded) {
        projections.forEach(projection -> projection.before(workspace, recorded));
        workspace.tallies.before(recorded.event());
        List<Decision> decisions = changes.apply(recorded);
        workspace.tallies.after(recorded.event());
        projections.forEach(projection -> projection.after(workspace, recorded, decisions));
        return decisions;
    }

    List<Outcome.Step> steps() {
        return steps;
    }
}
