package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two legs over real sockets, driven by a real pacer: the path a softphone takes. */
class SoftphoneTest {
    @TempDir
    Path directory;

    @Test
    void aToneAndKeysPlayedByOneLegAreHeardByTheOther() throws Exception {
        try (RealWorld world = RealWorld.open();
                MediaEngine engine = MediaEngine.open(world,
                        MediaConfig.defaults(InetAddress.getLoopbackAddress(), 21000, 21019, directory),
                        new Metrics())) {
            var callerEvents = new LinkedBlockingQueue<MediaLegEvent>();
            var calleeEvents = new LinkedBlockingQueue<MediaLegEvent>();
            MediaLeg caller = engine.open("caller", callerEvents::add);
            MediaLeg callee = engine.open("callee", calleeEvents::add);
            caller.accept(callee.answer(caller.offer()));

            var heard = new LinkedBlockingQueue<Integer>();
            callee.hear((nanos, pcm, received) -> heard.add((int) pcm[82]));
            caller.play(7, new Sound.Sample(Clip.of(Tones.tone(200, 1000)), 1));
            assertEquals(new MediaLegEvent.PlayEnded(7, true, java.time.Duration.ofMillis(200)),
                    callerEvents.poll(5, TimeUnit.SECONDS));

            caller.play(8, new Sound.Digits("5#"));
            assertEquals(new MediaLegEvent.Digit('5'), calleeEvents.poll(5, TimeUnit.SECONDS));
            assertEquals(new MediaLegEvent.Digit('#'), calleeEvents.poll(5, TimeUnit.SECONDS));
            assertEquals(8, ((MediaLegEvent.PlayEnded) callerEvents.poll(5, TimeUnit.SECONDS)).id());
            assertTrue(heard.stream().anyMatch(sample -> Math.abs(sample) > 1000), "the tone was heard");

            caller.close();
            callee.close();
            var closed = (MediaLegEvent.Closed) callerEvents.poll(5, TimeUnit.SECONDS);
            assertTrue(closed.figures().sent() >= 20, closed.toString());
            assertEquals("PCMU", closed.figures().codec());
        }
    }
}
