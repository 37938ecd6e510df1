package io.strowger.server.store;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.WorkEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One search for events. Sequences grow with time, so the window of time becomes one of sequences; in it the rows that
 * are about what is asked for are read from its near end, a few and then more, until there are enough events. One
 * strand.
 */
final class EventSearch {
    private static final int FEW = 4;
    private static final int MANY = 256;

    private final Database database;
    private final WorkspaceSid workspace;
    private final WorkHistory.EventFilter filter;
    private final WorkHistory.Place place;
    private final List<WorkEvent> found = new ArrayList<>();
    private int skipped;
    private long lastRow;

    EventSearch(Database database, WorkspaceSid workspace, WorkHistory.EventFilter filter, WorkHistory.Place place) {
        this.database = database;
        this.workspace = workspace;
        this.filter = filter;
        this.place = place;
    }

    /** Sequences of the first and the last row to look at. */
    private record Span(long from, long to) {}

    List<WorkEvent> found() {
        Optional<Span> span = database.read(this::span);
        for (int rows = FEW; span.isPresent(); rows = Math.min(rows * 4, MANY)) {
            Span rest = span.get();
            int most = rows;
            List<EventRows.Packed> packed = database.read(connection -> read(connection, rest, most));
            packed.forEach(this::take);
            span = packed.size() < rows || found.size() >= place.most() ? Optional.empty()
                    : Optional.of(place.back() ? new Span(packed.getLast().first() + 1, rest.to)
                            : new Span(rest.from, packed.getLast().first() - 1));
        }
        return found;
    }

    private Optional<Span> span(Connection connection) throws SQLException {
        Sql sql = new Sql(connection);
        OptionalLong from = notBefore(sql, filter.from());
        if (from.isEmpty()) {
            return Optional.empty();
        }
        long first = from.getAsLong();
        long last = notBefore(sql, filter.to()).orElse(Long.MAX_VALUE);
        if (place.key().isPresent() && place.back()) {
            first = Math.max(first, rowOf(sql, place.key().get()));
        } else if (place.key().isPresent()) {
            last = Math.min(last, EventRows.sequence(place.key().get()));
        }
        if (filter.sid().isPresent()) {
            first = Math.max(first, rowOf(sql, filter.sid().get()));
            last = Math.min(last, EventRows.sequence(filter.sid().get()));
        }
        return Optional.of(new Span(first, last));
    }

    private long rowOf(Sql sql, String event) throws SQLException {
        return sql.first("select first from work_event_batches where workspace_sid = ? and first <= ?"
                + " order by first desc limit 1", row -> row.getLong(1), workspace.value(), EventRows.sequence(event))
                .orElse(0L);
    }

    /** The first row that ends at or behind a moment. */
    private OptionalLong notBefore(Sql sql, Instant moment) throws SQLException {
        return sql.first("select first from work_event_batches where workspace_sid = ? and at >= ?"
                + " order by at, first limit 1", row -> OptionalLong.of(row.getLong(1)), workspace.value(),
                Instant.ofEpochMilli(moment.toEpochMilli())).orElse(OptionalLong.empty());
    }

    private List<EventRows.Packed> read(Connection connection, Span span, int rows) throws SQLException {
        String order = place.back() ? "" : " desc";
        Object subjects = connection.createArrayOf("int8", Stream.of(filter.type(), filter.task(), filter.worker(),
                filter.queue(), filter.workflow(), filter.reservation(), filter.channel()).flatMap(Optional::stream)
                .map(EventRows::subject).toArray());
        Optional<Long> listed = filter.task().or(filter::worker).map(EventRows::subject);
        if (listed.isPresent()) {
            return new Sql(connection).list("select " + EventRows.Packed.COLUMNS + " from work_event_subjects s"
                    + " join work_event_batches b on b.workspace_sid = ? and b.first = s.first"
                    + " where s.subject = ? and s.first between ? and ? and b.subjects @> ?"
                    + " order by s.first" + order + " limit ?", EventRows.Packed::of, workspace.value(), listed.get(),
                    span.from, span.to, subjects, rows);
        }
        return new Sql(connection).list("select " + EventRows.Packed.COLUMNS + " from work_event_batches b"
                + " where workspace_sid = ? and first between ? and ? and subjects @> ? order by first" + order
                + " limit ?", EventRows.Packed::of, workspace.value(), span.from, span.to, subjects, rows);
    }

    /** A row is listed twice when a subject of another workspace has the same key: as good as never. */
    private void take(EventRows.Packed row) {
        if (row.first() != lastRow) {
            lastRow = row.first();
            (place.back() ? row.events() : row.events().reversed()).forEach(this::take);
        }
    }

    private void take(WorkEvent event) {
        if (found.size() < place.most() && suits(event) && skipped++ >= place.skip()) {
            found.add(event);
        }
    }

    private boolean suits(WorkEvent event) {
        String sid = event.sid().value();
        int side = place.key().map(sid::compareTo).orElse(place.back() ? 1 : -1);
        return sid.compareTo(at(filter.from())) >= 0 && sid.compareTo(at(filter.to())) < 0
                && (place.back() ? side > 0 : side < 0)
                && is(filter.type(), Optional.of(event.type())) && is(filter.task(), event.about().task())
                && is(filter.worker(), event.about().worker()) && is(filter.queue(), event.about().queue())
                && is(filter.workflow(), event.about().workflow())
                && is(filter.reservation(), event.about().reservation())
                && is(filter.channel(), event.about().channel()) && is(filter.sid(), Optional.of(sid));
    }

    private static boolean is(Optional<String> wanted, Optional<String> had) {
        return wanted.isEmpty() || wanted.equals(had);
    }

    /** An event's sid begins with its time. */
    private static String at(Instant time) {
        return "EV%012x".formatted(Math.max(0, time.toEpochMilli()));
    }
}
