package io.strowger.media;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** Something that the engine could not do for want of ports, of files, or because a bound was reached. */
public final class MediaFailure extends Failure {
    /**
     * @param code the documented code
     * @param message what failed, in one sentence
     */
    public MediaFailure(ErrorCode code, String message) {
        super(code, message);
    }

    /** As above, with the cause. */
    public MediaFailure(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
