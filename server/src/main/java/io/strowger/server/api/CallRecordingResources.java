package io.strowger.server.api;

import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.DateFilter;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import java.util.List;
import java.util.Optional;

/**
 * A call's recordings: begun, paused, resumed and stopped while it runs (rest-api section 2, "Recordings"). The sid
 * {@code Twilio.CURRENT} names the one that began last.
 */
public final class CallRecordingResources {
    private static final String CURRENT = "Twilio.CURRENT";
    private static final Param<String> STATUS = Param.oneOf("Status", "in-progress", "paused", "stopped").required();
    private static final Param<String> PAUSE_BEHAVIOR = Param.oneOf("PauseBehavior", "skip", "silence");
    private static final DateFilter DATE_CREATED = DateFilter.of("DateCreated");

    /** {@code account.call.call_recording} (rest-api section 5.1). */
    static final Representation<RecordingRecord> CALL_RECORDING = Representation.<RecordingRecord>v2010("CallRecording")
            .sid("account_sid", RecordingRecord::account)
            .constant("api_version", Wire.VERSION)
            .sid("call_sid", RecordingRecord::call)
            .nothing("conference_sid")
            .date("date_created", RecordingRecord::started)
            .date("date_updated", recording -> recording.started().plus(recording.length()))
            .date("start_time", RecordingRecord::started)
            .textOr("duration", RecordingResources::duration)
            .sid("sid", RecordingRecord::sid)
            .nothing("price")
            .uri(recording -> Wire.account(recording.account()) + "/Calls/" + recording.call() + "/Recordings/"
                    + recording.sid())
            .nothing("encryption_details")
            .constant("price_unit", "USD")
            .text("status", RecordingRecord::status)
            .integer("channels", recording -> (long) recording.channels())
            .text("source", RecordingRecord::source)
            .nothing("error_code")
            .text("track", RecordingRecord::track);

    private final CallReader reader;
    private final CallDesk desk;

    /** Reads and changes there. */
    public CallRecordingResources(CallReader reader, CallDesk desk) {
        this.reader = reader;
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        String one = "~/Calls/{CallSid}/Recordings/{Sid}";
        return List.of(
                Operation.create("CreateCallRecording", "~/Calls/{CallSid}/Recordings", CALL_RECORDING, this::start)
                        .with(RecordingParams.ALL)
                        .summary("Begins to record a call that is in progress; up to ten recordings at once."),
                Operation.list("ListCallRecording", "~/Calls/{CallSid}/Recordings", "recordings", CALL_RECORDING,
                        this::list).with(DATE_CREATED),
                Operation.update("UpdateCallRecording", one, CALL_RECORDING, this::change)
                        .with(STATUS, PAUSE_BEHAVIOR)
                        .summary("Pauses, resumes or stops a recording, whoever began it; Twilio.CURRENT names the "
                                + "one that began last."),
                Operation.fetch("FetchCallRecording", one, CALL_RECORDING, this::fetch),
                Operation.delete("DeleteCallRecording", one, this::delete));
    }

    private CallRecord known(ApiCall call) {
        return reader.call(call.account(), call.sid("CallSid", CallSid::new)).orElseThrow(call::notFound);
    }

    private RecordingRecord start(ApiCall call) {
        CallRecord running = known(call);
        RecordingRecord begun = done(desk.record(call.account(), running.sid(), RecordingParams.options(call)));
        desk.durable();
        return begun;
    }

    private static RecordingRecord done(RecordingAnswer answer) {
        return switch (answer) {
            case RecordingAnswer.Done(RecordingRecord recording) -> recording;
            case RecordingAnswer.Refused(ErrorCode code, String message) -> throw new ApiFailure(400, code, message);
        };
    }

    private Slice<RecordingRecord> list(ApiCall call) {
        PageRequest page = call.page();
        RecordingFilter filter = new RecordingFilter(
                Optional.of(known(call).sid()), call.dates(DATE_CREATED), false);
        return page.slice(reader.recordings(call.account(), filter, page), recording -> recording.sid().value());
    }

    private Optional<RecordingRecord> fetch(ApiCall call) {
        CallSid owner = known(call).sid();
        return reader.recording(call.account(), call.sid("Sid", RecordingSid::new))
                .filter(found -> found.call().equals(owner) && !found.status().equals("deleted"));
    }

    private Optional<RecordingRecord> change(ApiCall call) {
        CallSid owner = known(call).sid();
        Optional<RecordingSid> named = call.path("Sid").equals(CURRENT)
                ? Optional.empty() : Optional.of(call.sid("Sid", RecordingSid::new));
        if (named.isPresent() && fetch(call).isEmpty()) {
            return Optional.empty();
        }
        RecordingChange change = switch (call.need(STATUS)) {
            case "paused" -> call.get(PAUSE_BEHAVIOR).orElse("silence").equals("skip")
                    ? RecordingChange.PAUSE_SKIPPING : RecordingChange.PAUSE_IN_SILENCE;
            case "stopped" -> RecordingChange.STOP;
            default -> RecordingChange.RESUME;
        };
        RecordingRecord changed = done(desk.changeRecording(call.account(), owner, named, change));
        desk.durable();
        return Optional.of(changed);
    }

    private Boolean delete(ApiCall call) {
        return fetch(call).isPresent() && RecordingResources.deleted(
                desk, call.account(), call.sid("Sid", RecordingSid::new));
    }
}
