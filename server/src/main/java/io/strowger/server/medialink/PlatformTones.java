package io.strowger.server.medialink;

import io.strowger.call.port.MediaSource;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.HoldMusic;
import io.strowger.media.audio.Tones;

/** The platform's tones, made once: ringback alone is five seconds of sine waves. Any thread may call it. */
final class PlatformTones {
    private final Clip ringback;
    private final Clip busy;
    private final Clip beep = Tones.beep();
    private final Clip notInService = Tones.notInService();
    private final Clip holdMusic = HoldMusic.clip();

    PlatformTones(Tones.Region region) {
        ringback = Tones.ringback(region);
        busy = Tones.busy(region);
    }

    /** Ringback, busy and hold music go on until stopped; the others sound as often as they are asked to. */
    Sound of(MediaSource.Tone.Kind kind, int times) {
        return switch (kind) {
            case RINGBACK -> new Sound.Sample(ringback, Integer.MAX_VALUE);
            case BUSY -> new Sound.Sample(busy, Integer.MAX_VALUE);
            case HOLD_MUSIC -> new Sound.Sample(holdMusic, Integer.MAX_VALUE);
            case BEEP -> new Sound.Sample(beep, times);
            case NOT_IN_SERVICE -> new Sound.Sample(notInService, times);
        };
    }
}
