package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.media.MediaLegEvent.Ending;
import io.strowger.media.RecordingRequest.Track;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.SilenceDetector;
import io.strowger.media.audio.Tones;
import io.strowger.media.audio.Wav;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of one leg and of two, their ends, their files. */
class RecorderTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC00000000000000000000000000000001");
    private static final RecordingSid SID = new RecordingSid("RE00000000000000000000000000000002");

    @TempDir
    Path directory;
    private Bench bench;
    private Bench.Ear leg;
    private Bench.Ear phone;

    @BeforeEach
    void open() {
        bench = new Bench(directory);
        leg = bench.leg("leg");
        phone = bench.leg("phone");
        bench.connect(phone, leg);
        bench.pass(100);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static RecordingRequest request(int channels, Track track, int max, int silence, boolean trim) {
        return new RecordingRequest(
                SID, ACCOUNT, channels, track, Duration.ofSeconds(max), Duration.ofSeconds(silence), trim);
    }

    private static Sound tone(int millis, int frequency) {
        return new Sound.Sample(Clip.of(Tones.tone(millis, frequency)), 1);
    }

    private Path file() {
        return directory.resolve(ACCOUNT.value()).resolve(SID.value() + ".wav");
    }

    private MediaLegEvent.RecordingEnded ended(Bench.Ear ear) throws InterruptedException {
        while (true) {
            if (ear.next() instanceof MediaLegEvent.RecordingEnded end) {
                return end;
            }
        }
    }

    @Test
    void aRecordingEndsAtSilenceAndIsTrimmedAtBothEnds() throws Exception {
        leg.leg.record(request(1, Track.INBOUND, 60, 3, true));
        bench.pass(1000);
        phone.leg.play(1, tone(1500, 600));
        bench.pass(5000);
        assertEquals(new MediaLegEvent.RecordingStarted(SID), leg.next());
        MediaLegEvent.RecordingEnded end = ended(leg);
        assertEquals(Ending.SILENCE, end.ending());
        assertEquals(1500 + 100 + 200 + 200, end.length().toMillis(), 60);
        Wav wav = Wav.read(file(), 60);
        assertEquals(end.length().toMillis(), wav.millis());
        assertEquals(end.bytes(), Files.size(file()));
        assertTrue(Goertzel.hears(wav.mono(), 2000, 8000, 600));
        assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file())));
    }

    @Test
    void withoutTrimTheSilenceStays() throws Exception {
        leg.leg.record(request(1, Track.INBOUND, 2, 0, false));
        bench.pass(2100);
        MediaLegEvent.RecordingEnded end = ended(leg);
        assertEquals(Ending.MAX_LENGTH, end.ending());
        assertEquals(2000, end.length().toMillis());
        assertEquals(2000, Wav.read(file(), 60).millis());
    }

    @Test
    void aTrimmedRecordingOfSilenceLeavesNoFile() throws Exception {
        leg.leg.record(request(1, Track.INBOUND, 60, 2, true));
        bench.pass(2500);
        assertEquals(new MediaLegEvent.RecordingEnded(SID, Ending.SILENCE, Duration.ZERO, 0), ended(leg));
        assertFalse(Files.exists(file()));
    }

    @Test
    void aStoppedRecordingKeepsWhatItHas() throws Exception {
        phone.leg.play(1, tone(5000, 600));
        leg.leg.record(request(1, Track.INBOUND, 60, 5, true));
        bench.pass(1000);
        leg.leg.stopRecord(SID);
        bench.pass(20);
        MediaLegEvent.RecordingEnded end = ended(leg);
        assertEquals(Ending.STOPPED, end.ending());
        assertEquals(1000, end.length().toMillis(), 100);
    }

    /** rest-api section 2, "Recordings": PauseBehavior skip. */
    @Test
    void aPauseThatSkipsLeavesNothingInTheFile() throws Exception {
        phone.leg.play(1, tone(6000, 600));
        leg.leg.record(request(2, Track.BOTH, 60, 0, false));
        bench.pass(1000);
        leg.leg.pauseRecord(SID, false);
        bench.pass(2000);
        leg.leg.resumeRecord(SID);
        bench.pass(1000);
        leg.leg.stopRecord(SID);
        bench.pass(20);
        assertEquals(2000, ended(leg).length().toMillis(), 60);
        assertTrue(Goertzel.hears(Wav.read(file(), 60).channels()[0], 4000, 12000, 600), "no gap");
    }

    /** rest-api section 2, "Recordings": PauseBehavior silence. */
    @Test
    void aPauseInSilenceKeepsTheFileInTime() throws Exception {
        phone.leg.play(1, tone(6000, 600));
        leg.leg.record(request(2, Track.BOTH, 60, 0, false));
        bench.pass(1000);
        leg.leg.pauseRecord(SID, true);
        bench.pass(2000);
        leg.leg.resumeRecord(SID);
        bench.pass(1000);
        leg.leg.stopRecord(SID);
        bench.pass(20);
        assertEquals(4000, ended(leg).length().toMillis(), 60);
        short[] heard = Wav.read(file(), 60).channels()[0];
        assertTrue(Goertzel.hears(heard, 2000, 6000, 600), "before");
        for (int i = 9000; i < 23000; i++) {
            assertEquals(0, heard[i], "a sample of the pause");
        }
        assertTrue(Goertzel.hears(heard, 26000, 4000, 600), "after");
    }

    @Test
    void closingALegEndsItsRecordingBeforeItTellsClosed() throws Exception {
        phone.leg.play(1, tone(5000, 600));
        leg.leg.record(request(1, Track.INBOUND, 60, 5, false));
        bench.pass(700);
        leg.leg.close();
        bench.pass(5);
        assertEquals(Ending.STOPPED, ended(leg).ending());
        assertTrue(leg.next() instanceof MediaLegEvent.Closed);
        assertTrue(Files.exists(file()));
    }

    @Test
    void bothDirectionsOfOneLegAreMixedOrKeptApart() throws Exception {
        phone.leg.play(1, tone(3000, 600));
        leg.leg.play(1, tone(3000, 1100));
        leg.leg.record(request(2, Track.BOTH, 2, 0, false));
        bench.pass(2200);
        ended(leg);
        Wav wav = Wav.read(file(), 60);
        assertTrue(Goertzel.hears(wav.channels()[0], 4000, 8000, 600), "what the phone said");
        assertTrue(Goertzel.hears(wav.channels()[1], 4000, 8000, 1100), "what the phone was sent");
    }

    @Test
    void twoJoinedLegsAreParentAndChild() throws Exception {
        Bench.Ear child = bench.leg("child");
        Bench.Ear callee = bench.leg("callee");
        bench.connect(callee, child);
        leg.leg.bridge(child.leg);
        phone.leg.play(1, tone(4000, 600));
        callee.leg.play(1, tone(4000, 1100));
        leg.leg.record(request(2, Track.BOTH, 2, 0, false), child.leg);
        bench.pass(2200);
        ended(leg);
        Wav dual = Wav.read(file(), 60);
        assertTrue(Goertzel.hears(dual.channels()[0], 4000, 8000, 600), "parent in channel 1");
        assertTrue(Goertzel.hears(dual.channels()[1], 4000, 8000, 1100), "child in channel 2");

        RecordingSid second = new RecordingSid("RE00000000000000000000000000000003");
        leg.leg.record(new RecordingRequest(
                second, ACCOUNT, 1, Track.BOTH, Duration.ofSeconds(1), Duration.ZERO, false), child.leg);
        bench.pass(300);
        child.leg.close();
        bench.pass(900);
        ended(leg);
        Wav mono = Wav.read(file().resolveSibling(second.value() + ".wav"), 60);
        assertEquals(0.5, Goertzel.share(mono.mono(), 800, 1200, 600), 0.2);
        assertEquals(0.5, Goertzel.share(mono.mono(), 800, 1200, 1100), 0.2);
        assertTrue(Goertzel.hears(mono.mono(), 4000, 3000, 600), "a closed child is silent, the recording goes on");
    }

    @Test
    void aFileThatCannotBeWrittenFailsTheRecordingNotTheCall() throws Exception {
        Files.createFile(directory.resolve(ACCOUNT.value()));
        leg.leg.record(request(1, Track.INBOUND, 60, 5, false));
        assertEquals(new MediaLegEvent.RecordingEnded(SID, Ending.FAILED, Duration.ZERO, 0), failing());
        leg.leg.play(3, tone(40, 500));
        bench.pass(100);
        assertEquals(3, ((MediaLegEvent.PlayEnded) leg.next()).id());
    }

    private MediaLegEvent failing() throws InterruptedException {
        bench.pass(5);
        return leg.next();
    }

    @Test
    void theLevelOfTheSoundSurvives() throws Exception {
        phone.leg.play(1, tone(3000, 600));
        leg.leg.record(request(1, Track.INBOUND, 2, 0, false));
        bench.pass(2200);
        ended(leg);
        short[] pcm = Wav.read(file(), 60).mono();
        int sent = SilenceDetector.level(Tones.tone(1000, 600), 1000, 4000);
        assertEquals(sent, SilenceDetector.level(pcm, 4000, 4000), sent * 0.05);
    }
}
