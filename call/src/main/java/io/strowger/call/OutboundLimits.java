package io.strowger.call;

import java.time.Duration;

/**
 * Bounds on the outbound calls of one account (rest-api 1.9; issue 3, "toll-fraud guard"). The first five shape the
 * queue of calls that the API starts; the others guard every call that leaves by a trunk, those of Dial too.
 *
 * @param callsPerSecond calls of the API started in a second; more wait
 * @param concurrent calls of the API at once; more wait
 * @param together calls of the API at once of all accounts, which take turns for the places; more wait
 * @param queued calls that may wait; more are refused
 * @param longestWait after which a waiting call fails
 * @param trunkCallsAtOnce legs on trunks at once; more are refused
 * @param trunkCallsPerSecond legs on trunks begun in a second; more are refused
 * @param trunkMinutesPerDay minutes on trunks in a day (UTC), by ended calls; more are refused
 * @param newCountriesPerHour countries never dialled before that may be dialled in an hour; one more stops the
 *     account's calls by trunks until an operator clears it
 */
public record OutboundLimits(
        int callsPerSecond, int concurrent, int together, int queued, Duration longestWait, int trunkCallsAtOnce,
        int trunkCallsPerSecond, int trunkMinutesPerDay, int newCountriesPerHour) {
    /**
     * 1 a second, 100 at once (750 together), 50,000 waiting for 24 hours; by trunks 200 at once, 20 a second, 6,000
     * minutes, 5 countries.
     */
    public static final OutboundLimits DEFAULT =
            new OutboundLimits(1, 100, 750, 50_000, Duration.ofHours(24), 200, 20, 6_000, 5);
}
