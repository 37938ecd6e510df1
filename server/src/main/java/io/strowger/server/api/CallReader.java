package io.strowger.server.api;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.rest.PageRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the API reads of calls (requirement B9). Every method answers from one account's rows alone: what belongs to
 * another account is empty, like what never existed. It may block on the database and throws the store's own failure,
 * a {@link io.strowger.kernel.Failure}, when that does not answer. Any thread may call it.
 */
public interface CallReader {
    /** A call's present state. */
    Optional<CallRecord> call(AccountSid account, CallSid call);

    /**
     * The account's calls, newest first.
     *
     * @param filter which of them
     * @param page which part; up to {@link PageRequest#fetch} rows, nearest first when it goes back
     */
    List<CallRecord> calls(AccountSid account, CallFilter filter, PageRequest page);

    /** The account's recordings, newest first. */
    List<RecordingRecord> recordings(AccountSid account, RecordingFilter filter, PageRequest page);

    /** A call's story. */
    Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call);

    /** A recording's present state; a deleted one says so for a while. */
    Optional<RecordingRecord> recording(AccountSid account, RecordingSid recording);

    /** Where the WAV file of a recording stands; empty when the account has no such recording. */
    Optional<Path> audio(AccountSid account, RecordingSid recording);
}
