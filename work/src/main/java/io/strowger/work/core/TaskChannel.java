package io.strowger.work.core;

import io.strowger.kernel.TaskChannelSid;
import java.time.Instant;

/** A kind of work on which workers have a capacity. Called by the workspace's strand. */
public final class TaskChannel {
    final TaskChannelSid sid;
    final String uniqueName;
    final long createdMillis;
    String friendlyName;
    boolean channelOptimizedRouting;
    long updatedMillis;
    int openTasks;
    /** Deleted. */
    boolean gone;

    TaskChannel(Event.TaskChannelCreated made, long nowMillis) {
        this.sid = made.sid();
        this.uniqueName = made.uniqueName();
        this.friendlyName = made.friendlyName();
        this.channelOptimizedRouting = made.channelOptimizedRouting();
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
    }

    /** Its sid. */
    public TaskChannelSid sid() {
        return sid;
    }

    /** The name that tasks and expressions use; fixed. */
    public String uniqueName() {
        return uniqueName;
    }

    /** Its name. */
    public String friendlyName() {
        return friendlyName;
    }

    /** True when idleness counts on this channel alone. */
    public boolean channelOptimizedRouting() {
        return channelOptimizedRouting;
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
