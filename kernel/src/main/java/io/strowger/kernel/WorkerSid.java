package io.strowger.kernel;

/**
 * Identifier of a worker.
 *
 * @param value {@code WK} and 32 hex digits
 */
public record WorkerSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public WorkerSid {
        Sid.check("WK", value);
    }

    /** A fresh identifier. */
    public static WorkerSid mint(World world) {
        return new WorkerSid(Sid.mint("WK", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
