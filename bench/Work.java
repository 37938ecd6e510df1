// The benchmark behind ./strowger bench work; see work.sh.
package io.strowger.work.bench;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Decision;
import io.strowger.work.core.Outcome;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A workspace in which everybody is busy and very many tasks wait. Each turn a worker finishes and gets the next task,
 * which is accepted, and a new task comes; now and then workers leave and come back, attributes and priorities change,
 * tasks are canceled.
 *
 * <p>Size (d) is the yardstick for growth: (c) in a hundred pieces, workspaces of the size of (a) that take turns at
 * random. Together they hold what (c) holds, so an event finds as little of what it needs in the processor's caches as one of (c) does, and what
 * still differs is what one workspace's size costs.
 */
public final class Work {
    private static final int FILTERS = 50;
    private static final int LANGUAGES = 8;
    private static final int SKILLS_PER_WORKER = 5;
    /**
     * Half of what a task waits here at any size, instead of five minutes: so at every size half as many ended tasks
     * are kept as wait. Measured is what comes later than that: as many are forgotten as end.
     */
    private static final Duration ENDED_LIFE = Duration.ofSeconds(30);
    private static final String PADDING = "x".repeat(760);

    private static final Instant OPENING = Instant.parse("2026-01-06T10:00:00Z");

    private final int number;
    private final SplittableRandom dice;
    private final int workers;
    private final int queues;
    private final int waiting;
    private final Workspace workspace;
    private final Router router;
    private final List<WorkflowSid> workflows = new ArrayList<>();
    private final List<WorkerSid> staff = new ArrayList<>();
    private final List<Reservation> busy = new ArrayList<>();
    private final List<TaskSid> tasks = new ArrayList<>();
    private ActivitySid available;
    private ActivitySid offline;
    private Instant now = OPENING;
    private long minted;
    private long events;

    /** What was measured at a size. */
    private record Row(String name, long nanos, long cpuNanos, long perSecond, long bytesPerWorker, long bytesPerTask,
            long events, long waiting, long busy, long heapMegabytes, double nanosPerRead) {}

    /** @param number of the workspace: no two make the same sids */
    private Work(int workers, int queues, int waiting, int number) {
        this.minted = (long) number << 40;
        this.number = number;
        this.dice = new SplittableRandom(number);
        this.workers = workers;
        this.queues = queues;
        this.waiting = waiting;
        RoutingLimits limits = RoutingLimits.DEFAULT;
        this.workspace = Workspace.open(new WorkspaceSid(mint("WS")), new AccountSid(mint("AC")),
                new RoutingLimits(1_000_000, 100_000, 10_000, limits.activities(), limits.channels(), 10_000_000,
                        limits.attributeCharacters(), limits.configurationCharacters(), limits.nameCharacters(),
                        limits.channelCapacity(), limits.taskTimeout(), limits.assignedLife(), ENDED_LIFE,
                        limits.assignments()));
        this.router = Router.open(workspace, this::mint, List.of());
    }

    public static void main(String[] args) throws Exception {
        String sizes = option(args, "--sizes", "a,b,c,d");
        long measured = Long.parseLong(option(args, "--events", "1500000"));
        measure("warm up", 1, 200, 20, 2_000, measured);
        List<Row> rows = new ArrayList<>();
        for (String size : sizes.split(",")) {
            rows.add(switch (size) {
                case "a" -> measure("a: 1,000/100/10,000", 1, 1_000, 100, 10_000, measured);
                case "b" -> measure("b: 15,000/5,000/500,000", 1, 15_000, 5_000, 500_000, measured);
                case "c" -> measure("c: 100,000/5,000/1,000,000", 1, 100_000, 5_000, 1_000_000, measured);
                case "d" -> measure("d: 100 of 1,000/50/10,000", 100, 1_000, 50, 10_000, measured);
                default -> throw new IllegalArgumentException("--sizes: " + size);
            });
        }
        growth(rows);
        record(Path.of(args[0]), rows);
    }

    /** How the cost of an event grows to the large workspace: from a small one, and from a hundred that hold as much. */
    private static void growth(List<Row> rows) {
        for (Row large : rows.stream().filter(row -> row.name.startsWith("c")).toList()) {
            rows.stream().filter(row -> row.name.startsWith("a") || row.name.startsWith("d")).forEach(small ->
                    System.out.printf("from %c to c: %.2f times the cost; log n grows %.2f times, a read of memory %.2f%n",
                            small.name.charAt(0), (double) large.cpuNanos / small.cpuNanos,
                            Math.log(1_000_000) / Math.log(10_000), large.nanosPerRead / small.nanosPerRead));
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 1; i < args.length - 1; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    private static Row measure(String name, int many, int workers, int queues, int waiting, long measured) {
        List<Work> all = IntStream.range(0, many).mapToObj(i -> new Work(workers, queues, waiting, i)).toList();
        all.forEach(Work::setUp);
        long empty = heap();
        all.forEach(work -> IntStream.range(0, workers).forEach(i -> work.hire()));
        long staffed = heap();
        all.forEach(work -> IntStream.range(0, workers + waiting).forEach(i -> work.come()));
        long over = all.stream().mapToLong(work -> work.busy.size()).sum();
        long full = heap();
        turn(all, measured / 4);
        while (all.stream().anyMatch(work -> work.now.isBefore(OPENING.plus(ENDED_LIFE).plusSeconds(3)))) {
            turn(all, measured / 4);
        }
        long cpu = cpu();
        long begin = System.nanoTime();
        long events = turn(all, measured);
        long nanos = System.nanoTime() - begin;
        cpu = cpu() - cpu;
        long busy = all.stream().mapToLong(work -> work.busy.size()).sum();
        Row row = new Row(name, nanos / events, cpu / events, events * 1_000_000_000L / nanos,
                (staffed - empty) / ((long) workers * many), (full - staffed) / ((long) waiting * many + over), events,
                all.stream().mapToLong(work -> work.workspace.openTasks()).sum() - busy, busy, heap() >> 20,
                read(heap()));
        System.out.printf("%-28s %,9d ns/event  %,9d CPU ns/event  %,9d events/s  %,6d bytes/worker  %,6d bytes/task"
                + "  (%,d events, %,d waiting, %,d busy; heap %,d MB, in which a read takes %.1f ns)%n", row.name, row.nanos, row.cpuNanos, row.perSecond,
                row.bytesPerWorker, row.bytesPerTask, row.events, row.waiting, row.busy, row.heapMegabytes,
                row.nanosPerRead);
        return row;
    }

    /** Works, in a workspace drawn at random each time, until so many events have come; how many it were. */
    private static long turn(List<Work> all, long many) {
        SplittableRandom dice = new SplittableRandom(2);
        long done = 0;
        while (done < many) {
            Work work = all.get(dice.nextInt(all.size()));
            long before = work.events;
            work.one();
            done += work.events - before;
        }
        return done;
    }

    /**
     * The yardstick of the machine: one read of memory somewhere in so many bytes, when the one before is done. What an
     * event does besides reading costs the same at every size; this does not.
     */
    private static double read(long bytes) {
        long[] memory = new long[(int) Math.min(bytes / Long.BYTES, Integer.MAX_VALUE - 8)];
        long at = 1;
        long begin = 0;
        int reads = 5_000_000;
        for (int i = -reads; i < reads; i++) {
            begin = i == 0 ? System.nanoTime() : begin;
            at = at * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L
                    + memory[(int) Math.multiplyHigh(at >>> 1, (long) memory.length << 1)]; // always 0, as nobody knows
        }
        return (System.nanoTime() - begin + (at == 0 ? 1 : 0)) / (double) reads;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void setUp() {
        send(new Command.CreateWorkspace("Bench", Command.Template.NONE, true, TaskOrder.FIFO, Optional.empty(),
                Optional.empty()));
        workspace.activities().all().forEach(activity -> {
            if (activity.isAvailable()) {
                available = activity.sid();
            } else if (activity.friendlyName().equals("Offline")) {
                offline = activity.sid();
            }
        });
        List<TaskQueueSid> made = new ArrayList<>();
        for (int i = 0; i < queues; i++) {
            TaskQueueSid sid = new TaskQueueSid(mint("WQ"));
            made.add(sid);
            send(new Command.CreateTaskQueue(sid, QueueSettings.named("Queue " + i)
                    .targeting("skills HAS '" + skill(i) + "'" + (i % 3 == 0 ? " AND level >= 2" : ""))));
        }
        for (int first = 0; first < queues; first += FILTERS) {
            StringBuilder filters = new StringBuilder();
            for (int i = first; i < Math.min(queues, first + FILTERS); i++) {
                filters.append(filters.isEmpty() ? "" : ",").append("{'expression':\"skill == '").append(skill(i))
                        .append("'\",'targets':[{'queue':'").append(made.get(i))
                        .append("','timeout':600,'expression':'task.lang IN worker.languages'")
                        .append(i % 2 == 0 ? ",'order_by':'worker.level DESC'" : "").append("},{'queue':'")
                        .append(made.get(i)).append("','priority':5}]}");
            }
            WorkflowSid sid = new WorkflowSid(mint("WW"));
            workflows.add(sid);
            send(new Command.CreateWorkflow(sid, WorkflowSettings.of("Workflow", "{\"task_routing\":{\"filters\":["
                    + filters.toString().replace("'queue'", "\"queue\"").replace("'expression'", "\"expression\"")
                            .replace("'targets'", "\"targets\"").replace("'timeout'", "\"timeout\"")
                            .replace("'order_by'", "\"order_by\"").replace("'priority'", "\"priority\"")
                            .replace(":'", ":\"").replace("',", "\",").replace("'}", "\"}")
                    + "]}}").reservingFor(Duration.ofHours(1))));
        }
    }

    /** No two workspaces know the same ones. */
    private String skill(int queue) {
        return "s" + number + "-" + queue;
    }

    private String workerAttributes() {
        StringBuilder skills = new StringBuilder();
        for (int i = 0; i < SKILLS_PER_WORKER; i++) {
            skills.append(i == 0 ? "" : ",").append('"').append(skill(dice.nextInt(queues))).append('"');
        }
        return "{\"skills\":[" + skills + "],\"languages\":[\"l" + dice.nextInt(LANGUAGES) + "\",\"l"
                + dice.nextInt(LANGUAGES) + "\"],\"level\":" + dice.nextInt(10) + ",\"team\":\"team"
                + dice.nextInt(20) + "\",\"contact_uri\":\"sip:agent@example.com\",\"note\":\"" + PADDING + "\"}";
    }

    private void hire() {
        WorkerSid sid = new WorkerSid(mint("WK"));
        staff.add(sid);
        send(new Command.CreateWorker(sid, "worker " + staff.size(), Optional.of(available), workerAttributes()));
    }

    private void come() {
        int skill = dice.nextInt(queues);
        TaskSid sid = new TaskSid(mint("WT"));
        tasks.add(sid);
        send(new Command.CreateTask(sid, Optional.of(workflows.get(skill / FILTERS)), Optional.empty(),
                Optional.empty(), false, "{\"skill\":\"" + skill(skill) + "\",\"lang\":\"l" + dice.nextInt(LANGUAGES)
                        + "\",\"from\":\"+1555" + dice.nextInt(1_000_000, 10_000_000) + "\",\"note\":\"" + PADDING
                        + PADDING.substring(600) + "\"}", OptionalInt.of(dice.nextInt(3)), Optional.empty(),
                Optional.of("voice"), Optional.empty(), Optional.empty()));
    }

    private void one() {
        now = now.plusNanos(60_000_000_000L * workers / Math.max(1, waiting) / workers);
        int choice = dice.nextInt(100);
        if (choice < 88) {
            if (!busy.isEmpty()) {
                Reservation done = take(dice.nextInt(busy.size()));
                send(Command.UpdateReservation.to(done.sid(), ReservationStatus.COMPLETED));
            }
        } else if (choice < 92) {
            WorkerSid worker = staff.get(dice.nextInt(staff.size()));
            boolean here = workspace.worker(worker).orElseThrow().activity().isAvailable();
            send(new Command.UpdateWorker(worker, OptionalInt.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(here && dice.nextInt(10) == 0 ? offline : available), false));
        } else if (choice < 94) {
            send(new Command.UpdateWorker(staff.get(dice.nextInt(staff.size())), OptionalInt.empty(), Optional.empty(),
                    Optional.of(workerAttributes()), Optional.empty(), false));
        } else {
            TaskSid task = tasks.get(tasks.size() - 1 - dice.nextInt(Math.min(tasks.size(), waiting)));
            if (workspace.task(task).filter(found -> found.status() == TaskStatus.PENDING).isPresent()) {
                send(choice < 98 ? new Command.UpdateTask(task, OptionalInt.empty(), Optional.empty(),
                        OptionalInt.of(dice.nextInt(6)), Optional.empty(), Optional.empty(), Optional.empty())
                        : Command.UpdateTask.to(task, TaskStatus.CANCELED, "hangup"));
            }
        }
        while (workspace.openTasks() < waiting + busy.size()) {
            come();
        }
        if (tasks.size() > 8 * (waiting + workers)) {
            tasks.subList(0, tasks.size() / 2).clear();
        }
    }

    private Reservation take(int place) {
        Reservation last = busy.removeLast();
        return place == busy.size() ? last : busy.set(place, last);
    }

    private void send(Command command) {
        Outcome outcome = router.handle(command, now);
        events += outcome.steps().size();
        if (!outcome.isDone()) {
            throw new IllegalStateException(command + ": " + outcome.refusal());
        }
        for (Outcome.Step step : outcome.steps()) {
            for (Decision decision : step.decisions()) {
                if (decision instanceof Decision.Offer offer) {
                    Reservation reservation = workspace.reservation(offer.reservation()).orElseThrow();
                    Outcome accepted = router.handle(Command.UpdateReservation.to(offer.reservation(),
                            ReservationStatus.ACCEPTED), now);
                    events += accepted.steps().size();
                    busy.add(reservation);
                }
            }
        }
    }

    private String mint(String prefix) {
        char[] sid = new char[34];
        sid[0] = prefix.charAt(0);
        sid[1] = prefix.charAt(1);
        long rest = ++minted;
        for (int i = 33; i > 1; i--) {
            sid[i] = Character.forDigit((int) (rest & 15), 16);
            rest >>>= 4;
        }
        return new String(sid);
    }

    private static void record(Path home, List<Row> rows) throws java.io.IOException {
        StringBuilder line = new StringBuilder("{\"bench\":\"work\",\"at\":\"").append(Instant.now())
                .append("\",\"machine\":\"").append(Runtime.getRuntime().availableProcessors()).append(" cores, JDK ")
                .append(Runtime.version()).append("\",\"load\":")
                .append(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .append(",\"endedLifeSeconds\":").append(ENDED_LIFE.toSeconds()).append(",\"rows\":[");
        for (Row row : rows) {
            line.append(row == rows.getFirst() ? "" : ",").append("{\"name\":\"").append(row.name)
                    .append("\",\"cpuNanosPerEvent\":").append(row.cpuNanos).append(",\"nanosPerEvent\":")
                    .append(row.nanos).append(",\"bytesPerWorker\":").append(row.bytesPerWorker)
                    .append(",\"bytesPerTask\":").append(row.bytesPerTask)
                    .append(",\"heapMegabytes\":").append(row.heapMegabytes)
                    .append(",\"nanosPerRead\":").append((long) row.nanosPerRead).append(",\"events\":").append(row.events)
                    .append('}');
        }
        Files.writeString(home.resolve("bench/history.jsonl"), line.append("]}\n"), StandardOpenOption.APPEND,
                StandardOpenOption.CREATE);
    }
}
