package io.strowger.server.work;

import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Slice;
import io.strowger.work.core.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A page of a long list. The list is looked through on the workspace's strand a slice at a time, so that a filter that
 * few of a million suit holds up nobody: other requests, and the distribution of work, have their turn in between.
 * For one request.
 *
 * @param <T> what is listed
 * @param <V> how it is shown
 */
final class Walk<T, V> {
    /** Most things that one visit of the workspace's strand looks at. */
    static final int LOOKED = 5_000;

    private final Source<T, V> source;
    private final PageRequest page;
    private final int looked;
    private Optional<String> from = Optional.empty();

    /**
     * Where a list comes from.
     *
     * @param things all of them, by sid
     * @param wanted whether one is listed
     * @param view how one is shown
     * @param key its sid
     */
    record Source<T, V>(Function<Workspace, NavigableMap<String, T>> things,
            Function<Workspace, Predicate<T>> wanted, BiFunction<Workspace, T, V> view, Function<V, String> key) {}

    /** Leads a step to the workspace's strand; gives what it gave. */
    interface Visit {
        boolean to(Function<Workspace, Boolean> step);
    }

    /** @param looked most things that one visit looks at */
    Walk(Source<T, V> source, PageRequest page, int looked) {
        this.source = source;
        this.page = page;
        this.looked = looked;
    }

    /** The page in the order of sids. */
    Slice<V> inOrder(Visit visit) {
        from = page.cursor().map(PageRequest.Cursor::key);
        List<V> found = new ArrayList<>();
        int[] skip = {page.skip()};
        while (visit.to(state -> step(state, page.back(), (sid, thing) -> {
            if (skip[0] > 0) {
                skip[0]--;
            } else {
                found.add(source.view.apply(state, thing));
            }
            return found.size() < page.fetch();
        }))) { }
        return page.slice(found, source.key);
    }

    /** Where one stands in another order. */
    private record Rank(long value, String sid) {
        static final Comparator<Rank> ORDER = Comparator.comparingLong(Rank::value).thenComparing(Rank::sid);
    }

    private record Kept<V>(Rank rank, V view) {}

    /** The page in the order of a field, then of sids. */
    Slice<V> sorted(Visit visit, ToLongFunction<T> field, boolean descending) {
        Comparator<Rank> way = descending != page.back() ? Rank.ORDER.reversed() : Rank.ORDER;
        List<Rank> start = new ArrayList<>();
        page.cursor().ifPresent(at -> visit.to(state -> Optional.ofNullable(source.things.apply(state).get(at.key()))
                .map(thing -> start.add(new Rank(field.applyAsLong(thing), at.key()))).orElse(false)));
        if (page.cursor().isPresent() && start.isEmpty()) {
            return page.slice(List.of(), source.key); // the row is gone: the list ends, rather than begins again
        }
        int most = page.skip() + page.fetch();
        PriorityQueue<Kept<V>> best = new PriorityQueue<>(Comparator.comparing(Kept::rank, way.reversed()));
        while (visit.to(state -> step(state, false, (sid, thing) -> {
            Rank rank = new Rank(field.applyAsLong(thing), sid);
            boolean behind = start.isEmpty() || way.compare(rank, start.getFirst()) > 0;
            if (behind && (best.size() < most || way.compare(rank, best.peek().rank()) < 0)) {
                best.add(new Kept<>(rank, source.view.apply(state, thing)));
                if (best.size() > most) {
                    best.remove();
                }
            }
            return true;
        }))) { }
        return page.slice(best.stream().sorted(Comparator.comparing(Kept::rank, way)).skip(page.skip())
                .map(Kept::view).toList(), source.key);
    }

    /** Shows the next of those that are wanted; true when there are more and the taker wants them. */
    private boolean step(Workspace state, boolean back, BiPredicate<String, T> taker) {
        Predicate<T> wanted = source.wanted.apply(state);
        NavigableMap<String, T> all = source.things.apply(state);
        NavigableMap<String, T> rest = from.map(key -> back ? all.headMap(key, false).descendingMap()
                : all.tailMap(key, false)).orElse(all);
        int seen = 0;
        for (Map.Entry<String, T> entry : rest.entrySet()) {
            from = Optional.of(entry.getKey());
            if (wanted.test(entry.getValue()) && !taker.test(entry.getKey(), entry.getValue())) {
                return false;
            }
            if (++seen == looked) {
                return true;
            }
        }
        return false;
    }
}
