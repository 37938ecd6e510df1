package io.strowger.work.core;

/** What the service itself knows and expressions may read beside the customer's attributes (requirement 2.13). */
public enum Fact {
    /** {@code worker.sid}: text. */
    WORKER_SID,
    /** {@code worker.friendly_name}: text. */
    WORKER_FRIENDLY_NAME,
    /** {@code worker.activity_sid}: text. */
    WORKER_ACTIVITY_SID,
    /** {@code worker.activity_name}: text. */
    WORKER_ACTIVITY_NAME,
    /** {@code worker.channel.NAME.assigned_tasks}: open reservations on the channel; the detail is its unique name. */
    WORKER_CHANNEL_ASSIGNED_TASKS,
    /** {@code worker.channel.NAME.available_capacity_percentage}: 0 to 100; the detail is the channel's unique name. */
    WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE,
    /** {@code worker.channel.NAME.configured_capacity}; the detail is the channel's unique name. */
    WORKER_CHANNEL_CONFIGURED_CAPACITY,
    /** {@code worker.channel.NAME.available}: true or false; the detail is the channel's unique name. */
    WORKER_CHANNEL_AVAILABLE,
    /** {@code task.task_channel_unique_name}: text. */
    TASK_CHANNEL_UNIQUE_NAME,
    /** {@code task.priority}: whole number. */
    TASK_PRIORITY,
    /** {@code task.age}: whole seconds since the task was created. */
    TASK_AGE,
    /** {@code task.time_in_queue}: whole seconds since the task entered its present queue; 0 before the first. */
    TASK_TIME_IN_QUEUE,
    /** {@code taskrouter.currentTime}: HHMM as a whole number, UTC. */
    CURRENT_TIME,
    /** {@code taskrouter.currentHour}: 0 to 23, UTC. */
    CURRENT_HOUR,
    /** {@code taskrouter.currentMin}: 0 to 59, UTC. */
    CURRENT_MIN,
    /** {@code taskrouter.dayOfWeek}: {@code Mon Tue Wed Thu Fri Sat Sun}, UTC; compared without regard to case. */
    DAY_OF_WEEK,
    /** {@code workers.available}: workers of the step's queue in an available activity. */
    WORKERS_AVAILABLE,
    /** {@code workers.unavailable}: workers of the step's queue in an unavailable activity. */
    WORKERS_UNAVAILABLE,
    /** {@code workers.WA...}: workers of the step's queue in that activity; the detail is its sid. */
    WORKERS_IN_ACTIVITY;

    /** True for the time of day. */
    public boolean isClock() {
        return this == CURRENT_TIME || this == CURRENT_HOUR || this == CURRENT_MIN || this == DAY_OF_WEEK;
    }

    /** True for what changes by waiting alone: a task's age and its time in the queue. */
    public boolean isAge() {
        return this == TASK_AGE || this == TASK_TIME_IN_QUEUE;
    }
}
