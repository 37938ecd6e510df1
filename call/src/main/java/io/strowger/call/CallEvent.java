package io.strowger.call;

import io.strowger.call.port.LegEvent;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetched;
import io.strowger.kernel.RecordingSid;
import java.util.Optional;
import java.util.function.Consumer;

/** The letters in a call's inbox: everything that can happen to it from outside. */
sealed interface CallEvent {
    /** True for what a far side can send at will and nobody waits for: it goes first when an inbox fills. */
    default boolean mayBeMissed() {
        return this instanceof Heard(MediaEvent.Digit key)
                || this instanceof Signalled(LegEvent.Ringing ringing)
                || this instanceof Signalled(LegEvent.EarlyMedia early);
    }

    /** From signalling. */
    record Signalled(LegEvent event) implements CallEvent {}

    /** From media. */
    record Heard(MediaEvent event) implements CallEvent {}

    /** A request to the application came back; {@code request} tells stale answers from the awaited one. */
    record AppAnswered(long request, Fetched fetched) implements CallEvent {}

    /** From a dialled child to the call that dialled it. */
    sealed interface FromChild extends CallEvent {
        CallSid child();
    }

    /** The called party answered and passed its screening: it can be joined. */
    record ChildReady(CallSid child) implements FromChild {}

    /** The child is over. */
    record ChildOver(CallSid child, ChildResult result) implements FromChild {}

    /** From the parent to a child: it is no longer wanted. */
    record Release() implements CallEvent {}

    /** From a dialled child to the call that dialled it: it was told to run a document of its own and is gone. */
    record ChildLeft(CallSid child, ChildResult result) implements FromChild {}

    /** From outside, by somebody who waits to be told whether it was done. */
    sealed interface Asked extends CallEvent {
        /** The call was over before it read the letter. */
        void tooLate();
    }

    /**
     * A live update (B8).
     *
     * @param applied told once whether the call's state allowed it; must not block
     */
    record Change(CallChange change, Consumer<Boolean> applied) implements Asked {
        @Override
        public void tooLate() {
            applied.accept(false);
        }
    }

    /**
     * Record the call, under this sid.
     *
     * @param told once; must not block
     */
    record StartRecording(RecordingSid sid, RecordingOptions options, Consumer<RecordingAnswer> told)
            implements Asked {
        @Override
        public void tooLate() {
            told.accept(OVER);
        }
    }

    /**
     * Change a recording.
     *
     * @param sid empty for the one that began last
     * @param told once; must not block
     */
    record ChangeRecording(Optional<RecordingSid> sid, RecordingChange change, Consumer<RecordingAnswer> told)
            implements Asked {
        @Override
        public void tooLate() {
            told.accept(OVER);
        }
    }

    /** What those hear who ask a call that is over to record. */
    RecordingAnswer OVER = new RecordingAnswer.Refused(
            ErrorCode.CALL_NOT_IN_PROGRESS, "The call is not in progress: it cannot be recorded");

    /** From a queue: the place of this party has changed; it says how when it is looked at. */
    record QueueNews(QueueParty party) implements CallEvent {}

    /** From work distribution: whether a reservation was accepted. */
    record ReservationAnswered(String reservation, WorkPort.Acceptance acceptance) implements CallEvent {}

    /** From outside: end the call now, whatever it does. */
    record Complete(EndCause cause) implements CallEvent {}
}
