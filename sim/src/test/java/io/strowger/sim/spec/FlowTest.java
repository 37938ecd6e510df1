package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Termination;
import io.strowger.sim.CallScenario;
import io.strowger.sim.Delays;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimEntropy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redirect, Reject, Hangup, and what is known but not built (voice-twiml section 2, rulings "Foreign and unbuilt
 * names").
 *
 * <pre>
 * Redirect  text = URL (empty = current document), method POST
 * Reject    reason rejected (603) or busy (486); must be the first verb
 * Hangup    no attributes
 * </pre>
 */
final class FlowTest extends Spec {
    @Test
    void redirectAsksForTheNextDocumentByPostWithFreshState_B6() {
        voice(say("one"), "<Redirect>" + NEXT + "</Redirect>", say("never"));
        next(say("two"));
        SimCaller caller = call();
        assertEquals(List.of("said: one", "said: two"), caller.heard());
        assertEquals("POST", request(NEXT).method());
        assertEquals("ringing", request(VOICE).param("CallStatus"));
        assertEquals("in-progress", request(NEXT).param("CallStatus"));
        assertEquals(caller.callSid(), request(NEXT).param("CallSid"));
    }

    @Test
    void redirectByGet() {
        voice("<Redirect method='GET'>" + NEXT + "?a=1</Redirect>");
        next(say("two"));
        assertEquals(List.of("said: two"), call().heard());
        assertEquals("GET", request(NEXT).method());
        assertEquals("1", request(NEXT).param("a"));
    }

    @Test
    void redirectIsRelativeToTheDocument() {
        voice("<Redirect>next?x=1</Redirect>");
        next(say("two"));
        assertEquals(List.of("said: two"), call().heard());
    }

    @Test
    void redirectUrlsAreTrimmed() {
        voice("<Redirect>\n   " + NEXT + "\n</Redirect>");
        next(say("two"));
        assertEquals(List.of("said: two"), call().heard());
    }

    @Test
    void anEmptyRedirectAsksTheCurrentDocumentAgain() {
        sim.app(VOICE, doc("<Redirect/>")).then(doc(say("second")));
        assertEquals(List.of("said: second"), call().heard());
        assertEquals(2, sim.requests(VOICE).size());
    }

    @Test
    void aRedirectFilledFromStateIsATemplate_B6() {
        voice("<Redirect>/calls/{CallSid}?to={To}&amp;who={Nobody}</Redirect>");
        SimCaller caller = caller();
        sim.at(Duration.ZERO, () -> sim.app("http://app.example/calls/" + caller.callSid(), doc(say("mine"))));
        sim.run();
        assertEquals(List.of("said: mine"), caller.heard());
        assertTrue(sim.requests().getLast().url().endsWith("?to=%2B15550100&who="), sim.requests().toString());
    }

    @Test
    void theBoundUriIsATemplateToo_B6() {
        sim.primary("http://app.example/from/{From}", "POST");
        sim.app("http://app.example/from/%2B15550001", doc(say("known")));
        assertEquals(List.of("said: known"), call().heard());
    }

    @Test
    void aRedirectLoopEndsAtTheLimitOfDocuments() {
        voice("<Redirect/>");
        fallback(say("spare"));
        try (CallScenario small = new CallScenario(1, new CallLimits(65536, 1000, 20, Duration.ofHours(4), 2000),
                CallSettings.DEFAULT)) {
            small.app(VOICE, doc("<Redirect/>"));
            SimCaller caller = small.caller().dials("+15550100");
            small.run();
            assertEquals(20, small.requests(VOICE).size());
            assertTrue(small.records().errorCodes().contains(90103), small.records().errorCodes().toString());
            assertEquals(Termination.APPLICATION, small.records().details().getLast().termination());
            assertEquals(1, caller.heard().size());
        }
    }

    @Test
    void redirectWithABadMethodLeadsToTheFallbackWith13710() {
        voice("<Redirect method='PUT'>" + NEXT + "</Redirect>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13710", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void redirectToNoWebAddressLeadsToTheFallbackWith11100() {
        voice("<Redirect>ftp://files.example/x</Redirect>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("11100", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void rejectRefusesWithoutAnswering_trap4() {
        voice("<Reject/>", say("never"));
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "603"), sip(caller));
        assertTrue(caller.line().answeredAt().isEmpty());
        assertTrue(List.of(CallStatus.NO_ANSWER, CallStatus.FAILED).contains(status(caller)), status(caller).wire());
    }

    @Test
    void rejectBusyIs486AndBusy() {
        voice("<Reject reason='busy'/>");
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "486"), sip(caller));
        assertEquals(CallStatus.BUSY, status(caller));
    }

    @Test
    void rejectOnAnAnsweredCallHangsUp() {
        voice(say("Hi"), "<Reject/>", say("never"));
        SimCaller caller = call();
        assertEquals(List.of("said: Hi"), caller.heard());
        assertEquals(CallStatus.COMPLETED, status(caller));
        assertEquals("BYE sent", sip(caller).getLast());
    }

    @Test
    void rejectWithABadReasonLeadsToTheFallbackWith13810() {
        voice("<Reject reason='tired'/>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13810", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void hangupAsFirstVerbAnswersAndHangsUp() {
        voice("<Hangup/>", say("never"));
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "200", "ACK", "BYE sent"), sip(caller));
        assertEquals(List.of(), caller.heard());
        assertEquals(CallStatus.COMPLETED, status(caller));
        assertEquals(Termination.SUCCESS, termination(caller));
    }

    @Test
    void hangupEndsTheDocument() {
        voice(say("Hi"), "<Hangup/>", say("never"));
        assertEquals(List.of("said: Hi"), call().heard());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<Refer><Sip>sip:a@b.example</Sip></Refer>",
        "<Connect><Stream url='wss://a.example/s'/></Connect>", "<Start><Stream url='wss://a.example/s'/></Start>",
        "<Stop><Stream name='x'/></Stop>", "<Pay/>", "<Sms>hello</Sms>", "<Echo/>",
        "<Connect><ConversationRelay url='wss://a.example/s'/></Connect>", "<Connect><Room>r</Room></Connect>",
        "<Start><Transcription/></Start>", "<Start><Siprec name='s'/></Start>",
        "<Connect><VirtualAgent connectorName='x'/></Connect>",
        "<Dial><Conference>room</Conference></Dial>",
        "<Dial><Application>AP</Application></Dial>", "<Dial><WhatsApp>+1555</WhatsApp></Dial>",
    })
    void whatIsNotBuiltLeadsToTheFallbackWith13750(String verb) {
        voice(say("before"), verb, say("never"));
        fallback(say("spare"));
        assertEquals(List.of("said: before", "said: spare"), call().heard());
        assertEquals("13750", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void whatNoVersionKnowsIsSkippedWithAWarning12200() {
        voice(say("one"), "<Dance tempo='fast'/>", "<Say mood='good'>two</Say>");
        assertEquals(List.of("said: one", "said: two"), call().heard());
        assertEquals(List.of(12200, 12200), sim.records().errorCodes());
    }

    @Test
    void theCallEndsAtItsLongestLength() {
        try (CallScenario small = new CallScenario(1, new CallLimits(65536, 1000, 1000, Duration.ofMinutes(5), 2000),
                CallSettings.DEFAULT)) {
            small.app(VOICE, doc(say("Hi"), "<Pause length='3600'/>"));
            SimCaller caller = small.caller().dials("+15550100");
            small.run();
            assertEquals(Duration.ofMinutes(5), caller.line().endedAt().orElseThrow());
            assertTrue(small.records().errorCodes().contains(90104));
        }
    }

    @Test
    void aRunningCallGoesOnWithAnotherDocumentAtOnce_B8() {
        voice("<Play loop='0'>http://media.example/a.wav</Play>");
        next(say("moved"));
        SimCaller caller = caller();
        sim.at(seconds(3), () -> sim.router().redirect(caller.call().orElseThrow().callSid(), NEXT, "POST"));
        sim.run();
        assertEquals("3s said: moved", caller.heardWhen().getLast());
        assertEquals(seconds(3.5), caller.line().endedAt().orElseThrow());
    }

    @Test
    void aMovedCallHearsNothingMoreOfTheOldDocument_B8() {
        voice("<Play loop='0'>http://media.example/a.wav</Play>");
        next("<Pause length='10'/>");
        SimCaller caller = caller();
        sim.at(seconds(3), () -> sim.router().redirect(caller.call().orElseThrow().callSid(), NEXT, "POST"));
        sim.run();
        assertEquals("played: http://media.example/a.wav (cut off)", caller.heard().getLast());
        assertEquals(seconds(1), caller.line().heardThings().getLast().length());
    }

    @Test
    void aCallMovedWhileItIsBeingAnsweredIsAnsweredOnce() {
        try (CallScenario late = new CallScenario(1, new Delays(new SimEntropy(5), Duration.ofSeconds(1),
                Duration.ofSeconds(1)), CallLimits.DEFAULT, CallSettings.DEFAULT)) {
            late.app(VOICE, doc(say("old")));
            late.app(NEXT, doc(say("new")));
            for (int i = 0; i < 60; i++) {
                SimCaller caller = late.caller().dials("+15550100", seconds(10 * i));
                late.at(seconds(10 * i + 0.05 * i), () -> late.router().redirect(
                        caller.call().orElseThrow().callSid(), NEXT, "POST"));
            }
            late.run();
            assertEquals(60, late.media().commands().stream()
                    .filter(io.strowger.call.port.MediaCommand.Open.class::isInstance).count());
        }
    }

    @Test
    void aFailedVerbWithoutSecondaryEndsTheCallAsTheApplicationsFault_1_5() {
        voice(say("Hi"), "<Echo/>");
        SimCaller caller = call();
        assertEquals(2, caller.heard().size());
        assertEquals(Termination.APPLICATION, termination(caller));
    }

    @Test
    void aRunningCallIsEndedFromOutside_B8() {
        voice("<Play loop='0'>http://media.example/a.wav</Play>");
        SimCaller caller = caller();
        sim.at(seconds(3), () -> sim.router().complete(caller.call().orElseThrow().callSid()));
        sim.run();
        assertEquals(seconds(3), caller.line().endedAt().orElseThrow());
        assertEquals(CallStatus.COMPLETED, status(caller));
    }

    @Test
    void rejectedIsTheDefaultReason() {
        voice("<Reject reason='rejected'/>");
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "603"), sip(caller));
    }

    @Test
    void rejectAfterALeadingPauseStillRefuses_trap4() {
        voice("<Pause length='3'/>", "<Reject reason='busy'/>");
        SimCaller caller = call();
        assertEquals(List.of("INVITE", "180", "486"), sip(caller));
        assertEquals(seconds(3), caller.line().endedAt().orElseThrow());
    }
}
