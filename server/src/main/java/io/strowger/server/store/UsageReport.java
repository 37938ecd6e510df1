package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What accounts used, counted from detail records and recordings by days of UTC. A call counts on the day it ended, in
 * minutes begun; recordings count as long as they are kept. Any thread may call it.
 */
public final class UsageReport {
    private final Database database;

    /** Of this database. */
    public UsageReport(Database database) {
        this.database = database;
    }

    /** How days are put together. */
    public enum Grain {
        ALL("date '0001-01-01'"),
        DAY("date_trunc('day', %s at time zone 'UTC')::date"),
        MONTH("date_trunc('month', %s at time zone 'UTC')::date"),
        YEAR("date_trunc('year', %s at time zone 'UTC')::date");

        private final String sql;

        Grain(String sql) {
            this.sql = sql;
        }
    }

    /**
     * A line.
     *
     * @param period first day of the day, month or year; meaningless when all days are put together
     * @param category {@code calls-inbound}, {@code calls-outbound} or {@code recordings}
     * @param count calls or recordings
     * @param minutes begun minutes
     */
    public record Line(LocalDate period, String category, long count, long minutes) {}

    /**
     * Counts.
     *
     * @param first first day within
     * @param last last day within
     * @return newest period first; nothing for what was not used
     */
    public List<Line> lines(List<AccountSid> accounts, LocalDate first, LocalDate last, Grain grain) {
        String[] sids = accounts.stream().map(AccountSid::value).toArray(String[]::new);
        Instant from = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant before = last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return database.read(connection -> lines(connection, sids, from, before, grain));
    }

    private static List<Line> lines(
            Connection connection, String[] accounts, Instant from, Instant before, Grain grain) throws SQLException {
        String calls = "select " + grain.sql.formatted("ended_at") + " as period,"
                + " case when direction = 'inbound' then 'calls-inbound' else 'calls-outbound' end as category,"
                + " count(*) as uses, sum((billable_seconds + 59) / 60)::bigint as minutes from call_details"
                + " where account_sid = any(?) and ended_at >= ? and ended_at < ? group by 1, 2";
        String recordings = "select " + grain.sql.formatted("started_at") + " as period, 'recordings' as category,"
                + " count(*) as uses, sum((duration_us + 59999999) / 60000000)::bigint as minutes from recordings"
                + " where account_sid = any(?) and started_at >= ? and started_at < ? group by 1, 2";
        return new Sql(connection).list(
                calls + " union all " + recordings + " order by period desc, category",
                row -> new Line(row.getObject(1, LocalDate.class), row.getString(2), row.getLong(3), row.getLong(4)),
                accounts, from, before, accounts, from, before);
    }
}
