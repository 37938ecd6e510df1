package io.strowger.server;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.PortRange;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Setting;
import io.strowger.kernel.Settings;
import io.strowger.kernel.Shapes;
import io.strowger.kernel.World;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.phone.PhoneEvent;
import io.strowger.phone.WavFile;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code call}: calls somebody from the built-in phone. */
final class CallCommand {
    private static final Setting<String> KEYS = new Setting<>("keys",
            Shapes.text("0-9 A-D * # and w (half a second) W (a second)", Pattern.compile("[0-9A-D*#wW]{0,1000}")), "",
            "Keys to press once the call is answered.");
    private static final Setting<Optional<Path>> PLAY = new Setting<>("play", Shapes.optional(Shapes.path()),
            Optional.empty(), "A WAV file to play once the call is answered, before any keys.");
    private static final Setting<Optional<Path>> RECORD = new Setting<>("record", Shapes.optional(Shapes.path()),
            Optional.empty(), "A WAV file to write what was heard to.");
    private static final Setting<Integer> SECONDS = new Setting<>("seconds", Shapes.whole(1, 7200), 60,
            "Hangs up after this, if the far side has not.");
    private static final Setting<String> USER = new Setting<>("user",
            Shapes.text("a SIP user", Pattern.compile("[A-Za-z0-9_.+*#-]{1,64}")), "phone", "Who calls.");
    private static final Setting<Optional<Secret>> PASSWORD = new Setting<>("password",
            Shapes.optional(Shapes.secret("a password", Pattern.compile(".{1,256}"))), Optional.empty(),
            "Answers a challenge of the far side.");
    private static final Setting<Optional<HostPort>> VIA = new Setting<>("via", Shapes.optional(Shapes.hostPort()),
            Optional.empty(), "Where to send to, when not to the address in the URI.");
    private static final Setting<PortRange> RTP = new Setting<>("rtp", Shapes.portRange(),
            new PortRange("127.0.0.1", 40000, 40998), "Ports for sound; the host is not used.");
    private static final Setting<Boolean> QUIET = new Setting<>("quiet", Shapes.toggle(), false,
            "Prints the ending only.");
    private static final Setting<Boolean> HELP = new Setting<>("help", Shapes.toggle(), false, "This list.");
    private static final List<Setting<?>> ALL =
            List.of(KEYS, PLAY, RECORD, SECONDS, USER, PASSWORD, VIA, RTP, QUIET, HELP);
    private static final Pattern URI = Pattern.compile("sip:(?:[^@\\s]+@)?([^;?\\s:\\[]+|\\[[^]]+])(?::(\\d+))?.*");
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private CallCommand() {}

    static ExitCode run(Invocation invocation) {
        Settings flags = invocation.flags(ALL);
        if (flags.get(HELP)) {
            help(invocation.out());
            return ExitCode.OK;
        }
        if (flags.operands().size() != 1) {
            throw new CommandFailure(ExitCode.USAGE, "one SIP URI is needed; `./strowger call --help` lists the flags");
        }
        String uri = flags.operands().getFirst();
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) {
            throw new CommandFailure(ExitCode.USAGE, "'" + uri + "' is not of the form sip:USER@HOST[:PORT]");
        }
        LogLines.install(LogLevel.WARNING, LogFormat.HUMAN, invocation.err());
        String host = flags.get(VIA).map(HostPort::host).orElse(matcher.group(1).replaceAll("[\\[\\]]", ""));
        PhoneConfig config = new PhoneConfig(localAddressTowards(host), 0, flags.get(RTP), flags.get(USER), "",
                flags.get(PASSWORD).map(password -> new SipCredentials(flags.get(USER), password.value())),
                Duration.ofHours(2));
        try (RealWorld world = RealWorld.open(); Phone phone = Phone.open(world, config, SipTrace.NONE)) {
            Optional<String> route = flags.get(VIA).map(via -> "sip:" + via + ";lr");
            PhoneCall call = phone.call(uri, route, List.of());
            return new Talk(world, invocation.out(), flags).follow(call);
        }
    }

    private static void help(PrintStream out) {
        out.println("usage: ./strowger call sip:USER@HOST[:PORT][;transport=tcp] [FLAGS]");
        for (Setting<?> setting : ALL) {
            out.printf("  %-11s %s (%s)%n", setting.flag(), setting.prose(), setting.shape().accepts());
        }
    }

    /** The address of ours that the far side sees: the machine's routing table knows. */
    private static InetAddress localAddressTowards(String host) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(InetAddress.getByName(host), 9));
            return probe.getLocalAddress();
        } catch (IOException unknown) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no way to " + host + ": " + unknown.getMessage());
        } catch (UncheckedIOException unreachable) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no way to " + host + ": " + unreachable.getMessage());
        }
    }

    /** One call from its first ring to its end, told line by line. */
    private static final class Talk {
        private final World world;
        private final PrintStream out;
        private final Settings flags;
        private final long began;

        Talk(World world, PrintStream out, Settings flags) {
            this.world = world;
            this.out = out;
            this.flags = flags;
            this.began = world.timeline().nanos();
        }

        ExitCode follow(PhoneCall call) {
            Deadline answer = Deadline.after(world.timeline(), ANSWER);
            Deadline end = Deadline.after(world.timeline(), Duration.ofSeconds(flags.get(SECONDS)));
            boolean spoke = false;
            while (!call.over()) {
                Optional<PhoneEvent> event = call.next(call.answered() ? end : answer.earlier(end));
                event.ifPresent(this::tell);
                if (event.isEmpty()) {
                    call.hangUp();
                    call.awaitEnd(Duration.ofSeconds(35));
                    break;
                }
                if (call.answered() && !spoke) {
                    spoke = true;
                    speak(call);
                }
            }
            flags.get(RECORD).ifPresent(file -> WavFile.write(file, call.heard().pcm()));
            return conclude(call);
        }

        private void speak(PhoneCall call) {
            String keys = flags.get(KEYS);
            if (flags.get(PLAY).isPresent()) {
                long id = call.play(new Sound.Sample(Clip.of(WavFile.read(flags.get(PLAY).get())), 1));
                call.awaitPlayed(id, Duration.ofSeconds(flags.get(SECONDS)));
            }
            if (!keys.isEmpty() && !call.over()) {
                call.press(keys);
            }
        }

        private ExitCode conclude(PhoneCall call) {
            double heard = call.heard().samples() / 8000.0;
            if (!call.answered()) {
                out.println("not answered" + (call.refusal() == 0 ? "" : ": " + call.refusal()));
                return ExitCode.FAILED;
            }
            out.printf(Locale.ROOT, "call over; heard %.1f s, %d of %d frames without a packet%s%n", heard,
                    call.heard().missing(), call.heard().frames(),
                    flags.get(RECORD).map(file -> ", written to " + file).orElse(""));
            return ExitCode.OK;
        }

        private void tell(PhoneEvent event) {
            if (flags.get(QUIET)) {
                return;
            }
            String text = switch (event) {
                case PhoneEvent.Ringing(int status) -> "ringing (" + status + ")";
                case PhoneEvent.Answered() -> "answered";
                case PhoneEvent.Refused(int status, String reason) -> "refused: " + status + " " + reason;
                case PhoneEvent.Key(char key) -> "heard key " + key;
                case PhoneEvent.Played(long id, boolean completed) -> completed ? "played" : "stopped playing";
                case PhoneEvent.Ended ended -> "ended: " + ended.cause().name().toLowerCase(Locale.ROOT);
                case PhoneEvent.Closed closed -> "sound: " + closed.figures();
            };
            out.printf(Locale.ROOT, "%7.3f  %s%n", (world.timeline().nanos() - began) / 1e9, text);
        }
    }
}
