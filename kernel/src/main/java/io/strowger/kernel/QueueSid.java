package io.strowger.kernel;

/**
 * Identifier of a call queue.
 *
 * @param value {@code QU} and 32 hex digits
 */
public record QueueSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public QueueSid {
        Sid.check("QU", value);
    }

    /** A fresh identifier. */
    public static QueueSid mint(World world) {
        return new QueueSid(Sid.mint("QU", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
