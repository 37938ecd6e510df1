package io.strowger.kernel;

/**
 * Identifier of a workspace.
 *
 * @param value {@code WS} and 32 hex digits
 */
public record WorkspaceSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public WorkspaceSid {
        Sid.check("WS", value);
    }

    /** A fresh identifier. */
    public static WorkspaceSid mint(World world) {
        return new WorkspaceSid(Sid.mint("WS", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
