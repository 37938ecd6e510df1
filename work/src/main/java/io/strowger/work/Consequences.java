package io.strowger.work;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.Sid;
import io.strowger.work.core.Activity;
import io.strowger.work.core.Decision;
import io.strowger.work.core.Event;
import io.strowger.work.core.Fields;
import io.strowger.work.core.Projection;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Value;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What follows from a workspace's events for the outside: the events that the API tells, effects for the outbox, counts
 * for statistics. A replay says nothing: what followed then is stored already. Called by the workspace's strand.
 */
final class Consequences implements Projection {
    /** The channel on which calls' tasks are made. */
    private static final String CALLS = "voice";

    private final Tally tally = new Tally();
    private List<WorkEvent> events = new ArrayList<>();
    private List<Outgoing> outbox = new ArrayList<>();
    private List<ActivitySpan> spans = new ArrayList<>();
    private List<Runnable> seen = new ArrayList<>();
    private BiFunction<Workspace, WorkEvent, List<Runnable>> onlookers = (workspace, event) -> List.of();
    private boolean live;
    private Before before = Before.NOTHING;
    private Optional<Telling> telling = Optional.empty();
    private Optional<Sid> actor = Optional.empty();

    /**
     * What has gathered.
     *
     * @param events to be told
     * @param outbox to be done
     * @param seen what onlookers want to do when all is durable
     */
    record Gathered(List<WorkEvent> events, List<Outgoing> outbox, List<Count> counts, List<ActivitySpan> spans,
            List<Runnable> seen) {}

    /**
     * What an event is about to change.
     *
     * @param queue where the task was
     * @param expression the queue's
     * @param activity in which the worker was
     * @param since when the worker went there
     * @param capacity of the worker's channel
     * @param call that may wait for the task ({@link #waitingCall})
     */
    record Before(Optional<TaskQueue> queue, String expression, Optional<Activity> activity, Instant since,
            int capacity, Optional<String> call) {
        static final Before NOTHING =
                new Before(Optional.empty(), "", Optional.empty(), Instant.EPOCH, 0, Optional.empty());

        static Before of(Optional<TaskQueue> queue, Optional<String> call) {
            return new Before(queue, "", Optional.empty(), Instant.EPOCH, 0, call);
        }
    }

    /** From now on events are new ones, and shown to onlookers. */
    void goLive(BiFunction<Workspace, WorkEvent, List<Runnable>> watching) {
        live = true;
        onlookers = watching;
    }

    /** What happens from now on is somebody's doing: an account's, a worker's, or the workspace's own. */
    void actor(Sid sid) {
        actor = Optional.of(sid);
    }

    /** What has gathered since the last call. */
    Gathered take() {
        Gathered gathered = new Gathered(events, outbox, tally.take(), spans, seen);
        events = new ArrayList<>();
        outbox = new ArrayList<>();
        spans = new ArrayList<>();
        seen = new ArrayList<>();
        return gathered;
    }

    @Override
    public void before(Workspace workspace, Recorded recorded) {
        if (live) {
            Telling fresh = new Telling(workspace, recorded, actor.orElse(workspace.sid()), tally, events, outbox,
                    spans, this::show);
            telling = Optional.of(fresh);
            before = look(workspace, recorded.event());
            fresh.parting(recorded.event());
        }
    }

    private void show(Workspace workspace, WorkEvent event) {
        seen.addAll(onlookers.apply(workspace, event));
    }

    @Override
    public void after(Workspace workspace, Recorded recorded, List<Decision> decisions) {
        if (live) {
            Telling present = telling.orElseThrow();
            present.happened(recorded.event(), before);
            decisions.forEach(decision -> present.effect(decision, before));
        }
    }

    private static Before look(Workspace workspace, Event happening) {
        if (happening instanceof Event.TaskQueueUpdated event) {
            return new Before(Optional.empty(), workspace.queue(event.sid()).orElseThrow().settings().targetWorkers(),
                    Optional.empty(), Instant.EPOCH, 0, Optional.empty());
        }
        if (happening instanceof Event.WorkerActivityUpdated event) {
            return workspace.worker(event.sid()).map(worker -> new Before(Optional.empty(), "",
                    Optional.of(worker.activity()), worker.statusChanged(), 0, Optional.empty())).orElseThrow();
        }
        if (happening instanceof Event.WorkerCapacityUpdated event) {
            return new Before(Optional.empty(), "", Optional.empty(), Instant.EPOCH,
                    share(workspace, event.worker().value(), event.channel().value())
                            .map(WorkerChannel::configuredCapacity).orElse(0), Optional.empty());
        }
        if (happening instanceof Event.TaskRouted event) {
            return Before.of(workspace.task(event.sid()).flatMap(Task::queue), Optional.empty());
        }
        if (happening instanceof Event.TaskDeleted event) {
            return Before.of(Optional.empty(), workspace.task(event.sid()).flatMap(Consequences::waitingCall));
        }
        return Before.NOTHING;
    }

    static Optional<WorkerChannel> share(Workspace workspace, String worker, String channel) {
        return workspace.workers().find(worker).flatMap(found ->
                workspace.channels().find(channel).flatMap(found::channel));
    }

    /**
     * The call that may wait for a task: that which it was made of, else the one that its attributes name; blank for
     * one of an older journal on the channel of calls whose attributes name none, as an update may have left it out.
     * Calls know their tasks by the task's sid.
     */
    static Optional<String> waitingCall(Task task) {
        String call = named(task);
        return call.isEmpty() && !task.channel().uniqueName().equals(CALLS) ? Optional.empty() : Optional.of(call);
    }

    /** The call of a task, blank when neither its making nor its attributes name one. */
    static String named(Task task) {
        return task.call().map(CallSid::value).or(() -> text(task, "call_sid")).orElse("");
    }

    private static Optional<String> text(Task task, String name) {
        if (!task.attributes().contains('"' + name + '"')) {
            return Optional.empty();
        }
        return Value.parse(task.attributes()) instanceof Fields fields
                && fields.get(name) instanceof Value.Text(String call) ? Optional.of(call) : Optional.empty();
    }
}
