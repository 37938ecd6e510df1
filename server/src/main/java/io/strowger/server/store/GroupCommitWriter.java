package io.strowger.server.store;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Strand;
import io.strowger.kernel.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * One strand that writes for everybody: it takes what waits in its bounded inbox, writes it in one transaction, and
 * takes what has come meanwhile. Under load batches grow by themselves; alone a letter is durable after one commit.
 *
 * <p>While the database is away the batch in hand is tried again without end and the inbox fills; when it is full,
 * letters are counted and dropped, with an error in the log, and no poster ever waits. A batch that the database
 * refuses for what is in it is written letter by letter, and only the refused ones are dropped.
 *
 * <p>Any thread may post; only the writer's strand writes.
 *
 * @param <L> what is written
 */
final class GroupCommitWriter<L> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GroupCommitWriter.class.getName());
    private static final int LARGEST_BATCH = 1000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final double[] WAIT_BOUNDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};
    private static final double[] SIZE_BOUNDS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000};

    private final World world;
    private final Database database;
    private final Sink<L> sink;
    private final Limit backlog;
    private final Inbox<Letter<L>> inbox;
    private final Inbox<Boolean> ended;
    private final Metrics.Histogram wait;
    private final Metrics.Histogram size;
    private final LongAdder refused;
    private final LongAdder retries;
    private final Strand strand;
    private volatile Deadline giveUp = Deadline.NEVER;

    /** Writes a batch. */
    @FunctionalInterface
    interface Sink<L> {
        /** Writes the letters, in the order they were posted, inside the connection's transaction. */
        void write(Connection connection, List<L> batch) throws SQLException;
    }

    /** A letter with the moment of its posting; the action of a barrier, or none. */
    private record Letter<L>(Optional<L> content, Runnable durable, long nanos) {}

    private GroupCommitWriter(World world, Database database, Metrics metrics, Limit backlog, Sink<L> sink) {
        this.world = world;
        this.database = database;
        this.sink = sink;
        this.backlog = backlog;
        this.inbox = world.timeline().inbox((int) backlog.max());
        this.ended = world.timeline().inbox(1);
        wait = metrics.histogram(
                "strowger_journal_wait_seconds", "From posting a record to its being durable.", WAIT_BOUNDS);
        size = metrics.histogram("strowger_journal_batch_size", "Records in one commit.", SIZE_BOUNDS);
        refused = metrics.counter("strowger_journal_refused_total", "Records the database refused for their content.");
        retries = metrics.counter("strowger_journal_retries_total", "Commits tried again after a lost connection.");
        metrics.gauge("strowger_journal_backlog", "Records waiting to be written.", inbox::size);
        metrics.counterOf("strowger_journal_dropped_total", "Records dropped because the backlog was full.",
                backlog::bites);
        this.strand = world.timeline().spawn("journal", this::run);
    }

    /**
     * Starts the strand.
     *
     * @param backlog greatest number of letters waiting; its bites are letters dropped
     */
    static <L> GroupCommitWriter<L> open(
            World world, Database database, Metrics metrics, Limit backlog, Sink<L> sink) {
        return new GroupCommitWriter<>(world, database, metrics, backlog, sink);
    }

    /** Takes a letter; never blocks. */
    void post(L letter) {
        if (!inbox.post(new Letter<>(Optional.of(letter), () -> { }, world.timeline().nanos()))) {
            backlog.allows(backlog.max() + 1);
            if (Long.bitCount(backlog.bites()) == 1) {
                LOG.log(System.Logger.Level.ERROR, "the journal's backlog of " + backlog.max() + " records is full"
                        + " (limit " + backlog.name() + "): " + backlog.bites() + " records are lost so far");
            }
        }
    }

    /** True while letters are written and four fifths of the backlog are not yet full. */
    boolean keepsUp() {
        return !strand.ended() && inbox.size() < backlog.max() / 5 * 4 + 1;
    }

    /**
     * Runs an action, on the writer's strand, once everything posted before is durable.
     *
     * @return false when the backlog is full: the action will not run
     */
    boolean whenDurable(Runnable action) {
        return inbox.post(new Letter<>(Optional.empty(), action, world.timeline().nanos()));
    }

    /** Waits until everything posted before is durable; for a place in a full backlog, too. */
    void flush() {
        Inbox<Boolean> done = world.timeline().inbox(1);
        while (giveUp == Deadline.NEVER) {
            if (whenDurable(() -> done.post(true))) {
                done.await();
                return;
            }
            done.await(Deadline.after(world.timeline(), FIRST_PAUSE));
        }
    }

    /** Refuses further letters, writes those that wait, and returns; gives up after 30 seconds without a database. */
    @Override
    public synchronized void close() {
        if (giveUp != Deadline.NEVER) {
            return;
        }
        giveUp = Deadline.after(world.timeline(), DRAIN);
        whenDurable(() -> { });
        inbox.close();
        ended.await(Deadline.after(world.timeline(), DRAIN.plusSeconds(10)));
    }

    private void run() {
        try {
            while (giveUp == Deadline.NEVER || inbox.size() > 0) {
                List<Letter<L>> batch = take();
                List<L> contents = batch.stream().flatMap(letter -> letter.content().stream()).toList();
                if (!contents.isEmpty() && !write(contents)) {
                    LOG.log(System.Logger.Level.ERROR, "the journal stops, as the database is away or"
                            + " another server's: " + (contents.size() + inbox.size()) + " records are lost");
                    return;
                }
                long now = world.timeline().nanos();
                batch.forEach(letter -> {
                    wait.observe((now - letter.nanos()) / 1e9);
                    letter.durable().run();
                });
            }
        } finally {
            ended.post(true);
        }
    }

    private List<Letter<L>> take() {
        List<Letter<L>> batch = new ArrayList<>();
        batch.add(inbox.await());
        while (batch.size() < LARGEST_BATCH) {
            Optional<Letter<L>> next = inbox.poll();
            if (next.isEmpty()) {
                break;
            }
            batch.add(next.get());
        }
        return batch;
    }

    /** False when the writer is closing and the database did not come back in time. */
    private boolean write(List<L> batch) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                commit(batch);
                size.observe(batch.size());
                return true;
            } catch (SQLException | RuntimeException | Error trouble) { // nothing about one record ends the journal
                if (trouble instanceof Claim.Fenced) {
                    return false;
                }
                if (!(trouble instanceof SQLException sql) || !passes(sql)) {
                    return writeApart(batch, trouble);
                }
                if (giveUp.passed(world.timeline())) {
                    return false;
                }
                retries.increment();
                LOG.log(System.Logger.Level.WARNING, "the journal waits for the database: " + trouble.getMessage());
                world.timeline().<Boolean>inbox(1).await(Deadline.after(world.timeline(), pause));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void commit(List<L> batch) throws SQLException {
        database.attempt(connection -> {
            sink.write(connection, batch);
            return batch.size();
        });
    }

    private boolean writeApart(List<L> batch, Throwable trouble) {
        if (batch.size() == 1) {
            refused.increment();
            LOG.log(System.Logger.Level.ERROR, "a " + batch.getFirst().getClass().getSimpleName()
                    + " record cannot be written" + (trouble instanceof SQLException sql
                            ? " (SQL state " + sql.getSQLState() + ")" : ""), trouble);
            return true;
        }
        int middle = batch.size() / 2;
        return write(batch.subList(0, middle)) && write(batch.subList(middle, batch.size()));
    }

    /**
     * True for trouble of the connection or the server, which another try may get past (SQL states, PostgreSQL manual
     * appendix A): 08 connection, 40 conflict, 53 resources, 55 not in state, 57 operator intervention, 58 system
     * error, or none at all, as when the pool gave no connection.
     */
    private static boolean passes(SQLException trouble) {
        String state = trouble.getSQLState();
        return state == null || List.of("08", "40", "53", "55", "57", "58").contains(state.substring(0, 2));
    }
}
