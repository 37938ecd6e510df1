package io.strowger.call;

import io.strowger.call.EnqueueRun.WorkRefusal;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.call.port.WorkPort.TaskEvent;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Enqueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The task behind a caller who waits for a workflow (work-distribution-api section 5, "TwiML side"). Created once and
 * canceled at most once: not when work distribution ended it itself, or a reservation took the caller. Owned by the
 * call's strand but for what work distribution tells.
 */
final class WaitingTask {
    private static final List<String> CALL_DATA = List.of("CallSid", "AccountSid", "From", "To", "Caller", "Called",
            "Direction", "CallStatus", "ApiVersion", "FromCity", "FromState", "FromZip", "FromCountry", "ToCity",
            "ToState", "ToZip", "ToCountry", "CallerCity", "CallerState", "CallerZip", "CallerCountry", "CalledCity",
            "CalledState", "CalledZip", "CalledCountry");

    private enum Life { NONE, ALIVE, OVER }

    private final Call call;
    private final Enqueue enqueue;
    private final String workflow;
    private final CallQueue queue;
    private final QueuedCall caller;
    private final long stay;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.NONE);
    private final AtomicReference<Optional<WorkRefusal>> refusal = new AtomicReference<>(Optional.empty());

    WaitingTask(Call call, Enqueue enqueue, String workflow, CallQueue queue, QueuedCall caller, long stay) {
        this.call = call;
        this.enqueue = enqueue;
        this.workflow = workflow;
        this.queue = queue;
        this.caller = caller;
        this.stay = stay;
    }

    long stay() {
        return stay;
    }

    void create() {
        life.set(Life.ALIVE);
        call.ports().work().create(new TaskRequest(call.facts().account(), id(), workflow, queue.record().sid(),
                enqueue.task().map(Enqueue.Task::attributes).orElse(""), callData(),
                enqueue.task().map(Enqueue.Task::priority).orElse(OptionalInt.empty()),
                enqueue.task().flatMap(Enqueue.Task::timeout)), this::told);
    }

    /**
     * The caller waits no longer; work distribution is not told when it knows: it has ended the task, or the caller
     * talked to the worker of a reservation.
     *
     * @param talked whether the caller was joined to whoever took it
     */
    void cancel(String reason, boolean talked) {
        boolean known = talked && queue.taker(caller).flatMap(taker -> taker.reservation).isPresent();
        boolean alive = life.getAndSet(Life.OVER) == Life.ALIVE;
        if (alive && !known) {
            call.ports().work().cancel(call.facts().account(), id(), reason);
        }
    }

    /** Why there is no task; empty when there is or was one. */
    Optional<WorkRefusal> refusal() {
        return refusal.get();
    }

    /** On any thread. */
    private void told(TaskEvent event) {
        switch (event) {
            case TaskEvent.Created created -> { }
            case TaskEvent.Refused(var code, String message) -> {
                refusal.set(Optional.of(new WorkRefusal(code, message)));
                over();
            }
            case TaskEvent.Ended ended -> over();
        }
    }

    private void over() {
        life.set(Life.OVER);
        queue.dismiss(caller);
    }

    private WorkPort.WaitId id() {
        return new WorkPort.WaitId(call.facts().sid(), stay);
    }

    private Map<String, String> callData() {
        Map<String, String> data = new LinkedHashMap<>();
        for (Header parameter : call.parameters()) {
            if (CALL_DATA.contains(parameter.name())) {
                data.put(snake(parameter.name()), parameter.value());
            }
        }
        return data;
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
