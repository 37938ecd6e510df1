package io.strowger.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.RecordingSid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The simulated neighbours keep the contract of the ports. A few lines stand for the call room. */
final class SimPortsTest {
    private final List<String> story = new ArrayList<>();
    private final LegId outbound = new LegId("out");
    private Consumer<IncomingCall> whenCalled = call -> { };
    private Consumer<LegEvent> whenLeg = event -> { };
    private Consumer<MediaEvent> whenMedia = event -> { };
    private final CallScenario sim = new CallScenario(1, scenario -> call -> {
        whenCalled.accept(call);
        return this::leg;
    });

    @AfterEach
    void close() {
        sim.close();
    }

    private void leg(LegEvent event) {
        tell(event.getClass().getSimpleName() + switch (event) {
            case LegEvent.Ended ended -> " " + ended.cause();
            case LegEvent.Refused refused -> " " + refused.status();
            case LegEvent.Ringing r -> "";
            case LegEvent.EarlyMedia e -> "";
            case LegEvent.Answered a -> " " + a.headers().size();
            case LegEvent.Acknowledged a -> a.sdp().isPresent() ? " with sdp" : "";
            case LegEvent.Offered o -> "";
            case LegEvent.Renegotiated r -> "";
        });
        whenLeg.accept(event);
    }

    private void media(MediaEvent event) {
        tell(event.getClass().getSimpleName() + switch (event) {
            case MediaEvent.Digit digit -> " " + digit.digit();
            case MediaEvent.PlayEnded ended -> " " + ended.id() + " " + ended.outcome();
            case MediaEvent.RecordingEnded ended ->
                    " " + ended.outcome() + " " + ended.length().toMillis() + " " + ended.bytes();
            case MediaEvent.Failed failed -> " " + failed.code();
            case MediaEvent.Opened o -> "";
            case MediaEvent.Renegotiated r -> "";
            case MediaEvent.RecordingStarted r -> "";
            case MediaEvent.Lost l -> "";
            case MediaEvent.Closed c -> "";
        });
        whenMedia.accept(event);
    }

    private void tell(String what) {
        story.add(sim.elapsed().toMillis() + " " + what);
    }

    private void answersEveryCall() {
        whenCalled = call -> {
            sim.media().open(new MediaCommand.Open(call.leg(), call.accountSid(), call.offer()), this::media);
            sim.signaling().answer(call.leg(), "sdp");
        };
        whenLeg = event -> {
            if (event instanceof LegEvent.Ended) {
                sim.media().send(new MediaCommand.Close(event.leg()));
            }
        };
    }

    private void dial(String uri) {
        sim.signaling().dial(outbound, new DialTarget(uri, Optional.empty(), "+1555", "", Optional.empty(), List.of(),
                "sdp", CallSid.mint(sim.world()), SimDirectory.ACCOUNT, ""), this::leg);
    }

    @Test
    void aCallerIsAnsweredAcknowledgesPressesAndHangsUp() {
        answersEveryCall();
        SimCaller caller = sim.caller().dials("+15550100").presses("12").at(Duration.ofSeconds(2))
                .hangsUp().at(Duration.ofSeconds(5));
        sim.run();
        assertEquals(List.of("0 Opened", "0 Acknowledged", "2000 Digit 1", "2200 Digit 2", "5000 Ended REMOTE_BYE",
                "5000 Closed"), story);
        assertEquals(List.of("INVITE", "200", "ACK", "BYE"), caller.signalling());
    }

    @Test
    void aCallerWhoGivesUpBeforeTheAnswerCancels() {
        SimCaller caller = sim.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(1));
        sim.run();
        assertEquals(List.of("1000 Ended REMOTE_CANCEL"), story);
        assertEquals(487, caller.finalStatus().orElseThrow());
    }

    @Test
    void aCancelThatCrossesTheAnswerBecomesAByeAfterTheAck() {
        Delays slow = new Delays(new SimEntropy(3), Duration.ofMillis(50), Duration.ZERO);
        try (CallScenario late = new CallScenario(1, slow, scenario -> call -> {
            scenario.at(Duration.ofSeconds(1), () -> scenario.signaling().answer(call.leg(), "sdp"));
            return event -> story.add(event.getClass().getSimpleName());
        })) {
            late.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(1));
            late.run();
            assertEquals(List.of("Acknowledged", "Ended"), story);
        }
    }

    @Test
    void anAnswerWithoutAckEndsAsLostAfter32Seconds() {
        answersEveryCall();
        sim.caller().neverAcknowledges().dials("+15550100");
        sim.run();
        assertEquals(List.of("0 Opened", "32000 Ended LOST", "32000 Closed"), story);
    }

    @Test
    void aDelayedOfferIsAnsweredInTheAck() {
        answersEveryCall();
        sim.caller().withoutOffer().dials("+15550100").hangsUp().at(Duration.ofSeconds(1));
        sim.run();
        assertTrue(story.contains("0 Acknowledged with sdp"), story.toString());
    }

    @Test
    void calleesAnswerRefuseRingForEverOrAreUnreachable() {
        sim.callee("sip:bob@phones.example").answersAfter(Duration.ofSeconds(3)).answersWith("X-Desk", "4")
                .hangsUp().afterAnswer(Duration.ofSeconds(2));
        dial("sip:bob@phones.example:5070;transport=tcp");
        sim.run();
        assertEquals(List.of("0 Ringing", "3000 Answered 1", "5000 Ended REMOTE_BYE"), story);
    }

    @Test
    void aBusyPhoneRefusesWith486AndAnUnknownOneWith404() {
        sim.callee("+15550200").isBusy();
        dial("sip:+15550200@trunk.example");
        sim.run();
        assertEquals(List.of("0 Refused 486"), story);
    }

    @Test
    void anUnreachablePhoneEndsWith408After32Seconds() {
        sim.callee("+15550200").isUnreachable();
        dial("sip:+15550200@trunk.example");
        sim.run();
        assertEquals(List.of("32000 Refused 408"), story);
    }

    @Test
    void hangingUpARingingPhoneCancelsItAndEndsTheLegOnce() {
        SimCallee bob = sim.callee("bob").neverAnswers();
        dial("sip:bob@phones.example");
        sim.at(Duration.ofSeconds(2), () -> sim.signaling().hangUp(outbound));
        sim.at(Duration.ofSeconds(3), () -> sim.signaling().hangUp(outbound));
        sim.run();
        assertEquals(List.of("0 Ringing", "2000 Ended LOCAL"), story);
        assertEquals("CANCEL sent", bob.signalling().getLast());
    }

    @Test
    void aVanishedPhoneLetsTheByeTimeOut() {
        answersEveryCall();
        SimCaller caller = sim.caller().dials("+15550100").vanishes().at(Duration.ofSeconds(1));
        sim.at(Duration.ofSeconds(20), () -> sim.signaling().hangUp(caller.line().leg()));
        sim.run();
        assertEquals(List.of("0 Opened", "0 Acknowledged", "11000 Lost", "52000 Ended LOCAL", "52000 Closed"), story);
    }

    @Test
    void plainCommandsOnAnsweredLegsAreReported() {
        answersEveryCall();
        SimCaller caller = sim.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(2));
        sim.at(Duration.ofSeconds(1), () -> sim.signaling().ring(caller.line().leg()));
        AssertionError error = assertThrows(AssertionError.class, sim::run);
        assertTrue(error.getMessage().contains("180 on an answered leg"), error.getMessage());
    }

    @Test
    void playsTakeTheirTimeAndASecondOneStopsTheFirst() {
        answersEveryCall();
        SimCaller caller = sim.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(20));
        whenMedia = event -> {
            if (event instanceof MediaEvent.Opened opened) {
                sim.media().send(new MediaCommand.Play(
                        opened.leg(), 1, new MediaSource.Speech("0123456789", "", ""), 2));
            } else if (event instanceof MediaEvent.PlayEnded ended && ended.id() == 1) {
                sim.media().send(new MediaCommand.Play(ended.leg(), 2, new MediaSource.Url("http://a/b.wav"), 1));
                sim.at(Duration.ofSeconds(3), () -> sim.media().send(new MediaCommand.Play(
                        ended.leg(), 3, new MediaSource.Tone(MediaSource.Tone.Kind.BEEP), 1)));
            }
        };
        sim.run();
        assertEquals(List.of("0s said: 0123456789", "1s said: 0123456789", "2s played: http://a/b.wav (cut off)",
                "3s beep"), caller.heardWhen());
        assertTrue(story.containsAll(List.of("2000 PlayEnded 1 COMPLETED", "3000 PlayEnded 2 STOPPED",
                "3500 PlayEnded 3 COMPLETED")), story.toString());
    }

    @Test
    void aFileThatCannotBePlayedFailsWithItsCode() {
        answersEveryCall();
        sim.media().file("http://a/b.txt").fails(ErrorCode.PLAY_CONTENT_TYPE, Duration.ofSeconds(1));
        SimCaller caller = sim.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(5));
        whenMedia = event -> {
            if (event instanceof MediaEvent.Opened opened) {
                sim.media().send(new MediaCommand.Play(opened.leg(), 1, new MediaSource.Url("http://a/b.txt"), 1));
            }
        };
        sim.run();
        assertTrue(story.contains("1000 PlayEnded 1 FAILED"), story.toString());
        assertEquals(List.of(), caller.heard());
    }

    @Test
    void aRecordingEndsAfterSilenceAndIsTrimmedToTheSpeech() {
        answersEveryCall();
        sim.caller().dials("+15550100").says("hello", Duration.ofSeconds(2)).at(Duration.ofSeconds(1))
                .hangsUp().at(Duration.ofSeconds(20));
        records(Duration.ofSeconds(4), true);
        sim.run();
        assertTrue(story.contains("7000 RecordingEnded SILENCE 2000 32044"), story.toString());
    }

    @Test
    void aRecordingOfNothingIsAbsent() {
        answersEveryCall();
        sim.caller().dials("+15550100").hangsUp().at(Duration.ofSeconds(20));
        records(Duration.ofSeconds(4), false);
        sim.run();
        assertTrue(story.contains("4000 RecordingEnded SILENCE 0 0"), story.toString());
    }

    private void records(Duration silence, boolean trim) {
        whenMedia = event -> {
            if (event instanceof MediaEvent.Opened opened) {
                sim.media().send(new MediaCommand.Record(opened.leg(), Optional.empty(),
                        RecordingSid.mint(sim.world()), SimDirectory.ACCOUNT, 1, MediaCommand.Track.INBOUND,
                        Duration.ofHours(1), silence, trim));
            }
        };
    }

    @Test
    void joinedPhonesHearEachOtherUntilTheyAreParted() {
        answersEveryCall();
        SimCaller ann = sim.caller("ann").dials("+1").says("hi", Duration.ofSeconds(1)).at(Duration.ofSeconds(2))
                .says("bye", Duration.ofSeconds(1)).at(Duration.ofSeconds(6)).hangsUp().at(Duration.ofSeconds(9));
        SimCaller bob = sim.caller("bob").dials("+1").hangsUp().at(Duration.ofSeconds(9));
        sim.at(Duration.ofSeconds(1), () -> sim.media().send(
                new MediaCommand.Bridge(ann.line().leg(), bob.line().leg())));
        sim.at(Duration.ofSeconds(5), () -> sim.media().send(
                new MediaCommand.Unbridge(ann.line().leg(), bob.line().leg())));
        sim.run();
        assertEquals(List.of("1s talk with ann", "2s heard ann: hi"), bob.heardWhen());
        assertEquals(List.of("talk with bob"), ann.heard());
        assertEquals(Duration.ofSeconds(4), ann.line().heardThings().getFirst().length());
    }

    @Test
    void theWebAnswersAsScripted() {
        sim.app("http://a.example/x").answers("<Response/>").then(WebAnswer.status(503).after(Duration.ofSeconds(2)))
                .diesAtRequest(3);
        List<FetchAnswer> answers = fetch("http://a.example/x?a=%C3%A9&b", "http://a.example/x", "http://a.example/x",
                "http://a.example/none", "http://b.example/x");
        assertEquals(List.of("200", "503", "CONNECT_FAILED", "404", "BAD_HOST_NAME"),
                answers.stream().map(SimPortsTest::short_).toList());
        assertEquals("é", sim.requests("http://a.example/x").getFirst().param("a"));
        assertEquals("value", sim.requests("http://a.example/x").getFirst().param("field"));
        assertEquals(Duration.ofSeconds(2), sim.elapsed());
    }

    @Test
    void theWebKeepsTheLimitsOfARequest() {
        sim.app("http://a.example/slow").answers(WebAnswer.nothing().after(Duration.ofSeconds(40)));
        sim.app("http://a.example/big").answers(WebAnswer.of(200, "text/xml", "x".repeat(200)));
        List<FetchAnswer> answers = fetch("http://a.example/slow", "http://a.example/big");
        assertEquals(List.of("READ_TIMEOUT", "TOO_LARGE"), answers.stream().map(SimPortsTest::short_).toList());
        assertEquals(Duration.ofSeconds(10), sim.elapsed());
    }

    private List<FetchAnswer> fetch(String... urls) {
        List<FetchAnswer> answers = new ArrayList<>();
        sim.world().timeline().spawn("client", () -> {
            for (String url : urls) {
                answers.add(sim.web().exchange(new FetchRequest("POST", URI.create(url), List.of(),
                        "field=value".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5), Duration.ofSeconds(10),
                        Duration.ofSeconds(15), 100, true)));
            }
        });
        sim.run();
        return answers;
    }

    private static String short_(FetchAnswer answer) {
        return switch (answer) {
            case FetchAnswer.Answered answered -> Integer.toString(answered.status());
            case FetchAnswer.Failed failed -> failed.trouble().toString();
        };
    }
}
