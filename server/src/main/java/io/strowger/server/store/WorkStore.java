package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Batch;
import io.strowger.work.Effect;
import io.strowger.work.JournalCodec;
import io.strowger.work.JournalPort;
import io.strowger.work.LeasePort;
import io.strowger.work.Outgoing;
import io.strowger.work.core.Recorded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Workspaces in PostgreSQL: journal, snapshots, outbox, leases. Appends of all workspaces share commits
 * ({@link WorkWriter}). Any thread.
 */
public final class WorkStore implements JournalPort, LeasePort, AutoCloseable {
    private static final int FETCHED = 200;

    private final Database database;
    private final WorkWriter writer;

    private WorkStore(World world, Database database, Metrics metrics) {
        this.database = database;
        this.writer = WorkWriter.open(world, database, metrics);
    }

    /** Opens it; it has a strand that writes. */
    public static WorkStore open(World world, Database database, Metrics metrics) {
        return new WorkStore(world, database, metrics);
    }

    @Override
    public Appended append(Batch batch) {
        return writer.append(batch);
    }

    @Override
    public void done(Outgoing effect) {
        writer.done(effect);
    }

    @Override
    public Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> snapshot,
            Consumer<List<Recorded>> tail) {
        return database.transaction(connection -> {
            Sql sql = new Sql(connection);
            Optional<Snapshot> newest = new SnapshotRows(connection).first(workspace, "true order by sequence desc");
            snapshot.accept(newest);
            readTail(connection, workspace, newest.map(Snapshot::sequence).orElse(0L), tail);
            return new Stored(outbox(sql, workspace));
        });
    }

    private static void readTail(Connection connection, WorkspaceSid workspace, long after,
            Consumer<List<Recorded>> tail) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select version, first, body from work_journal"
                + " where workspace_sid = ? and first > ? order by first")) {
            statement.setFetchSize(FETCHED);
            statement.setString(1, workspace.value());
            statement.setLong(2, after);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tail.accept(JournalCodec.read(rows.getInt(1), rows.getLong(2), rows.getString(3)));
                }
            }
        }
    }

    private static List<Outgoing> outbox(Sql sql, WorkspaceSid workspace) throws SQLException {
        return sql.list("select account_sid, sequence, index, ordering, at, effect from work_outbox"
                + " where workspace_sid = ? order by sequence, index",
                row -> new Outgoing(workspace, new AccountSid(row.getString(1)), row.getLong(2), row.getInt(3),
                        row.getString(4), row.getTimestamp(5).toInstant(), Effect.parse(row.getString(6))),
                workspace.value());
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        database.change(connection -> {
            Sql sql = new Sql(connection);
            new SnapshotRows(connection).write(snapshot);
            // the newest two stay, and the first of each week: a what-if begins at one of them
            sql.run("delete from work_snapshots s where workspace_sid = ? and sequence < (select max(sequence) from"
                    + " work_snapshots where workspace_sid = ? and sequence < ?) and exists (select from"
                    + " work_snapshots w where w.workspace_sid = s.workspace_sid and w.sequence < s.sequence"
                    + " and date_trunc('week', w.created_at) = date_trunc('week', s.created_at))",
                    snapshot.workspace().value(), snapshot.workspace().value(), snapshot.sequence());
        });
    }

    @Override
    public void dropSnapshot(Snapshot snapshot) {
        database.change(connection -> new Sql(connection).run(
                "delete from work_snapshots where workspace_sid = ? and sequence = ?", snapshot.workspace().value(),
                snapshot.sequence()));
    }

    @Override
    public Lease create(WorkspaceSid workspace, AccountSid account, String node, Duration length) {
        database.change(connection -> new Sql(connection).run("insert into work_leases (workspace_sid, account_sid,"
                + " node, token, expires_at, created_at) values (?, ?, ?, 1, now() + ? * interval '1 millisecond',"
                + " now())", workspace.value(), account.value(), node, length.toMillis()));
        return new Lease(workspace, account, 1);
    }

    @Override
    public Optional<Lease> acquire(WorkspaceSid workspace, String node, Duration length) {
        return database.transaction(connection -> new Sql(connection).first("update work_leases set node = ?,"
                + " token = token + 1, expires_at = now() + ? * interval '1 millisecond' where workspace_sid = ?"
                + " and (node is null or node = ? or expires_at < now()) returning account_sid, token",
                row -> new Lease(workspace, new AccountSid(row.getString(1)), row.getLong(2)),
                node, length.toMillis(), workspace.value(), node));
    }

    @Override
    public Map<WorkspaceSid, Long> renew(String node, Duration length) {
        return database.transaction(connection -> {
            Map<WorkspaceSid, Long> ours = new HashMap<>();
            new Sql(connection).list("update work_leases set expires_at = now() + ? * interval '1 millisecond'"
                    + " where workspace_sid in (select workspace_sid from work_leases where node = ?"
                    + " order by workspace_sid for update) returning workspace_sid, token",
                    row -> ours.put(new WorkspaceSid(row.getString(1)), row.getLong(2)), length.toMillis(), node);
            return ours;
        });
    }

    @Override
    public boolean holds(WorkspaceSid workspace, String node, long token) {
        return database.read(connection -> new Sql(connection).first("select 1 from work_leases"
                + " where workspace_sid = ? and node = ? and token = ?", row -> true, workspace.value(), node, token))
                .isPresent();
    }

    @Override
    public List<Known> free(int most) {
        return database.read(connection -> new Sql(connection).list("select workspace_sid, account_sid"
                + " from work_leases where node is null or expires_at < now() order by workspace_sid limit ?",
                row -> new Known(new WorkspaceSid(row.getString(1)), new AccountSid(row.getString(2))), most));
    }

    @Override
    public Duration untilFree(String node, Duration most) {
        return database.read(connection -> new Sql(connection).first("select extract(epoch from"
                + " min(expires_at) - now()) * 1000 from work_leases where node <> ? and expires_at >= now()"
                + " and expires_at < now() + ? * interval '1 millisecond'",
                row -> Optional.ofNullable(row.getBigDecimal(1)), node, most.toMillis()).orElseThrow()
                .map(millis -> Duration.ofMillis(millis.longValue() + 1)).orElse(most));
    }

    @Override
    public Optional<AccountSid> owner(WorkspaceSid workspace) {
        return database.read(connection -> new Sql(connection).first("select account_sid from work_leases"
                + " where workspace_sid = ? and not deleted", row -> new AccountSid(row.getString(1)),
                workspace.value()));
    }

    @Override
    public List<WorkspaceSid> of(AccountSid account) {
        return database.read(connection -> new Sql(connection).list("select workspace_sid from work_leases"
                + " where account_sid = ? and not deleted order by workspace_sid",
                row -> new WorkspaceSid(row.getString(1)), account.value()));
    }

    @Override
    public void release(WorkspaceSid workspace, String node) {
        database.change(connection -> new Sql(connection).run("update work_leases set node = null"
                + " where workspace_sid = ? and node = ?", workspace.value(), node));
    }

    @Override
    public void forget(WorkspaceSid workspace) {
        database.change(connection -> new Sql(connection).run(
                "delete from work_leases where workspace_sid = ?", workspace.value()));
    }

    /** The workspace that a task is or was in, while its events are kept. */
    public Optional<Known> workspaceOf(String taskSid) {
        return database.read(connection -> new EventRows(connection).workspaceOf(taskSid));
    }

    /** Events, counts and spans, as the API asks for them. */
    public WorkHistory history() {
        return new WorkHistory(database);
    }

    /** Writes what waits, and ends the strand. */
    @Override
    public void close() {
        writer.close();
    }
}
