package io.strowger.work.core;

import io.strowger.kernel.WorkflowSid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The way tasks take from creation to a worker. Called by the workspace's strand. */
public final class Workflow {
    final WorkflowSid sid;
    final long createdMillis;
    /** Documents that some task still follows, by number; the present one always. */
    final Map<Integer, Plan> plans = new TreeMap<>();
    /** This workflow, as its tasks hold it: one for all of them. */
    final Optional<Workflow> shared = Optional.of(this);
    final TallyScope counts = new TallyScope(Optional.empty());
    WorkflowSettings settings;
    Plan present;
    long updatedMillis;
    int openTasks;

    Workflow(WorkflowSid sid, WorkflowSettings settings, long nowMillis) {
        this.sid = sid;
        this.settings = settings;
        this.createdMillis = nowMillis;
        this.updatedMillis = nowMillis;
        this.present = new Plan(1, settings.configuration());
        plans.put(1, present);
    }

    /** Its sid. */
    public WorkflowSid sid() {
        return sid;
    }

    /** What it is set to. */
    public WorkflowSettings settings() {
        return settings;
    }

    /** Its tasks that are not completed or canceled. */
    public int openTasks() {
        return openTasks;
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }

    /** When it was changed last. */
    public Instant updated() {
        return Instant.ofEpochMilli(updatedMillis);
    }

    /** As a snapshot has it. */
    Workflow(WorkflowSid sid, WorkflowSettings settings, long createdMillis, Plan present) {
        this.sid = sid;
        this.settings = settings;
        this.createdMillis = createdMillis;
        this.present = present;
        plans.put(present.number, present);
    }

    /** A new document: tasks that come from now on take it, others keep the one they entered. */
    void replace(String configuration) {
        if (!configuration.equals(present.configuration)) {
            Plan before = present;
            present = new Plan(before.number + 1, configuration);
            plans.put(present.number, present);
            forget(before);
        }
    }

    /** Drops a document that nobody follows any longer. */
    void forget(Plan plan) {
        if (plan.followers == 0 && plan != present) {
            plans.remove(plan.number);
        }
    }
}
