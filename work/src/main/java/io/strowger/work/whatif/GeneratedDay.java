package io.strowger.work.whatif;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonError;
import io.strowger.work.core.Outcome;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.Value;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * A day that is made up from a description (docs/what-if.md): queues, workers with skills and shifts, and kinds of
 * tasks with arrivals per hour, patience and work. Arrivals are a Poisson process whose rate may differ from hour to
 * hour.
 */
public final class GeneratedDay {
    /** The one workflow of a generated day. */
    public static final WorkflowSid WORKFLOW = new WorkflowSid("WW" + "0".repeat(31) + "1");
    private static final double HOUR = 3_600_000;
    private static final int MOST_WORKERS = 100_000;
    private static final Instant PLAIN_START = Instant.parse("2026-01-05T08:00:00Z");

    private final Fields fields;
    private final Workspace workspace;
    private final Router router;
    private final Instant begin;
    private final double hours;
    private final Map<String, TaskQueueSid> queues = new LinkedHashMap<>();
    private final List<TaskKind> kinds = new ArrayList<>();
    private final List<Outside> outside = new ArrayList<>();

    private GeneratedDay(Fields fields, RoutingLimits limits) {
        this.fields = fields;
        this.workspace = Workspace.open(new WorkspaceSid("WS" + "0".repeat(32)), new AccountSid("AC" + "0".repeat(32)),
                limits);
        this.router = Router.open(workspace, prefix -> prefix + "%032x".formatted(workspace.sequence() + 1),
                List.of());
        Reading.known("day", fields, "start", "hours", "queues", "workers", "tasks", "workflow",
                "reservation_timeout");
        this.hours = Reading.number("day.hours", fields.get("hours"), 0.01, 24 * 31);
        this.begin = fields.has("start") ? moment(Reading.text("day", fields, "start")) : PLAIN_START;
    }

    /**
     * Reads the description of a day.
     *
     * @throws WhatIfFailure naming what is wrong and where
     */
    public static GeneratedDay read(String json, RoutingLimits limits) {
        try {
            GeneratedDay day = new GeneratedDay(Reading.object("day", Value.parse(json)), limits);
            day.setUp();
            return day;
        } catch (JsonError wrong) {
            throw new WhatIfFailure("the description of the day: " + wrong.getMessage());
        }
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new WhatIfFailure("day.start: expected a time such as " + PLAIN_START);
        }
    }

    private void setUp() {
        send("day", new Command.CreateWorkspace("Generated", Command.Template.NONE, true, TaskOrder.FIFO,
                Optional.empty(), Optional.empty()));
        each("queues", this::queue);
        each("workers", this::workers);
        each("tasks", this::kind);
        long seconds = (long) Reading.number("day", fields, "reservation_timeout", 120, 1, 86_400);
        send("day.workflow", new Command.CreateWorkflow(WORKFLOW, WorkflowSettings.of("Workflow",
                document(Reading.object("day.workflow", fields.get("workflow")).toJson()))
                .reservingFor(Duration.ofSeconds(seconds))));
    }

    private interface Reader {
        void read(String place, Fields fields);
    }

    private void each(String name, Reader reader) {
        List<Value> items = Reading.list("day", fields, name);
        for (int i = 0; i < items.size(); i++) {
            String place = "day." + name + "[" + i + "]";
            reader.read(place, Reading.object(place, items.get(i)));
        }
    }

    private void send(String place, Command command) {
        Outcome outcome = router.handle(command, begin);
        if (outcome.refusal().isPresent()) {
            throw new WhatIfFailure(place + ": " + outcome.refusal().get().message());
        }
    }

    private void queue(String place, Fields queue) {
        Reading.known(place, queue, "name", "workers", "max_reserved_workers", "task_order");
        TaskQueueSid sid = new TaskQueueSid("WQ%032x".formatted(queues.size() + 1));
        String name = Reading.text(place, queue, "name");
        if (queues.put(name, sid) != null) {
            throw new WhatIfFailure(place + ".name: there are two queues " + name);
        }
        boolean lifo = Reading.part(queue, "task_order").isPresent()
                && Reading.text(place, queue, "task_order").equals("LIFO");
        send(place, new Command.CreateTaskQueue(sid, QueueSettings.named(name)
                .targeting(Reading.part(queue, "workers").isEmpty() ? "1==1" : Reading.text(place, queue, "workers"))
                .reserving((int) Reading.number(place, queue, "max_reserved_workers", 1, 1, 50))
                .ordered(lifo ? TaskOrder.LIFO : TaskOrder.FIFO)));
    }

    private ActivitySid activity(boolean available) {
        return workspace.activities().all().stream().filter(one -> one.isAvailable() == available)
                .findFirst().orElseThrow().sid();
    }

    private void workers(String place, Fields group) {
        Reading.known(place, group, "name", "count", "attributes", "from", "to", "capacity");
        String name = Reading.text(place, group, "name");
        int count = Reading.whole(place + ".count", group.get("count"), 1, MOST_WORKERS);
        double from = Reading.number(place, group, "from", 0, 0, hours);
        double to = Reading.number(place, group, "to", hours, from, hours);
        Fields capacity = group.has("capacity")
                ? Reading.object(place + ".capacity", group.get("capacity")) : Fields.NONE;
        for (int i = 1; i <= count; i++) {
            WorkerSid sid = new WorkerSid("WK%032x".formatted(workspace.workers().size() + 1));
            send(place, new Command.CreateWorker(sid, name + " " + i,
                    Optional.of(activity(from == 0)), TaskKind.attributes(place, group)));
            for (String channel : capacity.names()) {
                String at = place + ".capacity." + channel;
                send(at, new Command.UpdateWorkerChannel(sid, channel(at, channel),
                        OptionalInt.of(Reading.whole(at, capacity.get(channel), 0, 1000)), Optional.empty()));
            }
            if (from > 0) {
                shift(sid, from, true);
            }
            if (to < hours) {
                shift(sid, to, false);
            }
        }
    }

    private TaskChannelSid channel(String place, String name) {
        return workspace.channel(name).orElseThrow(() ->
                new WhatIfFailure(place + ": there is no task channel " + name)).sid();
    }

    private void shift(WorkerSid worker, double hour, boolean begins) {
        outside.add(new Outside(begin.toEpochMilli() + (long) (hour * HOUR), new Command.UpdateWorker(worker,
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.of(activity(begins)), false)));
    }

    private void kind(String place, Fields fields) {
        TaskKind kind = TaskKind.read(place, fields);
        channel(place + ".channel", kind.channel());
        kinds.add(kind);
    }

    /**
     * A document that names queues by name, with their sids instead; sids and unknown names stay as they are.
     *
     * @throws WhatIfFailure when it is no JSON
     */
    public String document(String json) {
        try {
            return named(Value.parse(json)).toJson();
        } catch (JsonError wrong) {
            throw new WhatIfFailure("Configuration: " + wrong.getMessage());
        }
    }

    private Value named(Value value) {
        return switch (value) {
            case Fields object -> {
                Fields.Builder made = new Fields.Builder();
                for (int i = 0; i < object.size(); i++) {
                    boolean queue = object.name(i).equals("queue")
                            && object.value(i) instanceof Value.Text(String name) && queues.containsKey(name);
                    made.put(object.name(i), queue
                            ? Value.text(queues.get(((Value.Text) object.value(i)).value()).value())
                            : named(object.value(i)));
                }
                yield made.build();
            }
            case Value.Items(var items) -> new Value.Items(items.stream().map(this::named).toList());
            case Value.Null _, Value.Bool _, Value.Text _, Value.Num _ -> value;
        };
    }

    /** The sid of a queue of the day. */
    public Optional<TaskQueueSid> queue(String name) {
        return Optional.ofNullable(queues.get(name));
    }

    /** The day, by seed. */
    public Course course(long seed) {
        List<Outside> all = new ArrayList<>(outside);
        for (int i = 0; i < kinds.size(); i++) {
            arrivals(i, kinds.get(i), seed, all);
        }
        all.sort(Comparator.comparingLong(Outside::atMillis)); // stable: those of one moment keep their order
        ActivitySid available = activity(true);
        return new Course(workspace.snapshot(), new Span(begin, begin.plusMillis((long) (hours * HOUR))), all,
                Optional.empty(), drawn -> new Drawn(kinds, available, drawn));
    }

    private void arrivals(int number, TaskKind kind, long seed, List<Outside> all) {
        SplittableRandom dice = Dice.of(seed, "arrivals", kind.name(), number);
        double at = 0;
        int hour = 0;
        for (long made = 1; hour < hours;) {
            double rate = kind.rate(hour);
            double next = rate == 0 ? hour + 1 : at - StrictMath.log(1 - dice.nextDouble()) / rate;
            if (next >= hour + 1) { // without memory: the next hour may begin anew with its own rate
                hour++;
                at = hour;
            } else {
                at = next;
                if (at < hours) {
                    all.add(new Outside(begin.toEpochMilli() + (long) (at * HOUR), new Command.CreateTask(
                            new TaskSid(Drawn.sid(number, made++)), Optional.of(WORKFLOW), Optional.empty(),
                            Optional.empty(), false, kind.attributes(), kind.priority(), kind.timeout(),
                            Optional.of(kind.channel()), Optional.empty(), Optional.empty())));
                }
            }
        }
    }
}
