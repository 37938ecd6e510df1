package io.strowger.call;

import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.ErrorCode;

/** What came of asking a running call to record, or to change a recording. */
public sealed interface RecordingAnswer {
    /** It was done; the recording's state after it. */
    record Done(RecordingRecord recording) implements RecordingAnswer {}

    /**
     * It was not done.
     *
     * @param code 21220 when the call or the recording is in no state for it, or a limit's
     */
    record Refused(ErrorCode code, String message) implements RecordingAnswer {}
}
