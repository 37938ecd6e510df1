package io.strowger.assets;

import static io.strowger.assets.FakeWeb.answer;
import static io.strowger.assets.FakeWeb.wav;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP cache in front of customers' audio (voice-twiml section 6 "Media and GET documents are cached"). */
class FetchedAudioTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));
    private static final AssetRef.Url URL = new AssetRef.Url("https://media.example/hold.wav");

    private final ShiftedWorld world = new ShiftedWorld();
    private final FakeWeb web = new FakeWeb();
    private final Metrics metrics = new Metrics();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        world.close();
    }

    private Assets open() {
        return open(AssetsConfig.defaults(directory));
    }

    private Assets open(AssetsConfig config) {
        return Assets.open(world, new Fetcher(world, web), account -> RequestSigner.NONE, metrics, config);
    }

    @Test
    void aFreshFileIsFetchedOnce() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=60"));
        Assets assets = open();
        assertEquals(Optional.empty(), assets.ready(ALICE, URL));
        assertEquals(Duration.ofSeconds(1), assets.resolve(ALICE, URL).length());
        world.pass(Duration.ofSeconds(59));
        assertTrue(assets.ready(ALICE, URL).isPresent());
        assets.resolve(ALICE, URL);
        assertEquals(1, web.asked());
        world.pass(Duration.ofSeconds(1));
        assertFalse(assets.ready(ALICE, URL).isPresent());
        assets.resolve(ALICE, URL);
        assertEquals(2, web.asked());
    }

    @Test
    void anotherAccountFetchesForItself() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=60"));
        Assets assets = open();
        assets.resolve(ALICE, URL);
        assertEquals(Optional.empty(), assets.ready(BOB, URL));
        assets.resolve(BOB, URL);
        assertEquals(2, web.asked());
    }

    @Test
    void aStaleFileIsAskedAboutAndKeptOn304() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "ETag", "\"v1\"",
                "Last-Modified", "Mon, 23 Nov 2026 11:00:00 GMT", "Cache-Control", "max-age=10"));
        Assets assets = open();
        assets.resolve(ALICE, URL);
        assertEquals(Optional.empty(), web.lastHeader("If-None-Match"));
        world.pass(Duration.ofSeconds(11));
        web.answers(request -> answer(304, new byte[0], "Cache-Control", "max-age=20"));
        assertEquals(1000, assets.resolve(ALICE, URL).clip().millis());
        assertEquals(Optional.of("\"v1\""), web.lastHeader("If-None-Match"));
        assertEquals(Optional.of("Mon, 23 Nov 2026 11:00:00 GMT"), web.lastHeader("If-Modified-Since"));
        world.pass(Duration.ofSeconds(19));
        assets.resolve(ALICE, URL);
        assertEquals(2, web.asked());
        world.pass(Duration.ofSeconds(2));
        web.answers(request -> answer(200, wav(1, 16, 8000, 4000), "Content-Type", "audio/wav"));
        assertEquals(500, assets.resolve(ALICE, URL).clip().millis());
        assertEquals(Optional.of("\"v1\""), web.lastHeader("If-None-Match"), "a 304 keeps what it leaves out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache"})
    void noStoreAndNoCacheAskEachTime(String control) {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", control));
        Assets assets = open();
        assets.resolve(ALICE, URL);
        assets.resolve(ALICE, URL);
        assertEquals(2, web.asked());
        assertEquals(0, files());
    }

    @Test
    void whatIsKeptSurvivesARestart() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=600"));
        byte[] first = open().resolve(ALICE, URL).clip().bytes(io.strowger.media.audio.Codec.PCMU);
        byte[] second = open().resolve(ALICE, URL).clip().bytes(io.strowger.media.audio.Codec.PCMU);
        assertEquals(1, web.asked());
        org.junit.jupiter.api.Assertions.assertArrayEquals(first, second);
        world.pass(Duration.ofDays(7));
        open().resolve(ALICE, URL);
        assertEquals(2, web.asked(), "older than the disk's age");
    }

    @Test
    void aClockSetBackMakesNothingFresh() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=600"));
        Assets assets = open();
        assets.resolve(ALICE, URL);
        world.pass(Duration.ofHours(-1));
        assets.resolve(ALICE, URL);
        assertEquals(2, web.asked());
    }

    @Test
    void aDamagedCacheFileIsFetchedAgain() throws IOException {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=600"));
        open().resolve(ALICE, URL);
        Path file = directory.resolve("kept").resolve(CacheKey.of(ALICE, URL).digest() + ".asset");
        byte[] whole = Files.readAllBytes(file);
        int fetched = 1;
        for (int at : new int[] {0, 5, 20, 100, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertEquals(1000, open().resolve(ALICE, URL).clip().millis());
            assertEquals(++fetched, web.asked(), "byte " + at);
        }
        Files.write(file, new byte[0]);
        open().resolve(ALICE, URL);
        Assets assets = open(new AssetsConfig(directory, 1 << 20, Duration.ofMinutes(1), 0, 1 << 20,
                Duration.ofDays(7), 2, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), "flite", "espeak-ng"));
        Files.delete(file);
        assets.resolve(ALICE, URL);
        assertEquals(fetched + 2, web.asked());
    }

    @Test
    void leftoversOfWritesAreSweptAtTheStart() throws IOException {
        Path kept = Files.createDirectories(directory.resolve("kept"));
        Files.write(kept.resolve("x.0.part"), new byte[10]);
        Files.write(kept.resolve("notes.txt"), new byte[10]);
        open();
        assertEquals(1, files(), "only the file that is none of ours stays");
    }

    @Test
    void theDiskIsBoundedAndTheLeastUsedGoFirst() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=600"));
        AssetsConfig small = new AssetsConfig(directory, 1 << 20, Duration.ofMinutes(1), 0, 20_000,
                Duration.ofDays(7), 2, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), "flite", "espeak-ng");
        Assets assets = open(small);
        for (int i : new int[] {1, 2, 1, 3}) {
            assets.resolve(ALICE, new AssetRef.Url("https://media.example/" + i));
        }
        assertEquals(3, web.asked());
        assertEquals(2, files());
        assets.resolve(ALICE, new AssetRef.Url("https://media.example/1"));
        assertEquals(3, web.asked());
        assets.resolve(ALICE, new AssetRef.Url("https://media.example/2"));
        assertEquals(4, web.asked());
    }

    @Test
    void memoryIsBoundedAndTheLeastUsedGoFirst() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "max-age=600"));
        Assets assets = open(new AssetsConfig(directory, 1 << 20, Duration.ofMinutes(1), 40_000, 1 << 20,
                Duration.ofDays(7), 2, 10, Duration.ofSeconds(5), Duration.ofSeconds(5), "flite", "espeak-ng"));
        for (int i : new int[] {1, 2, 1, 3}) {
            assets.resolve(ALICE, new AssetRef.Url("https://media.example/" + i));
        }
        assertTrue(assets.ready(ALICE, new AssetRef.Url("https://media.example/1")).isPresent());
        assertFalse(assets.ready(ALICE, new AssetRef.Url("https://media.example/2")).isPresent());
        assertTrue(metrics.text().contains("strowger_assets_memory_bytes 33000"), metrics.text());
    }

    @Test
    void manyWhoWantTheSameShareOneFetch() {
        Inbox<Boolean> gate = world.timeline().inbox(1);
        web.answers(request -> {
            gate.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE));
            return answer(200, wav(), "Content-Type", "audio/wav", "Cache-Control", "no-store");
        });
        FetchedAudio fetched = new FetchedAudio(world, new Fetcher(world, web), account -> RequestSigner.NONE,
                AssetStore.open(world, metrics, AssetsConfig.defaults(directory)), metrics,
                AssetsConfig.defaults(directory));
        Inbox<Long> heard = world.timeline().inbox(50);
        for (int i = 0; i < 50; i++) {
            world.timeline().spawn("caller", () -> heard.post(fetched.resolve(ALICE, URL).clip().millis()));
        }
        world.await(() -> fetched.following() >= 49);
        gate.post(true);
        for (int i = 0; i < 50; i++) {
            assertEquals(Optional.of(1000L), heard.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE)));
        }
        assertEquals(1, web.asked());
        assertEquals(0, fetched.following());
    }

    @Test
    void oneAccountsSlowServerDoesNotHoldUpAnother() {
        Inbox<Boolean> gate = world.timeline().inbox(100);
        web.answers(request -> {
            if (request.url().getHost().equals("slow.example")) {
                gate.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE));
            }
            return answer(200, wav(), "Content-Type", "audio/wav");
        });
        Assets assets = open();
        Inbox<Long> heard = world.timeline().inbox(100);
        for (int i = 0; i < 40; i++) {
            AssetRef slow = new AssetRef.Url("https://slow.example/" + i);
            world.timeline().spawn("caller", () -> heard.post(assets.resolve(ALICE, slow).clip().millis()));
        }
        world.await(() -> web.asked() >= FetchedAudio.FETCHES_OF_ONE);
        assertEquals(1000, assets.resolve(BOB, URL).clip().millis());
        assertEquals(FetchedAudio.FETCHES_OF_ONE + 1, web.asked());
        for (int i = 0; i < 40; i++) {
            gate.post(true);
        }
        for (int i = 0; i < 40; i++) {
            assertEquals(Optional.of(1000L), heard.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE)));
        }
    }

    @Test
    void aSharedFailureReachesEverybody() {
        SingleFlight flights = new SingleFlight(world);
        CacheKey key = CacheKey.of(ALICE, URL);
        Inbox<Boolean> gate = world.timeline().inbox(1);
        Inbox<ErrorCode> ended = world.timeline().inbox(5);
        for (int i = 0; i < 5; i++) {
            world.timeline().spawn("caller", () -> {
                try {
                    flights.run(key, () -> {
                        gate.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE));
                        throw new AssetFailure(ErrorCode.BAD_HOST_NAME, "no such host");
                    });
                } catch (AssetFailure failure) {
                    ended.post(failure.code());
                }
            });
        }
        world.await(() -> flights.following() >= 4);
        gate.post(true);
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.of(ErrorCode.BAD_HOST_NAME),
                    ended.await(Deadline.after(world.timeline(), ShiftedWorld.PATIENCE)));
        }
    }

    @ParameterizedTest
    @EnumSource(FetchTrouble.class)
    void everyWayAServerCanBeWrongKeepsItsCode(FetchTrouble trouble) {
        web.answers(request -> new FetchAnswer.Failed(trouble, "as told"));
        AssetFailure failure = assertThrows(AssetFailure.class, () -> open().resolve(ALICE, URL));
        assertEquals(trouble.code(), failure.code());
        assertTrue(metrics.text().contains("strowger_assets_fetch_failures_total 1"), metrics.text());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304, 400, 401, 404, 500, 503})
    void anotherStatusIs11200(int status) {
        web.answers(request -> answer(status, wav(), "Content-Type", "audio/wav"));
        AssetFailure failure = assertThrows(AssetFailure.class, () -> open().resolve(ALICE, URL));
        assertEquals(ErrorCode.RETRIEVAL_FAILED, failure.code());
        assertTrue(failure.getMessage().contains(String.valueOf(status)), failure.getMessage());
    }

    @Test
    void aFailureIsNotKept() {
        web.answers(request -> answer(200, "<html>".getBytes(), "Content-Type", "audio/wav",
                "Cache-Control", "max-age=600"));
        Assets assets = open();
        assertEquals(ErrorCode.PLAY_CONTENT_TYPE,
                assertThrows(AssetFailure.class, () -> assets.resolve(ALICE, URL)).code());
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav"));
        assertEquals(1000, assets.resolve(ALICE, URL).clip().millis());
    }

    @Test
    void theSizeLimitGoesWithTheRequest() {
        web.answers(request -> {
            assertEquals(20 * 1024 * 1024, request.maxBytes());
            assertEquals("GET", request.method());
            return answer(200, wav(), "Content-Type", "audio/wav");
        });
        assertEquals(1000, open().resolve(ALICE, URL).clip().millis());
    }

    @Test
    void requestsAreSignedForTheirAccount() {
        web.answers(request -> answer(200, wav(), "Content-Type", "audio/wav"));
        Assets.open(world, new Fetcher(world, web),
                account -> hop -> List.of(new Header("X-Signed-For", account.value())), metrics,
                AssetsConfig.defaults(directory)).resolve(BOB, URL);
        assertEquals(Optional.of(BOB.value()), web.lastHeader("X-Signed-For"));
    }

    private long files() {
        try (Stream<Path> files = Files.list(directory.resolve("kept"))) {
            return files.count();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
