package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Sid;

/** A row of a {@link ResourceTable}: it has a sid, belongs to one account, and knows its dates. */
public interface Resource {
    /** Its identifier; never changes. */
    Sid sid();

    /** Whose it is: no statement finds it for another account. */
    AccountSid account();

    /** When it was made and last changed. */
    Dates dates();
}
