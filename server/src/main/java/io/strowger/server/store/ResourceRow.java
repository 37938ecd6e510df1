package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One row of a {@link ResourceTable} as it is read, column by column. Valid inside the table's shape only. */
public final class ResourceRow {
    private final ResultSet row;
    private final String table;
    private final Secrets secrets;

    ResourceRow(ResultSet row, String table, Secrets secrets) {
        this.row = row;
        this.table = table;
        this.secrets = secrets;
    }

    /** The row's identifier. */
    public String sid() throws SQLException {
        return text("sid");
    }

    /** Whose it is. */
    public AccountSid account() throws SQLException {
        return new AccountSid(text("account_sid"));
    }

    /** When it was made and last changed. */
    public Dates dates() throws SQLException {
        return new Dates(instant("created_at"), instant("updated_at"));
    }

    /** A text that is never null. */
    public String text(String column) throws SQLException {
        return row.getString(column);
    }

    /** A text that may be null. */
    public Optional<String> optional(String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    /** A flag. */
    public boolean flag(String column) throws SQLException {
        return row.getBoolean(column);
    }

    /** A whole number. */
    public int number(String column) throws SQLException {
        return row.getInt(column);
    }

    /** A moment. */
    public Instant instant(String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    /** A moment that may be null. */
    public Optional<Instant> optionalInstant(String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** A sealed column, opened. */
    public Secret secret(String column) throws SQLException {
        return secrets.unseal(place(table, column, sid()), row.getBytes(column));
    }

    /** A column that was sealed for another name than the row's sid, opened. */
    public Secret secret(String column, String seal) throws SQLException {
        return secrets.unseal(place(table, column, seal), row.getBytes(column));
    }

    /** A sealed column that may be null, opened. */
    public Optional<Secret> optionalSecret(String column) throws SQLException {
        byte[] sealed = row.getBytes(column);
        return sealed == null ? Optional.empty() : Optional.of(secrets.unseal(place(table, column, sid()), sealed));
    }

    /** A JSON column with the URLs of a level. */
    public VoiceUrls voice(String column) throws SQLException {
        return Json.voice(text(column));
    }

    /** A JSON column with a list of texts. */
    public List<String> strings(String column) throws SQLException {
        return Json.strings(Json.parse(text(column)));
    }

    /** A JSON column with an object of texts. */
    public Map<String, String> map(String column) throws SQLException {
        Map<String, String> map = new LinkedHashMap<>();
        Json.parse(text(column)).properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    /** What a seal is bound to: {@link Secrets#seal}. */
    static String place(String table, String column, String sid) {
        return table + "." + column + ":" + sid;
    }
}
