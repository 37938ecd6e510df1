package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Param;
import io.strowger.server.store.WorkHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The span of time that statistics and events are asked for (work-distribution-api section 7): the last fifteen minutes
 * unless said otherwise, at most thirty days.
 */
record Window(Instant from, Instant to) {
    static final Param<Integer> MINUTES = Param.integer("Minutes", 1, 1_000_000);
    static final Param<Instant> START = WorkParams.moment("StartDate");
    static final Param<Instant> END = WorkParams.moment("EndDate");
    static final List<Param<?>> PARAMS = List.of(MINUTES, START, END);
    private static final Duration STANDARD = Duration.ofMinutes(15);

    static Window of(ApiCall call, Instant now) {
        Duration length = call.get(MINUTES).map(Duration::ofMinutes).orElse(STANDARD);
        Optional<Instant> start = call.get(START);
        Instant to = call.get(END).orElse(start.isPresent() && call.get(MINUTES).isPresent()
                ? start.get().plus(length) : now);
        Instant from = start.orElse(to.minus(length));
        if (to.isBefore(from) || Duration.between(from, to).compareTo(WorkHistory.KEPT) > 0) {
            throw new ApiFailure(400, ErrorCode.STATISTICS_WINDOW, "The parameters StartDate, EndDate and Minutes"
                    + " must span at most 30 days, and the end must not be before the start.");
        }
        return new Window(from, to);
    }
}
