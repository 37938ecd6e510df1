package io.strowger.server.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Timeline;
import io.strowger.server.rest.ApiFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lists that are filtered by an expression look at all workers or tasks, on the workspace's strand: an account may ask
 * for so many in a span (documented limit: three a second; limit {@code work-evaluations}). Any thread.
 */
final class EvaluationRate {
    private final Timeline timeline;
    private final int most;
    private final long spanNanos;
    private final LongAdder refused;
    private final Map<AccountSid, Bucket> buckets = new HashMap<>();

    /** What an account may still ask for: fills up evenly. */
    private record Bucket(double left, long at) {}

    /**
     * @param most lists of one account
     * @param span in which it may have them
     */
    EvaluationRate(Timeline timeline, int most, Duration span, Metrics metrics) {
        this.timeline = timeline;
        this.most = most;
        this.spanNanos = span.toNanos();
        this.refused = metrics.counter("strowger_work_evaluations_refused_total",
                "Lists filtered by an expression that were refused because the account asked for too many.");
    }

    /** @throws ApiFailure 429, code 20429, with {@code Retry-After} */
    void take(AccountSid account) {
        if (!allows(account)) {
            refused.increment();
            throw new ApiFailure(429, ErrorCode.TOO_MANY_REQUESTS, "More than " + most + " lists filtered by an"
                    + " expression in " + spanNanos / 1_000_000_000L + " s (limit work-evaluations)",
                    List.of(new Header("Retry-After", "1")));
        }
    }

    private synchronized boolean allows(AccountSid account) {
        long now = timeline.nanos();
        Bucket before = buckets.getOrDefault(account, new Bucket(most, now));
        double left = Math.min(most, before.left() + (double) (now - before.at()) * most / spanNanos);
        buckets.put(account, new Bucket(left < 1 ? left : left - 1, now));
        return left >= 1;
    }
}
