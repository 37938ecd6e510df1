package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A task from its creation until it can no longer be read (requirement 2.12, work-distribution-api section 4). */
class BasicPathTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid queue = scene.queue("Everybody", "1==1");
    private final WorkflowSid workflow = scene.into(queue);

    @Test
    void taskIsReservedAcceptedWrappedCompletedAndForgotten() {
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{\"lang\":\"en\"}");
        assertEquals(TaskStatus.RESERVED, task.status());
        assertEquals(List.of("alice"), scene.offeredTo(task));
        Reservation reservation = scene.accept(task);
        assertEquals(TaskStatus.ASSIGNED, task.status());
        scene.to(reservation.sid(), ReservationStatus.WRAPPING);
        assertEquals(TaskStatus.WRAPPING, task.status());
        assertEquals(1, alice.openReservations(), "capacity is held while wrapping (trap 5)");
        scene.to(reservation.sid(), ReservationStatus.COMPLETED);
        assertEquals(TaskStatus.COMPLETED, task.status());
        assertEquals(0, alice.openReservations());
        assertTrue(scene.workspace.task(task.sid()).isPresent());
        scene.pass(Duration.ofMinutes(5));
        assertTrue(scene.workspace.task(task.sid()).isEmpty(), "gone five minutes later (trap 9)");
        assertTrue(scene.workspace.reservation(reservation.sid()).isEmpty());
        scene.assertReplays();
    }

    @Test
    void waitingTaskIsOfferedWhenAWorkerComes() {
        Task task = scene.task(workflow, "{}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.worker("alice");
        assertEquals(List.of("alice"), scene.offeredTo(task));
        scene.assertReplays();
    }

    @Test
    void decisionsTellTheShellWhatToDo() {
        WorkflowSid calling = scene.workflow(WorkflowSettings.of("Calling",
                Scene.document("", "{'queue':'" + queue + "'}")).calling("https://example.com/assign"));
        Worker alice = scene.worker("alice");
        scene.decisions.clear();
        Task task = scene.task(calling, "{}");
        Reservation reservation = scene.offer(task);
        assertEquals(List.of(new Decision.Waiting(task.sid(), Optional.of(queue), 0),
                new Decision.Offer(reservation.sid(), task.sid(), alice.sid()),
                new Decision.AssignmentCallback(reservation.sid(), task.sid(), alice.sid(), calling,
                        Optional.of(queue), "https://example.com/assign", Optional.empty())), scene.decisions);
        scene.assertReplays();
    }
}
