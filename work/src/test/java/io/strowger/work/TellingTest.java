package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Event;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Scene;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Traffic;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Events as the API tells them, and what statistics count (work-distribution-api sections 6 and 7; requirements 2.50
 * and 2.51).
 */
class TellingTest {
    private final Consequences consequences = live();
    private final Scene scene = new Scene(RoutingLimits.DEFAULT, List.of(consequences));
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");
    private final WorkflowSid workflow = scene.workflow("{'filter_friendly_name':'First','expression':'1==1',"
            + "'targets':[{'queue':'" + english + "','timeout':10,'expression':'worker.level > 1'},{'queue':'"
            + everybody + "','timeout':60}]}", "");

    private static Consequences live() {
        Consequences fresh = new Consequences();
        fresh.goLive((workspace, event) -> List.of());
        return fresh;
    }

    private List<WorkEvent> told() {
        return consequences.take().events();
    }

    private List<String> types() {
        return told().stream().map(WorkEvent::type).toList();
    }

    private static Map<String, String> data(WorkEvent event) {
        return event.data().stream().collect(Collectors.toMap(Header::name, Header::value, (one, other) -> other));
    }

    @Test
    void lifeOfATaskIsToldInDocumentedTypes() { // section 6
        types();
        Worker alice = scene.worker("alice");
        assertEquals(List.of("worker.created"), types());
        Task task = scene.task(workflow, "{}");
        assertEquals(List.of("task.created", "workflow.entered", "workflow.target-matched", "task-queue.entered"),
                types());
        scene.seconds(10);
        assertEquals(List.of("task-queue.timeout", "workflow.target-matched", "task-queue.entered",
                "reservation.created"), types());
        Reservation offer = scene.accept(task);
        scene.to(offer.sid(), ReservationStatus.WRAPPING);
        scene.to(offer.sid(), ReservationStatus.COMPLETED);
        assertEquals(List.of("reservation.accepted", "reservation.wrapup", "task.wrapup", "reservation.completed",
                "task.completed"), types());
        scene.seconds(300);
        assertEquals(List.of(), types(), "a task that is forgotten is not deleted");
        scene.move(alice, "Offline");
        scene.send(new Command.DeleteWorker(alice.sid(), OptionalInt.empty()));
        assertEquals(List.of("worker.activity.update", "worker.deleted"), types());
    }

    @Test
    void endsOfOtherKindsAreToldToo() { // section 6
        WorkflowSid patient = scene.into(everybody);
        scene.worker("alice");
        Task task = scene.task(patient, "{}");
        types();
        scene.seconds(120);
        assertEquals(List.of("reservation.timeout", "worker.activity.update"), types());
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "hangup"));
        scene.send(new Command.DeleteTask(task.sid(), OptionalInt.empty()));
        assertEquals(List.of("task.canceled", "task.deleted"), types());
        WorkflowSid leaving = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','timeout':5}]}", "");
        scene.task(leaving, "{}");
        types();
        scene.seconds(5);
        assertEquals(List.of("task-queue.timeout", "workflow.timeout", "task.canceled"), types());
        scene.send(new Command.UpdateTaskQueue(english, Optional.empty(), Optional.of("1==1"), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(List.of("task-queue.expression.updated"), types());
    }

    @Test
    void eventsCarryTheDocumentedFields() { // section 6, trap 11
        Worker alice = scene.worker("alice", "{\"languages\":[\"en\"],\"level\":2}");
        scene.seconds(3);
        told();
        Task task = scene.task(workflow, "{\"a\":1}", 2);
        List<WorkEvent> told = told();
        WorkEvent matched = told.stream().filter(event -> event.type().equals("workflow.target-matched")).findFirst()
                .orElseThrow();
        assertEquals("workflow", matched.resourceType());
        assertEquals(Optional.of(task.sid().value()), matched.about().task());
        assertEquals("First", data(matched).get("WorkflowFilterName"));
        assertEquals("worker.level > 1", data(matched).get("WorkflowFilterTargetExpression"));
        assertEquals("languages HAS 'en'", data(matched).get("TaskQueueTargetExpression"));
        WorkEvent created = told.getLast();
        assertEquals("reservation.created", created.type());
        assertEquals("{\"a\":1}", data(created).get("TaskAttributes"));
        assertEquals("2", data(created).get("TaskPriority"));
        assertEquals("reserved", data(created).get("TaskAssignmentStatus"));
        assertEquals(String.valueOf(alice.version()), data(created).get("WorkerVersion"));
        assertEquals(String.valueOf(scene.now.getEpochSecond()), data(created).get("TaskDateCreated"));
        assertTrue(data(created).containsKey("ReservationSid") && data(created).containsKey("TaskChannelName"));
        scene.move(alice, "Offline");
        Map<String, String> moved = data(told().getLast());
        assertEquals("3000", moved.get("WorkerTimeInPreviousActivityMs"));
        assertEquals("3", moved.get("WorkerTimeInPreviousActivity"));
        assertEquals("Available", moved.get("WorkerPreviousActivityName"));
        scene.capacity(alice, "voice", 4);
        Map<String, String> share = data(told().getLast());
        assertEquals("1", share.get("WorkerChannelPreviousCapacity"));
        assertTrue(share.containsKey("WorkerChannelAvailableCapacity"));
    }

    @Test
    void sameJournalTellsTheSameEventsWithTheSameSids() { // section 6: projected from the journal without loss
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":2}");
        scene.accept(scene.task(workflow, "{}"));
        Consequences again = live();
        Router router = Router.open(Scene.empty(RoutingLimits.DEFAULT), scene::mint, List.of(again));
        scene.journal.forEach(router::apply);
        List<WorkEvent> told = told();
        assertEquals(told, again.take().events());
        assertEquals(told.size(), told.stream().map(WorkEvent::sid).distinct().count());
    }

    /** An update that leaves the call out of the attributes does not cut the task from its caller (section 5). */
    @Test
    void endOfATaskOnTheChannelOfCallsIsToldToCallsWhateverItsAttributesName() {
        assertEquals(List.of(""), overOn("voice", "{\"vip\":true}"));
        assertEquals(List.of("CA1"), overOn("chat", "{\"call_sid\":\"CA1\"}"));
        assertEquals(List.of(), overOn("chat", "{\"vip\":true}"));
    }

    /** Neither attributes that lost their call nor another channel cut a task from the call it was made of. */
    @Test
    void endOfATaskThatWasMadeOfACallIsToldToCallsWhateverTheApplicationMadeOfIt() {
        CallSid call = new CallSid("CA" + "5".repeat(32));
        TaskSid canceled = made("voice", "{\"call_sid\":\"CA1\"}", Optional.of(call));
        TaskSid deleted = made("voice", "{\"call_sid\":\"CA1\"}", Optional.of(call));
        for (TaskSid task : List.of(canceled, deleted)) {
            scene.send(new Command.UpdateTask(task, OptionalInt.empty(), Optional.of("{}"), OptionalInt.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("chat")));
        }
        scene.send(Command.UpdateTask.to(canceled, TaskStatus.CANCELED, "hangup"));
        scene.send(new Command.DeleteTask(deleted, OptionalInt.empty()));
        assertEquals(List.of(call.value(), call.value()), over());
    }

    /** The calls of which a task is told to be over that is canceled, and of another that is deleted; each once. */
    private List<String> overOn(String channel, String attributes) {
        scene.send(Command.UpdateTask.to(made(channel, attributes), TaskStatus.CANCELED, "hangup"));
        scene.send(new Command.DeleteTask(made(channel, attributes), OptionalInt.empty()));
        List<String> calls = over();
        assertTrue(calls.size() % 2 == 0, calls.toString());
        return calls.subList(0, calls.size() / 2);
    }

    private List<String> over() {
        return consequences.take().outbox().stream().map(Outgoing::effect)
                .filter(Effect.CallTaskOver.class::isInstance).map(one -> ((Effect.CallTaskOver) one).callSid())
                .toList();
    }

    private TaskSid made(String channel, String attributes) {
        return made(channel, attributes, Optional.empty());
    }

    private TaskSid made(String channel, String attributes, Optional<CallSid> call) {
        TaskSid sid = new TaskSid(scene.mint("WT"));
        scene.send(new Command.CreateTask(sid, Optional.of(workflow), Optional.empty(), Optional.empty(), false,
                attributes, OptionalInt.empty(), Optional.empty(), Optional.of(channel), Optional.empty(),
                Optional.empty(), call));
        return sid;
    }

    private static long sum(List<Count> counts, Sid scope, Measure measure) {
        return counts.stream().filter(count -> count.scope().equals(scope.value()) && count.measure() == measure)
                .count();
    }

    private static List<Integer> values(List<Count> counts, Sid scope, Measure measure) {
        return counts.stream().filter(count -> count.scope().equals(scope.value()) && count.measure() == measure)
                .map(Count::value).toList();
    }

    @Test
    void whatHappensToATaskIsCountedOnceForEachThatItConcerns() { // section 7, trap 13
        Task first = scene.task(workflow, "{}");
        scene.task(workflow, "{}");
        scene.seconds(10);
        Worker alice = scene.worker("alice");
        scene.to(scene.offer(first).sid(), ReservationStatus.REJECTED);
        scene.seconds(30);
        scene.accept(first);
        scene.complete(first);
        scene.pass(Duration.ofSeconds(130));
        List<Count> counts = consequences.take().counts();
        assertEquals(2, sum(counts, everybody, Measure.TASKS_ENTERED));
        assertEquals(2, sum(counts, english, Measure.TASKS_MOVED));
        assertEquals(1, sum(counts, everybody, Measure.TASKS_COMPLETED));
        assertEquals(1, sum(counts, everybody, Measure.TASKS_CANCELED));
        assertEquals(3, sum(counts, everybody, Measure.RESERVATIONS_CREATED));
        assertEquals(1, sum(counts, everybody, Measure.RESERVATIONS_ACCEPTED));
        assertEquals(1, sum(counts, everybody, Measure.RESERVATIONS_REJECTED));
        assertEquals(1, sum(counts, everybody, Measure.RESERVATIONS_TIMED_OUT));
        assertEquals(List.of(40), values(counts, everybody, Measure.WAIT_UNTIL_ACCEPTED));
        assertEquals(List.of(30), values(counts, everybody, Measure.WAIT_IN_QUEUE_UNTIL_ACCEPTED));
        Sid whole = scene.workspace.sid();
        assertEquals(2, sum(counts, whole, Measure.TASKS_CREATED));
        assertEquals(2, sum(counts, whole, Measure.TASKS_MOVED));
        assertEquals(1, sum(counts, whole, Measure.TASKS_TIMED_OUT_IN_WORKFLOW));
        assertEquals(1, values(counts, whole, Measure.WAIT_UNTIL_CANCELED).size());
        assertEquals(3, sum(counts, alice.sid(), Measure.RESERVATIONS_CREATED));
        assertTrue(counts.stream().noneMatch(count -> count.channel().equals(scene.channel("voice").value())));
    }

    @Test
    void stretchOfAnActivityIsKeptWhenItIsOver() { // section 7, activity_durations
        Worker alice = scene.worker("alice");
        Instant hired = scene.now;
        scene.seconds(100);
        scene.move(alice, "Offline");
        scene.seconds(50);
        scene.move(alice, "Available");
        assertEquals(List.of(
                new ActivitySpan(alice.sid(), scene.activity("Available"), hired, hired.plusSeconds(100)),
                new ActivitySpan(alice.sid(), scene.activity("Offline"), hired.plusSeconds(100),
                        hired.plusSeconds(150))), consequences.take().spans());
    }

    /** Random work: sids in the order of happening, each once, and each reservation's fate told and counted. */
    @Test
    void randomWorkIsToldInOrderAndCountedInFull() {
        for (long seed = 1; seed <= 3; seed++) {
            Consequences all = live();
            Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
            long[] minted = {0};
            Router router = Router.open(workspace, prefix -> prefix + "%032x".formatted(++minted[0]), List.of(all));
            Traffic traffic = new Traffic(seed, prefix -> prefix + "%032x".formatted(++minted[0]));
            List<Event> happened = new ArrayList<>();
            Instant now = Instant.parse("2026-01-06T10:00:00Z");
            router.handle(new Command.CreateWorkspace("Busy", Command.Template.NONE, true, TaskOrder.FIFO,
                    Optional.empty(), Optional.empty()), now);
            for (Command command : traffic.setUp(workspace)) {
                router.handle(command, now);
            }
            all.take();
            while (happened.size() < 5_000) {
                now = now.plusMillis(traffic.pause());
                router.handle(traffic.next(workspace, now), now).events()
                        .forEach(recorded -> happened.add(recorded.event()));
            }
            Consequences.Gathered gathered = all.take();
            List<String> sids = gathered.events().stream().map(event -> event.sid().value()).toList();
            assertEquals(sids.stream().sorted().distinct().toList(), sids, "seed " + seed);
            check(gathered, happened, Event.ReservationCreated.class, "created", Measure.RESERVATIONS_CREATED);
            check(gathered, happened, Event.ReservationAccepted.class, "accepted", Measure.RESERVATIONS_ACCEPTED);
            check(gathered, happened, Event.ReservationRescinded.class, "rescinded", Measure.RESERVATIONS_RESCINDED);
        }
    }

    private static void check(Consequences.Gathered gathered, List<Event> happened, Class<? extends Event> kind,
            String type, Measure measure) {
        long many = happened.stream().filter(kind::isInstance).count();
        assertTrue(many > 0, type);
        assertEquals(many, gathered.events().stream().filter(event -> event.type().equals("reservation." + type))
                .count(), type);
        assertEquals(many, gathered.counts().stream().filter(count -> count.measure() == measure
                && count.scope().startsWith("WS")).count(), type);
    }
}
