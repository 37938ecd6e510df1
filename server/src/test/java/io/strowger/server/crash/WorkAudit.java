package io.strowger.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.Database;
import io.strowger.server.store.WorkStore;
import io.strowger.work.Batch;
import io.strowger.work.JournalCodec;
import io.strowger.work.JournalPort;
import io.strowger.work.Outgoing;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.RoutingLimits;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Compares the books with what the servers have after all the deaths (issue 4, must show 4): by the API where it tells
 * it, in the database's tables for the rest. Afterwards the load is over.
 */
final class WorkAudit {
    private static final Duration SOON = Duration.ofSeconds(120);
    /** Where in an event's sid its sequence begins, and its index behind that. */
    private static final int SEQUENCE = 14;
    private static final int INDEX = 24;

    private final World world;
    private final WorkLoad load;
    private final Database database;
    private final List<Promise> promises = new ArrayList<>();
    private final Map<String, List<JsonNode>> events = new TreeMap<>();
    private final Map<String, JsonNode> bySid = new TreeMap<>();

    /** What must hold, and whether it did. */
    record Promise(boolean held, String words) {}

    private WorkAudit(World world, WorkLoad load, Database database) {
        this.world = world;
        this.load = load;
        this.database = database;
    }

    /** All promises, after a drain. */
    static List<Promise> of(World world, WorkLoad load, Database.Address address) {
        try (Database database = Database.open(address, 2)) {
            WorkAudit audit = new WorkAudit(world, load, database);
            audit.check();
            return audit.promises;
        }
    }

    private void promise(Set<String> broken, String words) {
        promises.add(new Promise(broken.isEmpty(), words + (broken.isEmpty() ? "" : ": " + broken.size() + ", such as "
                + broken.stream().limit(5).toList())));
    }

    private void check() {
        settle();
        load.client.all(load.in("/Events?PageSize=1000&Minutes=1440"), "events").forEach(event -> {
            events.computeIfAbsent(event.path("event_type").asText(), type -> new ArrayList<>()).add(event);
            bySid.put(event.path("sid").asText(), event);
        });
        acknowledged();
        told();
        atMostOnce();
        journal();
        workers();
    }

    /** Effects are done after the commands that they follow from. */
    private void settle() {
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        while (!texts("select count(*)::text from work_outbox").equals(List.of("0"))
                && !deadline.passed(world.timeline())) {
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), Duration.ofMillis(100)));
        }
        promise(new TreeSet<>(texts("select workspace_sid || '-' || sequence || '-' || index from work_outbox")),
                "the outbox is empty in the end");
        promise(new TreeSet<>(load.client.all(load.in("/Tasks?PageSize=500&AssignmentStatus="
                + "pending,reserved,assigned,wrapping"), "tasks").stream().map(JsonNode::toString).toList()),
                "every task is done in the end");
    }

    private Map<String, JsonNode> of(String type, String key) {
        Map<String, JsonNode> found = new HashMap<>();
        events.getOrDefault(type, List.of()).forEach(event ->
                found.put(event.path("event_data").path(key).asText(), event.path("event_data")));
        return found;
    }

    private static Set<String> without(Set<String> all, Set<String> there) {
        Set<String> missing = new TreeSet<>(all);
        missing.removeAll(there);
        return missing;
    }

    private void acknowledged() {
        Map<String, JsonNode> made = of("task.created", "task_sid");
        Set<String> lost = new TreeSet<>();
        load.books.created.forEach((task, attributes) -> {
            if (!made.containsKey(task) || !made.get(task).path("task_attributes").asText().equals(attributes)) {
                lost.add(task);
            }
        });
        promise(lost, load.books.created.size() + " acknowledged tasks are there with their attributes, of "
                + made.size());
        promise(load.books.completed.isEmpty() || load.books.accepted.isEmpty() ? Set.of("nothing was done") : Set.of(),
                "tasks were accepted and completed at all");
        promise(without(load.books.completed, of("task.completed", "task_sid").keySet()),
                load.books.completed.size() + " acknowledged completions are there");
        promise(without(load.books.canceled, of("task.canceled", "task_sid").keySet()),
                load.books.canceled.size() + " acknowledged cancellations are there");
        promise(without(load.books.accepted, of("reservation.accepted", "reservation_sid").keySet()),
                load.books.accepted.size() + " acknowledged acceptances are there");
    }

    private void told() {
        promise(without(bySid.keySet(), load.books.events.keySet()),
                "each of " + bySid.size() + " events was told to the event callback");
        promise(without(load.books.events.keySet(), bySid.keySet()), "and nothing else was told to it");
        Set<String> offers = of("reservation.created", "reservation_sid").keySet();
        promise(without(offers, load.books.offers.keySet()),
                "each of " + offers.size() + " reservations had its assignment callback");
        promise(without(load.books.offers.keySet(), offers), "and nothing else had one");
        promise(load.books.contradictions, "each of " + load.books.repeats
                + " repetitions carried the same id and the same body");
    }

    private void atMostOnce() {
        Set<String> twice = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (String type : List.of("reservation.accepted", "task.completed", "task.canceled")) {
            events.getOrDefault(type, List.of()).forEach(event -> {
                String task = event.path("event_data").path("task_sid").asText();
                String kind = type.startsWith("task") ? "ended " : "accepted ";
                if (!seen.add(kind + task)) {
                    twice.add(kind + task);
                }
            });
        }
        promise(twice, "no task was accepted twice or ended twice");
        Set<String> attributes = new HashSet<>();
        Set<String> strange = new TreeSet<>();
        of("task.created", "task_sid").values().forEach(data -> {
            String text = data.path("task_attributes").asText();
            if (!attributes.add(text) || !load.books.attempted.contains(text)) {
                strange.add(text);
            }
        });
        promise(strange, "each request made at most one task, and nothing else did");
    }

    private void workers() {
        Set<String> wrong = new TreeSet<>();
        load.client.all(load.in("/Workers?PageSize=100"), "workers").forEach(worker -> {
            String sid = worker.path("sid").asText();
            int version = Integer.parseInt(worker.path("attributes").asText().replaceAll(".*version\":(\\d+).*", "$1"));
            boolean kept = version >= load.books.confirmed.getOrDefault(sid, 0)
                    && version <= load.books.asked.getOrDefault(sid, 0);
            boolean idle = load.client.all(load.in("/Workers/" + sid + "/Reservations?PageSize=100"), "reservations")
                    .stream().map(one -> one.path("reservation_status").asText())
                    .noneMatch(Set.of("pending", "accepted", "wrapping")::contains);
            if (!kept || !idle) {
                wrong.add(sid);
            }
        });
        promise(wrong, "each worker has its last acknowledged attributes and is idle");
    }

    /** The journal has no gap, its events are all in the Events resource, and its two readings give one state. */
    private void journal() {
        promise(new TreeSet<>(texts("select first::text from (select first, lag(last, 1, 0::bigint)"
                + " over (order by first) as before from work_journal) j where first <> before + 1")),
                "the journal has no gap");
        Set<String> places = new HashSet<>();
        bySid.keySet().forEach(sid -> places.add(sid.substring(SEQUENCE, INDEX + 2)));
        promise(new TreeSet<>(places.stream().filter(place -> !place.endsWith("00") && !places.contains(
                "%012x".formatted(Long.parseLong(place, 16) - 1))).toList()), "nor have the events");
        promise(new TreeSet<>(texts("select sum(events)::text from work_event_batches having sum(events) <> "
                + bySid.size())), "the Events resource shows all " + bySid.size());
        Map<String, String> digests = digests();
        promise(new TreeSet<>(digests.get("whole").equals(digests.get("tail")) ? List.of() : digests.values()),
                "the journal from its first event gives the same digest as " + digests.get("from"));
    }

    private Map<String, String> digests() {
        List<JournalPort.Snapshot> newest = new ArrayList<>();
        List<List<Recorded>> tail = new ArrayList<>();
        try (WorkStore store = WorkStore.open(world, database, new Metrics())) {
            store.load(new WorkspaceSid(load.workspace), found -> found.ifPresent(newest::add), tail::add);
        }
        long from = newest.isEmpty() ? 0 : newest.getFirst().sequence();
        long to = tail.isEmpty() ? from : tail.getLast().getLast().sequence();
        List<List<Recorded>> all = rows().stream().filter(batch -> batch.getLast().sequence() <= to).toList();
        if (newest.isEmpty()) { // too few events for one: it is made here, of the first half
            List<List<Recorded>> half = all.subList(0, all.size() / 2);
            newest.add(Workspaces.snapshot(new Reading(Optional.empty(), half), new AccountSid(WorkSite.ACCOUNT),
                    new WorkspaceSid(load.workspace), RoutingLimits.DEFAULT));
            tail.clear();
            tail.addAll(all.subList(all.size() / 2, all.size()));
        }
        return Map.of("whole", digest(Optional.empty(), all), "tail", digest(newest.stream().findFirst(), tail),
                "from", (from > 0 ? "the snapshot at " + from : "a snapshot of its first half") + " and what follows");
    }

    private String digest(Optional<JournalPort.Snapshot> snapshot, List<List<Recorded>> tail) {
        return Workspaces.read(new Reading(snapshot, tail), new AccountSid(WorkSite.ACCOUNT),
                new WorkspaceSid(load.workspace), RoutingLimits.DEFAULT).digest();
    }

    private List<List<Recorded>> rows() {
        return database.read(connection -> {
            List<List<Recorded>> all = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement("select version, first, body from work_journal"
                    + " where workspace_sid = ? order by first")) {
                query.setString(1, load.workspace);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        all.add(JournalCodec.read(rows.getInt(1), rows.getLong(2), rows.getString(3)));
                    }
                }
            }
            return all;
        });
    }

    private List<String> texts(String sql) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql); ResultSet rows = query.executeQuery()) {
                List<String> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
                return all;
            }
        });
    }

    /** A journal to be read only. */
    private record Reading(Optional<Snapshot> snapshot, List<List<Recorded>> tail) implements JournalPort {
        @Override
        public Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> begin,
                Consumer<List<Recorded>> add) {
            begin.accept(snapshot);
            tail.forEach(add);
            return new Stored(List.of());
        }

        @Override
        public Appended append(Batch batch) {
            throw new AssertionError("read only");
        }

        @Override
        public void done(Outgoing effect) {
            throw new AssertionError("read only");
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            throw new AssertionError("read only");
        }

        @Override
        public void dropSnapshot(Snapshot snapshot) {
            throw new AssertionError("read only");
        }
    }
}
