package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Must show of the design: no allocation per packet in steady state. */
class AllocationTest {
    @TempDir
    Path directory;

    @Test
    void playingAndRelayingAHundredThousandPacketsAllocatesNothing() {
        try (Bench bench = new Bench(directory)) {
            List<Bench.Ear> playing = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Bench.Ear phone = bench.leg("phone " + i);
                Bench.Ear first = bench.leg("first " + i);
                Bench.Ear second = bench.leg("second " + i);
                Bench.Ear callee = bench.leg("callee " + i);
                bench.connect(phone, first);
                bench.connect(second, callee);
                bench.pass(20);
                first.leg.bridge(second.leg);
                phone.leg.play(1, new Sound.Sample(Clip.of(Tones.tone(1000, 440)), Integer.MAX_VALUE));
                playing.add(phone);
                playing.add(first);
                callee.leg.hear((nanos, pcm, received) -> { });
            }
            bench.pass(20_000); // warm-up: buffers, compiled code
            long before = sent(bench, playing);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().threadId();
            long bytes = threads.getThreadAllocatedBytes(thread);
            bench.pass(60_000);
            long allocated = threads.getThreadAllocatedBytes(thread) - bytes;
            long packets = sent(bench, playing) - before;
            // Ten calls of phone and leg for 60 s are 60,000 packets there, as many on the other legs. RTCP twelve times
            // a minute and leg may allocate; a packet may not: less than two bytes each leaves room for nothing.
            assertTrue(packets >= 59_000, packets + " packets");
            assertTrue(allocated < packets * 2 * 2, allocated + " bytes for " + packets * 2 + " packets");
        }
    }

    private static long sent(Bench bench, List<Bench.Ear> ears) {
        long[] total = new long[1];
        ears.forEach(ear -> ear.leg.describe((path, figures) -> total[0] += figures.sent()));
        bench.pass(5);
        return total[0];
    }
}
