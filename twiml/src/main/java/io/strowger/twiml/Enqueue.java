package io.strowger.twiml;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts the caller into a queue (voice-twiml "Enqueue").
 *
 * @param queue name, at most 64 characters; empty only with a workflow
 * @param action requested at the end; empty for the next verb
 * @param method default POST
 * @param waitUrl as written; empty text is silence; absent is the built-in music
 * @param waitUrlMethod default POST
 * @param workflowSid {@code WW...}
 * @param maxQueueSize from 1
 * @param task only with a workflow
 * @param at where it stands; never part of equality
 */
public record Enqueue(
        Optional<String> queue, Optional<String> action, HttpMethod method, Optional<String> waitUrl,
        HttpMethod waitUrlMethod, Optional<String> workflowSid, OptionalInt maxQueueSize,
        Optional<Task> task, Position at) implements Verb {
    @Override
    public String name() {
        return "Enqueue";
    }

    /**
     * The work that is made of the caller.
     *
     * @param attributes JSON text as written
     * @param priority from 0
     * @param timeout whole seconds, above zero
     */
    public record Task(String attributes, OptionalInt priority, Optional<java.time.Duration> timeout) {}
}
