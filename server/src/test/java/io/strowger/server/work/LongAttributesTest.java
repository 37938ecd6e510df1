package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.QueueSid;
import io.strowger.server.store.TestStore;
import io.strowger.work.WorkLimits;
import io.strowger.work.core.RoutingLimits;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attributes are as long as the installation says, 4,096 characters or not (work-distribution-api, limits). */
class LongAttributesTest {
    private static final int LONGEST = 6_000;
    private static final CallSid CALLER = new CallSid("CA" + "9".repeat(32));

    private TestStore database;
    private WorkApi api;

    @BeforeEach
    void open() {
        RoutingLimits usual = RoutingLimits.DEFAULT;
        database = TestStore.open();
        api = new WorkApi(database, kept -> kept, new WorkRoom.Limits(WorkLimits.DEFAULT, new RoutingLimits(
                usual.workers(), usual.queues(), usual.workflows(), usual.activities(), usual.channels(),
                usual.openTasks(), LONGEST, usual.configurationCharacters(), usual.nameCharacters(),
                usual.channelCapacity(), usual.taskTimeout(), usual.assignedLife(), usual.endedLife(),
                usual.assignments()), 3));
        api.openWorkspace();
    }

    @AfterEach
    void close() {
        api.close();
        database.close();
    }

    private static String attributes(int characters) {
        return "{\"n\":\"" + "x".repeat(characters - 8) + "\"}";
    }

    /** What becomes of an {@code <Enqueue><Task>} with these attributes. */
    private WorkPort.TaskEvent enqueued(String attributes) {
        CallTasks tasks = new CallTasks(api.world);
        tasks.open(api.node());
        var events = api.world.timeline().<WorkPort.TaskEvent>inbox(1);
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        tasks.create(new TaskRequest(WorkApi.ACCOUNT, new WorkPort.WaitId(CALLER, 1), workflow,
                new QueueSid("QU" + "1".repeat(32)), attributes, Map.of("call_sid", CALLER.value()),
                OptionalInt.empty(), Optional.empty()), events::post);
        return events.await(Deadline.after(api.world.timeline(), Duration.ofSeconds(30))).orElseThrow();
    }

    @Test
    void anEnqueuesTaskMayHaveThemAsLongAsTheInstallationSays() {
        assertInstanceOf(WorkPort.TaskEvent.Created.class, enqueued(attributes(5_000)));
    }

    @Test
    void anEnqueuesTaskWithLongerOnesIsRefusedWithTheFigure() {
        WorkPort.TaskEvent.Refused refused = assertInstanceOf(WorkPort.TaskEvent.Refused.class,
                enqueued(attributes(LONGEST + 1)));
        assertEquals(ErrorCode.ENQUEUE_TASK, refused.code());
        assertEquals("The task was not made: Attributes is longer than 6000 characters", refused.message());
    }

    @Test
    void queuesAreEvaluatedForAWorkerWithSuchAttributes() {
        String queue = api.make(api.in("/TaskQueues"), "FriendlyName", "All", "TargetWorkers", "n != 'y'");
        WorkApi.Reply found = api.get(api.in("/TaskQueues?EvaluateWorkerAttributes="
                + URLEncoder.encode(attributes(5_000), StandardCharsets.UTF_8)));
        assertEquals(200, found.status(), found.body().toString());
        assertTrue(found.body().toString().contains(queue), found.body().toString());
    }
}
