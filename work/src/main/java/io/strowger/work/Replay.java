package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.JournalPort.Snapshot;
import io.strowger.work.core.Ids;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Workspace;
import java.util.List;
import java.util.Optional;

/** Builds a workspace from a snapshot and the events behind it. One strand. */
final class Replay {
    private final AccountSid account;
    private final WorkspaceSid workspace;
    private final RoutingLimits limits;
    private final Ids ids;
    private final Consequences consequences = new Consequences();
    private Optional<Router> router = Optional.empty();
    private long snapshotSequence;

    Replay(AccountSid account, WorkspaceSid workspace, RoutingLimits limits, Ids ids) {
        this.account = account;
        this.workspace = workspace;
        this.limits = limits;
        this.ids = ids;
    }

    /** A snapshot that cannot be taken: not readable, or not the state that was written. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Snapshot snapshot;

        Broken(Snapshot snapshot, String message, RuntimeException cause) {
            super(message, cause);
            this.snapshot = snapshot;
        }

        Snapshot snapshot() {
            return snapshot;
        }
    }

    /**
     * Begins with a snapshot, or with nothing.
     *
     * @throws Broken when the state is not the one that was written, by its digest
     */
    void begin(Optional<Snapshot> snapshot) {
        Workspace state = snapshot.map(this::restored).orElseGet(() -> Workspace.open(workspace, account, limits));
        router = Optional.of(Router.open(state, ids, List.of(consequences)));
        snapshotSequence = state.sequence();
    }

    private Workspace restored(Snapshot snapshot) {
        Workspace state;
        try {
            state = Workspace.restore(SnapshotCodec.read(snapshot.version(), snapshot.body()), limits);
        } catch (RuntimeException unreadable) {
            throw new Broken(snapshot, "the snapshot of " + workspace + " at " + snapshot.sequence()
                    + " cannot be read", unreadable);
        }
        if (!state.digest().equals(snapshot.digest())) {
            throw new Broken(snapshot, "the snapshot of " + workspace + " at " + snapshot.sequence()
                    + " does not give the state that was written", new IllegalStateException("another digest"));
        }
        return state;
    }

    /** The state now, to be kept. */
    Snapshot snapshot() {
        Workspace state = router().workspace();
        return new Snapshot(workspace, state.sequence(), SnapshotCodec.VERSION, SnapshotCodec.write(state.snapshot()),
                state.digest());
    }

    void add(List<Recorded> events) {
        events.forEach(router.orElseThrow()::apply);
    }

    Router router() {
        return router.orElseThrow();
    }

    Consequences consequences() {
        return consequences;
    }

    long snapshotSequence() {
        return snapshotSequence;
    }
}
