package io.strowger.server.demo;

import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.World;
import io.strowger.phone.Listener;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.phone.PhoneEvent;
import io.strowger.phone.Transcript;
import io.strowger.phone.WavFile;
import io.strowger.server.Product;
import io.strowger.sip.CallEvent;
import io.strowger.sip.SipTrace;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Two calls over real SIP and RTP to a web application: one as it should be, one in whose middle the application dies
 * and the second in line takes over. What the caller heard is told from the sound that arrived. One thread.
 */
public final class Demo implements AutoCloseable {
    /** The number that is called. */
    public static final String NUMBER = "+15550100";

    private static final Duration PROMPT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(15);

    private final World world;
    private final Stage stage;
    private final Screen screen;
    private final Phone phone;
    private ExampleApp first;
    private final ExampleApp second;
    private final SpokenPrompts prompts;
    private final Map<CallSid, List<TimelineEntry>> stories = new ConcurrentHashMap<>();
    private final List<String> failed = new ArrayList<>();

    /**
     * What the demo stands on.
     *
     * @param home the checkout, with {@code examples/}
     * @param scratch a directory of its own
     * @param results where recordings of what was heard are written
     * @param firstRtpPort of a block of a hundred for the caller's phone
     */
    public record Stage(Path home, Path scratch, Path results, int firstRtpPort) {}

    private Demo(World world, Stage stage, PrintStream out, boolean colour) {
        this.world = world;
        this.stage = stage;
        this.screen = new Screen(out, colour);
        this.first = ExampleApp.start(stage.home().resolve("examples/Menu.java"), 0);
        this.second = ExampleApp.start(stage.home().resolve("examples/Fallback.java"), 0);
        this.prompts = new SpokenPrompts(world, stage.scratch().resolve("speech"));
        this.phone = Phone.open(world, PhoneConfig.of(
                InetAddress.getLoopbackAddress(), stage.firstRtpPort(), stage.firstRtpPort() + 99, "caller"),
                SipTrace.NONE);
    }

    /** Starts the two applications and the phone. */
    public static Demo open(World world, Stage stage, PrintStream out, boolean colour) {
        return new Demo(world, stage, out, colour);
    }

    /** The provisioning that leads the number to the applications, as a file for {@code --config}. */
    public String provisioning() {
        return """
                accounts:
                  - name: Demo
                    numbers:
                      - number: "%s"
                        name: Demo
                        voice:
                          url: %s/
                          fallback:
                            - %s/
                """.formatted(NUMBER, first.address(), second.address());
    }

    /** Plays both calls; true when everything worked. */
    public boolean play(Product product) {
        product.watch((sid, entry) -> {
            stories.computeIfAbsent(sid, call -> new CopyOnWriteArrayList<>()).add(entry);
            screen.story(entry);
        });
        List<String> welcome = prompts.learn(first.address().resolve("/"));
        List<String> hours = prompts.learn(first.address().resolve("/choice?Digits=1"));
        List<String> thanks = prompts.learn(first.address().resolve("/end"));
        List<String> takeover = prompts.learn(second.address().resolve("/?Digits=9"));

        screen.heading("Call 1: a phone calls, a web application runs the call");
        Heard one = call(product, 1, welcome.getFirst(), hours.getFirst(), () -> { });
        judge(one, "call 1", List.of(welcome.getFirst(), hours.getFirst(), thanks.getFirst()));

        screen.heading("Call 2: the same, but the application is killed in the middle");
        Heard two = call(product, 2, welcome.getFirst(), hours.getFirst(), () -> {
            first.kill();
            screen.deed("the application's process has been killed; the call goes on");
        });
        List<String> expected = new ArrayList<>(List.of(welcome.getFirst(), hours.getFirst()));
        expected.addAll(takeover);
        judge(two, "call 2", expected);
        judgeTakeover(two);

        screen.heading("Verdict");
        screen.say(failed.isEmpty() ? "Everything worked." : "Not everything worked: " + String.join("; ", failed));
        return failed.isEmpty();
    }

    /** What came of one call. */
    private record Heard(PhoneCall call, Transcript transcript, List<TimelineEntry> story, int sids, boolean ended) {}

    private Heard call(Product product, int number, String welcome, String hours, Runnable deed) {
        Set<CallSid> before = Set.copyOf(stories.keySet());
        screen.caller("dials " + NUMBER);
        PhoneCall call = phone.call("sip:" + NUMBER + "@" + product.sip());
        boolean ended = false;
        if (call.awaitAnswer(SOON) && hear(call, welcome)) {
            screen.caller("presses 1");
            call.press("1");
            if (hear(call, hours)) {
                deed.run();
                screen.caller("presses 9");
                call.press("9");
            }
            ended = call.awaitEnd(PROMPT);
        }
        call.hangUp();
        call.linger(Duration.ofMillis(500)); // the last lines of the story
        Path file = stage.results().resolve("call-" + number + ".wav");
        WavFile.write(file, call.heard().pcm());
        Transcript transcript = new Listener(prompts.all()).transcribe(call.heard().pcm());
        screen.say("");
        screen.say("What the caller heard (from the RTP that arrived; saved as " + file + "):");
        transcript.passages().forEach(passage -> screen.say("  " + passage));
        List<TimelineEntry> story = new ArrayList<>();
        long sids = stories.keySet().stream().filter(sid -> !before.contains(sid)).count();
        stories.forEach((sid, lines) -> {
            if (!before.contains(sid)) {
                story.addAll(List.copyOf(lines));
            }
        });
        return new Heard(call, transcript, story, (int) sids, ended);
    }

    private boolean hear(PhoneCall call, String text) {
        boolean heard = call.awaitHeard(prompts.sound(text), 0, PROMPT);
        screen.caller((heard ? "has heard: " : "waited in vain for: ") + text);
        return heard;
    }

    private void judge(Heard heard, String name, List<String> expected) {
        screen.say("");
        check(heard.call().answered(), name + ": the call was answered");
        check(heard.sids() == 1, name + ": one call, one CallSid, from the first document to the last");
        check(heard.transcript().prompts().equals(expected),
                name + ": the caller heard exactly " + expected.size() + " prompts, in order");
        check(heard.transcript().passages().stream().allMatch(Transcript.Passage::whole),
                name + ": each to its end, and nothing else");
        check(heard.ended() && heard.call().past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_BYE)),
                name + ": the platform hung up with BYE at the end of the last document");
        check(heard.story().stream().filter(entry -> entry.kind() == TimelineEntry.Kind.DIGIT).count() == 2,
                name + ": both keys arrived");
    }

    private void judgeTakeover(Heard heard) {
        check(heard.story().stream().anyMatch(entry -> entry.kind() == TimelineEntry.Kind.WEBHOOK
                && entry.text().contains(first.address() + "/end") && !entry.text().contains("-> 200")),
                "call 2: the first application did not answer the last request");
        check(heard.story().stream().anyMatch(entry -> entry.kind() == TimelineEntry.Kind.WEBHOOK
                && entry.text().contains(second.address().toString()) && entry.text().contains("-> 200")),
                "call 2: the second one did, and knew the key that was pressed");
    }

    private void check(boolean passed, String what) {
        screen.check(passed, what);
        if (!passed) {
            failed.add(what);
        }
    }

    /**
     * Tells how to go on from here.
     *
     * @param staying the platform goes on running: the first application is started again at its old place
     */
    public void invite(Product product, boolean staying) {
        screen.heading("Go on");
        if (staying) {
            first = ExampleApp.start(stage.home().resolve("examples/Menu.java"), first.address().getPort());
            screen.say("From another terminal, while this runs: ./strowger call sip:" + NUMBER + "@" + product.sip()
                    + " --keys WWWW1WWWWWW9 --record heard.wav");
        } else {
            screen.say("To call it yourself: ./strowger demo, which stays and says how.");
        }
        screen.say("""
                For a real phone, give Strowger an address that the phone reaches (here 192.0.2.10), and a user:
                  ./strowger up --sip 0.0.0.0:5060 --rtp 0.0.0.0:16384-17383 --public-host 192.0.2.10 \\
                      --allow-private-urls --config examples/provisioning/home.yaml
                  then register a softphone as anna (password in that file) at 192.0.2.10 and dial 100.
                For your own application, put its address into that file as the number's `url`.
                """.stripTrailing());
    }

    @Override
    public void close() {
        phone.close();
        first.close();
        second.close();
    }
}
