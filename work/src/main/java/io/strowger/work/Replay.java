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

    /**
     * Begins with a snapshot, or with nothing.
     *
     * @throws IllegalStateException when the state is not the one that was written, by its digest
     */
    void begin(Optional<Snapshot> snapshot) {
        Workspace state = Workspace.open(workspace, account, limits);
        router = Optional.of(Router.open(state, ids, List.of(consequences)));
        snapshotSequence = state.sequence();
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
