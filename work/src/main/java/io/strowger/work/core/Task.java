package io.strowger.work.core;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.TaskSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A piece of work. Called by the workspace's strand. */
public final class Task {
    /** Made, not yet routed. */
    static final int NOWHERE = -3;
    /** No filter: routed directly. */
    static final int DIRECT = -2;
    /** The default filter. */
    static final int DEFAULT_FILTER = -1;

    final TaskSid sid;
    /** The sequence of the event that made it: later ones are greater. */
    final long number;
    final long createdMillis;
    final long timeoutMillis;
    TaskChannel channel;
    final Optional<Workflow> workflow;
    final Optional<String> routingTarget;
    final boolean ignoreCapacity;
    final Optional<CallSid> call;
    /** Life until acceptance, then life as assigned, then the time it can still be read. */
    final Alarm life;
    final List<Reservation> offers = new ArrayList<>(1);
    /** A document for this task alone; may come after the task. */
    Optional<Plan> ownPlan;
    Optional<Plan> plan = Optional.empty();
    int filter = NOWHERE;
    int target;
    Optional<TaskQueue> queue = Optional.empty();
    long queueMillis = -1;
    String attributes;
    int priority;
    long virtualStartMillis;
    TaskStatus status = TaskStatus.PENDING;
    Optional<String> reason = Optional.empty();
    int assignments;
    int version;
    long updatedMillis;
    /** When what it asks of a worker was worked out: times of day and ages are those of then. */
    long boundMillis;
    boolean targetExpired;
    Alarm targetTime;
    Demand demand;
    WaitingGroup group;
    /** Came to its target in this very transaction: may skip it. */
    boolean entering;
    int openOffers;
    /** Deleted, or forgotten. */
    boolean gone;
    /** Grows each time it comes into a queue: which of its entries there is the present one. */
    long arrival;

    Task(Event.TaskCreated made, long number, TaskChannel channel, Optional<Workflow> workflow,
            Optional<Plan> ownPlan, long nowMillis) {
        this.sid = made.sid();
        this.number = number;
        this.channel = channel;
        this.workflow = workflow;
        this.ownPlan = ownPlan;
        this.routingTarget = made.routingTarget();
        this.ignoreCapacity = made.ignoreCapacity();
        this.call = made.call();
        this.attributes = made.attributes();
        this.priority = made.priority();
        this.timeoutMillis = made.timeout().toMillis();
        this.virtualStartMillis = made.virtualStartTime().toEpochMilli();
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
        this.life = new Alarm(Alarm.Kind.TASK, made.sid().value());
    }

    /** As a snapshot has it; timers, plan and reservations come after. */
    Task(Snapshot.TaskPiece piece, TaskChannel channel, Optional<Workflow> workflow,
            Optional<Plan> ownPlan, Optional<TaskQueue> queue) {
        this.sid = piece.sid();
        this.number = piece.number();
        this.channel = channel;
        this.workflow = workflow;
        this.ownPlan = ownPlan;
        this.routingTarget = piece.routingTarget();
        this.ignoreCapacity = piece.ignoreCapacity();
        this.call = piece.call();
        this.createdMillis = piece.created();
        this.timeoutMillis = piece.timeout();
        this.filter = piece.filter();
        this.target = piece.target();
        this.queue = queue;
        this.queueMillis = piece.queueEntered();
        this.attributes = piece.attributes();
        this.priority = piece.priority();
        this.virtualStartMillis = piece.virtualStart();
        this.status = piece.status();
        this.reason = piece.reason();
        this.assignments = piece.assignments();
        this.version = piece.version();
        this.updatedMillis = piece.updated();
        this.boundMillis = piece.bound();
        this.targetExpired = piece.targetExpired();
        this.life = new Alarm(Alarm.Kind.TASK, piece.sid().value());
    }

    /** Its sid. */
    public TaskSid sid() {
        return sid;
    }

    /** The waiting call that it was made of; what its attributes say of a call is the application's. */
    public Optional<CallSid> call() {
        return call;
    }

    /** The very text that was stored. */
    public String attributes() {
        return attributes;
    }

    /** Made, and on no way yet: its document is being fetched. */
    public boolean awaitsDocument() {
        return filter == NOWHERE && status == TaskStatus.PENDING;
    }

    /** Greater goes first in FIFO queues. */
    public int priority() {
        return priority;
    }

    /** Where it stands. */
    public TaskStatus status() {
        return status;
    }

    /** Why it is canceled or completed. */
    public Optional<String> reason() {
        return reason;
    }

    /** What kind of work it is. */
    public TaskChannel channel() {
        return channel;
    }

    /** The way it takes; absent when it was routed directly without one. */
    public Optional<Workflow> workflow() {
        return workflow;
    }

    /** Where it waits, or waited last. */
    public Optional<TaskQueue> queue() {
        return queue;
    }

    /** Since when. */
    public Optional<Instant> queueEntered() {
        return queueMillis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(queueMillis));
    }

    /** The filter it is in; absent when it came in by the default filter or directly. */
    public Optional<WorkflowDocument.Filter> matchedFilter() {
        return filter < 0 ? Optional.empty() : plan.map(path -> path.document.filters().get(filter));
    }

    /** The target it is in; absent when it was routed directly. */
    public Optional<WorkflowDocument.Target> matchedTarget() {
        if (filter == DIRECT || filter == NOWHERE) {
            return Optional.empty();
        }
        return filter == DEFAULT_FILTER ? plan.flatMap(path -> path.document.defaultFilter())
                : matchedFilter().map(matched -> matched.targets().get(target));
    }

    /** Sid of the worker, queue or workflow it was sent to directly. */
    public Optional<String> routingTarget() {
        return routingTarget;
    }

    /** True when its worker takes it whatever the capacity. */
    public boolean ignoresCapacity() {
        return ignoreCapacity;
    }

    /** Life until acceptance, from creation. */
    public Duration timeout() {
        return Duration.ofMillis(timeoutMillis);
    }

    /** What its wait is counted from. */
    public Instant virtualStartTime() {
        return Instant.ofEpochMilli(virtualStartMillis);
    }

    /** Its reservations, in the order of making. */
    public List<Reservation> reservations() {
        return Collections.unmodifiableList(offers);
    }

    /** How often it went from pending to reserved. */
    public int assignments() {
        return assignments;
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
}
