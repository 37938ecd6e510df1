package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.sim.CallScenario;
import io.strowger.sim.Delays;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.SimEntropy;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 4, must show 5, in virtual time: 500 callers in a named queue, 50 agents taking them at once, hang-ups on both
 * sides at random. From what applications were asked the run is replayed: callers are taken in the order in which they
 * came, nobody is joined twice, every caller's stay ends exactly once, and nothing is left.
 */
final class QueueSimulationTest {
    private static final String VOICE = "http://app.example/voice";
    private static final String WAIT = "http://app.example/wait";
    private static final String DONE = "http://app.example/done";
    private static final String AGENT = "http://app.example/agent";
    private static final String BEFORE = "http://app.example/before";
    private static final int CALLERS = 500;
    private static final int AGENTS = 50;

    private static void play(CallScenario sim, long seed, List<SimCaller> callers) {
        Random dice = new Random(seed);
        sim.app(VOICE, Spec.doc("<Enqueue action='/done' waitUrl='/wait'>support</Enqueue>"));
        sim.app(WAIT, Spec.doc("<Pause length='3600'/>"));
        sim.app(DONE, Spec.doc("<Hangup/>"));
        sim.app(BEFORE).handles(asked -> WebAnswer.twiml(Spec.doc("<Pause length='" + (1 + dice.nextInt(2)) + "'/>")));
        sim.app(AGENT).handles(asked -> WebAnswer.twiml(asked.has("DialCallStatus")
                && asked.param("DialCallStatus").equals("no-answer") ? Spec.doc("<Hangup/>")
                : Spec.doc("<Dial action='/agent' timeout='300' timeLimit='" + (1 + dice.nextInt(5)) + "'>"
                        + "<Queue url='/before'>support</Queue></Dial>")));
        sim.directory().number("+15550900", SimDirectory.ACCOUNT, new VoiceBinding(
                new WebTarget(AGENT, "POST"), List.of(), Optional.empty(), Set.of(), Optional.empty()));
        for (int i = 0; i < CALLERS; i++) {
            SimCaller caller = sim.caller("+1556%04d".formatted(i)).dials("+15550100", Duration.ofMillis(1 + i * 3L));
            if (dice.nextInt(4) == 0) { // at no moment at which anything else happens, so that the order is plain
                caller.hangsUp().at(Duration.ofMillis(2000 + dice.nextInt(60_000)).plusNanos(300_000 + i));
            }
            callers.add(caller);
        }
        for (int i = 0; i < AGENTS + AGENTS / 5; i++) {
            SimCaller agent = sim.caller("+1557%04d".formatted(i)).dials(
                    "+15550900", Duration.ofMillis(i < AGENTS ? 2000 : 20_000));
            if (i % 5 == 0) {
                agent.hangsUp().at(Duration.ofMillis(2000 + dice.nextInt(60_000)).plusNanos(600_000 + i));
            }
        }
        sim.run(); // nothing may be left behind: no leg, no call, nobody in a queue, nobody bridged twice
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void callersAreTakenInOrderAndNobodyIsLost_mustShow5(long seed) {
        try (CallScenario sim = new CallScenario(seed)) {
            List<SimCaller> callers = new ArrayList<>();
            play(sim, seed, callers);
            replay(sim, seed, callers);
            judge(sim, seed, callers);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void nobodyIsLostWhenLettersCrossInEveryOrder_mustShow5(long seed) {
        Delays delays = new Delays(new SimEntropy(seed), Duration.ofMillis(200), Duration.ofMillis(50));
        try (CallScenario sim = new CallScenario(seed, delays, CallLimits.DEFAULT, CallSettings.DEFAULT)) {
            List<SimCaller> callers = new ArrayList<>();
            play(sim, seed, callers);
            judge(sim, seed, callers);
        }
    }

    /** A request to WAIT says that a caller waits, one to BEFORE that it was taken, one to DONE that it is out. */
    private static void replay(CallScenario sim, long seed, List<SimCaller> callers) {
        Map<String, Integer> came = new HashMap<>();
        callers.forEach(caller -> came.put(caller.callSid(), came.size()));
        TreeSet<Integer> waiting = new TreeSet<>();
        int taken = 0;
        for (WebRequest request : sim.requests()) {
            Integer place = came.get(request.param("CallSid"));
            switch (request.address()) {
                case WAIT -> waiting.add(place);
                case BEFORE -> {
                    taken++;
                    assertEquals(waiting.first(), place, () -> "seed " + seed + " " + request);
                    waiting.pollFirst();
                }
                case DONE -> waiting.remove(place);
                default -> { }
            }
        }
        assertTrue(taken > CALLERS / 2, "seed " + seed + ": only " + taken + " were taken");
        assertEquals(Set.of(), waiting);
    }

    private static void judge(CallScenario sim, long seed, List<SimCaller> callers) {
        Map<String, String> ends = new HashMap<>();
        for (WebRequest told : sim.requests(DONE)) {
            String before = ends.put(told.param("CallSid"), told.param("QueueResult"));
            assertEquals(null, before, () -> "seed " + seed + " ended twice: " + told);
        }
        assertEquals(CALLERS, ends.size(), "seed " + seed);
        assertEquals(Set.of("bridged", "hangup"), new HashSet<>(ends.values()), "seed " + seed);
        for (SimCaller caller : callers) {
            long talks = caller.heard().stream().filter(heard -> heard.startsWith("talk with")).count();
            assertTrue(talks <= 1, () -> "seed " + seed + " joined twice: " + caller.heard());
            assertEquals(talks == 1, ends.get(caller.callSid()).equals("bridged"),
                    () -> "seed " + seed + " " + caller.name() + " " + caller.heard() + " "
                            + ends.get(caller.callSid()));
        }
        assertEquals(0, sim.router().queues().waiting() + sim.router().queues().engaged());
    }
}
