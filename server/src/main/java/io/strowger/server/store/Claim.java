package io.strowger.server.store;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * One server at a time on an external database: two would end each other's calls at their starts. Whoever has the claim
 * holds an advisory lock in a session of its own, and asks it each second whether it lives. The database gives the lock
 * to the next when the process dies (its connection closes), when its machine is silent for about three seconds
 * (keepalives), and when the process hangs for five ({@code idle_session_timeout}).
 *
 * <p>Each owner raises a number in the table {@code settings}. A session that was lost, with a restart of the database
 * for one, is taken again as long as the number is ours; when it is not, another server was here: every transaction of
 * ours fails from then on, and {@link Patience#lost} is told. It is a lock and no mere look: each transaction holds the
 * number's row shared from just before its commit until it is over (see {@link Database#fence}), and whoever takes over
 * raises the number on the session that has the claim, which waits for commits under way. Any thread.
 */
public final class Claim implements AutoCloseable {
    /** Between two tries of a server that waits. */
    public static final Duration LOOK = Duration.ofMillis(100);
    private static final System.Logger LOG = System.getLogger(Claim.class.getName());
    /** The lock: "INSTANCE" in ASCII. */
    private static final long INSTANCE = 0x494e5354414e4345L;
    private static final String SERVER = "strowger server ";
    private static final Duration CHECKED = Duration.ofSeconds(1);
    private static final int ANSWERED_MILLIS = 2000;
    private static final String KEEPING =
            "set idle_session_timeout = '5s'; set lock_timeout = '1s'; " + Database.KEEPALIVES;
    private static final String NUMBER = "select value from settings where name = 'claim'";
    /** With a lock on its row: as long as the transaction lasts nobody raises it. */
    private static final String NUMBER_KEPT = NUMBER + " for share";
    private static final String LOCKED_TOO_LONG = "55P03";

    private final World world;
    private final Database.Address address;
    private final Patience patience;
    private final Inbox<Boolean> stop;
    private final Inbox<Boolean> stopped;
    private final String application;
    private volatile Session session;
    private volatile boolean held = true;
    private volatile long lostAt;
    private volatile Optional<String> number = Optional.empty();

    /** What a server does about another that has the database. */
    public interface Patience {
        /** Does not wait, and hears of nothing. */
        Patience NONE = new Patience() {
            @Override
            public boolean waits() {
                return false;
            }

            @Override
            public boolean again() {
                return false;
            }

            @Override
            public void lost(String why) { }
        };

        /** Whether it would wait for another at all. */
        boolean waits();

        /** Another has it: waits for about {@link Claim#LOOK} and says whether to look again. */
        boolean again();

        /** How long a server that others stand by for takes calls without knowing whether it has been replaced. */
        default Duration grace() {
            return Duration.ofSeconds(10);
        }

        /** Another has taken it from us: nothing can be written any more. Told once, on a strand of the claim's. */
        void lost(String why);
    }

    /** A transaction of a server whose database is another's by now. */
    static final class Fenced extends SQLException {
        private static final long serialVersionUID = 1;

        Fenced() {
            super("another server has taken over the database");
        }
    }

    /** The session that holds the lock, with what tells it from a later one of the same process id. */
    private record Session(Connection connection, int process, String began) {}

    private Claim(World world, Database.Address address, Patience patience, Session session) {
        this.world = world;
        this.address = address;
        this.patience = patience;
        this.session = session;
        this.stop = world.timeline().inbox(1);
        this.stopped = world.timeline().inbox(1);
        this.application = SERVER + world.entropy().hex(4);
    }

    /**
     * Takes the claim, waiting as long as the patience lasts; a database that is away meanwhile is waited for, too.
     *
     * @param mayServe run on the session of one that waits: whether it could serve from this database
     * @throws StoreFailure when another server keeps it, or the database cannot be reached at first
     */
    static Claim take(World world, Database.Address address, Patience patience, Database.Step mayServe) {
        Session session = first(address);
        try {
            if (patience.waits()) {
                mayServe.on(session.connection());
            }
            while (!tryLock(session)) {
                if (!patience.waits() || !patience.again()) {
                    throw new StoreFailure("another instance uses the database at " + address.place()
                            + ": stop it, give this one a database of its own, or let it wait with --standby");
                }
                session = next(session, address);
            }
        } catch (SQLException trouble) {
            close(session);
            throw new StoreFailure("the database at " + address.place() + " cannot be claimed", trouble);
        } catch (RuntimeException trouble) {
            close(session);
            throw trouble;
        }
        Claim claim = new Claim(world, address, patience, session);
        claim.endOthers();
        world.timeline().spawn("claim watch", claim::watch);
        return claim;
    }

    private static Session first(Database.Address address) {
        try {
            return open(address);
        } catch (SQLException away) {
            throw new StoreFailure("no connection to the database at " + address.place(), away);
        }
    }

    /** The same session while it lives, or while the database is away; else a new one. */
    private static Session next(Session session, Database.Address address) {
        try {
            if (session.connection().isValid(ANSWERED_MILLIS / 1000)) {
                return session;
            }
            close(session);
            return open(address);
        } catch (SQLException away) {
            return session;
        }
    }

    private static Session open(Database.Address address) throws SQLException {
        Connection connection = address.connect("strowger claim");
        try {
            connection.setNetworkTimeout(Runnable::run, ANSWERED_MILLIS);
            Sql sql = new Sql(connection);
            sql.run(KEEPING);
            return sql.first("select pid, backend_start::text from pg_stat_activity where pid = pg_backend_pid()",
                    row -> new Session(connection, row.getInt(1), row.getString(2))).orElseThrow();
        } catch (SQLException trouble) {
            connection.close();
            throw trouble;
        }
    }

    /** False, too, when the session died over it: {@link #next} opens another. */
    private static boolean tryLock(Session session) {
        try {
            return new Sql(session.connection()).first("select pg_try_advisory_lock(" + INSTANCE + ")",
                    row -> row.getBoolean(1)).orElseThrow();
        } catch (SQLException away) {
            LOG.log(System.Logger.Level.DEBUG, "the database is away", away);
            return false;
        }
    }

    /**
     * The database is migrated and about to be used: from here on the last owner can write nothing, whatever it thinks.
     *
     * @throws StoreFailure when the claim was lost meanwhile
     */
    void begin(Database database) {
        String next = raised();
        number = Optional.of(next);
        database.fence(this::check);
        endOthers(); // what they began since: whatever they begin from now on sees the number
        LOG.log(System.Logger.Level.DEBUG, "owner " + next + " of the database at " + address.place());
    }

    /** The next number. Commits of the last owner that are under way come first; one that hangs is not waited for. */
    private String raised() {
        while (held) {
            try {
                return new Sql(session.connection()).first("insert into settings (name, value) values ('claim', '1')"
                        + " on conflict (name) do update set value = (settings.value::bigint + 1)::text"
                        + " returning value", row -> row.getString(1)).orElseThrow();
            } catch (SQLException trouble) {
                if (!LOCKED_TOO_LONG.equals(trouble.getSQLState())) {
                    throw lost(trouble);
                }
                endOthers();
            }
        }
        throw lost(new SQLException("its session ended"));
    }

    private StoreFailure lost(SQLException why) {
        return new StoreFailure("the claim on the database at " + address.place() + " was lost during the start", why);
    }

    /** The name of this server's own sessions. */
    String application() {
        return application;
    }

    /** Ends the sessions that the last owner left, with what they have locked: those of a dead machine linger. */
    private void endOthers() {
        try {
            new Sql(session.connection()).list("select pg_terminate_backend(pid) from pg_stat_activity where datname ="
                    + " current_database() and usename = current_user and application_name like ?"
                    + " and application_name <> ?", row -> row.getBoolean(1), SERVER + "%", application);
        } catch (SQLException trouble) {
            LOG.log(System.Logger.Level.WARNING, "sessions of the last owner of the database were not ended", trouble);
        }
    }

    private void check(Connection connection) throws SQLException {
        if (!number.equals(new Sql(connection).first(NUMBER_KEPT, row -> row.getString(1)))) {
            throw new Fenced();
        }
    }

    /** False while the database is away or the lock is not ours. */
    public boolean held() {
        return held;
    }

    /**
     * False once a server that others stand by for has been without the claim for longer than its grace: cut off from
     * the database it cannot hear that it was replaced, so it takes no new calls. One that is alone goes on.
     */
    public boolean serves() {
        return held || !patience.waits() || world.timeline().nanos() - lostAt < patience.grace().toNanos();
    }

    private void watch() {
        try {
            while (stop.await(Deadline.after(world.timeline(), CHECKED)).isEmpty()) {
                if (!alive() && !retake()) {
                    return;
                }
            }
        } finally {
            close(session);
            stopped.post(true);
        }
    }

    /** Whether the session lives and the number is ours. */
    private boolean alive() {
        try {
            Sql sql = new Sql(session.connection());
            if (number.isEmpty() ? sql.first("select 1", row -> row.getInt(1)).isPresent()
                    : !foreign(session)) {
                return true;
            }
            gone("another has raised its number");
        } catch (SQLException gone) {
            gone(gone.getMessage());
        }
        return false;
    }

    private void gone(String why) {
        lostAt = world.timeline().nanos();
        held = false;
        LOG.log(System.Logger.Level.WARNING, "the claim on the database at " + address.place()
                + " is lost, and taken again unless another server has it: " + why);
    }

    /** Until the lock is ours again; false when another has been the owner, or we are closed. */
    private boolean retake() {
        Session old = session;
        close(old);
        do {
            try {
                Session fresh = open(address);
                if (foreign(fresh)) {
                    close(fresh);
                    patience.lost("another server has taken over the database at " + address.place());
                    return false;
                }
                if (locked(fresh, old)) {
                    session = fresh;
                    held = true;
                    LOG.log(System.Logger.Level.INFO, "the claim on the database is held again");
                    return true;
                }
                close(fresh);
            } catch (SQLException away) {
                LOG.log(System.Logger.Level.DEBUG, "the database is away", away);
            }
        } while (stop.await(Deadline.after(world.timeline(), LOOK)).isEmpty());
        return false;
    }

    private boolean foreign(Session fresh) throws SQLException {
        return number.isPresent()
                && !number.equals(new Sql(fresh.connection()).first(NUMBER, row -> row.getString(1)));
    }

    /** The database may not know yet that our old session is dead. The number counts once the lock is ours. */
    private boolean locked(Session fresh, Session old) throws SQLException {
        new Sql(fresh.connection()).list("select pg_terminate_backend(pid) from pg_stat_activity where pid = ?"
                + " and backend_start::text = ?", row -> row.getBoolean(1), old.process(), old.began());
        return tryLock(fresh) && !foreign(fresh);
    }

    /** Gives the claim back. */
    @Override
    public void close() {
        stop.post(true);
        stopped.await(Deadline.after(world.timeline(), Duration.ofSeconds(10)));
    }

    private static void close(Session session) {
        try {
            session.connection().close();
        } catch (SQLException trouble) {
            LOG.log(System.Logger.Level.DEBUG, "a session of the claim was not closed well", trouble);
        }
    }
}
