package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every decision explains itself (issue 4: why this worker, why still waiting, nearest misses). */
class TaskExplanationTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final WorkflowSid workflow = scene.workflow("{'filter_friendly_name':'VIP','expression':'vip == true',"
            + "'targets':[{'queue':'" + english + "'}]},{'filter_friendly_name':'Rest','expression':'1==1',"
            + "'targets':[{'queue':'" + english + "','timeout':60,'expression':'worker.level >= task.level'}]}", "");

    private TaskExplanation explain(Task task) {
        return TaskExplanation.of(scene.workspace, task);
    }

    @Test
    void waitingTaskTellsWhoCameNearestAndWhatIsMissing() {
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":1}");
        scene.worker("bob", "{\"languages\":[\"fr\"],\"level\":1}");
        Worker carol = scene.offline("carol", "{\"languages\":[\"en\"],\"level\":9}");
        scene.move(carol, "Unavailable");
        scene.task(workflow, "{\"level\":9}", 7);
        Task task = scene.task(workflow, "{\"level\":3}");
        TaskExplanation why = explain(task);
        assertEquals(List.of(false, true), why.filters().stream().map(TaskExplanation.FilterLook::taken).toList());
        assertEquals("VIP", why.filters().getFirst().name());
        assertEquals(Optional.of("worker.level >= task.level"), why.target());
        TaskExplanation.Waiting waiting = why.waiting().orElseThrow();
        assertEquals(List.of(3, 3, 2, 1, 1, 1), List.of(waiting.lookedAt(), waiting.workers(), waiting.inQueue(),
                waiting.inActivity(), waiting.withRoom(), waiting.ahead()));
        assertEquals(Optional.of(scene.now.plusSeconds(60)), waiting.targetEnds());
        assertEquals(List.of("alice", "carol", "bob"), waiting.nearest().stream()
                .map(TaskExplanation.WorkerLook::friendlyName).toList());
        Explanation.Comparison miss = waiting.nearest().getFirst().targetExpression().orElseThrow().misses().getFirst();
        assertEquals(List.of(Value.number(1L), Value.number(3L)), List.of(miss.left(), miss.right()));
        assertTrue(waiting.nearest().get(1).obstacles().getFirst().contains("Unavailable"));
        assertEquals(2, waiting.nearest().getLast().distance(), "neither language nor level");
    }

    @Test
    void offeredTaskTellsWhyThisWorkerMayHaveIt() {
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":4}");
        Task task = scene.task(workflow, "{\"level\":3}");
        TaskExplanation why = explain(task);
        assertEquals(Optional.empty(), why.waiting());
        TaskExplanation.WorkerLook alice = why.offers().getFirst();
        assertTrue(alice.queue().orElseThrow().matches() && alice.targetExpression().orElseThrow().matches());
        assertEquals(0, alice.distance());
        Task second = scene.task(workflow, "{\"level\":3}");
        assertTrue(explain(second).waiting().orElseThrow().nearest().getFirst().obstacles().getFirst()
                .contains("no capacity"));
    }

    @Test
    void endedTaskCanBeExplainedToo() {
        Task task = scene.task(workflow, "{}");
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "hangup"));
        assertEquals(Optional.empty(), explain(task).waiting());
        assertEquals(TaskStatus.CANCELED, explain(task).status());
    }
}
