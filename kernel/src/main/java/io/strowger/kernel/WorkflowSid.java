package io.strowger.kernel;

/**
 * Identifier of a workflow.
 *
 * @param value {@code WW} and 32 hex digits
 */
public record WorkflowSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public WorkflowSid {
        Sid.check("WW", value);
    }

    /** A fresh identifier. */
    public static WorkflowSid mint(World world) {
        return new WorkflowSid(Sid.mint("WW", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
