package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The installation's numbers from which accounts may take ({@code AvailablePhoneNumbers}): put in by the operator; a
 * number is free while no account has it, so one that is given up is free again. Any thread may call it.
 */
public final class NumberPool {
    private static final String COLUMNS = "select p.number, p.kind, p.country, p.region, p.locality from number_pool p";
    private static final String FREE = " not exists (select 1 from phone_numbers n where n.digits = p.digits)";

    private final Database database;

    /** Of this database. */
    public NumberPool(Database database) {
        this.database = database;
    }

    /**
     * Which free numbers.
     *
     * @param pattern digits with {@code %} and {@code _} as in SQL's like; empty for all
     * @param region exact; empty for all
     * @param locality exact; empty for all
     */
    public record Wanted(String country, PhoneNumber.Kind kind, String pattern, String region, String locality) {}

    /**
     * Free numbers in the order of their digits, or against it when going back.
     *
     * @param from digits to go on behind; empty from the beginning
     */
    public List<PoolNumber> free(Wanted wanted, boolean back, String from, int skip, int limit) {
        List<Object> values = new ArrayList<>(List.of(
                wanted.country(), wanted.kind().name().toLowerCase(Locale.ROOT)));
        StringBuilder sql = new StringBuilder(COLUMNS + " where p.country = ? and p.kind = ? and" + FREE);
        add(sql, values, " and p.digits like ?", wanted.pattern());
        add(sql, values, " and p.region = ?", wanted.region());
        add(sql, values, " and p.locality = ?", wanted.locality());
        add(sql, values, back ? " and p.digits < ?" : " and p.digits > ?", from);
        sql.append(" order by p.digits ").append(back ? "desc" : "asc").append(" limit ? offset ?");
        values.add(limit);
        values.add(skip);
        return database.read(connection -> new Sql(connection).list(
                sql.toString(), NumberPool::number, values.toArray()));
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, String value) {
        if (!value.isEmpty()) {
            sql.append(condition);
            values.add(value);
        }
    }

    /** Countries with free numbers, sorted. */
    public List<String> countries() {
        return database.read(connection -> new Sql(connection).list(
                "select distinct p.country from number_pool p where" + FREE + " order by 1", row -> row.getString(1)));
    }

    /** All numbers, free or not, behind these digits. */
    public List<PoolNumber> all(boolean back, String from, int skip, int limit) {
        String condition = from.isEmpty() ? " where ? = ''" : back ? " where p.digits < ?" : " where p.digits > ?";
        return database.read(connection -> new Sql(connection).list(
                COLUMNS + condition + " order by p.digits " + (back ? "desc" : "asc") + " limit ? offset ?",
                NumberPool::number, from, limit, skip));
    }

    /** The pool's number with these digits, free or not. */
    public Optional<PoolNumber> find(String number) {
        return database.read(connection -> find(new Sql(connection), number));
    }

    /** As {@link #find}, inside a change. */
    public Optional<PoolNumber> find(DirectoryChange change, String number) {
        return change.spoken(() -> find(change.sql(), number));
    }

    static Optional<PoolNumber> find(Sql sql, String number) throws SQLException {
        return sql.first(COLUMNS + " where p.digits = ?", NumberPool::number, PhoneNumber.digits(number));
    }

    /** Any free number of the North American area code and kind; nobody else can take it before the change ends. */
    public Optional<PoolNumber> pick(DirectoryChange change, PhoneNumber.Kind kind, String areaCode) {
        return change.spoken(() -> change.sql().first(
                COLUMNS + " where p.kind = ? and p.digits like ? and" + FREE + " order by p.digits limit 1",
                NumberPool::number, kind.name().toLowerCase(Locale.ROOT), "1" + areaCode + "%"));
    }

    /**
     * Puts a number in; false when it was there already, then with its new place.
     *
     * @param account who does it, for the audit
     */
    public boolean put(DirectoryChange change, AccountSid account, PoolNumber number) {
        return change.spoken(() -> {
            boolean fresh = find(change.sql(), number.number()).isEmpty();
            put(change.sql(), number, change.now());
            change.note(account, fresh ? "pool-number.created" : "pool-number.changed", number.number(),
                    Json.object());
            return fresh;
        });
    }

    static void put(Sql sql, PoolNumber number, Instant now) throws SQLException {
        sql.run("insert into number_pool (digits, number, kind, country, region, locality, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (digits) do update set kind = excluded.kind,"
                        + " country = excluded.country, region = excluded.region, locality = excluded.locality",
                PhoneNumber.digits(number.number()), number.number(), number.kind().name().toLowerCase(Locale.ROOT),
                number.country(), number.region(), number.locality(), now);
    }

    /** Takes a number out; an account that has it keeps it. False when it was not there. */
    public boolean remove(DirectoryChange change, AccountSid account, String number) {
        return change.spoken(() -> {
            boolean gone = change.sql().run(
                    "delete from number_pool where digits = ?", PhoneNumber.digits(number)) > 0;
            if (gone) {
                change.note(account, "pool-number.removed", number, Json.object());
            }
            return gone;
        });
    }

    private static PoolNumber number(ResultSet row) throws SQLException {
        return new PoolNumber(row.getString(1), PhoneNumber.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3), row.getString(4), row.getString(5));
    }
}
