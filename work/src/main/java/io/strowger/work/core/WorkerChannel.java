package io.strowger.work.core;

import io.strowger.kernel.WorkerChannelSid;
import java.time.Instant;
import java.util.Optional;

/** A worker's share in a task channel. Called by the workspace's strand. */
public final class WorkerChannel {
    private static final int HEX = 16;

    final Worker worker;
    final TaskChannel channel;
    final long createdMillis;
    long updatedMillis;
    int capacity = 1;
    boolean available = true;
    int assigned;
    long touchedMillis;
    long reservedMillis = -1;

    WorkerChannel(Worker worker, TaskChannel channel, long nowMillis) {
        this.worker = worker;
        this.channel = channel;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
        this.touchedMillis = nowMillis;
    }

    /** Its sid, made of the worker's and the task channel's: it needs no place of its own. */
    public WorkerChannelSid sid() {
        String one = worker.sid.value();
        String other = channel.sid.value();
        StringBuilder sid = new StringBuilder("WC");
        for (int i = 2; i < one.length(); i++) {
            int mixed = Character.digit(one.charAt(i), HEX) ^ Character.digit(other.charAt(i), HEX);
            sid.append(Character.forDigit(mixed, HEX));
        }
        return new WorkerChannelSid(sid.toString());
    }

    /** Whose. */
    public Worker worker() {
        return worker;
    }

    /** In what. */
    public TaskChannel channel() {
        return channel;
    }

    /** How many tasks at once: 0 and up. */
    public int configuredCapacity() {
        return capacity;
    }

    /** False while the worker takes nothing on this channel. */
    public boolean isAvailable() {
        return available;
    }

    /** Open reservations: offered, accepted, wrapping. */
    public int assignedTasks() {
        return assigned;
    }

    /** How much is free, 0 to 100, rounded down. */
    public int availableCapacityPercentage() {
        return capacity == 0 ? 0 : Math.max(0, (capacity - assigned) * 100 / capacity);
    }

    /** When a reservation was made on it last. */
    public Optional<Instant> lastReserved() {
        return reservedMillis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(reservedMillis));
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
