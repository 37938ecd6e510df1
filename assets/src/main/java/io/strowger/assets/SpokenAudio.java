package io.strowger.assets;

import io.strowger.assets.Asset.Warning;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Spoken texts: synthesised once, then kept for everybody, as speech follows from text, voice and engine alone. */
final class SpokenAudio {
    private static final double[] SECONDS = {0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20};
    private static final Freshness FOR_EVER = new Freshness(true, Duration.ofDays(365), "", "");
    /** A clip is never empty: a frame of silence stands for a text without a word. */
    private static final int FRAME = 160;

    private final World world;
    private final Synthesizer english;
    private final Synthesizer foreign;
    private final AssetStore store;
    private final SingleFlight flights;
    private final Turnstile engines;
    private final Metrics.Histogram synthesis;
    /** Versions of the engines that have been asked; an engine that is missing is asked again each time. */
    private final Map<Voices.Engine, String> versions = new ConcurrentHashMap<>();

    SpokenAudio(World world, Synthesizer english, Synthesizer foreign, AssetStore store, Metrics metrics,
            AssetsConfig config) {
        this.world = world;
        this.english = english;
        this.foreign = foreign;
        this.store = store;
        flights = new SingleFlight(world);
        Limit waiting = new Limit("speech-waiting", config.waiting());
        engines = new Turnstile(world, config.atOnce(), waiting, config.patience());
        synthesis = metrics.histogram("strowger_speech_seconds", "Time to synthesise a text", SECONDS);
        metrics.gauge("strowger_speech_engines_running", "Speech engines running", engines::inside);
        metrics.counterOf("strowger_speech_refused_total", "Texts refused as too many waited", waiting::bites);
    }

    Optional<Asset> ready(AssetRef.Speech speech) {
        String text = SpeechText.normal(speech.text());
        Voices.Choice choice = Voices.choose(speech.voice(), speech.language());
        return Optional.ofNullable(versions.get(choice.engine()))
                .flatMap(version -> store.inMemory(CacheKey.of(text, choice, version)))
                .map(kept -> new Asset(kept.clip(), choice.warnings()));
    }

    Asset resolve(AssetRef.Speech speech) {
        String text = SpeechText.normal(speech.text());
        if (text.length() > SpeechText.MAX) {
            throw new AssetFailure(ErrorCode.SAY_TEXT_TOO_LONG,
                    "Say holds " + text.length() + " characters; the limit is " + SpeechText.MAX);
        }
        Voices.Choice choice = Voices.choose(speech.voice(), speech.language());
        if (!SpeechText.speakable(text)) {
            return silence(choice.warnings());
        }
        Synthesizer engine = choice.engine() == Voices.Engine.FLITE ? english : foreign;
        String version = engine.version();
        versions.put(choice.engine(), version);
        CacheKey key = CacheKey.of(text, choice, version);
        Optional<Kept> near = store.inMemory(key);
        Kept kept = near.isPresent() ? near.get() : flights.run(key, () -> had(key, engine, text, choice.voice()));
        return kept.clip().samples() > FRAME ? new Asset(kept.clip(), choice.warnings()) : silence(choice.warnings());
    }

    private Kept had(CacheKey key, Synthesizer engine, String text, String voice) {
        Optional<Kept> old = store.anywhere(key);
        if (old.isPresent() && old.get().fresh(store.now())) {
            return old.get();
        }
        byte[] ulaw = engines.pass(ErrorCode.SAY_FAILED, "the text was not spoken", () -> {
            long began = world.timeline().nanos();
            byte[] made = engine.speak(text, voice);
            synthesis.observe((world.timeline().nanos() - began) / 1e9);
            return made;
        });
        Clip clip = Clip.of(Codec.PCMU, ulaw.length == 0 ? quiet() : ulaw);
        Kept kept = new Kept(clip, store.now(), FOR_EVER);
        store.put(key, kept);
        return kept;
    }

    private static Asset silence(List<Warning> warnings) {
        List<Warning> all = new ArrayList<>(warnings);
        all.add(new Warning(ErrorCode.SAY_TEXT, "Say: the text holds nothing that the engine can speak"));
        return new Asset(Clip.of(Codec.PCMU, quiet()), all);
    }

    private static byte[] quiet() {
        return Codec.PCMU.encode(new short[FRAME]);
    }
}
