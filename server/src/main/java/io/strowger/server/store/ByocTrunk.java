package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.DomainSid;
import java.util.Optional;

/**
 * A carrier of the account's own (rest-api section 2, "Voice v1"): URLs for what comes in by the domains that name it,
 * and a policy for what goes out by it.
 *
 * @param fromDomain whose host stands in From of calls that go out; the installation's when empty
 * @param cnamLookup kept for the API; nothing looks names up
 */
public record ByocTrunk(
        ByocTrunkSid sid, AccountSid account, String name, VoiceUrls voice, boolean cnamLookup,
        Optional<ConnectionPolicySid> policy, Optional<DomainSid> fromDomain, Dates dates) implements Resource {}
