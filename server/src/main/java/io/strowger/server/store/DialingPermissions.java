package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which kinds of telephone numbers an account may call, by country. A fresh account may call none (rulings part 2, "Who
 * may call what").
 *
 * @param inherits those of the account's owner count instead
 * @param countries by ISO code; what is missing may not be called
 */
public record DialingPermissions(AccountSid account, boolean inherits, SortedMap<String, Allowed> countries) {
    /**
     * What is allowed in a country.
     *
     * @param low ordinary numbers
     * @param special premium and other special services
     * @param tollFraud ranges that toll fraud is known to use
     */
    public record Allowed(boolean low, boolean special, boolean tollFraud) {
        /** Nothing. */
        public static final Allowed NOTHING = new Allowed(false, false, false);

        /** Whether a number of this risk may be called. */
        public boolean covers(DialingPlan.Risk risk) {
            return switch (risk) {
                case LOW -> low;
                case SPECIAL -> special;
                case TOLL_FRAUD -> tollFraud;
            };
        }
    }

    /** Copies the map. */
    public DialingPermissions {
        countries = Collections.unmodifiableSortedMap(new TreeMap<>(countries));
    }

    /** Those of an account that has been given none. */
    public static DialingPermissions none(AccountSid account) {
        return new DialingPermissions(account, false, new TreeMap<>());
    }

    /** What is allowed in a country. */
    public Allowed in(String iso) {
        return countries.getOrDefault(iso, Allowed.NOTHING);
    }

    /** The same with another country's. */
    public DialingPermissions with(String iso, Allowed allowed) {
        SortedMap<String, Allowed> more = new TreeMap<>(countries);
        if (allowed.equals(Allowed.NOTHING)) {
            more.remove(iso);
        } else {
            more.put(iso, allowed);
        }
        return new DialingPermissions(account, inherits, more);
    }

    /** The same, following the owner's or not. */
    public DialingPermissions inheriting(boolean does) {
        return new DialingPermissions(account, does, countries);
    }
}
