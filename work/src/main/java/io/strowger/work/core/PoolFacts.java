package io.strowger.work.core;

/** How many workers of a queue are in which activity: what {@code skip_if} reads. */
record PoolFacts(Pool pool, Registry<Activity> activities) implements Facts {
    @Override
    public Fields task() {
        return Fields.NONE;
    }

    @Override
    public Fields worker() {
        return Fields.NONE;
    }

    @Override
    public Value fact(Fact fact, String detail) {
        return fact == Fact.WORKERS_AVAILABLE ? Value.number((long) pool.available())
                : fact == Fact.WORKERS_UNAVAILABLE ? Value.number((long) pool.size() - pool.available())
                : fact == Fact.WORKERS_IN_ACTIVITY
                ? Value.number((long) activities.find(detail).map(pool::in).orElse(0))
                : Value.NULL;
    }
}
