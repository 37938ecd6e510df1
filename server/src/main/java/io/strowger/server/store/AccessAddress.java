package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.IpAddressSid;

/**
 * An address or a range of an {@link AccessList}.
 *
 * @param address as it was entered; a literal, never a name
 * @param prefix how many of its leading bits count
 */
public record AccessAddress(
        IpAddressSid sid, AccountSid account, AccessListSid list, String name, String address, int prefix, Dates dates)
        implements Resource {
    /** What it lets in. */
    public Cidr range() {
        return Cidr.parse(address + "/" + prefix);
    }
}
