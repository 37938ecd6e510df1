package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.World;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Erases what is known of a call and the calls it dialled (rulings part 2, "Privacy"): resource, timeline,
 * notifications, recordings with their files, checkpoint, and undelivered callbacks. The detail records stay for
 * billing, with all but the first four characters of the numbers replaced by asterisks. Any thread may call it.
 */
public final class Erasure {
    /** How long a deleted recording can still be seen to have been. */
    static final Duration DELETED_SHOWN = Duration.ofDays(40);

    private final World world;
    private final Database database;
    private final Path recordings;

    /** What came of it. */
    public enum Outcome {
        /** It is gone. */
        ERASED,
        /** The account has no such call. */
        UNKNOWN,
        /** It, or a call it dialled, is still running: end it first. */
        RUNNING
    }

    /** @param recordings where recordings lie: {@link DataDirectory#recordings} */
    public Erasure(World world, Database database, Path recordings) {
        this.world = world;
        this.database = database;
        this.recordings = recordings;
    }

    /** @param actor who asked for it, for the audit */
    public Outcome erase(AccountSid account, CallSid call, String actor) {
        return database.transaction(connection -> erase(connection, account, call, actor));
    }

    /**
     * Removes the resource and story of a call that is over, and nothing else of it.
     *
     * @return false when the account has no such call, or it is not over
     */
    public boolean forget(AccountSid account, CallSid call) {
        return database.transaction(connection -> {
            Sql sql = new Sql(connection);
            boolean gone = sql.run("delete from calls where account_sid = ? and sid = ? and final",
                    account.value(), call.value()) == 1;
            if (gone) {
                sql.run("delete from timelines where account_sid = ? and call_sid = ?", account.value(), call.value());
            }
            return gone;
        });
    }

    /**
     * Removes the file of a recording that is over; the row says so for {@link #DELETED_SHOWN} (rest-api section 2).
     *
     * @return false when the account has no such recording, or it is not over
     */
    public boolean forget(AccountSid account, RecordingSid recording) {
        return database.transaction(connection -> {
            Instant now = world.timeline().now();
            boolean gone = new Sql(connection).run("update recordings set status = 'deleted', deleted_at = ?,"
                    + " updated_at = ?, expires_at = ? where account_sid = ? and sid = ?"
                    + " and status not in ('in-progress', 'paused', 'deleted')",
                    now, now, now.plus(DELETED_SHOWN), account.value(), recording.value()) == 1;
            if (gone) {
                Housekeeping.deleteFile(StoredCalls.file(recordings, account.value(), recording.value()));
            }
            return gone;
        });
    }

    private Outcome erase(Connection connection, AccountSid account, CallSid call, String actor) throws SQLException {
        Sql sql = new Sql(connection);
        List<String> sids = sql.list("select call_sid from call_details where account_sid = ? and not erased"
                + " and (call_sid = ? or parent_sid = ?) union select sid from calls where account_sid = ?"
                + " and (sid = ? or parent_sid = ?)", row -> row.getString(1), account.value(), call.value(),
                call.value(), account.value(), call.value(), call.value());
        if (!sids.contains(call.value())) {
            return Outcome.UNKNOWN;
        }
        for (String sid : sids) {
            if (sql.first("select 1 from calls where sid = ? and not final for update", row -> 1, sid).isPresent()) {
                return Outcome.RUNNING;
            }
        }
        for (String sid : sids) {
            for (String recording : sql.list("select sid from recordings where call_sid = ?",
                    row -> row.getString(1), sid)) {
                Housekeeping.deleteFile(StoredCalls.file(recordings, account.value(), recording));
            }
            for (String table : List.of("recordings", "timelines", "notifications", "checkpoints", "outbox")) {
                sql.run("delete from " + table + " where call_sid = ?", sid);
            }
            sql.run("delete from calls where sid = ?", sid);
            sql.run("update call_details set erased = true, from_address = " + masked("from_address")
                    + ", to_address = " + masked("to_address") + " where call_sid = ?", sid);
        }
        Audit.write(connection, world, Actor.command(actor), account, "call.erased", call.value(),
                Json.object().put("calls", sids.size()));
        return Outcome.ERASED;
    }

    private static String masked(String column) {
        return "left(" + column + ", 4) || repeat('*', greatest(length(" + column + ") - 4, 0))";
    }
}
