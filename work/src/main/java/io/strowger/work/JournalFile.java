package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.JournalPort.Snapshot;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonLimits;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Value;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.WhatIf;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A workspace's journal as lines of JSON: a head, a snapshot when the journal no longer begins at its first event, then
 * a line for each batch, as the database has it. Any thread.
 */
public final class JournalFile {
    /** Of the form of the lines; batches and snapshots have versions of their own. */
    public static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 64);
    private static final String HEAD = "strowger_journal";

    private JournalFile() {}

    /** The first line. */
    public static String head(AccountSid account, WorkspaceSid workspace) {
        return new Fields.Builder().put(HEAD, Value.number((long) VERSION))
                .put("account", Value.text(account.value())).put("workspace", Value.text(workspace.value())).build()
                .toJson();
    }

    /** The line of a snapshot. */
    public static String line(Snapshot snapshot) {
        return "{\"snapshot\":" + snapshot.version() + ",\"sequence\":" + snapshot.sequence() + ",\"digest\":"
                + Value.text(snapshot.digest()).toJson() + ",\"state\":"
                + Value.text(snapshot.body()).toJson() + "}";
    }

    /** The line of a batch. */
    public static String line(int version, long first, String body) {
        return "{\"version\":" + version + ",\"first\":" + first + ",\"events\":" + body + "}";
    }

    /** Runs a stretch as it was, and writes it as if it had been recorded. */
    public static void write(Course course, WhatIf.Question question, RoutingLimits limits, Consumer<String> lines) {
        Workspace start = Workspace.restore(course.start(), limits);
        lines.accept(head(start.account(), start.sid()));
        lines.accept(line(new Snapshot(start.sid(), start.sequence(), SnapshotCodec.VERSION,
                SnapshotCodec.write(course.start()), start.digest())));
        WhatIf.play(course, question, limits, events -> lines.accept(line(JournalCodec.VERSION,
                events.getFirst().sequence(), JournalCodec.write(events))));
    }

    /**
     * Reads a stretch of a file.
     *
     * @throws JournalTrouble with the line, when it is none of ours, of a later program, or has a gap
     */
    public static Course read(Iterator<String> lines, RoutingLimits limits, CourseReader.Asked asked) {
        int number = 1;
        try {
            Fields head = lines.hasNext() ? fields(lines.next()) : Fields.NONE;
            if (!(head.get(HEAD) instanceof Value.Whole(long version))) {
                throw new IllegalStateException("this is no journal of a workspace");
            }
            if (version > VERSION) {
                throw new IllegalStateException("the journal was written by a later program (form " + version + ")");
            }
            CourseReader reader = CourseReader.open(new AccountSid(text(head, "account")),
                    new WorkspaceSid(text(head, "workspace")), limits, asked);
            boolean begun = false;
            for (boolean more = true; more && lines.hasNext();) {
                number++;
                Fields line = fields(lines.next());
                if (!begun) {
                    begun = true;
                    reader.begin(snapshot(reader, line));
                }
                if (!line.has("snapshot")) {
                    more = reader.add((int) whole(line, "version"), whole(line, "first"),
                            line.get("events").toJson());
                }
            }
            if (!begun) {
                reader.begin(Optional.empty());
            }
            return reader.course();
        } catch (IllegalStateException | IllegalArgumentException | JournalTrouble wrong) {
            throw new JournalTrouble("line " + number + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Optional<Snapshot> snapshot(CourseReader reader, Fields line) {
        return line.has("snapshot") ? Optional.of(new Snapshot(reader.workspace(), whole(line, "sequence"),
                (int) whole(line, "snapshot"), state(line.get("state")), text(line, "digest"))) : Optional.empty();
    }

    /** A text since snapshots are lines; JSON before. */
    private static String state(Value state) {
        return state instanceof Value.Text(String body) ? body : state.toJson();
    }

    private static Fields fields(String line) {
        try {
            return (Fields) Value.parse(line, LIMITS);
        } catch (RuntimeException wrong) {
            throw new IllegalStateException("this is no JSON object", wrong);
        }
    }

    private static String text(Fields fields, String name) {
        if (fields.get(name) instanceof Value.Text(String text)) {
            return text;
        }
        throw new IllegalStateException("the line lacks " + name);
    }

    private static long whole(Fields fields, String name) {
        if (fields.get(name) instanceof Value.Whole(long number)) {
            return number;
        }
        throw new IllegalStateException("the line lacks " + name);
    }
}
