package io.strowger.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.CallSettings;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.DialTarget;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.Termination;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.ErrorCode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a far side, a mistake of ours or bad timing may not do to a call (decision 0006). */
final class UnrulyTest {
    private static final String VOICE = "http://app.example/voice";
    private static final String NEXT = "http://app.example/next";
    private static final String SPARE = "http://spare.example/fallback";
    private static final String BOB = "sip:bob@phones.example";

    private static String doc(String verbs) {
        return "<Response>" + verbs + "</Response>";
    }

    private static Duration seconds(double number) {
        return Duration.ofMillis(Math.round(number * 1000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aHangUpWhileTheFileOfARecordedDialClosesEndsTheCall(long seed) {
        Delays slowMedia = new Delays(new SimEntropy(seed), Duration.ZERO, seconds(4));
        try (var sim = new CallScenario(seed, slowMedia, CallLimits.DEFAULT, CallSettings.DEFAULT)) {
            sim.app(VOICE, doc("<Dial record='record-from-answer' action='" + NEXT + "'><Sip>" + BOB
                    + "</Sip></Dial>"));
            sim.app(NEXT, doc("<Pause length='600'/>"));
            sim.callee(BOB).answersAfter(seconds(1)).hangsUp().at(seconds(20));
            SimCaller ann = sim.caller().dials("+15550100").hangsUp().at(seconds(20.5));
            sim.run();
            var record = sim.records().calls(ann.call().orElseThrow().callSid()).getLast();
            assertTrue(record.duration().compareTo(seconds(40)) < 0, "lasted " + record.duration());
        }
    }

    @Test
    void anAnswerThatMediaCannotMeetEndsTheChildAndIsNeverJoined() {
        try (var sim = new CallScenario(1, UnrulyTest::roomWithMediaInProcess)) {
            sim.app(VOICE, doc("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip></Dial>"));
            sim.app(NEXT, doc("<Say>sorry</Say>"));
            sim.callee(BOB).neverAnswers().does(line -> {
                line.phoneState = SimLine.Phone.TALKING;
                line.answered();
                line.events.accept(new LegEvent.Answered(line.leg(), "v=0\r\n", List.of()));
            }).at(seconds(2));
            SimCaller ann = sim.caller().dials("+15550100");
            sim.run();
            WebRequest told = sim.requests(NEXT).getFirst();
            assertEquals("failed", told.param("DialCallStatus"));
            assertEquals("false", told.param("DialBridged"));
            assertEquals(seconds(2), told.at());
            assertTrue(ann.heard().contains("said: sorry"));
            assertTrue(sim.records().errorCodes().contains(ErrorCode.MEDIA_UNACCEPTABLE.number()));
        }
    }

    @Test
    void anAnswerThatADistantMediaNodeCannotMeetEndsTheChildAtOnce() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip></Dial>"));
            sim.app(NEXT, doc("<Say>sorry</Say>"));
            sim.callee(BOB).neverAnswers().does(line -> {
                line.phoneState = SimLine.Phone.TALKING;
                line.answered();
                line.events.accept(new LegEvent.Answered(line.leg(), "v=0\r\n", List.of()));
            }).at(seconds(2));
            sim.caller().dials("+15550100");
            sim.run();
            assertEquals(seconds(2), sim.requests(NEXT).getFirst().at());
            assertEquals(Termination.PLATFORM, sim.records().details().getFirst().termination());
        }
    }

    @Test
    void mediaThatClosesByItselfEndsTheCall() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Say>Hello</Say><Pause length='600'/>"));
            SimCaller ann = sim.caller().dials("+15550100");
            sim.at(seconds(5), () -> sim.media().send(
                    new MediaCommand.Close(new LegId(ann.call().orElseThrow().callSid().value()))));
            sim.run();
            var sid = ann.call().orElseThrow().callSid();
            assertEquals(seconds(5), sim.records().calls(sid).getLast().duration());
            assertEquals(Termination.PLATFORM, sim.records().details(sid).getLast().termination());
        }
    }

    @Test
    void aFloodOfRingingHidesNoRefusal() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip></Dial>"));
            sim.app(NEXT, doc("<Say>sorry</Say>"));
            sim.callee(BOB).neverAnswers().does(line -> {
                for (int i = 0; i < 5000; i++) {
                    line.events.accept(new LegEvent.Ringing(line.leg()));
                }
                line.phoneState = SimLine.Phone.OVER; // before the call's strand has read a letter
                line.refused(603);
                line.ended(new LegEvent.Refused(line.leg(), 603, "Decline"));
            }).at(seconds(3));
            sim.caller().dials("+15550100");
            sim.run();
            assertEquals("603", sim.requests(NEXT).getFirst().param("DialSipResponseCode"));
            assertEquals(seconds(3), sim.requests(NEXT).getFirst().at());
        }
    }

    @Test
    void keysWithoutEndEndTheGather() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Gather finishOnKey='' action='" + NEXT + "'/>"));
            sim.app(NEXT, doc("<Hangup/>"));
            sim.caller().dials("+15550100").presses("7".repeat(1500), Duration.ofMillis(50)).at(seconds(1));
            sim.run();
            assertEquals("7".repeat(1000), sim.requests(NEXT).getFirst().param("Digits"));
        }
    }

    @Test
    void digitsOfASensitiveGatherAreWrittenNowhere() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Gather sensitive='true' numDigits='4' action='" + NEXT + "'/>"));
            sim.app(NEXT).answers(WebAnswer.status(500));
            sim.fallback(SPARE);
            sim.app(SPARE, doc("<Gather numDigits='1'/>"));
            sim.caller().dials("+15550100").presses("8642").at(seconds(1)).presses("7").at(seconds(3));
            sim.run();
            assertEquals("8642", sim.requests(NEXT).getFirst().param("Digits"), "the application is told");
            var lines = sim.records().timelines().getLast().entries();
            assertFalse(lines.toString().contains("8642"));
            List<String> keys = lines.stream().filter(line -> line.kind() == TimelineEntry.Kind.DIGIT)
                    .map(TimelineEntry::text).toList();
            assertEquals(List.of("*", "*", "*", "*", "7"), keys, "the next Gather is not sensitive");
            var notification = sim.records().notifications().getFirst();
            assertFalse(notification.requestVariables().contains("8642"), notification.requestVariables());
        }
    }

    @Test
    void aChatteringFarSideLeavesRoomForHowTheCallEnded() {
        CallLimits short40 = new CallLimits(65_536, 1000, 1000, Duration.ofHours(4), 40);
        try (var sim = new CallScenario(1, short40, CallSettings.DEFAULT)) {
            sim.app(VOICE, doc("<Gather finishOnKey='' numDigits='200' action='" + NEXT + "'/>"));
            sim.app(NEXT, doc("<Hangup/>"));
            sim.caller().dials("+15550100").presses("7".repeat(200), Duration.ofMillis(50)).at(seconds(1));
            sim.run();
            var lines = sim.records().timelines().getLast().entries();
            assertTrue(lines.stream().anyMatch(line -> line.text().equals("completed")), lines.toString());
        }
    }

    @Test
    void theSpareServerIsNotToldTheCredentialsOfTheFailedOne() {
        try (var sim = new CallScenario(1)) {
            sim.primary("http://user:pass@app.example/voice?a=1", "POST");
            sim.app("http://app.example/voice").answers(WebAnswer.status(500));
            sim.fallback(SPARE);
            sim.app(SPARE, doc("<Hangup/>"));
            sim.caller().dials("+15550100");
            sim.run();
            assertEquals("http://app.example/voice?a=1", sim.requests(SPARE).getFirst().param("ErrorUrl"));
        }
    }

    @Test
    void theFinalCallbackKeptForACrashHasItsTemplateFilledIn() {
        try (var sim = new CallScenario(1)) {
            sim.statusCallback("http://status.example/{CallSid}", "completed");
            sim.app(VOICE, doc("<Say>Hello</Say>"));
            SimCaller ann = sim.caller().dials("+15550100");
            sim.runFor(seconds(0.1));
            var first = sim.records().calls(ann.call().orElseThrow().callSid()).getFirst();
            assertEquals("http://status.example/" + ann.callSid(), first.finalCallback().orElseThrow().url());
            sim.runToQuiet();
        }
    }

    @Test
    void theDetailRecordNamesTheTrunkThatCarriedTheCall() {
        try (var sim = new CallScenario(1)) {
            sim.directory().route("+15557000", new NumberRoute.ByTrunks(List.of(
                    new Trunk("first", "sip:+15557000@one.example", Optional.empty()),
                    new Trunk("second", "sip:+15557000@two.example", Optional.empty()))));
            sim.callee("sip:+15557000@one.example").refuses(503);
            sim.callee("sip:+15557000@two.example").answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(2));
            sim.app(VOICE, doc("<Dial><Number>+15557000</Number></Dial>"));
            sim.caller().dials("+15550100");
            sim.run();
            assertEquals(List.of("second", ""), sim.records().details().stream().map(one -> one.trunk()).toList());
        }
    }

    @Test
    void aStopDuringARecordingIsThePlatformsEnd() {
        try (var sim = new CallScenario(1)) {
            sim.app(VOICE, doc("<Record playBeep='false' timeout='60'/>"));
            SimCaller ann = sim.caller().dials("+15550100").says("hello", seconds(1)).at(seconds(1));
            sim.at(seconds(4), () -> sim.router().hangUpAll());
            sim.run();
            var sid = ann.call().orElseThrow().callSid();
            assertEquals(Termination.PLATFORM, sim.records().details(sid).getLast().termination());
        }
    }

    @Test
    void aMistakeWhileALegClosesStillEndsTheRecordsAndFreesTheParent() {
        try (var sim = new CallScenario(1, UnrulyTest::roomThatCannotHangUp)) {
            sim.app(VOICE, doc("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip></Dial>"));
            sim.app(NEXT, doc("<Hangup/>"));
            sim.callee(BOB).refuses(486);
            SimCaller ann = sim.caller().dials("+15550100");
            sim.runToQuiet();
            assertEquals("busy", sim.requests(NEXT).getFirst().param("DialCallStatus"));
            assertEquals(CallStatus.COMPLETED,
                    sim.records().calls(ann.call().orElseThrow().callSid()).getLast().status());
            assertEquals(2, sim.records().details().size());
            assertEquals(2, sim.world().timeline().mistakes().size(), "both are told in the log");
        }
    }

    @Test
    void aMistakeInOneDeliveryHoldsUpNoLaterCallback() {
        try (var sim = new CallScenario(1, UnrulyTest::roomWhoseFirstDeliveryBreaks)) {
            sim.statusCallback("http://status.example/told", "ringing", "answered", "completed");
            sim.app("http://status.example/told").answers(WebAnswer.nothing());
            sim.app(VOICE, doc("<Say>Hello</Say>"));
            sim.caller().dials("+15550100");
            sim.run();
            assertEquals(List.of("ringing", "in-progress", "completed"), sim.requests("http://status.example/told")
                    .stream().map(told -> told.param("CallStatus")).toList());
            assertTrue(sim.metrics().text().contains("strowger_callbacks_pending 0\n"));
        }
    }

    private static CallEntry roomWhoseFirstDeliveryBreaks(CallScenario sim) {
        AtomicBoolean broken = new AtomicBoolean();
        RecordPort records = (RecordPort) Proxy.newProxyInstance(RecordPort.class.getClassLoader(),
                new Class<?>[] {RecordPort.class}, (proxy, method, values) -> {
                    if (method.getName().equals("delivered") && broken.compareAndSet(false, true)) {
                        throw new IllegalStateException("a mistake, for the test");
                    }
                    return method.invoke(sim.records(), values);
                });
        return CallRouter.open(sim.world(), CallLimits.DEFAULT, CallSettings.DEFAULT, sim.signaling(), sim.media(),
                sim.web(), sim.directory(), records, sim.metrics())::incoming;
    }

    private static CallEntry roomThatCannotHangUp(CallScenario sim) {
        SignalingPort real = sim.signaling();
        return CallRouter.open(sim.world(), CallLimits.DEFAULT, CallSettings.DEFAULT, new Broken(real), sim.media(),
                sim.web(), sim.directory(), sim.records(), sim.metrics())::incoming;
    }

    /** The media port of one process says at once, before {@code send} returns, what it cannot do. */
    private static CallEntry roomWithMediaInProcess(CallScenario sim) {
        Map<LegId, Consumer<MediaEvent>> ears = new HashMap<>();
        MediaPort real = sim.media();
        MediaPort media = new MediaPort() {
            @Override
            public void open(MediaCommand.Open open, Consumer<MediaEvent> events) {
                ears.put(open.leg(), events);
                real.open(open, events);
            }

            @Override
            public void send(MediaCommand command) {
                if (command instanceof MediaCommand.Accept(LegId leg, String sdp) && !sdp.contains("m=audio")) {
                    ears.get(leg).accept(new MediaEvent.Failed(leg, ErrorCode.MEDIA_UNACCEPTABLE, "no audio"));
                } else {
                    real.send(command);
                }
            }
        };
        return CallRouter.open(sim.world(), CallLimits.DEFAULT, CallSettings.DEFAULT, sim.signaling(), media,
                sim.web(), sim.directory(), sim.records(), sim.metrics())::incoming;
    }

    /** Signalling with a mistake in it. */
    private record Broken(SignalingPort real) implements SignalingPort {
        @Override
        public void hangUp(LegId leg) {
            real.hangUp(leg);
            throw new IllegalStateException("a mistake, for the test");
        }

        @Override
        public void ring(LegId leg) {
            real.ring(leg);
        }

        @Override
        public void progress(LegId leg, String sdp) {
            real.progress(leg, sdp);
        }

        @Override
        public void answer(LegId leg, String sdp) {
            real.answer(leg, sdp);
        }

        @Override
        public void refuse(LegId leg, int status, String reason) {
            real.refuse(leg, status, reason);
        }

        @Override
        public void dial(LegId leg, DialTarget target, Consumer<LegEvent> events) {
            real.dial(leg, target, events);
        }

        @Override
        public void offer(LegId leg, String sdp) {
            real.offer(leg, sdp);
        }

        @Override
        public void answerOffer(LegId leg, String sdp) {
            real.answerOffer(leg, sdp);
        }

        @Override
        public void refuseOffer(LegId leg) {
            real.refuseOffer(leg);
        }

        @Override
        public String export(LegId leg) {
            return real.export(leg);
        }
    }
}
