package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;

/**
 * A telephone number of somebody else's that the account may show.
 *
 * @param number as it was entered, E.164 with plus
 */
public record CallerId(PhoneNumberSid sid, AccountSid account, String number, String name, Dates dates)
        implements Resource {
    /** The same caller id with another name. */
    public CallerId named(String other, Dates at) {
        return new CallerId(sid, account, number, other, at);
    }
}
