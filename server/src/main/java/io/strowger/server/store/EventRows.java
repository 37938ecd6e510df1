package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Batch;
import io.strowger.work.EventCodec;
import io.strowger.work.LeasePort;
import io.strowger.work.WorkEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Events of work distribution in rows of many, and where in them a task or a worker is told of
 * (009_event_batches.sql). The caller's transaction makes them one. One strand.
 */
record EventRows(Connection connection) {
    /** A turn that tells more is several rows, so that none is slow to read; events of one sequence stay together. */
    private static final int MOST = 500;
    /** The version of rows that were made of older ones by the database: JSON. */
    private static final int MADE_OF_OLDER = 0;

    /** What a text is read with. */
    record Packed(WorkspaceSid workspace, long first, int version, byte[] body) {
        static final String COLUMNS = "b.workspace_sid, b.first, b.version, b.body";

        static Packed of(ResultSet row) throws SQLException {
            return new Packed(new WorkspaceSid(row.getString(1)), row.getLong(2), row.getInt(3), row.getBytes(4));
        }

        /** In their order. */
        List<WorkEvent> events() {
            return version == MADE_OF_OLDER ? ofOlder(body) : EventCodec.read(version, workspace, body);
        }
    }

    /** The key under which a sid, or a type of event, is looked for. */
    static long subject(String word) {
        if (Sid.isShaped(word)) {
            return HexFormat.fromHexDigitsToLong(word, 2, 18);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8));
            return HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has SHA-256", mistake);
        }
    }

    void insert(List<Batch> batches) throws SQLException {
        List<Long> subjects = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement("insert into work_event_batches (workspace_sid,"
                + " first, last, at, events, version, subjects, body) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            Map<String, Long> known = new HashMap<>();
            for (Batch batch : batches) {
                for (List<WorkEvent> events : parts(batch.events())) {
                    Set<Long> listed = add(insert, events, known);
                    subjects.addAll(listed);
                    places.addAll(Collections.nCopies(listed.size(), events.getFirst().sequence()));
                }
            }
            if (places.isEmpty() && known.isEmpty()) {
                return;
            }
            insert.executeBatch();
        }
        new Sql(connection).run("insert into work_event_subjects (subject, first) select * from unnest(?::int8[],"
                + " ?::int8[])", connection.createArrayOf("int8", subjects.toArray()),
                connection.createArrayOf("int8", places.toArray()));
    }

    private static List<List<WorkEvent>> parts(List<WorkEvent> events) {
        List<List<WorkEvent>> parts = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= events.size(); to++) {
            if (to == events.size() || to - from >= MOST
                    && events.get(to).sequence() != events.get(to - 1).sequence()) {
                parts.add(events.subList(from, to));
                from = to;
            }
        }
        return parts;
    }

    /** Returns the subjects under which the row is to be listed. */
    private Set<Long> add(PreparedStatement insert, List<WorkEvent> events, Map<String, Long> known)
            throws SQLException {
        Set<Long> listed = new TreeSet<>();
        Set<Long> subjects = new TreeSet<>();
        for (WorkEvent event : events) {
            WorkEvent.About about = event.about();
            subjects.add(known.computeIfAbsent(event.type(), EventRows::subject));
            for (Optional<String> sid : List.of(about.task(), about.worker())) {
                sid.ifPresent(word -> listed.add(known.computeIfAbsent(word, EventRows::subject)));
            }
            for (Optional<String> sid : List.of(about.queue(), about.workflow(), about.reservation(),
                    about.channel())) {
                sid.ifPresent(word -> subjects.add(known.computeIfAbsent(word, EventRows::subject)));
            }
        }
        subjects.addAll(listed);
        insert.setString(1, events.getFirst().workspace().value());
        insert.setLong(2, events.getFirst().sequence());
        insert.setLong(3, events.getLast().sequence());
        insert.setTimestamp(4, Timestamp.from(events.getLast().at()));
        insert.setInt(5, events.size());
        insert.setInt(6, EventCodec.VERSION);
        insert.setArray(7, connection.createArrayOf("int8", subjects.toArray()));
        insert.setBytes(8, EventCodec.write(events));
        insert.addBatch();
        return listed;
    }

    Optional<WorkEvent> event(WorkspaceSid workspace, EventSid sid) throws SQLException {
        return new Sql(connection).first("select " + Packed.COLUMNS + " from work_event_batches b"
                + " where workspace_sid = ? and first <= ? order by first desc limit 1", Packed::of,
                workspace.value(), sequence(sid.value()))
                .flatMap(packed -> packed.events().stream().filter(event -> event.sid().equals(sid)).findFirst());
    }

    /** An event's sid names its sequence behind its time. */
    static long sequence(String sid) {
        return Sid.isShaped(sid) ? HexFormat.fromHexDigitsToLong(sid, 14, 24) : 0;
    }

    Optional<LeasePort.Known> workspaceOf(String task) throws SQLException {
        long subject = subject(task);
        record Found(Packed packed, AccountSid account) {}
        return new Sql(connection).list("select " + Packed.COLUMNS + ", l.account_sid from work_event_subjects s"
                + " cross join work_leases l join work_event_batches b on b.workspace_sid = l.workspace_sid"
                + " and b.first = s.first where s.subject = ? and b.subjects @> array[?]::int8[]",
                row -> new Found(Packed.of(row), new AccountSid(row.getString(5))), subject, subject).stream()
                .filter(found -> found.packed().events().stream().anyMatch(event ->
                        event.about().task().filter(task::equals).isPresent()))
                .map(found -> new LeasePort.Known(found.packed().workspace(), found.account())).findFirst();
    }

    /**
     * Removes at most so many rows that ended before a moment, with where they are listed; returns how many. The
     * {@code offset 0} keeps the planner from reading all of the list for some thousands of it.
     */
    int purge(Instant before, int most) throws SQLException {
        return new Sql(connection).first("with gone as (delete from work_event_batches where ctid in (select ctid from"
                + " work_event_batches where at < ? limit ?)"
                + " returning first, subjects), unlisted as (delete from"
                + " work_event_subjects where ctid in (select s.place from gone cross join unnest(gone.subjects) as"
                + " k(subject) cross join lateral (select ctid as place from work_event_subjects where subject ="
                + " k.subject and first = gone.first offset 0) s)) select count(*) from gone",
                row -> row.getInt(1), before, most).orElseThrow();
    }

    private static List<WorkEvent> ofOlder(byte[] body) {
        List<WorkEvent> events = new ArrayList<>();
        Json.parse(new String(body, StandardCharsets.UTF_8)).forEach(row -> events.add(ofOlder(row)));
        return events;
    }

    private static WorkEvent ofOlder(JsonNode row) {
        List<Header> data = new ArrayList<>();
        Json.parse(row.path("data").asText()).properties()
                .forEach(field -> data.add(new Header(field.getKey(), field.getValue().asText())));
        return new WorkEvent(new EventSid(row.path("sid").asText()), new AccountSid(row.path("account_sid").asText()),
                new WorkspaceSid(row.path("workspace_sid").asText()), row.path("workspace_name").asText(),
                row.path("sequence").asLong(), row.path("index").asInt(),
                OffsetDateTime.parse(row.path("at").asText()).toInstant(), row.path("type").asText(),
                row.path("description").asText(), row.path("resource_type").asText(),
                row.path("resource_sid").asText(), row.path("workspace_sid").asText(),
                new WorkEvent.About(text(row, "task_sid"), text(row, "worker_sid"), text(row, "task_queue_sid"),
                        text(row, "workflow_sid"), text(row, "reservation_sid"), text(row, "task_channel_sid")), data);
    }

    private static Optional<String> text(JsonNode row, String column) {
        return Optional.of(row.path(column)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
