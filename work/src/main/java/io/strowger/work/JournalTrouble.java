package io.strowger.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A journal, or a file with one, that cannot be read; the message says where and why. */
public final class JournalTrouble extends Failure {
    private static final long serialVersionUID = 1;

    JournalTrouble(String message, Throwable cause) {
        super(ErrorCode.JOURNAL_UNREADABLE, message, cause);
    }
}
