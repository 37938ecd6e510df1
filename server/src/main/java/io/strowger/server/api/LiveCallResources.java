package io.strowger.server.api;

import io.strowger.call.CallChange;
import io.strowger.call.CallChange.Step;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Changing a call that waits or runs, and removing one that is over (requirement B8; rest-api section 2, "Calls"). */
public final class LiveCallResources {
    private static final Param<String> URL = Param.url("Url").code(ErrorCode.CALL_URL_INVALID);
    private static final Param<String> METHOD = Param.method("Method");
    private static final Param<String> TWIML = Param.text("Twiml", 4000);
    private static final Param<String> STATUS = Param.oneOf("Status", "canceled", "completed");
    private static final Param<String> FALLBACK_URL = Param.url("FallbackUrl");
    private static final Param<String> FALLBACK_METHOD = Param.method("FallbackMethod");
    private static final Param<String> STATUS_CALLBACK = Param.url("StatusCallback");
    private static final Param<String> STATUS_CALLBACK_METHOD = Param.method("StatusCallbackMethod");
    private static final Param<Integer> TIME_LIMIT = Param.integer("TimeLimit", 1, 24 * 3600);

    private final CallReader reader;
    private final CallDesk desk;

    /** Reads and changes there. */
    public LiveCallResources(CallReader reader, CallDesk desk) {
        this.reader = reader;
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.update("UpdateCall", "~/Calls/{Sid}", CallResources.CALL, this::update)
                        .with(URL, METHOD, TWIML, STATUS, FALLBACK_URL, FALLBACK_METHOD, STATUS_CALLBACK,
                                STATUS_CALLBACK_METHOD, TIME_LIMIT)
                        .summary("Changes a call whatever it does: another document, another fallback or status "
                                + "callback, a time limit, or its end. A call that is over: 400, code 21220."),
                Operation.delete("DeleteCall", "~/Calls/{Sid}", this::delete)
                        .summary("Removes a call that is over; its detail record stays."));
    }

    private Optional<CallRecord> update(ApiCall call) {
        CallSid sid = call.sid("Sid", CallSid::new);
        Optional<CallRecord> known = reader.call(call.account(), sid);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        CallChange change = new CallChange(step(call), cleared(call, FALLBACK_URL, FALLBACK_METHOD),
                cleared(call, STATUS_CALLBACK, STATUS_CALLBACK_METHOD),
                call.get(TIME_LIMIT).map(Duration::ofSeconds));
        boolean nothing = change.step().isEmpty() && change.fallback().isEmpty()
                && change.statusCallback().isEmpty() && change.timeLimit().isEmpty();
        if (nothing) {
            return known;
        }
        if (!desk.change(call.account(), sid, change)) {
            throw refused(call, sid, change);
        }
        desk.durable(); // so that the answer shows what was done; the change itself does not depend on it
        return reader.call(call.account(), sid);
    }

    private ApiFailure refused(ApiCall call, CallSid sid, CallChange change) {
        String status = reader.call(call.account(), sid).map(one -> CallCreation.shown(one.status())).orElse("deleted");
        boolean cancel = change.step().filter(Step.Cancel.class::isInstance).isPresent();
        return new ApiFailure(400, ErrorCode.CALL_NOT_IN_PROGRESS, cancel
                ? "Status: the call is " + status + ", and only one that is queued or ringing can be canceled."
                : "The call is " + status + ", not in-progress, and cannot be changed so.");
    }

    private static Optional<Step> step(ApiCall call) {
        if (call.get(STATUS).isPresent()) {
            return Optional.of(call.need(STATUS).equals("canceled") ? new Step.Cancel() : new Step.HangUp());
        }
        if (call.get(URL).isPresent()) {
            return Optional.of(new Step.Fetch(new WebTarget(call.need(URL), call.get(METHOD).orElse("POST"))));
        }
        return call.get(TWIML).map(Step.Run::new);
    }

    /** Present but empty takes it away. */
    private static Optional<WebTarget> cleared(ApiCall call, Param<String> url, Param<String> method) {
        return call.has(url)
                ? Optional.of(new WebTarget(call.get(url).orElse(""), call.get(method).orElse("POST")))
                : Optional.empty();
    }

    private Boolean delete(ApiCall call) {
        CallSid sid = call.sid("Sid", CallSid::new);
        desk.durable();
        if (desk.delete(call.account(), sid)) {
            return true;
        }
        if (reader.call(call.account(), sid).isPresent()) {
            throw new ApiFailure(409, ErrorCode.CALL_RUNNING, "The call is not over: end it before deleting it.");
        }
        return false;
    }
}
