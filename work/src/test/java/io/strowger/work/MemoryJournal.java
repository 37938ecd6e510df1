package io.strowger.work;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A journal in memory that can be told to fail, and to say that it failed when it did not. */
final class MemoryJournal implements JournalPort {
    final List<Batch> batches = new ArrayList<>();
    final Map<String, Outgoing> outbox = new TreeMap<>();
    final List<String> done = new ArrayList<>();
    final List<Snapshot> snapshots = new ArrayList<>();
    Appended next = Appended.DURABLE;
    /** With an answer other than DURABLE: whether the batch was kept all the same. */
    boolean kept;
    long token = 1;

    @Override
    public Appended append(Batch batch) {
        if (batch.token() != token) {
            return Appended.FENCED;
        }
        Appended answer = next;
        next = Appended.DURABLE;
        if (answer == Appended.DURABLE || kept) {
            long last = batches.isEmpty() ? 0 : batches.getLast().last();
            if (batch.first() != last + 1) {
                throw new IllegalStateException("batch " + batch.first() + " cannot follow " + last);
            }
            batches.add(batch);
            batch.outbox().forEach(one -> outbox.put(one.id(), one));
        }
        return answer;
    }

    @Override
    public Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> snapshot,
            Consumer<List<Recorded>> tail) {
        Optional<Snapshot> newest = snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.getLast());
        snapshot.accept(newest);
        batches.stream().filter(batch -> batch.first() > newest.map(Snapshot::sequence).orElse(0L))
                .forEach(batch -> tail.accept(
                        JournalCodec.read(batch.version(), batch.first(), batch.body())));
        return new Stored(List.copyOf(outbox.values()));
    }

    @Override
    public void done(Outgoing effect) {
        done.add(effect.id());
        outbox.remove(effect.id());
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        snapshots.add(snapshot);
    }

    @Override
    public void dropSnapshot(Snapshot snapshot) {
        snapshots.remove(snapshot);
    }

    List<String> eventTypes() {
        return batches.stream().flatMap(batch -> batch.events().stream()).map(WorkEvent::type).toList();
    }
}
