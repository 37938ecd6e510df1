package io.strowger.server.store;

import io.strowger.server.rest.DateRange;
import io.strowger.server.rest.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The WHERE of a list that is narrowed and walked by sid, newest first. Texts come from the program, values from the
 * request. One strand.
 */
final class Conditions {
    /** A row may be stamped so much later than its sid was made: a day in a queue, and a long call. */
    private static final Duration LATEST = Duration.ofDays(3);

    private final StringBuilder sql = new StringBuilder("where account_sid = ?");
    private final List<Object> values = new ArrayList<>();
    private final String prefix;

    /** @param prefix of the rows' sids: {@code CA} */
    Conditions(String prefix, String account) {
        this.prefix = prefix;
        values.add(account);
    }

    /** The column has this value, when there is one. */
    Conditions equal(String column, Optional<String> value) {
        value.ifPresent(one -> add(column + " = ?", one));
        return this;
    }

    /** The column has one of these values, when there are any. */
    Conditions any(String column, List<String> wanted) {
        if (!wanted.isEmpty()) {
            add(column + " in (" + String.join(", ", wanted.stream().map(one -> "?").toList()) + ")",
                    wanted.toArray());
        }
        return this;
    }

    /** Something without a value. */
    Conditions also(String condition) {
        add(condition);
        return this;
    }

    /** The column's time lies in the span. Sids begin with their time, so the walk by sid is bounded as well. */
    Conditions within(String column, DateRange span) {
        span.from().ifPresent(from -> {
            add(column + " >= ?", from);
            add("sid >= ?", sidAt(from.minus(LATEST)));
        });
        span.to().ifPresent(to -> {
            add(column + " < ?", to);
            add("sid < ?", sidAt(to.plusMillis(1)));
        });
        return this;
    }

    private String sidAt(Instant at) {
        return prefix + "%012x".formatted(Math.max(0, at.toEpochMilli()) & 0xffff_ffff_ffffL);
    }

    private void add(String condition, Object... more) {
        sql.append(" and ").append(condition);
        values.addAll(List.of(more));
    }

    /** Ends it with the page: order, limit and offset. */
    Conditions page(PageRequest page) {
        page.cursor().ifPresent(cursor -> add(cursor.back() ? "sid > ?" : "sid < ?", cursor.key()));
        sql.append(page.back() ? " order by sid" : " order by sid desc").append(" limit ? offset ?");
        values.add(page.fetch());
        values.add(page.skip());
        return this;
    }

    String sql() {
        return sql.toString();
    }

    Object[] values() {
        return values.toArray();
    }
}
