package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A page of a list as the worker SDK reads it: {@code contents} and, with more behind, {@code after_sid}; in an order
 * other than that of making, {@code meta.next_token} in its place. Tokens are sids as well.
 */
record Listing(int size, Optional<String> after, Optional<String> ordering, Optional<String> token) {
    private static final int MOST = 1000;

    static Listing of(Params params) {
        return new Listing(params.number("PageSize", 1, MOST).orElse(MOST), params.text("AfterSid"),
                params.text("Ordering"), params.text("NextToken"));
    }

    /** A page in the order of making. */
    <T> ObjectNode of(NavigableMap<String, T> bySid, Function<T, Boolean> wanted, Function<T, ObjectNode> view) {
        Iterator<Map.Entry<String, T>> rest = after.map(sid -> bySid.tailMap(sid, false)).orElse(bySid).entrySet()
                .stream().filter(entry -> wanted.apply(entry.getValue())).iterator();
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode contents = page.putArray("contents");
        String last = null;
        while (rest.hasNext() && contents.size() < size) {
            Map.Entry<String, T> next = rest.next();
            contents.add(view.apply(next.getValue()));
            last = next.getKey();
        }
        return page.put("after_sid", rest.hasNext() ? last : null);
    }

    /**
     * A page in the order that is asked for, or of making when none is.
     *
     * @param orders by the names that {@code Ordering} may have
     */
    <T> ObjectNode of(NavigableMap<String, T> bySid, Function<T, Boolean> wanted, Function<T, ObjectNode> view,
            Map<String, Comparator<T>> orders) {
        if (ordering.isEmpty()) {
            return of(bySid, wanted, view);
        }
        Comparator<Map.Entry<String, T>> order = order(ordering.get(), orders);
        Optional<T> from = token.flatMap(sid -> Optional.ofNullable(bySid.get(sid)));
        List<Map.Entry<String, T>> found = new ArrayList<>();
        if (token.isEmpty() || from.isPresent()) { // when the row is gone the list ends, rather than begins again
            Stream<Map.Entry<String, T>> all = bySid.entrySet().stream()
                    .filter(entry -> wanted.apply(entry.getValue()));
            found.addAll(all.filter(entry -> from.isEmpty()
                            || order.compare(entry, Map.entry(token.get(), from.get())) > 0)
                    .sorted(order).limit(size + 1L).toList());
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode contents = page.putArray("contents");
        found.stream().limit(size).forEach(entry -> contents.add(view.apply(entry.getValue())));
        page.putNull("after_sid").putObject("meta")
                .put("next_token", found.size() > size ? found.get(size - 1).getKey() : null);
        return page;
    }

    private static <T> Comparator<Map.Entry<String, T>> order(String ordering, Map<String, Comparator<T>> orders) {
        String[] halves = ordering.split(":", 2);
        String way = halves.length < 2 ? "asc" : halves[1].strip().toLowerCase(Locale.ROOT);
        Comparator<T> field = orders.get(halves[0].strip());
        if (field == null || !Arrays.asList("asc", "desc").contains(way)) {
            throw Params.wrong("Ordering", "one of " + String.join(", ", new TreeMap<>(orders).keySet())
                    + " followed by :asc or :desc");
        }
        Comparator<Map.Entry<String, T>> both = Map.Entry.<String, T>comparingByValue(field)
                .thenComparing(Map.Entry.comparingByKey());
        return way.equals("asc") ? both : both.reversed();
    }
}
