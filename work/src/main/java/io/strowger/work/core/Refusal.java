package io.strowger.work.core;

/**
 * Why a command was not done: nothing changed.
 *
 * @param kind which decides the HTTP status and the error code
 * @param message for the caller; names the parameter, when one is at fault
 */
public record Refusal(Kind kind, String message) {
    /** Kinds of refusals with what they are in HTTP. */
    public enum Kind {
        /** A parameter has none of its values, or the state allows no such change: 400, 20001. */
        INVALID(400, 20001),
        /** There is no such thing: 404, 20404. */
        NOT_FOUND(404, 20404),
        /** Something else stands in the way: in use, or a name taken: 409, 20409. */
        CONFLICT(409, 20409),
        /** The reservation was taken back or timed out: 410, 20410. */
        GONE(410, 20410),
        /** The version is not the one of {@code If-Match}: 412, 20412. */
        STALE(412, 20412);

        private final int status;
        private final int code;

        Kind(int status, int code) {
            this.status = status;
            this.code = code;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** Error code of the API's answer. */
        public int code() {
            return code;
        }
    }

    static Refusal invalid(String message) {
        return new Refusal(Kind.INVALID, message);
    }

    static Refusal notFound(Object sid) {
        return new Refusal(Kind.NOT_FOUND, "The requested resource " + sid + " was not found");
    }

    static Refusal conflict(String message) {
        return new Refusal(Kind.CONFLICT, message);
    }

    static Refusal gone(String message) {
        return new Refusal(Kind.GONE, message);
    }

    /** Carries a refusal out of the checks; never leaves the router. */
    @SuppressWarnings("serial")
    static final class Refused extends RuntimeException {
        private final transient Refusal refusal;

        Refused(Refusal refusal) {
            super(refusal.message(), null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    /** To be thrown. */
    Refused thrown() {
        return new Refused(this);
    }
}
