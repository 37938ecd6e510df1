import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.Store;
import io.strowger.server.store.WorkStore;
import io.strowger.work.Answer;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Activity;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Work distribution without REST: the shell of a workspace with the real journal on a bundled PostgreSQL of its own, in
 * this process. Workers have room for all tasks, so that each task finds its worker at once.
 */
final class WorkBelow implements AutoCloseable {
    private static final int WORKERS = 1000;

    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private final Path home;
    private final AccountSid account = AccountSid.mint(world);
    private final String attributes;
    private final Store store;
    private final WorkStore journal;
    private final Workspaces node;
    private WorkspaceSid workspace;
    private WorkflowSid workflow;
    private long made;

    /**
     * Figures of a run, of the tasks that were taken; others were refused because too many waited.
     *
     * @param product processor milliseconds a task of this process, its generator with it
     * @param wal kilobytes a task in PostgreSQL's log
     */
    record Figures(double rate, double p50, double p99, double product, double postgres, double wal, long failed) {}

    private WorkBelow(Path home, String attributes) {
        this.home = home;
        this.attributes = attributes;
        this.store = Store.open(world, new Store.Place(home.resolve("data"), Optional.empty(), List.of()), metrics);
        this.journal = store.work(metrics);
        RoutingLimits limits = RoutingLimits.DEFAULT;
        this.node = Workspaces.open(world, new Workspaces.Ports("bench", journal, journal,
                new Fetcher(world, request -> {
                    throw new IllegalStateException("nothing is fetched here");
                }), sid -> {
                    throw new IllegalStateException("nothing is signed here");
                }, (sid, code, message, url) -> System.out.println(message), WorkCallPort.absent()), WorkLimits.DEFAULT,
                limits, metrics);
    }

    static WorkBelow open(String attributes) throws IOException {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
        WorkBelow below = new WorkBelow(Files.createTempDirectory("strowger-work", PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwxr-xr-x"))), attributes);
        below.setUp();
        return below;
    }

    String url() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + Files.readString(home.resolve("data/postgres/port")).strip() + "/strowger";
    }

    String password() throws IOException {
        return Files.readString(home.resolve("data/postgres/password")).strip();
    }

    private void setUp() {
        workspace = good(node.create(account, new Command.CreateWorkspace("Bench", Command.Template.NONE, true,
                TaskOrder.FIFO, Optional.empty(), Optional.empty()), Workspace::sid));
        Activity available = good(node.ask(account, workspace, state -> state.activities().all().stream()
                .filter(Activity::isAvailable).findFirst().orElseThrow()));
        TaskQueueSid queue = TaskQueueSid.mint(world);
        tell(new Command.CreateTaskQueue(queue, QueueSettings.named("All")), state -> true);
        workflow = WorkflowSid.mint(world);
        tell(new Command.CreateWorkflow(workflow, WorkflowSettings.of("Flow",
                "{\"task_routing\":{\"default_filter\":{\"queue\":\"" + queue + "\"}}}")
                .reservingFor(Duration.ofDays(1))), state -> true);
        for (int i = 0; i < WORKERS; i++) {
            WorkerSid worker = WorkerSid.mint(world);
            tell(new Command.CreateWorker(worker, "worker " + i, Optional.of(available.sid()), "{\"skills\":[\"s1\"]}"),
                    state -> true);
            tell(new Command.UpdateWorkerChannel(worker, good(node.ask(account, workspace, state ->
                    state.channel("default").orElseThrow().sid())), OptionalInt.of(1000), Optional.empty()),
                    state -> true);
        }
    }

    private <R> R tell(Command command, Function<Workspace, R> view) {
        return good(node.tell(account, workspace, command, view));
    }

    private static <R> R good(Answer<R> answer) {
        if (answer instanceof Answer.Done<R>(R value)) {
            return value;
        }
        throw new IllegalStateException(answer.toString());
    }

    /**
     * Makes tasks at a steady rate; a task's time is from when it was due to the durable answer that it is reserved.
     *
     * @param whole the worker accepts and completes it as well, and the time ends there
     */
    Figures run(int rate, int seconds, boolean whole) {
        int total = rate * seconds;
        long[] took = new long[total];
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        double[] before = cpu();
        long wal = wal();
        long from = System.nanoTime();
        for (int n = 0; n < total; n++) {
            long due = from + n * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 50_000; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            int place = n;
            create(whole, good -> {
                if (good) {
                    took[place] = System.nanoTime() - due;
                } else {
                    failed.incrementAndGet();
                }
                ended.incrementAndGet();
            });
        }
        while (ended.get() < total) {
            LockSupport.parkNanos(100_000);
        }
        double wall = (System.nanoTime() - from) / 1e9;
        double[] after = cpu();
        int good = Math.max(1, total - failed.get());
        long[] sorted = Arrays.stream(took).filter(nanos -> nanos > 0).sorted().toArray();
        return new Figures(good / wall, sorted[good / 2] / 1e6, sorted[(int) (good * 0.99)] / 1e6,
                (after[0] - before[0]) * 1000 / good, (after[1] - before[1]) * 1000 / good,
                (wal() - wal) / 1024.0 / good, failed.get());
    }

    private long wal() {
        try (Connection connection = DriverManager.getConnection(url(), "strowger", password());
                var rows = connection.createStatement().executeQuery("select pg_current_wal_lsn() - '0/0'::pg_lsn")) {
            rows.next();
            return rows.getLong(1);
        } catch (IOException | SQLException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    private void create(boolean whole, java.util.function.Consumer<Boolean> done) {
        TaskSid task = TaskSid.mint(world);
        // no two tasks have the same attributes, as no two callers have the same number
        String own = attributes.replace("5550100123", Long.toString(5_550_000_000L + made++));
        node.post(workspace, Command.CreateTask.of(task, workflow, own), state ->
                state.task(task).orElseThrow().reservations().stream().map(one -> one.sid()).findFirst(), answer -> {
            Optional<ReservationSid> offer = answer instanceof Answer.Done<Optional<ReservationSid>>(var found)
                    ? found : Optional.empty();
            if (offer.isEmpty() || !whole) {
                done.accept(offer.isPresent());
            } else {
                move(offer.get(), ReservationStatus.ACCEPTED, one -> move(offer.get(), ReservationStatus.COMPLETED, done));
            }
        });
    }

    private void move(ReservationSid offer, ReservationStatus status, java.util.function.Consumer<Boolean> then) {
        node.post(workspace, Command.UpdateReservation.to(offer, status), state -> true,
                answer -> then.accept(answer instanceof Answer.Done<Boolean>));
    }

    private static double[] cpu() {
        double[] both = {ticks(ProcessHandle.current().pid()), 0};
        ProcessHandle.current().descendants().forEach(child -> both[1] += ticks(child.pid()));
        return both;
    }

    private static double ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13])
                    + Long.parseLong(fields[14])) / 100.0;
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        node.close();
        journal.close();
        store.close();
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
