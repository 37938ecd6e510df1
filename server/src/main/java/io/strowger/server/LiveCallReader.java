package io.strowger.server;

import io.strowger.call.CallRouter;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.CallFilter;
import io.strowger.server.api.CallReader;
import io.strowger.server.api.RecordingFilter;
import io.strowger.server.rest.PageRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the store knows of calls, with the story of a running call read from the call itself. Any thread. */
record LiveCallReader(CallReader stored, CallRouter running) implements CallReader {
    @Override
    public Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call) {
        Optional<CallTimelineRecord> live = running.story(call)
                .filter(story -> story.account().equals(account));
        return live.isPresent() ? live : stored.timeline(account, call);
    }

    @Override
    public Optional<CallRecord> call(AccountSid account, CallSid call) {
        return stored.call(account, call);
    }

    @Override
    public List<CallRecord> calls(AccountSid account, CallFilter filter, PageRequest page) {
        return stored.calls(account, filter, page);
    }

    @Override
    public List<RecordingRecord> recordings(AccountSid account, RecordingFilter filter, PageRequest page) {
        return stored.recordings(account, filter, page);
    }

    @Override
    public Optional<RecordingRecord> recording(AccountSid account, RecordingSid recording) {
        return stored.recording(account, recording);
    }

    @Override
    public Optional<Path> audio(AccountSid account, RecordingSid recording) {
        return stored.audio(account, recording);
    }
}
