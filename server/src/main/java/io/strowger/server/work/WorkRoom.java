package io.strowger.server.work;

import io.strowger.call.WorkCalls;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.server.rest.Operation;
import io.strowger.server.store.AccessTokens;
import io.strowger.server.store.WorkHistory;
import io.strowger.server.store.WorkStore;
import io.strowger.server.wschannels.EventRoom;
import io.strowger.server.wschannels.SocketLimits;
import io.strowger.work.AlertPort;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.RoutingLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Work distribution in this server: the node, the API's resources, and the ties to calls. Opened in two steps, as calls
 * need its port and it needs calls.
 */
public final class WorkRoom implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkRoom.class.getName());
    private static final Duration RECONCILED = Duration.ofSeconds(5);

    private final World world;
    private final WorkStore store;
    private final CallTasks tasks;
    private final WorkerPhones phones;
    private final Inbox<Boolean> stop;
    private final Inbox<Boolean> stopped;
    private Optional<Workspaces> workspaces = Optional.empty();
    private RoutingLimits routing = RoutingLimits.DEFAULT;
    private Optional<EvaluationRate> rate = Optional.empty();

    /**
     * What it works with.
     *
     * @param node this server's name among those of the store; kept over restarts
     */
    public record Ports(String node, Fetcher fetcher, Function<AccountSid, RequestSigner> signers,
            AlertPort alerts, Limits limits) {}

    /**
     * How much it takes on: bounds of the shell, and of each workspace.
     *
     * @param evaluations lists filtered by an expression that an account may ask for in a second
     */
    public record Limits(WorkLimits node, RoutingLimits routing, int evaluations) {
        /** What they are by default; three evaluations as documented. */
        public static final Limits DEFAULT = new Limits(WorkLimits.DEFAULT, RoutingLimits.DEFAULT, 3);
    }

    private WorkRoom(World world, WorkStore store) {
        this.world = world;
        this.store = store;
        this.tasks = new CallTasks(world);
        this.phones = new WorkerPhones(world, tasks);
        this.stop = world.timeline().inbox(1);
        this.stopped = world.timeline().inbox(1);
    }

    /** The first step: what calls need. The room closes the store's journal. */
    public static WorkRoom open(World world, WorkStore store) {
        return new WorkRoom(world, store);
    }

    /** What calls ask of work distribution. */
    public WorkPort port() {
        return tasks;
    }

    /** The second step: takes the workspaces, and carries out what calls can do. */
    public void join(WorkCalls calls, Ports ports, Metrics metrics) {
        Workspaces node = Workspaces.open(world, new Workspaces.Ports(ports.node(), store, store, ports.fetcher(),
                ports.signers(), ports.alerts(), phones), ports.limits().node(), ports.limits().routing(), metrics);
        tasks.open(node);
        phones.open(node, calls);
        workspaces = Optional.of(node);
        routing = ports.limits().routing();
        rate = Optional.of(new EvaluationRate(world.timeline(), ports.limits().evaluations(), Duration.ofSeconds(1),
                metrics));
        world.timeline().spawn("work reconciler", () -> reconcile(node, calls));
    }

    /** The worker SDK's side; the caller closes it before this. */
    public EventRoom events(AccessTokens tokens, Metrics metrics) {
        return EventRoom.open(world, tokens, workspaces.orElseThrow(), phones, rate.orElseThrow()::take,
                SocketLimits.DEFAULT, metrics);
    }

    /** The API's resources. */
    public List<Operation> operations() {
        return operations(world, new WorkDesk(workspaces.orElseThrow(), rate.orElseThrow()), store.history(), phones,
                routing);
    }

    static List<Operation> operations(World world, WorkDesk desk, WorkHistory history, WorkCallPort calls,
            RoutingLimits routing) {
        return Stream.of(
                new SetupResources(world, desk).operations(),
                new WorkerResources(world, desk).operations(),
                new TaskResources(world, desk).operations(),
                new ReservationResources(desk, calls).operations(),
                new ExplanationResources(desk).operations(),
                new ConfigurationResources(world, desk).operations(),
                new SimulationResources(world, desk, history, routing).operations(),
                new EventResources(world, desk, history).operations(),
                new StatisticsResources(world, desk, history).operations()).flatMap(List::stream).toList();
    }

    /** The calls of this process. */
    private record Live(WorkCalls calls) implements CallTasks.Callers {
        @Override
        public boolean waits(AccountSid account, WorkflowSid workflow, CallSid call) {
            return calls.isWaiting(account, workflow.value(), call);
        }

        @Override
        public boolean runs(AccountSid account, CallSid call) {
            return calls.isRunning(account, call);
        }
    }

    /** A task's state is a function of its call's, whatever crashed in between. */
    private void reconcile(Workspaces node, WorkCalls calls) {
        while (stop.await(Deadline.after(world.timeline(), RECONCILED)).isEmpty()) {
            try {
                node.owned().forEach(sid -> node.owner(sid).ifPresent(account ->
                        tasks.reconcile(sid, account, new Live(calls))));
            } catch (RuntimeException trouble) {
                LOG.log(System.Logger.Level.WARNING, "tasks could not be compared with calls: "
                        + trouble.getMessage());
            }
        }
        stopped.post(true);
    }

    @Override
    public void close() {
        workspaces.ifPresent(node -> {
            stop.post(true);
            stopped.await(Deadline.after(world.timeline(), RECONCILED));
            tasks.close();
            node.close();
        });
        store.close();
    }
}
