package io.strowger.work;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where workspaces are kept. Any thread may call it; every method but {@link #done} blocks its strand. */
public interface JournalPort {
    /** What became of a batch. */
    enum Appended {
        /** It is there, with all that belongs to it. */
        DURABLE,
        /** Another owner has taken the workspace over: nothing was written. */
        FENCED,
        /** The store did not answer: it may be there or not. Whoever wrote it must forget its state and read again. */
        UNKNOWN
    }

    /** Makes a batch durable, whole or not at all. */
    Appended append(Batch batch);

    /**
     * What is kept of a workspace: its newest snapshot, every event since, told in order, and the outbox.
     *
     * @param tail gets the events behind the snapshot, batch by batch
     */
    Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> snapshot, Consumer<List<Recorded>> tail);

    /** The effect was done, or given up: the outbox need not keep it. Does not block. */
    void done(Outgoing effect);

    /** Keeps a snapshot; events before it stay for the Events resource and for replays, as long as those do. */
    void snapshot(Snapshot snapshot);

    /** Forgets a snapshot that cannot be read: the one before it, or the journal alone, is taken then. */
    void dropSnapshot(Snapshot snapshot);

    /**
     * What is left of the load beside its events.
     *
     * @param outbox effects not known to be done, in order
     */
    record Stored(List<Outgoing> outbox) {}

    /**
     * The state of a workspace at a place in its journal.
     *
     * @param sequence of the last event in it
     * @param version of the text
     * @param digest of the state, to be compared after reading
     */
    record Snapshot(WorkspaceSid workspace, long sequence, int version, String body, String digest) {}
}
