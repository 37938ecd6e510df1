package io.strowger.server;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.CallReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Stands where the store's reader will: knows running calls only. Replaced within the hour by the store's own. */
final class NothingStored implements CallReader {
    @Override
    public Optional<CallRecord> call(AccountSid account, CallSid call) {
        return Optional.empty();
    }

    @Override
    public List<CallRecord> calls(AccountSid account, int skip, int limit) {
        return List.of();
    }

    @Override
    public Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call) {
        return Optional.empty();
    }

    @Override
    public Optional<RecordingRecord> recording(AccountSid account, RecordingSid recording) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> audio(AccountSid account, RecordingSid recording) {
        return Optional.empty();
    }
}
