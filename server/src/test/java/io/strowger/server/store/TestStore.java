package io.strowger.server.store;

import io.strowger.kernel.RealWorld;
import io.strowger.kernel.World;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A migrated database of its own for one test class, on the one real bundled server of this test run. The server's data
 * stays in the temporary folder for the next run, which then starts in a fraction of a second; it stops when this JVM
 * does.
 */
public final class TestStore implements AutoCloseable {
    public static final RealWorld WORLD = RealWorld.open();
    private static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"));
    /** Test runs of several checkouts on one machine keep out of each other's way. */
    private static final String CHECKOUT = Integer.toHexString(System.getProperty("strowger.root").hashCode());
    private static BundledPostgres shared;

    private final String name = "t_" + WORLD.entropy().hex(8);
    private final Database database;
    private final Database.Address address;

    private TestStore(boolean migrated) {
        admin("create database " + name);
        address = new Database.Address(
                shared().address().jdbcUrl().replace("/strowger", "/" + name), "strowger",
                shared().address().password());
        database = Database.open(address, 6);
        if (migrated) {
            Migrations.shipped().run(database);
        }
    }

    public static TestStore open() {
        return new TestStore(true);
    }

    public static TestStore empty() {
        return new TestStore(false);
    }

    public Database database() {
        return database;
    }

    public Database.Address address() {
        return address;
    }

    /** Calls that wait, sealed with the keys that {@link #secrets} names. */
    public OutboundCalls outbound() {
        return new OutboundCalls(database, secrets());
    }

    /** Keys that the tests of this machine share. */
    public static Secrets secrets() {
        return Secrets.open(WORLD, TEMP.resolve("strowger-test-keys-" + ProcessHandle.current().pid()));
    }

    public World world() {
        return WORLD;
    }

    /** First column of every row, as text. */
    public List<String> query(String sql) {
        return query(database, sql);
    }

    static List<String> query(Database database, String sql) {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
                List<String> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
                return all;
            }
        });
    }

    public void execute(String sql) {
        execute(database, sql);
    }

    static void execute(Database database, String sql) {
        database.read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @Override
    public void close() {
        database.close();
        admin("drop database " + name + " with (force)");
    }

    /** Programs unpacked once for all test servers. */
    static Path binaries() {
        return TEMP.resolve("strowger-test-postgres");
    }

    private static synchronized BundledPostgres shared() {
        for (int i = 0; shared == null && i < 20; i++) {
            try {
                DataDirectory directory = DataDirectory.open(
                        TEMP.resolve("strowger-test-store-" + CHECKOUT + "-" + i));
                shared = BundledPostgres.start(WORLD, directory, binaries(), List.of("fsync=off"));
                for (String left : names()) {
                    admin("drop database " + left + " with (force)");
                }
            } catch (StoreFailure inUse) {
                if (!inUse.getMessage().contains("in use by another instance")) {
                    throw inUse;
                }
            }
        }
        return shared;
    }

    private static List<String> names() {
        try (Database database = Database.open(shared.address(), 2)) {
            return query(database, "select datname from pg_database where datname like 't\\_%'");
        }
    }

    private static void admin(String sql) {
        try (Database database = Database.open(shared().address(), 2)) {
            database.read(connection -> run(connection, sql));
        }
    }

    private static boolean run(Connection connection, String sql) throws java.sql.SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
