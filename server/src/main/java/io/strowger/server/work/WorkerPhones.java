package io.strowger.server.work;

import io.strowger.call.WorkCalls;
import io.strowger.call.WorkCalls.Started;
import io.strowger.call.WorkCalls.WorkerEvent;
import io.strowger.call.WorkersLine;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import io.strowger.work.Answer;
import io.strowger.work.Effect;
import io.strowger.work.Instruction;
import io.strowger.work.WorkCallPort;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Fields;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Value;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Carries out the instructions that concern calls (work-distribution-api section 5): {@code dequeue}, {@code call},
 * {@code redirect}. A worker who does not answer goes to the timeout activity, and the task to the next. Any thread.
 */
final class WorkerPhones implements WorkCallPort {
    private static final long LEAST_RINGING = 5;
    private static final long MOST_RINGING = 600;
    /** Tries to write an attribute of a task that others change at the same time. */
    private static final int NOTING = 10;

    private final World world;
    private final CallTasks tasks;
    private final PatientNode node;
    private final Map<ReservationSid, Ringing> ringing = new ConcurrentHashMap<>();
    private volatile Optional<Parts> opened = Optional.empty();

    private record Parts(Workspaces workspaces, WorkersLine calls) {}

    /** A worker who is called, from before the call begins until it is over or the offer is. */
    private static final class Ringing {
        private final Instruction instruction;
        /** Empty while the call is begun. */
        private volatile Optional<CallSid> worker = Optional.empty();
        private volatile boolean answered;

        Ringing(Instruction instruction) {
            this.instruction = instruction;
        }
    }

    WorkerPhones(World world, CallTasks tasks) {
        this.world = world;
        this.tasks = tasks;
        this.node = new PatientNode(world, PatientNode.PATIENCE);
    }

    void open(Workspaces workspaces, WorkersLine calls) {
        node.open(workspaces);
        opened = Optional.of(new Parts(workspaces, calls));
    }

    private static Optional<Refused> refused(String message) {
        return Optional.of(new Refused(ErrorCode.INSTRUCTION_INVALID, message));
    }

    private Parts parts() {
        return opened.orElseThrow(() -> new IllegalStateException("calls are not open yet"));
    }

    @Override
    public Optional<Refused> dequeue(Offered offered, Instruction.Dequeue instruction, String id) {
        Optional<CallSid> caller = caller(offered);
        Optional<String> to = instruction.to().or(() -> CallTasks.text(offered.workerAttributes(), "contact_uri"));
        if (caller.isEmpty()) {
            return refused("The task of " + offered.reservation() + " is no waiting call, so it cannot be dequeued");
        }
        if (to.isEmpty()) {
            return refused("The instruction has no 'to', and the worker no attribute contact_uri");
        }
        WorkCalls.Phone phone = new WorkCalls.Phone(offered.account(), to.get(), instruction.from(),
                ringing(instruction.timeout()), target(instruction.statusCallbackUrl()),
                Set.copyOf(instruction.statusCallbackEvents()));
        return begin(offered, instruction, begun -> parts().calls().dequeue(phone, caller.get(),
                offered.reservation().value(), instruction.postWorkActivitySid(), instruction.record(), event -> {
                    if (event instanceof WorkerEvent.Ended) {
                        ringing.remove(offered.reservation(), begun);
                        endedUnanswered(offered);
                    }
                }));
    }

    @Override
    public Optional<Refused> call(Offered offered, Instruction.Call instruction, String id) {
        Optional<String> to = instruction.to().or(() -> CallTasks.text(offered.workerAttributes(), "contact_uri"));
        if (to.isEmpty()) {
            return refused("The instruction has no 'to', and the worker no attribute contact_uri");
        }
        if (!Fetch.isUrl(instruction.url())) {
            return refused("The instruction's 'url' is not an absolute http or https URL");
        }
        WorkCalls.Phone phone = new WorkCalls.Phone(offered.account(), to.get(), Optional.of(instruction.from()),
                ringing(instruction.timeout()), target(instruction.statusCallbackUrl()), Set.of("completed"));
        CallSid caller = caller(offered).orElse(CallSid.mint(world)); // only its called number would be asked for
        return begin(offered, instruction, begun -> parts().calls().call(phone, caller,
                new WebTarget(instruction.url(), "POST"), instruction.record(), event -> {
                    if (event instanceof WorkerEvent.Ended) {
                        ringing.remove(offered.reservation(), begun);
                    }
                    if (instruction.accept()) {
                        acceptOrFail(offered, begun, event);
                    }
                }));
    }

    private void acceptOrFail(Offered offered, Ringing begun, WorkerEvent event) {
        switch (event) {
            case WorkerEvent.Answered _ -> {
                begun.answered = true;
                world.timeline().spawn("accept " + offered.reservation(), () -> accept(offered, offered.worker()));
            }
            case WorkerEvent.Ended _ when begun.answered -> { } // accepted, or about to be
            case WorkerEvent.Ended _ -> endedUnanswered(offered);
        }
    }

    @Override
    public Optional<Refused> redirect(Offered offered, Instruction.Redirect instruction, String id) {
        CallSid call;
        try {
            call = new CallSid(instruction.callSid());
        } catch (IllegalArgumentException wrong) {
            return refused("The instruction's 'call_sid' is not a call's sid");
        }
        if (!Fetch.isUrl(instruction.url())) {
            return refused("The instruction's 'url' is not an absolute http or https URL");
        }
        if (!parts().calls().isRunning(offered.account(), call)) {
            return refused("There is no running call " + call + " to redirect");
        }
        // accepted first, as a caller who leaves the queue would cancel a task that is only offered
        Optional<Refused> refused = instruction.accept()
                ? notDone(offered, accept(offered, offered.account())) : Optional.empty();
        if (refused.isEmpty()) {
            parts().calls().redirect(offered.account(), call, new WebTarget(instruction.url(), "POST"),
                    applied -> { });
        }
        return refused;
    }

    /** Why the reservation was not accepted; empty when it was. */
    private static Optional<Refused> notDone(Offered offered, Answer<Boolean> answer) {
        return switch (answer) {
            case Answer.Done<Boolean> _ -> Optional.empty();
            case Answer.Refused<Boolean>(Refusal refusal) ->
                Optional.of(new Refused(WorkFailures.code(refusal), refusal.message()));
            case Answer.Away<Boolean>(Answer.Why why) -> {
                ApiFailure away = WorkFailures.away(why);
                yield Optional.of(new Refused(away.code(), away.getMessage()));
            }
            case Answer.Unknown<Boolean> _, Answer.Failed<Boolean> _ -> Optional.of(new Refused(ErrorCode.NOT_FOUND,
                    "The workspace of " + offered.reservation() + " is gone"));
        };
    }

    private static Optional<WebTarget> target(Optional<String> url) {
        return url.map(address -> new WebTarget(address, "GET"));
    }

    private static Duration ringing(int seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, LEAST_RINGING, MOST_RINGING));
    }

    private static Optional<CallSid> caller(Offered offered) {
        return offered.call().flatMap(text -> {
            try {
                return Optional.of(new CallSid(text));
            } catch (IllegalArgumentException notOne) {
                return Optional.empty();
            }
        });
    }

    /**
     * Calls the worker, unless they are called already: the same instruction again rings no second time, another one
     * is refused.
     */
    private Optional<Refused> begin(Offered offered, Instruction instruction, Function<Ringing, Started> start) {
        Ringing begun = new Ringing(instruction);
        Optional<Ringing> other = Optional.ofNullable(ringing.putIfAbsent(offered.reservation(), begun));
        if (other.isPresent()) {
            return other.get().instruction.equals(instruction) ? Optional.empty()
                    : Optional.of(new Refused(ErrorCode.CONFLICT, "The worker of " + offered.reservation()
                            + " is being called by another instruction"));
        }
        boolean calling = false;
        try {
            Started started = start.apply(begun);
            calling = started instanceof Started.Calling;
            return started(offered, begun, started);
        } finally {
            if (!calling) {
                ringing.remove(offered.reservation(), begun);
            }
        }
    }

    private Optional<Refused> started(Offered offered, Ringing begun, Started started) {
        return switch (started) {
            case Started.Calling(CallSid worker) -> {
                begun.worker = Optional.of(worker);
                if (ringing.get(offered.reservation()) == begun && mayBeOpen(isOpen(offered))) {
                    world.timeline().spawn("note " + worker, () -> note(offered, worker));
                } else { // offer or call ended while it was begun, and whoever told of the offer's end found none
                    ringing.remove(offered.reservation(), begun);
                    parts().calls().hangUp(offered.account(), worker);
                }
                yield Optional.empty();
            }
            case Started.Refused(ErrorCode code, String message) -> Optional.of(new Refused(code, message));
        };
    }

    private Answer<Boolean> isOpen(Offered offered) {
        return parts().workspaces().ask(offered.account(), offered.workspace(), state ->
                state.reservation(offered.reservation()).filter(one -> one.status().isOpen()).isPresent());
    }

    /** False when the offer is certainly over, by itself or with its workspace. */
    private static boolean mayBeOpen(Answer<Boolean> open) {
        return switch (open) {
            case Answer.Done<Boolean>(Boolean is) -> is;
            case Answer.Unknown<Boolean> _ -> false;
            case Answer.Refused<Boolean> _, Answer.Away<Boolean> _, Answer.Failed<Boolean> _ -> true;
        };
    }

    /** A workspace that was away a moment ago, as one is that is being deleted, is asked until it says something. */
    private void note(Offered offered, CallSid worker) {
        if (mayBeOpen(node.persist(() -> isOpen(offered)))) {
            noteWorkerCall(offered, worker);
        } else {
            letGo(offered.account(), offered.reservation());
        }
    }

    private void letGo(AccountSid account, ReservationSid reservation) {
        Optional.ofNullable(ringing.remove(reservation)).flatMap(begun -> begun.worker)
                .ifPresent(worker -> parts().calls().hangUp(account, worker));
    }

    /** The task's attribute {@code worker_call_sid}, whatever else is written to them meanwhile. */
    private void noteWorkerCall(Offered offered, CallSid worker) {
        record Now(String attributes, int version) {}
        for (int i = 0; i < NOTING; i++) {
            Answer<Optional<Now>> now = parts().workspaces().ask(offered.account(), offered.workspace(), state ->
                    state.task(offered.task()).filter(task -> !task.status().isEnded())
                            .map(task -> new Now(task.attributes(), task.version())));
            if (!(now instanceof Answer.Done<Optional<Now>>(var there)) || there.isEmpty()
                    || !(Value.parse(there.get().attributes()) instanceof Fields fields)) {
                return;
            }
            Fields.Builder more = new Fields.Builder();
            for (int k = 0; k < fields.size(); k++) {
                more.put(fields.name(k), fields.value(k));
            }
            String text = more.put("worker_call_sid", Value.text(worker.value())).build().toJson();
            Answer<Boolean> noted = parts().workspaces().tell(offered.account(), offered.workspace(),
                    offered.workspace(), new Command.UpdateTask(offered.task(),
                            OptionalInt.of(there.get().version()), Optional.of(text), OptionalInt.empty(),
                            Optional.empty(), Optional.empty(), Optional.empty()), state -> true);
            if (!(noted instanceof Answer.Refused<Boolean>)) {
                return;
            }
        }
    }

    /** Sends a command of the system's own. */
    private <R> Answer<R> tell(Offered offered, Command command, Function<Workspace, R> view) {
        return tell(offered, offered.workspace(), command, view);
    }

    /** Sends a command, again while the workspace is away: a store that stumbles must not undo what a phone did. */
    private <R> Answer<R> tell(Offered offered, Sid actor, Command command, Function<Workspace, R> view) {
        return node.persist(() -> node.now().tell(offered.account(), offered.workspace(), actor, command, view));
    }

    /** Accepts the reservation, now or in an earlier try that gave no answer. */
    private Answer<Boolean> accept(Offered offered, Sid actor) {
        Answer<Boolean> answer = tell(offered, actor, Command.UpdateReservation.to(offered.reservation(),
                ReservationStatus.ACCEPTED), state -> true);
        return answer instanceof Answer.Refused<Boolean>
                && tell(offered, new Command.Tick(), state -> state.reservation(offered.reservation())
                        .filter(one -> one.status() == ReservationStatus.ACCEPTED).isPresent())
                        instanceof Answer.Done<Boolean>(Boolean accepted) && accepted
                ? new Answer.Done<>(true) : answer;
    }

    /** The worker's call is over; when it was never accepted, the worker is not asked again at once. */
    private void endedUnanswered(Offered offered) {
        world.timeline().spawn("unanswered " + offered.reservation(), () -> {
            Answer<Optional<ActivitySid>> answer = tell(offered, new Command.Tick(), state -> state
                    .reservation(offered.reservation()).filter(one -> one.status() == ReservationStatus.PENDING)
                    .map(one -> state.settings().timeoutActivity()));
            if (answer instanceof Answer.Done<Optional<ActivitySid>>(var activity) && activity.isPresent()) {
                tell(offered, new Command.UpdateWorker(offered.worker(), OptionalInt.empty(), Optional.empty(),
                        Optional.empty(), activity, false), state -> true);
                tell(offered, new Command.FailReservation(offered.reservation(), "the worker did not answer"),
                        state -> true);
            }
        });
    }

    @Override
    public void over(AccountSid account, Effect.CallTaskOver over) {
        tasks.over(over);
    }

    @Override
    public void over(AccountSid account, Effect.CallOfferOver over) {
        letGo(account, over.reservation());
    }
}
