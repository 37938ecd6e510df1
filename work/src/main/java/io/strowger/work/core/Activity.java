package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a worker is doing, in the workspace's own words. Called by the workspace's strand. */
public final class Activity {
    final ActivitySid sid;
    final boolean available;
    final long createdMillis;
    String friendlyName;
    long updatedMillis;
    /** Who is in it. */
    final Set<Worker> workers = new LinkedHashSet<>();

    Activity(ActivitySid sid, String friendlyName, boolean available, long nowMillis) {
        this.sid = sid;
        this.friendlyName = friendlyName;
        this.available = available;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
    }

    /** Its sid. */
    public ActivitySid sid() {
        return sid;
    }

    /** Its name. */
    public String friendlyName() {
        return friendlyName;
    }

    /** True when workers in it take tasks; fixed. */
    public boolean isAvailable() {
        return available;
    }

    /** How many workers are in it. */
    public int workers() {
        return workers.size();
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }

    /** When it was changed last. */
    public Instant updated() {
        return Instant.ofEpochMilli(updatedMillis);
    }
}
