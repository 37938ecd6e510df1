package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.rest.taskrouter.v1.Workspace;
import com.twilio.rest.taskrouter.v1.workspace.Activity;
import com.twilio.rest.taskrouter.v1.workspace.Event;
import com.twilio.rest.taskrouter.v1.workspace.Task;
import com.twilio.rest.taskrouter.v1.workspace.TaskChannel;
import com.twilio.rest.taskrouter.v1.workspace.TaskQueue;
import com.twilio.rest.taskrouter.v1.workspace.Worker;
import com.twilio.rest.taskrouter.v1.workspace.Workflow;
import com.twilio.rest.taskrouter.v1.workspace.WorkspaceCumulativeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.WorkspaceRealTimeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.WorkspaceStatistics;
import com.twilio.rest.taskrouter.v1.workspace.task.Reservation;
import com.twilio.rest.taskrouter.v1.workspace.taskqueue.TaskQueueBulkRealTimeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.taskqueue.TaskQueueCumulativeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.taskqueue.TaskQueueRealTimeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.taskqueue.TaskQueueStatistics;
import com.twilio.rest.taskrouter.v1.workspace.taskqueue.TaskQueuesStatistics;
import com.twilio.rest.taskrouter.v1.workspace.worker.WorkerChannel;
import com.twilio.rest.taskrouter.v1.workspace.worker.WorkerStatistics;
import com.twilio.rest.taskrouter.v1.workspace.worker.WorkersCumulativeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.worker.WorkersRealTimeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.worker.WorkersStatistics;
import com.twilio.rest.taskrouter.v1.workspace.workflow.WorkflowCumulativeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.workflow.WorkflowRealTimeStatistics;
import com.twilio.rest.taskrouter.v1.workspace.workflow.WorkflowStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issue 4: work distribution through twilio-java; each resource's life, a task's way, statistics. */
class JavaTaskRouterTest extends JavaSuite {
    private static String workspace;

    @BeforeAll
    static void makeWorkspace() {
        workspace = Workspace.creator("suite").create(client).getSid();
    }

    private static String activity(boolean available) {
        return Activity.creator(workspace, available ? "Here" + System.nanoTime() : "Away" + System.nanoTime())
                .setAvailable(available).create(client).getSid();
    }

    private static String queue(String expression) {
        return TaskQueue.creator(workspace, "queue" + System.nanoTime()).setTargetWorkers(expression).create(client)
                .getSid();
    }

    private static String workflow(String queue) {
        return Workflow.creator(workspace, "flow" + System.nanoTime(), configuration(queue)).create(client).getSid();
    }

    private static String configuration(String queue) {
        return "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"" + queue + "\"}}}";
    }

    @Test
    void workspacesHaveTheirWholeLife() {
        lifecycle(Workspace::getSid, i -> Workspace.creator("workspace " + i).create(client))
                .fetch(sid -> Workspace.fetcher(sid).fetch(client))
                .list(Workspace::reader)
                .update(sid -> Workspace.updater(sid).setFriendlyName("renamed").setMultiTaskEnabled(true)
                        .update(client), one -> one.getFriendlyName().equals("renamed"))
                .delete(sid -> Workspace.deleter(sid).delete(client))
                .check();
    }

    @Test
    void activitiesHaveTheirWholeLife() {
        lifecycle(Activity::getSid, i -> Activity.creator(workspace, "activity " + i).setAvailable(i == 0)
                .create(client))
                .fetch(sid -> Activity.fetcher(workspace, sid).fetch(client))
                .list(() -> Activity.reader(workspace))
                .update(sid -> Activity.updater(workspace, sid).setFriendlyName("renamed").update(client),
                        one -> one.getFriendlyName().equals("renamed") && one.getAvailable())
                .delete(sid -> Activity.deleter(workspace, sid).delete(client))
                .check();
    }

    @Test
    void workersAndTheirChannelsHaveTheirWholeLife() {
        lifecycle(Worker::getSid, i -> Worker.creator(workspace, "worker " + i)
                .setAttributes("{\"skills\":[\"de\"]}").create(client))
                .fetch(sid -> Worker.fetcher(workspace, sid).fetch(client))
                .list(() -> Worker.reader(workspace))
                .update(sid -> Worker.updater(workspace, sid).setAttributes("{\"skills\":[\"fr\"]}").update(client),
                        one -> one.getAttributes().contains("fr") && one.getDateStatusChanged() != null)
                .delete(sid -> Worker.deleter(workspace, sid).delete(client))
                .check();
        String worker = Worker.creator(workspace, "with channels").create(client).getSid();
        List<WorkerChannel> channels = StreamSupport.stream(
                WorkerChannel.reader(workspace, worker).pageSize(1).read(client).spliterator(), false).toList();
        assertTrue(channels.size() >= 3, channels.size() + " channels");
        WorkerChannel changed = WorkerChannel.updater(workspace, worker, channels.getFirst().getSid()).setCapacity(4)
                .update(client);
        assertEquals(4, changed.getConfiguredCapacity());
        assertEquals(4, WorkerChannel.fetcher(workspace, worker, changed.getSid()).fetch(client)
                .getConfiguredCapacity());
    }

    @Test
    void taskChannelsHaveTheirWholeLife() {
        lifecycle(TaskChannel::getSid, i -> TaskChannel.creator(workspace, "channel " + i, "channel-" + i)
                .create(client))
                .fetch(sid -> TaskChannel.fetcher(workspace, sid).fetch(client))
                .list(() -> TaskChannel.reader(workspace))
                .update(sid -> TaskChannel.updater(workspace, sid).setFriendlyName("renamed").update(client),
                        one -> one.getFriendlyName().equals("renamed") && one.getUniqueName().equals("channel-0"))
                .delete(sid -> TaskChannel.deleter(workspace, sid).delete(client))
                .check();
    }

    @Test
    void taskQueuesHaveTheirWholeLife() {
        String reserved = activity(false);
        lifecycle(TaskQueue::getSid, i -> TaskQueue.creator(workspace, "queue " + i).setTargetWorkers("1==1")
                .create(client))
                .fetch(sid -> TaskQueue.fetcher(workspace, sid).fetch(client))
                .list(() -> TaskQueue.reader(workspace))
                .update(sid -> TaskQueue.updater(workspace, sid).setMaxReservedWorkers(3)
                        .setReservationActivitySid(reserved).setTaskOrder(TaskQueue.TaskOrder.LIFO).update(client),
                        one -> one.getMaxReservedWorkers() == 3 && one.getTaskOrder() == TaskQueue.TaskOrder.LIFO)
                .delete(sid -> TaskQueue.deleter(workspace, sid).delete(client))
                .check();
    }

    @Test
    void workflowsHaveTheirWholeLife() {
        String queue = queue("1==1");
        lifecycle(Workflow::getSid, i -> Workflow.creator(workspace, "workflow " + i, configuration(queue))
                .create(client))
                .fetch(sid -> Workflow.fetcher(workspace, sid).fetch(client))
                .list(() -> Workflow.reader(workspace))
                .update(sid -> Workflow.updater(workspace, sid).setTaskReservationTimeout(33)
                        .setAssignmentCallbackUrl("https://app.example/assign").update(client),
                        one -> one.getTaskReservationTimeout() == 33
                                && one.getAssignmentCallbackUrl().toString().equals("https://app.example/assign"))
                .delete(sid -> Workflow.deleter(workspace, sid).delete(client))
                .check();
    }

    @Test
    void tasksHaveTheirWholeLife() {
        String flow = workflow(queue("nobody == \"yes\""));
        lifecycle(Task::getSid, i -> Task.creator(workspace).setWorkflowSid(flow).setAttributes("{\"n\":" + i + "}")
                .setPriority(i).create(client))
                .fetch(sid -> Task.fetcher(workspace, sid).fetch(client))
                .list(() -> Task.reader(workspace))
                .update(sid -> Task.updater(workspace, sid).setPriority(9).setAttributes("{\"n\":99}").update(client),
                        one -> one.getPriority() == 9 && one.getAttributes().contains("99")
                                && one.getAssignmentStatus() == Task.Status.PENDING)
                .delete(sid -> Task.deleter(workspace, sid).delete(client))
                .check();
    }

    /** The documented limit is 4,096; this installation's setting {@code work-attribute-characters} is 5,000. */
    @Test
    void attributesMayBeAsLongAsTheInstallationSays() {
        String flow = workflow(queue("nobody == \"yes\""));
        String longest = "{\"n\":\"" + "x".repeat(5000 - 8) + "\"}";
        assertEquals(longest, Task.creator(workspace).setWorkflowSid(flow).setAttributes(longest).create(client)
                .getAttributes());
        assertEquals(400, Lifecycle.refused(() -> Task.creator(workspace).setWorkflowSid(flow)
                .setAttributes(longest + " ").create(client) != null));
    }

    @Test
    void aTaskReachesAWorkerIsAcceptedWrapsAndCompletes() {
        String here = activity(true);
        String worker = Worker.creator(workspace, "anna").setActivitySid(here)
                .setAttributes("{\"language\":\"da\"}").create(client).getSid();
        String queue = queue("language == \"da\"");
        String flow = workflow(queue);
        Task task = Task.creator(workspace).setWorkflowSid(flow).setAttributes("{\"a\":1}").create(client);
        platform.await("a reservation", () -> reservations(task.getSid()).size() == 1);
        Reservation reservation = reservations(task.getSid()).getFirst();
        assertEquals(worker, reservation.getWorkerSid());
        assertEquals(Reservation.Status.PENDING, reservation.getReservationStatus());
        assertEquals(worker, Reservation.fetcher(workspace, task.getSid(), reservation.getSid()).fetch(client)
                .getWorkerSid());
        assertEquals(reservation.getSid(), com.twilio.rest.taskrouter.v1.workspace.worker.Reservation
                .fetcher(workspace, worker, reservation.getSid()).fetch(client).getSid());
        Reservation accepted = Reservation.updater(workspace, task.getSid(), reservation.getSid())
                .setReservationStatus(Reservation.Status.ACCEPTED).update(client);
        assertEquals(Reservation.Status.ACCEPTED, accepted.getReservationStatus());
        assertEquals(Task.Status.ASSIGNED, Task.fetcher(workspace, task.getSid()).fetch(client).getAssignmentStatus());
        Task wrapping = Task.updater(workspace, task.getSid()).setAssignmentStatus(Task.Status.WRAPPING)
                .setReason("said goodbye").update(client);
        assertEquals(Task.Status.WRAPPING, wrapping.getAssignmentStatus());
        Task completed = Task.updater(workspace, task.getSid()).setAssignmentStatus(Task.Status.COMPLETED)
                .setReason("done").update(client);
        assertEquals(Task.Status.COMPLETED, completed.getAssignmentStatus());
        assertEquals(queue, completed.getTaskQueueSid());
        platform.await("its events", () -> StreamSupport.stream(Event.reader(workspace).setTaskSid(task.getSid())
                .pageSize(1).read(client).spliterator(), false).count() >= 3);
        Event first = Event.reader(workspace).setTaskSid(task.getSid()).read(client).iterator().next();
        assertEquals(first.getSid(), Event.fetcher(workspace, first.getSid()).fetch(client).getSid());
        assertNotNull(first.getEventDate());
    }

    @Test
    void aWorkerRejectsItsReservationAndIsAskedNoMore() {
        String here = activity(true);
        String away = activity(false);
        String worker = Worker.creator(workspace, "carl").setActivitySid(here)
                .setAttributes("{\"language\":\"nl\"}").create(client).getSid();
        String flow = workflow(queue("language == \"nl\""));
        Task task = Task.creator(workspace).setWorkflowSid(flow).create(client);
        platform.await("a reservation", () -> reservations(task.getSid()).size() == 1);
        String sid = StreamSupport.stream(com.twilio.rest.taskrouter.v1.workspace.worker.Reservation
                .reader(workspace, worker).pageSize(1).read(client).spliterator(), false).findFirst().orElseThrow()
                .getSid();
        assertEquals(com.twilio.rest.taskrouter.v1.workspace.worker.Reservation.Status.REJECTED,
                com.twilio.rest.taskrouter.v1.workspace.worker.Reservation.updater(workspace, worker, sid)
                        .setReservationStatus(
                                com.twilio.rest.taskrouter.v1.workspace.worker.Reservation.Status.REJECTED)
                        .setWorkerActivitySid(away).update(client).getReservationStatus());
        assertEquals(away, Worker.fetcher(workspace, worker).fetch(client).getActivitySid());
        assertEquals(Task.Status.PENDING, Task.fetcher(workspace, task.getSid()).fetch(client).getAssignmentStatus());
        assertEquals(Task.Status.CANCELED, Task.updater(workspace, task.getSid())
                .setAssignmentStatus(Task.Status.CANCELED).setReason("enough").update(client).getAssignmentStatus());
    }

    private static List<Reservation> reservations(String task) {
        return StreamSupport.stream(Reservation.reader(workspace, task).pageSize(1).read(client).spliterator(), false)
                .toList();
    }

    @Test
    void everyStatisticsResourceIsReadByTheSdk() {
        String here = activity(true);
        String worker = Worker.creator(workspace, "counted").setActivitySid(here).create(client).getSid();
        String queue = queue("1==1");
        String flow = workflow(queue);
        assertEquals(workspace, WorkspaceStatistics.fetcher(workspace).fetch(client).getWorkspaceSid());
        assertNotNull(WorkspaceStatistics.fetcher(workspace).fetch(client).getRealtime());
        assertTrue(WorkspaceRealTimeStatistics.fetcher(workspace).fetch(client).getTotalWorkers() >= 1);
        assertNotNull(WorkspaceCumulativeStatistics.fetcher(workspace).setMinutes(5).fetch(client).getTasksCreated());
        assertEquals(queue, TaskQueueStatistics.fetcher(workspace, queue).fetch(client).getTaskQueueSid());
        assertEquals(0, TaskQueueRealTimeStatistics.fetcher(workspace, queue).fetch(client).getTotalTasks());
        assertNotNull(TaskQueueCumulativeStatistics.fetcher(workspace, queue).fetch(client).getStartTime());
        TaskQueueBulkRealTimeStatistics several = TaskQueueBulkRealTimeStatistics.creator(workspace)
                .setBody(Map.of("QueueSids", List.of(queue))).create(client);
        assertEquals(1, several.getTaskQueueResponseCount());
        assertTrue(StreamSupport.stream(
                TaskQueuesStatistics.reader(workspace).pageSize(1).read(client).spliterator(), false).count() >= 1);
        assertEquals(flow, WorkflowStatistics.fetcher(workspace, flow).fetch(client).getWorkflowSid());
        assertNotNull(WorkflowRealTimeStatistics.fetcher(workspace, flow).fetch(client).getTotalTasks());
        assertNotNull(WorkflowCumulativeStatistics.fetcher(workspace, flow).fetch(client).getTasksEntered());
        assertNotNull(WorkersStatistics.fetcher(workspace).fetch(client).getCumulative());
        assertTrue(WorkersRealTimeStatistics.fetcher(workspace).fetch(client).getTotalWorkers() >= 1);
        assertNotNull(WorkersCumulativeStatistics.fetcher(workspace).fetch(client).getReservationsCreated());
        assertEquals(worker, WorkerStatistics.fetcher(workspace, worker).fetch(client).getWorkerSid());
    }
}
