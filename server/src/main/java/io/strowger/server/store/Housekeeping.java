package io.strowger.server.store;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The strand that looks after the store while the server runs: notes a sign of life every five seconds for the {@link
 * Reconciler}, reloads the directory when a command changed it, and once an hour removes what has expired (rulings
 * part 2, "Privacy"): rows by their {@code expires_at}, recordings with their files. Detail records stay.
 */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int ROUNDS_PER_SIGN = 5;
    private static final int ROUNDS_PER_PURGE = 3600;
    private static final int CHUNK = 1000;
    /** How long a repeated request is recognised. */
    static final Duration IDEMPOTENCY = Duration.ofHours(24);

    private final World world;
    private final Database database;
    private final Directory directory;
    private final Path recordings;
    private final Inbox<Boolean> stop;
    private final Inbox<Boolean> stopped;

    private Housekeeping(World world, Database database, Directory directory, Path recordings) {
        this.world = world;
        this.database = database;
        this.directory = directory;
        this.recordings = recordings;
        this.stop = world.timeline().inbox(1);
        this.stopped = world.timeline().inbox(1);
    }

    /** Starts the strand; the {@link Reconciler} must have run, as the sign of life of the last run is replaced. */
    public static Housekeeping start(World world, Database database, Directory directory, Path recordings) {
        Housekeeping keeping = new Housekeeping(world, database, directory, recordings);
        world.timeline().spawn("housekeeping", keeping::run);
        return keeping;
    }

    /** Ends the strand after the round it is in. */
    @Override
    public void close() {
        if (stop.post(true)) {
            stopped.await(Deadline.after(world.timeline(), Duration.ofSeconds(30)));
        }
    }

    private void run() {
        for (int round = 0; round == 0 || stop.await(Deadline.after(world.timeline(), ROUND)).isEmpty(); round++) {
            try {
                if (round % ROUNDS_PER_SIGN == 0) {
                    noteAlive();
                }
                directory.reloadIfChanged();
                if (round % ROUNDS_PER_PURGE == 0) {
                    purge();
                }
            } catch (StoreFailure away) {
                LOG.log(System.Logger.Level.WARNING, "housekeeping waits for the database: " + away.getMessage());
            } catch (RuntimeException mistake) {
                LOG.log(System.Logger.Level.ERROR, "a round of housekeeping broke; the next one follows", mistake);
            }
        }
        stopped.post(true);
    }

    private void noteAlive() {
        database.change(connection -> new Sql(connection).run(
                "insert into settings (name, value) values ('alive_at', ?)"
                        + " on conflict (name) do update set value = excluded.value",
                world.timeline().now().toString()));
    }

    /** Removes what has expired, a thousand rows to a transaction. Returns the number of rows. */
    int purge() {
        Instant now = world.timeline().now();
        int removed = purgeRecordings(now) + purgeRegistrations(now) + purgeKeys(now)
                + new WorkHistory(database).purge(now);
        for (String table : List.of("timelines", "notifications", "calls")) {
            String key = table.equals("timelines") ? "call_sid" : "sid";
            String guard = table.equals("calls") ? " and final" : "";
            String sql = "delete from " + table + " where " + key + " in (select " + key + " from " + table
                    + " where expires_at <= ?" + guard + " limit " + CHUNK + ")";
            for (int rows = CHUNK; rows == CHUNK; ) {
                rows = database.transaction(connection -> new Sql(connection).run(sql, now));
                removed += rows;
            }
        }
        if (removed > 0) {
            LOG.log(System.Logger.Level.INFO, "removed " + removed + " expired records");
        }
        return removed;
    }

    private int purgeRegistrations(Instant now) {
        return database.transaction(connection -> new Sql(connection).run(
                "delete from registrations where expires_at <= ?", now));
    }

    /** A key holds for a day. */
    private int purgeKeys(Instant now) {
        return database.transaction(connection -> new Sql(connection).run(
                "delete from idempotency_keys where created_at <= ?", now.minus(IDEMPOTENCY)));
    }

    /** The file goes first: a crash between leaves a row without sound, never sound without a row that expires. */
    private int purgeRecordings(Instant now) {
        int removed = 0;
        for (int rows = CHUNK; rows == CHUNK; ) {
            rows = database.transaction(connection -> {
                Sql sql = new Sql(connection);
                List<String[]> expired = sql.list("select account_sid, sid from recordings where expires_at <= ?"
                        + " and status not in ('in-progress', 'paused') limit " + CHUNK + " for update",
                        row -> new String[] {row.getString(1), row.getString(2)}, now);
                int gone = 0;
                for (String[] one : expired) {
                    gone += purgeRecording(sql, one[0], one[1]) ? 1 : 0;
                }
                return gone;
            });
            removed += rows;
        }
        return removed;
    }

    /** A file that cannot be deleted keeps its row, and stops no other. */
    private boolean purgeRecording(Sql sql, String account, String sid) throws SQLException {
        Path file = StoredCalls.file(recordings, account, sid);
        try {
            Files.deleteIfExists(file);
        } catch (IOException stuck) {
            LOG.log(System.Logger.Level.ERROR, "the expired recording " + file + " cannot be deleted", stuck);
            return false;
        }
        sql.run("delete from recordings where sid = ?", sid);
        return true;
    }

    static void deleteFile(Path file) throws SQLException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException trouble) {
            throw new SQLException("the recording " + file + " cannot be deleted", trouble);
        }
    }
}
