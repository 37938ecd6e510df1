package io.strowger.call;

import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Enqueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One stay in a queue: the caller joins, hears wait documents, is taken, hears the taker's document, is joined, and
 * goes on when the taker has parted. The queue says where it stands ({@link CallQueue#look}); a change interrupts
 * whatever the caller hears ({@link QueueChanged}), and this looks again. Owned by the call's strand.
 */
final class EnqueueRun {
    private final Call call;
    private final AppServer appServer;
    private final LiveCalls calls;
    private final Enqueue enqueue;
    private final LoadedDocument document;
    private final CallQueue queue;
    private final QueuedCall caller;
    private final WaitDocuments wait;
    private final Optional<WaitingTask> task;

    /** @param stay counts this call's stays in queues */
    EnqueueRun(
            Call call, Prompts prompts, AppServer appServer, LiveCalls calls, Enqueue enqueue, LoadedDocument document,
            long stay) {
        this.call = call;
        this.appServer = appServer;
        this.calls = calls;
        this.enqueue = enqueue;
        this.document = document;
        this.queue = demanded();
        this.caller = new QueuedCall(call.facts().sid(), call.leg().id(), call::post, call.timeline().now(),
                queue.millis());
        this.wait = new WaitDocuments(call, prompts, appServer, calls, enqueue, document, queue, caller);
        this.task = enqueue.workflowSid().map(workflow ->
                new WaitingTask(call, enqueue, workflow, queue, caller, stay));
    }

    private CallQueue demanded() {
        String name = enqueue.workflowSid().or(enqueue::queue).orElseThrow();
        try {
            return calls.queues().demanded(call.facts().account(), name,
                    enqueue.workflowSid().isPresent() ? CallQueues.WORKFLOW_SIZE : CallQueues.SIZE);
        } catch (QueueRefused refused) {
            throw new AppFailure(refused.code(), refused.getMessage(), "");
        }
    }

    Outcome run() {
        call.leg().answer();
        switch (queue.join(caller, enqueue.maxQueueSize().orElse(CallQueues.MOST))) {
            case FULL -> {
                return result(List.of(new Header("QueueResult", "queue-full")));
            }
            case CLOSED -> { // deleted between the two: the queue is made again
                return new EnqueueRun(call, wait.prompts(), appServer, calls, enqueue, document,
                        task.map(WaitingTask::stay).orElse(0L)).run();
            }
            case JOINED -> { }
        }
        try {
            task.ifPresent(WaitingTask::create);
            return stay();
        } catch (CallEnded over) {
            QueuedCall.State stood = out("hangup");
            call.progress().ended(over.endCause()); // the request says how the call ended
            lastWord(stood == QueuedCall.State.JOINED || stood == QueuedCall.State.PARTED ? "bridged" : "hangup");
            throw over;
        } catch (Replaced elsewhere) {
            lastWord(switch (out("redirected")) {
                case WAITING, REDIRECTED, DISMISSED, GONE -> "redirected";
                case TAKEN, READY -> "bridging-in-process";
                case JOINED, PARTED -> "redirected-from-bridged";
            });
            throw elsewhere;
        } catch (RuntimeException failed) {
            out("error");
            throw failed;
        }
    }

    private Outcome stay() {
        while (true) {
            try {
                Optional<Outcome> end = switch (queue.look(caller)) {
                    case WAITING -> waited();
                    case TAKEN -> {
                        announce();
                        queue.ready(caller);
                        yield Optional.empty();
                    }
                    case READY, JOINED, REDIRECTED -> {
                        call.await(Deadline.NEVER);
                        yield Optional.empty();
                    }
                    case PARTED -> Optional.of(result("bridged"));
                    case DISMISSED -> Optional.of(dismissed());
                    case GONE -> throw new IllegalStateException("a caller that left still waits");
                };
                if (end.isPresent()) {
                    return end.get();
                }
            } catch (QueueChanged news) {
                // the next look says how
            }
        }
    }

    private Optional<Outcome> waited() {
        return switch (wait.round()) {
            case AGAIN -> Optional.empty();
            case HUNG_UP -> throw new CallEnded(EndCause.FINISHED);
            case LEFT -> {
                if (!queue.leave(caller)) {
                    yield Optional.empty(); // somebody took the caller first
                }
                task.ifPresent(left -> left.cancel("leave", false));
                yield Optional.of(result("leave"));
            }
        };
    }

    /** Plays the taker's document; one that fails is noted and joins all the same. */
    private void announce() {
        Optional<DequeuingCall> taker = queue.taker(caller);
        Optional<WebTarget> target = taker.flatMap(one -> one.announcement);
        if (target.isEmpty()) {
            return;
        }
        List<Header> fields = new ArrayList<>(times());
        fields.add(new Header("DequeingCallSid", taker.get().call.value())); // trap 8: the spelling is the real one
        AppRequest request = new AppRequest(target.get().url(), target.get().method(), fields);
        Interpreter interpreter = new Interpreter(call, appServer, calls, Interpreter.Role.ANNOUNCING);
        try {
            LoadedDocument running = appServer.announcement(request, document);
            while (interpreter.once(running) instanceof Outcome.GoTo(AppRequest next)) {
                List<Header> all = new ArrayList<>(next.parameters());
                all.addAll(fields);
                running = appServer.announcement(new AppRequest(next.url(), next.method(), all), running);
            }
        } catch (AppFailure failure) {
            call.notices().note(failure.code(), failure.getMessage(), failure.url());
        }
    }

    /** Work distribution has given the caller up, or never took it. */
    private Outcome dismissed() {
        Optional<WorkRefusal> refusal = task.flatMap(WaitingTask::refusal);
        if (refusal.isPresent()) {
            throw new AppFailure(refusal.get().code(), refusal.get().message(), "");
        }
        return result("leave");
    }

    /** Out of the queue, wherever the caller stood in it. */
    private QueuedCall.State out(String reason) {
        Optional<DequeuingCall> taker = queue.taker(caller);
        QueuedCall.State stood = queue.over(caller, () -> taker.ifPresent(
                one -> call.leg().send(new MediaCommand.Unbridge(call.leg().id(), one.leg))));
        task.ifPresent(left -> left.cancel(
                reason, stood == QueuedCall.State.JOINED || stood == QueuedCall.State.PARTED));
        return stood;
    }

    private Outcome result(String queueResult) {
        task.ifPresent(left -> left.cancel("dequeued", true));
        return result(fields(queueResult));
    }

    private Outcome result(List<Header> fields) {
        return enqueue.action().isPresent() ? new Outcome.GoTo(action(fields)) : new Outcome.Continue();
    }

    private AppRequest action(List<Header> fields) {
        return new AppRequest(enqueue.action().orElseThrow(), enqueue.method().name(), fields);
    }

    /** The action is told although its answer has no effect. */
    private void lastWord(String queueResult) {
        if (enqueue.action().isPresent()) {
            appServer.lastWord(action(fields(queueResult)), document);
        }
    }

    private List<Header> fields(String queueResult) {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("QueueResult", queueResult));
        fields.addAll(times());
        return fields;
    }

    private List<Header> times() {
        return List.of(new Header("QueueSid", queue.record().sid().value()),
                new Header("QueueTime", Long.toString(queue.waited(caller).toSeconds())));
    }

    /** Why there is no task. */
    record WorkRefusal(ErrorCode code, String message) {}
}
