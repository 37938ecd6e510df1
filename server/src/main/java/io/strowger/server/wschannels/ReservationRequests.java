package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.work.WorkFailures;
import io.strowger.work.Instruction;
import io.strowger.work.WorkCallPort;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Workspace;
import java.util.List;
import java.util.Optional;

/** What a worker does with its reservations by the event bridge: answers them, and gives instructions. Any thread. */
final class ReservationRequests {
    private static final int RING_SECONDS = 60;
    private static final int MOST_SECONDS = 999;

    private final World world;
    private final WorkCallPort calls;

    ReservationRequests(World world, WorkCallPort calls) {
        this.world = world;
        this.calls = calls;
    }

    private static Reservation own(BridgeCall call, Workspace state, WorkerSid worker, ReservationSid sid) {
        return state.reservation(sid).filter(one -> one.worker().sid().equals(worker)).orElseThrow(call::notFound);
    }

    private ObjectNode payload(Workspace state, Reservation reservation) {
        return new Payloads(state, world.timeline().now()).reservation(reservation);
    }

    ObjectNode fetch(BridgeCall call) {
        WorkerSid worker = call.sid(1, WorkerSid::new);
        call.caller().actsFor(worker);
        ReservationSid sid = call.sid(3, ReservationSid::new);
        return call.ask(state -> payload(state, own(call, state, worker, sid)));
    }

    ObjectNode update(BridgeCall call) {
        WorkerSid worker = call.sid(1, WorkerSid::new);
        call.caller().actsFor(worker);
        ReservationSid sid = call.sid(3, ReservationSid::new);
        call.ask(state -> own(call, state, worker, sid).sid());
        Params params = call.params();
        Optional<String> instruction = params.text("Instruction");
        if (instruction.isPresent()) {
            return instruct(call, worker, sid, instruction.get());
        }
        ReservationStatus status = ReservationStatus.of(params.need("ReservationStatus")).orElseThrow(() ->
                Params.wrong("ReservationStatus", "one of accepted, rejected, wrapping, completed"));
        return move(call, worker, sid, status);
    }

    private ObjectNode move(BridgeCall call, WorkerSid worker, ReservationSid sid, ReservationStatus status) {
        return call.tell(new Command.UpdateReservation(sid, call.ifMatch(), status,
                        call.params().sid("WorkerActivitySid", ActivitySid::new)),
                state -> payload(state, own(call, state, worker, sid)));
    }

    private ObjectNode instruct(BridgeCall call, WorkerSid worker, ReservationSid sid, String name) {
        Params params = call.params();
        return switch (name) {
            case "accept" -> move(call, worker, sid, ReservationStatus.ACCEPTED);
            case "reject" -> move(call, worker, sid, ReservationStatus.REJECTED);
            case "dequeue" -> begin(call, worker, sid, (offered, id) -> {
                Instruction.Dequeue dequeue = dequeue(params);
                WorkerReach.calls(call.caller(), offered, "DequeueTo", dequeue.to());
                return calls.dequeue(offered, dequeue, id);
            });
            case "call" -> begin(call, worker, sid, (offered, id) -> {
                Instruction.Call dialled = call(params);
                WorkerReach.calls(call.caller(), offered, "CallTo", dialled.to());
                return calls.call(offered, dialled, id);
            });
            case "redirect" -> begin(call, worker, sid, (offered, id) -> {
                Instruction.Redirect redirect = new Instruction.Redirect(params.need("RedirectCallSid"),
                        params.need("RedirectUrl"), params.flag("RedirectAccept"));
                WorkerReach.redirects(call.caller(), offered, redirect.callSid());
                return calls.redirect(offered, redirect, id);
            });
            case "conference", "supervise" -> throw ApiFailure.notBuilt(404, "Instruction=" + name, "");
            default -> throw Params.wrong("Instruction",
                    "one of accept, reject, dequeue, call, redirect, conference, supervise");
        };
    }

    @FunctionalInterface
    private interface Beginning {
        Optional<WorkCallPort.Refused> begin(WorkCallPort.Offered offered, String id);
    }

    private ObjectNode begin(BridgeCall call, WorkerSid worker, ReservationSid sid, Beginning beginning) {
        WorkCallPort.Offered offered = call.ask(state -> {
            Reservation reservation = own(call, state, worker, sid);
            if (reservation.status() != ReservationStatus.PENDING) {
                throw new ApiFailure(reservation.status().isOpen() ? 400 : 410,
                        reservation.status().isOpen() ? ErrorCode.PARAMETER_INVALID : ErrorCode.GONE, "Instruction: "
                        + "reservation " + sid + " is in state " + reservation.status().word());
            }
            return Workspaces.offered(state, reservation);
        });
        beginning.begin(offered, sid + "-" + world.entropy().hex(8)).ifPresent(refused -> {
            throw WorkFailures.refused(refused);
        });
        return call.ask(state -> payload(state, own(call, state, worker, sid)));
    }

    private static Instruction.Dequeue dequeue(Params params) {
        List<String> events = params.list(params.has("DequeueStatusCallbackEvents")
                ? "DequeueStatusCallbackEvents" : "DequeueStatusCallbackEvent");
        if (!List.of("initiated", "ringing", "answered", "completed").containsAll(events)) {
            throw Params.wrong("DequeueStatusCallbackEvents", "of initiated, ringing, answered, completed");
        }
        return new Instruction.Dequeue(params.text("DequeueTo"), params.text("DequeueFrom"),
                params.text("DequeuePostWorkActivitySid"), records(params, "DequeueRecord"),
                params.number("DequeueTimeout", 1, MOST_SECONDS).orElse(RING_SECONDS),
                params.text("DequeueStatusCallbackUrl"), events.isEmpty() ? List.of("completed") : events);
    }

    private static Instruction.Call call(Params params) {
        return new Instruction.Call(params.text("CallTo"), params.need("CallFrom"), params.need("CallUrl"),
                params.flag("CallAccept"), records(params, "CallRecord"),
                params.number("CallTimeout", 1, MOST_SECONDS).orElse(RING_SECONDS),
                params.text("CallStatusCallbackUrl"));
    }

    private static boolean records(Params params, String name) {
        return switch (params.text(name).orElse("do-not-record")) {
            case "do-not-record" -> false;
            case "record-from-answer" -> true;
            default -> throw Params.wrong(name, "do-not-record or record-from-answer");
        };
    }

    /** Comes with the conference mixer. */
    ObjectNode supervise(BridgeCall call) {
        call.caller().seesAll("supervise a task");
        throw ApiFailure.notBuilt(404, "Instruction=" + call.params().text("Instruction").orElse("supervise"), "");
    }
}
