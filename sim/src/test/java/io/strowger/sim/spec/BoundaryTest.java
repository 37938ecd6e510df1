package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Termination;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimCaller;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * "A call whose primary dies at any verb boundary keeps its CallSid and finishes under the fallback" (the issue, must
 * show 4; requirements 1.18, 1.22, 1.24). One long call visits every verb; it is run once for each request the primary
 * ever gets with the primary dead from that request on, and once for each second with the primary dead from then on.
 */
final class BoundaryTest {
    private static final String BASE = "http://app.example";
    private static final String SPARE = "http://spare.example/fallback";

    /** The application's documents; each leads to the next by another verb. */
    private static CallScenario world() {
        CallScenario sim = new CallScenario(4);
        sim.fallback(SPARE);
        sim.app(SPARE, Spec.doc(Spec.say("spare")));
        sim.app(BASE + "/voice", Spec.doc("<Pause/>", Spec.say("welcome"), "<Play>http://media.example/a.wav</Play>",
                "<Gather numDigits='1' action='/gathered'>" + Spec.say("press a key") + "</Gather>"));
        sim.app(BASE + "/gathered", Spec.doc(Spec.say("thank you"), "<Redirect>/redirected</Redirect>"));
        sim.app(BASE + "/redirected", Spec.doc("<Record timeout='2' action='/recorded'/>"));
        sim.app(BASE + "/recorded", Spec.doc("<Play digits='12'/>",
                "<Dial action='/dialled'><Sip url='/screen'>sip:bob@phones.example</Sip></Dial>"));
        sim.app(BASE + "/screen", Spec.doc(Spec.say("for you")));
        sim.app(BASE + "/dialled", Spec.doc(Spec.say("goodbye"), "<Hangup/>"));
        sim.callee("sip:bob@phones.example").answersAfter(Duration.ofSeconds(2))
                .hangsUp().afterAnswer(Duration.ofSeconds(8));
        return sim;
    }

    private static SimCaller caller(CallScenario sim) {
        return sim.caller().dials("+15550100").presses("7").onHearing("press a key", Duration.ofMillis(300))
                .says("my message", Duration.ofSeconds(2)).onHearing("beep", Duration.ofSeconds(1));
    }

    private static final List<String> PAGES =
            List.of("/voice", "/gathered", "/redirected", "/recorded", "/screen", "/dialled");

    private static void primaryDies(CallScenario sim) {
        PAGES.forEach(page -> sim.app(BASE + page).dies());
    }

    @Test
    void theCallRunsThroughEveryVerbWhenNothingFails() {
        try (CallScenario sim = world()) {
            SimCaller caller = caller(sim);
            sim.run();
            assertEquals("said: goodbye", caller.heard().getLast());
            assertEquals(PAGES, sim.requests().stream().map(request -> request.address().replace(BASE, "")).toList());
        }
    }

    @Test
    void aPrimaryDeadFromAnyRequestOnLeavesTheCallToTheFallback() {
        List<String> endings = new ArrayList<>();
        for (String page : PAGES) {
            try (CallScenario sim = world()) {
                SimCaller caller = caller(sim);
                int place = PAGES.indexOf(page);
                PAGES.subList(place, PAGES.size()).forEach(later -> sim.app(BASE + later).dies());
                sim.run();
                check(sim, caller, page);
                endings.add(caller.heard().getLast());
            }
        }
        assertEquals(java.util.Collections.nCopies(PAGES.size(), "said: spare"), endings);
    }

    @Test
    void aPrimaryThatDiesAtAnyMomentLeavesTheCallToTheFallbackOrToItsLastDocument() {
        int underFallback = 0;
        for (int tenths = 0; tenths < 300; tenths += 3) {
            try (CallScenario sim = world()) {
                SimCaller caller = caller(sim);
                sim.at(Duration.ofMillis(tenths * 100L), () -> primaryDies(sim));
                sim.run();
                check(sim, caller, "dead from " + tenths / 10.0 + " s on");
                String last = caller.heard().getLast();
                assertEquals(true, last.equals("said: spare") || last.equals("said: goodbye"), last);
                underFallback += last.equals("said: spare") ? 1 : 0;
            }
        }
        assertEquals(true, underFallback > 30, "fallback was reached " + underFallback + " times of 100");
    }

    @Test
    void aCallerMayHangUpAtAnyMomentAndNothingIsLeft() {
        for (int tenths = 1; tenths < 330; tenths += 2) {
            try (CallScenario sim = world()) {
                Duration when = Duration.ofMillis(tenths * 100L);
                SimCaller caller = caller(sim).hangsUp().at(when);
                sim.run();
                var end = sim.records().calls(caller.call().orElseThrow().callSid()).getLast();
                assertEquals(tenths < 10 ? CallStatus.NO_ANSWER : CallStatus.COMPLETED, end.status(), "at " + when);
                assertEquals(1, sim.records().details(caller.call().orElseThrow().callSid()).size(), "at " + when);
                long late = sim.requests().stream().filter(request -> request.at().compareTo(when) > 0)
                        .filter(request -> !request.param("CallStatus").equals("completed")).count();
                assertEquals(0, late, "requests after the hang-up at " + when);
            }
        }
    }

    private static void check(CallScenario sim, SimCaller caller, String when) {
        String sid = caller.callSid();
        for (WebRequest request : sim.requests()) {
            boolean mine = request.param("CallSid").equals(sid)
                    || request.has("ParentCallSid") && request.param("ParentCallSid").equals(sid);
            assertEquals(true, mine, when + ": another CallSid in " + request);
        }
        var record = sim.records().calls(caller.call().orElseThrow().callSid()).getLast();
        assertEquals(CallStatus.COMPLETED, record.status(), when);
        assertEquals(Termination.SUCCESS,
                sim.records().details(caller.call().orElseThrow().callSid()).getFirst().termination(), when);
        assertFalse(caller.heard().stream().anyMatch(line -> line.contains("application error")), when);
    }
}
