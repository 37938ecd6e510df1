package io.strowger.call;

import io.strowger.call.port.GuardEvent;
import io.strowger.call.port.RecordPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The guard against toll fraud (issue 3): bounds what one account can spend by calls that leave by trunks, whoever
 * makes them, Dial or the API. Four limits, each with its name and its code; the last, when it bites, stops the
 * account's calls by trunks until an operator clears it. Any thread may call it.
 */
public final class OutboundGuard {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long DAY_SECONDS = 86_400;

    private final Timeline timeline;
    private final OutboundLimits limits;
    private final RecordPort records;
    private final Metrics metrics;
    private final Map<AccountSid, Lane> lanes = new HashMap<>();

    /** One account. */
    private static final class Lane {
        private int legs;
        private final ArrayDeque<Long> starts = new ArrayDeque<>();
        private long day;
        private Duration spent = Duration.ZERO;
        /** When those that talk now were answered, and the sum: what they have spent costs one subtraction. */
        private final Map<CallSid, Long> talking = new HashMap<>();
        private long answers;
        private final Set<String> countries = new HashSet<>();
        private final ArrayDeque<Long> fresh = new ArrayDeque<>();
        private Optional<GuardEvent.Stopped> stopped = Optional.empty();
    }

    /** Spent today by calls that ended, and by those that talk now, each as a whole as when it ends. */
    private Duration spent(Lane lane) {
        // the sum may wrap around, the difference is right all the same
        return lane.spent.plusNanos(lane.talking.size() * timeline.nanos() - lane.answers);
    }

    /** Why a call may not leave. */
    record Refusal(ErrorCode code, String message) {}

    /**
     * Where an account stands.
     *
     * @param stopped why and since when its calls are stopped
     * @param legs calls on trunks now
     * @param today what was spent today, by calls that go on so far
     * @param perDay minutes it may spend in a day
     */
    public record State(
            AccountSid account, Optional<GuardEvent.Stopped> stopped, int legs, Duration today, int perDay) {}

    /** One that knows nothing yet. */
    public OutboundGuard(Timeline timeline, OutboundLimits limits, RecordPort records, Metrics metrics) {
        this.timeline = timeline;
        this.limits = limits;
        this.records = records;
        this.metrics = metrics;
    }

    /** Tells the guard what an earlier run knew. */
    public synchronized void restore(GuardEvent event) {
        Lane lane = lane(event.account());
        switch (event) {
            case GuardEvent.Stopped stop -> lane.stopped = Optional.of(stop);
            case GuardEvent.Cleared cleared -> lane.stopped = Optional.empty();
            case GuardEvent.Dialled(AccountSid account, String country, Instant at) -> lane.countries.add(country);
        }
    }

    /** Tells the guard what an account spent today before this run. */
    public synchronized void restore(AccountSid account, Duration spentToday) {
        Lane lane = today(account);
        lane.spent = lane.spent.plus(spentToday);
    }

    /** Where an account stands. */
    public synchronized State state(AccountSid account) {
        Lane lane = today(account);
        return new State(account, lane.stopped, lane.legs, spent(lane), limits.trunkMinutesPerDay());
    }

    /** Lets an account call again; false when it was not stopped. */
    public synchronized boolean clear(AccountSid account) {
        Lane lane = lane(account);
        boolean was = lane.stopped.isPresent();
        lane.stopped = Optional.empty();
        lane.fresh.clear();
        if (was) {
            records.guard(new GuardEvent.Cleared(account));
        }
        return was;
    }

    /** Why no call of the account by a trunk is let out now, whatever it dials: stopped, or its day is spent. */
    synchronized Optional<Refusal> closed(AccountSid account) {
        Lane lane = today(account);
        if (lane.stopped.isPresent()) {
            return refusal(ErrorCode.OUTBOUND_STOPPED,
                    "new-countries-per-hour: " + lane.stopped.get().reason() + "; an operator must clear it");
        }
        if (spent(lane).toMinutes() >= limits.trunkMinutesPerDay()) {
            return refusal(ErrorCode.OUTBOUND_MINUTES, "trunk-minutes-per-day: the account has spent its "
                    + limits.trunkMinutesPerDay() + " minutes of today");
        }
        return Optional.empty();
    }

    /** Lets a call out by a trunk, or says why not. Whoever is let out must {@link #left} once. */
    synchronized Optional<Refusal> enter(AccountSid account, String number) {
        Optional<Refusal> shut = closed(account);
        if (shut.isPresent()) {
            return shut;
        }
        Lane lane = lane(account);
        long now = timeline.nanos();
        while (!lane.starts.isEmpty() && now - lane.starts.peekFirst() >= SECOND) {
            lane.starts.removeFirst();
        }
        if (lane.legs >= limits.trunkCallsAtOnce()) {
            return refusal(ErrorCode.OUTBOUND_AT_ONCE,
                    "trunk-calls: the account has " + limits.trunkCallsAtOnce() + " calls by trunks at once");
        }
        if (lane.starts.size() >= limits.trunkCallsPerSecond()) {
            return refusal(ErrorCode.OUTBOUND_PER_SECOND, "trunk-calls-per-second: the account began "
                    + limits.trunkCallsPerSecond() + " calls by trunks within a second");
        }
        if (!knows(account, lane, number, now)) {
            return closed(account);
        }
        lane.legs++;
        lane.starts.addLast(now);
        return Optional.empty();
    }

    /** False when this country is one too many: the account is stopped then. */
    private boolean knows(AccountSid account, Lane lane, String number, long now) {
        Optional<String> country = CountryCode.of(number).filter(code -> !lane.countries.contains(code));
        if (country.isEmpty()) {
            return true;
        }
        while (!lane.fresh.isEmpty() && now - lane.fresh.peekFirst() >= HOUR) {
            lane.fresh.removeFirst();
        }
        if (lane.fresh.size() >= limits.newCountriesPerHour()) {
            GuardEvent.Stopped stop = new GuardEvent.Stopped(account, "calls to more than "
                    + limits.newCountriesPerHour() + " countries never dialled before within an hour, the last one +"
                    + country.get(), timeline.now());
            lane.stopped = Optional.of(stop);
            records.guard(stop);
            return false;
        }
        lane.fresh.addLast(now);
        lane.countries.add(country.get());
        records.guard(new GuardEvent.Dialled(account, country.get(), timeline.now()));
        return true;
    }

    /** A call that was let out is answered: from here on it spends. */
    synchronized void answered(AccountSid account, CallSid call) {
        Lane lane = lane(account);
        long now = timeline.nanos();
        if (lane.talking.putIfAbsent(call, now) == null) {
            lane.answers += now;
        }
    }

    /** A call that was let out is over. */
    synchronized void left(AccountSid account, CallSid call, Duration connected) {
        Lane lane = today(account);
        Optional.ofNullable(lane.talking.remove(call)).ifPresent(answer -> lane.answers -= answer);
        lane.legs--;
        lane.spent = lane.spent.plus(connected);
    }

    private Optional<Refusal> refusal(ErrorCode code, String message) {
        metrics.counter("strowger_outbound_refused_total", "Calls by trunks that a limit of their account refused",
                "limit", message.substring(0, message.indexOf(':'))).increment();
        return Optional.of(new Refusal(code, message));
    }

    private Lane lane(AccountSid account) {
        return lanes.computeIfAbsent(account, sid -> new Lane());
    }

    /** The account, with nothing spent when a new day (UTC) has begun. */
    private Lane today(AccountSid account) {
        Lane lane = lane(account);
        long day = Math.floorDiv(timeline.now().getEpochSecond(), DAY_SECONDS);
        if (lane.day != day) {
            lane.day = day;
            lane.spent = Duration.ZERO;
        }
        return lane;
    }
}
