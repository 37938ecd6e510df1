package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.twiml.Dial;
import io.strowger.twiml.Document;
import io.strowger.twiml.DocumentWriter;
import io.strowger.twiml.HttpMethod;
import io.strowger.twiml.Position;
import io.strowger.twiml.QueueNoun;
import io.strowger.twiml.RecordingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What work distribution has calls do: the instructions {@code dequeue}, {@code call} and {@code redirect}
 * (work-distribution-api section 5), and what it must know of calls to keep its tasks true. The other direction is
 * {@link io.strowger.call.port.WorkPort}.
 *
 * <p>A worker's call goes out at once: it waits in no queue of outbound calls, as the reservation's clock is running,
 * and it is not kept for the next run. All else is as for calls of the API: caller ids and prefixes are checked.
 * Any thread may call it; nothing blocks.
 */
public final class WorkCalls implements WorkersLine {
    private final CallPorts ports;
    private final LiveCalls calls;
    private final OutboundCallees callees;

    /** How a worker's call goes. */
    public sealed interface WorkerEvent {
        /** The worker answered; a {@code dequeue} asks for its reservation's acceptance next, by WorkPort. */
        record Answered() implements WorkerEvent {}

        /**
         * The call is over.
         *
         * @param status final: {@code completed} after an answer, else busy, no-answer, failed or canceled
         */
        record Ended(CallStatus status) implements WorkerEvent {}
    }

    /** What became of an instruction. */
    public sealed interface Started {
        /** The worker's phone is called; its sid becomes the task's {@code worker_call_sid}. */
        record Calling(CallSid worker) implements Started {}

        /** It is not. */
        record Refused(ErrorCode code, String message) implements Started {}
    }

    /**
     * The phone of a worker.
     *
     * @param to a number, {@code client:name} or {@code sip:...}
     * @param from what it shows as the caller; empty for what the task's caller dialled
     * @param timeout how long it rings, 5 s to 600 s
     * @param statusCallback told by its method of {@code statusEvents}: initiated, ringing, answered, completed
     */
    public record Phone(
            AccountSid account, String to, Optional<String> from, Duration timeout,
            Optional<WebTarget> statusCallback, Set<String> statusEvents) {}

    WorkCalls(CallPorts ports, LiveCalls calls) {
        this.ports = ports;
        this.calls = calls;
        this.callees = new OutboundCallees(ports.directory());
    }

    /**
     * {@code dequeue}: calls the worker; the answered call accepts the reservation (WorkPort.accept), takes its caller
     * and talks to him, as if its document were {@code Dial Queue reservationSid}.
     *
     * @param caller the waiting call; the status callback carries it as {@code taskCallSid}
     * @param record whether the conversation is recorded, from the answer
     * @param told in order, on any thread; must not block
     */
    @Override
    public Started dequeue(
            Phone phone, CallSid caller, String reservationSid, Optional<String> postWorkActivitySid, boolean record,
            Consumer<WorkerEvent> told) {
        QueueNoun reserved = new QueueNoun("", Optional.empty(), HttpMethod.POST, Optional.of(reservationSid),
                postWorkActivitySid, Position.NONE);
        String document = DocumentWriter.write(new Document(List.of(dial(reserved, record)), List.of()));
        Optional<WebTarget> callback = phone.statusCallback().map(target -> new WebTarget(
                withParameter(target.url(), "taskCallSid=" + caller), target.method()));
        return start(phone, caller, new WebTarget("", "POST"), callback, Optional.of(document), Optional.empty(), told);
    }

    /**
     * {@code call}: calls the worker and runs the document at {@code url} with it.
     *
     * @param caller the task's call, when it has one: its called number is the default of {@code from}
     * @param record whether the whole call is recorded
     * @param told in order, on any thread; must not block
     */
    @Override
    public Started call(
            Phone phone, CallSid caller, WebTarget url, boolean record, Consumer<WorkerEvent> told) {
        return start(phone, caller, url, phone.statusCallback(), Optional.empty(),
                record ? Optional.of(RecordingOptions.DEFAULT) : Optional.empty(), told);
    }

    /**
     * {@code redirect}: moves a call of the account to another document.
     *
     * @param applied told once whether there is such a call, in a state that allows it; must not block
     */
    @Override
    public void redirect(AccountSid account, CallSid call, WebTarget url, Consumer<Boolean> applied) {
        Optional<Call> running = running(account, call);
        running.ifPresentOrElse(
                one -> one.post(new CallEvent.Change(CallChange.of(new CallChange.Step.Fetch(url)), applied)),
                () -> applied.accept(false));
    }

    /** Ends a worker's call whose reservation is over, whatever it does; false when it is over already. */
    @Override
    public boolean hangUp(AccountSid account, CallSid worker) {
        Optional<Call> running = running(account, worker);
        running.ifPresent(call -> call.post(new CallEvent.Complete(EndCause.CANCELED)));
        return running.isPresent();
    }

    /** True while the call stands in the workflow's queue: for the reconciler, as is {@link #isRunning}. */
    public boolean isWaiting(AccountSid account, String workflowSid, CallSid call) {
        return calls.queues().named(account, workflowSid).flatMap(queue -> queue.member(Optional.of(call))).isPresent();
    }

    /** True while the account's call has not ended. */
    @Override
    public boolean isRunning(AccountSid account, CallSid call) {
        return running(account, call).isPresent();
    }

    private Optional<Call> running(AccountSid account, CallSid sid) {
        return calls.find(sid).filter(call -> call.facts().account().equals(account));
    }

    private Started start(
            Phone phone, CallSid caller, WebTarget primary, Optional<WebTarget> callback, Optional<String> document,
            Optional<RecordingOptions> recording, Consumer<WorkerEvent> told) {
        Optional<String> from = phone.from().or(() -> running(phone.account(), caller).map(call -> call.facts().to()));
        if (from.isEmpty()) {
            return new Started.Refused(ErrorCode.CALL_FROM_INVALID,
                    "From is missing, and the task's call " + caller + ", whose called number it would be, is over");
        }
        VoiceBinding binding = new VoiceBinding(
                primary, List.of(), callback, phone.statusEvents(), Optional.empty());
        OutboundRequest request = new OutboundRequest(phone.account(), phone.to(), from.get(), "", binding, document,
                phone.timeout(), Optional.empty(), recording, Optional.empty(), Optional.empty(), Optional.empty());
        Callee callee;
        try {
            callee = callees.of(request);
        } catch (AppFailure refused) {
            return new Started.Refused(refused.code(), refused.getMessage());
        }
        CallSid sid = CallSid.mint(ports.world());
        ApiCall worker = new ApiCall(new OutboundCall(sid, request, ports.world().timeline().now()), callee,
                Duration.ZERO, calls, () -> told.accept(new WorkerEvent.Answered()));
        calls.start(worker.call(), () -> {
            try {
                worker.run();
            } finally {
                told.accept(new WorkerEvent.Ended(worker.call().progress().status()));
            }
        });
        return new Started.Calling(sid);
    }

    private static String withParameter(String url, String parameter) {
        int fragment = url.indexOf('#');
        String address = fragment < 0 ? url : url.substring(0, fragment);
        return address + (address.contains("?") ? "&" : "?") + parameter
                + (fragment < 0 ? "" : url.substring(fragment));
    }

    private static Dial dial(QueueNoun queue, boolean record) {
        Dial.RecordMode mode = record ? Dial.RecordMode.RECORD_FROM_ANSWER : Dial.RecordMode.DO_NOT_RECORD;
        return new Dial(Optional.empty(), HttpMethod.POST, Duration.ofSeconds(30), Duration.ofHours(4),
                Optional.empty(), false, false, Optional.empty(), mode, Dial.Track.BOTH, false,
                RecordingStatus.NONE, false, Optional.empty(), HttpMethod.POST, Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(), List.of(queue), Position.NONE);
    }
}
