package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.DomainSid;

/**
 * A host name under which an account is reached by SIP, and the realm of its users.
 *
 * @param host in lower case, without a port
 * @param allowAnonymous takes INVITEs without credentials (rulings part 2: refused unless set)
 */
public record SipDomain(
        DomainSid sid, AccountSid account, String name, String host, boolean allowAnonymous, VoiceUrls voice) {}
