package io.strowger.kernel;

/**
 * Identifier of an audit event.
 *
 * @param value {@code AE} and 32 hex digits
 */
public record AuditEventSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public AuditEventSid {
        Sid.check("AE", value);
    }

    /** A fresh identifier. */
    public static AuditEventSid mint(World world) {
        return new AuditEventSid(Sid.mint("AE", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
