package io.strowger.assets;

import io.strowger.assets.Asset.Warning;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.World;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Wav;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what a document wants heard into telephone audio, and keeps it.
 *
 * <p>Three places are looked at in turn: memory (no wait), disk, and where it comes from: the customer's server or a
 * speech engine. Strands that want the same thing at the same time share one fetch or one synthesis. Any strand may
 * call it; {@link #resolve} blocks, {@link #ready} does not.
 */
public final class Assets {
    /** What is spoken when an application cannot go on; it can be heard with no engine installed. */
    public static final String APOLOGY_TEXT = "We are sorry, an application error has occurred. Goodbye.";

    private static final Duration APOLOGY_AT_MOST = Duration.ofSeconds(10);

    private final FetchedAudio fetched;
    private final SpokenAudio spoken;

    private Assets(FetchedAudio fetched, SpokenAudio spoken) {
        this.fetched = fetched;
        this.spoken = spoken;
    }

    /**
     * Opens the room with the engines of the machine.
     *
     * @param signers sign requests for an account's media; {@link RequestSigner#NONE} for none
     * @throws UncheckedIOException when the cache directory cannot be used
     */
    public static Assets open(World world, Fetcher fetcher, Function<AccountSid, RequestSigner> signers,
            Metrics metrics, AssetsConfig config) {
        Path scratch = privateDirectory(config.directory().resolve("scratch"));
        return open(world, fetcher, signers, metrics, config,
                new ProcessSynthesizer(
                        config.flite(), ProcessSynthesizer.Usage.FLITE, config.synthesisTimeout(), scratch),
                new ProcessSynthesizer(
                        config.espeak(), ProcessSynthesizer.Usage.ESPEAK, config.synthesisTimeout(), scratch));
    }

    /**
     * Opens the room with other engines.
     *
     * @param english speaks for flite's voices
     * @param foreign speaks for espeak-ng's
     */
    public static Assets open(World world, Fetcher fetcher, Function<AccountSid, RequestSigner> signers,
            Metrics metrics, AssetsConfig config, Synthesizer english, Synthesizer foreign) {
        privateDirectory(config.directory());
        AssetStore store = AssetStore.open(world, metrics, config);
        return new Assets(new FetchedAudio(world, fetcher, signers, store, metrics, config),
                new SpokenAudio(world, english, foreign, store, metrics, config));
    }

    /**
     * The audio, from wherever it is.
     *
     * @param account whose audio it is
     * @throws AssetFailure with the documented code: 112xx for a fetch, 11750 for too large a file, 13420 for one that
     *     cannot be played, 13521 for too long a text, 90113 for speech that failed
     */
    public Asset resolve(AccountSid account, AssetRef ref) {
        return switch (ref) {
            case AssetRef.Url url -> fetched.resolve(account, url);
            case AssetRef.Speech speech -> spoken(speech);
        };
    }

    /** The audio when it lies in memory and may be used unasked; never blocks. */
    public Optional<Asset> ready(AccountSid account, AssetRef ref) {
        return switch (ref) {
            case AssetRef.Url url -> fetched.ready(account, url);
            case AssetRef.Speech speech -> spoken.ready(speech);
        };
    }

    /** The spoken apology, recorded at build time: 4 s of {@link #APOLOGY_TEXT}. */
    public static Clip apology() {
        try (InputStream in = Assets.class.getResourceAsStream("apology.wav")) {
            if (in == null) {
                throw new IllegalStateException("apology.wav is not in the product");
            }
            return Wav.read(in.readAllBytes(), (int) APOLOGY_AT_MOST.toSeconds()).clip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Asset spoken(AssetRef.Speech speech) {
        try {
            return spoken.resolve(speech);
        } catch (AssetFailure failure) {
            if (!speech.text().equals(APOLOGY_TEXT)) {
                throw failure;
            }
            return new Asset(apology(), List.of(new Warning(ErrorCode.SAY_FAILED, failure.getMessage())));
        }
    }

    private static Path privateDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException("the assets directory " + directory + " cannot be used", broken);
        }
    }
}
