package io.strowger.server.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.RealWorld;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.Listener;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.phone.PhoneEvent;
import io.strowger.phone.Transcript;
import io.strowger.server.Product;
import io.strowger.server.ServerConfig;
import io.strowger.sip.CallEvent;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issue 2: "examples/: ten small applications, each run by a test": real SIP, RTP, HTTP, and ears at the far end. */
class ExamplesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path EXAMPLES = Path.of(System.getProperty("strowger.root"), "examples");
    private static final Map<String, ExampleApp> APPS = new LinkedHashMap<>();
    private static RealWorld world;
    private static Path scratch;
    private static HttpServer files;
    private static SpokenPrompts prompts;
    private static Phone caller;
    private static Phone bob;
    private static Phone carol;
    private static Product product;
    private static Stalls stalls;
    private static PhoneCall last;

    @BeforeAll
    static void open() throws IOException {
        world = RealWorld.open();
        scratch = Files.createTempDirectory("strowger-examples-");
        assertTrue(scratch.toFile().setExecutable(true, false));
        caller = phone("caller", 25300);
        bob = phone("bob", 25400);
        carol = phone("carol", 25500);
        start("Hello");
        start("Menu");
        start("Fallback");
        start("Voicemail");
        start("PinCode", "2468");
        start("Survey");
        start("Screening", "sip:bob@127.0.0.1:" + bob.address().getPort());
        start("OfficeHours", "0", "0");
        files = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        files.createContext("/", exchange -> {
            byte[] body = Files.readString(EXAMPLES.resolve(exchange.getRequestURI().getPath().substring(1)))
                    .replace(":5070", ":" + bob.address().getPort()).replace(":5071", ":" + carol.address().getPort())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : 405, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        files.start();
        prompts = new SpokenPrompts(world, scratch.resolve("speech"));
        product = Product.open(world, config());
        stalls = new Stalls(world);
    }

    private static Phone phone(String user, int firstPort) {
        return Phone.open(world,
                PhoneConfig.of(InetAddress.getLoopbackAddress(), firstPort, firstPort + 99, user), SipTrace.NONE);
    }

    private static void start(String name, String... arguments) {
        APPS.put(name, ExampleApp.start(EXAMPLES.resolve(name + ".java"), 0, arguments));
    }

    private static ServerConfig config() throws IOException {
        StringBuilder yaml = new StringBuilder("accounts:\n  - name: Examples\n    numbers:\n");
        APPS.forEach((name, app) -> yaml.append(number(name, app.address() + "/", "POST")));
        yaml.append(number("greeting", "http://127.0.0.1:" + files.getAddress().getPort() + "/greeting.xml", "GET"));
        yaml.append(number("ring-all", "http://127.0.0.1:" + files.getAddress().getPort() + "/ring-all.xml", "GET"));
        yaml.append(number("dead", "http://127.0.0.1:25998/", "POST"));
        yaml.append("          fallback:\n            - ").append(APPS.get("Fallback").address()).append("/\n");
        Path file = Files.writeString(scratch.resolve("examples.yaml"), yaml.toString());
        return ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:25600-25699", "--data", scratch.resolve("data").toString(), "--config", file.toString(),
                "--allow-private-urls", "--trust", "127.0.0.1"));
    }

    private static String number(String name, String url, String method) {
        return "      - number: \"" + numberOf(name) + "\"\n        voice:\n          url: " + url
                + "\n          method: " + method + "\n";
    }

    private static String numberOf(String name) {
        return "+1555" + String.format("%07d", Math.floorMod(name.hashCode(), 10_000_000));
    }

    @AfterAll
    static void close() {
        stalls.close();
        product.close();
        APPS.values().forEach(ExampleApp::close);
        files.stop(0);
        List.of(caller, bob, carol).forEach(Phone::close);
        world.close();
    }

    private static PhoneCall dial(String name) {
        last = caller.call("sip:" + numberOf(name) + "@" + product.sip());
        return last;
    }

    /** The same conversation again when the machine stood still meanwhile: what that tears nobody understands. */
    private static void untorn(Runnable conversation) {
        stalls.untorn(conversation, ExamplesTest::hangUp);
    }

    private static void hangUp() {
        last.hangUp();
        assertTrue(last.awaitEnd(SOON), "hung up");
        for (Phone phone : List.of(bob, carol)) {
            for (Optional<PhoneCall> one = phone.incoming().poll(); one.isPresent(); one = phone.incoming().poll()) {
                assertTrue(one.get().awaitEnd(SOON), "hung up with the caller");
            }
        }
    }

    private static List<String> learn(String name, String path) {
        return prompts.learn(APPS.get(name).address().resolve(path));
    }

    private static Transcript transcript(PhoneCall call) {
        return new Listener(prompts.all()).transcribe(call.heard().pcm());
    }

    /** Waits for each prompt in turn and presses its keys. */
    private static void talk(PhoneCall call, Map<String, String> keysByPrompt) {
        assertTrue(call.awaitAnswer(SOON), "answered");
        int from = 0;
        for (Map.Entry<String, String> step : keysByPrompt.entrySet()) {
            assertTrue(call.awaitHeard(prompts.sound(step.getKey()), from, SOON), "heard: " + step.getKey());
            from = call.heard().samples();
            assertTrue(call.awaitPlayed(call.press(step.getValue()), SOON), "pressed: " + step.getValue());
        }
    }

    private static void ends(PhoneCall call, List<String> heard) {
        assertTrue(call.awaitEnd(SOON), "ended");
        assertTrue(call.past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_BYE)), call.past().toString());
        assertEquals(heard, transcript(call).prompts(), transcript(call).toString());
    }

    private static List<String> all(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    @Test
    void helloSaysHello() {
        List<String> said = learn("Hello", "/");
        Inbox<String> sip = world.timeline().inbox(100);
        AtomicReference<CallSid> hello = new AtomicReference<>();
        product.watch((call, line) -> {
            String text = line.text().replaceFirst(" sip:.*", "");
            if (text.equals("<- INVITE")) {
                hello.compareAndSet(null, call);
            }
            // the last lines of the call before may still come
            if (line.kind() == TimelineEntry.Kind.SIP && call.equals(hello.get())) {
                sip.post(text);
            }
        });
        untorn(() -> ends(dial("Hello"), said));
        List<String> ladder = new ArrayList<>();
        while (!ladder.contains("<- 200 OK (BYE)")) {
            ladder.add(sip.await(Deadline.after(world.timeline(), SOON)).orElse("missing after " + ladder));
            assertFalse(ladder.getLast().startsWith("missing"), ladder.getLast());
        }
        assertEquals(List.of("<- INVITE", "-> 180 Ringing (INVITE)", "-> 200 OK (INVITE)", "<- ACK", "-> BYE",
                "<- 200 OK (BYE)"), ladder.stream().filter(line -> !line.startsWith("-> 100")).toList());
    }

    @Test
    void menuLeadsByKeys() {
        List<String> welcome = List.of(learn("Menu", "/").getFirst());
        List<String> wrong = learn("Menu", "/choice?Digits=5");
        List<String> hours = learn("Menu", "/choice?Digits=1");
        List<String> end = learn("Menu", "/end");
        untorn(() -> {
            PhoneCall call = dial("Menu");
            talk(call, Map.of(welcome.getFirst(), "5"));
            int from = call.heard().samples();
            assertTrue(call.awaitHeard(prompts.sound(welcome.getFirst()), from, SOON), "asked again");
            call.press("1");
            assertTrue(call.awaitHeard(prompts.sound(hours.getFirst()), from, SOON));
            call.press("9");
            ends(call, all(all(welcome, wrong), all(welcome, all(hours, end))));
        });
    }

    @Test
    void fallbackTakesOverFromADeadServer() {
        List<String> said = learn("Fallback", "/");
        untorn(() -> ends(dial("dead"), said));
    }

    @Test
    void voicemailKeepsAMessageAndTellsItsLength() {
        List<String> please = List.of(learn("Voicemail", "/").getFirst());
        for (int seconds = 1; seconds <= 5; seconds++) {
            learn("Voicemail", "/thanks?RecordingDuration=" + seconds);
        }
        short[] beep = Tones.beep().pcm();
        untorn(() -> {
            PhoneCall call = dial("Voicemail");
            assertTrue(call.awaitAnswer(SOON));
            assertTrue(call.awaitHeard(prompts.sound(please.getFirst()), 0, SOON));
            assertTrue(call.awaitHeard(beep, 0, SOON), "the tone");
            long message = call.play(Clip.of(Tones.tone(2500, 300, 740)));
            assertTrue(call.awaitPlayed(message, SOON));
            call.press("#");
            assertTrue(call.awaitEnd(SOON));
            List<String> heard = transcript(call).prompts();
            assertEquals(2, heard.size(), transcript(call).toString());
            assertTrue(heard.get(1).matches("Your message of [234] seconds is kept. Goodbye."), heard.toString());
        });
    }

    @Test
    void pinCodeOpensTheDoorAtTheSecondTry() {
        List<String> ask = List.of(learn("PinCode", "/").getFirst());
        List<String> wrong = learn("PinCode", "/check?Digits=1111&CallSid=probe");
        List<String> open = learn("PinCode", "/check?Digits=2468&CallSid=probe");
        untorn(() -> {
            PhoneCall call = dial("PinCode");
            talk(call, Map.of(ask.getFirst(), "1111"));
            assertTrue(call.awaitHeard(prompts.sound(ask.getFirst()), call.heard().samples(), SOON), "asked again");
            call.press("2468");
            ends(call, all(all(ask, wrong), all(ask, open)));
        });
    }

    @Test
    void surveyAsksThreeQuestions() {
        List<String> first = learn("Survey", "/");
        List<String> second = learn("Survey", "/answer?question=0&answers=&Digits=3");
        List<String> third = learn("Survey", "/answer?question=1&answers=3&Digits=4");
        List<String> thanks = learn("Survey", "/answer?question=2&answers=34&Digits=5");
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put(first.getFirst(), "3");
        answers.put(second.getFirst(), "4");
        answers.put(third.getFirst(), "5");
        untorn(() -> {
            PhoneCall call = dial("Survey");
            talk(call, answers);
            ends(call, all(all(first, second), all(third, thanks)));
        });
    }

    @Test
    void screeningAsksBeforeItConnects() {
        List<String> moment = learn("Screening", "/");
        List<String> question = learn("Screening", "/screen");
        bob.answering(AnswerPlan.Answer.atOnce());
        untorn(() -> {
            PhoneCall call = dial("Screening");
            PhoneCall answered = bob.incoming().await(Deadline.after(world.timeline(), SOON)).orElseThrow();
            talk(answered, Map.of(question.getFirst(), "1"));
            short[] hello = Tones.tone(1500, 523, 784);
            answered.play(new Sound.Sample(Clip.of(hello), 20)); // bob says it until the caller is there
            assertTrue(call.awaitHeard(hello, 0, SOON), "the caller hears bob");
            answered.hangUp();
            ends(call, moment);
        });
    }

    @Test
    void officeHoursAreBusyAtNight() {
        PhoneCall call = dial("OfficeHours");
        call.awaitEnd(SOON);
        assertEquals(486, call.refusal());
    }

    @Test
    void greetingIsAFile() {
        URI file = URI.create("http://127.0.0.1:" + files.getAddress().getPort() + "/greeting.xml");
        List<String> said = prompts.learn(file);
        assertEquals(2, said.size());
        untorn(() -> ends(dial("greeting"), List.of(said.get(0), said.get(1), said.get(1))));
    }

    @Test
    void ringAllGivesTheCallToWhoAnswersFirst() {
        bob.answering(new AnswerPlan.Ring());
        short[] tone = Tones.tone(2000, 620, 880);
        carol.answering(AnswerPlan.Answer.atOnce().after(Duration.ofMillis(300)).playing(Clip.of(tone)));
        untorn(() -> {
            PhoneCall call = dial("ring-all");
            assertTrue(call.awaitHeard(tone, 0, SOON), "the caller hears carol");
            PhoneCall rang = bob.incoming().await(Deadline.after(world.timeline(), SOON)).orElseThrow();
            assertTrue(rang.awaitEnd(SOON));
            assertTrue(rang.past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_CANCEL)), "bob stops ringing");
            PhoneCall talking = carol.incoming().await(Deadline.after(world.timeline(), SOON)).orElseThrow();
            call.hangUp();
            assertTrue(talking.awaitEnd(SOON), "carol is hung up on with the caller");
        });
    }
}
