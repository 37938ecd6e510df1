package io.strowger.server.medialink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaCommand.Track;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaEvent.PlayEnded;
import io.strowger.call.port.MediaEvent.PlayOutcome;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RecordingSid;
import io.strowger.media.MediaConfig;
import io.strowger.media.MediaEngine;
import io.strowger.media.MediaLeg;
import io.strowger.media.MediaLegEvent;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.Tones;
import io.strowger.media.audio.Wav;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The media port over real sockets and real pacers; phones are legs of a second engine. */
class LocalMediaTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC00000000000000000000000000000001");
    private static final RecordingSid RECORDING = new RecordingSid("RE00000000000000000000000000000002");
    private static final LegId LEG = new LegId("leg");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;
    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private final LinkedBlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
    private final SlowAudio audio = new SlowAudio();
    private MediaEngine engine;
    private MediaEngine phones;
    private LocalMedia media;

    /** Audio that waits until the test lets it go. */
    private static final class SlowAudio implements AudioSource {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final CountDownLatch done = new CountDownLatch(1);

        @Override
        public Optional<Resolved> atHand(AccountSid account, MediaSource source) {
            return source instanceof MediaSource.Speech
                    ? Optional.of(new Resolved(Clip.of(Tones.tone(100, 500)),
                            List.of(new MediaEvent.Warning(ErrorCode.SAY_VOICE, "the voice is not known"))))
                    : Optional.empty();
        }

        @Override
        public Resolved resolve(AccountSid account, MediaSource source) {
            asked.countDown();
            try {
                assertTrue(go.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
                return switch (((MediaSource.Url) source).url()) {
                    case "missing" -> throw new Failure(ErrorCode.RETRIEVAL_FAILED, "the server answered 404");
                    case "broken" -> throw new IllegalStateException("a mistake");
                    default -> new Resolved(Clip.of(Tones.tone(100, 500)), List.of());
                };
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            } finally {
                done.countDown();
            }
        }
    }

    /** A phone and what it heard and was told. */
    private final class Phone {
        final LinkedBlockingQueue<MediaLegEvent> told = new LinkedBlockingQueue<>();
        final MediaLeg leg = phones.open("phone", told::add);
        private final AtomicInteger at = new AtomicInteger();
        private final short[] heard = new short[8000];

        void hearFor(int frequency) throws InterruptedException {
            CountDownLatch sure = new CountDownLatch(1);
            leg.hear((nanos, pcm, received) -> {
                int from = at.getAndAdd(160) % 8000;
                System.arraycopy(pcm, 0, heard, from, 160);
                if (from == 8000 - 160 && Goertzel.hears(heard, 0, 8000, frequency)) {
                    sure.countDown();
                }
            });
            assertTrue(sure.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "a second of " + frequency + " Hz was heard");
        }

        /** The next key it was sent; what its own plays tell comes in between. */
        char nextKey() throws InterruptedException {
            while (true) {
                MediaLegEvent event = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (event instanceof MediaLegEvent.Digit(char key)) {
                    return key;
                }
                assertInstanceOf(MediaLegEvent.PlayEnded.class, event);
            }
        }

        void sound(int frequency) {
            leg.play(1, new Sound.Sample(Clip.of(Tones.tone(1000, frequency)), Integer.MAX_VALUE));
        }
    }

    @BeforeEach
    void open() {
        InetAddress here = InetAddress.getLoopbackAddress();
        engine = MediaEngine.open(world, MediaConfig.defaults(here, 21200, 21259, directory).pacedBy(2), metrics);
        phones = MediaEngine.open(world, MediaConfig.defaults(here, 21300, 21359, directory), new Metrics());
        media = new LocalMedia(world, engine, audio, Tones.Region.EU);
    }

    @AfterEach
    void close() {
        audio.go.countDown();
        engine.close();
        phones.close();
        world.close();
    }

    private <E extends MediaEvent> E next(Class<E> kind) throws InterruptedException {
        MediaEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return assertInstanceOf(kind, event);
    }

    private Phone connected(LegId leg) throws InterruptedException {
        Phone phone = new Phone();
        media.open(new MediaCommand.Open(leg, ACCOUNT, Optional.of(phone.leg.offer())), events::add);
        phone.leg.accept(next(MediaEvent.Opened.class).sdp());
        return phone;
    }

    private void play(long id, MediaSource source) {
        media.send(new MediaCommand.Play(LEG, id, source, 1));
    }

    private void ends(long id, PlayOutcome outcome) throws InterruptedException {
        PlayEnded ended = next(PlayEnded.class);
        assertEquals(List.of(id, outcome), List.of(ended.id(), ended.outcome()), ended.toString());
    }

    @Test
    void aUrlIsResolvedAndPlayedAndSpeechAtHandBringsItsWarnings() throws Exception {
        connected(LEG);
        audio.go.countDown();
        play(1, new MediaSource.Url("good"));
        ends(1, PlayOutcome.COMPLETED);
        play(2, new MediaSource.Speech("hello", "nobody", ""));
        PlayEnded spoken = next(PlayEnded.class);
        assertEquals(ErrorCode.SAY_VOICE, spoken.warnings().getFirst().code());
        assertEquals(Duration.ofMillis(100), spoken.played());
    }

    @Test
    void aFailingSourceFailsThePlayWithItsCode() throws Exception {
        connected(LEG);
        audio.go.countDown();
        play(1, new MediaSource.Url("missing"));
        PlayEnded missing = next(PlayEnded.class);
        assertEquals(PlayOutcome.FAILED, missing.outcome());
        assertEquals(Optional.of(ErrorCode.RETRIEVAL_FAILED), missing.code());
        assertEquals("the server answered 404", missing.detail());
        play(2, new MediaSource.Url("broken"));
        assertEquals(Optional.of(ErrorCode.INTERNAL), next(PlayEnded.class).code());
    }

    @Test
    void aPlayStoppedWhileItsAudioIsOnTheWayIsNeverHeard() throws Exception {
        connected(LEG);
        play(1, new MediaSource.Url("good"));
        assertTrue(audio.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        media.send(new MediaCommand.StopPlay(LEG, 1));
        ends(1, PlayOutcome.STOPPED);
        audio.go.countDown();
        assertTrue(audio.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        play(2, new MediaSource.Silence(Duration.ofMillis(100)));
        ends(2, PlayOutcome.COMPLETED);
        assertTrue(events.isEmpty(), events.toString());
    }

    @Test
    void aSecondPlayStopsTheFirstAtOnceEvenWhileItsOwnAudioIsOnTheWay() throws Exception {
        connected(LEG);
        play(1, new MediaSource.Tone(MediaSource.Tone.Kind.RINGBACK));
        play(2, new MediaSource.Url("good"));
        ends(1, PlayOutcome.STOPPED);
        assertTrue(audio.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        play(3, new MediaSource.Tone(MediaSource.Tone.Kind.BEEP));
        ends(2, PlayOutcome.STOPPED);
        ends(3, PlayOutcome.COMPLETED);
    }

    @Test
    void aReplacedPlayKeepsItsWarnings() throws Exception {
        connected(LEG);
        media.send(new MediaCommand.Play(LEG, 1, new MediaSource.Speech("hello", "nobody", ""), 1000));
        play(2, new MediaSource.Silence(Duration.ofMillis(20)));
        assertEquals(1, next(PlayEnded.class).warnings().size());
        assertEquals(List.of(), next(PlayEnded.class).warnings());
    }

    @Test
    void closingWhileAudioIsOnTheWayEndsThePlayThenTellsClosedLast() throws Exception {
        connected(LEG);
        play(1, new MediaSource.Url("missing"));
        assertTrue(audio.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        media.send(new MediaCommand.Close(LEG));
        ends(1, PlayOutcome.STOPPED);
        next(MediaEvent.Closed.class);
        audio.go.countDown();
        assertTrue(audio.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        play(2, new MediaSource.Silence(Duration.ZERO));
        assertEquals(0, media.legs());
        assertTrue(events.isEmpty(), events.toString());
        assertTrue(metrics.text().contains("strowger_media_ports_used 0\n"), "its ports are back");
    }

    @Test
    void digitsGoBothWaysAndTooManyAreRefusedByName() throws Exception {
        Phone phone = connected(LEG);
        phone.leg.play(1, new Sound.Digits("42#"));
        assertEquals('4', next(MediaEvent.Digit.class).digit());
        assertEquals('2', next(MediaEvent.Digit.class).digit());
        assertEquals('#', next(MediaEvent.Digit.class).digit());
        play(1, new MediaSource.Digits("7w*"));
        ends(1, PlayOutcome.COMPLETED);
        assertEquals('7', phone.nextKey());
        assertEquals('*', phone.nextKey());
        for (String bad : List.of("1".repeat(1001), "12x")) {
            play(2, new MediaSource.Digits(bad));
            assertEquals(Optional.of(ErrorCode.PLAY_DIGITS), next(PlayEnded.class).code());
        }
    }

    @Test
    void joinedLegsHearEachOtherAndAudioOnItsWayIsCancelled() throws Exception {
        LegId child = new LegId("child");
        Phone caller = connected(LEG);
        Phone callee = connected(child);
        play(1, new MediaSource.Url("good"));
        assertTrue(audio.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        media.send(new MediaCommand.Bridge(LEG, child));
        ends(1, PlayOutcome.STOPPED);
        caller.sound(500);
        callee.sound(900);
        callee.hearFor(500);
        caller.hearFor(900);
        media.send(new MediaCommand.Unbridge(LEG, child));
        play(2, new MediaSource.Silence(Duration.ofMillis(40)));
        ends(2, PlayOutcome.COMPLETED);
    }

    @Test
    void aLegAndItsChildAreRecordedInTwoChannels() throws Exception {
        LegId child = new LegId("child");
        Phone caller = connected(LEG);
        Phone callee = connected(child);
        media.send(new MediaCommand.Bridge(LEG, child));
        caller.sound(500);
        callee.sound(900);
        callee.hearFor(500);
        caller.hearFor(900);
        record(Optional.of(child), 2, Track.BOTH, 2, true);
        next(MediaEvent.RecordingStarted.class);
        MediaEvent.RecordingEnded ended = next(MediaEvent.RecordingEnded.class);
        assertEquals(MediaEvent.RecordingOutcome.MAX_LENGTH, ended.outcome());
        Path file = directory.resolve(ACCOUNT.value()).resolve(RECORDING.value() + ".wav");
        assertEquals(ended.bytes(), Files.size(file));
        Wav wav = Wav.read(file, 60);
        assertTrue(Goertzel.hears(wav.channels()[0], 4000, 8000, 500));
        assertTrue(Goertzel.hears(wav.channels()[1], 4000, 8000, 900));
    }

    private void record(Optional<LegId> other, int channels, Track track, int seconds, boolean trim) {
        media.send(new MediaCommand.Record(LEG, other, RECORDING, ACCOUNT, channels, track,
                Duration.ofSeconds(seconds), Duration.ZERO, trim));
    }

    @Test
    void aRecordingOfSilenceIsEmptyAndAStoppedOneSaysSo() throws Exception {
        connected(LEG);
        record(Optional.empty(), 1, Track.INBOUND, 60, true);
        next(MediaEvent.RecordingStarted.class);
        media.send(new MediaCommand.StopRecord(LEG, RECORDING));
        assertEquals(new MediaEvent.RecordingEnded(
                LEG, RECORDING, MediaEvent.RecordingOutcome.STOPPED, Duration.ZERO, 0),
                next(MediaEvent.RecordingEnded.class));
        assertFalse(Files.exists(directory.resolve(ACCOUNT.value()).resolve(RECORDING.value() + ".wav")));
    }

    @Test
    void aNewOfferIsAnsweredAndABadOneLeavesTheLegAsItWas() throws Exception {
        Phone phone = connected(LEG);
        media.send(new MediaCommand.Renegotiate(LEG, Optional.of(
                phone.leg.offer(io.strowger.media.sdp.Direction.SENDONLY))));
        String held = next(MediaEvent.Renegotiated.class).sdp();
        assertTrue(held.contains("a=recvonly"), held);
        phone.leg.accept(held);
        media.send(new MediaCommand.Renegotiate(LEG, Optional.of("v=0\r\n")));
        assertEquals(ErrorCode.MEDIA_UNACCEPTABLE, next(MediaEvent.Failed.class).code());
        media.send(new MediaCommand.Renegotiate(LEG, Optional.empty()));
        assertTrue(next(MediaEvent.Renegotiated.class).sdp().contains("m=audio"));
    }

    @Test
    void ourOfferIsAcceptedAndAnAnswerThatRefusesIsAFailure() throws Exception {
        media.open(new MediaCommand.Open(LEG, ACCOUNT, Optional.empty()), events::add);
        String offer = next(MediaEvent.Opened.class).sdp();
        media.send(new MediaCommand.Accept(LEG, offer.replaceFirst("m=audio [0-9]+", "m=audio 0")));
        assertEquals(ErrorCode.MEDIA_UNACCEPTABLE, next(MediaEvent.Failed.class).code());
        media.send(new MediaCommand.Accept(LEG, new Phone().leg.answer(offer)));
        play(1, new MediaSource.Silence(Duration.ofMillis(20)));
        ends(1, PlayOutcome.COMPLETED);
    }

    @Test
    void anUnacceptableOfferFailsAndGivesThePortsBackSilently() throws Exception {
        media.open(new MediaCommand.Open(LEG, ACCOUNT, Optional.of("v=0\r\nm=audio 9 RTP/SAVP 0\r\n")), events::add);
        assertEquals(ErrorCode.MEDIA_UNACCEPTABLE, next(MediaEvent.Failed.class).code());
        assertEquals(0, media.legs());
        connected(LEG);
        media.send(new MediaCommand.Close(LEG));
        next(MediaEvent.Closed.class);
        assertTrue(events.isEmpty(), events.toString());
    }

    /** The pacer is held until a second leg of the same name is open: only then does it tell of the first one's end. */
    @Test
    void theLateEndOfALegTakesNoOtherOfItsNameWithIt() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (MediaEngine one = MediaEngine.open(
                world, MediaConfig.defaults(here, 21400, 21409, directory).pacedBy(1), new Metrics())) {
            one.open("holds", event -> hold(held, go)).close();
            assertTrue(held.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the pacer tells of an end, and stays there");
            media = new LocalMedia(world, one, audio, Tones.Region.EU);
            media.open(new MediaCommand.Open(LEG, ACCOUNT, Optional.of("v=0\r\n")), events::add);
            next(MediaEvent.Failed.class);
            connected(LEG);
            go.countDown();
            play(1, new MediaSource.Silence(Duration.ofMillis(20)));
            ends(1, PlayOutcome.COMPLETED);
            media.send(new MediaCommand.Close(LEG));
            next(MediaEvent.Closed.class);
        } finally {
            go.countDown();
        }
    }

    private static void hold(CountDownLatch held, CountDownLatch go) {
        held.countDown();
        try {
            assertTrue(go.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "let go");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void exhaustedPortsAreANamedFailureAndAnOpenLegCannotBeOpenedAgain() throws Exception {
        for (int i = 0; i < 30; i++) {
            media.open(new MediaCommand.Open(new LegId("leg" + i), ACCOUNT, Optional.empty()), events::add);
            next(MediaEvent.Opened.class);
        }
        media.open(new MediaCommand.Open(LEG, ACCOUNT, Optional.empty()), events::add);
        assertEquals(ErrorCode.MEDIA_PORTS_EXHAUSTED, next(MediaEvent.Failed.class).code());
        assertThrows(IllegalStateException.class,
                () -> media.open(new MediaCommand.Open(new LegId("leg0"), ACCOUNT, Optional.empty()), events::add));
    }
}
