package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/**
 * A backup is one zip: {@code tables/NAME.copy} (COPY text format, in the order of the primary key, all of one
 * snapshot), {@code manifest.json} (schema version, SHA-256 of each table), and when asked for {@code
 * recordings/ACCOUNT/SID.wav} and {@code keys}. The key file is left out unless asked for: with it the zip holds
 * every secret in clear, without it the secrets in it open only beside the key file. One thread.
 */
public final class Backup {
    /** Every table, in an order in which foreign keys hold; its primary key is the order of its rows. */
    static final Map<String, String> TABLES = tables();
    /** Tables that a backup of an older schema has, and a migration takes away. */
    private static final Set<String> FORMER = Set.of("work_events");
    private static final int FORMAT = 1;

    private final World world;
    private final Database database;
    private final DataDirectory directory;
    private final Migrations migrations;

    /** What goes in beside the tables. */
    public record Extent(boolean recordings, boolean keys) {}

    /**
     * What a backup holds.
     *
     * @param digests SHA-256 of each table in hex: equal data has equal digests
     */
    public record Manifest(int schema, Map<String, String> digests, boolean recordings, boolean keys) {}

    /** @param database of the same schema for {@link #write}; without any table for {@link #restore} */
    public Backup(World world, Database database, DataDirectory directory, Migrations migrations) {
        this.world = world;
        this.database = database;
        this.directory = directory;
        this.migrations = migrations;
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("settings", "name");
        tables.put("key_check", "id");
        tables.put("accounts", "sid");
        tables.put("api_keys", "sid");
        tables.put("applications", "sid");
        tables.put("phone_numbers", "sid");
        tables.put("credential_lists", "sid");
        tables.put("sip_credentials", "sid");
        tables.put("access_lists", "sid");
        tables.put("access_addresses", "sid");
        tables.put("connection_policies", "sid");
        tables.put("connection_targets", "sid");
        tables.put("byoc_trunks", "sid");
        tables.put("sip_domains", "sid");
        tables.put("elastic_trunks", "sid");
        tables.put("origination_urls", "sid");
        tables.put("sip_mappings", "sid");
        tables.put("ip_records", "sid");
        tables.put("source_ip_mappings", "sid");
        tables.put("dialing_permissions", "account_sid");
        tables.put("trunks", "sid");
        tables.put("number_pool", "digits");
        tables.put("caller_ids", "sid");
        tables.put("calls", "sid");
        tables.put("outbound_calls", "call_sid");
        tables.put("idempotency_keys", "account_sid, key");
        tables.put("outbound_stops", "account_sid");
        tables.put("dialled_countries", "account_sid, country");
        tables.put("call_details", "call_sid");
        tables.put("timelines", "call_sid");
        tables.put("notifications", "sid");
        tables.put("recordings", "sid");
        tables.put("checkpoints", "call_sid");
        tables.put("outbox", "id");
        tables.put("registrations", "account_sid, username, contact");
        tables.put("call_queues", "sid");
        tables.put("work_leases", "workspace_sid");
        tables.put("work_journal", "workspace_sid, first");
        tables.put("work_snapshots", "workspace_sid, sequence");
        tables.put("work_snapshot_parts", "workspace_sid, sequence, part");
        tables.put("work_outbox", "workspace_sid, sequence, index");
        tables.put("work_event_batches", "workspace_sid, first");
        tables.put("work_event_subjects", "subject, first");
        tables.put("work_counts", "workspace_sid, scope_sid, minute, channel_sid, measure, value");
        tables.put("work_spans", "workspace_sid, worker_sid, ended_at, began_at");
        tables.put("audit", "id");
        return tables;
    }

    /**
     * Writes a new file with mode 0600, while the server may be running.
     *
     * @throws StoreFailure when the file is there already or cannot be written; nothing is left behind then
     */
    public Manifest write(Path file, Extent extent) {
        Path fresh = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (Files.exists(file)) {
                throw new StoreFailure("the file " + file + " is there already: a backup never replaces anything");
            }
            Files.deleteIfExists(fresh);
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(fresh, mode);
            Manifest manifest;
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(fresh, StandardOpenOption.WRITE))) {
                Map<String, String> digests = writeTables(zip);
                writeFiles(zip, extent);
                manifest = new Manifest(migrations.version(), digests, extent.recordings(), extent.keys());
                zip.putNextEntry(new ZipEntry("manifest.json"));
                zip.write(json(manifest).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            Files.move(fresh, file);
            return manifest;
        } catch (IOException trouble) {
            throw new StoreFailure("the backup " + file + " cannot be written: " + trouble, trouble);
        }
    }

    /**
     * Fills an empty database and an empty data directory, then brings the schema to this program's version.
     *
     * @throws StoreFailure when the file is damaged or of a newer program, or something is there already; nothing has
     *     changed in the database then
     */
    public Manifest restore(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Manifest manifest = manifest(file, zip);
            if (manifest.schema() > migrations.version()) {
                throw new StoreFailure("the backup " + file + " has schema version " + manifest.schema()
                        + ", this program knows versions up to " + migrations.version() + ": use the newer program");
            }
            if (manifest.keys() && Files.exists(directory.keyFile())) {
                throw new StoreFailure("the key file " + directory.keyFile() + " is there already and the backup brings"
                        + " one: move it away first");
            }
            database.change(connection -> restoreTables(connection, zip, manifest));
            migrations.run(database);
            restoreFiles(zip);
            return manifest;
        } catch (IOException trouble) {
            throw new StoreFailure("the backup " + file + " cannot be restored: " + trouble.getMessage(), trouble);
        }
    }

    /** The digests of the tables as they are now, for comparison with a manifest. */
    public Map<String, String> digests() {
        try (ZipOutputStream nowhere = new ZipOutputStream(OutputStream.nullOutputStream())) {
            return writeTables(nowhere);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to nowhere failed", impossible);
        }
    }

    private Map<String, String> writeTables(ZipOutputStream zip) {
        return database.transaction(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Map<String, String> digests = new LinkedHashMap<>();
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                String sql = "copy (select * from " + table.getKey() + " order by " + table.getValue() + ") to stdout";
                MessageDigest digest = sha256();
                try {
                    zip.putNextEntry(new ZipEntry("tables/" + table.getKey() + ".copy"));
                    connection.unwrap(PGConnection.class).getCopyAPI()
                            .copyOut(sql, new DigestOutputStream(zip, digest));
                    zip.closeEntry();
                } catch (IOException trouble) {
                    throw new StoreFailure("the backup cannot be written: " + trouble, trouble);
                }
                digests.put(table.getKey(), HexFormat.of().formatHex(digest.digest()));
            }
            return digests;
        });
    }

    private void writeFiles(ZipOutputStream zip, Extent extent) throws IOException {
        if (extent.keys()) {
            zip.putNextEntry(new ZipEntry("keys"));
            Files.copy(directory.keyFile(), zip);
            zip.closeEntry();
        }
        if (extent.recordings()) {
            try (Stream<Path> files = Files.walk(directory.recordings())) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    zip.putNextEntry(new ZipEntry("recordings/" + directory.recordings().relativize(file)));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    private void restoreTables(Connection connection, ZipFile zip, Manifest manifest) throws SQLException {
        Sql sql = new Sql(connection);
        sql.list("select pg_advisory_xact_lock(" + Migrations.LOCK + ")", row -> "");
        if (sql.first("select 1 from pg_tables where schemaname = current_schema()", row -> 1).isPresent()) {
            throw new StoreFailure("the database is not empty: restore into a new data directory or an empty database");
        }
        migrations.create(connection, manifest.schema());
        for (Map.Entry<String, String> table : manifest.digests().entrySet()) {
            if (!TABLES.containsKey(table.getKey()) && !FORMER.contains(table.getKey())) {
                throw new StoreFailure("the backup names a table '" + table.getKey() + "' that this program has not");
            }
            load(connection, zip, table.getKey(), table.getValue());
        }
        sql.list("select setval(pg_get_serial_sequence('audit', 'id'), greatest((select max(id) from audit), 1))",
                row -> "");
    }

    private static void load(Connection connection, ZipFile zip, String table, String expected) throws SQLException {
        ZipEntry entry = zip.getEntry("tables/" + table + ".copy");
        if (entry == null) {
            throw new StoreFailure("the backup is damaged: it lacks the table " + table);
        }
        MessageDigest digest = sha256();
        try (InputStream rows = new java.security.DigestInputStream(zip.getInputStream(entry), digest)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin", rows);
        } catch (IOException damaged) {
            throw new StoreFailure("the backup is damaged: the table " + table + " cannot be read", damaged);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw new StoreFailure("the backup is damaged: the table " + table + " is not what its checksum says");
        }
    }

    private void restoreFiles(ZipFile zip) throws IOException {
        for (ZipEntry entry : zip.stream().toList()) {
            if (entry.getName().equals("keys")) {
                try (InputStream keys = zip.getInputStream(entry)) {
                    PrivateFiles.replace(
                            directory.keyFile(), new String(keys.readAllBytes(), StandardCharsets.UTF_8));
                }
            } else if (entry.getName().startsWith("recordings/")) {
                Path target = directory.path().resolve(entry.getName()).normalize();
                if (!target.startsWith(directory.recordings())) {
                    throw new IOException("it names a file outside the recordings: " + entry.getName());
                }
                Files.createDirectories(target.getParent());
                try (InputStream sound = zip.getInputStream(entry)) {
                    Files.copy(sound, target);
                }
            }
        }
    }

    private String json(Manifest manifest) {
        ObjectNode node = Json.object();
        node.put("format", FORMAT);
        node.put("schema", manifest.schema());
        node.put("written", world.timeline().now().toString());
        node.put("recordings", manifest.recordings());
        node.put("keys", manifest.keys());
        ObjectNode tables = node.putObject("tables");
        manifest.digests().forEach(tables::put);
        return node.toPrettyString();
    }

    private static Manifest manifest(Path file, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry("manifest.json");
        if (entry == null) {
            throw new StoreFailure("the file " + file + " is not a backup: it has no manifest.json");
        }
        JsonNode node;
        try (InputStream text = zip.getInputStream(entry)) {
            node = Json.parse(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (node.path("format").asInt() != FORMAT) {
            throw new StoreFailure("the backup " + file + " has format " + node.path("format").asText()
                    + ", this program reads format " + FORMAT);
        }
        Map<String, String> digests = new LinkedHashMap<>();
        Set<Map.Entry<String, JsonNode>> tables = node.path("tables").properties();
        tables.forEach(table -> digests.put(table.getKey(), table.getValue().asText()));
        return new Manifest(node.path("schema").asInt(), digests, node.path("recordings").asBoolean(),
                node.path("keys").asBoolean());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has SHA-256", mistake);
        }
    }
}
