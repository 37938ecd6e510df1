package io.strowger.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings a database's schema to this program's version: forward only, each step in the one transaction that holds the
 * advisory lock, so that two instances that start together do it once and a failed step leaves nothing behind.
 */
public final class Migrations {
    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());
    /** Any number that no other program takes on the same database: "STROWGER" in ASCII. */
    static final long LOCK = 0x5354524f57474552L;
    private static final List<String> NAMES = List.of(
            "001_first_call", "002_tenants", "003_outbound_calls", "004_queues", "005_work", "006_outbound_guard",
            "007_sip_resources", "008_snapshot_parts", "009_event_batches");

    private final List<Step> steps;

    /**
     * One file of {@code db/}.
     *
     * @param version from 1, without gaps
     */
    record Step(int version, String name, String sql) {
        /** SHA-256 of the text: a file that has been applied somewhere must never change. */
        String checksum() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException mistake) {
                throw new IllegalStateException("every Java has SHA-256", mistake);
            }
        }
    }

    Migrations(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The steps that ship with this program. */
    public static Migrations shipped() {
        return new Migrations(NAMES.stream().map(Migrations::load).toList());
    }

    /** For tests of what a later program does with today's data. */
    static Migrations shippedAnd(Step next) {
        return new Migrations(Stream.concat(shipped().steps.stream(), Stream.of(next)).toList());
    }

    /** The version a database has after {@link #run}. */
    public int version() {
        return steps.size();
    }

    /**
     * Applies what is missing.
     *
     * @return the version found; 0 for an empty database
     * @throws StoreFailure when the database is of a newer program, or was made from other files
     */
    public int run(Database database) {
        return database.transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            }
            createVersions(connection);
            Map<Integer, String> applied = applied(connection);
            check(applied);
            for (Step step : steps.subList(applied.size(), steps.size())) {
                apply(connection, step);
            }
            return applied.size();
        });
    }

    /** Makes the schema of a version in an empty database, as a backup of that version needs it. */
    void create(Connection connection, int version) throws SQLException {
        createVersions(connection);
        for (Step step : steps.subList(0, version)) {
            apply(connection, step);
        }
    }

    private static void createVersions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists schema_versions (version int primary key,"
                    + " name text not null, checksum text not null,"
                    + " applied_at timestamptz not null default now())");
        }
    }

    private void check(Map<Integer, String> applied) {
        int found = applied.size();
        if (found > steps.size()) {
            throw new StoreFailure("the database has schema version " + found + ", this program knows versions up to "
                    + steps.size() + ": start the newer program, or restore a backup made with this one");
        }
        for (Step step : steps.subList(0, found)) {
            if (!step.checksum().equals(applied.get(step.version()))) {
                throw new StoreFailure("schema version " + step.version() + " of the database was made by another text"
                        + " of " + step.name() + ".sql than this program's: it is not a database of this program");
            }
        }
    }

    private static Map<Integer, String> applied(Connection connection) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select version, checksum from schema_versions")) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        }
        return applied;
    }

    private static void apply(Connection connection, Step step) throws SQLException {
        LOG.log(System.Logger.Level.INFO, "schema: applying " + step.name());
        try (Statement statement = connection.createStatement();
                PreparedStatement mark = connection.prepareStatement(
                        "insert into schema_versions (version, name, checksum) values (?, ?, ?)")) {
            statement.execute(step.sql());
            mark.setInt(1, step.version());
            mark.setString(2, step.name());
            mark.setString(3, step.checksum());
            mark.executeUpdate();
        }
    }

    private static Step load(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream("/db/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("db/" + name + ".sql is missing from the program");
            }
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Step(Integer.parseInt(name.substring(0, 3)), name, sql);
        } catch (IOException trouble) {
            throw new IllegalStateException("db/" + name + ".sql cannot be read from the program", trouble);
        }
    }
}
