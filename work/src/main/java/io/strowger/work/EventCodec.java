package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.WorkEvent.About;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events of a workspace as the store keeps them: many in one text of bytes. Each event repeats most of what the last of
 * its kind said (a task's attributes, names, expressions), so of each only what differs is written, and each string
 * once. Any thread.
 *
 * <p>Numbers are written seven bits to a byte, the lowest first. A string is the number of an earlier one, or the next
 * free number followed by its length and UTF-8. A kind is such a number as well, of type, bits of {@link About} and
 * names of the data. An event is its kind, how much sequence and milliseconds grew, its index, the end of its sid, a
 * bit for each value that differs from the last event of its kind, and those values.
 */
public final class EventCodec {
    /** What stands beside each text; one of a later version is refused. Version 1 had no actors. */
    public static final int VERSION = 2;
    private static final int WITHOUT_ACTORS = 1;

    private static final HexFormat HEX = HexFormat.of();
    /** What of a sid follows from time, sequence and index. */
    private static final int TAIL = 26;

    private EventCodec() {}

    /** What events have in common beside their values. */
    private record Kind(int common, String type, int about, List<String> names) {
        /** Account, workspace's name, description, type and sid of the resource, and behind them the actor. */
        private static final int COMMON = 6;
        private static final int ACTOR = 5;

        int values() {
            return common + Integer.bitCount(about) + names.size();
        }
    }

    /** Events of one workspace, in their order, as bytes. */
    public static byte[] write(List<WorkEvent> events) {
        Writer writer = new Writer();
        events.forEach(writer::event);
        return Arrays.copyOf(writer.bytes, writer.size);
    }

    /**
     * The events of a text, in their order.
     *
     * @throws IllegalStateException when the version is a later one, or the text none of ours
     */
    public static List<WorkEvent> read(int version, WorkspaceSid workspace, byte[] text) {
        if (version != VERSION && version != WITHOUT_ACTORS) {
            throw new IllegalStateException("events were written by a later program (version " + version + ")");
        }
        try {
            return new Reader(workspace, text, version == WITHOUT_ACTORS ? Kind.ACTOR : Kind.COMMON).all();
        } catch (IndexOutOfBoundsException cut) {
            throw new IllegalStateException("a text of events is broken", cut);
        }
    }

    private static String prefix(Instant at, long sequence, int index) {
        return "EV" + HEX.toHexDigits(at.toEpochMilli(), 12) + HEX.toHexDigits(sequence, 10)
                + HEX.toHexDigits(index, 2);
    }

    private static final class Writer {
        private final Map<String, Integer> strings = new HashMap<>();
        private final Map<Kind, Integer> kinds = new HashMap<>();
        private final List<String[]> last = new ArrayList<>();
        private byte[] bytes = new byte[4096];
        private int size;
        private long sequence;
        private long at;

        void event(WorkEvent event) {
            Kind kind = kind(event);
            int number = number(kind);
            int known = last.size();
            integer(number);
            if (number == known) {
                define(kind);
            }
            integer(event.sequence() - sequence);
            integer(event.at().toEpochMilli() - at);
            integer(event.index());
            sequence = event.sequence();
            at = event.at().toEpochMilli();
            sid(event);
            values(values(kind, event), last.get(number));
        }

        private static Kind kind(WorkEvent event) {
            int about = 0;
            for (Optional<String> one : abouts(event.about())) {
                about = about << 1 | (one.isPresent() ? 1 : 0);
            }
            List<String> names = new ArrayList<>(event.data().size());
            for (Header field : event.data()) {
                names.add(field.name());
            }
            return new Kind(Kind.COMMON, event.type(), about, names);
        }

        private int number(Kind kind) {
            return kinds.computeIfAbsent(kind, fresh -> kinds.size());
        }

        private void define(Kind kind) {
            string(kind.type());
            integer(kind.about());
            integer(kind.names().size());
            kind.names().forEach(this::string);
            last.add(new String[kind.values()]);
        }

        private void sid(WorkEvent event) {
            String sid = event.sid().value();
            boolean regular = sid.startsWith(prefix(event.at(), event.sequence(), event.index()));
            integer(regular ? 1 : 0);
            if (regular) {
                int tail = HexFormat.fromHexDigits(sid, TAIL, sid.length());
                room(4);
                for (int shift = 24; shift >= 0; shift -= 8) {
                    bytes[size++] = (byte) (tail >> shift);
                }
            } else {
                string(sid);
            }
        }

        private static String[] values(Kind kind, WorkEvent event) {
            String[] values = new String[kind.values()];
            values[0] = event.account().value();
            values[1] = event.workspaceName();
            values[2] = event.description();
            values[3] = event.resourceType();
            values[4] = event.resourceSid();
            values[Kind.ACTOR] = event.actor();
            int next = Kind.COMMON;
            for (Optional<String> one : abouts(event.about())) {
                if (one.isPresent()) {
                    values[next++] = one.get();
                }
            }
            for (Header field : event.data()) {
                values[next++] = field.value();
            }
            return values;
        }

        private void values(String[] values, String[] before) {
            int bits = size;
            int length = (values.length + 7) / 8;
            room(length);
            Arrays.fill(bytes, bits, bits + length, (byte) 0);
            size += length;
            for (int i = 0; i < values.length; i++) {
                if (!values[i].equals(before[i])) {
                    bytes[bits + i / 8] |= (byte) (1 << i % 8);
                    before[i] = values[i];
                    string(values[i]);
                }
            }
        }

        private void string(String value) {
            int fresh = strings.size();
            int number = strings.computeIfAbsent(value, absent -> fresh);
            integer(number);
            if (number == fresh) {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                integer(text.length);
                room(text.length);
                System.arraycopy(text, 0, bytes, size, text.length);
                size += text.length;
            }
        }

        private void integer(long value) {
            room(10);
            long rest = value;
            while (rest < 0 || rest > 0x7f) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        private void room(int more) {
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
            }
        }
    }

    private static List<Optional<String>> abouts(About about) {
        return List.of(about.task(), about.worker(), about.queue(), about.workflow(), about.reservation(),
                about.channel());
    }

    private static final class Reader {
        private final WorkspaceSid workspace;
        private final byte[] bytes;
        private final List<String> strings = new ArrayList<>();
        private final List<Kind> kinds = new ArrayList<>();
        private final List<String[]> last = new ArrayList<>();
        private final int common;
        private int place;
        private long sequence;
        private long at;

        Reader(WorkspaceSid workspace, byte[] bytes, int common) {
            this.workspace = workspace;
            this.bytes = bytes;
            this.common = common;
        }

        List<WorkEvent> all() {
            List<WorkEvent> events = new ArrayList<>();
            while (place < bytes.length) {
                events.add(event());
            }
            return events;
        }

        private WorkEvent event() {
            int number = (int) integer();
            if (number == kinds.size()) {
                define();
            }
            sequence += integer();
            at += integer();
            int index = (int) integer();
            Instant moment = Instant.ofEpochMilli(at);
            String sid = integer() == 1 ? prefix(moment, sequence, index) + HEX.formatHex(bytes, place, place += 4)
                    : string();
            Kind kind = kinds.get(number);
            String[] values = last.get(number);
            differences(values);
            return new WorkEvent(new EventSid(sid), new AccountSid(values[0]), workspace, values[1], sequence, index,
                    moment, kind.type(), values[2], values[3], values[4],
                    common > Kind.ACTOR ? values[Kind.ACTOR] : workspace.value(), about(kind, values),
                    data(kind, values));
        }

        private void define() {
            String type = string();
            int about = (int) integer();
            List<String> names = new ArrayList<>();
            for (long count = integer(); count > 0; count--) {
                names.add(string());
            }
            kinds.add(new Kind(common, type, about, names));
            last.add(new String[kinds.getLast().values()]);
        }

        private void differences(String[] values) {
            int bits = place;
            place += (values.length + 7) / 8;
            for (int i = 0; i < values.length; i++) {
                if ((bytes[bits + i / 8] >> i % 8 & 1) == 1) {
                    values[i] = string();
                }
            }
        }

        private static About about(Kind kind, String[] values) {
            List<Optional<String>> all = new ArrayList<>();
            int next = kind.common();
            for (int bit = 5; bit >= 0; bit--) {
                all.add((kind.about() >> bit & 1) == 1 ? Optional.of(values[next++]) : Optional.empty());
            }
            return new About(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5));
        }

        private static List<Header> data(Kind kind, String[] values) {
            int from = values.length - kind.names().size();
            List<Header> data = new ArrayList<>();
            for (int i = 0; i < kind.names().size(); i++) {
                data.add(new Header(kind.names().get(i), values[from + i]));
            }
            return data;
        }

        private String string() {
            int number = (int) integer();
            if (number == strings.size()) {
                int length = (int) integer();
                strings.add(new String(bytes, place, length, StandardCharsets.UTF_8));
                place += length;
            }
            return strings.get(number);
        }

        private long integer() {
            long value = 0;
            for (int shift = 0;; shift += 7) {
                byte next = bytes[place++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
