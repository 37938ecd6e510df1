package io.strowger.media.audio;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** Sound that cannot be read or written: always with the reason in words. */
public final class AudioFailure extends Failure {
    /**
     * @param code usually {@link ErrorCode#PLAY_CONTENT_TYPE}
     * @param message what is wrong, in one sentence
     */
    public AudioFailure(ErrorCode code, String message) {
        super(code, message);
    }

    /** As above, with the cause. */
    public AudioFailure(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
