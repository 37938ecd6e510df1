package io.strowger.call;

/** What can be done to a recording while it runs (rest-api section 2, "Recordings"). */
public enum RecordingChange {
    /** Nothing is written until it resumes: the file is shorter. */
    PAUSE_SKIPPING,
    /** Silence is written until it resumes: the file keeps time with the call. */
    PAUSE_IN_SILENCE,
    /** It goes on after a pause. */
    RESUME,
    /** It ends; the call goes on. */
    STOP
}
