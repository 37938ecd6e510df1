package io.strowger.call;

import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaCommand.Track;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaEvent.RecordingEnded;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RecordingSid;
import io.strowger.twiml.Record;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Record (voice-twiml "Record"). Owned by the call's strand. */
final class Recording {
    private static final Duration FILE_CLOSES = Duration.ofSeconds(5);

    private final Call call;
    private final Prompts prompts;
    private final AppServer appServer;

    Recording(Call call, Prompts prompts, AppServer appServer) {
        this.call = call;
        this.prompts = prompts;
        this.appServer = appServer;
    }

    Outcome run(Record record, LoadedDocument document) {
        if (record.transcribe()) {
            call.notices().note(ErrorCode.SCHEMA_WARNING, "Record at " + record.at()
                    + " wants a transcription, which is not built: the recording is made without", "");
        }
        RecordingTale.Callback callback = RecordingTale.Callback.of(call, record.recordingStatus(), document);
        call.leg().answer();
        if (record.playBeep()) {
            prompts.play(new MediaSource.Tone(MediaSource.Tone.Kind.BEEP)); // trap 14: never part of the file
        }
        RecordingTale tale = RecordingTale.begin(call, RecordingSid.mint(call.ports().world()), "RecordVerb", 1,
                Track.INBOUND, callback);
        call.leg().send(new MediaCommand.Record(call.leg().id(), Optional.empty(), tale.sid(), call.facts().account(),
                1, Track.INBOUND, record.maxLength(), record.timeout(), record.trim()));
        try {
            return finished(record, tale);
        } catch (CallEnded over) {
            Optional<RecordingEnded> ended = stop(tale);
            if (ended.isPresent() && ended.get().length().isPositive()) {
                call.progress().ended(over.endCause()); // the request says CallStatus=completed
                appServer.lastWord(action(record, tale, ended.get(), "hangup"), document);
            }
            throw over;
        } catch (Replaced over) {
            stop(tale);
            throw over;
        }
    }

    private Outcome finished(Record record, RecordingTale tale) {
        String key = "";
        while (true) {
            CallEvent event = call.await(Deadline.NEVER).orElseThrow();
            if (event instanceof CallEvent.Heard(RecordingEnded ended) && ended.recording().equals(tale.sid())) {
                tale.ended(ended);
                return outcome(record, tale, ended, key);
            }
            if (event instanceof CallEvent.Heard(MediaEvent.Digit pressed)
                    && key.isEmpty() && record.finishOnKey().indexOf(pressed.digit()) >= 0) {
                key = String.valueOf(pressed.digit());
                call.leg().send(new MediaCommand.StopRecord(call.leg().id(), tale.sid()));
            }
        }
    }

    private Outcome outcome(Record record, RecordingTale tale, RecordingEnded ended, String key) {
        if (ended.outcome() == MediaEvent.RecordingOutcome.FAILED) {
            throw new AppFailure(ErrorCode.RECORD_FAILED, "The recording could not be written", "");
        }
        if (ended.length().isZero()) {
            return new Outcome.Continue(); // nothing was recorded: the next verb runs
        }
        return new Outcome.GoTo(action(record, tale, ended, key));
    }

    /** The call ends or goes elsewhere: what was recorded is kept. */
    private Optional<RecordingEnded> stop(RecordingTale tale) {
        call.leg().send(new MediaCommand.StopRecord(call.leg().id(), tale.sid()));
        Optional<RecordingEnded> ended = call.awaitAside(FILE_CLOSES, event -> event
                instanceof CallEvent.Heard(RecordingEnded done) && done.recording().equals(tale.sid())
                ? Optional.of(done) : Optional.empty());
        ended.ifPresentOrElse(tale::ended, tale::lost);
        return ended;
    }

    private AppRequest action(Record record, RecordingTale tale, RecordingEnded ended, String digits) {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("RecordingUrl", tale.url()));
        fields.add(new Header("RecordingSid", tale.sid().value()));
        fields.add(new Header("RecordingDuration", Long.toString(RecordingTale.seconds(ended.length()))));
        if (!digits.isEmpty()) {
            fields.add(new Header("Digits", digits));
        }
        return new AppRequest(record.action().orElse(""), record.method().name(), fields);
    }
}
