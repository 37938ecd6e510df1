package io.strowger.server.rest;

import io.strowger.kernel.AccountSid;

/**
 * Who sent a request.
 *
 * @param account whose credentials they are
 * @param user the name shown: the account's sid, or an API key's
 * @param kind what opened the door
 * @param standing the account's
 */
public record Principal(AccountSid account, String user, Kind kind, Standing standing) {
    /** What credentials there are (rest-api section 1.2). */
    public enum Kind {
        /** An auth token, primary or secondary. */
        TOKEN,
        /** A main key: all that a token may. */
        MAIN_KEY,
        /** A standard key: all but accounts and keys. */
        STANDARD_KEY,
        /** A restricted key: what its policy lists. */
        RESTRICTED_KEY
    }

    /** Whether the account may use the API. */
    public enum Standing { ACTIVE, SUSPENDED }
}
