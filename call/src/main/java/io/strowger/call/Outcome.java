package io.strowger.call;

/** What a verb leads to. */
sealed interface Outcome {
    /** The next verb. */
    record Continue() implements Outcome {}

    /** Another document; the rest of this one is discarded. */
    record GoTo(AppRequest request) implements Outcome {}

    /** Leave, in a wait document: the rest of it is discarded. */
    record Left() implements Outcome {}

    /** No further document. */
    record Finish(EndCause cause) implements Outcome {}
}
