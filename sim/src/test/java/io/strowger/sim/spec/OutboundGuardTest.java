package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.Masking;
import io.strowger.call.OutboundLimits;
import io.strowger.call.Placement;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.GuardEvent;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The toll-fraud guard (issue 3): per-account limits of calls by trunks, each refusal an alert. */
final class OutboundGuardTest extends OutboundSpec {
    private static CallScenario guarded(int atOnce, int perSecond, int minutes, int countries) {
        CallScenario scenario = new CallScenario(1, CallLimits.DEFAULT, new CallSettings("http://127.0.0.1:8080",
                Masking.DEFAULT, CallSettings.Failover.REQUEST, false, new OutboundLimits(
                        100, 100, 100, 1000, Duration.ofHours(24), atOnce, perSecond, minutes, countries)));
        scenario.directory().showable(OURS);
        return scenario;
    }

    private static String dial(String... numbers) {
        return doc("<Dial action='" + NEXT + "' callerId='" + OURS + "'>"
                + String.join("", Stream.of(numbers).map(one -> "<Number>" + one + "</Number>").toList()) + "</Dial>");
    }

    /** Somebody's call dials these numbers, ten minutes after the one before. */
    private static SimCaller dials(CallScenario in, int minute, String... numbers) {
        return talks(in, seconds(60), minute, numbers);
    }

    private static SimCaller talks(CallScenario in, Duration length, int minute, String... numbers) {
        Stream.of(numbers).forEach(number -> in.callee(number).hangsUp().afterAnswer(length));
        in.app("http://app.example/dial" + minute, dial(numbers));
        in.app(NEXT, doc("<Hangup/>"));
        in.directory().number("+1555" + minute, SimDirectory.ACCOUNT, new io.strowger.call.port.VoiceBinding(
                new io.strowger.call.port.WebTarget("http://app.example/dial" + minute, "POST"), List.of(),
                java.util.Optional.empty(), java.util.Set.of(), java.util.Optional.empty()));
        return in.caller().dials("+1555" + minute, Duration.ofMinutes(minute));
    }

    @Test
    void moreCallsAtOnceThanTrunkCallsAreRefusedWithAnAlert() {
        try (CallScenario sim2 = guarded(2, 100, 1000, 100)) {
            dials(sim2, 0, "+15550101", "+15550102", "+15550103");
            sim2.run();
            assertEquals(List.of(ErrorCode.OUTBOUND_AT_ONCE.number()), sim2.records().errorCodes());
            assertEquals(2, calledOf(sim2, "+15550101", "+15550102", "+15550103"));
            assertEquals(0, sim2.router().guard().state(SimDirectory.ACCOUNT).legs(), "all are given back");
        }
    }

    private static long calledOf(CallScenario in, String... numbers) {
        return Stream.of(numbers).filter(one -> in.callee(one).wasCalled()).count();
    }

    @Test
    void moreCallsInASecondThanTrunkCallsPerSecondAreRefused() {
        try (CallScenario sim2 = guarded(100, 3, 1000, 100)) {
            String[] numbers = IntStream.range(0, 5).mapToObj(i -> "+1555020" + i).toArray(String[]::new);
            dials(sim2, 0, numbers);
            dials(sim2, 10, "+15550299");
            sim2.run();
            assertEquals(3, calledOf(sim2, numbers));
            assertEquals(List.of(ErrorCode.OUTBOUND_PER_SECOND.number(), ErrorCode.OUTBOUND_PER_SECOND.number()),
                    sim2.records().errorCodes());
            assertEquals(1, calledOf(sim2, "+15550299"), "a second later there is room again");
        }
    }

    @Test
    void theMinutesOfADayAreSpentByDialAndTheApiAndComeBackTheNextDay() {
        try (CallScenario sim2 = guarded(100, 100, 2, 100)) {
            dials(sim2, 0, "+15550101");
            dials(sim2, 10, "+15550101");
            dials(sim2, 20, "+15550102");
            sim2.at(Duration.ofMinutes(30), () -> assertEquals(ErrorCode.OUTBOUND_MINUTES,
                    ((Placement.Refused) sim2.router().place(CallSid.mint(sim2.world()), to("+15550102"))).code()));
            dials(sim2, 24 * 60 + 1, "+15550103");
            sim2.run();
            assertEquals(0, calledOf(sim2, "+15550102"));
            assertEquals(1, calledOf(sim2, "+15550103"));
            assertEquals(List.of(ErrorCode.OUTBOUND_MINUTES.number(), ErrorCode.OUTBOUND_MINUTES.number()),
                    sim2.records().errorCodes());
        }
    }

    @Test
    void aBurstOfCountriesNeverDialledStopsTheAccountUntilItIsCleared() {
        try (CallScenario sim2 = guarded(100, 100, 1000, 2)) {
            dials(sim2, 0, "+442079460001");
            dials(sim2, 10, "+4930123456");
            SimCaller third = dials(sim2, 20, "+23279123456");
            dials(sim2, 30, "+442079460002");
            sim2.at(Duration.ofMinutes(40), () -> assertEquals(ErrorCode.OUTBOUND_STOPPED,
                    ((Placement.Refused) sim2.router().place(CallSid.mint(sim2.world()), to("+4930123456"))).code()));
            sim2.at(Duration.ofMinutes(45), () -> assertTrue(
                    sim2.router().guard().state(SimDirectory.ACCOUNT).stopped().orElseThrow().reason()
                            .endsWith("the last one +232")));
            sim2.at(Duration.ofMinutes(50), () -> assertTrue(sim2.router().guard().clear(SimDirectory.ACCOUNT)));
            dials(sim2, 60, "+442079460003");
            sim2.run();
            assertEquals(0, calledOf(sim2, "+23279123456", "+442079460002"));
            assertEquals(1, calledOf(sim2, "+442079460003"));
            assertEquals(List.of(90138, 90138, 90138), sim2.records().errorCodes());
            assertEquals(List.of("Dialled", "Dialled", "Stopped", "Cleared"), sim2.records().guarded().stream()
                    .map(event -> event.getClass().getSimpleName()).toList());
            assertEquals("failed", sim2.requests(NEXT).get(2).param("DialCallStatus"));
            assertTrue(third.line().endedAt().isPresent());
        }
    }

    @Test
    void newCountriesFarApartAndKnownOnesStopNothing() {
        try (CallScenario sim2 = guarded(100, 100, 1000, 2)) {
            sim2.router().guard().restore(new GuardEvent.Dialled(SimDirectory.ACCOUNT, "33", sim2.world().timeline()
                    .now()));
            dials(sim2, 0, "+442079460001");
            dials(sim2, 10, "+4930123456");
            dials(sim2, 20, "+33142685300");
            dials(sim2, 75, "+23279123456");
            sim2.run();
            assertEquals(4, calledOf(sim2, "+442079460001", "+4930123456", "+33142685300", "+23279123456"));
            assertEquals(List.of(), sim2.records().errorCodes());
        }
    }

    @Test
    void whatAnEarlierRunKnewHolds() {
        try (CallScenario sim2 = guarded(100, 100, 1, 2)) {
            sim2.router().guard().restore(SimDirectory.ACCOUNT, Duration.ofSeconds(61));
            assertEquals(ErrorCode.OUTBOUND_MINUTES, ((Placement.Refused) sim2.router().place(
                    CallSid.mint(sim2.world()), to("+15550102"))).code());
        }
        try (CallScenario sim2 = guarded(100, 100, 1, 2)) {
            sim2.router().guard().restore(new GuardEvent.Stopped(
                    SimDirectory.ACCOUNT, "why", sim2.world().timeline().now()));
            assertEquals(ErrorCode.OUTBOUND_STOPPED, ((Placement.Refused) sim2.router().place(
                    CallSid.mint(sim2.world()), to("+15550102"))).code());
        }
    }

    @Test
    void anotherAccountAndPartiesWithoutATrunkAreNotItsBusiness() {
        try (CallScenario sim2 = guarded(1, 1, 1, 0)) {
            sim2.callee("sip:bob@example.com");
            sim2.router().guard().restore(new GuardEvent.Stopped(OTHER, "why", sim2.world().timeline().now()));
            for (int i = 0; i < 3; i++) {
                sim2.router().place(CallSid.mint(sim2.world()), to("sip:bob@example.com").running(doc(say("Hi"))));
            }
            sim2.run();
            assertEquals(3, sim2.callee("sip:bob@example.com").lines().size());
            assertEquals(List.of(), sim2.records().errorCodes());
        }
    }

    @Test
    void aCallThatWaitedMeetsTheGuardWhenItsTurnComes() {
        try (CallScenario sim2 = guarded(1, 100, 1000, 100)) {
            sim2.callee("+15550101").hangsUp().afterAnswer(seconds(30));
            CallSid first = CallSid.mint(sim2.world());
            CallSid second = CallSid.mint(sim2.world());
            sim2.router().place(first, to("+15550101").running(doc("<Pause length='60'/>")));
            sim2.router().place(second, to("+15550101").running(doc("<Pause length='60'/>")));
            sim2.run();
            assertEquals(CallStatus.COMPLETED, sim2.records().calls(first).getLast().status());
            assertEquals(CallStatus.FAILED, sim2.records().calls(second).getLast().status());
            assertEquals(List.of(ErrorCode.OUTBOUND_AT_ONCE.number()), sim2.records().errorCodes());
            assertFalse(sim2.records().notifications().getFirst().call().isEmpty());
        }
    }

    @Test
    void theMinutesOfADayCountCallsThatStillTalk() {
        try (CallScenario sim2 = guarded(100, 100, 10, 100)) {
            for (int i = 0; i < 3; i++) {
                talks(sim2, Duration.ofMinutes(30), i, "+1555010" + i);
            }
            dials(sim2, 6, "+15550110"); // 6, 5 and 4 minutes are talked by then, less a second of ringing each
            sim2.at(Duration.ofMinutes(6).plusSeconds(1), () -> assertEquals(Duration.ofMinutes(15),
                    sim2.router().guard().state(SimDirectory.ACCOUNT).today()));
            sim2.run();
            assertEquals(0, calledOf(sim2, "+15550110"));
            assertEquals(List.of(ErrorCode.OUTBOUND_MINUTES.number()), sim2.records().errorCodes());
            assertEquals(Duration.ofMinutes(90), sim2.router().guard().state(SimDirectory.ACCOUNT).today());
        }
    }
}
