package io.strowger.server.api;

import io.strowger.kernel.Sid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Actor;
import io.strowger.server.store.Cursor;
import io.strowger.server.store.Resource;
import io.strowger.server.store.ResourceStore;
import io.strowger.server.store.ResourceTable;
import io.strowger.server.store.RowPage;
import io.strowger.server.store.RowRefused;
import io.strowger.server.store.Selection;
import java.util.Map;
import java.util.Optional;

/**
 * What resources kept in a {@link ResourceTable} share: a request's account, page and actor in terms of the store. Any
 * thread may call it.
 */
public final class StoredResources {
    private final ResourceStore store;

    /** Reads and writes there. */
    public StoredResources(ResourceStore store) {
        this.store = store;
    }

    /** The store itself. */
    public ResourceStore store() {
        return store;
    }

    /** The account's row that a part of the path names; empty (404) also when it is no sid. */
    public <T extends Resource> Optional<T> fetch(ApiCall call, ResourceTable<T> table, String part) {
        String sid = call.path(part);
        return Sid.SHAPE.matcher(sid).matches() ? store.fetch(table, call.account(), sid) : Optional.empty();
    }

    /**
     * The page of the account's rows that is asked for.
     *
     * @param filters by the names that the table declares
     */
    public <T extends Resource> Slice<T> list(ApiCall call, ResourceTable<T> table, Map<String, Object> filters) {
        PageRequest page = call.page();
        Cursor cursor = page.cursor().<Cursor>map(at -> at.back()
                ? new Cursor.NewerThan(at.key()) : new Cursor.OlderThan(at.key())).orElseGet(Cursor.Newest::new);
        RowPage<T> rows = store.page(
                table, call.account(), new Selection(filters, cursor, page.skip(), page.size()));
        return new Slice<>(rows.rows(), rows.older().map(Cursor.OlderThan::sid),
                rows.newer().map(Cursor.NewerThan::sid));
    }

    /**
     * Changes rows in one transaction, in the name of who asks.
     *
     * @throws ApiFailure 400 with the table's code when one of its rules forbids it
     */
    public <R> R change(ApiCall call, ResourceStore.Work<R> work) {
        try {
            return store.change(Actor.api(call.principal().user(), call.peer()), work);
        } catch (RowRefused refused) {
            throw new ApiFailure(400, refused.code(), refused.getMessage());
        }
    }

    /** Removes the account's row that a part of the path names; false (404) when there is none. */
    public <T extends Resource> boolean delete(ApiCall call, ResourceTable<T> table, String part) {
        String sid = call.path(part);
        return Sid.SHAPE.matcher(sid).matches()
                && change(call, change -> change.delete(table, call.account(), sid)).isPresent();
    }
}
