package io.strowger.work.whatif;

import io.strowger.work.core.Decision;
import io.strowger.work.core.Event;
import io.strowger.work.core.Projection;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Router;
import io.strowger.work.core.Snapshot;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Listens to a workspace's journal and takes down a stretch of it: the state at its beginning, what came from outside,
 * how callers and workers behaved, and the figures as they were. One strand.
 *
 * <p>The stretch begins at its {@code from} when there is work by then, else with the first task after it, and ends
 * with the last event before its {@code to} when there is none behind it.
 */
public final class Recording {
    private final Workspace mirror;
    private final Router router;
    private final Span span;
    private final Effort effort;
    private final Ledger ledger;
    private final Stories stories;
    private final Inputs inputs;
    private Optional<Snapshot> start = Optional.empty();
    private Instant begin = Instant.EPOCH;
    private Instant last = Instant.EPOCH;
    private long events;
    private long eventsBefore;

    /** Sees each event of the stretch with the state just before and just after it. */
    private final class Listener implements Projection {
        @Override
        public void before(Workspace workspace, Recorded recorded) {
            if (start.isPresent()) {
                inputs.before(recorded);
                stories.before(recorded);
            }
        }

        @Override
        public void after(Workspace workspace, Recorded recorded, List<Decision> decisions) {
            if (start.isPresent()) {
                stories.after(recorded);
                inputs.after(recorded); // corrects what the stories took for a worker's answer
            }
        }
    }

    private Recording(Workspace mirror, Span span, Duration serviceLevel, Effort effort) {
        this.mirror = mirror;
        this.span = span;
        this.effort = effort;
        effort.checkOpenTasks(mirror.openTasks());
        this.ledger = new Ledger(serviceLevel);
        this.stories = new Stories(mirror);
        this.inputs = new Inputs(mirror, stories);
        this.router = Router.open(mirror, prefix -> {
            throw new IllegalStateException("a record mints no " + prefix);
        }, List.of(ledger, new Listener()));
    }

    /**
     * A recording that has heard nothing yet.
     *
     * @param mirror an empty workspace, or one restored from a snapshot; belongs to the recording from now on
     * @param serviceLevel a task accepted within this time counts as in time
     * @throws WhatIfFailure when the mirror has more open tasks than it may
     */
    public static Recording open(Workspace mirror, Span span, Duration serviceLevel, Effort effort) {
        return new Recording(mirror, span, serviceLevel, effort);
    }

    /** As above, however much lies before the stretch. */
    public static Recording open(Workspace mirror, Span span, Duration serviceLevel, long mostEvents) {
        return open(mirror, span, serviceLevel, Effort.of(mostEvents));
    }

    /** False once the stretch is over: nothing more needs to be added. */
    public boolean wantsMore() {
        return last.isBefore(span.to());
    }

    /**
     * The next event of the journal; those before and after the stretch are taken as they come.
     *
     * @throws IllegalStateException when it does not follow the last one
     * @throws WhatIfFailure when there are too many, or no more time is left
     */
    public void add(Recorded recorded) {
        effort.goOn();
        if (!recorded.at().isBefore(span.to())) {
            last = span.to();
            return;
        }
        if (start.isEmpty()) {
            boolean worked = mirror.tasks().size() > 0;
            if (!recorded.at().isBefore(span.from()) && (worked || recorded.event() instanceof Event.TaskCreated)) {
                begin(worked ? span.from() : recorded.at());
            }
        }
        if (start.isPresent() && ++events > effort.events()) {
            throw WhatIfFailure.tooLong(effort.events());
        }
        if (start.isEmpty() && ++eventsBefore > effort.eventsBefore()) {
            throw WhatIfFailure.tooFarBehind(effort.eventsBefore());
        }
        router.apply(recorded);
        last = recorded.at();
    }

    private void begin(Instant from) {
        effort.checkOpenTasks(mirror.openTasks());
        begin = from.isBefore(mirror.created()) ? mirror.created() : from;
        start = Optional.of(mirror.snapshot());
        ledger.begin(mirror, begin);
        mirror.tasks().all().forEach(stories::adopt);
        mirror.reservations().all().stream().filter(one -> one.status().isOpen()).forEach(stories::adopt);
    }

    /**
     * What was recorded.
     *
     * @throws WhatIfFailure when nothing happened in the stretch, or no task was worked to its end in it
     */
    public Course end() {
        Snapshot state = start.orElseThrow(() -> new WhatIfFailure("there is no task in the record"));
        Instant until = wantsMore() ? last.plusMillis(1) : span.to();
        stories.end(until.toEpochMilli());
        Habits habits = Habits.of(stories.all().values());
        if (!habits.knowsWork()) {
            throw new WhatIfFailure("no task was worked to its end in the record: how long work takes is not known");
        }
        return new Course(state, new Span(begin, until), inputs.all(), Optional.of(ledger.end(mirror, until)),
                seed -> new Recalled(stories.all(), habits, seed));
    }
}
