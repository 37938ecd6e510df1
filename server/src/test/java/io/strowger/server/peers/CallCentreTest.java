package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.media.audio.Goertzel;
import io.strowger.phone.PhoneCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sixty callers and ten workers with telephones (issue 4, must show 5): real SIP, RTP and HTTP. */
class CallCentreTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CALLERS = 60;
    private static final int WORKERS = 10;
    /** Windows in which each must hear the other before one of them hangs up. */
    private static final int TALK = 3;
    /** The worker whose work is not over with the conversation. */
    private static final String WRAPS_UP = "agent10";
    private static final List<Worker> STAFF = List.of(
            new Worker("agent1", 1, "en"), new Worker("agent2", 1, "en"), new Worker("agent3", 3, "en"),
            new Worker("agent4", 2, "en", "de"), new Worker("agent5", 1, "de"), new Worker("agent6", 3, "de"),
            new Worker("agent7", 1, "fr"), new Worker("agent8", 2, "fr", "de"), new Worker("agent9", 3, "fr", "en"),
            new Worker(WRAPS_UP, 3, "es"));
    private static final List<String> LANGUAGES = List.of("en", "en", "en", "en", "de", "de", "de", "fr", "fr", "es");
    private static Desk desk;

    private final Map<String, String> sids = new TreeMap<>();
    private final List<Caller> callers = new ArrayList<>();
    private final Map<String, Ear> talking = new LinkedHashMap<>();

    /** Who speaks what, how well. */
    private record Worker(String name, int level, List<String> languages) {
        Worker(String name, int level, String... languages) {
            this(name, level, List.of(languages));
        }

        boolean suits(Caller caller) {
            return languages.contains(caller.language()) && level >= caller.level();
        }

        String attributes() {
            return "\"level\": %d, \"languages\": [%s]".formatted(level,
                    languages.stream().map(one -> '"' + one + '"').reduce((a, b) -> a + ", " + b).orElseThrow());
        }
    }

    /** What one of the sixty wants; who called later may be more urgent. */
    private record Caller(int number, Ear ear) {
        /** Hertz: above what a worker hears ringing for a moment, below the workers'. */
        static int tone(int number) {
            return 500 + 22 * number;
        }

        String language() {
            return LANGUAGES.get(number % LANGUAGES.size());
        }

        int level() {
            return number % 3 == 0 ? 2 : 1;
        }

        static int priority(int number) {
            return number > 48 ? 10 : number % 7 == 0 ? 5 : 0;
        }

        String task() {
            return "<Task priority=\"%d\">{\"number\": %d, \"lang\": \"%s\", \"level\": %d}</Task>".formatted(
                    priority(number), number, language(), level());
        }
    }

    /** What a phone has heard: how many windows of each of these tones, and how much before the first. */
    private static final class Ear {
        private static final int WINDOW = 800;
        private final PhoneCall call;
        private final int[] tones;
        private final int[] windows;
        private int looked;
        private int before = -1;

        Ear(PhoneCall call, int[] tones) {
            this.call = call;
            this.tones = tones;
            this.windows = new int[tones.length];
        }

        void listen() {
            call.linger(Duration.ZERO); // takes its events
            short[] pcm = call.heard().pcmFrom(looked);
            for (int from = 0; from + WINDOW <= pcm.length; from += WINDOW, looked += WINDOW) {
                for (int i = 0; i < tones.length; i++) {
                    if (Goertzel.hears(pcm, from, WINDOW, tones[i])) {
                        windows[i]++;
                        before = before < 0 ? looked : before;
                    }
                }
            }
        }

        @Override
        public String toString() {
            return heard(1) + " of " + Arrays.toString(windows);
        }

        /** Which tones were heard for so long, from 1 on. */
        List<Integer> heard(int atLeast) {
            return IntStream.range(0, tones.length).filter(i -> windows[i] >= atLeast).mapToObj(i -> i + 1).toList();
        }
    }

    @BeforeAll
    static void open() {
        desk = new Desk("127.0.0.1:26000-26299", 26300, CALLERS, WORKERS);
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @Test
    void eachOfSixtyCallersHearsTheMusicAndThenAWorkerWhoSuitsTheMostUrgentFirst_2_38() {
        desk.open();
        STAFF.forEach(worker -> sids.put(worker.name(), desk.makeWorker(worker.name(), "Offline",
                worker.attributes())));
        String queue = desk.makeQueue("All", "1==1");
        String workflow = desk.makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \""
                + queue + "\", \"expression\": \"task.lang IN worker.languages AND worker.level >= task.level\"}]}]}");
        desk.bench().page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\">"
                + wanted(asked.fields().get("To")).task() + "</Enqueue></Response>");
        everybodyCalls();
        everybodyHearsTheMusic();
        STAFF.forEach(worker -> desk.moves(sids.get(worker.name()), "Available"));
        assertTrue(desk.bench().await(this::allServed), this::story);
        nothingIsLeft();
        inOrder();
        desk.assertEverythingIsGivenBack();
    }

    private static Caller wanted(String number) {
        return IntStream.rangeClosed(1, CALLERS).filter(i -> Desk.number(i).equals(number))
                .mapToObj(i -> new Caller(i, new Ear(null, new int[0]))).findFirst().orElseThrow();
    }

    private void everybodyCalls() {
        int[] tones = STAFF.stream().mapToInt(worker -> Desk.tone(worker.name())).toArray();
        for (int i = 1; i <= CALLERS; i++) {
            callers.add(new Caller(i, new Ear(desk.calls(i, Caller.tone(i)), tones)));
        }
        desk.task(CALLERS);
    }

    private void everybodyHearsTheMusic() {
        callers.forEach(one -> {
            Bench.assertMusic(one.ear().call);
            one.ear().listen();
            assertEquals(List.of(), one.ear().heard(1), "and no worker yet");
        });
    }

    /** Looks at all who talk; whoever has talked enough hangs up, callers and workers by turns. */
    private boolean allServed() {
        STAFF.forEach(worker -> {
            Ear ear = talking.computeIfAbsent(worker.name(), name -> desk.phone(name).incoming().poll()
                    .map(call -> new Ear(call, IntStream.rangeClosed(1, CALLERS).map(Caller::tone).toArray()))
                    .orElse(null));
            if (ear != null) {
                served(worker, ear);
            }
        });
        return desk.bench().asked("/done").size() == CALLERS && talking.isEmpty();
    }

    private void served(Worker worker, Ear ear) {
        ear.listen();
        if (ear.call.over()) {
            assertEquals(1, ear.heard(1).size(), () -> worker + " heard one caller and nobody else: " + ear);
            talking.remove(worker.name());
            return;
        }
        for (int number : ear.heard(TALK)) {
            Caller caller = callers.get(number - 1);
            caller.ear().listen();
            if (!caller.ear().heard(TALK).isEmpty()) {
                assertEquals(List.of(worker), caller.ear().heard(1).stream().map(n -> STAFF.get(n - 1)).toList(),
                        "the caller hears who hears him");
                assertTrue(worker.suits(caller), () -> worker + " suits " + caller);
                assertTrue(caller.ear().before >= Bench.MUSIC, "the music came first");
                parts(worker, caller, ear.call);
            }
        }
    }

    private void parts(Worker worker, Caller caller, PhoneCall workersCall) {
        if (!worker.name().equals(WRAPS_UP)) {
            hangUp(worker, caller, workersCall);
            return;
        }
        String mine = "/Workers/" + sids.get(WRAPS_UP);
        String reservation = mine + "/Reservations/" + desk.get(mine + "/Reservations?ReservationStatus=accepted")
                .path("reservations").path(0).path("sid").asText();
        desk.make(desk.in(reservation), "ReservationStatus", "wrapping");
        hangUp(worker, caller, workersCall);
        assertTrue(desk.bench().await(() -> ended(caller)), "the caller's application was told");
        assertEquals("wrapping 0", desk.get(reservation).path("reservation_status").asText() + " "
                + desk.voice(sids.get(WRAPS_UP)).path("available_capacity_percentage").asText());
        assertTrue(desk.phone(WRAPS_UP).incoming().poll().isEmpty(), "no call while wrapping up (trap 5)");
        desk.make(desk.in(reservation), "ReservationStatus", "completed");
    }

    private static boolean ended(Caller caller) {
        return desk.bench().asked("/done").stream().anyMatch(asked ->
                asked.fields().get("To").equals(Desk.number(caller.number())));
    }

    private static void hangUp(Worker worker, Caller caller, PhoneCall workersCall) {
        (caller.number() % 2 == 0 ? caller.ear().call : workersCall).hangUp();
        assertTrue(workersCall.awaitEnd(Bench.PATIENCE), worker + "'s call ends");
        assertTrue(caller.ear().call.awaitEnd(Bench.PATIENCE), "the caller's call ends");
    }

    private void nothingIsLeft() {
        assertTrue(desk.bench().await(() -> stream(desk.get("/Tasks?PageSize=1000").path("tasks")).allMatch(task ->
                task.path("assignment_status").asText().equals("completed"))), this::story);
        sids.values().forEach(desk::assertFree);
        assertEquals(List.of("bridged"), desk.results().stream().distinct().toList());
        assertEquals(CALLERS, desk.bench().asked("/assign").size(), "one offer for each");
    }

    /** By the journal: of callers who want the same, the most urgent was offered first, then who came first. */
    private void inOrder() {
        List<Integer> came = numbers("task.created");
        List<Integer> offered = numbers("reservation.created");
        assertEquals(CALLERS, offered.size());
        Map<String, List<Integer>> groups = new TreeMap<>();
        offered.forEach(number -> groups.computeIfAbsent(callers.get(number - 1).language() + callers.get(number - 1)
                .level(), any -> new ArrayList<>()).add(number));
        assertEquals(8, groups.size(), "four languages at two levels");
        Comparator<Integer> urgency = Comparator.comparing(number -> -Caller.priority(number));
        groups.forEach((group, order) -> assertEquals(
                order.stream().sorted(urgency.thenComparing(came::indexOf)).toList(), order,
                () -> group + " in order of priority, then of arrival"));
    }

    /** Callers' numbers of all events of a type, oldest first. */
    private static List<Integer> numbers(String type) {
        List<Integer> all = new ArrayList<>(stream(desk.get("/Events?PageSize=1000&EventType=" + type).path("events"))
                .map(event -> attributes(event).path("number").asInt()).toList());
        return all.reversed();
    }

    private static JsonNode attributes(JsonNode event) {
        try {
            return MAPPER.readTree(event.path("event_data").path("task_attributes").asText());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private String story() {
        return "talking " + talking.keySet() + ", ended " + desk.results() + ", "
                + desk.get("/Tasks?PageSize=1000&AssignmentStatus=pending,reserved,assigned,wrapping")
                + desk.get("/Workers");
    }
}
