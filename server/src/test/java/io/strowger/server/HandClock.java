package io.strowger.server;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is moved; for what asks the time and does nothing else with it. */
public final class HandClock implements Timeline {
    private long nanos = 5;

    /** Lets time pass. */
    public void move(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        throw new AssertionError("nothing is scheduled here");
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        throw new AssertionError("no strand is needed here");
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        throw new AssertionError("no loop is needed here");
    }

    @Override
    public <T> Inbox<T> inbox(int capacity) {
        throw new AssertionError("nobody waits here");
    }
}
