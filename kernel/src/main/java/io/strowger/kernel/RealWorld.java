package io.strowger.kernel;

import java.security.SecureRandom;

/** The world of production: the machine's clocks, virtual threads and an unguessable source of randomness. */
public final class RealWorld implements World, AutoCloseable {
    private final RealTimeline timeline = new RealTimeline();
    private final Entropy entropy = new SecureEntropy();

    private RealWorld() {}

    /** Opens a world; closing it stops its timer thread. */
    public static RealWorld open() {
        return new RealWorld();
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }

    @Override
    public Entropy entropy() {
        return entropy;
    }

    @Override
    public void close() {
        timeline.close();
    }

    private static final class SecureEntropy implements Entropy {
        private final SecureRandom random = new SecureRandom();

        @Override
        public void fill(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }
}
