package io.strowger.server.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.GuardEvent;
import io.strowger.call.port.Notification;
import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.QueueSid;
import io.strowger.server.store.RecordStore.Letter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One commit of the journal: letters sorted by table, of several states of one thing only the last, so that no
 * statement meets a row twice. Rows are written in the order of their keys, as another instance's transaction may
 * lock the same ones. One strand.
 */
final class RecordBatch {
    private static final String NOT_NEWER = "nothing";

    private final Instant now;
    private final Duration retention;
    private final Map<String, CallRecord> calls = new LinkedHashMap<>();
    private final Map<String, Letter.Waiting> waiting = new LinkedHashMap<>();
    private final Set<String> notWaiting = new LinkedHashSet<>();
    private final List<GuardEvent> guarded = new ArrayList<>();
    private final Map<String, CallDetail> details = new LinkedHashMap<>();
    private final Map<String, CallTimelineRecord> timelines = new LinkedHashMap<>();
    private final Map<String, Notification> notifications = new LinkedHashMap<>();
    private final Map<String, RecordingRecord> recordings = new LinkedHashMap<>();
    private final Map<String, String> checkpoints = new LinkedHashMap<>();
    private final Map<String, StatusDelivery> queued = new LinkedHashMap<>();
    private final Set<String> delivered = new LinkedHashSet<>();
    private final Map<String, QueueRecord> queues = new TreeMap<>();
    private final Set<String> queuesDeleted = new LinkedHashSet<>();
    private final Map<RegistrationKey, Letter> registrations = new LinkedHashMap<>();

    private record RegistrationKey(String account, String username, String contact) {
        static RegistrationKey of(StoredRegistration of) {
            return new RegistrationKey(of.account().value(), of.username(), of.contact());
        }
    }

    RecordBatch(Instant now, Duration retention) {
        this.now = now;
        this.retention = retention;
    }

    RecordBatch addAll(List<Letter> letters) {
        letters.forEach(this::add);
        return this;
    }

    private void add(Letter letter) {
        switch (letter) {
            case Letter.OfCall(CallRecord call) -> add(call);
            case Letter.Told(CallRecord call, StatusDelivery delivery) -> {
                add(call);
                queued.putIfAbsent(delivery.id(), delivery);
            }
            case Letter.Waiting one -> {
                add(one.call());
                waiting.put(one.call().sid().value(), one);
            }
            case Letter.Guard(GuardEvent event) -> guarded.add(event);
            case Letter.OfDetail(CallDetail detail) -> details.putIfAbsent(detail.call().value(), detail);
            case Letter.OfTimeline(CallTimelineRecord timeline) -> timelines.put(timeline.call().value(), timeline);
            case Letter.OfNotification(Notification one) -> notifications.putIfAbsent(one.sid().value(), one);
            case Letter.OfRecording(RecordingRecord recording) -> recordings.merge(
                    recording.sid().value(), recording, (old, next) -> open(old) ? next : old);
            case Letter.OfCheckpoint(CallSid call, String text) -> checkpoints.put(call.value(), text);
            case Letter.Queued(StatusDelivery delivery) -> queued.putIfAbsent(delivery.id(), delivery);
            case Letter.Delivered(StatusDelivery delivery) -> {
                queued.remove(delivery.id());
                delivered.add(delivery.id());
            }
            case Letter.OfQueue(QueueRecord queue) -> queues.put(queue.sid().value(), queue);
            case Letter.QueueDeleted(QueueSid queue) -> {
                queues.remove(queue.value());
                queuesDeleted.add(queue.value());
            }
            case Letter.Registered(StoredRegistration one) -> registrations.put(RegistrationKey.of(one), letter);
            case Letter.Unregistered(StoredRegistration one) -> registrations.put(RegistrationKey.of(one), letter);
        }
    }

    private void add(CallRecord call) {
        if (call.direction() == Direction.OUTBOUND_API && call.status() != CallStatus.QUEUED) {
            waiting.remove(call.sid().value());
            notWaiting.add(call.sid().value());
        }
        calls.merge(call.sid().value(), call, (old, next) -> old.status().isFinal() ? old : next);
    }

    private static boolean open(RecordingRecord recording) {
        return recording.status().equals("in-progress") || recording.status().equals("paused");
    }

    void write(Connection connection) throws SQLException {
        callRows().write(connection);
        waitingRows().write(connection);
        delete(connection, "delete from outbound_calls where call_sid = any(?)", List.copyOf(notWaiting));
        for (GuardEvent event : guarded) {
            OutboundGuards.write(connection, event);
        }
        detailRows().write(connection);
        timelineRows().write(connection);
        notificationRows().write(connection);
        recordingRows().write(connection);
        writeCheckpoints(connection);
        outboxRows().write(connection);
        delete(connection, "delete from outbox where id = any(?)", List.copyOf(delivered));
        writeRegistrations(connection);
        queueRows().write(connection);
        delete(connection, "delete from call_queues where sid = any(?)", List.copyOf(queuesDeleted));
    }

    private RowBatch queueRows() {
        RowBatch rows = new RowBatch("call_queues", List.of(
                "sid text", "account_sid text", "friendly_name text", "max_size int", "created_at timestamptz",
                "updated_at timestamptz"),
                "(sid) do update set friendly_name = excluded.friendly_name, max_size = excluded.max_size,"
                        + " updated_at = excluded.updated_at");
        queues.values().forEach(one -> rows.add(one.sid(), one.account(), one.friendlyName(), one.maxSize(),
                one.created(), one.updated()));
        return rows;
    }

    private RowBatch callRows() {
        RowBatch rows = new RowBatch("calls", List.of(
                "sid text", "account_sid text", "parent_sid text", "from_address text", "to_address text",
                "direction text", "status text", "final bool", "created_at timestamptz", "answered_at timestamptz",
                "ended_at timestamptz", "duration_us int8", "application_sid text", "callback_url text",
                "callback_method text", "callback_parameters text", "started_at timestamptz", "queue_us int8",
                "phone_number_sid text", "forwarded_from text", "caller_name text", "trunk text",
                "expires_at timestamptz"),
                "(sid) do update set from_address = excluded.from_address, to_address = excluded.to_address,"
                        + " status = excluded.status, final = excluded.final, answered_at = excluded.answered_at,"
                        + " ended_at = excluded.ended_at, duration_us = excluded.duration_us,"
                        + " application_sid = excluded.application_sid, callback_url = excluded.callback_url,"
                        + " callback_method = excluded.callback_method,"
                        + " callback_parameters = excluded.callback_parameters, started_at = excluded.started_at,"
                        + " queue_us = excluded.queue_us, phone_number_sid = excluded.phone_number_sid,"
                        + " trunk = excluded.trunk where not calls.final");
        calls.values().stream().sorted((a, b) -> a.sid().value().compareTo(b.sid().value())).forEach(call -> rows.add(
                call.sid(), call.account(), call.parent(), call.from(), call.to(), call.direction().wire(),
                call.status().wire(), call.status().isFinal(), call.created(), call.answered(), call.ended(),
                call.duration(), call.application(), call.finalCallback().map(WebTarget::url),
                call.finalCallback().map(WebTarget::method), call.finalParameters(),
                call.particulars().started(), call.particulars().queued(), call.particulars().number(),
                call.particulars().forwardedFrom(), call.particulars().callerName(), call.particulars().trunk(),
                call.created().plus(retention)));
        return rows;
    }

    private RowBatch waitingRows() {
        RowBatch rows = new RowBatch("outbound_calls", List.of(
                "call_sid text", "account_sid text", "request bytea", "created_at timestamptz"),
                "(call_sid) do update set request = excluded.request");
        waiting.values().forEach(one -> rows.add(one.call().sid(), one.call().account(),
                "\\x" + HexFormat.of().formatHex(one.sealed()), one.call().created()));
        return rows;
    }

    private RowBatch detailRows() {
        RowBatch rows = new RowBatch("call_details", List.of(
                "call_sid text", "account_sid text", "parent_sid text", "direction text", "from_address text",
                "to_address text", "began_at timestamptz", "answered_at timestamptz", "ended_at timestamptz",
                "billable_seconds int8", "trunk text", "prefix text", "sip_status int", "termination text",
                "status text"),
                "(call_sid) do " + NOT_NEWER);
        details.values().forEach(one -> rows.add(
                one.call(), one.account(), one.parent(), one.direction().wire(), one.from(), one.to(), one.began(),
                one.answered(), one.ended(), one.billable().toSeconds(), one.trunk(), one.prefix(), one.sipStatus(),
                one.termination().name(), one.status().wire()));
        return rows;
    }

    private RowBatch timelineRows() {
        RowBatch rows = new RowBatch("timelines", List.of(
                "call_sid text", "account_sid text", "entries jsonb", "dropped int", "expires_at timestamptz"),
                "(call_sid) do update set entries = excluded.entries, dropped = excluded.dropped");
        timelines.values().forEach(one -> rows.add(
                one.call(), one.account(), entries(one.entries()), one.dropped(), now.plus(retention)));
        return rows;
    }

    /** The JSON of a timeline: also what the API shows, so a field that is published here is never renamed. */
    private static ArrayNode entries(List<TimelineEntry> entries) {
        ArrayNode list = Json.array();
        for (TimelineEntry entry : entries) {
            ObjectNode node = list.addObject();
            node.put("at", entry.at().toString());
            node.put("since_start_us", entry.sinceStart().toNanos() / 1000);
            node.put("kind", entry.kind().name().toLowerCase(java.util.Locale.ROOT));
            node.put("leg", Json.clean(entry.leg()));
            node.put("text", Json.clean(entry.text()));
            ObjectNode data = node.putObject("data");
            entry.data().forEach((name, value) -> data.put(Json.clean(name), Json.clean(value)));
        }
        return list;
    }

    private RowBatch notificationRows() {
        RowBatch rows = new RowBatch("notifications", List.of(
                "sid text", "account_sid text", "call_sid text", "code int", "severity text", "message text",
                "url text", "method text", "request_variables text", "response_headers text", "response_body text",
                "at timestamptz", "expires_at timestamptz"), "(sid) do " + NOT_NEWER);
        notifications.values().forEach(one -> rows.add(
                one.sid(), one.account(), one.call(), one.code().number(), one.code().severity().name(), one.message(),
                one.url(), one.method(), one.requestVariables(), one.responseHeaders(), one.responseBody(), one.at(),
                one.at().plus(retention)));
        return rows;
    }

    private RowBatch recordingRows() {
        RowBatch rows = new RowBatch("recordings", List.of(
                "sid text", "account_sid text", "call_sid text", "status text", "source text", "channels int",
                "track text", "started_at timestamptz", "duration_us int8", "bytes int8", "expires_at timestamptz"),
                "(sid) do update set status = excluded.status, channels = excluded.channels,"
                        + " duration_us = excluded.duration_us, bytes = excluded.bytes"
                        + " where recordings.status in ('in-progress', 'paused')");
        recordings.values().forEach(one -> rows.add(
                one.sid(), one.account(), one.call(), one.status(), one.source(), one.channels(), one.track(),
                one.started(), one.length(), one.bytes(), one.started().plus(retention)));
        return rows;
    }

    private void writeCheckpoints(Connection connection) throws SQLException {
        RowBatch rows = new RowBatch("checkpoints", List.of(
                "call_sid text", "checkpoint text", "updated_at timestamptz"),
                "(call_sid) do update set checkpoint = excluded.checkpoint, updated_at = excluded.updated_at");
        List<String> over = new ArrayList<>();
        checkpoints.forEach((call, text) -> {
            if (text.isEmpty()) {
                over.add(call);
            } else {
                rows.add(call, text, now);
            }
        });
        rows.write(connection);
        delete(connection, "delete from checkpoints where call_sid = any(?)", over);
    }

    private RowBatch outboxRows() {
        RowBatch rows = new RowBatch("outbox", List.of(
                "id text", "account_sid text", "call_sid text", "sequence int", "url text", "method text",
                "parameters jsonb", "queued_at timestamptz"), "(id) do " + NOT_NEWER);
        queued.values().forEach(one -> rows.add(
                one.id(), one.account(), one.call(), one.sequence(), one.target().url(), one.target().method(),
                Json.headers(one.parameters()), now));
        return rows;
    }

    /** A binding of an account that was removed meanwhile is left out instead of breaking its foreign key. */
    private void writeRegistrations(Connection connection) throws SQLException {
        for (Letter letter : registrations.values()) {
            String sql = letter instanceof Letter.Registered
                    ? "insert into registrations (account_sid, username, contact, route, instance, call_id, cseq,"
                            + " expires_at, updated_at) select sid, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz"
                            + " from accounts where sid = ? on conflict (account_sid, username, contact) do update set"
                            + " route = excluded.route, instance = excluded.instance, call_id = excluded.call_id,"
                            + " cseq = excluded.cseq, expires_at = excluded.expires_at,"
                            + " updated_at = excluded.updated_at"
                    : "delete from registrations where account_sid = ? and username = ? and contact = ?";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                fill(statement, letter);
                statement.executeUpdate();
            }
        }
    }

    private void fill(PreparedStatement statement, Letter letter) throws SQLException {
        if (letter instanceof Letter.Registered(StoredRegistration one)) {
            statement.setString(1, one.username());
            statement.setString(2, one.contact());
            statement.setString(3, one.route());
            statement.setString(4, one.instance());
            statement.setString(5, one.callId());
            statement.setLong(6, one.cseq());
            statement.setString(7, one.expires().toString());
            statement.setString(8, now.toString());
            statement.setString(9, one.account().value());
        } else if (letter instanceof Letter.Unregistered(StoredRegistration one)) {
            statement.setString(1, one.account().value());
            statement.setString(2, one.username());
            statement.setString(3, one.contact());
        }
    }

    private static void delete(Connection connection, String sql, List<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
            statement.executeUpdate();
        }
    }
}
