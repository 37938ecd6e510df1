package io.strowger.server.medialink;

import io.strowger.assets.Asset;
import io.strowger.assets.AssetRef;
import io.strowger.assets.Assets;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.AccountSid;
import java.util.Optional;

/** The room {@code assets} as the audio source of media legs in the same process. Any strand may call it. */
public final class AssetAudio implements AudioSource {
    private final Assets assets;

    /** Over an open room. */
    public AssetAudio(Assets assets) {
        this.assets = assets;
    }

    @Override
    public Optional<Resolved> atHand(AccountSid account, MediaSource source) {
        return assets.ready(account, ref(source)).map(AssetAudio::resolved);
    }

    @Override
    public Resolved resolve(AccountSid account, MediaSource source) {
        return resolved(assets.resolve(account, ref(source)));
    }

    private static AssetRef ref(MediaSource source) {
        return switch (source) {
            case MediaSource.Url(String url) -> new AssetRef.Url(url);
            case MediaSource.Speech(String text, String voice, String language) ->
                    new AssetRef.Speech(text, voice, language);
            case MediaSource.Digits digits -> throw noAudio(digits);
            case MediaSource.Silence silence -> throw noAudio(silence);
            case MediaSource.Tone tone -> throw noAudio(tone);
        };
    }

    private static IllegalStateException noAudio(MediaSource source) {
        return new IllegalStateException("the media room makes this itself: " + source.getClass().getSimpleName());
    }

    private static Resolved resolved(Asset asset) {
        return new Resolved(asset.clip(), asset.warnings().stream()
                .map(warning -> new MediaEvent.Warning(warning.code(), warning.detail())).toList());
    }
}
