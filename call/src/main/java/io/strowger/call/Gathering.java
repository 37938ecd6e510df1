package io.strowger.call;

import io.strowger.call.port.MediaEvent;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Gather;
import io.strowger.twiml.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gather (voice-twiml "Gather"): prompts, then digits until their number, the finish key or the pause between two.
 * Owned by the call's strand.
 */
final class Gathering {
    /** Keys that one Gather takes when it names no number: what a caller can make a request grow by. */
    private static final int MOST_KEYS = 1000;

    private final Call call;
    private final Prompts prompts;

    Gathering(Call call, Prompts prompts) {
        this.call = call;
        this.prompts = prompts;
    }

    Outcome run(Gather gather, LoadedDocument document) {
        if (gather.input().contains(Gather.Input.SPEECH)) {
            throw new AppFailure(ErrorCode.GATHER_SPEECH_NOT_BUILT,
                    "Gather at " + gather.at() + " wants speech, which is not built", "");
        }
        call.leg().answer();
        call.digitsAreSecret(gather.sensitive()); // until the next Gather: keys pressed too late are as secret
        Keys keys = new Keys(gather);
        if (!playPrompts(gather, document, keys)) {
            collect(gather, keys);
        }
        return result(gather, keys);
    }

    /** Plays the prompts until a key stops them; true when the keys are complete already. */
    private boolean playPrompts(Gather gather, LoadedDocument document, Keys keys) {
        for (Prompt prompt : gather.prompts()) {
            prompts.run(prompt, document, event -> keys.take(event) && gather.bargeIn());
            if (keys.complete() || keys.any() && gather.bargeIn()) {
                break;
            }
        }
        return keys.complete();
    }

    /** The timer starts when the prompts end, and again at each key. */
    private void collect(Gather gather, Keys keys) {
        while (!keys.complete()) {
            Deadline pause = Deadline.after(call.timeline(), gather.timeout());
            if (!nextKey(keys, pause)) {
                return;
            }
        }
    }

    private boolean nextKey(Keys keys, Deadline pause) {
        while (true) {
            Optional<CallEvent> event = call.await(pause);
            if (event.isEmpty()) {
                return false;
            }
            if (keys.take(event.get())) {
                return true;
            }
        }
    }

    private Outcome result(Gather gather, Keys keys) {
        if (keys.digits().isEmpty() && !gather.actionOnEmptyResult()) {
            return new Outcome.Continue();
        }
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("Digits", keys.digits()));
        keys.finishedOn().ifPresent(key -> fields.add(new Header("FinishedOnKey", key.toString())));
        return new Outcome.GoTo(new AppRequest(gather.action().orElse(""), gather.method().name(), fields));
    }

    /** The keys pressed so far. */
    private static final class Keys {
        private final Gather gather;
        private final StringBuilder digits = new StringBuilder();
        private Optional<Character> finishedOn = Optional.empty();

        Keys(Gather gather) {
            this.gather = gather;
        }

        /** True when the event was a key. */
        boolean take(CallEvent event) {
            if (!(event instanceof CallEvent.Heard(MediaEvent.Digit pressed)) || complete()) {
                return false;
            }
            if (gather.finishOnKey().equals(Optional.of(pressed.digit()))) {
                finishedOn = Optional.of(pressed.digit());
            } else {
                digits.append(pressed.digit());
            }
            return true;
        }

        boolean any() {
            return !digits.isEmpty() || finishedOn.isPresent();
        }

        boolean complete() {
            return finishedOn.isPresent() || digits.length() >= MOST_KEYS
                    || gather.numDigits().isPresent() && digits.length() >= gather.numDigits().getAsInt();
        }

        String digits() {
            return digits.toString();
        }

        Optional<Character> finishedOn() {
            return finishedOn;
        }
    }
}
