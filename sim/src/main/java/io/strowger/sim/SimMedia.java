package io.strowger.sim;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.MediaQuality;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Media in virtual time: a play takes as long as it would, a recording holds what the phones said, joined phones hear
 * each
 * other. Speech takes a tenth of a second a character; a file takes two seconds unless {@link #file} says otherwise.
 */
public final class SimMedia implements MediaPort {
    private static final Duration A_CHARACTER = Duration.ofMillis(100);
    private static final Duration A_FILE = Duration.ofSeconds(2);
    private static final Duration UNTIL_LOST = Duration.ofSeconds(10);
    private static final Pattern KNOWN_VOICE = Pattern.compile("|man|woman|alice|Polly\\..+|Google\\..+");

    private final SimTimeline timeline;
    private final SimSignaling signaling;
    private final Delays delays;
    private final Map<LegId, SimMediaLeg> legs = new HashMap<>();
    private final Map<String, Sounding> files = new HashMap<>();
    private final List<MediaCommand> commands = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int ports = Integer.MAX_VALUE;
    private boolean keepsCommands = true;

    SimMedia(SimSignaling signaling, Delays delays) {
        this.timeline = signaling.timeline();
        this.signaling = signaling;
        this.delays = delays;
    }

    /**
     * How a source sounds.
     *
     * @param heardAs what a phone says it heard
     * @param length of one round
     * @param ready how long it takes until sound can go out
     * @param failure why it cannot
     * @param endless a tone that only a stop ends
     */
    record Sounding(
            String heardAs, Duration length, Duration ready, Optional<ErrorCode> failure,
            List<MediaEvent.Warning> warnings, boolean endless) {
        static Sounding lasting(String heardAs, Duration length) {
            return new Sounding(heardAs, length, Duration.ZERO, Optional.empty(), List.of(), false);
        }

        static Sounding of(MediaSource source) {
            return switch (source) {
                case MediaSource.Url(String url) -> lasting("played: " + url, A_FILE);
                case MediaSource.Speech speech -> speech(speech);
                case MediaSource.Digits(String digits) -> lasting("digits: " + digits, lengthOf(digits));
                case MediaSource.Silence(Duration length) -> lasting("pause " + Heard.seconds(length), length);
                case MediaSource.Tone(MediaSource.Tone.Kind kind) -> tone(kind);
            };
        }

        private static Sounding speech(MediaSource.Speech speech) {
            List<MediaEvent.Warning> warnings = KNOWN_VOICE.matcher(speech.voice()).matches() ? List.of()
                    : List.of(new MediaEvent.Warning(ErrorCode.SAY_VOICE, "no voice " + speech.voice()));
            return new Sounding("said: " + speech.text(), A_CHARACTER.multipliedBy(speech.text().length()),
                    Duration.ZERO, Optional.empty(), warnings, false);
        }

        private static Sounding tone(MediaSource.Tone.Kind kind) {
            return switch (kind) {
                case BEEP -> lasting("beep", Duration.ofMillis(500));
                case NOT_IN_SERVICE -> lasting("not in service tone", Duration.ofSeconds(3));
                case RINGBACK -> endlessTone("ringback");
                case BUSY -> endlessTone("busy tone");
                case HOLD_MUSIC -> endlessTone("hold music");
            };
        }

        private static Sounding endlessTone(String heardAs) {
            return new Sounding(heardAs, Duration.ZERO, Duration.ZERO, Optional.empty(), List.of(), true);
        }

        private static Duration lengthOf(String digits) {
            long millis = digits.chars().mapToLong(c -> c == 'w' ? 500 : c == 'W' ? 1000 : 200).sum();
            return Duration.ofMillis(millis);
        }
    }

    /** An audio file at this URL, two seconds long until told otherwise. */
    public File file(String url) {
        return new File(url);
    }

    /** An audio file of a customer's server. */
    public final class File {
        private final String url;

        File(String url) {
            this.url = url;
        }

        /** It plays for this long. */
        public void lasts(Duration length) {
            files.put(url, Sounding.lasting("played: " + url, length));
        }

        /** It cannot be played, with this code, found out after this time. */
        public void fails(ErrorCode code, Duration after) {
            files.put(url, new Sounding("played: " + url, A_FILE, after, Optional.of(code), List.of(), false));
        }
    }

    /** The speech engine fails on this text. */
    public void cannotSay(String text) {
        files.put("say:" + text, new Sounding("said: " + text, Duration.ZERO, Duration.ZERO,
                Optional.of(ErrorCode.SAY_FAILED), List.of(), false));
    }

    /** Only this many legs can be open at once. */
    public void hasPorts(int number) {
        ports = number;
    }

    /** Legs that are open. */
    public int legsOpen() {
        return legs.size();
    }

    /** Every command of the call room, in order. */
    public List<MediaCommand> commands() {
        return List.copyOf(commands);
    }

    /** Commands that make no sense where they came: each is a defect of the call room. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    void forgetFile(String url) {
        files.remove(url);
    }

    /** Does not keep commands: for long runs. */
    void keepNoCommands() {
        keepsCommands = false;
    }

    @Override
    public void open(MediaCommand.Open open, Consumer<MediaEvent> events) {
        keep(open);
        if (legs.containsKey(open.leg())) {
            violations.add("opened twice: " + open.leg());
        }
        SimMediaLeg leg = new SimMediaLeg(
                open.leg(), () -> signaling.lineOfMedia(open.leg()), timeline, delays, events);
        if (legs.size() >= ports) {
            leg.tell(new MediaEvent.Failed(open.leg(), ErrorCode.MEDIA_PORTS_EXHAUSTED, "no port is left"));
            return;
        }
        if (open.offer().isPresent() && !open.offer().get().contains("m=audio")) {
            leg.tell(new MediaEvent.Failed(open.leg(), ErrorCode.MEDIA_UNACCEPTABLE, "no audio is offered"));
            return;
        }
        legs.put(open.leg(), leg);
        leg.tell(new MediaEvent.Opened(open.leg(), SimSdp.of("strowger", "sendrecv")));
    }

    @Override
    public void send(MediaCommand command) {
        keep(command);
        Optional<SimMediaLeg> open = Optional.ofNullable(legs.get(command.leg()));
        if (open.isEmpty()) {
            return;
        }
        SimMediaLeg leg = open.get();
        switch (command) {
            case MediaCommand.Open again -> violations.add("open sent as a command: " + again.leg());
            case MediaCommand.Accept accept -> accept(leg, accept);
            case MediaCommand.Renegotiate change -> renegotiate(leg, change);
            case MediaCommand.Play play -> leg.play(play, sounding(play.source()));
            case MediaCommand.StopPlay stop -> leg.stopPlay(stop.id());
            case MediaCommand.Record record -> leg.record(record, record.other().map(legs::get));
            case MediaCommand.StopRecord stop ->
                    leg.endRecording(stop.recording(), MediaEvent.RecordingOutcome.STOPPED);
            case MediaCommand.PauseRecord pause -> leg.pauseRecording(pause.recording(), pause.silence());
            case MediaCommand.ResumeRecord resume -> leg.resumeRecording(resume.recording());
            case MediaCommand.Bridge bridge -> bridge(leg, bridge);
            case MediaCommand.Unbridge unbridge -> part(leg);
            case MediaCommand.Close close -> close(leg);
        }
    }

    private Sounding sounding(MediaSource source) {
        return switch (source) {
            case MediaSource.Url(String url) -> files.getOrDefault(url, Sounding.of(source));
            case MediaSource.Speech speech -> files.getOrDefault("say:" + speech.text(), Sounding.of(source));
            case MediaSource.Digits digits -> Sounding.of(digits);
            case MediaSource.Silence silence -> Sounding.of(silence);
            case MediaSource.Tone tone -> Sounding.of(tone);
        };
    }

    private void accept(SimMediaLeg leg, MediaCommand.Accept accept) {
        if (!accept.answer().contains("m=audio")) {
            leg.tell(new MediaEvent.Failed(leg.leg, ErrorCode.MEDIA_UNACCEPTABLE, "no audio is accepted"));
        }
    }

    private void renegotiate(SimMediaLeg leg, MediaCommand.Renegotiate change) {
        if (change.offer().isPresent() && !change.offer().get().contains("m=audio")) {
            leg.tell(new MediaEvent.Failed(leg.leg, ErrorCode.MEDIA_UNACCEPTABLE, "no audio is offered"));
        } else {
            leg.tell(new MediaEvent.Renegotiated(leg.leg, SimSdp.of("strowger", "sendrecv")));
        }
    }

    private void bridge(SimMediaLeg leg, MediaCommand.Bridge bridge) {
        SimMediaLeg other = legs.get(bridge.other());
        if (other == null) {
            return;
        }
        if (leg.peer().isPresent() || other.peer().isPresent()) {
            violations.add("bridged twice: " + leg.leg + " and " + other.leg);
            return;
        }
        leg.joinedTo(other);
        other.joinedTo(leg);
        timeline.note("bridge " + leg.leg + " " + other.leg);
    }

    private void part(SimMediaLeg leg) {
        leg.peer().ifPresent(SimMediaLeg::parted);
        leg.parted();
    }

    private void close(SimMediaLeg leg) {
        part(leg);
        leg.end();
        legs.remove(leg.leg);
        leg.tell(new MediaEvent.Closed(
                leg.leg, new MediaQuality("PCMU", "192.0.2.1:4000", 50, 50, 0, 0, 1.0, 2.0, 0, 20)));
    }

    // ---- what phones do -------------------------------------------------------------------------------------------

    void pressed(SimLine line, char key) {
        if (line.phoneState == SimLine.Phone.TALKING) {
            timeline.note(line.leg() + " presses " + key);
            mediaOf(line).filter(SimMediaLeg::canPress).ifPresent(leg -> leg.pressed(key));
        }
    }

    void spoken(SimLine line, String text, Duration length) {
        if (line.phoneState == SimLine.Phone.TALKING) {
            mediaOf(line).ifPresent(leg -> leg.spoken(line.phone.name(), text, length));
        }
    }

    void lost(SimLine line) {
        timeline.schedule(UNTIL_LOST, () -> mediaOf(line)
                .ifPresent(leg -> leg.tell(new MediaEvent.Lost(leg.leg, UNTIL_LOST))));
    }

    private Optional<SimMediaLeg> mediaOf(SimLine line) {
        return Optional.ofNullable(legs.get(SimSignaling.mediaLeg(line.leg())));
    }

    private void keep(MediaCommand command) {
        timeline.note(command.leg() + " " + command.getClass().getSimpleName());
        if (keepsCommands) {
            commands.add(command);
        }
    }
}
