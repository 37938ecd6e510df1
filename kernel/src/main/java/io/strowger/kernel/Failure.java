package io.strowger.kernel;

/** A failure with a documented code: the base of each room's own family. Never a mistake in our code. */
public class Failure extends RuntimeException {
    private final ErrorCode code;

    /**
     * @param code the documented code
     * @param message names the thing, the place and the rule, in one sentence
     */
    public Failure(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** As above, with the cause. */
    public Failure(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The documented code. */
    public ErrorCode code() {
        return code;
    }
}
