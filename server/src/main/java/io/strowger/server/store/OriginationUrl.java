package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.OriginationUrlSid;
import io.strowger.kernel.TrunkSid;

/**
 * Where calls to an {@link ElasticTrunk}'s numbers go.
 *
 * @param uri a SIP URI; the called number becomes its user part when it has none
 * @param priority 0 to 65535, lower first
 * @param weight 1 to 65535, its share among equals
 */
public record OriginationUrl(
        OriginationUrlSid sid, AccountSid account, TrunkSid trunk, String name, String uri, int priority, int weight,
        boolean enabled, Dates dates) implements Resource, WeightedChoice.Choice {
    /** The request URI for a number. */
    public String uriFor(String number) {
        return NumberUri.of(uri, number);
    }
}
