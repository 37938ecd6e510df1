package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CredentialListSid;

/**
 * A list of SIP credentials, worth something where it is mapped.
 *
 * @param realm what the HA1s of its credentials are for
 */
public record CredentialList(CredentialListSid sid, AccountSid account, String name, String realm, Dates dates)
        implements Resource {}
