package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.WorkEvent.About;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events in rows of many are what was told, letter by letter (issue 4: "without loss"). */
class EventCodecTest {
    private static final WorkspaceSid DESK = new WorkspaceSid("WS" + "1".repeat(32));
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "2".repeat(32));
    private static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00.123Z");

    private static WorkEvent event(long sequence, int index, long millis, String type, About about, Header... data) {
        Instant at = BEGAN.plusMillis(millis);
        return new WorkEvent(new EventSid("EV%012x%010x%02x%08x".formatted(at.toEpochMilli(), sequence, index,
                Long.hashCode(sequence * 31 + index))), ACCOUNT, DESK, "Desk", sequence, index, at, type,
                "Task created", "task", "WT" + "3".repeat(32),
                sequence % 2 == 0 ? DESK.value() : ACCOUNT.value(), about, List.of(data));
    }

    private static About about(String task, String worker) {
        return new About(Optional.of(task), Optional.of(worker), Optional.empty(), Optional.of("WW"),
                Optional.empty(), Optional.of("TC"));
    }

    private static void roundTrip(List<WorkEvent> events) {
        assertEquals(events, EventCodec.read(EventCodec.VERSION, DESK, EventCodec.write(events)));
    }

    @Test
    void whatIsWrittenIsReadWhateverDiffers() {
        roundTrip(List.of());
        roundTrip(List.of(
                event(1, 0, 0, "task.created", about("T1", "W1"), new Header("A", "1"), new Header("B", "")),
                event(1, 1, 0, "task.created", about("T1", "W1"), new Header("A", "1"), new Header("B", "x")),
                event(2, 0, 0, "task.created", About.NOTHING, new Header("A", "1"), new Header("B", "x")),
                event(2, 1, 5, "task.created", about("T2", "W1"), new Header("B", "1"), new Header("A", "x")),
                event(400, 0, 5_000_000, "task.updated", about("A", "B")),
                event(0xff_ffff_ffffL, 255, 5_000_001, "task.updated", about("A", "B"), new Header("A", "A"))));
    }

    @Test
    void anyLetterAndAnySidComesBack() {
        String odd = "{ \"name\" : \"Zo\u00eb \\u0000 \u0000 \ud83d\ude00\",  \"b\":1.50 }" + "x".repeat(70_000);
        WorkEvent regular = event(7, 0, 0, "task.created", about("T1", "W1"), new Header("TaskAttributes", odd));
        WorkEvent foreign = new WorkEvent(new EventSid("EV" + "f".repeat(32)), ACCOUNT, DESK, odd, 8, 3, BEGAN,
                "task.created", odd, "task", "WT1", "WK1", regular.about(), regular.data());
        WorkEvent backwards = event(6, 0, -90_000, "task.created", regular.about(), new Header("TaskAttributes", odd));
        roundTrip(List.of(regular, foreign, backwards, regular));
    }

    @Test
    void moreStringsAndKindsThanANumberOfOneByteHas() {
        List<WorkEvent> events = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            events.add(event(i, 0, i, "type" + i % 300, about("T" + i, "W" + i % 9), new Header("N" + i % 7, "v" + i)));
        }
        roundTrip(events);
    }

    /** Five events of a task, each with its attributes: what the row of each cost before. */
    @Test
    void whatEventsRepeatIsWrittenOnce() {
        String attributes = "{\"note\":\"" + "y".repeat(1000) + "\"}";
        List<WorkEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(event(i, 0, i, "task.type" + i % 5, about("WT" + i / 5, "WK1"),
                    new Header("TaskAttributes", attributes.replace("note", "note" + i / 5)),
                    new Header("TaskAge", "0")));
        }
        int size = EventCodec.write(events).length;
        assertTrue(size < 10 * 1_300, size + " bytes for ten tasks of a thousand");
    }

    /** As the program wrote them that had no actors yet: the workspace stood for all. */
    @Test
    void eventsOfVersionOneAreReadAndTheWorkspaceIsTheirActor() {
        byte[] text = HexFormat.of().parseHex(""
                + "00000c7461736b2e63726561746564350101014101fbb29791a13400010000001fff0302224143323232323232323232"
                + "323232323232323232323232323232323232323232323203044465736b040c5461736b20637265617465640504746173"
                + "6b0622575433333333333333333333333333333333333333333333333333333333333333330702543108025731090257"
                + "570a0254430b013100010000010000003e00020c0132");
        List<WorkEvent> read = EventCodec.read(1, DESK, text);
        assertEquals(List.of("1", "2"), read.stream().map(event -> event.data().getFirst().value()).toList());
        assertEquals(about("T1", "W1"), read.getLast().about());
        assertEquals(List.of(DESK.value(), DESK.value()), read.stream().map(WorkEvent::actor).toList());
        assertEquals("WT" + "3".repeat(32), read.getLast().resourceSid());
    }

    @Test
    void whatIsNotOursIsRefused() {
        byte[] text = EventCodec.write(List.of(event(1, 0, 0, "task.created", about("T", "W"), new Header("A", "1"))));
        assertThrows(IllegalStateException.class, () -> EventCodec.read(EventCodec.VERSION + 1, DESK, text));
        assertThrows(IllegalStateException.class, () -> EventCodec.read(EventCodec.VERSION, DESK,
                Arrays.copyOf(text, text.length - 1)));
        assertThrows(IllegalStateException.class, () -> EventCodec.read(EventCodec.VERSION, DESK,
                "{}".getBytes(StandardCharsets.US_ASCII)));
    }
}
