package io.strowger.server.store;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.ActivitySpan;
import io.strowger.work.JournalPort;
import io.strowger.work.Measure;
import io.strowger.work.WorkEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What has happened in workspaces: events, counts, activities. Kept for thirty days. Any thread. */
public final class WorkHistory {
    /** How long events, counts and activities can be asked for. */
    public static final Duration KEPT = Duration.ofDays(30);
    private static final int CHUNK = 5000;
    private static final int FETCHED = 200;

    private final Database database;

    WorkHistory(Database database) {
        this.database = database;
    }

    /**
     * Which events are asked for.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public record EventFilter(Instant from, Instant to, Optional<String> type, Optional<String> task,
            Optional<String> worker, Optional<String> queue, Optional<String> workflow, Optional<String> reservation,
            Optional<String> channel, Optional<String> sid) {}

    /**
     * Where in a list to begin.
     *
     * @param key sid of the event next to the page
     * @param back true for those before it
     * @param skip events to leave out
     * @param most how many
     */
    public record Place(Optional<String> key, boolean back, int skip, int most) {}

    /** Events newest first (nearest first when the place leads back). */
    public List<WorkEvent> events(WorkspaceSid workspace, EventFilter filter, Place place) {
        return new EventSearch(database, workspace, filter, place).found();
    }

    /** An event. */
    public Optional<WorkEvent> event(WorkspaceSid workspace, EventSid sid) {
        return database.read(connection -> new EventRows(connection).event(workspace, sid));
    }

    /**
     * A sum of counts.
     *
     * @param value whole seconds for the waits, else 0
     */
    public record Sum(String scope, Measure measure, int value, long n) {}

    /**
     * Sums over a window, by minutes: those that begin in it, and the one in which it begins.
     *
     * @param scopes sids of which counts are wanted; empty: of all that begin with {@code prefix}
     * @param channel a task channel's sid; empty: all
     */
    public List<Sum> sums(WorkspaceSid workspace, List<String> scopes, String prefix, Instant from, Instant to,
            Optional<String> channel) {
        return database.read(connection -> new Sql(connection).list("select scope_sid, measure, value, sum(n)"
                + " from work_counts where workspace_sid = ? and (scope_sid = any(?) or ? <> '' and"
                + " scope_sid >= ? and scope_sid < ? || '~') and minute > ?::timestamptz - interval '1 minute'"
                + " and minute <= ? and (? = '' or channel_sid = ?) group by scope_sid, measure, value",
                row -> new Sum(row.getString(1), Measure.valueOf(row.getString(2)), row.getInt(3), row.getLong(4)),
                workspace.value(), connection.createArrayOf("text", scopes.toArray()), prefix, prefix, prefix, from,
                to, channel.orElse(""), channel.orElse("")));
    }

    /** Stretches that touch a window, of one worker or of all. */
    public List<ActivitySpan> spans(WorkspaceSid workspace, Optional<WorkerSid> worker, Instant from, Instant to) {
        return database.read(connection -> new Sql(connection).list("select worker_sid, activity_sid, began_at,"
                + " ended_at from work_spans where workspace_sid = ? and (? = '' or worker_sid = ?)"
                + " and ended_at > ? and began_at < ?",
                row -> new ActivitySpan(new WorkerSid(row.getString(1)), new ActivitySid(row.getString(2)),
                        row.getTimestamp(3).toInstant(), row.getTimestamp(4).toInstant()),
                workspace.value(), worker.map(WorkerSid::value).orElse(""), worker.map(WorkerSid::value).orElse(""),
                from, to));
    }

    /** What is done with a batch of the journal; false: no more are wanted. */
    public interface Batches {
        /** The version that stands beside it, the sequence of its first event, its text. */
        boolean take(int version, long first, String body);
    }

    /**
     * Reads the journal from a moment on, with what comes before as far as it is needed: the newest snapshot before
     * that moment (else the oldest there is, where the journal has lost its first event) and every batch behind it.
     */
    public void journal(WorkspaceSid workspace, Instant from, Consumer<Optional<JournalPort.Snapshot>> snapshot,
            Batches batches) {
        database.transaction(connection -> {
            Sql sql = new Sql(connection);
            boolean whole = sql.first("select 1 from work_journal where workspace_sid = ? and first = 1",
                    row -> true, workspace.value()).isPresent();
            Optional<JournalPort.Snapshot> start = snapshot(sql, workspace, "sequence < coalesce((select min(first)"
                    + " from work_journal where workspace_sid = ? and at >= ?), 9223372036854775807)"
                    + " order by sequence desc", workspace.value(), from)
                    .or(() -> whole ? Optional.empty() : snapshot(sql, workspace, "true order by sequence"));
            snapshot.accept(start);
            readBatches(connection, workspace, start.map(JournalPort.Snapshot::sequence).orElse(0L), batches);
            return true;
        });
    }

    private static Optional<JournalPort.Snapshot> snapshot(Sql sql, WorkspaceSid workspace, String which,
            Object... values) {
        try {
            return new SnapshotRows(sql.connection()).first(workspace, which, values);
        } catch (SQLException trouble) {
            throw new StoreFailure("snapshots cannot be read", trouble);
        }
    }

    private static void readBatches(Connection connection, WorkspaceSid workspace, long after, Batches batches)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select version, first, body from work_journal"
                + " where workspace_sid = ? and first > ? order by first")) {
            statement.setFetchSize(FETCHED);
            statement.setString(1, workspace.value());
            statement.setLong(2, after);
            try (ResultSet rows = statement.executeQuery()) {
                boolean more = true;
                while (more && rows.next()) {
                    more = batches.take(rows.getInt(1), rows.getLong(2), rows.getString(3));
                }
            }
        }
    }

    /** Removes what is older than thirty days; the journal only where a snapshot holds it. Returns rows removed. */
    public int purge(Instant now) {
        Instant before = now.minus(KEPT);
        return purgeEvents(before) + remove("work_counts", "minute", before)
                + remove("work_spans", "ended_at", before)
                + database.transaction(connection -> purgeSnapshots(new Sql(connection), before))
                + database.transaction(connection -> purgeJournal(new Sql(connection), before));
    }

    private int purgeEvents(Instant before) {
        int removed = 0;
        for (int rows = CHUNK; rows == CHUNK; removed += rows) {
            rows = database.transaction(connection -> new EventRows(connection).purge(before, CHUNK));
        }
        return removed;
    }

    private int remove(String table, String column, Instant before) {
        int removed = 0;
        for (int rows = CHUNK; rows == CHUNK; removed += rows) {
            rows = database.transaction(connection -> new Sql(connection).run("delete from " + table
                    + " where ctid in (select ctid from " + table + " where " + column + " < ? limit " + CHUNK + ")",
                    before));
        }
        return removed;
    }

    /** Of those that are too old the newest stays, as what came after it builds on it; and the newest two always. */
    private static int purgeSnapshots(Sql sql, Instant before) throws SQLException {
        return sql.run("delete from work_snapshots s where created_at < ? and (select count(*) from work_snapshots n"
                + " where n.workspace_sid = s.workspace_sid and n.sequence > s.sequence) >= 2 and exists (select from"
                + " work_snapshots n where n.workspace_sid = s.workspace_sid and n.sequence > s.sequence"
                + " and n.created_at < ?)", before, before);
    }

    /** The oldest of the snapshots kept must be readable, too. */
    private static int purgeJournal(Sql sql, Instant before) throws SQLException {
        return sql.run("delete from work_journal j using (select workspace_sid, min(sequence) as kept"
                + " from work_snapshots group by workspace_sid having count(*) > 1) s"
                + " where j.workspace_sid = s.workspace_sid and j.last <= s.kept and j.at < ?", before)
                + sql.run("delete from work_journal j where j.at < ? and not exists"
                + " (select from work_leases l where l.workspace_sid = j.workspace_sid)", before);
    }
}
