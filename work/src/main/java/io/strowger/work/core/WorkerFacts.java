package io.strowger.work.core;

/** A worker, alone or opposite to what a task brought to its target. */
final class WorkerFacts implements Facts {
    private final TaskSide side;
    private final Worker worker;

    WorkerFacts(TaskSide side, Worker worker) {
        this.side = side;
        this.worker = worker;
    }

    static WorkerFacts of(Worker worker) {
        return new WorkerFacts(TaskSide.NONE, worker);
    }

    @Override
    public Fields task() {
        return side.attributes();
    }

    @Override
    public Fields worker() {
        return worker.fields;
    }

    @Override
    public Value fact(Fact fact, String detail) {
        return switch (fact) {
            case WORKER_SID -> worker.sidText;
            case WORKER_FRIENDLY_NAME -> Value.text(worker.friendlyName);
            case WORKER_ACTIVITY_SID -> Value.text(worker.activity.sid.value());
            case WORKER_ACTIVITY_NAME -> Value.text(worker.activity.friendlyName);
            case WORKER_CHANNEL_ASSIGNED_TASKS, WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE,
                    WORKER_CHANNEL_CONFIGURED_CAPACITY, WORKER_CHANNEL_AVAILABLE -> onChannel(fact, detail);
            case TASK_CHANNEL_UNIQUE_NAME, TASK_PRIORITY, TASK_AGE, TASK_TIME_IN_QUEUE, CURRENT_TIME, CURRENT_HOUR,
                    CURRENT_MIN, DAY_OF_WEEK -> side.facts().get(fact.name());
            case WORKERS_AVAILABLE, WORKERS_UNAVAILABLE, WORKERS_IN_ACTIVITY -> Value.NULL;
        };
    }

    private Value onChannel(Fact fact, String uniqueName) {
        WorkerChannel channel = worker.named(uniqueName);
        if (channel == null) {
            return Value.NULL;
        }
        return fact == Fact.WORKER_CHANNEL_ASSIGNED_TASKS ? Value.number((long) channel.assigned)
                : fact == Fact.WORKER_CHANNEL_CONFIGURED_CAPACITY ? Value.number((long) channel.capacity)
                : fact == Fact.WORKER_CHANNEL_AVAILABLE ? Value.bool(channel.available)
                : Value.number((long) channel.availableCapacityPercentage());
    }
}
