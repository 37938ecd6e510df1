package io.strowger.twiml;

/**
 * One instruction of a document (voice-twiml section 2). Attributes are typed, checked and defaulted; what is absent
 * and has no default is an empty {@code Optional}.
 */
public sealed interface Verb
        permits Prompt, Gather, Record, Dial, Enqueue, Leave, Redirect, Reject, Refer, Hangup, Connect, Start, Stop,
                Unsupported, Invalid {
    /** The element's name as written, for instance {@code Say}. */
    String name();

    /** Where the element stands; never part of equality. */
    Position at();
}
