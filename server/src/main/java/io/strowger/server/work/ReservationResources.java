package io.strowger.server.work;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.work.Views.OfferView;
import io.strowger.work.Instruction;
import io.strowger.work.WorkCallPort;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reservations, by task and by worker, and their instructions (work-distribution-api sections 5 and 9). */
public final class ReservationResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}";
    private static final Param<ReservationStatus> STATUS = Param.of("ReservationStatus",
            "one of pending, accepted, rejected, timeout, canceled, rescinded, wrapping, completed",
            value -> ReservationStatus.of(value).orElseThrow(() -> new IllegalArgumentException(value)));
    private static final Param<WorkerSid> WORKER = Param.sid("WorkerSid", "WK", WorkerSid::new);
    private static final Param<ActivitySid> WORKER_ACTIVITY =
            Param.sid("WorkerActivitySid", "WA", ActivitySid::new);
    private static final Param<String> INSTRUCTION = Param.oneOf(
            "Instruction", "accept", "reject", "dequeue", "call", "redirect", "conference", "supervise");
    private static final Param<ActivitySid> DEQUEUE_ACTIVITY =
            Param.sid("DequeuePostWorkActivitySid", "WA", ActivitySid::new);
    private static final Param<String> DEQUEUE_FROM = Param.text("DequeueFrom", 256);
    private static final Param<String> DEQUEUE_RECORD =
            Param.oneOf("DequeueRecord", "do-not-record", "record-from-answer");
    private static final Param<Integer> DEQUEUE_TIMEOUT = Param.integer("DequeueTimeout", 1, 999);
    private static final Param<String> DEQUEUE_TO = Param.text("DequeueTo", 256);
    private static final Param<String> DEQUEUE_STATUS_URL = Param.url("DequeueStatusCallbackUrl");
    private static final Param<List<String>> DEQUEUE_EVENTS =
            Param.texts("DequeueStatusCallbackEvent", 10, "initiated", "ringing", "answered", "completed");
    private static final Param<String> CALL_FROM = Param.text("CallFrom", 256);
    private static final Param<String> CALL_RECORD =
            Param.oneOf("CallRecord", "do-not-record", "record-from-answer", "true", "false");
    private static final Param<Integer> CALL_TIMEOUT = Param.integer("CallTimeout", 1, 999);
    private static final Param<String> CALL_TO = Param.text("CallTo", 256);
    private static final Param<String> CALL_URL = Param.url("CallUrl");
    private static final Param<String> CALL_STATUS_URL = Param.url("CallStatusCallbackUrl");
    private static final Param<Boolean> CALL_ACCEPT = Param.bool("CallAccept");
    private static final Param<String> REDIRECT_CALL = Param.text("RedirectCallSid", 34);
    private static final Param<Boolean> REDIRECT_ACCEPT = Param.bool("RedirectAccept");
    private static final Param<String> REDIRECT_URL = Param.url("RedirectUrl");
    private static final int RING_SECONDS = 60;

    private final WorkDesk desk;
    private final WorkCallPort calls;

    /** Serves them by {@code desk}, and has calls do the instructions that concern them. */
    public ReservationResources(WorkDesk desk, WorkCallPort calls) {
        this.desk = desk;
        this.calls = calls;
    }

    /** Parameters of the instructions that come with the conference mixer. */
    private static List<Param<?>> conference() {
        return Stream.of("To", "From", "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent", "Timeout",
                "Record", "Muted", "Beep", "StartConferenceOnEnter", "EndConferenceOnExit", "WaitUrl", "WaitMethod",
                "EarlyMedia", "MaxParticipants", "ConferenceStatusCallback", "ConferenceStatusCallbackMethod",
                "ConferenceStatusCallbackEvent", "ConferenceRecord", "ConferenceTrim", "RecordingChannels",
                "RecordingStatusCallback", "RecordingStatusCallbackMethod", "ConferenceRecordingStatusCallback",
                "ConferenceRecordingStatusCallbackMethod", "Region", "SipAuthUsername", "SipAuthPassword",
                "PostWorkActivitySid", "SupervisorMode", "Supervisor", "EndConferenceOnCustomerExit",
                "BeepOnCustomerEntrance", "JitterBufferSize").<Param<?>>map(Param::text).toList();
    }

    private static List<Param<?>> updating() {
        List<Param<?>> all = new ArrayList<>(List.of(STATUS, WORKER_ACTIVITY, INSTRUCTION, DEQUEUE_ACTIVITY,
                DEQUEUE_FROM, DEQUEUE_RECORD, DEQUEUE_TIMEOUT, DEQUEUE_TO, DEQUEUE_STATUS_URL, DEQUEUE_EVENTS,
                CALL_FROM, CALL_RECORD, CALL_TIMEOUT, CALL_TO, CALL_URL, CALL_STATUS_URL, CALL_ACCEPT,
                REDIRECT_CALL, REDIRECT_ACCEPT, REDIRECT_URL));
        all.addAll(conference());
        return all;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(under("Task", "TaskSid", Shapes.TASK_RESERVATION, STATUS, WORKER));
        all.addAll(under("Worker", "WorkerSid", Shapes.WORKER_RESERVATION, STATUS));
        return all;
    }

    private List<Operation> under(String parent, String part, Representation<OfferView> shape, Param<?>... filters) {
        String path = BASE + "/" + parent + "s/{" + part + "}/Reservations";
        return List.of(
                Operation.list("List" + parent + "Reservation", path, "reservations", shape,
                        call -> list(call, part)).with(filters),
                Operation.fetch("Fetch" + parent + "Reservation", path + "/{Sid}", shape, call -> versioned(call,
                        desk.ask(call, state -> find(call, part, state).map(one -> OfferView.of(state, one))))),
                Operation.update("Update" + parent + "Reservation", path + "/{Sid}", shape,
                        call -> versioned(call, update(call, part))).with(updating()));
    }

    private static Optional<OfferView> versioned(ApiCall call, Optional<OfferView> view) {
        view.ifPresent(found -> WorkDesk.version(call, found.version()));
        return view;
    }

    /** The reservation of the path, when it belongs to the path's task or worker. */
    private static Optional<Reservation> find(ApiCall call, String part, Workspace state) {
        String owner = call.path(part);
        return state.reservations().find(call.path("Sid")).filter(one -> part.equals("TaskSid")
                ? one.task().sid().value().equals(owner) : one.worker().sid().value().equals(owner));
    }

    private Slice<OfferView> list(ApiCall call, String part) {
        PageRequest page = call.page();
        boolean byTask = part.equals("TaskSid");
        return desk.ask(call, state -> {
            Optional<List<Reservation>> all = byTask
                    ? state.tasks().find(call.path(part)).map(task -> task.reservations())
                    : state.workers().find(call.path(part)).map(worker -> worker.reservations());
            return all.map(list -> page.cut(list.stream()
                    .filter(one -> call.get(STATUS).filter(status -> status != one.status()).isEmpty())
                    .filter(one -> !byTask || call.get(WORKER).filter(sid -> !sid.equals(one.worker().sid()))
                            .isEmpty())
                    .map(one -> OfferView.of(state, one)).toList(), view -> view.sid().value()));
        }).orElseThrow(call::notFound);
    }

    private Optional<OfferView> update(ApiCall call, String part) {
        ReservationSid sid = call.sid("Sid", ReservationSid::new);
        desk.ask(call, state -> find(call, part, state).map(Reservation::status)).orElseThrow(call::notFound);
        Optional<String> instruction = call.get(INSTRUCTION);
        if (instruction.isEmpty() && call.get(STATUS).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "One of the parameters ReservationStatus and Instruction is required.");
        }
        if (instruction.isPresent()) {
            switch (read(call, instruction.get())) {
                case Instruction.Accept _ -> {
                    return move(call, sid, ReservationStatus.ACCEPTED);
                }
                case Instruction.Reject _ -> {
                    return move(call, sid, ReservationStatus.REJECTED);
                }
                case Instruction.Dequeue dequeue -> refuse(calls.dequeue(pending(call, sid), dequeue, id(sid)));
                case Instruction.Call one -> refuse(calls.call(pending(call, sid), one, id(sid)));
                case Instruction.Redirect redirect -> refuse(calls.redirect(pending(call, sid), redirect, id(sid)));
                case Instruction.NotBuilt(String name) ->
                    throw ApiFailure.notBuilt(404, "The instruction " + name, "it comes with the conference mixer");
            }
            return desk.ask(call, state -> find(call, part, state).map(one -> OfferView.of(state, one)));
        }
        return move(call, sid, call.need(STATUS));
    }

    private Optional<OfferView> move(ApiCall call, ReservationSid sid, ReservationStatus status) {
        return desk.tell(call, new Command.UpdateReservation(sid, WorkDesk.ifMatch(call), status,
                call.get(WORKER_ACTIVITY)),
                state -> state.reservation(sid).map(one -> OfferView.of(state, one)));
    }

    private static String id(ReservationSid sid) {
        return sid.value();
    }

    private static void refuse(Optional<WorkCallPort.Refused> refused) {
        refused.ifPresent(why -> {
            throw WorkFailures.refused(why);
        });
    }

    private WorkCallPort.Offered pending(ApiCall call, ReservationSid sid) {
        record Found(ReservationStatus status, WorkCallPort.Offered offered) {}
        Found found = desk.ask(call, state -> state.reservation(sid)
                .map(one -> new Found(one.status(), Workspaces.offered(state, one)))).orElseThrow(call::notFound);
        if (found.status() != ReservationStatus.PENDING) {
            boolean lost = found.status() == ReservationStatus.RESCINDED
                    || found.status() == ReservationStatus.TIMEOUT || found.status() == ReservationStatus.CANCELED;
            throw new ApiFailure(lost ? 410 : 400, lost ? ErrorCode.GONE : ErrorCode.PARAMETER_INVALID,
                    "The reservation cannot be instructed because it is in state " + found.status().word());
        }
        return found.offered();
    }

    private static Instruction read(ApiCall call, String name) {
        return switch (name) {
            case "accept" -> new Instruction.Accept();
            case "reject" -> new Instruction.Reject(call.get(WORKER_ACTIVITY).map(ActivitySid::value));
            case "dequeue" -> new Instruction.Dequeue(call.get(DEQUEUE_TO), call.get(DEQUEUE_FROM),
                    call.get(DEQUEUE_ACTIVITY).map(ActivitySid::value),
                    call.get(DEQUEUE_RECORD).filter("record-from-answer"::equals).isPresent(),
                    call.get(DEQUEUE_TIMEOUT).orElse(RING_SECONDS), call.get(DEQUEUE_STATUS_URL),
                    call.get(DEQUEUE_EVENTS).orElse(List.of("completed")));
            case "call" -> new Instruction.Call(call.get(CALL_TO), need(call, CALL_FROM), need(call, CALL_URL),
                    call.get(CALL_ACCEPT).orElse(false),
                    call.get(CALL_RECORD).filter(word -> word.equals("record-from-answer") || word.equals("true"))
                            .isPresent(),
                    call.get(CALL_TIMEOUT).orElse(RING_SECONDS), call.get(CALL_STATUS_URL));
            case "redirect" -> new Instruction.Redirect(need(call, REDIRECT_CALL), need(call, REDIRECT_URL),
                    call.get(REDIRECT_ACCEPT).orElse(false));
            default -> new Instruction.NotBuilt(name);
        };
    }

    private static String need(ApiCall call, Param<String> param) {
        return call.get(param).orElseThrow(() -> new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                "The parameter " + param.name() + " is required for this instruction."));
    }
}
