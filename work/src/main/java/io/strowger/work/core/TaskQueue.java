package io.strowger.work.core;

import io.strowger.kernel.TaskQueueSid;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A collection of waiting tasks and the expression that chooses its workers. Called by the workspace's strand. */
public final class TaskQueue {
    final TaskQueueSid sid;
    final long createdMillis;
    /** This queue, as its tasks hold it: one for all of them. */
    final Optional<TaskQueue> shared = Optional.of(this);
    final TallyScope counts = new TallyScope(shared);
    /** Deleted. */
    boolean gone;
    QueueSettings settings;
    Pool pool;
    long updatedMillis;
    int tasks;
    final Set<WaitingGroup> groups = new LinkedHashSet<>();
    /** Tasks that are offered and not yet accepted, by their number. */
    final Map<Long, Task> reserved = new TreeMap<>();

    TaskQueue(TaskQueueSid sid, QueueSettings settings, Pool pool, long nowMillis) {
        this.sid = sid;
        this.settings = settings;
        this.pool = pool;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
    }

    /** Its sid. */
    public TaskQueueSid sid() {
        return sid;
    }

    /** What it is set to. */
    public QueueSettings settings() {
        return settings;
    }

    /** Workers that its expression chooses. */
    public int eligibleWorkers() {
        return pool.size();
    }

    /** Those of them in an available activity. */
    public int availableWorkers() {
        return pool.available();
    }

    /** Those of them in this activity. */
    public int workersIn(Activity activity) {
        return pool.in(activity);
    }

    /** True when the worker is one of its workers. */
    public boolean has(Worker worker) {
        return pool.has(worker);
    }

    /** Tasks whose place it is and that are not completed or canceled. */
    public int openTasks() {
        return tasks;
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }

    /** When it was changed last. */
    public Instant updated() {
        return Instant.ofEpochMilli(updatedMillis);
    }
}
