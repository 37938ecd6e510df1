package io.strowger.server.store;

import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the key that seals: a new one is added to the key file, then every sealed value is opened and sealed anew,
 * in one transaction. Old keys stay in the file, for older backups. A running server finds the new key by itself. Any
 * thread may call it.
 */
public final class KeyRotation {
    /** Every sealed column: table, column, and the SQL of the row's name in its seal. */
    static final List<Column> SEALED = List.of(
            new Column("accounts", "auth_token", "sid"),
            new Column("accounts", "secondary_token", "sid"),
            new Column("api_keys", "secret", "sid"),
            new Column("sip_credentials", "ha1_md5", "seal"),
            new Column("sip_credentials", "ha1_sha256", "seal"),
            new Column("trunks", "password", "sid"),
            new Column("outbound_calls", "request", "call_sid"),
            new Column("key_check", "sealed", "id::text"));

    private final World world;
    private final Database database;
    private final Secrets secrets;

    record Column(String table, String name, String row) {}

    /** What was done. */
    public record Report(String newKey, int values) {}

    public KeyRotation(World world, Database database, Secrets secrets) {
        this.world = world;
        this.database = database;
        this.secrets = secrets;
    }

    /**
     * Does it.
     *
     * @param actor who asked for it, for the audit
     */
    public Report rotate(String actor) {
        secrets.addKey();
        int values = database.transaction(connection -> reseal(connection, actor));
        return new Report(secrets.newestKey(), values);
    }

    private int reseal(Connection connection, String actor) throws SQLException {
        Sql sql = new Sql(connection);
        // as every change of the directory does: nothing sealed is written meanwhile
        Directory.lockGeneration(connection);
        int values = 0;
        for (Column column : SEALED) {
            List<Object[]> rows = sql.list("select " + column.row() + ", " + column.name() + " from " + column.table()
                            + " where " + column.name() + " is not null",
                    row -> new Object[] {row.getString(1), row.getBytes(2)});
            for (Object[] row : rows) {
                String place = column.table() + "." + column.name() + ":" + row[0];
                byte[] sealed = secrets.seal(place, secrets.unseal(place, (byte[]) row[1]).value());
                sql.run("update " + column.table() + " set " + column.name() + " = ? where " + column.row() + " = ?",
                        sealed, row[0]);
                values++;
            }
        }
        Audit.write(connection, world, Actor.command(actor), Optional.empty(), "keys.rotated", secrets.newestKey(),
                Json.object());
        return values;
    }
}
