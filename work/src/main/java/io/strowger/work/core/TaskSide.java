package io.strowger.work.core;

import java.util.List;

/**
 * What a target's expression reads of a task, taken down when the task came to the target or was changed there. Tasks
 * alike in this ask for the same workers.
 *
 * @param attributes the attributes that are read
 * @param facts the service's facts that are read, by name
 */
record TaskSide(Fields attributes, Fields facts) {
    static final TaskSide NONE = new TaskSide(Fields.NONE, Fields.NONE);

    static TaskSide of(List<Path> read, Facts task) {
        if (read.isEmpty()) {
            return NONE;
        }
        Fields.Builder attributes = new Fields.Builder();
        Fields.Builder facts = new Fields.Builder();
        for (Path path : read) {
            path.attribute().filter(task.task()::has)
                    .ifPresent(name -> attributes.put(name, task.task().get(name)));
            path.fact().ifPresent(fact -> facts.put(fact.name(), task.fact(fact, path.detail())));
        }
        return new TaskSide(attributes.build(), facts.build());
    }
}
