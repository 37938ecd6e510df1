package io.strowger.call;

import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent.RecordingEnded;
import io.strowger.call.port.RecordingOptions;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The recordings of a call that are open, whoever began them: those of Record and Dial can be paused, resumed and
 * stopped from outside like those that the API began itself. Owned by the call's strand.
 */
final class LiveRecordings {
    /** The limit {@code call-recordings}: recordings of one call at once. */
    private static final int MOST = 10;
    private static final Duration FILE_CLOSES = Duration.ofSeconds(5);
    /** As a recording that the request for the call asked for is named. */
    static final String OUTBOUND_API = "OutboundAPI";
    /** As one is named that was begun while the call ran. */
    static final String START_CALL_RECORDING = "StartCallRecordingAPI";

    private final Call call;
    private final Map<RecordingSid, Open> open = new LinkedHashMap<>();
    private List<Header> finalFields = List.of();

    /** An open recording; {@code own} when no verb looks after it. */
    private static final class Open {
        private final RecordingTale tale;
        private final boolean own;
        private boolean paused;
        private Optional<Consumer<RecordingAnswer>> stopped = Optional.empty();

        Open(RecordingTale tale, boolean own) {
            this.tale = tale;
            this.own = own;
        }
    }

    LiveRecordings(Call call) {
        this.call = call;
    }

    /** A verb's recording has begun. */
    void begun(RecordingTale tale) {
        open.putIfAbsent(tale.sid(), new Open(tale, false));
    }

    /** A recording's end has been told. */
    void over(RecordingTale tale) {
        Open gone = open.remove(tale.sid());
        if (gone != null) {
            gone.stopped.ifPresent(asker -> asker.accept(new RecordingAnswer.Done(tale.stoppedRecord())));
            if (tale.source().equals(OUTBOUND_API)) {
                finalFields = tale.summary();
            }
        }
    }

    /** What the call's last status callback tells of the recording that was asked for with the call. */
    List<Header> finalFields() {
        return finalFields;
    }

    /** Begins a recording; the far side must have answered. */
    RecordingAnswer start(RecordingSid sid, RecordingOptions options, String source) {
        if (!call.leg().isAnswered() || call.progress().status().isFinal()) {
            return new RecordingAnswer.Refused(ErrorCode.CALL_NOT_IN_PROGRESS,
                    "The call is " + call.progress().status().wire() + ": it cannot be recorded");
        }
        if (open.size() >= MOST) {
            return new RecordingAnswer.Refused(ErrorCode.CALL_RECORDINGS,
                    "call-recordings: the call is being recorded " + MOST + " times at once");
        }
        RecordingTale.Callback callback = RecordingTale.Callback.of(options);
        RecordingTale tale =
                RecordingTale.begin(call, sid, source, options.channels(), options.track(), callback);
        open.put(sid, new Open(tale, true));
        call.leg().send(new MediaCommand.Record(call.leg().id(), Optional.empty(), sid, call.facts().account(),
                options.channels(), options.track(), call.ports().limits().callLength(), Duration.ZERO,
                options.trim()));
        return new RecordingAnswer.Done(tale.record());
    }

    /**
     * Changes one.
     *
     * @param sid empty for the one that began last
     * @param asker told once; of a stop when the file is closed
     */
    void change(Optional<RecordingSid> sid, RecordingChange change, Consumer<RecordingAnswer> asker) {
        Optional<Open> found = sid.isPresent() ? Optional.ofNullable(open.get(sid.get()))
                : open.values().stream().reduce((first, second) -> second);
        if (found.isEmpty()) {
            asker.accept(new RecordingAnswer.Refused(ErrorCode.CALL_NOT_IN_PROGRESS,
                    sid.map(one -> "The recording " + one + " has ended").orElse("The call is not being recorded")));
            return;
        }
        Open one = found.get();
        switch (change) {
            case PAUSE_SKIPPING -> pause(one, false);
            case PAUSE_IN_SILENCE -> pause(one, true);
            case RESUME -> resume(one);
            case STOP -> {
                Optional<Consumer<RecordingAnswer>> before = one.stopped;
                one.stopped = Optional.of(answer -> {
                    before.ifPresent(earlier -> earlier.accept(answer));
                    asker.accept(answer);
                });
                call.leg().send(new MediaCommand.StopRecord(call.leg().id(), one.tale.sid()));
                return;
            }
        }
        asker.accept(new RecordingAnswer.Done(one.tale.record()));
    }

    private void pause(Open one, boolean silence) {
        call.leg().send(new MediaCommand.PauseRecord(call.leg().id(), one.tale.sid(), silence));
        if (!one.paused) {
            one.paused = true;
            one.tale.paused(true);
        }
    }

    private void resume(Open one) {
        if (one.paused) {
            one.paused = false;
            call.leg().send(new MediaCommand.ResumeRecord(call.leg().id(), one.tale.sid()));
            one.tale.paused(false);
        }
    }

    /** Notes the end of a recording that no verb looks after. */
    void observe(CallEvent event) {
        if (event instanceof CallEvent.Heard(RecordingEnded ended)) {
            Optional.ofNullable(open.get(ended.recording())).filter(one -> one.own)
                    .ifPresent(one -> one.tale.ended(ended));
        }
    }

    /** The leg is closing, and its recordings with it: waits until their files are. */
    void close() {
        if (open.values().stream().noneMatch(one -> one.own)) {
            return;
        }
        call.awaitAside(FILE_CLOSES, event ->
                open.values().stream().anyMatch(one -> one.own) ? Optional.empty() : Optional.of(true));
        new ArrayList<>(open.values()).forEach(one -> one.tale.lost());
    }
}
