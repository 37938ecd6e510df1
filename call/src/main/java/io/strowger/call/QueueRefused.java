package io.strowger.call;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A queue that cannot be made or changed as asked: its name is taken, a value out of bounds, or a limit reached. */
public final class QueueRefused extends Failure {
    QueueRefused(ErrorCode code, String message) {
        super(code, message);
    }
}
