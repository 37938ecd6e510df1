package io.strowger.server.medialink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.assets.AssetFailure;
import io.strowger.assets.Assets;
import io.strowger.assets.AssetsConfig;
import io.strowger.assets.Synthesizer;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RequestSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What documents name reaches the legs as clips, warnings and codes included. */
class AssetAudioTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "a".repeat(32));

    private final RealWorld world = RealWorld.open();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        world.close();
    }

    private AssetAudio over(FetchAnswer answer) {
        FetchPort port = request -> answer;
        Synthesizer engine = new Synthesizer() {
            @Override
            public String version() {
                return "test";
            }

            @Override
            public byte[] speak(String text, String voice) {
                return new byte[text.length() * 800];
            }
        };
        return new AssetAudio(Assets.open(world, new Fetcher(world, port), account -> RequestSigner.NONE, new Metrics(),
                AssetsConfig.defaults(directory), engine, engine));
    }

    @Test
    void aUrlIsPlayedAndIsAtHandTheNextTime() {
        AssetAudio audio = over(new FetchAnswer.Answered(200, List.of(new Header("Content-Type", "audio/ulaw"),
                new Header("Cache-Control", "max-age=60")), new byte[8000]));
        MediaSource url = new MediaSource.Url("https://media.example/a");
        assertTrue(audio.atHand(ACCOUNT, url).isEmpty());
        assertEquals(1000, audio.resolve(ACCOUNT, url).clip().millis());
        assertEquals(1000, audio.atHand(ACCOUNT, url).orElseThrow().clip().millis());
    }

    @Test
    void speechCarriesItsWarnings() {
        AssetAudio audio = over(new FetchAnswer.Failed(FetchTrouble.BAD_HOST_NAME, "none"));
        AudioSource.Resolved said = audio.resolve(ACCOUNT, new MediaSource.Speech("hello", "nobody", ""));
        assertEquals(500, said.clip().millis());
        assertEquals(List.of(ErrorCode.SAY_VOICE), said.warnings().stream().map(MediaEvent.Warning::code).toList());
    }

    @Test
    void failuresKeepTheirCode() {
        AssetAudio audio = over(new FetchAnswer.Failed(FetchTrouble.BAD_HOST_NAME, "none"));
        assertEquals(ErrorCode.BAD_HOST_NAME, assertThrows(AssetFailure.class,
                () -> audio.resolve(ACCOUNT, new MediaSource.Url("https://media.example/a"))).code());
    }

    @Test
    void whatMediaMakesItselfIsAMistake() {
        AssetAudio audio = over(new FetchAnswer.Failed(FetchTrouble.BAD_HOST_NAME, "none"));
        assertThrows(IllegalStateException.class,
                () -> audio.resolve(ACCOUNT, new MediaSource.Silence(Duration.ofSeconds(1))));
    }
}
