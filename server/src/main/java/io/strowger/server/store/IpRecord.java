package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.IpRecordSid;

/**
 * Addresses of a carrier, to be mapped to a domain.
 *
 * @param address as it was entered; a literal, never a name
 * @param prefix how many of its leading bits count
 */
public record IpRecord(IpRecordSid sid, AccountSid account, String name, String address, int prefix, Dates dates)
        implements Resource {
    /** What it stands for. */
    public Cidr range() {
        return Cidr.parse(address + "/" + prefix);
    }
}
