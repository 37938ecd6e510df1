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
    private static final int PATIENCE_SECONDS = 60;

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
                    callerEvents.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));

            caller.play(8, new Sound.Digits("5#"));
            assertEquals(new MediaLegEvent.Digit('5'), calleeEvents.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(new MediaLegEvent.Digit('#'), calleeEvents.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(8, ((MediaLegEvent.PlayEnded) callerEvents.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).id());
            assertTrue(heard.stream().anyMatch(sample -> Math.abs(sample) > 1000), "the tone was heard");

            caller.close();
            callee.close();
            var closed = (MediaLegEvent.Closed) callerEvents.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertTrue(closed.figures().sent() >= 20, closed.toString());
            assertEquals("PCMU", closed.figures().codec());
        }
    }

    @Test
    void aReOfferFromAnotherAddressMovesTheSoundThere() throws Exception {
        try (RealWorld world = RealWorld.open();
                MediaEngine engine = MediaEngine.open(world,
                        MediaConfig.defaults(InetAddress.getLoopbackAddress(), 21020, 21049, directory),
                        new Metrics())) {
            var digits = new LinkedBlockingQueue<MediaLegEvent>();
            MediaLeg leg = engine.open("leg", digits::add);
            for (String key : new String[] {"1", "2"}) { // the second phone takes the call over: transfer, new network
                var heard = new LinkedBlockingQueue<MediaLegEvent>();
                MediaLeg phone = engine.open("phone " + key, heard::add);
                phone.accept(leg.answer(phone.offer()));
                phone.play(1, new Sound.Digits(key));
                assertEquals(new MediaLegEvent.Digit(key.charAt(0)), digits.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
                leg.play(1, new Sound.Digits("9"));
                assertEquals(new MediaLegEvent.Digit('9'), first(heard, MediaLegEvent.Digit.class));
                first(digits, MediaLegEvent.PlayEnded.class);
            }
        }
    }

    @Test
    void closingTheEngineClosesItsLegsAndTellsThem() throws Exception {
        try (RealWorld world = RealWorld.open()) {
            Metrics metrics = new Metrics();
            MediaEngine engine = MediaEngine.open(world,
                    MediaConfig.defaults(InetAddress.getLoopbackAddress(), 21050, 21059, directory), metrics);
            var told = new LinkedBlockingQueue<MediaLegEvent>();
            engine.open("leg", told::add);
            engine.close();
            first(told, MediaLegEvent.Closed.class);
            assertTrue(metrics.text().contains("strowger_media_ports_used 0\n"));
        }
    }

    private static <E extends MediaLegEvent> E first(LinkedBlockingQueue<MediaLegEvent> from, Class<E> kind)
            throws InterruptedException {
        while (true) {
            MediaLegEvent event = from.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came");
            }
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }
}
