package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import java.time.Instant;
import java.util.Optional;

/** A task offered to a worker, and what became of it. Called by the workspace's strand. */
public final class Reservation {
    final ReservationSid sid;
    /** The sequence of the event that made it: later ones are greater. */
    final long number;
    final Task task;
    final Worker worker;
    final long createdMillis;
    final Alarm deadline;
    long updatedMillis;
    ReservationStatus status = ReservationStatus.PENDING;
    int version;
    Optional<String> reason = Optional.empty();
    Optional<ActivitySid> activityBefore = Optional.empty();
    Optional<ActivitySid> postWorkActivity = Optional.empty();

    Reservation(ReservationSid sid, long number, Task task, Worker worker, long nowMillis) {
        this.sid = sid;
        this.number = number;
        this.task = task;
        this.worker = worker;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
        this.deadline = new Alarm(Alarm.Kind.RESERVATION, sid.value());
    }

    /** Its sid. */
    public ReservationSid sid() {
        return sid;
    }

    /** What is offered. */
    public Task task() {
        return task;
    }

    /** To whom. */
    public Worker worker() {
        return worker;
    }

    /** Where it stands. */
    public ReservationStatus status() {
        return status;
    }

    /** Why it was canceled or failed. */
    public Optional<String> reason() {
        return reason;
    }

    /** For If-Match: grows with each change. */
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

    /** When it times out, while it is pending. */
    public Optional<Instant> deadline() {
        return deadline.isSet() ? Optional.of(Instant.ofEpochMilli(deadline.atMillis)) : Optional.empty();
    }
}
