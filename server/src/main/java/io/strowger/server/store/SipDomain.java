package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.DomainSid;
import java.util.Optional;

/**
 * A host name under which an account is reached by SIP (rest-api section 2, "SIP").
 *
 * @param host in lower case, without a port
 * @param realm what phones are challenged with; the installation's, but for domains of the first version
 * @param allowAnonymous takes INVITEs without credentials (rulings part 2: refused unless set)
 * @param registration phones may register here
 * @param byoc the trunk whose URLs come before the domain's own
 * @param fileUsers the list that holds the users which a provisioning file gives the domain
 */
public record SipDomain(
        DomainSid sid, AccountSid account, String name, String host, String realm, boolean allowAnonymous,
        boolean registration, Optional<ByocTrunkSid> byoc, Optional<CredentialListSid> fileUsers, VoiceUrls voice,
        Dates dates) implements Resource, SipDoor {
    /** One that takes nobody in yet. */
    public static SipDomain made(
            DomainSid sid, AccountSid account, String name, String host, String realm, Dates dates) {
        return new SipDomain(sid, account, name, host, realm, false, false, Optional.empty(), Optional.empty(),
                VoiceUrls.NONE, dates);
    }

    /** The same domain as a provisioning file has it. */
    public SipDomain provisioned(String title, boolean anonymous, boolean registers, VoiceUrls urls) {
        return new SipDomain(sid, account, title, host, realm, anonymous, registers, byoc, fileUsers, urls, dates);
    }

    /** The same domain with a list for the file's users. */
    public SipDomain usersIn(CredentialListSid list) {
        return new SipDomain(
                sid, account, name, host, realm, allowAnonymous, registration, byoc, Optional.of(list), voice, dates);
    }

    /** The same domain without one. */
    public SipDomain withoutUsers() {
        return new SipDomain(sid, account, name, host, realm, allowAnonymous, registration, byoc, Optional.empty(),
                voice, dates);
    }

    /** The same domain, changed at another time. */
    public SipDomain at(Dates other) {
        return new SipDomain(
                sid, account, name, host, realm, allowAnonymous, registration, byoc, fileUsers, voice, other);
    }
}
