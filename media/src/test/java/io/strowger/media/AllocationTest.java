package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Must show of the design: no allocation per packet in steady state. */
class AllocationTest {
    @TempDir
    Path directory;

    /** RTCP every hour: a report costs a little, and is not what is measured. */
    private MediaConfig config(int firstPort) {
        MediaConfig usual = MediaConfig.defaults(Bench.HERE, firstPort, firstPort + 199, directory);
        return new MediaConfig(usual.bind(), usual.advertised(), usual.firstPort(), usual.lastPort(), 1, usual.poll(),
                usual.quarantine(), usual.learnWindow(), usual.lostAfter(), Duration.ofHours(1), directory,
                usual.codecs(), usual.region());
    }

    @Test
    void playingAndRelayingAHundredThousandPacketsAllocatesNothing() {
        try (Bench bench = new Bench(config(20000))) {
            measure(bench, 10, 60_000);
        }
    }

    @Test
    void noPacketAllocatesOnRealSocketsEither() {
        try (Bench bench = new Bench(config(21100), UdpSocket::bind)) {
            measure(bench, 2, 20_000);
            bench.engine.close();
        }
    }

    /** Calls of phone - leg | leg - phone, the first phone playing, the last one heard through its jitter buffer. */
    private static void measure(Bench bench, int calls, int millis) {
        List<Bench.Ear> playing = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Bench.Ear phone = bench.leg("phone " + i);
            Bench.Ear first = bench.leg("first " + i);
            Bench.Ear second = bench.leg("second " + i);
            Bench.Ear callee = bench.leg("callee " + i);
            bench.connect(phone, first);
            bench.connect(second, callee);
            bench.pass(20);
            first.leg.bridge(second.leg);
            phone.leg.play(1, new Sound.Sample(Clip.of(Tones.tone(1000, 440)), Integer.MAX_VALUE));
            callee.leg.hear((nanos, pcm, received) -> { });
            playing.addAll(List.of(phone, first, second, callee));
        }
        bench.pass(20_000); // warm-up: sources learned, buffers made, code compiled
        long before = sent(bench, playing);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long bytes = threads.getThreadAllocatedBytes(thread);
        bench.pass(millis);
        long allocated = threads.getThreadAllocatedBytes(thread) - bytes;
        long packets = sent(bench, playing) - before;
        assertTrue(packets >= calls * 4 * (millis / 20 - 1), packets + " packets");
        // The smallest object has 16 bytes, so one in a thousand packets would be seen.
        assertTrue(allocated <= 4000 + packets / 100, allocated + " bytes for " + packets + " packets");
    }

    private static long sent(Bench bench, List<Bench.Ear> ears) {
        long[] total = new long[1];
        ears.forEach(ear -> ear.leg.describe((path, figures) -> total[0] += figures.sent()));
        bench.pass(5);
        return total[0];
    }
}
