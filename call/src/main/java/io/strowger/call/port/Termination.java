package io.strowger.call.port;

/** Every call ends in exactly one of these. */
public enum Termination {
    /** The document ran to its end, or Hangup ran, or either side hung up a connected call. */
    SUCCESS,
    /** The caller gave up before the answer. */
    CALLER,
    /** The application failed, fallbacks included. */
    APPLICATION,
    /** We failed: a mistake, a full limit, a stop. */
    PLATFORM,
    /** The far side of an outbound leg refused or failed. */
    UPSTREAM
}
