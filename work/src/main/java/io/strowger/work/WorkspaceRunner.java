package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Sid;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer.Why;
import io.strowger.work.JournalPort.Appended;
import io.strowger.work.core.Command;
import io.strowger.work.core.Outcome;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one owner of a workspace: a strand that takes commands and questions from its bounded inbox, a turn's worth at a
 * time. A command is checked and decided by the router; its events, with all that follows from them, become durable in
 * one append for the whole turn; only then is anything answered or sent. A turn whose append fails leaves the state
 * ahead of the journal: the runner ends, its letters are answered {@link Why#UNSURE}, and another is loaded.
 *
 * <p>Letters may be posted by any thread; the rest belongs to the strand.
 */
final class WorkspaceRunner {
    private static final System.Logger LOG = System.getLogger(WorkspaceRunner.class.getName());
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final World world;
    private final JournalPort journal;
    private final Outside outside;
    private final WorkLimits limits;
    private final AccountSid account;
    private final WorkspaceSid sid;
    private final long token;
    private final Consequences consequences;
    private final Router router;
    private final Inbox<Letter> inbox;
    private List<Recorded> fresh = new ArrayList<>();
    private List<Pending> pending = new ArrayList<>();
    private long snapshotAt;
    private boolean stopping;
    private final boolean existed;
    private volatile long ownedUntil;
    private volatile boolean over;
    private volatile int openTasks;

    /** What a runner tells the node it runs on. */
    interface Outside {
        /** These have become durable. */
        void durable(List<WorkEvent> events, List<Outgoing> outbox);

        /** An event has happened: what onlookers want to do once it is durable. */
        default List<Runnable> happened(Workspace workspace, WorkEvent event) {
            return List.of();
        }

        /** Asks the store whether the workspace is still this runner's, whose lease has run out. Blocks. */
        boolean owns(WorkspaceRunner runner);

        /** It is time for a snapshot. */
        void snapshotDue(WorkspaceSid workspace);

        /** The runner has ended. */
        void ended(WorkspaceRunner runner, boolean deleted);
    }

    private sealed interface Letter {
        /** Answers that nothing came of it. */
        void away(Why why);
    }

    private record Told<R>(Sid actor, Command command, Function<Workspace, R> view, Consumer<Answer<R>> reply)
            implements Letter {
        @Override
        public void away(Why why) {
            reply.accept(new Answer.Away<>(why));
        }
    }

    private record Asked<R>(Function<Workspace, R> view, Consumer<Answer<R>> reply) implements Letter {
        @Override
        public void away(Why why) {
            reply.accept(new Answer.Away<>(why));
        }
    }

    private record Stop() implements Letter {
        @Override
        public void away(Why why) {}
    }

    /** An answer that is held back until what it tells of is durable. */
    private record Pending(Runnable answer, Letter letter) {}

    private WorkspaceRunner(World world, JournalPort journal, Outside outside, WorkLimits limits,
            LeasePort.Lease lease, Router router, Consequences consequences, long snapshotAt) {
        this.world = world;
        this.journal = journal;
        this.outside = outside;
        this.limits = limits;
        this.account = lease.account();
        this.sid = lease.workspace();
        this.token = lease.token();
        this.router = router;
        this.consequences = consequences;
        this.snapshotAt = snapshotAt;
        this.existed = router.workspace().exists();
        this.openTasks = router.workspace().openTasks();
        this.inbox = world.timeline().inbox(limits.inbox());
    }

    /**
     * Builds a workspace from its journal. Blocks.
     *
     * @param left gets the effects that were not known to be done
     */
    static WorkspaceRunner load(World world, JournalPort journal, Outside outside, WorkLimits limits,
            RoutingLimits routing, LeasePort.Lease lease, Consumer<List<Outgoing>> left) {
        Replay replay;
        try {
            replay = new Replay(lease.account(), lease.workspace(), routing, prefix -> Sid.mint(prefix, world));
            left.accept(journal.load(lease.workspace(), replay::begin, replay::add).outbox());
        } catch (Replay.Broken broken) { // the one before it, or the journal from its beginning, gives the state
            LOG.log(System.Logger.Level.ERROR, broken.getMessage(), broken.getCause());
            journal.dropSnapshot(broken.snapshot());
            return load(world, journal, outside, limits, routing, lease, left);
        }
        Router router = replay.router();
        replay.consequences().goLive(outside::happened);
        return new WorkspaceRunner(world, journal, outside, limits, lease, router, replay.consequences(),
                replay.snapshotSequence());
    }

    WorkspaceSid sid() {
        return sid;
    }

    AccountSid account() {
        return account;
    }

    long token() {
        return token;
    }

    /** False for one that was never made, or was deleted, before the runner was loaded. Any thread. */
    boolean exists() {
        return existed;
    }

    /** As of the last turn. Any thread. */
    int openTasks() {
        return openTasks;
    }

    boolean over() {
        return over;
    }

    /** Nobody else owns the workspace before this moment of the monotonic clock. */
    void ownedUntil(long nanos) {
        ownedUntil = nanos;
    }

    /** Posts a command; the view is taken right after it was done, the answer comes when that is durable. */
    <R> void tell(Sid actor, Command command, Function<Workspace, R> view, Consumer<Answer<R>> reply) {
        post(new Told<>(actor, command, view, reply));
    }

    /** Posts a command of the workspace's own. */
    <R> void tell(Command command, Function<Workspace, R> view, Consumer<Answer<R>> reply) {
        tell(sid, command, view, reply);
    }

    /** Posts a question. */
    <R> void ask(Function<Workspace, R> view, Consumer<Answer<R>> reply) {
        post(new Asked<>(view, reply));
    }

    /** Ends the runner after the letters before. */
    void stop() {
        inbox.post(new Stop());
    }

    private void post(Letter letter) {
        if (!inbox.post(letter)) {
            letter.away(over ? Why.LOADING : Why.FULL);
        }
    }

    /** Starts the strand. */
    void start() {
        world.timeline().spawn("workspace " + sid, this::run);
    }

    private void run() {
        while (turn()) { }
    }

    /** One turn; false when it was the last. */
    boolean turn() {
        boolean goesOn = false;
        try {
            List<Letter> letters = take();
            letters.forEach(this::serve);
            tick();
            goesOn = settle() && !stopping && router.workspace().exists();
        } catch (RuntimeException | Error mistake) {
            LOG.log(System.Logger.Level.ERROR, "a mistake in workspace " + sid + ": it is loaded again", mistake);
            away(Why.UNSURE);
        }
        if (!goesOn) {
            end();
        }
        return goesOn;
    }

    private List<Letter> take() {
        List<Letter> letters = new ArrayList<>();
        inbox.await(untilTimer()).ifPresent(letters::add);
        while (!letters.isEmpty() && letters.size() < limits.turn()) {
            Optional<Letter> next = inbox.poll();
            if (next.isEmpty()) {
                break;
            }
            letters.add(next.get());
        }
        return letters;
    }

    private Deadline untilTimer() {
        Timeline timeline = world.timeline();
        Optional<Instant> next = router.workspace().nextDeadline();
        Duration wait = next.map(at -> Duration.between(timeline.now(), at)).orElse(LONGEST_WAIT);
        return wait.isNegative() ? Deadline.PASSED
                : Deadline.after(timeline, wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }

    private void serve(Letter letter) {
        switch (letter) {
            case Told<?> told -> serve(told);
            case Asked<?> asked -> serve(asked);
            case Stop _ -> stopping = true;
        }
    }

    private <R> void serve(Told<R> told) {
        Instant now = world.timeline().now();
        while (tick(now)) { } // what is due by itself is nobody's doing
        consequences.actor(told.actor());
        Outcome outcome = router.handle(told.command(), now);
        consequences.actor(sid);
        fresh.addAll(outcome.events());
        Answer<R> answer = outcome.refusal().isPresent() ? new Answer.Refused<>(outcome.refusal().get())
                : viewed(told.view());
        pending.add(new Pending(() -> told.reply().accept(answer), told));
    }

    private <R> void serve(Asked<R> asked) {
        tick();
        Answer<R> answer = viewed(asked.view());
        pending.add(new Pending(() -> asked.reply().accept(answer), asked));
    }

    private <R> Answer<R> viewed(Function<Workspace, R> view) {
        try {
            return new Answer.Done<>(view.apply(router.workspace()));
        } catch (RuntimeException failure) { // the question's own: a filter's expression, for one
            return new Answer.Failed<>(failure);
        }
    }

    /** Lets happen what is due. */
    private void tick() {
        tick(world.timeline().now());
    }

    private boolean tick(Instant now) {
        boolean due = router.workspace().nextDeadline().filter(at -> !at.isAfter(now)).isPresent();
        if (due) {
            fresh.addAll(router.handle(new Command.Tick(), now).events());
        }
        return due;
    }

    /** Makes the turn durable, then answers and sends; false when that failed. */
    private boolean settle() {
        Consequences.Gathered gathered = consequences.take();
        if (!fresh.isEmpty()) {
            Appended appended = journal.append(new Batch(sid, account, token, fresh.getFirst().sequence(),
                    fresh.getLast().sequence(), fresh.getLast().at(), JournalCodec.VERSION,
                    JournalCodec.write(fresh), gathered.outbox(), gathered.events(), gathered.counts(),
                    gathered.spans(), !router.workspace().exists()));
            if (appended != Appended.DURABLE) {
                away(appended == Appended.FENCED ? Why.ELSEWHERE : Why.UNSURE);
                return false;
            }
            fresh = new ArrayList<>();
            outside.durable(gathered.events(), gathered.outbox());
            gathered.seen().forEach(Runnable::run);
        } else if (!pending.isEmpty() && world.timeline().nanos() - ownedUntil > 0 && !outside.owns(this)) {
            away(Why.LOADING); // another node may own it by now, and know more
            return true;
        }
        openTasks = router.workspace().openTasks();
        List<Pending> due = pending;
        pending = new ArrayList<>();
        due.forEach(one -> one.answer().run());
        if (snapshotIsDue()) {
            snapshotAt = router.workspace().sequence();
            outside.snapshotDue(sid);
        }
        return true;
    }

    /** Not before as many events as there are things: a snapshot costs each event the same, however much there is. */
    private boolean snapshotIsDue() {
        return router.workspace().sequence() - snapshotAt
                >= Math.max(limits.snapshotEvery(), router.workspace().things());
    }

    private void away(Why why) {
        List<Pending> due = pending;
        pending = new ArrayList<>();
        due.forEach(one -> one.letter().away(why));
    }

    private void end() {
        over = true;
        inbox.close();
        for (Optional<Letter> left = inbox.poll(); left.isPresent(); left = inbox.poll()) {
            left.get().away(Why.LOADING);
        }
        outside.ended(this, router.workspace().sequence() > 0 && !router.workspace().exists());
    }
}
