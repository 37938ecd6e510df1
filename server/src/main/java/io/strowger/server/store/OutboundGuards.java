package io.strowger.server.store;

import io.strowger.call.OutboundGuard;
import io.strowger.call.port.GuardEvent;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the guard of outbound calls remembers: stops, countries, and the minutes of today. Any thread may call it. */
public final class OutboundGuards {
    private final World world;
    private final Database database;

    OutboundGuards(World world, Database database) {
        this.world = world;
        this.database = database;
    }

    static void write(Connection connection, GuardEvent event) throws SQLException {
        Sql sql = new Sql(connection);
        switch (event) {
            case GuardEvent.Stopped(AccountSid account, String reason, Instant at) -> sql.run(
                    "insert into outbound_stops (account_sid, reason, stopped_at) values (?, ?, ?)"
                            + " on conflict (account_sid) do nothing", account.value(), reason, at);
            case GuardEvent.Cleared(AccountSid account) ->
                sql.run("delete from outbound_stops where account_sid = ?", account.value());
            case GuardEvent.Dialled(AccountSid account, String country, Instant at) -> sql.run(
                    "insert into dialled_countries (account_sid, country, first_at) values (?, ?, ?)"
                            + " on conflict (account_sid, country) do nothing", account.value(), country, at);
        }
    }

    /** Tells a guard that has just been opened what is known. */
    public void restore(OutboundGuard guard) {
        List<GuardEvent> events = database.read(connection -> {
            Sql sql = new Sql(connection);
            List<GuardEvent> all = new ArrayList<>(sql.<GuardEvent>list(
                    "select account_sid, reason, stopped_at from outbound_stops", row -> new GuardEvent.Stopped(
                            new AccountSid(row.getString(1)), row.getString(2), row.getTimestamp(3).toInstant())));
            all.addAll(sql.<GuardEvent>list("select account_sid, country, first_at from dialled_countries",
                    row -> new GuardEvent.Dialled(
                            new AccountSid(row.getString(1)), row.getString(2), row.getTimestamp(3).toInstant())));
            return all;
        });
        events.forEach(guard::restore);
        Instant today = world.timeline().now().truncatedTo(ChronoUnit.DAYS);
        record Spent(AccountSid account, Duration time) {}
        database.read(connection -> new Sql(connection).list("select account_sid, sum(billable_seconds)"
                + " from call_details where trunk <> '' and direction <> 'inbound' and ended_at >= ?"
                + " group by account_sid", row -> new Spent(
                        new AccountSid(row.getString(1)), Duration.ofSeconds(row.getLong(2))), today))
                .forEach(spent -> guard.restore(spent.account(), spent.time()));
    }
}
