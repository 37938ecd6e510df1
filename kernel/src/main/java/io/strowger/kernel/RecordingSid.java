package io.strowger.kernel;

/**
 * Identifier of a recording.
 *
 * @param value {@code RE} and 32 hex digits
 */
public record RecordingSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public RecordingSid {
        Sid.check("RE", value);
    }

    /** A fresh identifier. */
    public static RecordingSid mint(World world) {
        return new RecordingSid(Sid.mint("RE", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
