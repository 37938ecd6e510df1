package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A busy workspace by seed: commands of every kind, some of them wrong. */
public final class Traffic {
    private static final List<String> LANGUAGES = List.of("en", "fr", "de");
    private static final List<String> QUEUES = List.of("1==1", "languages HAS 'en'", "level >= 3", "team == 'red'",
            "languages HAS 'fr' AND level > 1", "1==2", "team IN ['red', 'blue'] OR level == 5");
    private static final List<String> FILTERS = List.of("lang == 'en'", "lang == 'fr'", "vip == true", "size > 2",
            "1==1", "taskrouter.currentHour < 12", "task.age > 30", "missing == 1");
    private static final List<String> TARGETS = List.of("worker.languages HAS task.lang", "task.size <= worker.level",
            "task.lang IN worker.languages AND worker.level > 2", "worker.team == task.team",
            "worker.activity_name == 'Offline'", "worker.activity_name IN ['Available', 'Break'] AND worker.level > 1",
            "taskrouter.currentMin < 30 OR worker.level > 3", "worker.channel.voice.assigned_tasks == 0",
            "worker.friendly_name == task.agent", "worker.channel.chat.assigned_tasks > 0");
    private static final List<String> ORDERS = List.of("worker.level DESC", "worker.level ASC, worker.cost DESC",
            "worker.channel.chat.assigned_tasks ASC");
    private static final List<String> SKIPS = List.of("workers.available == 0", "workers.unavailable > 1", "1==1");
    private static final List<String> CHANNELS = List.of("default", "voice", "chat");

    private final SplittableRandom dice;
    private final Ids ids;
    private final List<ActivitySid> activities = new ArrayList<>();
    private final List<TaskQueueSid> queues = new ArrayList<>();
    private final List<WorkflowSid> workflows = new ArrayList<>();
    private int names;

    public Traffic(long seed, Ids ids) {
        this.dice = new SplittableRandom(seed);
        this.ids = ids;
    }

    /** What is set up before work comes. */
    public List<Command> setUp(Workspace workspace) {
        List<Command> commands = new ArrayList<>();
        workspace.activities().all().forEach(activity -> activities.add(activity.sid()));
        ActivitySid pause = new ActivitySid(ids.next("WA"));
        activities.add(pause);
        commands.add(new Command.CreateActivity(pause, "Break", false));
        for (String expression : QUEUES) {
            TaskQueueSid sid = new TaskQueueSid(ids.next("WQ"));
            queues.add(sid);
            commands.add(new Command.CreateTaskQueue(sid, queueSettings(expression)));
        }
        for (int i = 0; i < 3; i++) {
            WorkflowSid sid = new WorkflowSid(ids.next("WW"));
            workflows.add(sid);
            commands.add(new Command.CreateWorkflow(sid, WorkflowSettings.of("Workflow " + i,
                    i == 2 ? live(document()) : document())
                    .reservingFor(Duration.ofSeconds(5 + dice.nextInt(60)))));
        }
        for (int i = 0; i < 12; i++) {
            commands.add(newWorker());
        }
        return commands;
    }

    /** How long until the next command, in milliseconds. */
    public long pause() {
        return dice.nextInt(100) < 2 ? dice.nextInt(400_000) : dice.nextInt(1_500);
    }

    private QueueSettings queueSettings(String expression) {
        return new QueueSettings("Queue", expression, chance(25) ? 3 : 1, chance(30) ? TaskOrder.LIFO : TaskOrder.FIFO,
                chance(40) ? Optional.of(activities.get(2)) : Optional.empty(),
                chance(40) ? Optional.of(activities.getLast()) : Optional.empty());
    }

    private boolean chance(int percent) {
        return dice.nextInt(100) < percent;
    }

    private <X> X pick(List<X> from) {
        return from.get(dice.nextInt(from.size()));
    }

    private String document() {
        StringBuilder filters = new StringBuilder();
        for (int i = dice.nextInt(4); i >= 0; i--) {
            StringBuilder targets = new StringBuilder();
            for (int k = dice.nextInt(3); k >= 0; k--) {
                targets.append(targets.isEmpty() ? "" : ",").append(target());
            }
            filters.append(filters.isEmpty() ? "" : ",").append("{'expression':'").append(pick(FILTERS)
                    .replace("'", "\\'")).append("','targets':[").append(targets).append("]}");
        }
        return Scene.document(filters.toString(), chance(70) ? "{'queue':'" + pick(queues) + "'}" : "")
                .replace("\\\"", "'");
    }

    /** The same for tasks whose own document cannot be fetched from where it leads. */
    private static String live(String document) {
        return document.replace("{\"task_routing\":{", "{\"task_routing\":{\"document_url\":\"https://a.example/\",");
    }

    private String target() {
        String target = "{'queue':'" + pick(queues) + "'";
        target += chance(30) ? ",'priority':" + dice.nextInt(5) : "";
        target += chance(60) ? ",'timeout':" + (1 + dice.nextInt(40)) : "";
        target += chance(50) ? ",'expression':'" + pick(TARGETS).replace("'", "\\'") + "'"
                : chance(20) ? ",'known_worker_friendly_name':'task.agent'" : "";
        target += chance(30) ? ",'order_by':'" + pick(ORDERS) + "'" : "";
        target += chance(25) ? ",'skip_if':'" + pick(SKIPS) + "'" : "";
        return target + "}";
    }

    private String workerAttributes() {
        StringBuilder languages = new StringBuilder();
        LANGUAGES.stream().filter(language -> chance(50)).forEach(language ->
                languages.append(languages.isEmpty() ? "" : ",").append('"').append(language).append('"'));
        return "{\"languages\":[" + languages + "],\"level\":" + dice.nextInt(6) + ",\"cost\":" + dice.nextInt(3)
                + ",\"team\":\"" + (chance(50) ? "red" : "blue") + "\"}";
    }

    private String taskAttributes() {
        return "{\"lang\":\"" + pick(LANGUAGES) + "\",\"size\":" + dice.nextInt(5) + ",\"vip\":" + chance(20)
                + ",\"team\":\"" + (chance(50) ? "red" : "blue") + "\",\"agent\":\"worker" + dice.nextInt(20) + "\"}";
    }

    private Command newWorker() {
        return new Command.CreateWorker(new WorkerSid(ids.next("WK")), "worker" + names++,
                chance(70) ? Optional.of(pick(activities)) : Optional.empty(), workerAttributes());
    }

    /** The next command, given what there is. */
    public Command next(Workspace workspace, Instant now) {
        Optional<Task> awaiting = workspace.tasks().all().stream().filter(Task::awaitsDocument).findFirst();
        if (awaiting.isPresent() && chance(25)) {
            return new Command.RouteTask(awaiting.get().sid(), chance(60) ? Optional.of(document())
                    : chance(25) ? Optional.of(live(document())) : Optional.empty());
        }
        int choice = dice.nextInt(1000);
        return choice < 520 ? work(workspace, choice) : choice < 760 ? tasks(workspace, now, choice)
                : choice < 975 ? workers(workspace, choice) : setup(workspace, choice);
    }

    private Command work(Workspace workspace, int choice) {
        if (workspace.reservations().size() == 0) {
            return new Command.Tick();
        }
        Reservation one = any(workspace.reservations());
        if (choice < 460) {
            ReservationStatus wanted = one.status() == ReservationStatus.PENDING
                    ? chance(70) ? ReservationStatus.ACCEPTED : ReservationStatus.REJECTED
                    : one.status() == ReservationStatus.ACCEPTED && chance(30) ? ReservationStatus.WRAPPING
                    : chance(90) ? ReservationStatus.COMPLETED : ReservationStatus.ACCEPTED;
            return new Command.UpdateReservation(one.sid(), OptionalInt.empty(), wanted,
                    chance(15) ? Optional.of(pick(activities)) : Optional.empty());
        }
        if (choice < 480) {
            return new Command.FailReservation(one.sid(), "no answer");
        }
        return Command.UpdateTask.to(one.task().sid(), one.task().status() == TaskStatus.ASSIGNED && chance(30)
                ? TaskStatus.WRAPPING : TaskStatus.COMPLETED, "done");
    }

    private Command tasks(Workspace workspace, Instant now, int choice) {
        if (choice < 690 && workspace.openTasks() < 40 || workspace.tasks().size() == 0) {
            return newTask(workspace, now);
        }
        Task one = any(workspace.tasks());
        if (choice < 735) {
            return new Command.UpdateTask(one.sid(), chance(10) ? OptionalInt.of(one.version()) : OptionalInt.empty(),
                    chance(50) ? Optional.of(taskAttributes()) : Optional.empty(),
                    chance(50) ? OptionalInt.of(dice.nextInt(6)) : OptionalInt.empty(),
                    chance(10) ? Optional.of(now.minusSeconds(dice.nextInt(1000))) : Optional.empty(),
                    Optional.empty(), Optional.empty(), chance(30) ? Optional.of(pick(CHANNELS)) : Optional.empty());
        }
        return choice < 755 ? Command.UpdateTask.to(one.sid(), TaskStatus.CANCELED, "hangup")
                : new Command.DeleteTask(one.sid(), OptionalInt.empty());
    }

    private Command newTask(Workspace workspace, Instant now) {
        Optional<String> target = chance(12) ? Optional.of(chance(50) && workspace.workers().size() > 0
                ? any(workspace.workers()).sid().value() : pick(queues).value()) : Optional.empty();
        boolean toWorker = target.filter(sid -> sid.startsWith("WK")).isPresent();
        TaskSid sid = new TaskSid(ids.next("WT"));
        boolean ofCall = sid.value().hashCode() % 2 == 0;
        return new Command.CreateTask(sid,
                target.isEmpty() || chance(50) ? Optional.of(pick(workflows)) : Optional.empty(),
                toWorker && chance(50) ? Optional.of(pick(queues)) : Optional.empty(), target,
                toWorker && chance(40), taskAttributes(),
                chance(40) ? OptionalInt.of(dice.nextInt(4)) : OptionalInt.empty(),
                chance(40) ? Optional.of(Duration.ofSeconds(1 + dice.nextInt(300))) : Optional.empty(),
                chance(80) ? Optional.of(pick(CHANNELS)) : Optional.empty(),
                chance(10) ? Optional.of(now.minusSeconds(dice.nextInt(500))) : Optional.empty(),
                target.isEmpty() && chance(5) ? Optional.of(document()) : Optional.empty(),
                ofCall ? Optional.of(new CallSid("CA" + sid.value().substring(2))) : Optional.empty());
    }

    private Command workers(Workspace workspace, int choice) {
        if (workspace.workers().size() < 8 || choice < 768 && workspace.workers().size() < 16) {
            return newWorker();
        }
        Worker one = any(workspace.workers());
        if (choice < 890) {
            boolean away = chance(30);
            return new Command.UpdateWorker(one.sid(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(away ? pick(activities) : activities.get(1)), away && chance(30));
        }
        if (choice < 915) {
            return new Command.UpdateWorker(one.sid(), OptionalInt.empty(),
                    chance(30) ? Optional.of("worker" + (chance(50) ? dice.nextInt(20) : names++)) : Optional.empty(),
                    chance(90) ? Optional.of(workerAttributes()) : Optional.empty(), Optional.empty(), false);
        }
        if (choice < 965) {
            return new Command.UpdateWorkerChannel(one.sid(), workspace.channel(pick(CHANNELS)).orElseThrow().sid(),
                    chance(60) ? OptionalInt.of(dice.nextInt(4)) : OptionalInt.empty(),
                    chance(50) ? Optional.of(chance(75)) : Optional.empty());
        }
        return new Command.DeleteWorker(one.sid(), OptionalInt.empty());
    }

    private Command setup(Workspace workspace, int choice) {
        if (choice < 983) {
            QueueSettings settings = queueSettings(pick(QUEUES));
            return new Command.UpdateTaskQueue(pick(queues), Optional.empty(),
                    chance(50) ? Optional.of(settings.targetWorkers()) : Optional.empty(),
                    OptionalInt.of(settings.maxReservedWorkers()),
                    chance(40) ? Optional.of(settings.taskOrder()) : Optional.empty(), Optional.empty(),
                    Optional.empty());
        }
        if (choice < 990) {
            return new Command.UpdateWorkflow(pick(workflows), Optional.empty(),
                    Optional.of(chance(20) ? live(document()) : document()),
                    Optional.empty(), Optional.empty(), Optional.empty(), chance(60));
        }
        if (choice < 993) {
            return new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.empty(),
                    chance(20) ? Optional.of(chance(80)) : Optional.empty(),
                    Optional.of(chance(50) ? TaskOrder.LIFO : TaskOrder.FIFO), Optional.empty(), Optional.empty());
        }
        if (choice < 996) {
            return new Command.UpdateTaskChannel(workspace.channel(pick(CHANNELS)).orElseThrow().sid(),
                    Optional.empty(), Optional.of(chance(50)));
        }
        Supplier<Command> odd = pick(List.of(() -> new Command.DeleteTaskQueue(pick(queues)),
                () -> new Command.DeleteWorkflow(new WorkflowSid("WW" + "f".repeat(32))),
                () -> new Command.UpdateActivity(activities.getLast(), Optional.of(chance(50) ? "Break" : "Pause")),
                () -> new Command.DeleteActivity(activities.getFirst())));
        Command command = odd.get();
        return command instanceof Command.DeleteTaskQueue ? new Command.Tick() : command;
    }

    private <X> X any(Registry<X> registry) {
        int place = dice.nextInt(registry.size());
        return registry.all().stream().skip(place).findFirst().orElseThrow();
    }
}
