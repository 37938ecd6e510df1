package io.strowger.server.api;

import io.strowger.call.port.CallStatus;
import io.strowger.kernel.CallSid;
import io.strowger.server.rest.DateRange;
import java.util.Optional;
import java.util.Set;

/**
 * What narrows a list of calls (rest-api section 4.1).
 *
 * @param to exactly, as the resource shows it
 * @param from exactly
 * @param parent the call that dialled them
 * @param statuses any of these; empty for all
 * @param started when they came in or were dialled
 * @param ended when they ended
 */
public record CallFilter(
        Optional<String> to, Optional<String> from, Optional<CallSid> parent, Set<CallStatus> statuses,
        DateRange started, DateRange ended) {
    private static final DateRange ALWAYS = new DateRange(Optional.empty(), Optional.empty());

    /** Every call. */
    public static final CallFilter ALL = new CallFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), ALWAYS, ALWAYS);
}
