package io.strowger.call;

import io.strowger.call.port.MediaCommand.Track;
import io.strowger.call.port.MediaEvent.RecordingEnded;
import io.strowger.call.port.MediaEvent.RecordingOutcome;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RecordingSid;
import io.strowger.twiml.RecordingStatus;
import io.strowger.twiml.RecordingStatus.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One recording's row, story lines and status callbacks (voice-twiml "Recording status callback"), whichever verb makes
 * it. Owned by the call's strand.
 */
final class RecordingTale {
    private final Call call;
    private final RecordingSid sid;
    private final String source;
    private final int channels;
    private final Track track;
    private final Callback callback;
    private final Instant started;
    private Optional<RecordingRecord> last = Optional.empty();

    private RecordingTale(
            Call call, RecordingSid sid, String source, int channels, Track track, Callback callback) {
        this.call = call;
        this.sid = sid;
        this.source = source;
        this.channels = channels;
        this.track = track;
        this.callback = callback;
        this.started = call.timeline().now();
    }

    /**
     * Whom to tell of a recording.
     *
     * @param target empty for nobody
     */
    record Callback(Optional<WebTarget> target, Set<Event> events) {
        /** As the API names it, checked already. */
        static Callback of(RecordingOptions options) {
            Set<Event> events = EnumSet.noneOf(Event.class);
            Arrays.stream(Event.values()).filter(event -> options.events().contains(event.wire())).forEach(events::add);
            return new Callback(options.callback(), events);
        }

        /**
         * Resolved before the verb does anything: found wrong at the end, it could not lead to the fallback any more.
         *
         * @throws AppFailure 13256 when the URL is none
         */
        static Callback of(Call call, RecordingStatus status, LoadedDocument document) {
            try {
                return new Callback(status.url().map(written -> new WebTarget(ResourceUrl.resolve(document.url(),
                        UriTemplate.expand(written, call.parameters())), status.method().name())), status.events());
            } catch (AppFailure invalid) {
                throw new AppFailure(ErrorCode.RECORDING_CALLBACK, invalid.getMessage(), "");
            }
        }
    }

    /** A recording that is about to take sound. */
    static RecordingTale begin(
            Call call, RecordingSid sid, String source, int channels, Track track, Callback callback) {
        RecordingTale tale = new RecordingTale(call, sid, source, channels, track, callback);
        call.recordings().begun(tale);
        tale.tell(Event.IN_PROGRESS, Duration.ZERO, 0);
        return tale;
    }

    RecordingSid sid() {
        return sid;
    }

    /** Where the recording can be fetched; the final path from the first day (rulings part 2, "Recordings"). */
    String url() {
        return call.ports().settings().publicUrl() + "/2010-04-01/Accounts/" + call.facts().account()
                + "/Recordings/" + sid;
    }

    /** The file is closed. */
    void ended(RecordingEnded ended) {
        Event event = ended.outcome() == RecordingOutcome.FAILED ? Event.FAILED
                : ended.length().isZero() ? Event.ABSENT : Event.COMPLETED;
        tell(event, ended.length(), ended.bytes());
        call.recordings().over(this);
    }

    /** As the resource names who began it. */
    String source() {
        return source;
    }

    /** Its present state. */
    RecordingRecord record() {
        return last.orElseThrow();
    }

    /** Its last state, as the answer to a stop shows it. */
    RecordingRecord stoppedRecord() {
        RecordingRecord end = record();
        return end.status().equals(Event.COMPLETED.wire()) ? end.in("stopped") : end;
    }

    /** It was paused, or goes on. Nobody is called back for that. */
    void paused(boolean now) {
        String status = now ? "paused" : Event.IN_PROGRESS.wire();
        call.tell(TimelineEntry.Kind.MEDIA, "recording " + sid + (now ? " paused" : " goes on"),
                "recording", sid.value(), "status", status);
        write(record().in(status));
    }

    private void write(RecordingRecord next) {
        last = Optional.of(next);
        call.ports().records().recording(next);
    }

    /** What a call's last status callback tells of it (voice-twiml section 8). */
    List<Header> summary() {
        return List.of(new Header("RecordingUrl", url()), new Header("RecordingSid", sid.value()),
                new Header("RecordingDuration", Long.toString(seconds(record().length()))));
    }

    /** Media never said what became of the file. */
    void lost() {
        tell(Event.FAILED, Duration.ZERO, 0);
        call.recordings().over(this);
    }

    /** Whole seconds, rounded to the nearest, at least 1 for a recording that has sound. */
    static long seconds(Duration length) {
        return length.isZero() ? 0 : Math.max(1, Math.round(length.toMillis() / 1000.0));
    }

    private void tell(Event event, Duration length, long bytes) {
        call.tell(TimelineEntry.Kind.MEDIA, "recording " + sid + " " + event.wire() + ", " + seconds(length) + " s",
                "recording", sid.value(), "status", event.wire());
        write(new RecordingRecord(sid, call.facts().sid(), call.facts().account(),
                event.wire(), source, channels, trackName(), started, length, bytes));
        if (callback.target().isPresent() && (callback.events().contains(event) || event == Event.FAILED)) {
            call.progress().deliver(callback.target().get(), fields(event, length));
        }
    }

    private String trackName() {
        return track.name().toLowerCase(Locale.ROOT);
    }

    private List<Header> fields(Event event, Duration length) {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("AccountSid", call.facts().account().value()));
        fields.add(new Header("CallSid", call.facts().sid().value()));
        fields.add(new Header("RecordingSid", sid.value()));
        fields.add(new Header("RecordingUrl", url()));
        fields.add(new Header("RecordingStatus", event.wire()));
        fields.add(new Header("RecordingDuration", Long.toString(seconds(length))));
        fields.add(new Header("RecordingChannels", Integer.toString(channels)));
        fields.add(new Header("RecordingStartTime", CallProgress.rfc2822(started)));
        fields.add(new Header("RecordingSource", source));
        fields.add(new Header("RecordingTrack", trackName()));
        fields.add(new Header("ErrorCode", event == Event.FAILED
                ? Integer.toString(ErrorCode.RECORD_FAILED.number()) : "0"));
        return fields;
    }
}
