package io.strowger.call;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaCommand.Track;
import io.strowger.call.port.MediaEvent.RecordingEnded;
import io.strowger.kernel.RecordingSid;
import io.strowger.twiml.Dial;
import java.time.Duration;
import java.util.Optional;

/**
 * The recording that a Dial makes of a conversation: the parent in channel 1, the child in channel 2, or both mixed
 * (voice-twiml "Dial", {@code record}). Owned by the parent's strand.
 */
final class DialRecording {
    private static final Duration FILE_CLOSES = Duration.ofSeconds(5);

    private final Call call;
    private final Dial dial;
    private final RecordingTale.Callback callback;
    private Optional<RecordingTale> tale = Optional.empty();
    private boolean over;

    DialRecording(Call call, Dial dial, LoadedDocument document) {
        this.call = call;
        this.dial = dial;
        this.callback = RecordingTale.Callback.of(call, dial.recordingStatus(), document);
    }

    boolean started() {
        return tale.isPresent();
    }

    /** Where it can be fetched; empty when nothing is recorded. */
    Optional<String> url() {
        return tale.map(RecordingTale::url);
    }

    /** @param other the joined leg; empty while ringing: then what the parent hears is channel 2 */
    void start(Optional<LegId> other) {
        Track track = Track.valueOf(dial.recordingTrack().name());
        int channels = dial.record().dual() ? 2 : 1;
        RecordingTale begun = RecordingTale.begin(call, RecordingSid.mint(call.ports().world()), "DialVerb", channels,
                track, callback);
        tale = Optional.of(begun);
        call.leg().send(new MediaCommand.Record(call.leg().id(), other, begun.sid(), call.facts().account(), channels,
                track, dial.timeLimit().plus(dial.timeout()), Duration.ZERO, dial.trim()));
    }

    /** Notes an end that came by itself. */
    void observe(CallEvent event) {
        if (!over && event instanceof CallEvent.Heard(RecordingEnded ended) && isMine(ended)) {
            over = true;
            tale.orElseThrow().ended(ended);
        }
    }

    /** Stops and waits until the file is closed, also after the call's end. */
    void stop() {
        if (tale.isEmpty() || over) {
            return;
        }
        over = true;
        call.leg().send(new MediaCommand.StopRecord(call.leg().id(), tale.get().sid()));
        Optional<RecordingEnded> ended = call.awaitAside(FILE_CLOSES, event -> event
                instanceof CallEvent.Heard(RecordingEnded done) && isMine(done) ? Optional.of(done) : Optional.empty());
        ended.ifPresentOrElse(tale.get()::ended, tale.get()::lost);
    }

    private boolean isMine(RecordingEnded ended) {
        return tale.isPresent() && tale.get().sid().equals(ended.recording());
    }
}
