package io.strowger.server.work;

import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiFailure;
import io.strowger.work.Answer;
import io.strowger.work.Effect;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonError;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Value;
import io.strowger.work.core.Workflow;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Makes tasks of waiting calls and keeps each true to the other (work-distribution-api section 5, "TwiML side"). A
 * task's sid is made of its call's, so that a later run knows the tasks whose calls died with an earlier one. Any
 * thread; each request has a strand of its own, as a workspace may take its time.
 */
final class CallTasks implements WorkPort, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CallTasks.class.getName());
    private static final int OWN_HEX = 30;
    private static final String CLOSED = "Work distribution is closing";
    private static final String AWAY = " cannot be looked up for the moment: a workspace of the account is being read,"
            + " or changes its node";
    private static final String NOT_MADE = "The task was not made: ";
    /** Tries to complete a reservation that others change at the same time. */
    private static final int COMPLETING = 50;
    /** Tasks that one question of the reconciler looks at, and how many such questions it asks in a row. */
    private static final int SLICE = 1_000;
    private static final int SLICES = 20;

    private final Map<WaitId, Stay> stays = new ConcurrentHashMap<>();
    private final Map<TaskSid, Stay> byTask = new ConcurrentHashMap<>();
    private final Map<ReservationSid, Stay> taken = new ConcurrentHashMap<>();
    private final Map<WorkspaceSid, String> looked = new ConcurrentHashMap<>();
    private final Map<TaskSid, Leaving> leaving = new ConcurrentHashMap<>();
    private final Map<ReservationSid, WorkspaceSid> doubtful = new ConcurrentHashMap<>();
    private final int slice;
    private final PatientNode node;

    /** One stay of a call in a workflow's queue; guarded by itself. */
    private static final class Stay {
        private final TaskRequest request;
        private final Consumer<TaskEvent> events;
        private TaskSid task;
        private Optional<WorkspaceSid> workspace = Optional.empty();
        private Optional<String> canceled = Optional.empty();
        private int attempt;
        /** From the acceptance by a worker's call until that call has parted: the end of the task is no news then. */
        private volatile boolean withWorker;

        Stay(TaskRequest request, Consumer<TaskEvent> events) {
            this.request = request;
            this.events = events;
            this.task = sid(request.stay(), 0);
        }
    }

    /**
     * A task whose caller has left.
     *
     * @param failed whether the workspace was away too long, so that the reconciler is to cancel it
     */
    private record Leaving(WorkspaceSid workspace, String reason, boolean failed) {
        Command command(TaskSid task) {
            return Command.UpdateTask.to(task, TaskStatus.CANCELED, reason);
        }
    }

    /** What the reconciler asks of calls. */
    interface Callers {
        /** True while the call stands in the workflow's queue. */
        boolean waits(AccountSid account, WorkflowSid workflow, CallSid call);

        /** True while the call has not ended. */
        boolean runs(AccountSid account, CallSid call);
    }

    /** Attributes that are JSON, but no object. */
    private static final class NoObject extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    CallTasks(World world) {
        this(world, SLICE, PatientNode.PATIENCE);
    }

    /**
     * With other measures.
     *
     * @param slice tasks that one question of the reconciler looks at
     * @param patience how long a workspace may be away
     */
    CallTasks(World world, int slice, Duration patience) {
        this.slice = slice;
        this.node = new PatientNode(world, patience);
    }

    /** From now on there are workspaces. */
    void open(Workspaces workspaces) {
        node.open(workspaces);
    }

    /**
     * Lets what is under way be done before the store closes, at most some seconds. From now on every request is
     * refused; tasks that are left are ended by the reconciler of the next run, as their calls are gone then.
     */
    @Override
    public void close() {
        node.close();
    }

    /** The call's own digits, then which stay and which attempt. */
    static TaskSid sid(WaitId stay, int attempt) {
        return new TaskSid("WT" + stay.call().value().substring(2, OWN_HEX)
                + "%02x%02x".formatted(stay.number() & 0xff, attempt & 0xff));
    }

    /** True when the task was made of that call by {@link #create}, in this run or an earlier one. */
    static boolean isOf(String call, TaskSid task) {
        return call.length() > OWN_HEX && task.value().substring(2, OWN_HEX).equals(call.substring(2, OWN_HEX));
    }

    /** True while the task's caller waits here, or talks. */
    boolean knows(TaskSid task) {
        return byTask.containsKey(task);
    }

    @Override
    public void create(TaskRequest request, Consumer<TaskEvent> events) {
        Stay stay = new Stay(request, events);
        stays.put(request.stay(), stay);
        byTask.put(stay.task, stay);
        if (!node.spawn("task of " + request.stay().call(), () -> create(stay))) {
            forget(stay);
            events.accept(new TaskEvent.Refused(ErrorCode.WORKSPACE_AWAY, CLOSED));
        }
    }

    private void create(Stay stay) {
        TaskRequest request = stay.request;
        Optional<TaskEvent> refused = Optional.empty();
        try {
            WorkflowSid workflow = new WorkflowSid(request.workflowSid());
            String attributes = attributes(request);
            PatientNode.Look look = node.find(request.account(), state -> state.workflow(workflow));
            refused = look.found().isPresent() ? send(stay, look.found().get(), workflow, attributes)
                    : Optional.of(new TaskEvent.Refused(look.away() ? ErrorCode.WORKSPACE_AWAY
                            : ErrorCode.ENQUEUE_WORKFLOW, look.away() ? "Workflow " + workflow + AWAY
                                    : "There is no workflow " + workflow));
        } catch (NoObject wrong) {
            refused = Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_TASK,
                    "The task's attributes are not a JSON object"));
        } catch (IllegalArgumentException wrong) {
            refused = Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_WORKFLOW,
                    "workflowSid is not a workflow's sid"));
        } catch (JsonError wrong) {
            refused = Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_TASK,
                    "The task's attributes are not a JSON object: " + wrong.getMessage()));
        }
        if (refused.isPresent()) {
            forget(stay);
            stay.events.accept(refused.get());
        }
    }

    /** What the document gives, over what is known of the call. How long it may be is the workspace's to say. */
    private static String attributes(TaskRequest request) {
        Fields.Builder fields = new Fields.Builder();
        request.callData().forEach((name, value) -> fields.put(name, Value.text(value)));
        if (!request.attributes().isBlank()) {
            Value given = Value.parse(request.attributes());
            if (!(given instanceof Fields object)) {
                throw new NoObject();
            }
            for (int i = 0; i < object.size(); i++) {
                fields.put(object.name(i), object.value(i));
            }
        }
        return fields.build().toJson();
    }

    private Optional<TaskEvent> send(Stay stay, WorkspaceSid workspace, WorkflowSid workflow, String attributes) {
        TaskRequest request = stay.request;
        Command.CreateTask command = new Command.CreateTask(stay.task, Optional.of(workflow), Optional.empty(),
                Optional.empty(), false, attributes, request.priority(), request.timeout(), Optional.of("voice"),
                Optional.empty(), Optional.empty(), Optional.of(request.stay().call()));
        Answer<Boolean> answer = node.persist(() ->
                node.now().tell(request.account(), workspace, command, state -> true));
        Optional<TaskEvent> refused = notMade(answer, workflow);
        if (refused.isPresent()) {
            return refused;
        }
        Optional<String> canceled;
        synchronized (stay) {
            stay.workspace = Optional.of(workspace);
            canceled = stay.canceled;
        }
        if (canceled.isPresent()) {
            cancel(stay, workspace, canceled.get());
        } else if (stay.attempt == 0) {
            stay.events.accept(new TaskEvent.Created(stay.task.value()));
        }
        return Optional.empty();
    }

    /** Why there is no task; empty when there is one. */
    private static Optional<TaskEvent> notMade(Answer<Boolean> answer, WorkflowSid workflow) {
        return switch (answer) {
            case Answer.Done<Boolean> _ -> Optional.empty();
            case Answer.Refused<Boolean>(Refusal refusal) -> refusal.kind() == Refusal.Kind.CONFLICT
                    ? Optional.empty() // an earlier try was done after all
                    : Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_TASK, NOT_MADE + refusal.message()));
            case Answer.Unknown<Boolean> _ -> Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_WORKFLOW,
                    "There is no workflow " + workflow + " any more"));
            case Answer.Away<Boolean>(Answer.Why why) -> {
                ApiFailure away = WorkFailures.away(why);
                yield Optional.of(new TaskEvent.Refused(away.code(), NOT_MADE + away.getMessage()));
            }
            case Answer.Failed<Boolean> _ -> Optional.of(new TaskEvent.Refused(ErrorCode.ENQUEUE_TASK,
                    NOT_MADE + answer));
        };
    }

    @Override
    public void cancel(AccountSid account, WaitId stay, String reason) {
        Stay known = stays.remove(stay);
        if (known == null) {
            return;
        }
        Optional<WorkspaceSid> workspace;
        synchronized (known) {
            known.canceled = Optional.of(reason);
            workspace = known.workspace;
        }
        workspace.ifPresent(sid -> node.spawn("cancel " + known.task, () -> cancel(known, sid, reason)));
    }

    private void cancel(Stay stay, WorkspaceSid workspace, String reason) {
        TaskSid task = stay.task;
        Leaving deed = new Leaving(workspace, reason, false);
        leaving.put(task, deed); // before it is forgotten, so that the reconciler ends it for no reason of its own
        forget(stay);
        Answer<Boolean> answer = node.persist(() ->
                node.now().tell(stay.request.account(), workspace, deed.command(task), state -> true));
        if (answer instanceof Answer.Away<Boolean>) {
            LOG.log(System.Logger.Level.WARNING, "task " + task + " could not be canceled yet: " + answer);
            leaving.put(task, new Leaving(workspace, reason, true));
        } else {
            leaving.remove(task);
        }
    }

    private void forget(Stay stay) {
        stays.remove(stay.request.stay(), stay);
        byTask.remove(stay.task, stay);
    }

    @Override
    public void accept(AccountSid account, String reservationSid, CallSid worker, Optional<String> postWorkActivitySid,
            Consumer<Acceptance> answer) {
        boolean started = node.spawn("accept " + reservationSid, () -> {
            try {
                answer.accept(accept(account, new ReservationSid(reservationSid),
                        postWorkActivitySid.map(ActivitySid::new)));
            } catch (IllegalArgumentException wrong) {
                answer.accept(new Acceptance.Refused(ErrorCode.DIAL_QUEUE_NAME, wrong.getMessage()));
            }
        });
        if (!started) {
            answer.accept(new Acceptance.Refused(ErrorCode.WORKSPACE_AWAY, CLOSED));
        }
    }

    /** Who was reserved. */
    private record Who(TaskSid task, String workflow, Optional<String> call) {
        static Who of(Reservation reservation) {
            Task task = reservation.task();
            return new Who(task.sid(), task.workflow().map(Workflow::sid).map(WorkflowSid::value).orElse(""),
                    callOf(task));
        }
    }

    private Acceptance accept(AccountSid account, ReservationSid sid, Optional<ActivitySid> activity) {
        PatientNode.Look look = node.find(account, state -> state.reservation(sid));
        Optional<WorkspaceSid> workspace = look.found();
        if (workspace.isEmpty()) {
            return look.away() ? new Acceptance.Refused(ErrorCode.WORKSPACE_AWAY, "Reservation " + sid + AWAY)
                    : new Acceptance.Refused(ErrorCode.DIAL_QUEUE_NAME, "There is no reservation " + sid);
        }
        AtomicBoolean unsure = new AtomicBoolean();
        Answer<Who> answer = accept(account, workspace.get(), sid, activity, unsure);
        if (unsure.get() && answer instanceof Answer.Away<Who>) {
            doubtful.put(sid, workspace.get());
        }
        return switch (answer) {
            case Answer.Done<Who>(Who who) when who.call().isPresent() -> {
                take(sid, who);
                yield new Acceptance.Accepted(who.workflow(), new CallSid(who.call().get()));
            }
            case Answer.Done<Who> _ ->
                new Acceptance.Refused(ErrorCode.DIAL_QUEUE_NAME, "The task of " + sid + " is no call");
            case Answer.Refused<Who>(Refusal refusal) ->
                new Acceptance.Refused(ErrorCode.DIAL_QUEUE_NAME, refusal.message());
            case Answer.Unknown<Who> _, Answer.Away<Who> _, Answer.Failed<Who> _ ->
                new Acceptance.Refused(ErrorCode.WORKSPACE_AWAY, "The reservation could not be accepted: " + answer);
        };
    }

    private Answer<Who> accept(AccountSid account, WorkspaceSid workspace, ReservationSid sid,
            Optional<ActivitySid> activity, AtomicBoolean unsure) {
        Command command = new Command.UpdateReservation(sid, OptionalInt.empty(), ReservationStatus.ACCEPTED, activity);
        return node.persist(() -> {
            Answer<Who> said = node.now().tell(account, workspace, worker(account, workspace, sid), command, state ->
                    state.reservation(sid).map(Who::of).orElseThrow());
            if (said instanceof Answer.Away<Who>(Answer.Why why) && why == Answer.Why.UNSURE) {
                unsure.set(true);
            }
            return unsure.get() && said instanceof Answer.Refused<Who> ? kept(account, workspace, sid, said) : said;
        });
    }

    /** Whose the reservation is: it is their call that takes the caller. */
    private Sid worker(AccountSid account, WorkspaceSid workspace, ReservationSid sid) {
        Answer<Optional<Sid>> answer = node.now().ask(account, workspace, state ->
                state.reservation(sid).map(one -> one.worker().sid()));
        return answer instanceof Answer.Done<Optional<Sid>>(var worker) && worker.isPresent()
                ? worker.get() : account;
    }

    private void take(ReservationSid sid, Who who) {
        Optional.ofNullable(byTask.get(who.task())).ifPresent(stay -> {
            stay.withWorker = true;
            taken.put(sid, stay);
        });
    }

    /** A try of which the store said nothing may have been kept: the next is refused then, and the first is good. */
    private Answer<Who> kept(AccountSid account, WorkspaceSid workspace, ReservationSid sid, Answer<Who> refused) {
        return switch (accepted(account, workspace, sid)) {
            case Answer.Done<Optional<Who>>(Optional<Who> who) -> who.<Answer<Who>>map(Answer.Done::new)
                    .orElse(refused);
            case Answer.Away<Optional<Who>>(Answer.Why why) -> new Answer.Away<>(why);
            case Answer.Refused<Optional<Who>> _, Answer.Unknown<Optional<Who>> _, Answer.Failed<Optional<Who>> _ ->
                refused;
        };
    }

    private Answer<Optional<Who>> accepted(AccountSid account, WorkspaceSid workspace, ReservationSid sid) {
        return node.now().ask(account, workspace, state -> state.reservation(sid)
                .filter(one -> one.status() == ReservationStatus.ACCEPTED).map(Who::of));
    }

    /** A worker's call was told that it could not accept, and yet the reservation may be: it is given back. */
    private void giveBack(AccountSid account, WorkspaceSid workspace, ReservationSid sid) {
        switch (node.persist(() -> accepted(account, workspace, sid))) {
            case Answer.Done<Optional<Who>>(Optional<Who> who) -> who.ifPresent(there -> {
                take(sid, there);
                ended(account, sid, false);
            });
            case Answer.Away<Optional<Who>> _ -> doubtful.put(sid, workspace);
            case Answer.Refused<Optional<Who>> _, Answer.Unknown<Optional<Who>> _, Answer.Failed<Optional<Who>> _ -> { }
        }
    }

    /** The call that a task was made of; before its making was written down, the attributes alone told. */
    private static Optional<String> callOf(Task task) {
        return task.call().map(CallSid::value).or(() -> text(task.attributes(), "call_sid"));
    }

    /** A text among the attributes. */
    static Optional<String> text(String attributes, String name) {
        return Value.parse(attributes) instanceof Fields fields && fields.get(name) instanceof Value.Text(String text)
                ? Optional.of(text) : Optional.empty();
    }

    @Override
    public void ended(AccountSid account, String reservationSid, boolean talked) {
        node.spawn("end " + reservationSid, () ->
                ended(account, new ReservationSid(reservationSid), talked));
    }

    /**
     * The conversation is over, and so is the work, unless the API has put it to wrapping: then it ends when the API
     * says so. A caller who was never joined waits on, as a task anew.
     */
    private void ended(AccountSid account, ReservationSid sid, boolean talked) {
        for (int i = 0; i < COMPLETING && complete(account, sid, talked); i++) {
            node.pause();
        }
        Optional.ofNullable(taken.remove(sid)).ifPresent(stay -> {
            if (talked) {
                forget(stay);
            } else {
                again(stay);
            }
            stay.withWorker = false; // only now that the end of the first task is no news any more
        });
    }

    /** True when the reservation was changed at the very moment, so that it must be looked at again. */
    private boolean complete(AccountSid account, ReservationSid sid, boolean talked) {
        record Found(ReservationStatus status, int version) {}
        Optional<WorkspaceSid> workspace = node.find(account, state -> state.reservation(sid)).found();
        if (workspace.isEmpty()) {
            return false;
        }
        Answer<Optional<Found>> found = node.persist(() -> node.now().ask(account, workspace.get(), state ->
                state.reservation(sid).map(one -> new Found(one.status(), one.version()))));
        if (!(found instanceof Answer.Done<Optional<Found>>(var there)) || there.isEmpty()
                || !there.get().status().isTaken() || talked && there.get().status() == ReservationStatus.WRAPPING) {
            return false;
        }
        return node.persist(() -> node.now().tell(account, workspace.get(), workspace.get(),
                new Command.UpdateReservation(sid, OptionalInt.of(there.get().version()),
                        ReservationStatus.COMPLETED, Optional.empty()), state -> true))
                instanceof Answer.Refused<Boolean>;
    }

    private void again(Stay stay) {
        synchronized (stay) {
            if (stay.canceled.isPresent()) {
                return;
            }
            byTask.remove(stay.task, stay);
            stay.attempt++;
            stay.workspace = Optional.empty();
            stay.task = sid(stay.request.stay(), stay.attempt);
            byTask.put(stay.task, stay);
        }
        create(stay);
    }

    /** The outbox says that a task is over: its caller goes on, unless a worker's call has him. */
    void over(Effect.CallTaskOver over) {
        Optional.ofNullable(byTask.get(over.task())).filter(stay -> !stay.withWorker).ifPresent(stay -> {
            forget(stay);
            stay.events.accept(new TaskEvent.Ended(over.reason().orElse("deleted")));
        });
    }

    /** Tasks that are no call's any more, and the last sid that was looked at; blank behind the last. */
    private record Slice(List<Orphan> orphans, String last) {}

    /** A task whose call is not known here; an open one's call must wait in the workflow's queue. */
    private record Orphan(TaskSid task, CallSid call, TaskStatus status, Optional<WorkflowSid> workflow) {
        boolean isGone(AccountSid account, Callers calls) {
            return !workflow.filter(queue -> status.isOpen()).map(queue -> calls.waits(account, queue, call))
                    .orElseGet(() -> calls.runs(account, call));
        }
    }

    /**
     * Tasks of calls that are gone end: those of an earlier run, and what slipped through. One that wraps up outlives
     * its call. What could not be done while the workspace was away is done first. Goes through the workspace's tasks
     * by slices, so that nobody waits long behind a large one, and goes on the next time where it stopped.
     */
    void reconcile(WorkspaceSid workspace, AccountSid account, Callers calls) {
        makeUp(workspace, account);
        String from = looked.getOrDefault(workspace, "");
        for (int slices = 0; slices < SLICES; slices++) {
            String after = from;
            Answer<Slice> answer = node.now().ask(account, workspace, state -> slice(state, after));
            if (!(answer instanceof Answer.Done<Slice>(Slice found))) {
                return;
            }
            found.orphans.stream().filter(one -> one.isGone(account, calls)).forEach(one -> node.now().post(
                    workspace, Command.UpdateTask.to(one.task(), one.status().isOpen() ? TaskStatus.CANCELED
                            : TaskStatus.COMPLETED, "hangup"), state -> true, said -> { }));
            from = found.last;
            looked.put(workspace, from);
            if (from.isEmpty()) {
                return;
            }
        }
    }

    private void makeUp(WorkspaceSid workspace, AccountSid account) {
        leaving.forEach((task, deed) -> {
            if (deed.failed() && deed.workspace().equals(workspace)) {
                node.now().post(workspace, deed.command(task), state -> true, said -> {
                    if (!(said instanceof Answer.Away<Boolean>)) {
                        leaving.remove(task, deed);
                    }
                });
            }
        });
        doubtful.forEach((reservation, where) -> {
            if (where.equals(workspace) && doubtful.remove(reservation, where)) {
                node.spawn("give back " + reservation, () -> giveBack(account, workspace, reservation));
            }
        });
    }

    private Slice slice(Workspace state, String after) {
        List<Orphan> orphans = new ArrayList<>();
        int seen = 0;
        for (Task task : state.tasks().bySid().tailMap(after, false).values()) {
            if (seen++ == slice) {
                return new Slice(orphans, state.tasks().bySid().lowerKey(task.sid().value()));
            }
            if (!task.status().isEnded() && task.status() != TaskStatus.WRAPPING && !knows(task.sid())
                    && !leaving.containsKey(task.sid())) {
                callOf(task).filter(call -> isOf(call, task.sid())).ifPresent(call ->
                        orphans.add(new Orphan(task.sid(), new CallSid(call), task.status(),
                                task.workflow().map(Workflow::sid))));
            }
        }
        return new Slice(orphans, "");
    }
}
