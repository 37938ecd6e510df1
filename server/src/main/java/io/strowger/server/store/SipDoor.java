package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Sid;

/**
 * A host name of ours that can be called by SIP, whose callers must show that they may: a domain or an elastic trunk.
 * Lists of credentials and of addresses are mapped to it.
 */
public sealed interface SipDoor permits SipDomain, ElasticTrunk {
    /** Its sid: the owner of its mappings. */
    Sid sid();

    /** Whose it is. */
    AccountSid account();

    /** What its callers are challenged with (RFC 3261 section 22.1). */
    String realm();
}
