package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pacer that has ended is known to have: the platform is not ready then. */
class PacerEndTest {
    @Test
    void aPacerWhoseThreadReturnedHasEnded() {
        try (RealWorld world = RealWorld.open()) {
            Metrics metrics = new Metrics();
            PortPool pool = new PortPool(world.timeline(), InetAddress.getLoopbackAddress(), 21000, 21001,
                    Duration.ZERO, local -> {
                        throw new IOException("no socket is needed");
                    }, metrics);
            Pacer pacer = new Pacer(world.timeline(), pool, new EngineMetrics(metrics), 5_000_000);
            assertFalse(pacer.ended());
            pacer.stop();
            pacer.run();
            assertTrue(pacer.ended());
        }
    }
}
