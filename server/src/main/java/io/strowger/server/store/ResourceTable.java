package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A table behind an API resource, declared once. {@code sid}, {@code account_sid}, {@code created_at} and {@code
 * updated_at} are in every table; the declaration names the others with their values, the filters of its list, the
 * constraints that a caller may run into, and how the row stands in the {@link Inventory} when calls need it:
 *
 * <pre>{@code
 * static final ResourceTable<CallerId> CALLER_IDS = ResourceTable.<CallerId>named("caller_ids", "caller-id")
 *         .column("number", CallerId::number)
 *         .column("name", CallerId::name)
 *         .equal("FriendlyName", "name")
 *         .refusing("caller_ids_once", ErrorCode.CALLER_ID_TAKEN, "PhoneNumber is a caller id of yours already")
 *         .kept(InventoryEditor::put, InventoryEditor::remove)
 *         .shaped(row -> new CallerId(new PhoneNumberSid(row.sid()), row.account(), row.text("number"),
 *                 row.text("name"), row.dates()));
 * }</pre>
 *
 * <p>Every statement has the account in its {@code where}: a row of another account is as absent as one that never was
 * (B10). Reading and writing go through {@link ResourceStore}, which adds audit, generation and memory. Lists run from
 * the newest sid to the oldest by key, so that the last page costs what the first does; each table needs an index on
 * {@code (account_sid, sid desc)}. Immutable; any thread.
 *
 * @param <T> the row
 */
public final class ResourceTable<T extends Resource> {
    private final String table;
    private final String thing;
    private final String tenant;
    private final String mine;
    private final List<Column<T>> columns;
    private final Map<String, String> filters;
    private final Map<String, Rule> rules;
    private final int most;
    private final BiConsumer<InventoryEditor, T> keep;
    private final BiConsumer<InventoryEditor, T> drop;
    private final Shape<T> shape;

    private ResourceTable(Builder<T> built, Shape<T> shape) {
        this.table = built.table;
        this.thing = built.thing;
        this.tenant = built.tenant;
        this.mine = built.mine;
        this.columns = List.copyOf(built.columns);
        this.filters = Map.copyOf(built.filters);
        this.rules = Map.copyOf(built.rules);
        this.most = built.most;
        this.keep = built.keep;
        this.drop = built.drop;
        this.shape = shape;
    }

    /** Makes a row's value of its columns. */
    @FunctionalInterface
    public interface Shape<T> {
        /** Reads; columns not declared here may be read too. */
        T of(ResourceRow row) throws SQLException;
    }

    /**
     * @param mark what stands for the value in SQL
     * @param seal the row's name in the seal of a value that is encrypted
     */
    private record Column<T>(
            String name, String mark, Optional<Function<T, String>> seal, Function<T, Object> value) {}

    private record Rule(ErrorCode code, String message) {}

    /** Begins a declaration. */
    public static <T extends Resource> Builder<T> named(String table, String thing) {
        return new Builder<>(table, thing);
    }

    /** A declaration on its way. One thread. */
    public static final class Builder<T extends Resource> {
        private final String table;
        private final String thing;
        private final List<Column<T>> columns = new ArrayList<>();
        private final Map<String, String> filters = new LinkedHashMap<>();
        private final Map<String, Rule> rules = new LinkedHashMap<>();
        private int most = Integer.MAX_VALUE;
        private String tenant = "account_sid";
        private String mine = "account_sid = ?";
        private BiConsumer<InventoryEditor, T> keep = (inventory, row) -> {};
        private BiConsumer<InventoryEditor, T> drop = (inventory, row) -> {};

        private Builder(String table, String thing) {
            this.table = table;
            this.thing = thing;
        }

        /**
         * For a table whose rows do not say {@code account_sid}.
         *
         * @param column says whose a row is
         * @param condition with one {@code ?} for the account: the rows it may touch
         */
        public Builder<T> tenant(String column, String condition) {
            tenant = column;
            mine = condition;
            return this;
        }

        /** A column of text, number, flag or moment; an empty {@link Optional} is null. */
        public Builder<T> column(String name, Function<T, Object> value) {
            columns.add(new Column<>(name, "?", Optional.empty(), value));
            return this;
        }

        /** A JSON column, its value as text. */
        public Builder<T> json(String name, Function<T, String> value) {
            columns.add(new Column<>(name, "?::jsonb", Optional.empty(), value::apply));
            return this;
        }

        /** A JSON column that holds an object of texts. */
        public Builder<T> map(String name, Function<T, Map<String, String>> value) {
            return json(name, row -> Json.map(value.apply(row)));
        }

        /** A column that is sealed: a {@link Secret}, or an Optional of one. Name it in {@link KeyRotation} too. */
        public Builder<T> sealed(String name, Function<T, Object> value) {
            return sealed(name, value, row -> row.sid().value());
        }

        /**
         * A column that is sealed for another name than the row's sid, which a column of the row must tell.
         *
         * @param seal the name
         */
        public Builder<T> sealed(String name, Function<T, Object> value, Function<T, String> seal) {
            columns.add(new Column<>(name, "?", Optional.of(seal), value));
            return this;
        }

        /** A filter of the list: the column has this value. */
        public Builder<T> equal(String filter, String column) {
            return filter(filter, column + " = ?");
        }

        /** A filter of the list: the column holds this text somewhere. */
        public Builder<T> containing(String filter, String column) {
            return filter(filter, "position(? in " + column + ") > 0");
        }

        /** A filter of the list: any condition with one {@code ?}; a constant of the declaration. */
        public Builder<T> filter(String filter, String condition) {
            filters.put(filter, condition);
            return this;
        }

        /**
         * What breaking a constraint (unique, foreign key or check, by its name in the schema) tells the caller.
         *
         * @param message names the parameter and the rule
         */
        public Builder<T> refusing(String constraint, ErrorCode code, String message) {
            rules.put(constraint, new Rule(code, message));
            return this;
        }

        /** Most rows of one account; the next is refused with code 90150. Counted at each insert: keep it small. */
        public Builder<T> atMost(int rows) {
            most = rows;
            return this;
        }

        /** How calls come to know a row: the inventory is changed in the same breath as the database. */
        public Builder<T> kept(BiConsumer<InventoryEditor, T> put, BiConsumer<InventoryEditor, T> remove) {
            keep = put;
            drop = remove;
            return this;
        }

        /** Ends the declaration. */
        public ResourceTable<T> shaped(Shape<T> shape) {
            return new ResourceTable<>(this, shape);
        }
    }

    /** The word for a row in the audit: {@code number}, {@code application}. */
    public String thing() {
        return thing;
    }

    void insert(Connection connection, Secrets secrets, T row) throws SQLException {
        if (most < Integer.MAX_VALUE && full(connection, row.account())) {
            throw new RowRefused(ErrorCode.TOO_MANY_ROWS,
                    "The account has " + most + " resources of the kind " + thing + ", the most it may have");
        }
        String names = columns.stream().map(column -> ", " + column.name).collect(Collectors.joining());
        String marks = columns.stream().map(column -> ", " + column.mark).collect(Collectors.joining());
        List<Object> values = new ArrayList<>(List.of(row.sid().value(), row.account().value(), row.dates().created(),
                row.dates().updated()));
        columns.forEach(column -> values.add(value(secrets, column, row)));
        run(connection, "insert into " + table + " (sid, " + tenant + ", created_at, updated_at" + names
                + ") values (?, ?, ?, ?" + marks + ")", values);
    }

    private boolean full(Connection connection, AccountSid account) throws SQLException {
        return new Sql(connection).first("select count(*) from " + table + " where " + tenant + " = ?",
                row -> row.getLong(1) >= most, account.value()).orElseThrow();
    }

    /** Writes every column, the account too, of the row that the account had. */
    void update(Connection connection, Secrets secrets, AccountSid account, T row) throws SQLException {
        String sets = columns.stream().map(column -> ", " + column.name + " = " + column.mark)
                .collect(Collectors.joining());
        List<Object> values = new ArrayList<>(List.of(row.account().value(), row.dates().updated()));
        columns.forEach(column -> values.add(value(secrets, column, row)));
        values.add(row.sid().value());
        values.add(account.value());
        run(connection, "update " + table + " set " + tenant + " = ?, updated_at = ?" + sets
                + " where sid = ? and " + mine, values);
    }

    void delete(Connection connection, AccountSid account, String sid) throws SQLException {
        run(connection, "delete from " + table + " where sid = ? and " + mine,
                List.of(sid, account.value()));
    }

    Optional<T> fetch(Connection connection, Secrets secrets, AccountSid account, String sid) throws SQLException {
        return rows(connection, secrets, " where sid = ? and " + mine, List.of(sid, account.value()))
                .stream().findFirst();
    }

    /** As {@link #fetch}; the row stays as it is until the transaction ends. */
    Optional<T> lock(Connection connection, Secrets secrets, AccountSid account, String sid) throws SQLException {
        return rows(connection, secrets, " where sid = ? and " + mine + " for update",
                List.of(sid, account.value())).stream().findFirst();
    }

    /** Every row of every account, oldest first: what the inventory begins with. */
    List<T> all(Connection connection, Secrets secrets) throws SQLException {
        return rows(connection, secrets, " order by sid", List.of());
    }

    RowPage<T> page(Connection connection, Secrets secrets, AccountSid account, Selection selection)
            throws SQLException {
        StringBuilder where = new StringBuilder(" where " + mine);
        List<Object> values = new ArrayList<>(List.of(account.value()));
        selection.filters().forEach((name, value) -> {
            where.append(" and ").append(Objects.requireNonNull(filters.get(name), () -> table + " has no " + name));
            values.add(value);
        });
        boolean upwards = selection.cursor() instanceof Cursor.NewerThan;
        switch (selection.cursor()) {
            case Cursor.Newest() -> { }
            case Cursor.OlderThan(String sid) -> {
                where.append(" and sid < ?");
                values.add(sid);
            }
            case Cursor.NewerThan(String sid) -> {
                where.append(" and sid > ?");
                values.add(sid);
            }
        }
        where.append(" order by sid ").append(upwards ? "asc" : "desc").append(" limit ? offset ?");
        values.add(selection.size() + 1);
        values.add(selection.skip());
        List<T> found = rows(connection, secrets, where.toString(), values);
        boolean more = found.size() > selection.size();
        List<T> shown = new ArrayList<>(found.subList(0, Math.min(found.size(), selection.size())));
        if (upwards) {
            Collections.reverse(shown);
        }
        boolean older = upwards || more;
        boolean newer = upwards ? more : selection.cursor() instanceof Cursor.OlderThan || selection.skip() > 0;
        return new RowPage<>(List.copyOf(shown),
                older && !shown.isEmpty() ? Optional.of(new Cursor.OlderThan(shown.getLast().sid().value()))
                        : Optional.empty(),
                newer && !shown.isEmpty() ? Optional.of(new Cursor.NewerThan(shown.getFirst().sid().value()))
                        : Optional.empty());
    }

    int count(Connection connection, AccountSid account, Map<String, Object> wanted) throws SQLException {
        StringBuilder where = new StringBuilder(" where " + mine);
        List<Object> values = new ArrayList<>(List.of(account.value()));
        wanted.forEach((name, value) -> {
            where.append(" and ").append(Objects.requireNonNull(filters.get(name), () -> table + " has no " + name));
            values.add(value);
        });
        try (PreparedStatement query = prepared(connection, "select count(*) from " + table + where, values);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Names of the columns in which two rows differ, {@code updated_at} left out. */
    List<String> differences(T before, T after) {
        List<String> names = new ArrayList<>();
        if (!before.account().equals(after.account())) {
            names.add(tenant);
        }
        columns.stream().filter(column -> !column.value.apply(before).equals(column.value.apply(after)))
                .forEach(column -> names.add(column.name));
        return names;
    }

    void keep(InventoryEditor inventory, T row) {
        keep.accept(inventory, row);
    }

    void drop(InventoryEditor inventory, T row) {
        drop.accept(inventory, row);
    }

    private List<T> rows(Connection connection, Secrets secrets, String rest, List<Object> values)
            throws SQLException {
        try (PreparedStatement query = prepared(connection, "select * from " + table + rest, values);
                ResultSet rows = query.executeQuery()) {
            ResourceRow row = new ResourceRow(rows, table, secrets);
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(shape.of(row));
            }
            return all;
        }
    }

    private Object value(Secrets secrets, Column<T> column, T row) {
        Object value = column.value.apply(row);
        return column.seal.isPresent() ? sealed(secrets, column, row, value) : value;
    }

    private Object sealed(Secrets secrets, Column<T> column, T row, Object value) {
        return switch (value) {
            case Secret secret -> secrets.seal(
                    ResourceRow.place(table, column.name, column.seal.orElseThrow().apply(row)), secret.value());
            case Optional<?> optional -> optional.map(inner -> sealed(secrets, column, row, inner));
            default -> throw new IllegalStateException(column.name + " is sealed and no secret");
        };
    }

    private void run(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("a row of " + table + " was gone between its lock and its change");
            }
        } catch (SQLException trouble) {
            throw refused(trouble).orElseThrow(() -> trouble);
        }
    }

    private Optional<RowRefused> refused(SQLException trouble) {
        return trouble instanceof PSQLException told
                ? Optional.ofNullable(told.getServerErrorMessage()).map(ServerErrorMessage::getConstraint)
                        .map(rules::get).map(rule -> new RowRefused(rule.code, rule.message))
                : Optional.empty();
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<Object> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i) instanceof Optional<?> optional ? optional.orElse(null) : values.get(i);
            statement.setObject(i + 1, switch (value) {
                case null -> null;
                case Instant instant -> Timestamp.from(instant);
                case String text -> Json.clean(text);
                default -> value;
            });
        }
        return statement;
    }
}
