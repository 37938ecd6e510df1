package io.strowger.server.store;

import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;
import java.util.Optional;

/** What the directory says to an INVITE. */
public sealed interface InboundRoute {
    /**
     * It runs under this binding.
     *
     * @param number the called number; empty for a call to a domain, or to a trunk's own URLs
     * @param trunk name of the trunk it came by; empty when none
     */
    record Bound(AccountSid account, Optional<PhoneNumberSid> number, VoiceBinding binding, String trunk)
            implements InboundRoute {}

    /** The source address is no trunk's and is not trusted: 403, or a challenge when credentials could help. */
    record NotTrusted() implements InboundRoute {}

    /** No number or domain of this name is reachable that way: 404. */
    record Unknown() implements InboundRoute {}

    /** The address is known but no level names a URL: 404, with error 90106 on the account. */
    record Unbound(AccountSid account) implements InboundRoute {}

    /** The account is suspended or closed: 403. */
    record Suspended(AccountSid account) implements InboundRoute {}
}
