package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A document that cannot be used at all: nothing of it runs. */
public final class DocumentError extends Failure {
    private final transient Position at;

    /**
     * @param code the documented code
     * @param message names the thing, the place and the rule, in one sentence
     * @param at where it stands
     */
    public DocumentError(ErrorCode code, String message, Position at) {
        super(code, message);
        this.at = at;
    }

    /** Where the trouble stands; {@link Position#NONE} when it has no place (an empty body). */
    public Position at() {
        return at;
    }
}
