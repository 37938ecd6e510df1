package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.base.Reader;
import com.twilio.base.Resource;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What issue 3 wants shown of each resource by an SDK: create, fetch, list over three pages with PageSize=1, update,
 * delete. A resource without one of these leaves it out.
 *
 * @param <T> the SDK's class of the resource
 */
final class Lifecycle<T extends Resource> {
    private static final int ROWS = 3;

    private final TwilioRestClient client;
    private final Tap tap;
    private final Function<T, String> sid;
    private final IntFunction<T> create;
    private Optional<Function<String, T>> fetch = Optional.empty();
    private Optional<Supplier<? extends Reader<T>>> list = Optional.empty();
    private Optional<Function<String, T>> update = Optional.empty();
    private Predicate<T> updated = any -> true;
    private Optional<Function<String, Boolean>> delete = Optional.empty();

    /**
     * @param sid how the resource is addressed
     * @param create makes the first, second, third (0 to 2)
     */
    Lifecycle(TwilioRestClient client, Tap tap, Function<T, String> sid, IntFunction<T> create) {
        this.client = client;
        this.tap = tap;
        this.sid = sid;
        this.create = create;
    }

    Lifecycle<T> fetch(Function<String, T> how) {
        fetch = Optional.of(how);
        return this;
    }

    Lifecycle<T> list(Supplier<? extends Reader<T>> how) {
        list = Optional.of(how);
        return this;
    }

    Lifecycle<T> update(Function<String, T> how, Predicate<T> seen) {
        update = Optional.of(how);
        updated = seen;
        return this;
    }

    Lifecycle<T> delete(Function<String, Boolean> how) {
        delete = Optional.of(how);
        return this;
    }

    /** Runs all that is known and asserts. Gives the sids back, for resources that live below these. */
    List<String> check() {
        List<String> sids = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            sids.add(sid.apply(create.apply(i)));
        }
        assertEquals(ROWS, new HashSet<>(sids).size(), sids.toString());
        fetch.ifPresent(how -> sids.forEach(one -> assertEquals(one, sid.apply(how.apply(one)))));
        list.ifPresent(how -> assertPages(how, sids));
        update.ifPresent(how -> {
            T changed = how.apply(sids.getFirst());
            assertEquals(sids.getFirst(), sid.apply(changed));
            assertTrue(updated.test(changed), changed.toString());
            fetch.ifPresent(again -> assertTrue(updated.test(again.apply(sids.getFirst())), "it was kept"));
        });
        delete.ifPresent(how -> sids.forEach(one -> assertGone(how, one)));
        return sids;
    }

    private void assertPages(Supplier<? extends Reader<T>> how, List<String> sids) {
        List<String> listed = new ArrayList<>();
        int before = tap.seen().size();
        how.get().pageSize(1).read(client).forEach(one -> listed.add(sid.apply(one)));
        assertTrue(listed.containsAll(sids), listed + " lacks some of " + sids);
        assertEquals(listed.size(), new HashSet<>(listed).size(), "nothing twice: " + listed);
        long pages = tap.seen().stream().skip(before).filter(one -> one.path().contains("PageSize=1")).count();
        assertTrue(pages >= ROWS, pages + " pages of one row");
    }

    private void assertGone(Function<String, Boolean> how, String one) {
        assertTrue(how.apply(one), "deleted");
        fetch.ifPresent(again -> assertEquals(404, refused(() -> again.apply(one) != null)));
    }

    /** The status of an error answer. */
    static int refused(BooleanSupplier request) {
        return assertThrows(ApiException.class, request::getAsBoolean).getStatusCode();
    }
}
