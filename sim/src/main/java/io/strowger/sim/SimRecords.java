package io.strowger.sim;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.GuardEvent;
import io.strowger.call.port.Notification;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.QueueSid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps everything that calls write, in order. */
public final class SimRecords implements RecordPort {
    private final List<CallRecord> calls = new ArrayList<>();
    private final List<CallDetail> details = new ArrayList<>();
    private final List<CallTimelineRecord> timelines = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private final List<RecordingRecord> recordings = new ArrayList<>();
    private final Map<QueueSid, QueueRecord> queues = new LinkedHashMap<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<StatusDelivery> queued = new ArrayList<>();
    private final List<StatusDelivery> delivered = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final Map<CallSid, OutboundCall> waiting = new LinkedHashMap<>();
    private final List<GuardEvent> guarded = new ArrayList<>();
    private boolean holding;

    /** A checkpoint as it was written. */
    public record Checkpoint(CallSid call, String text) {}

    SimRecords() {}

    /** Every state of every call that was written. */
    public List<CallRecord> calls() {
        return List.copyOf(calls);
    }

    /** Every state of this call that was written. */
    public List<CallRecord> calls(CallSid sid) {
        return calls.stream().filter(call -> call.sid().equals(sid)).toList();
    }

    /** Detail records. */
    public List<CallDetail> details() {
        return List.copyOf(details);
    }

    /** The detail records of this leg. */
    public List<CallDetail> details(CallSid sid) {
        return details.stream().filter(detail -> detail.call().equals(sid)).toList();
    }

    /** Every story that was written. */
    public List<CallTimelineRecord> timelines() {
        return List.copyOf(timelines);
    }

    /** Errors and warnings. */
    public List<Notification> notifications() {
        return List.copyOf(notifications);
    }

    /** Numbers of the errors and warnings, in order. */
    public List<Integer> errorCodes() {
        return notifications.stream().map(notification -> notification.code().number()).toList();
    }

    /** Every state of every recording that was written. */
    public List<RecordingRecord> recordings() {
        return List.copyOf(recordings);
    }

    /** Call queues that are kept. */
    public List<QueueRecord> queues() {
        return List.copyOf(queues.values());
    }

    /** Checkpoints. */
    public List<Checkpoint> checkpoints() {
        return List.copyOf(checkpoints);
    }

    /** Status callbacks that were queued. */
    public List<StatusDelivery> queued() {
        return List.copyOf(queued);
    }

    /** Status callbacks that were answered or given up. */
    public List<StatusDelivery> delivered() {
        return List.copyOf(delivered);
    }

    /** From now on nothing becomes durable, as with a database that is away; or all of it does. */
    public void hold(boolean away) {
        holding = away;
        if (!away) {
            List<Runnable> due = List.copyOf(held);
            held.clear();
            due.forEach(Runnable::run);
        }
    }

    /** Forgets everything: for long runs, after it was audited. */
    void clear() {
        calls.clear();
        details.clear();
        timelines.clear();
        notifications.clear();
        recordings.clear();
        checkpoints.clear();
        queued.clear();
        delivered.clear();
    }

    /** Outbound calls that were asked for and not started: what the next run would take up. */
    public List<OutboundCall> waiting() {
        return List.copyOf(waiting.values());
    }

    @Override
    public void call(CallRecord call) {
        calls.add(call);
        if (call.status() != CallStatus.QUEUED) {
            waiting.remove(call.sid());
        }
    }

    /** What the guard of outbound calls remembers. */
    public List<GuardEvent> guarded() {
        return List.copyOf(guarded);
    }

    @Override
    public void guard(GuardEvent event) {
        guarded.add(event);
    }

    @Override
    public void waiting(CallRecord call, OutboundCall one) {
        calls.add(call);
        waiting.put(call.sid(), one);
    }

    @Override
    public boolean whenDurable(Runnable action) {
        if (holding) {
            held.add(action);
        } else {
            action.run();
        }
        return true;
    }

    @Override
    public void detail(CallDetail detail) {
        details.add(detail);
    }

    @Override
    public void timeline(CallTimelineRecord timeline) {
        timelines.add(timeline);
    }

    @Override
    public void notification(Notification notification) {
        notifications.add(notification);
    }

    @Override
    public void recording(RecordingRecord recording) {
        recordings.add(recording);
    }

    @Override
    public void checkpoint(CallSid call, String checkpoint) {
        checkpoints.add(new Checkpoint(call, checkpoint));
    }

    @Override
    public void queue(QueueRecord queue) {
        queues.put(queue.sid(), queue);
    }

    @Override
    public void queueDeleted(QueueSid queue) {
        queues.remove(queue);
    }

    @Override
    public void queued(StatusDelivery delivery) {
        queued.add(delivery);
    }

    @Override
    public void delivered(StatusDelivery delivery) {
        delivered.add(delivery);
    }
}
