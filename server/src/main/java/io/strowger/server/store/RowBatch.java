package io.strowger.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows for one table, written by one statement that unnests a text array for each column and casts it: twice as fast
 * as a batch of single inserts (stack.md section 4). One strand.
 */
final class RowBatch {
    private final String sql;
    private final int width;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * @param columns names and types, for instance {@code "sid text", "at timestamptz"}
     * @param conflict what to do with rows that are there already: everything behind {@code on conflict}
     */
    RowBatch(String table, List<String> columns, String conflict) {
        this(columns, table, " on conflict " + conflict);
    }

    /** Rows of which none may be there already: one that is fails the statement. */
    static RowBatch strict(String table, List<String> columns) {
        return new RowBatch(columns, table, "");
    }

    private RowBatch(List<String> columns, String table, String clause) {
        List<String> names = columns.stream().map(column -> column.substring(0, column.indexOf(' '))).toList();
        List<String> casts = columns.stream().map(column -> "u." + column.replace(" ", "::")).toList();
        width = columns.size();
        sql = "insert into " + table + " (" + String.join(", ", names) + ") select " + String.join(", ", casts)
                + " from unnest(" + String.join(", ", names.stream().map(name -> "?::text[]").toList())
                + ") as u(" + String.join(", ", names) + ")" + clause;
    }

    /** Adds a row; values become text by {@link #text}. */
    RowBatch add(Object... values) {
        if (values.length != width) {
            throw new IllegalStateException("a row of " + values.length + " values for " + width + " columns");
        }
        String[] row = new String[width];
        for (int i = 0; i < width; i++) {
            row[i] = text(values[i]);
        }
        rows.add(row);
        return this;
    }

    void write(Connection connection) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int column = 0; column < width; column++) {
                String[] values = new String[rows.size()];
                for (int row = 0; row < values.length; row++) {
                    values[row] = rows.get(row)[column];
                }
                // sent in binary; createArrayOf would look the type up by pattern for every column
                statement.setObject(column + 1, values);
            }
            statement.executeUpdate();
        }
    }

    /**
     * An empty optional becomes SQL null, a duration whole microseconds. Text keeps no NUL, which no column can hold.
     */
    private static String text(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(RowBatch::text).orElse(null);
            case Instant instant -> instant.toString();
            case Duration duration -> Long.toString(duration.toNanos() / 1000);
            default -> value.toString().replace('\0', '\uFFFD');
        };
    }
}
