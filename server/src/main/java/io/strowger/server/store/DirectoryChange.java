package io.strowger.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One transaction that changes the directory: each row with its audit row, and what calls must know of it. Made by
 * {@link ResourceStore#change}; one strand.
 */
public final class DirectoryChange {
    private final Connection connection;
    private final Secrets secrets;
    private final World world;
    private final Actor actor;
    private final Instant now;
    private final List<Consumer<InventoryEditor>> edits = new ArrayList<>();

    DirectoryChange(Connection connection, Secrets secrets, World world, Actor actor) {
        this.connection = connection;
        this.secrets = secrets;
        this.world = world;
        this.actor = actor;
        this.now = world.timeline().now().truncatedTo(ChronoUnit.MICROS);
    }

    /** The moment of this change: every row of it carries it. */
    public Instant now() {
        return now;
    }

    /** Mints sids and secrets. */
    public World world() {
        return world;
    }

    /** Statements of the store's own beside the tables. */
    Sql sql() {
        return new Sql(connection);
    }

    /** The account's row, which stays as it is until the change ends. */
    public <T extends Resource> Optional<T> fetch(ResourceTable<T> table, AccountSid account, String sid) {
        return spoken(() -> table.lock(connection, secrets, account, sid));
    }

    /**
     * Adds a row.
     *
     * @throws RowRefused when a rule of the table forbids it
     */
    public <T extends Resource> T insert(ResourceTable<T> table, T row) {
        return spoken(() -> {
            table.insert(connection, secrets, row);
            edits.add(inventory -> table.keep(inventory, row));
            note(row.account(), table.thing() + ".created", row.sid().value(), Json.object());
            return row;
        });
    }

    /**
     * Changes the account's row, if there is one; nothing is written when no column changes.
     *
     * @param next makes the new row of the present one, with the date of this change: {@link Dates#touched}
     * @throws RowRefused when a rule of the table forbids it
     */
    public <T extends Resource> Optional<T> update(
            ResourceTable<T> table, AccountSid account, String sid, UnaryOperator<T> next) {
        return spoken(() -> {
            Optional<T> before = table.lock(connection, secrets, account, sid);
            if (before.isEmpty()) {
                return before;
            }
            T after = next.apply(before.get());
            List<String> changed = table.differences(before.get(), after);
            if (changed.isEmpty()) {
                return before;
            }
            table.update(connection, secrets, before.get().account(), after);
            edits.add(inventory -> {
                table.drop(inventory, before.get());
                table.keep(inventory, after);
            });
            ObjectNode detail = Json.object();
            detail.set("fields", Json.strings(changed));
            note(after.account(), table.thing() + ".changed", sid, detail);
            return Optional.of(after);
        });
    }

    /**
     * Removes the account's row.
     *
     * @return the row as it was; empty when there was none
     * @throws RowRefused when a rule of the table forbids it
     */
    public <T extends Resource> Optional<T> delete(ResourceTable<T> table, AccountSid account, String sid) {
        return spoken(() -> {
            Optional<T> before = table.lock(connection, secrets, account, sid);
            if (before.isPresent()) {
                table.delete(connection, account, sid);
                edits.add(inventory -> table.drop(inventory, before.get()));
                note(before.get().account(), table.thing() + ".removed", sid, Json.object());
            }
            return before;
        });
    }

    /** Rows of the account by a filter of the table, at most {@code most}. */
    public <T extends Resource> List<T> rows(
            ResourceTable<T> table, AccountSid account, String filter, Object value, int most) {
        return spoken(() -> table.page(
                connection, secrets, account, Selection.first(most).where(filter, value)).rows());
    }

    /** How many rows the account has by filters of the table. */
    public int count(ResourceTable<?> table, AccountSid account, Map<String, Object> filters) {
        return spoken(() -> table.count(connection, account, filters));
    }

    /** Tells calls what a statement of the store's own changed. */
    void edit(Consumer<InventoryEditor> step) {
        edits.add(step);
    }

    /**
     * Tells of a change of something that is not kept here.
     *
     * @param action the kind of thing and what was done, for instance {@code queue.created}
     */
    public void tell(AccountSid account, String action, String subject) {
        spoken(() -> {
            note(account, action, subject, Json.object());
            return subject;
        });
    }

    /** An audit row of its own. */
    void note(AccountSid account, String action, String subject, ObjectNode detail) throws SQLException {
        Audit.write(connection, world, actor, account, action, subject, detail);
    }

    Inventory applied(Inventory before) {
        InventoryEditor editor = before.edit();
        edits.forEach(edit -> edit.accept(editor));
        return editor.done();
    }

    /** Work with statements of the store's own. */
    interface Statement<R> {
        R run() throws SQLException;
    }

    /** What a statement answers; its trouble in the store's words. */
    <R> R spoken(Statement<R> statement) {
        try {
            return statement.run();
        } catch (SQLException trouble) {
            throw new StoreFailure("the database refused or did not answer: " + trouble.getMessage(), trouble);
        }
    }
}
