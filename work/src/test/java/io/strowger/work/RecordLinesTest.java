package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Rulings part 2, "Crash and deploy": what is kept carries a version and is read by later programs. */
class RecordLinesTest {
    private static final TaskSid TASK = new TaskSid("WT" + "0".repeat(32));

    enum Colour { RED, GREEN }

    record Part(String name, List<Integer> sizes) {}

    record Thing(TaskSid sid, String text, int small, long large, boolean truth, Colour colour, Instant at,
            Duration time, Optional<String> word, OptionalInt number, Optional<Part> part, List<Part> parts,
            Optional<TaskSid> other) {}

    private static Thing thing(String text) {
        return new Thing(TASK, text, -7, Long.MAX_VALUE, true, Colour.GREEN, Instant.ofEpochMilli(1234),
                Duration.ofMillis(-5), Optional.of(text), OptionalInt.of(0), Optional.of(new Part(text, List.of())),
                List.of(new Part("a", List.of(1, 2)), new Part(text, List.of(3))), Optional.of(TASK));
    }

    private static List<Object> read(String lines, Class<?> kind) {
        List<Object> all = new ArrayList<>();
        RecordLines.read(lines, name -> kind, all::add);
        return all;
    }

    @Test
    void everythingComesBackAsItWas() {
        Thing least = new Thing(TASK, "", 0, 0, false, Colour.RED, Instant.EPOCH, Duration.ZERO, Optional.empty(),
                OptionalInt.empty(), Optional.empty(), List.of(), Optional.empty());
        List<Thing> things = new ArrayList<>(List.of(least));
        for (String text : List.of("", "-", "=", "@Thing", "\t", "\n", "\r\n", "\\", "\\t", "a\0b", "\\\\n\t",
                "Zo\u00eb", "\ud83d\ude00", "{\"a\": \"\\n\"}", "tail\\")) {
            things.add(thing(text));
        }
        String lines = RecordLines.write(things);
        assertEquals(things, read(lines, Thing.class));
        assertEquals(things.size() + 2, lines.chars().filter(c -> c == '\n').count(), "a line each, two descriptions");
        assertTrue(lines.indexOf('\0') < 0, "a column of text cannot hold it");
    }

    @Test
    void laterProgramSkipsWhatItDoesNotKnowAndFindsByName() {
        record Later(Optional<String> fresh, long large, OptionalInt lately, Optional<Integer> small, String text) {}
        String lines = RecordLines.write(List.of(thing("a\tb"), thing("c"))).replace("Thing\t", "Later\t");
        assertEquals(List.of(
                new Later(Optional.empty(), Long.MAX_VALUE, OptionalInt.empty(), Optional.of(-7), "a\tb"),
                new Later(Optional.empty(), Long.MAX_VALUE, OptionalInt.empty(), Optional.of(-7), "c")),
                read(lines, Later.class));
    }

    @Test
    void whatMustBeThereAndIsNotOrIsOfAnotherKindIsSaid() {
        record Stricter(String fresh) {}
        record Otherwise(List<String> text) {}
        String lines = RecordLines.write(List.of(thing("a")));
        assertTrue(assertThrows(IllegalStateException.class, () ->
                read(lines.replace("Thing\t", "Stricter\t"), Stricter.class)).getMessage().contains("fresh"));
        assertTrue(assertThrows(IllegalStateException.class, () ->
                read(lines.replace("Thing\t", "Otherwise\t"), Otherwise.class)).getMessage().contains("text"));
        assertThrows(IllegalStateException.class, () -> read(lines.substring(0, lines.length() - 5), Thing.class));
        assertThrows(IllegalStateException.class, () -> read("Thing\ta\t\n", Thing.class));
        assertThrows(IllegalStateException.class, () -> read(lines.replace("GREEN", "BLUE"), Thing.class));
    }
}
