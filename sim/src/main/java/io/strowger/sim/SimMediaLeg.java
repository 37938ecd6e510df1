package io.strowger.sim;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaEvent.PlayOutcome;
import io.strowger.call.port.MediaEvent.RecordingOutcome;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.Timeline.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One leg of {@link SimMedia}: what plays on it, what is recorded of it, to whom it is joined. */
final class SimMediaLeg {
    final LegId leg;
    private final Supplier<Optional<SimLine>> line;
    private final SimTimeline timeline;
    private final Wire wire;
    private final Consumer<MediaEvent> events;
    private final Map<RecordingSid, Recording> recordings = new LinkedHashMap<>();
    private final List<Sound> sounds = new ArrayList<>();
    private Optional<Playing> playing = Optional.empty();
    private Optional<SimMediaLeg> peer = Optional.empty();
    private Optional<Heard> talk = Optional.empty();

    /** When the far side spoke, in nanoseconds of the timeline. */
    private record Sound(long from, long to) {}

    private record Playing(MediaCommand.Play play, List<Timer> timers, List<Heard> heard, long since) {}

    /** A recording going on. */
    private static final class Recording {
        private final MediaCommand.Record command;
        private final long from;
        private final Optional<SimMediaLeg> other;
        private final Timer longest;
        private Optional<Timer> silence = Optional.empty();
        private Optional<Long> skipsSince = Optional.empty();
        private long skipped;

        Recording(MediaCommand.Record command, long from, Optional<SimMediaLeg> other, Timer longest) {
            this.command = command;
            this.from = from;
            this.other = other;
            this.longest = longest;
        }
    }

    SimMediaLeg(
            LegId leg, Supplier<Optional<SimLine>> line, SimTimeline timeline, Delays delays,
            Consumer<MediaEvent> events) {
        this.leg = leg;
        this.line = line;
        this.timeline = timeline;
        this.wire = new Wire(timeline, delays::media);
        this.events = events;
    }

    void tell(MediaEvent event) {
        wire.send(() -> events.accept(event));
    }

    Optional<SimMediaLeg> peer() {
        return peer;
    }

    private boolean audible() {
        return line.get().map(SimLine::connected).orElse(false);
    }

    private Optional<Heard> hears(String what) {
        return line.get().filter(SimLine::connected).map(connected -> connected.hears(what));
    }

    // ---- playing --------------------------------------------------------------------------------------------------

    /** Starts a play whose source lasts {@code once}; {@code ready} is how long fetching or speaking it takes first. */
    void play(MediaCommand.Play play, SimMedia.Sounding sounding) {
        stopPlaying();
        Playing now = new Playing(play, new ArrayList<>(), new ArrayList<>(), timeline.nanos());
        playing = Optional.of(now);
        if (sounding.failure().isPresent()) {
            after(now, sounding.ready(), () -> ended(now, PlayOutcome.FAILED, sounding));
            return;
        }
        after(now, sounding.ready(), () -> once(now, sounding, 1));
    }

    private void once(Playing now, SimMedia.Sounding sounding, int round) {
        hears(sounding.heardAs()).ifPresent(now.heard::add);
        if (sounding.endless()) {
            return;
        }
        after(now, sounding.length(), () -> {
            now.heard.forEach(thing -> thing.end(timeline.elapsed(), false));
            now.heard.clear();
            if (round < now.play.times()) {
                once(now, sounding, round + 1);
            } else {
                ended(now, PlayOutcome.COMPLETED, sounding);
            }
        });
    }

    private void after(Playing now, Duration delay, Runnable then) {
        now.timers.clear();
        now.timers.add(timeline.schedule(delay, then));
    }

    private void ended(Playing now, PlayOutcome outcome, SimMedia.Sounding sounding) {
        playing = Optional.empty();
        now.timers.forEach(Timer::cancel);
        boolean cut = outcome == PlayOutcome.STOPPED && !sounding.endless();
        now.heard.forEach(thing -> thing.end(timeline.elapsed(), cut));
        Optional<ErrorCode> code = outcome == PlayOutcome.FAILED ? sounding.failure() : Optional.empty();
        tell(new MediaEvent.PlayEnded(leg, now.play.id(), outcome, code,
                code.map(ErrorCode::meaning).orElse(""), sounding.warnings(),
                Duration.ofNanos(timeline.nanos() - now.since)));
    }

    void stopPlay(long id) {
        if (playing.isPresent() && playing.get().play.id() == id) {
            stopPlaying();
        }
    }

    private void stopPlaying() {
        playing.ifPresent(now -> ended(now, PlayOutcome.STOPPED, SimMedia.Sounding.of(now.play.source())));
    }

    // ---- joining --------------------------------------------------------------------------------------------------

    void joinedTo(SimMediaLeg other) {
        stopPlaying();
        peer = Optional.of(other);
        talk = hears("talk with " + other.line.get().map(far -> far.phone.name()).orElse(other.leg.value()));
    }

    void parted() {
        peer = Optional.empty();
        talk.ifPresent(thing -> thing.end(timeline.elapsed(), false));
        talk = Optional.empty();
    }

    /** The far side speaks. */
    void spoken(String who, String text, Duration length) {
        sounds.add(new Sound(timeline.nanos(), timeline.nanos() + length.toNanos()));
        recordings.values().forEach(this::watchSilence);
        peer.ifPresent(other -> {
            other.hears("heard " + who + ": " + text).ifPresent(
                    thing -> timeline.schedule(length, () -> thing.end(timeline.elapsed(), false)));
            other.recordings.values().stream().filter(one -> one.other.isPresent()).forEach(other::watchSilence);
        });
    }

    void pressed(char key) {
        tell(new MediaEvent.Digit(leg, key));
    }

    // ---- recording ------------------------------------------------------------------------------------------------

    void record(MediaCommand.Record command, Optional<SimMediaLeg> other) {
        Timer longest = timeline.schedule(command.maxLength(),
                () -> endRecording(command.recording(), RecordingOutcome.MAX_LENGTH));
        Recording recording = new Recording(command, timeline.nanos(), other, longest);
        recordings.put(command.recording(), recording);
        tell(new MediaEvent.RecordingStarted(leg, command.recording()));
        watchSilence(recording);
    }

    private void watchSilence(Recording recording) {
        if (recording.command.silence().isZero()) {
            return;
        }
        recording.silence.ifPresent(Timer::cancel);
        long lastSound = soundsOf(recording).stream().mapToLong(Sound::to).max().orElse(0);
        long quietFrom = Math.max(recording.from, lastSound);
        long at = quietFrom + recording.command.silence().toNanos();
        recording.silence = Optional.of(timeline.schedule(Duration.ofNanos(Math.max(0, at - timeline.nanos())),
                () -> endRecording(recording.command.recording(), RecordingOutcome.SILENCE)));
    }

    private List<Sound> soundsOf(Recording recording) {
        List<Sound> all = new ArrayList<>(sounds);
        recording.other.ifPresent(far -> all.addAll(far.sounds));
        all.removeIf(sound -> sound.to <= recording.from || sound.from > timeline.nanos());
        return all;
    }

    void pauseRecording(RecordingSid sid, boolean silence) {
        resumeRecording(sid);
        if (!silence) {
            Optional.ofNullable(recordings.get(sid)).ifPresent(one -> one.skipsSince = Optional.of(timeline.nanos()));
        }
    }

    void resumeRecording(RecordingSid sid) {
        Optional.ofNullable(recordings.get(sid)).ifPresent(one -> {
            one.skipped += one.skipsSince.map(since -> timeline.nanos() - since).orElse(0L);
            one.skipsSince = Optional.empty();
        });
    }

    void endRecording(RecordingSid sid, RecordingOutcome outcome) {
        resumeRecording(sid);
        Recording recording = recordings.remove(sid);
        if (recording == null) {
            return;
        }
        recording.longest.cancel();
        recording.silence.ifPresent(Timer::cancel);
        List<Sound> all = soundsOf(recording);
        long now = timeline.nanos();
        long length = 0;
        if (!all.isEmpty()) {
            long first = Math.max(recording.from, all.stream().mapToLong(Sound::from).min().orElseThrow());
            long last = Math.min(now, all.stream().mapToLong(Sound::to).max().orElseThrow());
            length = recording.command.trim() ? last - first : now - recording.from - recording.skipped;
        }
        Duration time = Duration.ofNanos(length);
        long bytes = length == 0 ? 0 : 44 + time.toMillis() * 16 * recording.command.channels();
        tell(new MediaEvent.RecordingEnded(leg, sid, outcome, time, bytes));
    }

    /** Everything going on ends. */
    void end() {
        stopPlaying();
        List.copyOf(recordings.keySet()).forEach(sid -> endRecording(sid, RecordingOutcome.STOPPED));
    }

    boolean recording() {
        return !recordings.isEmpty();
    }

    boolean canPress() {
        return audible();
    }
}
