package io.strowger.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.Codec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rulings, "Honest tests": the transcript comes from the audio alone, and corrupted audio changes it. */
class ListenerTest {
    private static final short[] WELCOME = speech(1, 24_000);
    private static final short[] MENU = speech(2, 40_000);
    private static final short[] GOODBYE = speech(3, 9_000);
    private static final Listener LISTENER = new Listener(prompts());

    private static Map<String, short[]> prompts() {
        Map<String, short[]> prompts = new LinkedHashMap<>();
        prompts.put("welcome", WELCOME);
        prompts.put("menu", MENU);
        prompts.put("goodbye", GOODBYE);
        return prompts;
    }

    /** Something like a voice: a buzz of wandering pitch through wandering resonances, in syllables. */
    static short[] speech(long seed, int samples) {
        Random random = new Random(seed);
        short[] out = new short[samples];
        double phase = 0;
        double pitch = 120;
        double one = 500;
        double two = 1500;
        for (int i = 0; i < samples; i++) {
            if (i % 900 == 0) {
                pitch = 90 + random.nextInt(80);
                one = 300 + random.nextInt(500);
                two = 900 + random.nextInt(1600);
            }
            phase += pitch / 8000;
            double syllable = Math.pow(Math.sin(Math.PI * (i % 1800) / 1800.0), 2);
            double glottis = 1 - 2 * (phase - Math.floor(phase));
            double throat = Math.sin(2 * Math.PI * one * i / 8000) + 0.5 * Math.sin(2 * Math.PI * two * i / 8000);
            out[i] = (short) (6000 * syllable * glottis * throat);
        }
        return out;
    }

    private static short[] silence(int samples) {
        return new short[samples];
    }

    private static short[] join(short[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        short[] all = new short[length];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static short[] throughUlaw(short[] sound, double gain) {
        short[] out = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            out[i] = Codec.PCMU.decode(Codec.PCMU.encode((short) (sound[i] * gain)));
        }
        return out;
    }

    @Test
    void promptsAreFoundInOrderThroughUlawAtAnyLevel() {
        short[] heard = throughUlaw(join(silence(1234), WELCOME, silence(800), MENU, GOODBYE, silence(999)), 0.4);
        Transcript transcript = LISTENER.transcribe(heard);
        assertEquals(List.of("welcome", "menu", "goodbye"), transcript.prompts(), transcript.toString());
        assertTrue(transcript.passages().stream().allMatch(Transcript.Passage::whole), transcript.toString());
        assertEquals(1234, transcript.passages().getFirst().from(), 2);
    }

    @Test
    void promptThatWasInterruptedIsHeardAsFarAsItWent() {
        short[] heard = throughUlaw(join(Arrays.copyOf(MENU, 17_000), silence(4000), GOODBYE), 1);
        Transcript transcript = LISTENER.transcribe(heard);
        assertEquals(List.of("menu", "goodbye"), transcript.prompts(), transcript.toString());
        assertFalse(transcript.heardWhole("menu"));
        assertTrue(transcript.heardWhole("goodbye"));
        assertEquals(16_384, transcript.passages().getFirst().to(), 2048, "as far as it went");
    }

    @Test
    void promptPlayedTwiceIsHeardTwice() {
        Transcript transcript = LISTENER.transcribe(throughUlaw(join(GOODBYE, silence(3000), GOODBYE), 1));
        assertEquals(List.of("goodbye", "goodbye"), transcript.prompts());
    }

    @Test
    void framesLostOnTheWayDoNotHideAPrompt() {
        short[] damaged = throughUlaw(WELCOME, 1);
        Arrays.fill(damaged, 8000, 8160, (short) 0);
        short[] rest = Arrays.copyOfRange(damaged, 14_000, 24_000);
        short[] slipped = join(Arrays.copyOf(damaged, 14_000), silence(160), rest);
        Transcript transcript = LISTENER.transcribe(join(silence(500), slipped));
        assertTrue(transcript.heardWhole("welcome"), transcript.toString());
    }

    @Test
    void stallInTheMiddleDoesNotHideAPrompt() {
        short[] sound = throughUlaw(MENU, 1);
        short[] heard = join(Arrays.copyOf(sound, 9_000), silence(1120), Arrays.copyOfRange(sound, 9_000, 40_000));
        Transcript transcript = LISTENER.transcribe(heard);
        assertEquals(List.of("menu"), transcript.prompts(), transcript.toString());
        assertTrue(transcript.heardWhole("menu"), transcript.toString());
    }

    @Test
    void frameInsertedJustBeforeTheEndDoesNotCutAPrompt() {
        short[] sound = throughUlaw(WELCOME, 1);
        for (int tear = 20_000; tear < 23_900; tear += 300) {
            short[] heard = join(Arrays.copyOf(sound, tear), silence(160), Arrays.copyOfRange(sound, tear, 24_000));
            Transcript transcript = LISTENER.transcribe(join(silence(400), heard, silence(400)));
            assertTrue(transcript.heardWhole("welcome"), tear + ": " + transcript);
        }
    }

    @Test
    void promptsThatBeginAlikeAreToldApart() {
        short[] one = join(speech(7, 8192), speech(8, 8192));
        short[] two = join(speech(7, 8192), speech(9, 8192));
        Listener listener = new Listener(Map.of("one", one, "two", two));
        assertEquals(List.of("two"), listener.transcribe(throughUlaw(join(silence(700), two), 1)).prompts());
        assertEquals(List.of("one"), listener.transcribe(throughUlaw(join(silence(700), one), 1)).prompts());
    }

    @Test
    void corruptedAudioChangesTheTranscript() {
        short[] clean = throughUlaw(join(silence(1000), WELCOME, silence(800), GOODBYE), 1);
        Transcript honest = LISTENER.transcribe(clean);
        assertEquals(List.of("welcome", "goodbye"), honest.prompts());
        short[] noisy = clean.clone();
        Random random = new Random(42);
        for (int i = 1000; i < 25_000; i++) {
            noisy[i] = (short) (random.nextGaussian() * 4000);
        }
        Transcript corrupted = LISTENER.transcribe(noisy);
        assertNotEquals(honest.toString(), corrupted.toString());
        assertFalse(corrupted.heard("welcome"));
        assertEquals("", corrupted.passages().getFirst().prompt(), "the noise is told as unknown sound");
        short[] reversed = clean.clone();
        for (int i = 0; i < 12_000; i++) {
            short keep = reversed[1000 + i];
            reversed[1000 + i] = reversed[24_999 - i];
            reversed[24_999 - i] = keep;
        }
        assertFalse(LISTENER.transcribe(reversed).heard("welcome"), "the same sound backwards is not the prompt");
    }

    @Test
    void promptWhoseBytesWereScrambledIsNotHeard() {
        short[] sound = join(WELCOME, GOODBYE);
        byte[] wire = Codec.PCMU.encode(sound);
        for (int i = 24_000; i < 33_000; i++) {
            wire[i] ^= (byte) (0x55 + i * 31);
        }
        Transcript transcript = LISTENER.transcribe(Codec.PCMU.decode(wire));
        assertEquals(List.of("welcome"), transcript.prompts(), transcript.toString());
    }

    @Test
    void silenceIsSilence() {
        assertEquals("(silence)\n", LISTENER.transcribe(silence(16_000)).toString());
        assertEquals(List.of(), LISTENER.transcribe(silence(0)).prompts());
    }
}
