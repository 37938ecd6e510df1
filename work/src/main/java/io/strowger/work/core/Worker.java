package io.strowger.work.core;

import io.strowger.kernel.WorkerSid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Who does the work. Called by the workspace's strand. */
public final class Worker {
    final WorkerSid sid;
    final Value sidText;
    final long createdMillis;
    final List<WorkerChannel> channels = new ArrayList<>(5);
    final List<Pool> pools = new ArrayList<>(4);
    /** Every reservation that can still be read, in the order of making. */
    final List<Reservation> reservations = new ArrayList<>(2);
    String friendlyName;
    String attributes;
    Fields fields;
    Activity activity;
    long updatedMillis;
    long activityMillis;
    long touchedMillis;
    int version;
    int open;
    /** Its seats have to be looked at again. */
    boolean unseated;
    /** It may be able to take what waits. */
    boolean dirty;

    /** @param fields its attributes, read */
    Worker(Event.WorkerCreated made, Activity activity, Fields fields, long nowMillis) {
        this.sid = made.sid();
        this.sidText = Value.text(made.sid().value());
        this.friendlyName = made.friendlyName();
        this.activity = activity;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
        this.activityMillis = nowMillis;
        this.touchedMillis = nowMillis;
        describe(made.attributes(), fields);
    }

    final void describe(String text, Fields fields) {
        attributes = text;
        this.fields = fields;
    }

    /** Its sid. */
    public WorkerSid sid() {
        return sid;
    }

    /** Its name, unique in the workspace. */
    public String friendlyName() {
        return friendlyName;
    }

    /** The very text that was stored. */
    public String attributes() {
        return attributes;
    }

    /** The attributes, read. */
    public Fields fields() {
        return fields;
    }

    /** What it is doing. */
    public Activity activity() {
        return activity;
    }

    /** Its channels, in the order in which the task channels were made. */
    public List<WorkerChannel> channels() {
        return Collections.unmodifiableList(channels);
    }

    /** Its reservations that can still be read, in the order of making. */
    public List<Reservation> reservations() {
        return Collections.unmodifiableList(reservations);
    }

    /** Reservations that are offered, accepted or wrapping. */
    public int openReservations() {
        return open;
    }

    /** For If-Match: grows with each change, each reservation made, each change of a channel. */
    public int version() {
        return version;
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }

    /** When it was changed last. */
    public Instant updated() {
        return Instant.ofEpochMilli(updatedMillis);
    }

    /** When it went into its activity. */
    public Instant statusChanged() {
        return Instant.ofEpochMilli(activityMillis);
    }

    /** What expressions see of it, opposite to no task. */
    public Facts facts() {
        return WorkerFacts.of(this);
    }

    /** Its share in a channel. */
    public Optional<WorkerChannel> channel(TaskChannel channel) {
        WorkerChannel found = on(channel);
        return Optional.ofNullable(found);
    }

    WorkerChannel on(TaskChannel channel) {
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i).channel == channel) {
                return channels.get(i);
            }
        }
        return null;
    }

    WorkerChannel named(String uniqueName) {
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i).channel.uniqueName.equals(uniqueName)) {
                return channels.get(i);
            }
        }
        return null;
    }

    /** True when an open offer of the task is with this worker. */
    boolean holds(Task task) {
        for (int i = 0; i < task.offers.size(); i++) {
            if (task.offers.get(i).worker == this && task.offers.get(i).status.isOpen()) {
                return true;
            }
        }
        return false;
    }
}
