package io.strowger.work.core;

/** A task as its workflow's filters see it, at one instant. */
final class TaskFacts implements Facts {
    private static final long SECOND = 1000;

    private final Task task;
    private final Fields fields;
    private final long nowMillis;

    TaskFacts(Task task, Fields fields, long nowMillis) {
        this.task = task;
        this.fields = fields;
        this.nowMillis = nowMillis;
    }

    @Override
    public Fields task() {
        return fields;
    }

    @Override
    public Fields worker() {
        return Fields.NONE;
    }

    @Override
    public Value fact(Fact fact, String detail) {
        return switch (fact) {
            case TASK_CHANNEL_UNIQUE_NAME -> Value.text(task.channel.uniqueName);
            case TASK_PRIORITY -> Value.number((long) task.priority);
            case TASK_AGE -> Value.number(Math.max(0, nowMillis - task.createdMillis) / SECOND);
            case TASK_TIME_IN_QUEUE -> Value.number(task.queueMillis < 0 ? 0
                    : Math.max(0, nowMillis - task.queueMillis) / SECOND);
            case CURRENT_TIME, CURRENT_HOUR, CURRENT_MIN, DAY_OF_WEEK ->
                    ClockFacts.at(Math.floorDiv(nowMillis, SECOND)).fact(fact);
            case WORKER_SID, WORKER_FRIENDLY_NAME, WORKER_ACTIVITY_SID, WORKER_ACTIVITY_NAME,
                    WORKER_CHANNEL_ASSIGNED_TASKS, WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE,
                    WORKER_CHANNEL_CONFIGURED_CAPACITY, WORKER_CHANNEL_AVAILABLE, WORKERS_AVAILABLE,
                    WORKERS_UNAVAILABLE, WORKERS_IN_ACTIVITY -> Value.NULL;
        };
    }
}
