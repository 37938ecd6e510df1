package io.strowger.server.store;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** The store could not do its work: the database is away, refuses, or holds what cannot be used. */
public final class StoreFailure extends Failure {
    private static final long serialVersionUID = 1;

    /** @param message names the thing and the rule in one sentence, and what to do where something can be done */
    public StoreFailure(String message) {
        super(ErrorCode.STORE_FAILED, message);
    }

    /** As above, with the cause. */
    public StoreFailure(String message, Throwable cause) {
        super(ErrorCode.STORE_FAILED, message, cause);
    }
}
