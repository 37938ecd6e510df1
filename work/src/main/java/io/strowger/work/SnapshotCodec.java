package io.strowger.work;

import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonLimits;
import io.strowger.work.core.Snapshot;
import io.strowger.work.core.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Snapshots as the store keeps them: {@link RecordLines}; before version 2 JSON, an array of {@code [name, fields]}.
 * Any thread.
 */
final class SnapshotCodec {
    static final int VERSION = 2;
    private static final int JSON = 1;

    private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 64);
    private static final Map<String, Class<?>> KINDS = new TreeMap<>();

    static {
        for (Class<?> kind : Snapshot.Piece.class.getPermittedSubclasses()) {
            KINDS.put(kind.getSimpleName(), kind);
        }
    }

    private SnapshotCodec() {}

    static String write(Snapshot snapshot) {
        return RecordLines.write(() -> snapshot.pieces().stream().map(Record.class::cast).iterator());
    }

    /** @throws IllegalStateException when the version is unknown, or the text none of ours */
    static Snapshot read(int version, String text) {
        if (version == JSON) {
            return json(text);
        }
        if (version != VERSION) {
            throw new IllegalStateException("the snapshot has version " + version);
        }
        List<Snapshot.Piece> pieces = new ArrayList<>();
        RecordLines.read(text, SnapshotCodec::kind, piece -> pieces.add((Snapshot.Piece) piece));
        return new Snapshot(pieces);
    }

    private static Class<?> kind(String name) {
        return Optional.ofNullable(KINDS.get(name)).orElseThrow(() ->
                new IllegalStateException("the snapshot holds an unknown piece " + name));
    }

    private static Snapshot json(String text) {
        List<Snapshot.Piece> pieces = new ArrayList<>();
        for (Value entry : ((Value.Items) Value.parse(text, LIMITS)).items()) {
            List<Value> parts = ((Value.Items) entry).items();
            pieces.add((Snapshot.Piece) RecordCodec.decode(kind(((Value.Text) parts.get(0)).value()),
                    (Fields) parts.get(1)));
        }
        return new Snapshot(pieces);
    }
}
