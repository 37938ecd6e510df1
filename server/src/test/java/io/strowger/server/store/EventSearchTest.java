package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.kernel.World;
import io.strowger.server.store.WorkHistory.EventFilter;
import io.strowger.server.store.WorkHistory.Place;
import io.strowger.work.Batch;
import io.strowger.work.JournalPort;
import io.strowger.work.LeasePort;
import io.strowger.work.WorkEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events are found wherever they lie in rows of many (work-distribution-api section 6; issue 4: "without loss"). */
class EventSearchTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00.500Z");
    private static final Place ALL = new Place(Optional.empty(), false, 0, 100_000);

    private final World world = TestStore.WORLD;
    private TestStore store;
    private WorkStore work;
    private WorkHistory history;
    private final Random random = new Random(7);

    @BeforeEach
    void begin() {
        store = TestStore.open();
        work = WorkStore.open(world, store.database(), new Metrics());
        history = work.history();
    }

    @AfterEach
    void end() {
        work.close();
        store.close();
    }

    /** A workspace with its events, oldest first, as they were appended. */
    private record Desk(WorkspaceSid sid, List<WorkEvent> events) {}

    private Desk desk(int... turns) {
        WorkspaceSid sid = WorkspaceSid.mint(world);
        LeasePort.Lease lease = work.create(sid, ACCOUNT, "one", Duration.ofHours(1));
        List<WorkEvent> all = new ArrayList<>();
        long sequence = 1;
        Instant at = BEGAN;
        for (int size : turns) {
            long first = sequence;
            List<WorkEvent> events = new ArrayList<>();
            while (events.size() < size) {
                at = at.plusMillis(random.nextInt(3) * 10L); // some in the same millisecond
                for (int index = 0; index <= random.nextInt(3); index++) {
                    events.add(event(sid, sequence, index, at));
                }
                sequence++;
            }
            assertEquals(JournalPort.Appended.DURABLE, work.append(new Batch(sid, ACCOUNT, lease.token(), first,
                    sequence - 1, at, 1, "[]", List.of(), events, List.of(), List.of(), false)));
            all.addAll(events);
        }
        return new Desk(sid, all);
    }

    private WorkEvent event(WorkspaceSid desk, long sequence, int index, Instant at) {
        return new WorkEvent(new EventSid("EV%012x%010x%02x%08x".formatted(at.toEpochMilli(), sequence, index,
                random.nextInt())), ACCOUNT, desk, "Desk", sequence, index, at, pick("type.", 3), "said",
                "task", sid("WT", 0), desk.value(), new WorkEvent.About(one("WT", 40), one("WK", 5),
                        one("WQ", 3), one("WW", 2), one("WR", 30), one("TC", 2)),
                List.of(new Header("TaskAttributes", "{\"n\":" + sequence + "}")));
    }

    private String pick(String prefix, int many) {
        return prefix + random.nextInt(many);
    }

    private Optional<String> one(String prefix, int many) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(sid(prefix, random.nextInt(many)));
    }

    /** Those of two numbers begin with the same sixteen digits, so that their keys are equal. */
    private static String sid(String prefix, int number) {
        return prefix + "%016x%016x".formatted(BEGAN.toEpochMilli() << 16 | number / 2, number);
    }

    private static EventFilter filter(Instant from, Instant to, Map<String, String> by) {
        return new EventFilter(from, to, by("type", by), by("task", by), by("worker", by), by("queue", by),
                by("workflow", by), by("reservation", by), by("channel", by), by("sid", by));
    }

    private static Optional<String> by(String name, Map<String, String> by) {
        return Optional.ofNullable(by.get(name));
    }

    private static Predicate<WorkEvent> suits(EventFilter filter) {
        return event -> !event.at().isBefore(filter.from()) && event.at().isBefore(filter.to())
                && filter.type().map(event.type()::equals).orElse(true)
                && filter.sid().map(event.sid().value()::equals).orElse(true)
                && is(filter.task(), event.about().task()) && is(filter.worker(), event.about().worker())
                && is(filter.queue(), event.about().queue()) && is(filter.workflow(), event.about().workflow())
                && is(filter.reservation(), event.about().reservation())
                && is(filter.channel(), event.about().channel());
    }

    private static boolean is(Optional<String> wanted, Optional<String> had) {
        return wanted.map(word -> had.filter(word::equals).isPresent()).orElse(true);
    }

    private EventFilter anyFilter(Desk desk) {
        Map<String, String> by = new HashMap<>();
        Map<String, String> all = Map.of("type", pick("type.", 4), "task", sid("WT", random.nextInt(41)), "worker",
                sid("WK", random.nextInt(6)), "queue", sid("WQ", random.nextInt(4)), "workflow",
                sid("WW", random.nextInt(2)), "reservation", sid("WR", random.nextInt(31)), "channel", "no such",
                "sid", desk.events().get(random.nextInt(desk.events().size())).sid().value());
        all.forEach((name, value) -> {
            if (random.nextInt(5) == 0) {
                by.put(name, value);
            }
        });
        Instant last = desk.events().getLast().at();
        long span = Duration.between(BEGAN, last).toMillis();
        Instant from = random.nextBoolean() ? BEGAN.minusSeconds(9) : BEGAN.plusMillis(random.nextLong(span));
        Instant to = random.nextBoolean() ? last.plusSeconds(9) : from.plusMillis(random.nextLong(span));
        return filter(from, to, by);
    }

    @Test
    void everyFilterWindowAndPageFindsWhatAppendingOrderHas() {
        Desk desk = desk(1, 1, 1, 1300, 2, 7, 1, 1, 40, 1, 600, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9);
        Desk other = desk(1, 30, 1);
        assertTrue(Integer.parseInt(store.query("select count(*) from work_event_batches").getFirst()) > 26,
                "a turn of many events is several rows");
        List<WorkEvent> newest = desk.events().reversed();
        EventFilter whole = filter(BEGAN.minusSeconds(1), desk.events().getLast().at().plusMillis(1), Map.of());
        assertEquals(newest, history.events(desk.sid(), whole, ALL));
        for (int i = 0; i < 400; i++) {
            EventFilter filter = anyFilter(desk);
            List<WorkEvent> expected = newest.stream().filter(suits(filter)).toList();
            assertEquals(sids(expected), sids(history.events(desk.sid(), filter, ALL)), filter::toString);
            pages(desk, filter, expected);
        }
        assertEquals(other.events().reversed(), history.events(other.sid(), filter(BEGAN, BEGAN.plusSeconds(3600),
                Map.of()), ALL));
    }

    private static List<EventSid> sids(List<WorkEvent> events) {
        return events.stream().map(WorkEvent::sid).toList();
    }

    /** From an event of the list on and back before it, and by offset. */
    private void pages(Desk desk, EventFilter filter, List<WorkEvent> expected) {
        if (expected.isEmpty()) {
            return;
        }
        int key = random.nextInt(expected.size());
        int most = 1 + random.nextInt(60);
        int skip = random.nextInt(4) * random.nextInt(20);
        Optional<String> sid = Optional.of(expected.get(key).sid().value());
        assertEquals(expected.stream().skip(key + 1L + skip).limit(most).toList(),
                history.events(desk.sid(), filter, new Place(sid, false, skip, most)));
        assertEquals(expected.subList(0, key).reversed().stream().skip(skip).limit(most).toList(),
                history.events(desk.sid(), filter, new Place(sid, true, skip, most)));
        assertEquals(expected.stream().skip(skip).limit(most).toList(),
                history.events(desk.sid(), filter, new Place(Optional.empty(), false, skip, most)));
    }

    @Test
    void oneIsFetchedByItsSidInItsWorkspaceOnly() {
        Desk desk = desk(3, 700, 1);
        Desk other = desk(3, 700);
        for (WorkEvent event : List.of(desk.events().getFirst(), desk.events().get(350), desk.events().getLast())) {
            assertEquals(Optional.of(event), history.event(desk.sid(), event.sid()));
            assertEquals(Optional.empty(), history.event(other.sid(), event.sid()));
        }
        assertEquals(Optional.empty(), history.event(desk.sid(), EventSid.mint(world)));
    }

    @Test
    void theWorkspaceOfATaskIsFoundByAnEventAboutIt() {
        Desk desk = desk(60);
        desk(60);
        WorkEvent odd = desk.events().stream().filter(event -> event.about().task().isPresent()).findFirst()
                .orElseThrow();
        assertEquals(ACCOUNT, work.workspaceOf(odd.about().task().orElseThrow()).orElseThrow().account());
        assertEquals(Optional.empty(), work.workspaceOf(sid("WT", 1000)));
    }

    @Test
    void whatIsTooOldGoesWithWhereItIsToldOf() {
        Desk desk = desk(1, 600, 5);
        assertEquals(0, history.purge(BEGAN.plus(WorkHistory.KEPT)));
        assertEquals(desk.events().size(), Integer.parseInt(store.query("select sum(events) from work_event_batches")
                .getFirst()));
        history.purge(BEGAN.plus(WorkHistory.KEPT).plus(Duration.ofHours(1)));
        assertEquals(List.of("0"), store.query("select count(*) from work_event_batches"));
        assertEquals(List.of("0"), store.query("select count(*) from work_event_subjects"));
    }

    /** Rulings part 2, "Upgrade": rows of one event each, as version 8 wrote them. */
    @Test
    void eventsOfOlderRowsAreFoundAfterTheUpgrade() {
        Desk desk = desk(1, 130, 2);
        store.execute("drop table work_event_batches, work_event_subjects;"
                + " delete from schema_versions where version = 9;"
                + " create table work_events (sid text not null, workspace_sid text not null,"
                + " account_sid text not null, sequence bigint not null, index int not null,"
                + " at timestamptz not null, workspace_name text not null, type text not null,"
                + " description text not null, resource_type text not null,"
                + " resource_sid text not null, task_sid text, worker_sid text, task_queue_sid text,"
                + " workflow_sid text, reservation_sid text, task_channel_sid text, data text not null,"
                + " primary key (workspace_sid, sid))");
        store.database().change(connection -> {
            for (WorkEvent event : desk.events()) {
                new Sql(connection).run("insert into work_events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?, ?, ?)", event.sid().value(), desk.sid().value(), ACCOUNT.value(), event.sequence(),
                        event.index(), event.at(), "Desk", event.type(), "said", "task", event.resourceSid(),
                        event.about().task().orElse(null), event.about().worker().orElse(null),
                        event.about().queue().orElse(null), event.about().workflow().orElse(null),
                        event.about().reservation().orElse(null), event.about().channel().orElse(null),
                        "{\"TaskAttributes\":\"{\\\"n\\\":" + event.sequence() + "}\"}");
            }
        });
        assertEquals(8, Migrations.shipped().run(store.database()));
        assertEquals(List.of("0"), store.query("select count(*) from pg_tables where tablename = 'work_events'"));
        List<WorkEvent> newest = desk.events().reversed();
        for (int i = 0; i < 100; i++) {
            EventFilter filter = anyFilter(desk);
            List<WorkEvent> expected = newest.stream().filter(suits(filter)).toList();
            assertEquals(sids(expected), sids(history.events(desk.sid(), filter, ALL)), filter::toString);
            pages(desk, filter, expected);
        }
        WorkEvent some = newest.get(50);
        assertEquals(Optional.of(some), history.event(desk.sid(), some.sid()));
    }
}
