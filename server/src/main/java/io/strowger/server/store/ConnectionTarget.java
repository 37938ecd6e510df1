package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.ConnectionTargetSid;

/**
 * One way of a {@link ConnectionPolicy}.
 *
 * @param target a SIP URI; the called number becomes its user part when it has none
 * @param priority 0 to 65535, lower first
 * @param weight 1 to 65535, its share among equals
 */
public record ConnectionTarget(
        ConnectionTargetSid sid, AccountSid account, ConnectionPolicySid policy, String name, String target,
        int priority, int weight, boolean enabled, Dates dates) implements Resource, WeightedChoice.Choice {
    /** The request URI for a number. */
    public String uriFor(String number) {
        return NumberUri.of(target, number);
    }
}
