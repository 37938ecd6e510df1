package io.strowger.server.medialink;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaEvent.PlayEnded;
import io.strowger.call.port.MediaEvent.PlayOutcome;
import io.strowger.call.port.MediaQuality;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.World;
import io.strowger.media.LegFigures;
import io.strowger.media.MediaLeg;
import io.strowger.media.MediaLegEvent;
import io.strowger.media.RecordingRequest;
import io.strowger.media.Sound;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One leg: the engine's leg and what is on its way to be played on it. Commands come from the call's strand, audio from
 * a resolving strand, events from the pacer; the little they share is guarded by the leg's monitor, never held while
 * anything waits (the owner's consumer only posts a letter). Every play that was asked for is told to have ended
 * exactly once, and nothing is told after Closed.
 */
final class LocalLeg implements Consumer<MediaLegEvent> {
    private static final long NONE = -1;
    /** As {@link Sound.Digits} allows. */
    private static final int MAX_DIGITS = 1000;

    private final LegId id;
    private final AccountSid account;
    private final World world;
    private final AudioSource audio;
    private final PlatformTones tones;
    private final Consumer<MediaEvent> events;
    private final Consumer<LocalLeg> closed;
    private volatile MediaLeg media;
    private long resolving = NONE;
    private long sounding = NONE;
    private boolean over;
    /** What to say beside the end of plays that have begun. */
    private final Map<Long, List<MediaEvent.Warning>> warnings = new HashMap<>();

    LocalLeg(
            LegId id, AccountSid account, World world, AudioSource audio, PlatformTones tones,
            Consumer<MediaEvent> events, Consumer<LocalLeg> closed) {
        this.id = id;
        this.account = account;
        this.world = world;
        this.audio = audio;
        this.tones = tones;
        this.events = events;
        this.closed = closed;
    }

    LegId id() {
        return id;
    }

    void attach(MediaLeg opened) {
        media = opened;
    }

    MediaLeg media() {
        return media;
    }

    /** Answers the far side's offer, or makes one. An offer that cannot be met closes the leg again. */
    void begin(Optional<String> offer) {
        try {
            String sdp = offer.isPresent() ? media.answer(offer.get()) : media.offer();
            events.accept(new MediaEvent.Opened(id, sdp));
        } catch (Failure failure) {
            closed.accept(this);
            synchronized (this) {
                over = true; // a leg that never opened is not told to have closed
            }
            media.close();
            events.accept(failed(failure));
        }
    }

    void accept(String answer) {
        try {
            media.accept(answer);
        } catch (Failure failure) {
            events.accept(failed(failure));
        }
    }

    void renegotiate(Optional<String> offer) {
        try {
            String sdp = offer.isPresent() ? media.answer(offer.get()) : media.offer();
            events.accept(new MediaEvent.Renegotiated(id, sdp));
        } catch (Failure failure) {
            events.accept(failed(failure));
        }
    }

    void play(long play, MediaSource source, int times) {
        stopWhatPlays();
        switch (source) {
            case MediaSource.Url url -> playResolved(play, url, times);
            case MediaSource.Speech speech -> playResolved(play, speech, times);
            case MediaSource.Digits(String digits) -> playDigits(play, digits, times);
            case MediaSource.Silence(Duration length) -> sound(play, new Sound.Silence(length.multipliedBy(times)));
            case MediaSource.Tone(MediaSource.Tone.Kind kind) -> sound(play, tones.of(kind, times));
        }
    }

    private void playDigits(long play, String digits, int times) {
        Sound keys;
        try {
            if ((long) digits.length() * times > MAX_DIGITS) {
                throw new IllegalArgumentException("more than " + MAX_DIGITS + " digits at once");
            }
            keys = new Sound.Digits(digits.repeat(times));
        } catch (IllegalArgumentException refused) {
            fail(play, ErrorCode.PLAY_DIGITS, refused.getMessage());
            return;
        }
        sound(play, keys);
    }

    private void sound(long play, Sound sound) {
        begin(play, sound, List.of());
    }

    /** What lies ready is played at once; the rest is fetched on a strand of its own, which may come too late. */
    private void playResolved(long play, MediaSource source, int times) {
        Optional<AudioSource.Resolved> ready = audio.atHand(account, source);
        if (ready.isPresent()) {
            begin(play, new Sound.Sample(ready.get().clip(), times), ready.get().warnings());
            return;
        }
        synchronized (this) {
            if (over) {
                return;
            }
            resolving = play;
        }
        world.timeline().spawn("audio " + id, () -> resolve(play, source, times));
    }

    private void resolve(long play, MediaSource source, int times) {
        try {
            AudioSource.Resolved resolved = audio.resolve(account, source);
            synchronized (this) { // a stop comes before the claim, or finds the play begun: never between the two
                if (claim(play)) {
                    begin(play, new Sound.Sample(resolved.clip(), times), resolved.warnings());
                }
            }
        } catch (Failure failure) {
            failIfWanted(play, failure.code(), failure.getMessage());
        } catch (RuntimeException mistake) {
            failIfWanted(play, ErrorCode.INTERNAL, "A mistake of ours while the audio was made ready");
            throw mistake; // the strand's end logs it
        }
    }

    private synchronized void failIfWanted(long play, ErrorCode code, String detail) {
        if (claim(play)) {
            fail(play, code, detail);
        }
    }

    /** True when the play is still wanted: it was not stopped or replaced while its audio was on the way. */
    private synchronized boolean claim(long play) {
        boolean mine = resolving == play && play != NONE;
        if (mine) {
            resolving = NONE;
        }
        return mine;
    }

    private synchronized void begin(long play, Sound sound, List<MediaEvent.Warning> beside) {
        if (!over) {
            sounding = play;
            warnings.put(play, beside);
            media.play(play, sound);
        }
    }

    private void fail(long play, ErrorCode code, String detail) {
        events.accept(new PlayEnded(
                id, play, PlayOutcome.FAILED, Optional.of(code), detail, List.of(), Duration.ZERO));
    }

    void stopPlay(long play) {
        if (!stopResolving(play)) {
            media.stopPlay(play);
        }
    }

    private synchronized boolean stopResolving(long play) {
        boolean mine = claim(play);
        if (mine) {
            events.accept(new PlayEnded(
                    id, play, PlayOutcome.STOPPED, Optional.empty(), "", List.of(), Duration.ZERO));
        }
        return mine;
    }

    /** Stops the play that sounds and the one whose audio is on its way. */
    void stopWhatPlays() {
        long coming;
        long now;
        synchronized (this) {
            coming = resolving;
            now = sounding;
        }
        if (now != NONE) {
            media.stopPlay(now);
        }
        if (coming != NONE) {
            stopPlay(coming);
        }
    }

    void close() {
        stopWhatPlays();
        media.close();
    }

    static RecordingRequest request(MediaCommand.Record record) {
        return new RecordingRequest(record.recording(), record.account(), record.channels(),
                RecordingRequest.Track.valueOf(record.track().name()), record.maxLength(), record.silence(),
                record.trim());
    }

    @Override
    public void accept(MediaLegEvent event) {
        switch (event) {
            case MediaLegEvent.Digit(char key) -> events.accept(new MediaEvent.Digit(id, key));
            case MediaLegEvent.PlayEnded(long play, boolean completed, Duration played) ->
                events.accept(new PlayEnded(id, play, completed ? PlayOutcome.COMPLETED : PlayOutcome.STOPPED,
                        Optional.empty(), "", ended(play), played));
            case MediaLegEvent.RecordingStarted(var recording) ->
                events.accept(new MediaEvent.RecordingStarted(id, recording));
            case MediaLegEvent.RecordingEnded(var recording, var ending, Duration length, long bytes) ->
                events.accept(new MediaEvent.RecordingEnded(
                        id, recording, MediaEvent.RecordingOutcome.valueOf(ending.name()), length, bytes));
            case MediaLegEvent.Lost(Duration silence) -> events.accept(new MediaEvent.Lost(id, silence));
            case MediaLegEvent.Closed(LegFigures figures) -> {
                closed.accept(this);
                finish(new MediaEvent.Closed(id, quality(figures)));
            }
        }
    }

    private synchronized List<MediaEvent.Warning> ended(long play) {
        if (sounding == play) {
            sounding = NONE;
        }
        List<MediaEvent.Warning> beside = warnings.remove(play);
        return beside == null ? List.of() : beside;
    }

    /** Ends what is on its way, then says goodbye, under the monitor: a failing source cannot speak after it. */
    private synchronized void finish(MediaEvent.Closed farewell) {
        if (!over) {
            stopResolving(resolving);
            over = true;
            events.accept(farewell);
        }
    }

    private MediaEvent.Failed failed(Failure failure) {
        return new MediaEvent.Failed(id, failure.code(), failure.getMessage());
    }

    private static MediaQuality quality(LegFigures figures) {
        return new MediaQuality(figures.codec(), figures.remote(), figures.sent(), figures.received(), figures.lost(),
                figures.late(), figures.jitterMillis(), figures.maxJitterMillis(), figures.reportedLost(),
                figures.roundTripMillis());
    }
}
