package io.strowger.server.store;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A row that a rule of its table does not let in, such as a name that is taken: the asker's error, not the store's. */
public final class RowRefused extends Failure {
    /**
     * @param code the documented code of the rule
     * @param message names the parameter and the rule
     */
    public RowRefused(ErrorCode code, String message) {
        super(code, message);
    }
}
