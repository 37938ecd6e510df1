package io.strowger.call;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.MediaSource.Tone;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Dial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every Dial does with the call that dials, whoever it dials: it hears ringing until somebody talks to it, and may
 * be recorded from the ringing or from the answer on. Owned by that call's strand.
 */
final class DialerSide {
    private final Call call;
    private final Prompts prompts;
    private final AppServer appServer;
    private final Dial dial;
    private final LoadedDocument document;
    private final DialRecording recording;
    private long ringTone;

    DialerSide(Call call, Prompts prompts, AppServer appServer, Dial dial, LoadedDocument document) {
        this.call = call;
        this.prompts = prompts;
        this.appServer = appServer;
        this.dial = dial;
        this.document = document;
        this.recording = new DialRecording(call, dial, document);
    }

    DialRecording recording() {
        return recording;
    }

    /** Ringing is heard, unless the far end of the call rings itself until somebody answers. */
    void hearsRinging() {
        if (!dial.answerOnBridge()) {
            call.leg().answer();
        }
        if (call.leg().isAnswered()) {
            ringTone = prompts.begin(new MediaSource.Tone(Tone.Kind.RINGBACK));
            if (dial.record().fromRinging()) {
                recording.start(Optional.empty());
            }
        }
    }

    /** No ringing any more; nothing happens when there is none. */
    void ringingStops() {
        if (ringTone != 0) {
            prompts.stop(ringTone);
            ringTone = 0;
        }
    }

    /** They talk: a recording that was to begin with the answer, or could not begin before, begins. */
    void talksTo(LegId other) {
        if (dial.record().records() && !dial.record().fromRinging()) {
            recording.start(Optional.of(other));
        } else if (dial.record().fromRinging() && !recording.started()) {
            recording.start(Optional.empty()); // this call was answered only now
        }
    }

    /** True when this letter is the key with which the dialling side parts. */
    boolean parts(CallEvent letter) {
        return letter instanceof CallEvent.Heard(MediaEvent.Digit pressed) && pressed.digit() == '*'
                && dial.hangupOnStar();
    }

    /** Whatever was found out about the Dial goes to its action, or the next verb runs. */
    Outcome outcome(Supplier<List<Header>> fields) {
        return dial.action().<Outcome>map(url -> new Outcome.GoTo(request(url, fields)))
                .orElseGet(Outcome.Continue::new);
    }

    /** The call is over: the action is told although its answer has no effect (voice-twiml "Dial"). */
    void lastWord(CallEnded over, Supplier<List<Header>> fields) {
        dial.action().ifPresent(url -> {
            call.progress().ended(over.endCause()); // the request says how the call ended
            appServer.lastWord(request(url, fields), document);
        });
    }

    private AppRequest request(String url, Supplier<List<Header>> fields) {
        return new AppRequest(url, dial.method().name(), fields.get());
    }
}
