package io.strowger.sim;

import io.strowger.kernel.World;

/** A world in virtual time: nothing in it depends on anything but its seed. */
public final class SimWorld implements World, AutoCloseable {
    private final long seed;
    private final SimEntropy entropy;
    private final SimTimeline timeline = new SimTimeline();

    /** A fresh world at the start of its time. */
    public SimWorld(long seed) {
        this.seed = seed;
        this.entropy = new SimEntropy(seed);
    }

    /** What this run is reproduced by. */
    public long seed() {
        return seed;
    }

    @Override
    public SimTimeline timeline() {
        return timeline;
    }

    @Override
    public SimEntropy entropy() {
        return entropy;
    }

    /** Ends every strand that still waits; the world is of no use afterwards. */
    @Override
    public void close() {
        timeline.close();
    }
}
