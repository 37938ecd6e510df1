package io.strowger.work;

import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonLimits;
import io.strowger.work.core.Snapshot;
import io.strowger.work.core.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots as the store keeps them: JSON, an array of {@code [name, fields]}. Any thread. */
final class SnapshotCodec {
    static final int VERSION = 1;

    private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 64);
    private static final Map<String, Class<?>> KINDS = new TreeMap<>();

    static {
        for (Class<?> kind : Snapshot.Piece.class.getPermittedSubclasses()) {
            KINDS.put(kind.getSimpleName(), kind);
        }
    }

    private SnapshotCodec() {}

    static String write(Snapshot snapshot) {
        return new Value.Items(snapshot.pieces().stream().<Value>map(piece -> new Value.Items(List.of(
                Value.text(piece.getClass().getSimpleName()), RecordCodec.encode((Record) piece)))).toList()).toJson();
    }

    /** @throws IllegalStateException when the version is another one, or the text none of ours */
    static Snapshot read(int version, String text) {
        if (version != VERSION) {
            throw new IllegalStateException("the snapshot has version " + version);
        }
        List<Snapshot.Piece> pieces = new ArrayList<>();
        for (Value entry : ((Value.Items) Value.parse(text, LIMITS)).items()) {
            List<Value> parts = ((Value.Items) entry).items();
            Class<?> kind = KINDS.get(((Value.Text) parts.get(0)).value());
            if (kind == null) {
                throw new IllegalStateException("the snapshot holds an unknown piece " + parts.get(0).toJson());
            }
            pieces.add((Snapshot.Piece) RecordCodec.decode(kind, (Fields) parts.get(1)));
        }
        return new Snapshot(pieces);
    }
}
