package io.strowger.server.store;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.work.Batch;
import io.strowger.work.Count;
import io.strowger.work.JournalPort.Appended;
import io.strowger.work.Outgoing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One strand that makes the batches of all workspaces durable: it takes what waits, writes it in one transaction, and
 * takes what has come meanwhile. A workspace has one batch under way at most, so none can crowd the others out. Unlike
 * {@link GroupCommitWriter} it answers each batch, drops none, and tries nothing twice: after trouble nobody can say
 * whether a commit was done, and whoever wrote reads again.
 */
final class WorkWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkWriter.class.getName());
    private static final int LARGEST_GROUP = 500;
    private static final int CAPACITY = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double[] WAIT_BOUNDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

    private final World world;
    private final Database database;
    private final Inbox<Letter> inbox;
    private final Inbox<Boolean> ended;
    private final Metrics.Histogram wait;
    private volatile boolean closing;

    private sealed interface Letter {
        record Append(Batch batch, Inbox<Appended> reply, long nanos) implements Letter {}

        record Done(Outgoing effect) implements Letter {}

        record Close() implements Letter {}
    }

    private WorkWriter(World world, Database database, Metrics metrics) {
        this.world = world;
        this.database = database;
        this.inbox = world.timeline().inbox(CAPACITY);
        this.ended = world.timeline().inbox(1);
        this.wait = metrics.histogram("strowger_work_append_seconds",
                "From handing over a batch of work events to its being durable.", WAIT_BOUNDS);
    }

    static WorkWriter open(World world, Database database, Metrics metrics) {
        WorkWriter writer = new WorkWriter(world, database, metrics);
        world.timeline().spawn("work journal", writer::run);
        return writer;
    }

    Appended append(Batch batch) {
        Inbox<Appended> reply = world.timeline().inbox(1);
        if (!inbox.post(new Letter.Append(batch, reply, world.timeline().nanos()))) {
            return Appended.UNKNOWN;
        }
        return reply.await(Deadline.after(world.timeline(), PATIENCE)).orElse(Appended.UNKNOWN);
    }

    /** An effect whose deletion is lost with a crash is done again: at least once. */
    void done(Outgoing effect) {
        inbox.post(new Letter.Done(effect));
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            inbox.post(new Letter.Close());
            inbox.close();
            ended.await(Deadline.after(world.timeline(), PATIENCE));
        }
    }

    private void run() {
        try {
            while (!closing || inbox.size() > 0) {
                write(take());
            }
        } finally {
            ended.post(true);
        }
    }

    private List<Letter> take() {
        List<Letter> letters = new ArrayList<>(List.of(inbox.await()));
        while (letters.size() < LARGEST_GROUP) {
            Optional<Letter> next = inbox.poll();
            if (next.isEmpty()) {
                break;
            }
            letters.add(next.get());
        }
        return letters;
    }

    private void write(List<Letter> letters) {
        List<Letter.Append> appends = new ArrayList<>();
        List<Outgoing> done = new ArrayList<>();
        for (Letter letter : letters) {
            switch (letter) {
                case Letter.Append append -> appends.add(append);
                case Letter.Done(Outgoing effect) -> done.add(effect);
                case Letter.Close _ -> { }
            }
        }
        if (!appends.isEmpty() || !done.isEmpty()) {
            write(appends, done);
        }
    }

    private void write(List<Letter.Append> appends, List<Outgoing> done) {
        try {
            Map<String, Long> tokens = database.attempt(connection -> {
                Map<String, Long> owned = lock(connection, appends);
                List<Batch> good = appends.stream().map(Letter.Append::batch)
                        .filter(batch -> isOwned(batch, owned)).toList();
                insert(connection, good);
                delete(connection, done);
                return owned;
            });
            appends.forEach(append -> answer(append,
                    isOwned(append.batch(), tokens) ? Appended.DURABLE : Appended.FENCED));
        } catch (SQLException | RuntimeException | Error trouble) { // one batch must not end the journal of all
            if (appends.size() > 1 && !connectionLost(trouble)) {
                appends.forEach(append -> write(List.of(append), List.of()));
                write(List.of(), done);
            } else {
                LOG.log(System.Logger.Level.ERROR, "a batch of work events could not be written", trouble);
                appends.forEach(append -> answer(append, Appended.UNKNOWN));
            }
        }
    }

    private static boolean connectionLost(Throwable trouble) {
        return trouble instanceof SQLException sql
                && (sql.getSQLState() == null || sql.getSQLState().startsWith("08"));
    }

    private void answer(Letter.Append append, Appended appended) {
        wait.observe((world.timeline().nanos() - append.nanos()) / 1e9);
        append.reply().post(appended);
    }

    private static boolean isOwned(Batch batch, Map<String, Long> owned) {
        return Optional.ofNullable(owned.get(batch.workspace().value()))
                .filter(token -> token == batch.token()).isPresent();
    }

    /** The tokens, and a lock that holds off every change of owner until the commit. */
    private static Map<String, Long> lock(Connection connection, List<Letter.Append> appends) throws SQLException {
        Map<String, Long> tokens = new HashMap<>();
        Object[] sids = appends.stream().map(append -> append.batch().workspace().value()).sorted().toArray();
        if (sids.length > 0) {
            new Sql(connection).list("select workspace_sid, token from work_leases where workspace_sid = any(?)"
                    + " order by workspace_sid for share", row -> tokens.put(row.getString(1), row.getLong(2)),
                    connection.createArrayOf("text", sids));
        }
        return tokens;
    }

    private static void insert(Connection connection, List<Batch> batches) throws SQLException {
        RowBatch journal = RowBatch.strict("work_journal", List.of("workspace_sid text", "first int8", "last int8",
                "at timestamptz", "version int", "body text"));
        batches.forEach(batch -> journal.add(batch.workspace(), batch.first(), batch.last(), batch.at(),
                batch.version(), batch.body()));
        journal.write(connection);
        outbox(batches).write(connection);
        new EventRows(connection).insert(batches);
        counts(batches).write(connection);
        RowBatch spans = new RowBatch("work_spans", List.of("workspace_sid text", "worker_sid text",
                "activity_sid text", "began_at timestamptz", "ended_at timestamptz"),
                "(workspace_sid, worker_sid, ended_at, began_at) do nothing");
        batches.forEach(batch -> batch.spans().stream().filter(span -> span.to().isAfter(span.from()))
                .forEach(span -> spans.add(batch.workspace(), span.worker(), span.activity(), span.from(),
                        span.to())));
        spans.write(connection);
        for (Batch batch : batches) {
            if (batch.deleted()) {
                new Sql(connection).run("update work_leases set deleted = true where workspace_sid = ?",
                        batch.workspace().value());
            }
        }
    }

    private static RowBatch outbox(List<Batch> batches) {
        RowBatch rows = RowBatch.strict("work_outbox", List.of("workspace_sid text", "sequence int8", "index int",
                "account_sid text", "ordering text", "at timestamptz", "effect text"));
        batches.forEach(batch -> batch.outbox().forEach(one -> rows.add(one.workspace(), one.sequence(), one.index(),
                one.account(), one.order(), one.at(), one.effect().toJson())));
        return rows;
    }

    /** Equal counts of a group are one row, in the order of keys. */
    private static RowBatch counts(List<Batch> batches) {
        record Key(String workspace, Count count) {}
        Map<Key, Long> sums = new HashMap<>();
        batches.forEach(batch -> batch.counts().forEach(count ->
                sums.merge(new Key(batch.workspace().value(), count), 1L, Long::sum)));
        TreeMap<String, Map.Entry<Key, Long>> sorted = new TreeMap<>();
        sums.entrySet().forEach(entry -> sorted.put(entry.getKey().toString(), entry));
        RowBatch rows = new RowBatch("work_counts", List.of("workspace_sid text", "scope_sid text",
                "minute timestamptz", "channel_sid text", "measure text", "value int", "n int8"),
                "(workspace_sid, scope_sid, minute, channel_sid, measure, value) do update"
                        + " set n = work_counts.n + excluded.n");
        sorted.values().forEach(entry -> {
            Count count = entry.getKey().count();
            rows.add(entry.getKey().workspace(), count.scope(), count.minute(), count.channel(), count.measure(),
                    count.value(), entry.getValue());
        });
        return rows;
    }

    private static void delete(Connection connection, List<Outgoing> done) throws SQLException {
        if (!done.isEmpty()) {
            new Sql(connection).run("delete from work_outbox using unnest(?::text[], ?::int8[], ?::int[])"
                    + " as gone(workspace, sequence, index) where work_outbox.workspace_sid = gone.workspace"
                    + " and work_outbox.sequence = gone.sequence and work_outbox.index = gone.index",
                    connection.createArrayOf("text", done.stream().map(one -> one.workspace().value()).toArray()),
                    connection.createArrayOf("int8", done.stream().map(Outgoing::sequence).toArray()),
                    connection.createArrayOf("int4", done.stream().map(Outgoing::index).toArray()));
        }
    }
}
