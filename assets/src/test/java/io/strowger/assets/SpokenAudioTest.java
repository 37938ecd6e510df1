package io.strowger.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.media.audio.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Speech: real engines (flite and espeak-ng must be installed), their absence, and what is kept. */
class SpokenAudioTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));

    private final ShiftedWorld world = new ShiftedWorld();
    private final Metrics metrics = new Metrics();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        world.close();
    }

    private Assets open(AssetsConfig config) {
        return Assets.open(world, new Fetcher(world, new FakeWeb()), account -> RequestSigner.NONE, metrics, config);
    }

    private Assets open(Synthesizer english) {
        return Assets.open(world, new Fetcher(world, new FakeWeb()), account -> RequestSigner.NONE, metrics,
                AssetsConfig.defaults(directory), english, english);
    }

    /** Engines with so much time that a busy machine has enough. */
    private Assets patient() {
        AssetsConfig usual = AssetsConfig.defaults(directory);
        return open(new AssetsConfig(directory, usual.maxBytes(), usual.maxLength(), usual.memoryBytes(),
                usual.diskBytes(), usual.diskAge(), usual.atOnce(), usual.waiting(), usual.patience(),
                Duration.ofMinutes(10), usual.flite(), usual.espeak()));
    }

    private static AssetRef.Speech say(String text) {
        return new AssetRef.Speech(text, "", "");
    }

    @ParameterizedTest
    @CsvSource({"'',''", "man,en-GB", "Polly.Joanna-Neural,''", "woman,fr-FR", "Polly.Hans,''", "alice,cmn-CN",
        "Google.es-ES-Wavenet-B,''", "'',pt-BR", "kal16,''"})
    void theEnginesOfTheMachineSpeak(String voice, String language) throws IOException {
        Assets assets = patient();
        Asset asset = assets.resolve(ALICE, new AssetRef.Speech("Good morning, one two three.", voice, language));
        assertEquals(List.of(), asset.warnings());
        assertTrue(asset.length().toMillis() > 800 && asset.length().toMillis() < 6000, asset.length()::toString);
        assertTrue(loudness(asset.clip()) > 300, "silence: is the engine installed? apt-get install flite espeak-ng");
        try (Stream<Path> left = Files.list(directory.resolve("scratch"))) {
            assertEquals(0, left.count(), "an engine's files were left behind");
        }
    }

    @Test
    void longTextsAndStrangeCharactersAreSpoken() {
        Assets assets = patient();
        assertTrue(assets.resolve(ALICE, say("word ".repeat(800).strip())).length().toSeconds() > 100);
        String strange = "caf\u00e9 \u2018na\u00efve\u2019 \u20ac5\u0000\u0007\ud800 \ud83d\ude00";
        assertTrue(loudness(assets.resolve(ALICE, say(strange)).clip()) > 300);
        assertTrue(loudness(assets.resolve(ALICE, say("-voice nobody; $(touch /tmp/x) `id` | cat")).clip()) > 300);
    }

    @Test
    void textWithoutAWordIsAFrameOfSilenceAndAWarning() {
        Assets assets = open(AssetsConfig.defaults(directory));
        for (String text : List.of("", "  \n", "...", "\ud83d\ude00", "\u0000")) {
            Asset asset = assets.resolve(ALICE, say(text));
            assertEquals(ErrorCode.SAY_TEXT, asset.warnings().getFirst().code());
            assertEquals(160, asset.clip().samples());
        }
        Asset foreign = assets.resolve(ALICE, say("\u4f60\u597d"));
        assertEquals(ErrorCode.SAY_TEXT, foreign.warnings().getFirst().code(), "flite reads no Chinese");
    }

    @Test
    void textIsBounded() {
        AssetFailure failure = assertThrows(AssetFailure.class,
                () -> open(AssetsConfig.defaults(directory)).resolve(ALICE, say("a".repeat(4097))));
        assertEquals(ErrorCode.SAY_TEXT_TOO_LONG, failure.code());
    }

    @Test
    void theSameTextIsSynthesisedOnceForEverybodyAndAcrossRestarts() {
        Counting engine = new Counting();
        Assets assets = open(engine);
        assets.resolve(ALICE, say("hello"));
        assets.resolve(BOB, say(" hello\n"));
        assertTrue(assets.ready(BOB, say("hello")).isPresent());
        open(engine).resolve(ALICE, say("hello"));
        assertEquals(1, engine.spoken.get());
        assets.resolve(ALICE, new AssetRef.Speech("hello", "man", ""));
        assertEquals(2, engine.spoken.get());
        engine.version = "two";
        assets.resolve(ALICE, say("hello"));
        assertEquals(3, engine.spoken.get());
        assertTrue(metrics.text().contains("strowger_speech_seconds_count 3"), metrics.text());
    }

    @Test
    void unknownVoicesWarnEachTimeAlsoFromTheCache() {
        Counting engine = new Counting();
        Assets assets = open(engine);
        assets.resolve(ALICE, say("hello"));
        Asset asset = assets.resolve(ALICE, new AssetRef.Speech("hello", "Polly.Nobody", ""));
        assertEquals(ErrorCode.SAY_VOICE, asset.warnings().getFirst().code());
        assertEquals(1, engine.spoken.get());
    }

    @Test
    void aMissingEngineSaysWhatToInstall() {
        Assets assets = open(AssetsConfig.defaults(directory).speakingWith("/nowhere/flite", "/nowhere/espeak-ng"));
        for (String language : List.of("", "fr-FR")) {
            AssetFailure failure = assertThrows(AssetFailure.class,
                    () -> assets.resolve(ALICE, new AssetRef.Speech("hello", "", language)));
            assertEquals(ErrorCode.SAY_FAILED, failure.code());
            assertTrue(failure.getMessage().contains("apt-get install flite espeak-ng"), failure.getMessage());
        }
        assertEquals(Optional.empty(), assets.ready(ALICE, say("hello")));
    }

    @Test
    void theApologyIsHeardWithoutAnyEngine() {
        Assets assets = open(AssetsConfig.defaults(directory).speakingWith("/nowhere/flite", "/nowhere/espeak-ng"));
        Asset asset = assets.resolve(ALICE, say(Assets.APOLOGY_TEXT));
        assertTrue(asset.length().toMillis() > 3000 && loudness(asset.clip()) > 300);
        assertEquals(ErrorCode.SAY_FAILED, asset.warnings().getFirst().code());
        assertEquals(asset.clip().millis(), Assets.apology().millis());
    }

    @Test
    void anEngineThatHangsIsEnded() throws IOException {
        AssetFailure failure = failureOf("exec sleep 60", Duration.ofMillis(300));
        assertTrue(failure.getMessage().contains("longer than 300 ms"), failure.getMessage());
    }

    @Test
    void anEngineThatFailsOrLiesIsAFailure() throws IOException {
        Duration enough = ShiftedWorld.PATIENCE;
        assertTrue(failureOf("echo broken voice; exit 3", enough).getMessage().contains("ended with 3: broken voice"));
        assertTrue(failureOf("exit 0", enough).getMessage().contains("no sound"));
        assertTrue(failureOf("echo nonsense > \"$6\"", enough).getMessage().contains("cannot be played"));
    }

    private AssetFailure failureOf(String script, Duration timeout) throws IOException {
        Path program = directory.resolve("engine.sh");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Synthesizer engine = new ProcessSynthesizer(
                program.toString(), ProcessSynthesizer.Usage.FLITE, timeout, directory);
        AssetFailure failure = assertThrows(AssetFailure.class, () -> engine.speak("hello", "slt"));
        assertEquals(ErrorCode.SAY_FAILED, failure.code());
        return failure;
    }

    @Test
    void soManyEnginesRunAtOnceAndTheRestWaits() {
        Limit waiting = new Limit("waiting", 1);
        Turnstile gate = new Turnstile(world, 1, waiting, ShiftedWorld.PATIENCE);
        Inbox<Boolean> inside = world.timeline().inbox(1);
        Inbox<String> told = world.timeline().inbox(5);
        world.timeline().spawn("first", () -> told.post(gate.pass(ErrorCode.SAY_FAILED, "speech", () -> {
            told.post("in");
            inside.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE));
            return "first";
        })));
        assertEquals(Optional.of("in"), told.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE)));
        world.timeline().spawn("second", () -> told.post(gate.pass(ErrorCode.SAY_FAILED, "speech", () -> "second")));
        world.await(() -> waiting.held() >= 1);
        AssetFailure full = assertThrows(AssetFailure.class,
                () -> gate.pass(ErrorCode.SAY_FAILED, "speech", () -> "third"));
        assertTrue(full.getMessage().contains("1 others are waiting"), full.getMessage());
        assertEquals(1, waiting.bites());
        inside.post(true);
        assertEquals(List.of("first", "second"), Stream.of(told.await(), told.await()).sorted().toList());
        assertEquals(0, gate.inside());
        assertEquals(0, waiting.held());
    }

    @Test
    void impatienceIsAFailureAndGivesThePlaceBack() {
        Limit waiting = new Limit("waiting", 5);
        Turnstile gate = new Turnstile(world, 1, waiting, Duration.ofMillis(20));
        gate.pass(ErrorCode.SAY_FAILED, "speech", () -> {
            AssetFailure late = assertThrows(AssetFailure.class,
                    () -> gate.pass(ErrorCode.SAY_FAILED, "speech", () -> "never"));
            assertTrue(late.getMessage().contains("no turn within 20 ms"), late.getMessage());
            return "done";
        });
        assertEquals(0, gate.inside());
        assertEquals(0, waiting.held());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // voice | language | engine | its voice | warnings
        " | | FLITE | slt | 0", "alice | | FLITE | slt | 0", "woman | en-US | FLITE | slt | 0",
        "man | | FLITE | rms | 0", "awb | | FLITE | awb | 0", "Polly.Matthew | | FLITE | rms | 0",
        "Polly.Amy-Generative | en-GB | FLITE | slt | 0", "Google.en-AU-Standard-B | | FLITE | slt | 0",
        "Google.de-DE-Chirp3-HD-Aoede | | ESPEAK | de+f3 | 0", "man | de-DE | ESPEAK | de | 0",
        " | fr-CA | ESPEAK | fr+f3 | 0", " | pt-BR | ESPEAK | pt-br+f3 | 0", " | zh-CN | ESPEAK | cmn+f3 | 0",
        " | es-MX | ESPEAK | es-419+f3 | 0", " | nb-NO | ESPEAK | nb+f3 | 0", " | no-NO | ESPEAK | nb+f3 | 0",
        "Polly.Mathieu | | ESPEAK | fr | 0", "Polly.Mathieu | en-US | FLITE | rms | 0",
        "Polly.Nobody | | FLITE | slt | 1", "nobody | de-DE | ESPEAK | de+f3 | 1", " | xx-YY | FLITE | slt | 1",
        " | ../etc/passwd | FLITE | slt | 1", "nobody | klingon | FLITE | slt | 2", "POLLY.JOANNA | | FLITE | slt | 1",
        "Google.xx-YY-Standard-A | | FLITE | slt | 1",
    })
    void voicesAreMapped(String voice, String language, Voices.Engine engine, String own, int warnings) {
        Voices.Choice choice =
                Voices.choose(voice == null ? "" : voice, language == null ? "" : language);
        assertEquals(engine, choice.engine());
        assertEquals(own, choice.voice());
        assertEquals(warnings, choice.warnings().size(), choice.warnings().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u200bb", "a\ud800b"})
    void controlCharactersVanish(String text) {
        assertTrue(SpeechText.normal(text).matches("a ?b"), SpeechText.normal(text));
    }

    private static double loudness(Clip clip) {
        double sum = 0;
        for (short sample : clip.pcm()) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / clip.samples());
    }

    /** Counts, and speaks half a second of a tone. */
    private static final class Counting implements Synthesizer {
        private final AtomicInteger spoken = new AtomicInteger();
        private volatile String version = "one";

        @Override
        public String version() {
            return version;
        }

        @Override
        public byte[] speak(String text, String voice) {
            spoken.incrementAndGet();
            return new byte[4000];
        }
    }
}
