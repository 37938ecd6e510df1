package io.strowger.work;

import io.strowger.work.core.Refusal;

/**
 * What came of a question or command to a workspace.
 *
 * @param <R> what was asked for
 */
public sealed interface Answer<R> {
    /** Why a workspace does not answer. */
    enum Why {
        /** Its inbox is full: {@code work-inbox}. */
        FULL,
        /** Its state is being read, or written again after trouble of the store. */
        LOADING,
        /** Another node owns it. */
        ELSEWHERE,
        /** The store did not take the command: whether it was done is not known. */
        UNSURE
    }

    /** It was done and is durable. */
    record Done<R>(R answer) implements Answer<R> {}

    /** The rules forbid it; nothing changed. */
    record Refused<R>(Refusal refusal) implements Answer<R> {}

    /** There is no such workspace. */
    record Unknown<R>() implements Answer<R> {}

    /** Not now, or not here. */
    record Away<R>(Why why) implements Answer<R> {}

    /** The question itself failed; its own failure. */
    record Failed<R>(RuntimeException failure) implements Answer<R> {}
}
