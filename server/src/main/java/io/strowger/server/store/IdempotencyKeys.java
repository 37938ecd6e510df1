package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.World;
import io.strowger.server.api.CallDesk.Claim;
import java.time.Instant;

/** Keys under which calls were asked for, for a day (issue 3, "Outbound calls"). Any thread; blocks on the database. */
public final class IdempotencyKeys {
    private final World world;
    private final Database database;

    /** Keeps them there. */
    public IdempotencyKeys(World world, Database database) {
        this.world = world;
        this.database = database;
    }

    /** See {@link io.strowger.server.api.CallDesk#claim}. */
    public Claim claim(AccountSid account, String key, String digest, CallSid sid) {
        Instant now = world.timeline().now();
        return database.transaction(connection -> {
            Sql sql = new Sql(connection);
            sql.run("delete from idempotency_keys where account_sid = ? and key = ? and created_at <= ?",
                    account.value(), key, now.minus(Housekeeping.IDEMPOTENCY));
            int made = sql.run("insert into idempotency_keys (account_sid, key, digest, sid, created_at)"
                    + " values (?, ?, ?, ?, ?) on conflict do nothing", account.value(), key, digest, sid.value(), now);
            if (made == 1) {
                return new Claim.Fresh();
            }
            return sql.<Claim>first("select digest, sid, created_at from idempotency_keys"
                    + " where account_sid = ? and key = ?", row -> row.getString(1).equals(digest)
                    ? new Claim.Repeated(new CallSid(row.getString(2)), row.getTimestamp(3).toInstant())
                    : new Claim.Different(), account.value(), key).orElseGet(Claim.Fresh::new);
        });
    }

    /** See {@link io.strowger.server.api.CallDesk#renew}. */
    public boolean renew(AccountSid account, String key, CallSid given, CallSid sid) {
        Instant now = world.timeline().now();
        return database.transaction(connection -> new Sql(connection).run(
                "update idempotency_keys set sid = ?, created_at = ? where account_sid = ? and key = ? and sid = ?"
                        + " and not exists (select 1 from call_details where call_sid = idempotency_keys.sid)",
                sid.value(), now, account.value(), key, given.value())) == 1;
    }

    /** See {@link io.strowger.server.api.CallDesk#release}. */
    public void release(AccountSid account, String key) {
        database.change(connection -> new Sql(connection).run(
                "delete from idempotency_keys where account_sid = ? and key = ?", account.value(), key));
    }
}
