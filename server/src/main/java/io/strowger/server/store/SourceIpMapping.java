package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.SourceIpMappingSid;

/** Says that INVITEs from an {@link IpRecord} which name no host of ours are calls to a domain. */
public record SourceIpMapping(
        SourceIpMappingSid sid, AccountSid account, IpRecordSid ipRecord, DomainSid domain, Dates dates)
        implements Resource {}
