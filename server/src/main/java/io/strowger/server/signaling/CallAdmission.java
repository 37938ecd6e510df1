package io.strowger.server.signaling;

import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Timeline;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * How many calls are let in: at once ({@code calls}), by the second ({@code calls-per-second}, a bucket of one second's
 * worth), and none while draining or while another server may have this one's place. Any thread may call it.
 */
public final class CallAdmission {
    private static final double NANOS = 1e9;
    private static final String REFUSED = "strowger_calls_refused_total";

    private final Timeline timeline;
    private final Limit calls;
    private final int perSecond;
    private final BooleanSupplier serves;
    private final LongAdder refusedByRate;
    private final LongAdder refusedByClaim;
    private final LongAdder refusedByCalls;
    private double tokens;
    private long filledAt;
    private volatile boolean draining;

    /** @param serves false while another server may have taken over */
    public CallAdmission(Timeline timeline, int calls, int perSecond, BooleanSupplier serves, Metrics metrics) {
        this.timeline = timeline;
        this.serves = serves;
        this.calls = new Limit("calls", calls);
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = timeline.nanos();
        this.refusedByRate = metrics.counter(REFUSED, "Inbound calls answered 503", "limit", "rate");
        this.refusedByClaim = metrics.counter(REFUSED, "Inbound calls answered 503", "limit", "claim");
        metrics.gauge("strowger_call_permits_held", "Call permits taken", this.calls::held);
        this.refusedByCalls = metrics.counter(REFUSED, "Inbound calls answered 503", "limit", "calls");
    }

    /** Whether an INVITE can go on, before anything is built for it. Takes a token of the rate, no permit. */
    boolean letsIn() {
        if (!serves.getAsBoolean()) {
            refusedByClaim.increment();
            return false;
        }
        if (draining || calls.held() >= calls.max()) {
            refusedByCalls.increment();
            return false;
        }
        return takeToken();
    }

    /** Takes a permit for a leg; every true meets one {@link #leave}. */
    boolean enter() {
        return calls.tryAcquire();
    }

    /** Gives a leg's permit back. */
    void leave() {
        calls.release();
    }

    /** Lets nobody in any more. */
    public void drain() {
        draining = true;
    }

    /** Permits taken: legs that have not ended. */
    public long held() {
        return calls.held();
    }

    private synchronized boolean takeToken() {
        long now = timeline.nanos();
        tokens = Math.min(perSecond, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (tokens < 1) {
            refusedByRate.increment();
            return false;
        }
        tokens--;
        return true;
    }
}
