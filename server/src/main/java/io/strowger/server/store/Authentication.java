package io.strowger.server.store;

/** What shown credentials are worth. */
public sealed interface Authentication {
    /** They are right, and the account is active. */
    record Granted(Principal principal) implements Authentication {}

    /** They are wrong, or the account is closed: both look alike (401, code 20003). */
    record Refused() implements Authentication {}

    /** They are right, but the account or one above it is suspended (403, code 20005). */
    record Suspended(Principal principal) implements Authentication {}
}
