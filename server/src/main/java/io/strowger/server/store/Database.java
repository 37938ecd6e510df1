package io.strowger.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Connections to one PostgreSQL database, and transactions on them. Any thread may call it; a call blocks for a
 * connection for at most five seconds.
 */
public final class Database implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(5);
    /** A session whose machine is silent for some three seconds is ended by the server, and its locks are free. */
    static final String KEEPALIVES = "set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1;"
            + " set tcp_keepalives_count = 2; set tcp_user_timeout = 3000";

    private final HikariDataSource pool;
    private volatile Step fence = connection -> { };

    /**
     * Where a database is.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/name}
     * @param password empty when the server asks for none
     */
    public record Address(String jdbcUrl, String user, Secret password) {
        /**
         * Reads the setting {@code database}: {@code postgresql://user:password@host:port/name?options}, or the same
         * behind {@code jdbc:} with user and password as options.
         *
         * @throws IllegalArgumentException with one sentence that does not repeat the URL, as it may hold a password
         */
        public static Address parse(String url) {
            String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
            URI uri;
            try {
                uri = URI.create(plain);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("the database URL is not a URL");
            }
            boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (!known || uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
                throw new IllegalArgumentException(
                        "the database URL does not look like postgresql://user:password@host:5432/name");
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String[] login = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
            return new Address("jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                    decoded(login[0]), new Secret(login.length > 1 ? decoded(login[1]) : ""));
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        /** Without options, which may hold a password: for people. */
        String place() {
            return jdbcUrl.replaceAll("\\?.*", "");
        }

        /** A connection outside any pool. */
        Connection connect(String application) throws SQLException {
            return DriverManager.getConnection(jdbcUrl, properties(this, application));
        }
    }

    /** Work on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it; the connection is not the work's to close or commit. */
        T on(Connection connection) throws SQLException;
    }

    /** Work without a result. */
    @FunctionalInterface
    public interface Step {
        /** Does it; the connection is not the step's to close or commit. */
        void on(Connection connection) throws SQLException;
    }

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens a pool.
     *
     * @param connections greatest number at once; from 2, as the journal's writer keeps one
     * @throws StoreFailure when no connection can be made
     */
    public static Database open(Address address, int connections) {
        return open(address, connections, "strowger");
    }

    /** As above, with the name that the server shows for the sessions. */
    static Database open(Address address, int connections, String application) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(properties(address, application));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(WAIT.toMillis());
        config.setInitializationFailTimeout(1);
        config.setConnectionInitSql("set time zone 'UTC'; " + KEEPALIVES);
        config.setAutoCommit(true);
        try {
            return new Database(new HikariDataSource(config));
        } catch (HikariPool.PoolInitializationException away) {
            throw new StoreFailure("no connection to the database at " + address.place(), away);
        }
    }

    /** What is not in the URL itself. The server must answer within a minute, or the connection counts as lost. */
    private static Properties properties(Address address, String application) {
        Properties properties = new Properties();
        if (!address.user().isEmpty()) {
            properties.setProperty("user", address.user());
        }
        if (!address.password().value().isEmpty()) {
            properties.setProperty("password", address.password().value());
        }
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /** From now on this is done at the end of every transaction, which fails where it does; what it locks stays so. */
    void fence(Step step) {
        fence = step;
    }

    /** Runs a query outside a transaction. */
    public <T> T read(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException trouble) {
            throw failure(trouble);
        }
    }

    /** Runs work in one transaction: all of it is durable when this returns, or none of it happened. */
    public <T> T transaction(Work<T> work) {
        try {
            return attempt(work);
        } catch (SQLException trouble) {
            throw failure(trouble);
        }
    }

    /** As {@link #transaction(Work)}, without a result. */
    public void change(Step step) {
        transaction(connection -> {
            step.on(connection);
            return 0;
        });
    }

    /** A transaction whose trouble the caller looks into. */
    <T> T attempt(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                fence.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException trouble) {
                rollBack(connection, trouble);
                throw trouble;
            }
        }
    }

    /** Shows the pool's figures. */
    public void register(Metrics metrics) {
        metrics.gauge("strowger_database_connections_active", "Database connections at work.",
                () -> pool.getHikariPoolMXBean().getActiveConnections());
        metrics.gauge("strowger_database_connections_idle", "Database connections at rest.",
                () -> pool.getHikariPoolMXBean().getIdleConnections());
        metrics.gauge("strowger_database_waiting", "Threads that wait for a database connection.",
                () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection());
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void rollBack(Connection connection, Exception trouble) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            trouble.addSuppressed(second);
        }
    }

    private static StoreFailure failure(SQLException trouble) {
        return new StoreFailure("the database refused or did not answer: " + trouble.getMessage(), trouble);
    }
}
