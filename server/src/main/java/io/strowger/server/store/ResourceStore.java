package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.util.Optional;

/**
 * Reads and writes the rows behind API resources. Any thread may call it; each call blocks for the database.
 *
 * <p>Writes run one at a time: row, audit row and generation in one transaction, then the inventory's successor takes
 * its place before the caller goes on, so that a call made after the answer sees the change.
 */
public final class ResourceStore {
    private final Database database;
    private final Secrets secrets;
    private final Directory directory;

    /** @param directory takes every change */
    public ResourceStore(Database database, Secrets secrets, Directory directory) {
        this.database = database;
        this.secrets = secrets;
        this.directory = directory;
    }

    /** Work of one change. */
    @FunctionalInterface
    public interface Work<R> {
        /** Does it; any exception undoes all of it. */
        R on(DirectoryChange change);
    }

    /** The account's row with this sid; another account's is as absent as one that never was. */
    public <T extends Resource> Optional<T> fetch(ResourceTable<T> table, AccountSid account, String sid) {
        return database.read(connection -> table.fetch(connection, secrets, account, sid));
    }

    /** A page of the account's rows, newest first. */
    public <T extends Resource> RowPage<T> page(ResourceTable<T> table, AccountSid account, Selection selection) {
        return database.read(connection -> table.page(connection, secrets, account, selection));
    }

    /**
     * Changes rows of the directory in one transaction.
     *
     * @throws RowRefused when a rule of a table forbids it; nothing has changed then
     * @throws StoreFailure when the database does not answer
     */
    public <R> R change(Actor actor, Work<R> work) {
        return directory.change(actor, work);
    }

    /** What calls know now. */
    public Inventory inventory() {
        return directory.inventory();
    }
}
