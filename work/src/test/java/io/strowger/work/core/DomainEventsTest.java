package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events as the API tells them (work-distribution-api section 6; requirement 2.50). */
class DomainEventsTest {
    private final List<DomainEvent> told = new ArrayList<>();
    private final Scene scene = new Scene(RoutingLimits.DEFAULT, List.of(DomainEvents.to(told::add)));
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");
    private final WorkflowSid workflow = scene.workflow("{'filter_friendly_name':'First','expression':'1==1',"
            + "'targets':[{'queue':'" + english + "','timeout':10,'expression':'worker.level > 1'},{'queue':'"
            + everybody + "'}]}", "");

    private List<String> types() {
        List<String> types = told.stream().map(DomainEvent::type).toList();
        told.clear();
        return types;
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
        scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        scene.seconds(10);
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
    void taskThatGoesOnInTheSameQueueDoesNotEnterItAgain() { // section 3.2
        WorkflowSid same = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','timeout':5},{'priority':9}]}", "");
        scene.task(same, "{}");
        types();
        scene.seconds(5);
        assertEquals(List.of("task-queue.timeout", "workflow.target-matched"), types());
    }

    @Test
    void eventsCarryTheDocumentedFields() { // section 6, trap 11
        Worker alice = scene.worker("alice", "{\"languages\":[\"en\"],\"level\":2}");
        scene.seconds(3);
        told.clear();
        Task task = scene.task(workflow, "{\"a\":1}", 2);
        DomainEvent matched = told.stream().filter(event -> event.type().equals("workflow.target-matched")).findFirst()
                .orElseThrow();
        assertEquals("task", matched.resourceType());
        assertEquals(task.sid().value(), matched.resourceSid());
        assertEquals("First", matched.fields().get("WorkflowFilterName"));
        assertEquals("worker.level > 1", matched.fields().get("WorkflowFilterTargetExpression"));
        assertEquals("languages HAS 'en'", matched.fields().get("TaskQueueTargetExpression"));
        DomainEvent created = told.getLast();
        assertEquals("reservation.created", created.type());
        assertEquals("{\"a\":1}", created.fields().get("TaskAttributes"));
        assertEquals("2", created.data().get("task_priority"));
        assertEquals("reserved", created.data().get("task_assignment_status"));
        assertEquals(String.valueOf(alice.version()), created.data().get("worker_version"));
        assertEquals(String.valueOf(scene.now.getEpochSecond()), created.data().get("task_date_created"));
        assertTrue(created.fields().containsKey("ReservationSid") && created.fields().containsKey("TaskChannelName"));
        told.clear();
        scene.move(alice, "Offline");
        DomainEvent moved = told.getLast();
        assertEquals("3000", moved.fields().get("WorkerTimeInPreviousActivityMs"));
        assertEquals("3", moved.fields().get("WorkerTimeInPreviousActivity"));
        assertEquals("Available", moved.fields().get("WorkerPreviousActivityName"));
        told.clear();
        scene.capacity(alice, "voice", 4);
        assertEquals("1", told.getLast().fields().get("WorkerChannelPreviousCapacity"));
        assertEquals("4", told.getLast().fields().get("WorkerChannelAvailableCapacity"));
    }

    @Test
    void replayTellsTheSameEventsWithTheSameSids() { // section 6: projected from the journal without loss
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":2}");
        scene.accept(scene.task(workflow, "{}"));
        List<DomainEvent> again = new ArrayList<>();
        Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(workspace, scene::mint, List.of(DomainEvents.to(again::add)));
        scene.journal.forEach(router::apply);
        assertEquals(told, again);
        assertEquals(told.size(), told.stream().map(DomainEvent::sid).distinct().count());
    }
}
