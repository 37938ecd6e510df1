package io.strowger.server.work;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Batch;
import io.strowger.work.JournalPort;
import io.strowger.work.Outgoing;
import io.strowger.work.core.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A true journal that can be told to fall silent about an event, and to keep workspaces away. */
record StumblingJournal(JournalPort journal, Set<String> silent, Set<String> lost, Set<WorkspaceSid> away,
        Set<String> appended) implements JournalPort {
    /** @param journal in which things are kept */
    static StumblingJournal of(JournalPort journal) {
        return new StumblingJournal(journal, ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet(),
                ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
    }

    /** The next batch with such an event is kept, but nothing is said of it. */
    void keepSilently(String eventType) {
        silent.add(eventType);
    }

    /** The next batch with such an event is not kept, and nothing is said of it. */
    void lose(String eventType) {
        lost.add(eventType);
    }

    /** Once it has fallen silent about a workspace it is not read again before {@link #back}. */
    void staysAway(WorkspaceSid workspace) {
        away.add(workspace);
    }

    /** All workspaces may be read again. */
    void back() {
        away.clear();
    }

    @Override
    public Appended append(Batch batch) {
        if (batch.events().stream().anyMatch(event -> lost.remove(event.type()))) {
            return Appended.UNKNOWN;
        }
        Appended said = journal.append(batch);
        batch.events().forEach(event -> appended.add(event.type()));
        return batch.events().stream().anyMatch(event -> silent.remove(event.type())) ? Appended.UNKNOWN : said;
    }

    @Override
    public Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> snapshot, Consumer<List<Recorded>> tail) {
        if (away.contains(workspace)) {
            throw new IllegalStateException("the store does not answer");
        }
        return journal.load(workspace, snapshot, tail);
    }

    @Override
    public void done(Outgoing effect) {
        journal.done(effect);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        journal.snapshot(snapshot);
    }

    @Override
    public void dropSnapshot(Snapshot snapshot) {
        journal.dropSnapshot(snapshot);
    }
}
