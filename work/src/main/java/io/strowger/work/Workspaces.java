package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer.Why;
import io.strowger.work.LeasePort.Lease;
import io.strowger.work.core.Command;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The workspaces of one node: takes those that nobody owns, renews its leases, and leads questions and commands to each
 * workspace's {@link WorkspaceRunner}. Any thread may call it.
 */
public final class Workspaces implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Workspaces.class.getName());
    private static final int TAKEN_AT_ONCE = 200;
    private static final Duration AGAIN = Duration.ofMillis(100);
    /** Effects on calls that are under way at once: each takes a moment, as it waits for no server. */
    private static final int CALL_EFFECTS = 64;

    private final World world;
    private final Ports ports;
    private final WorkLimits limits;
    private final RoutingLimits routing;
    private final Deliveries deliveries;
    /** Effects on calls, beside the others: a phone must not ring on because a tenant's server does not answer. */
    private final Deliveries callEffects;
    private final Limit snapshots = new Limit("work-snapshots", 1);
    private final LongAdder full;
    private final Map<WorkspaceSid, WorkspaceRunner> runners = new ConcurrentHashMap<>();
    private final Set<WorkspaceSid> loading = ConcurrentHashMap.newKeySet();
    private final Set<WorkspaceSid> departed = ConcurrentHashMap.newKeySet();
    private final List<Consumer<List<WorkEvent>>> watchers = new CopyOnWriteArrayList<>();
    private final List<Onlooker> onlookers = new CopyOnWriteArrayList<>();
    private final Inbox<Boolean> stop;
    private final Inbox<Boolean> stopped;
    private volatile boolean closing;

    /**
     * What the node works with.
     *
     * @param node a name that no other node of the same store has; kept over restarts, it takes its own back at once
     * @param signers signs requests to an account's servers
     */
    public record Ports(String node, JournalPort journal, LeasePort leases, Fetcher fetcher,
            Function<AccountSid, RequestSigner> signers, AlertPort alerts, WorkCallPort calls) {}

    private Workspaces(World world, Ports ports, WorkLimits limits, RoutingLimits routing, Metrics metrics) {
        this.world = world;
        this.ports = ports;
        this.limits = limits;
        this.routing = routing;
        Limit underWay = new Limit("work-deliveries", limits.deliveries());
        Effector effector = new Effector(world, ports.fetcher(), ports.signers(), ports.alerts(), ports.calls(),
                new Effects());
        Consumer<Outgoing> act = effect -> {
            if (effector.act(effect)) {
                ports.journal().done(effect);
            }
        };
        this.deliveries = new Deliveries(world, underWay, limits.deliveriesOfAccount(), act);
        this.callEffects = new Deliveries(world, new Limit("work-call-effects", CALL_EFFECTS), CALL_EFFECTS, act);
        this.full = metrics.counter("strowger_work_inbox_full_total",
                "Commands and questions refused because a workspace's inbox was full.");
        metrics.gauge("strowger_work_workspaces", "Workspaces that this node owns.", runners::size);
        metrics.gauge("strowger_work_outbox", "Effects of work distribution that are waiting or under way.",
                () -> deliveries.waiting() + callEffects.waiting());
        metrics.gauge("strowger_work_open_tasks", "Tasks of this node's workspaces, neither completed nor canceled.",
                () -> runners.values().stream().mapToLong(WorkspaceRunner::openTasks).sum());
        watchers.add(new WorkFigures(metrics)::count);
        this.stop = world.timeline().inbox(1);
        this.stopped = world.timeline().inbox(1);
    }

    /** Opens the node; it takes its workspaces in the background. */
    public static Workspaces open(World world, Ports ports, WorkLimits limits, RoutingLimits routing,
            Metrics metrics) {
        Workspaces node = new Workspaces(world, ports, limits, routing, metrics);
        world.timeline().spawn("work leases", node::keepHouse);
        return node;
    }

    /** A workspace as its journal has it now, to be looked at and not to be changed: for commands beside a server. */
    public static Workspace read(JournalPort journal, AccountSid account, WorkspaceSid sid, RoutingLimits limits) {
        return replayed(journal, account, sid, limits).router().workspace();
    }

    /** The snapshot that a workspace would have now, by its journal. */
    public static JournalPort.Snapshot snapshot(
            JournalPort journal, AccountSid account, WorkspaceSid sid, RoutingLimits limits) {
        return replayed(journal, account, sid, limits).snapshot();
    }

    private static Replay replayed(JournalPort journal, AccountSid account, WorkspaceSid sid, RoutingLimits limits) {
        Replay replay = new Replay(account, sid, limits, prefix -> {
            throw new IllegalStateException("a replay mints no " + prefix);
        });
        journal.load(sid, replay::begin, replay::add);
        return replay;
    }

    /** Tells of events once they are durable, each workspace's in order; must not block. */
    public void watch(Consumer<List<WorkEvent>> watcher) {
        watchers.add(watcher);
    }

    /** Lets somebody look on, from the next event. */
    public void watch(Onlooker onlooker) {
        onlookers.add(onlooker);
    }

    /** Makes a workspace. */
    public <R> Answer<R> create(AccountSid account, Command.CreateWorkspace command, Function<Workspace, R> view) {
        WorkspaceSid sid = WorkspaceSid.mint(world);
        loading.add(sid); // the house strand must not take it meanwhile
        try {
            long now = world.timeline().nanos();
            Lease lease = ports.leases().create(sid, account, ports.node(), limits.lease());
            start(load(lease, outbox -> { }), now + limits.lease().toNanos());
        } finally {
            loading.remove(sid);
        }
        Answer<R> answer = tell(account, sid, command, view);
        if (answer instanceof Answer.Refused<R>) {
            Optional.ofNullable(runners.get(sid)).ifPresent(WorkspaceRunner::stop);
            ports.leases().forget(sid);
        }
        return answer;
    }

    /** Asks a workspace; waits for the answer. */
    public <R> Answer<R> ask(AccountSid account, WorkspaceSid sid, Function<Workspace, R> view) {
        return at(account, sid, (runner, reply) -> runner.ask(view, reply));
    }

    /** Asks a workspace and waits for nothing but the store, about one that is not here; the reply must not block. */
    public <R> void ask(AccountSid account, WorkspaceSid sid, Function<Workspace, R> view,
            Consumer<Answer<R>> reply) {
        Optional<WorkspaceRunner> runner = Optional.ofNullable(runners.get(sid));
        if (runner.isEmpty()) {
            reply.accept(absent(account, sid));
        } else if (!runner.get().account().equals(account)) {
            reply.accept(new Answer.Unknown<>());
        } else {
            runner.get().ask(view, reply);
        }
    }

    /** Sends the account's command; waits until it is durable. The view is of the moment after it was done. */
    public <R> Answer<R> tell(AccountSid account, WorkspaceSid sid, Command command, Function<Workspace, R> view) {
        return tell(account, sid, account, command, view);
    }

    /**
     * As above, of somebody else.
     *
     * @param actor whose doing it is, as events tell: a worker's, or by the workspace's sid the system's own
     */
    public <R> Answer<R> tell(AccountSid account, WorkspaceSid sid, Sid actor, Command command,
            Function<Workspace, R> view) {
        return at(account, sid, (runner, reply) -> runner.tell(actor, command, view, reply));
    }

    /** Sends a command of the system's own and waits for nothing; the reply must not block. */
    public <R> void post(WorkspaceSid sid, Command command, Function<Workspace, R> view,
            Consumer<Answer<R>> reply) {
        post(sid, sid, command, view, reply);
    }

    private <R> void post(WorkspaceSid sid, Sid actor, Command command, Function<Workspace, R> view,
            Consumer<Answer<R>> reply) {
        Optional<WorkspaceRunner> runner = Optional.ofNullable(runners.get(sid));
        if (runner.isEmpty()) {
            reply.accept(new Answer.Away<>(Why.LOADING));
        } else {
            runner.get().tell(actor, command, view, reply);
        }
    }

    /** The account's workspaces, in the order of their making. */
    public List<WorkspaceSid> of(AccountSid account) {
        return ports.leases().of(account);
    }

    /** Whose the workspace is, on whichever node; empty when there is none. */
    public Optional<AccountSid> owner(WorkspaceSid sid) {
        return Optional.ofNullable(runners.get(sid)).map(WorkspaceRunner::account)
                .or(() -> ports.leases().owner(sid));
    }

    /** Workspaces that this node owns and serves. */
    public Set<WorkspaceSid> owned() {
        return Set.copyOf(runners.keySet());
    }

    @FunctionalInterface
    private interface Posting<R> {
        void to(WorkspaceRunner runner, Consumer<Answer<R>> reply);
    }

    private <R> Answer<R> at(AccountSid account, WorkspaceSid sid, Posting<R> posting) {
        WorkspaceRunner runner = runners.get(sid);
        if (runner == null) {
            return absent(account, sid);
        }
        if (!runner.account().equals(account)) {
            return new Answer.Unknown<>();
        }
        Inbox<Answer<R>> box = world.timeline().inbox(1);
        posting.to(runner, box::post);
        Answer<R> answer = box.await(Deadline.after(world.timeline(), limits.answerWithin()))
                .orElse(new Answer.Away<>(Why.UNSURE));
        if (answer instanceof Answer.Away<R>(Why why) && why == Why.FULL) {
            full.increment();
        }
        return answer;
    }

    private <R> Answer<R> absent(AccountSid account, WorkspaceSid sid) {
        if (ports.leases().owner(sid).filter(account::equals).isEmpty()) {
            return new Answer.Unknown<>();
        }
        return new Answer.Away<>(loading.contains(sid) ? Why.LOADING : Why.ELSEWHERE);
    }

    private void keepHouse() {
        while (!closing) {
            Duration pause = limits.renewal();
            try {
                renew();
                takeFree();
                pause = ports.leases().untilFree(ports.node(), pause); // a dead node's are taken when they run out
            } catch (RuntimeException trouble) {
                LOG.log(System.Logger.Level.WARNING, "leases of workspaces could not be renewed: "
                        + trouble.getMessage());
            }
            stop.await(Deadline.after(world.timeline(), pause));
        }
        stopped.post(true);
    }

    private void renew() {
        long now = world.timeline().nanos();
        // one that is made while the store is asked is not in its answer, and yet ours
        List<WorkspaceRunner> asked = List.copyOf(runners.values());
        Map<WorkspaceSid, Long> ours = ports.leases().renew(ports.node(), limits.lease());
        asked.forEach(runner -> {
            if (Optional.ofNullable(ours.get(runner.sid())).filter(token -> token == runner.token()).isPresent()) {
                runner.ownedUntil(now + limits.lease().toNanos());
            } else {
                runner.stop(); // taken over: its appends fail, its answers would be old
            }
        });
        ours.keySet().stream().filter(sid -> !runners.containsKey(sid)).forEach(this::take);
    }

    private void takeFree() {
        ports.leases().free(TAKEN_AT_ONCE).forEach(known -> take(known.workspace()));
    }

    private void take(WorkspaceSid sid) {
        if (!closing && !departed.contains(sid) && loading.add(sid)) {
            world.timeline().spawn("load " + sid, () -> load(sid));
        }
    }

    private void load(WorkspaceSid sid) {
        try {
            if (!runners.containsKey(sid)) {
                long now = world.timeline().nanos();
                ports.leases().acquire(sid, ports.node(), limits.lease())
                        .ifPresent(lease -> resume(lease, now + limits.lease().toNanos()));
            }
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.ERROR, "workspace " + sid + " cannot be loaded; it is tried again", trouble);
        } finally {
            loading.remove(sid);
        }
    }

    /** Starts a workspace that was there before; of one that is gone only the effects are left to do. */
    private void resume(Lease lease, long ownedUntil) {
        List<Outgoing> left = new ArrayList<>();
        WorkspaceRunner runner = load(lease, left::addAll);
        if (runner.exists()) {
            start(runner, ownedUntil);
        }
        left.forEach(this::submit); // behind the start, as their answers are commands
        if (runner.exists()) {
            return;
        }
        if (left.isEmpty()) {
            ports.leases().forget(lease.workspace());
        } else {
            departed.add(lease.workspace()); // not looked at again before the next start
        }
    }

    private WorkspaceRunner load(Lease lease, Consumer<List<Outgoing>> left) {
        return WorkspaceRunner.load(world, ports.journal(), new Told(), limits, routing, lease, left);
    }

    private void submit(Outgoing effect) {
        (effect.effect().isOfCalls() ? callEffects : deliveries).submit(effect);
    }

    private void start(WorkspaceRunner runner, long ownedUntil) {
        runner.ownedUntil(ownedUntil);
        runners.put(runner.sid(), runner);
        runner.start();
    }

    private final class Told implements WorkspaceRunner.Outside {
        @Override
        public void durable(List<WorkEvent> events, List<Outgoing> outbox) {
            outbox.forEach(Workspaces.this::submit);
            if (!events.isEmpty()) {
                watchers.forEach(watcher -> watcher.accept(events));
            }
        }

        @Override
        public List<Runnable> happened(Workspace workspace, WorkEvent event) {
            return onlookers.stream().flatMap(onlooker -> onlooker.happened(workspace, event).stream()).toList();
        }

        @Override
        public boolean owns(WorkspaceRunner runner) {
            try {
                return ports.leases().holds(runner.sid(), ports.node(), runner.token());
            } catch (RuntimeException away) {
                LOG.log(System.Logger.Level.WARNING, "whether workspace " + runner.sid() + " is still this node's: "
                        + away.getMessage());
                return false;
            }
        }

        @Override
        public void snapshotDue(WorkspaceSid workspace) {
            Optional.ofNullable(runners.get(workspace)).filter(runner -> snapshots.tryAcquire()).ifPresent(runner ->
                    world.timeline().spawn("snapshot " + workspace, () -> snapshot(workspace, runner.account())));
        }

        @Override
        public void ended(WorkspaceRunner runner, boolean deleted) {
            runners.remove(runner.sid(), runner);
            onlookers.forEach(onlooker -> onlooker.interrupted(runner.sid()));
            if (deleted) {
                departed.add(runner.sid());
            }
        }
    }

    /**
     * Beside the runner, from the store alone: the workspace's strand goes on meanwhile. One at a time on a node; a
     * workspace whose turn it is not makes one when it has grown again.
     */
    private void snapshot(WorkspaceSid workspace, AccountSid account) {
        try {
            ports.journal().snapshot(replayed(ports.journal(), account, workspace, routing).snapshot());
        } catch (RuntimeException | Error trouble) { // a text too long for the machine is an Error: it goes on without
            LOG.log(closing ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                    "no snapshot of workspace " + workspace, trouble);
        } finally {
            snapshots.release();
        }
    }

    private final class Effects implements Effector.Desk {
        @Override
        public boolean tell(WorkspaceSid workspace, Sid actor, Command command) {
            return persist(workspace, reply -> post(workspace, actor, command, state -> true, reply)).isPresent();
        }

        @Override
        public Optional<Answer<Boolean>> ask(WorkspaceSid workspace, Command command) {
            return persist(workspace, reply -> post(workspace, command, state -> true, reply));
        }

        @Override
        public Optional<WorkCallPort.Offered> pending(WorkspaceSid workspace, ReservationSid reservation) {
            return Workspaces.this.<Optional<WorkCallPort.Offered>>persist(workspace, reply -> reply.accept(
                    owner(workspace).<Answer<Optional<WorkCallPort.Offered>>>map(account ->
                            Workspaces.this.ask(account, workspace, state -> state.reservation(reservation)
                                    .filter(one -> one.status() == ReservationStatus.PENDING)
                                    .map(one -> offered(state, one)))).orElse(new Answer.Away<>(Answer.Why.LOADING))))
                    .flatMap(answer -> answer instanceof Answer.Done<Optional<WorkCallPort.Offered>>(var found)
                            ? found : Optional.empty());
        }
    }

    /**
     * Asks until the workspace answers, however full or away it is, as long as it is this node's; empty when it has
     * been away for long, and its next owner does what is left.
     */
    private <R> Optional<Answer<R>> persist(WorkspaceSid workspace, Consumer<Consumer<Answer<R>>> deed) {
        Deadline deadline = Deadline.after(world.timeline(), limits.answerWithin());
        while (!closing && (runners.containsKey(workspace) || !deadline.passed(world.timeline()))) {
            Inbox<Answer<R>> taken = world.timeline().inbox(1);
            deed.accept(taken::post);
            Optional<Answer<R>> answer = taken.await(Deadline.after(world.timeline(), limits.answerWithin()));
            if (answer.filter(one -> !(one instanceof Answer.Away<R>)).isPresent()) {
                return answer;
            }
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), AGAIN));
        }
        return Optional.empty();
    }

    /** What calls must know of a reservation. */
    public static WorkCallPort.Offered offered(Workspace workspace, Reservation reservation) {
        return new WorkCallPort.Offered(workspace.account(), workspace.sid(), reservation.sid(),
                reservation.task().sid(), Optional.of(Consequences.named(reservation.task()))
                        .filter(call -> !call.isEmpty()), reservation.task().attributes(), reservation.worker().sid(),
                reservation.worker().attributes());
    }

    /** Ends the runners after what they have in hand, and gives the leases back. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        stop.post(true);
        Deadline deadline = Deadline.after(world.timeline(), limits.answerWithin());
        stopped.await(deadline);
        List<WorkspaceRunner> left = List.copyOf(runners.values()); // one that has stopped is no longer among them
        left.forEach(WorkspaceRunner::stop);
        for (WorkspaceRunner runner : left) {
            while (!runner.over() && !deadline.passed(world.timeline())) {
                stop.await(Deadline.after(world.timeline(), Duration.ofMillis(5)));
            }
            ports.leases().release(runner.sid(), ports.node());
        }
        deliveries.close();
        callEffects.close();
    }
}
