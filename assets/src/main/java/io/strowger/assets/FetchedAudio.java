package io.strowger.assets;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.World;
import io.strowger.media.audio.Clip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Customers' files: fetched by GET, kept as HTTP allows (voice-twiml section 6, RFC 9111), private to the account. */
final class FetchedAudio {
    /** Fetches at once: each may hold a whole file in memory. */
    private static final int FETCHES = 32;
    /** Of one account: its slow media server must not make the others wait. */
    static final int FETCHES_OF_ONE = 8;

    private final World world;
    private final Fetcher fetcher;
    private final Function<AccountSid, RequestSigner> signers;
    private final AssetStore store;
    private final AssetsConfig config;
    private final SingleFlight flights;
    private final Turnstile fetching;
    /** Never shrinks: one small entry an account that has played a file. */
    private final Map<AccountSid, Turnstile> fetchingOfOne = new ConcurrentHashMap<>();
    private final Turnstile decoding;
    private final LongAdder bytes;
    private final LongAdder confirmed;
    private final LongAdder failed;

    FetchedAudio(World world, Fetcher fetcher, Function<AccountSid, RequestSigner> signers, AssetStore store,
            Metrics metrics, AssetsConfig config) {
        this.world = world;
        this.fetcher = fetcher;
        this.signers = signers;
        this.store = store;
        this.config = config;
        flights = new SingleFlight(world);
        Limit fetchesWaiting = new Limit("asset-fetches-waiting", config.waiting());
        Limit decodesWaiting = new Limit("asset-decodes-waiting", config.waiting());
        fetching = new Turnstile(world, FETCHES, fetchesWaiting, config.patience());
        decoding = new Turnstile(world, config.atOnce(), decodesWaiting, config.patience());
        bytes = metrics.counter("strowger_assets_fetched_bytes_total", "Bytes of audio files fetched");
        confirmed = metrics.counter("strowger_assets_confirmed_total", "Kept files that a server confirmed (304)");
        failed = metrics.counter("strowger_assets_fetch_failures_total", "Audio files that could not be had");
        metrics.counterOf("strowger_assets_refused_total", "Fetches and decodings refused as too many waited",
                () -> fetchesWaiting.bites() + decodesWaiting.bites());
    }

    Optional<Asset> ready(AccountSid account, AssetRef.Url url) {
        return store.inMemory(CacheKey.of(account, url)).map(FetchedAudio::asset);
    }

    Asset resolve(AccountSid account, AssetRef.Url url) {
        CacheKey key = CacheKey.of(account, url);
        Optional<Kept> near = store.inMemory(key);
        return asset(near.isPresent() ? near.get() : flights.run(key, () -> had(account, key, url.url())));
    }

    private static Asset asset(Kept kept) {
        return new Asset(kept.clip(), List.of());
    }

    private Kept had(AccountSid account, CacheKey key, String url) {
        Optional<Kept> old = store.anywhere(key);
        if (old.isPresent() && old.get().fresh(store.now())) {
            return old.get();
        }
        try {
            String what = "the audio file was not fetched";
            Turnstile own = fetchingOfOne.computeIfAbsent(account,
                    one -> new Turnstile(world, FETCHES_OF_ONE,
                            new Limit("asset-fetches-of-one-waiting", config.waiting()), config.patience()));
            return own.pass(ErrorCode.RETRIEVAL_FAILED, what, () -> fetching.pass(
                    ErrorCode.RETRIEVAL_FAILED, what, () -> fetched(account, key, url, old)));
        } catch (AssetFailure failure) {
            failed.increment();
            throw failure;
        }
    }

    private Kept fetched(AccountSid account, CacheKey key, String url, Optional<Kept> old) {
        RequestSigner signer = signers.apply(account);
        List<Header> conditions = old.map(kept -> conditions(kept.freshness())).orElse(List.of());
        // The signer is the one way to add headers to a fetch; conditions ride with the signature.
        RequestSigner withConditions = hop -> {
            List<Header> headers = new ArrayList<>(signer.sign(hop));
            headers.addAll(conditions);
            return headers;
        };
        FetchAnswer answer = fetcher.fetch(new Fetch("GET", url, List.of(), withConditions,
                new CookieJar(world.timeline()), world.entropy().hex(16), config.maxBytes())).answer();
        return switch (answer) {
            case FetchAnswer.Failed trouble -> throw new AssetFailure(trouble.trouble().code(),
                    "the audio file was not fetched: " + trouble.detail());
            case Answered answered -> kept(key, answered, old);
        };
    }

    private static List<Header> conditions(Freshness freshness) {
        List<Header> headers = new ArrayList<>();
        if (!freshness.etag().isEmpty()) {
            headers.add(new Header("If-None-Match", freshness.etag()));
        }
        if (!freshness.lastModified().isEmpty()) {
            headers.add(new Header("If-Modified-Since", freshness.lastModified()));
        }
        return headers;
    }

    private Kept kept(CacheKey key, Answered answer, Optional<Kept> old) {
        Freshness freshness = Freshness.of(answer, store.now());
        if (answer.status() == 304 && old.isPresent()) {
            confirmed.increment();
            Freshness updated = old.get().freshness().confirmedBy(freshness);
            return keep(key, new Kept(old.get().clip(), store.now(), updated));
        }
        if (answer.status() != 200) {
            throw new AssetFailure(ErrorCode.RETRIEVAL_FAILED,
                    "the audio file was not fetched: its server answered " + answer.status());
        }
        bytes.add(answer.body().length);
        Clip clip = decoding.pass(ErrorCode.RETRIEVAL_FAILED, "the audio file was not decoded",
                () -> AudioDecoder.decode(answer.header("Content-Type").orElse(""), answer.body(), config.maxLength()));
        return keep(key, new Kept(clip, store.now(), freshness));
    }

    private Kept keep(CacheKey key, Kept kept) {
        if (kept.freshness().store() && (kept.freshness().lifetime().isPositive() || kept.freshness().hasValidator())) {
            store.put(key, kept);
        } else {
            store.remove(key);
        }
        return kept;
    }

    /** Strands that wait for another's fetch. */
    int following() {
        return flights.following();
    }
}
