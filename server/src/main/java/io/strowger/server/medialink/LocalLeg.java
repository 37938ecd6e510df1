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
import io.strowger.media.audio.Tones;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One leg: the engine's leg and what is on its way to be played on it. Commands come from the call's strand, audio from
 * a resolving strand, events from the pacer; the little they share is guarded by the leg's monitor, never held while
 * anything waits.
 */
final class LocalLeg implements Consumer<MediaLegEvent> {
    private static final long NONE = -1;
    /** As {@link Sound.Digits} allows. */
    private static final int MAX_DIGITS = 1000;

    private final LegId id;
    private final AccountSid account;
    private final World world;
    private final AudioSource audio;
    private final Tones.Region region;
    private final Consumer<MediaEvent> events;
    private final Runnable closed;
    private volatile MediaLeg media;
    private long resolving = NONE;
    private long sounding = NONE;
    private List<MediaEvent.Warning> warnings = List.of();

    LocalLeg(
            LegId id, AccountSid account, World world, AudioSource audio, Tones.Region region,
            Consumer<MediaEvent> events, Runnable closed) {
        this.id = id;
        this.account = account;
        this.world = world;
        this.audio = audio;
        this.region = region;
        this.events = events;
        this.closed = closed;
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
            closed.run();
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
        cancelResolving();
        switch (source) {
            case MediaSource.Url url -> playResolved(play, url, times);
            case MediaSource.Speech speech -> playResolved(play, speech, times);
            case MediaSource.Digits(String digits) -> {
                int most = MAX_DIGITS / Math.max(1, digits.length());
                sound(play, new Sound.Digits(digits.repeat(Math.min(times, most))), List.of());
            }
            case MediaSource.Silence(Duration length) ->
                sound(play, new Sound.Silence(length.multipliedBy(times)), List.of());
            case MediaSource.Tone(MediaSource.Tone.Kind kind) -> sound(play, tone(kind), List.of());
        }
    }

    private Sound tone(MediaSource.Tone.Kind kind) {
        return switch (kind) {
            case RINGBACK -> new Sound.Sample(Tones.ringback(region), Integer.MAX_VALUE);
            case BUSY -> new Sound.Sample(Tones.busy(region), Integer.MAX_VALUE);
            case BEEP -> new Sound.Sample(Tones.beep(), 1);
            case NOT_IN_SERVICE -> new Sound.Sample(Tones.notInService(), 1);
        };
    }

    /** What lies ready is played at once; the rest is fetched on a strand of its own, which may come too late. */
    private void playResolved(long play, MediaSource source, int times) {
        Optional<AudioSource.Resolved> ready = audio.atHand(account, source);
        if (ready.isPresent()) {
            sound(play, new Sound.Sample(ready.get().clip(), times), ready.get().warnings());
            return;
        }
        synchronized (this) {
            resolving = play;
        }
        world.timeline().spawn("audio " + id, () -> resolve(play, source, times));
    }

    private void resolve(long play, MediaSource source, int times) {
        try {
            AudioSource.Resolved resolved = audio.resolve(account, source);
            if (claim(play)) {
                sound(play, new Sound.Sample(resolved.clip(), times), resolved.warnings());
            }
        } catch (Failure failure) {
            if (claim(play)) {
                events.accept(new PlayEnded(id, play, PlayOutcome.FAILED, Optional.of(failure.code()),
                        failure.getMessage(), List.of(), Duration.ZERO));
            }
        } catch (RuntimeException mistake) {
            if (claim(play)) {
                events.accept(new PlayEnded(id, play, PlayOutcome.FAILED, Optional.of(ErrorCode.INTERNAL),
                        "A mistake of ours while the audio was made ready", List.of(), Duration.ZERO));
            }
            throw mistake; // the strand's end logs it
        }
    }

    /** True when the play is still wanted: it was not stopped or replaced while its audio was on the way. */
    private synchronized boolean claim(long play) {
        boolean mine = resolving == play;
        if (mine) {
            resolving = NONE;
        }
        return mine;
    }

    private void sound(long play, Sound sound, List<MediaEvent.Warning> beside) {
        synchronized (this) {
            sounding = play;
            warnings = beside;
        }
        media.play(play, sound);
    }

    void stopPlay(long play) {
        if (!stopResolving(play)) {
            media.stopPlay(play);
        }
    }

    private boolean stopResolving(long play) {
        if (!claim(play)) {
            return false;
        }
        events.accept(new PlayEnded(
                id, play, PlayOutcome.STOPPED, Optional.empty(), "", List.of(), Duration.ZERO));
        return true;
    }

    private void cancelResolving() {
        long play;
        synchronized (this) {
            play = resolving;
        }
        if (play != NONE) {
            stopResolving(play);
        }
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
                        Optional.empty(), "", warningsOf(play), played));
            case MediaLegEvent.RecordingStarted(var recording) ->
                events.accept(new MediaEvent.RecordingStarted(id, recording));
            case MediaLegEvent.RecordingEnded(var recording, var ending, Duration length, long bytes) ->
                events.accept(new MediaEvent.RecordingEnded(
                        id, recording, MediaEvent.RecordingOutcome.valueOf(ending.name()), length, bytes));
            case MediaLegEvent.Lost(Duration silence) -> events.accept(new MediaEvent.Lost(id, silence));
            case MediaLegEvent.Closed(LegFigures figures) -> {
                closed.run();
                events.accept(new MediaEvent.Closed(id, quality(figures)));
            }
        }
    }

    private synchronized List<MediaEvent.Warning> warningsOf(long play) {
        return sounding == play ? warnings : List.of();
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
