package io.strowger.server.store;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.GuardEvent;
import io.strowger.call.port.Notification;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.Optional;

/**
 * The journal of calls: what they write, durable within milliseconds by group commit. Writes of one caller keep their
 * order; nobody ever waits. Any thread may call it.
 */
public final class RecordStore implements RecordPort, AutoCloseable {
    private final GroupCommitWriter<Letter> writer;
    private final Prefixes prefixes;
    private final OutboundCalls outbound;

    /** Finds the allowed prefix under which a number was dialled; empty when none. Never blocks. */
    @FunctionalInterface
    public interface Prefixes {
        /** See {@link Inventory#matchedPrefix}. */
        Optional<String> matched(AccountSid account, String number);
    }

    /** What the journal's strand is given. */
    sealed interface Letter {
        record OfCall(CallRecord call) implements Letter {}

        record Told(CallRecord call, StatusDelivery delivery) implements Letter {}

        /** {@code sealed} is the request as the database keeps it. */
        record Waiting(CallRecord call, byte[] sealed) implements Letter {}

        record Guard(GuardEvent event) implements Letter {}

        record OfDetail(CallDetail detail) implements Letter {}

        record OfTimeline(CallTimelineRecord timeline) implements Letter {}

        record OfNotification(Notification notification) implements Letter {}

        record OfRecording(RecordingRecord recording) implements Letter {}

        record OfCheckpoint(CallSid call, String text) implements Letter {}

        record Queued(StatusDelivery delivery) implements Letter {}

        record Delivered(StatusDelivery delivery) implements Letter {}

        record OfQueue(QueueRecord queue) implements Letter {}

        record QueueDeleted(QueueSid queue) implements Letter {}

        record Registered(StoredRegistration registration) implements Letter {}

        record Unregistered(StoredRegistration registration) implements Letter {}
    }

    private RecordStore(GroupCommitWriter<Letter> writer, Prefixes prefixes, OutboundCalls outbound) {
        this.prefixes = prefixes;
        this.outbound = outbound;
        this.writer = writer;
    }

    /**
     * Starts the journal.
     *
     * @param retention how long calls, timelines, notifications and recordings are kept
     * @param prefixes completes the detail records of calls that went out by a trunk
     * @param outbound seals the calls that wait for their turn
     * @param backlog records that may wait while the database is away; more are dropped and counted
     */
    public static RecordStore open(
            World world, Database database, Metrics metrics, Duration retention, Prefixes prefixes,
            OutboundCalls outbound, Limit backlog) {
        return new RecordStore(GroupCommitWriter.open(world, database, metrics, backlog,
                (connection, batch) -> new RecordBatch(world.timeline().now(), retention).addAll(batch)
                        .write(connection)), prefixes, outbound);
    }

    /** The default limit: 50,000 records, some 300 MB when all of them are timelines of middling calls. */
    public static Limit defaultBacklog() {
        return new Limit("journal-backlog", 50_000);
    }

    @Override
    public void call(CallRecord call) {
        writer.post(new Letter.OfCall(call));
    }

    @Override
    public void told(CallRecord call, StatusDelivery delivery) {
        writer.post(new Letter.Told(call, delivery));
    }

    @Override
    public void waiting(CallRecord call, OutboundCall waiting) {
        writer.post(new Letter.Waiting(call, outbound.sealed(waiting)));
    }

    @Override
    public void guard(GuardEvent event) {
        writer.post(new Letter.Guard(event));
    }

    @Override
    public void detail(CallDetail detail) {
        boolean dialled = detail.direction() != Direction.INBOUND && !detail.trunk().isEmpty();
        writer.post(new Letter.OfDetail(dialled && detail.prefix().isEmpty() ? withPrefix(detail) : detail));
    }

    private CallDetail withPrefix(CallDetail of) {
        return new CallDetail(of.call(), of.account(), of.parent(), of.direction(), of.from(), of.to(), of.began(),
                of.answered(), of.ended(), of.billable(), of.trunk(),
                prefixes.matched(of.account(), of.to()).orElse(""),
                of.sipStatus(), of.termination(), of.status());
    }

    @Override
    public void timeline(CallTimelineRecord timeline) {
        writer.post(new Letter.OfTimeline(timeline));
    }

    @Override
    public void notification(Notification notification) {
        writer.post(new Letter.OfNotification(notification));
    }

    @Override
    public void recording(RecordingRecord recording) {
        writer.post(new Letter.OfRecording(recording));
    }

    @Override
    public void checkpoint(CallSid call, String checkpoint) {
        writer.post(new Letter.OfCheckpoint(call, checkpoint));
    }

    @Override
    public void queued(StatusDelivery delivery) {
        writer.post(new Letter.Queued(delivery));
    }

    @Override
    public void delivered(StatusDelivery delivery) {
        writer.post(new Letter.Delivered(delivery));
    }

    @Override
    public void queue(QueueRecord queue) {
        writer.post(new Letter.OfQueue(queue));
    }

    @Override
    public void queueDeleted(QueueSid queue) {
        writer.post(new Letter.QueueDeleted(queue));
    }

    /** A phone's binding was made or refreshed. */
    public void registered(StoredRegistration registration) {
        writer.post(new Letter.Registered(registration));
    }

    /** A phone's binding was removed or ran out. */
    public void unregistered(StoredRegistration registration) {
        writer.post(new Letter.Unregistered(registration));
    }

    /** Runs it on the writer's strand; false when the backlog is full. */
    @Override
    public boolean whenDurable(Runnable action) {
        return writer.whenDurable(action);
    }

    /** False when the journal has stopped or its backlog is about to spill: the platform should take no new calls. */
    public boolean keepsUp() {
        return writer.keepsUp();
    }

    /** Waits until everything written before is durable. */
    public void flush() {
        writer.flush();
    }

    /** Writes what waits and ends. */
    @Override
    public void close() {
        writer.close();
    }
}
