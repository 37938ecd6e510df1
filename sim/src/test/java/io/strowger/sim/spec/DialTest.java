package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimCaller;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dial and its attributes (voice-twiml section 2); the nouns are in {@link DialNounsTest}.
 *
 * <pre>
 * action          none: next verb          method    POST
 * timeout         30, 5 to 600, 5 more     timeLimit 14400
 * callerId        parent's From            record    do-not-record
 * hangupOnStar    false                    sequential false, at most 10 nouns
 * answerOnBridge  false                    trim      do-not-trim
 * </pre>
 */
final class DialTest extends Spec {
    static final String BOB = "sip:bob@phones.example";
    private static final String DIAL_BOB = "<Sip>" + BOB + "</Sip></Dial>";

    private static String dial(String attributes) {
        return "<Dial action='" + NEXT + "' " + attributes + ">" + DIAL_BOB;
    }

    private WebRequest told() {
        return request(NEXT);
    }

    @Test
    void dialJoinsCallerAndCalledParty_B5() {
        voice("<Dial>" + DIAL_BOB);
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(2)).says("good day", seconds(1)).at(seconds(4))
                .hangsUp().at(seconds(12));
        SimCaller ann = sim.caller("+15551234").dials("+15550100").says("hello", seconds(1)).at(seconds(3));
        sim.run();
        assertEquals(List.of("0s ringback", "2s talk with " + BOB, "4s heard " + BOB + ": good day"), ann.heardWhen());
        assertEquals(List.of("talk with +15551234", "heard +15551234: hello"), bob.heard());
        assertEquals(seconds(10), ann.line().heardThings().get(1).length());
        assertEquals(seconds(12), ann.line().endedAt().orElseThrow());
    }

    @Test
    void dialWithoutActionFallsThroughToTheNextVerb_trap1() {
        voice("<Dial>" + DIAL_BOB, say("you are back"));
        sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(3));
        SimCaller ann = call();
        assertEquals("4s said: you are back", ann.heardWhen().getLast());
        assertEquals(1, sim.requests().size());
    }

    @Test
    void dialActionTellsOfACompletedCall() {
        voice(dial(""), say("never"));
        next(say("bye"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(7));
        SimCaller ann = call();
        assertEquals("completed", told().param("DialCallStatus"));
        assertEquals("7", told().param("DialCallDuration"));
        assertEquals("true", told().param("DialBridged"));
        assertEquals(bob.targets().getFirst().callSid().value(), told().param("DialCallSid"));
        assertEquals("in-progress", told().param("CallStatus"));
        assertFalse(told().has("RecordingUrl"), "only when record is set");
        assertEquals("said: bye", ann.heard().getLast());
        assertFalse(ann.heard().contains("said: never"));
    }

    @ParameterizedTest
    @CsvSource({
        "486,busy", "600,busy", "404,failed", "484,failed", "500,failed", "503,failed", "603,failed",
        "408,no-answer", "480,no-answer",
    })
    void dialCallStatusFollowsTheSipStatus(int sip, String status) {
        voice(dial(""));
        next(say("sorry"));
        sim.callee(BOB).refuses(sip);
        SimCaller ann = call();
        assertEquals(status, told().param("DialCallStatus"));
        assertEquals("false", told().param("DialBridged"));
        assertEquals("0", told().param("DialCallDuration"));
        assertEquals(Integer.toString(sip), told().param("DialSipResponseCode"));
        assertEquals("said: sorry", ann.heard().getLast());
    }

    @Test
    void dialTimeoutIsThirtySecondsAndFiveMore_trap7() {
        voice(dial(""));
        next();
        SimCallee bob = sim.callee(BOB).neverAnswers();
        call();
        assertEquals(seconds(35), told().at());
        assertEquals("no-answer", told().param("DialCallStatus"));
        assertEquals("CANCEL sent", bob.signalling().getLast());
    }

    @Test
    void dialTimeoutIsWhatItSaysAndFiveMore_trap7() {
        voice(dial("timeout='10'"));
        next();
        sim.callee(BOB).neverAnswers();
        call();
        assertEquals(seconds(15), told().at());
    }

    @Test
    void dialTimeoutIsAtLeastFiveSeconds_trap7() {
        voice(dial("timeout='1'"));
        next();
        sim.callee(BOB).neverAnswers();
        call();
        assertEquals(seconds(10), told().at());
    }

    @Test
    void dialTimeoutIsAtMostTenMinutes() {
        voice(dial("timeout='700'"));
        next();
        sim.callee(BOB).neverAnswers();
        call();
        assertEquals(seconds(605), told().at());
    }

    @Test
    void anAnswerWithinTheFiveSecondsIsTaken_trap7() {
        voice(dial("timeout='10'"));
        next();
        sim.callee(BOB).answersAfter(seconds(14)).hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals("completed", told().param("DialCallStatus"));
    }

    @Test
    void dialTimeLimitPartsTheTwo() {
        voice(dial("timeLimit='60'"), say("never"));
        next(say("time is up"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = call();
        assertEquals(seconds(61), bob.line().endedAt().orElseThrow());
        assertEquals("completed", told().param("DialCallStatus"));
        assertEquals("60", told().param("DialCallDuration"));
        assertEquals("said: time is up", ann.heard().getLast());
    }

    @Test
    void hangupOnStarDropsTheCalledPartyAndGoesOn() {
        voice(dial("hangupOnStar='true'"));
        next(say("next"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = caller().presses("5*").at(seconds(6));
        sim.run();
        assertEquals(seconds(6.2), bob.line().endedAt().orElseThrow());
        assertEquals("completed", told().param("DialCallStatus"));
        assertEquals("said: next", ann.heard().getLast());
    }

    @Test
    void withoutHangupOnStarTheStarIsJustAKey() {
        voice(dial(""));
        next();
        sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(9));
        caller().presses("*").at(seconds(3));
        sim.run();
        assertEquals("9", told().param("DialCallDuration"));
    }

    @Test
    void dialAnswersTheCallerAtOnce() {
        voice("<Dial>" + DIAL_BOB);
        sim.callee(BOB).answersAfter(seconds(5)).hangsUp().afterAnswer(seconds(1));
        assertEquals(seconds(0), call().line().answeredAt().orElseThrow());
    }

    @Test
    void answerOnBridgeKeepsTheCallerRingingUntilTheChildAnswers_trap4() {
        voice("<Dial answerOnBridge='true'>" + DIAL_BOB);
        sim.callee(BOB).answersAfter(seconds(5)).hangsUp().afterAnswer(seconds(1));
        SimCaller ann = call();
        assertEquals(seconds(5), ann.line().answeredAt().orElseThrow());
        assertEquals(List.of("5s talk with " + BOB), ann.heardWhen());
    }

    @Test
    void answerOnBridgeLetsTheCallerGiveUp() {
        voice("<Dial answerOnBridge='true'>" + DIAL_BOB);
        SimCallee bob = sim.callee(BOB).neverAnswers();
        SimCaller ann = caller().hangsUp().at(seconds(4));
        sim.run();
        assertEquals(CallStatus.NO_ANSWER, status(ann));
        assertEquals("CANCEL sent", bob.signalling().getLast());
        assertEquals(seconds(4), bob.line().endedAt().orElseThrow());
    }

    @Test
    void answerOnBridgeWithABusyPartyGoesOnUnanswered() {
        voice("<Dial answerOnBridge='true'>" + DIAL_BOB, "<Reject reason='busy'/>");
        sim.callee(BOB).isBusy();
        SimCaller ann = call();
        assertEquals("486", sip(ann).getLast());
        assertTrue(ann.line().answeredAt().isEmpty());
    }

    @Test
    void theCallersHangupEndsTheCalledPartyAndTellsTheAction() {
        voice(dial(""), say("never"));
        next(say("nobody hears this"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = caller().hangsUp().at(seconds(11));
        sim.run();
        assertEquals(seconds(11), bob.line().endedAt().orElseThrow());
        assertEquals("completed", told().param("CallStatus"));
        assertEquals("completed", told().param("DialCallStatus"));
        assertEquals("10", told().param("DialCallDuration"), "from the answer of the called party to the hang-up");
        assertEquals("true", told().param("DialBridged"));
        assertFalse(ann.heard().contains("said: nobody hears this"));
    }

    @Test
    void theCallersHangupWhileItRingsCancelsTheChild() {
        voice(dial(""));
        next();
        SimCallee bob = sim.callee(BOB).neverAnswers();
        caller().hangsUp().at(seconds(3));
        sim.run();
        assertEquals("CANCEL sent", bob.signalling().getLast());
        assertEquals("canceled", told().param("DialCallStatus"));
        assertEquals("completed", told().param("CallStatus"));
        assertEquals("false", told().param("DialBridged"));
    }

    @Test
    void allRingAtOnceAndTheFirstToAnswerWins() {
        voice("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip><Sip>sip:cid@phones.example</Sip>"
                + "<Sip>sip:dan@phones.example</Sip></Dial>");
        next();
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(8));
        SimCallee cid = sim.callee("sip:cid@phones.example").answersAfter(seconds(3))
                .hangsUp().afterAnswer(seconds(2));
        SimCallee dan = sim.callee("sip:dan@phones.example").isBusy();
        call();
        assertEquals("CANCEL sent", bob.signalling().getLast());
        assertEquals(seconds(3), bob.line().endedAt().orElseThrow());
        assertEquals(cid.targets().getFirst().callSid().value(), told().param("DialCallSid"));
        assertEquals("completed", told().param("DialCallStatus"));
        assertEquals(486, dan.finalStatus().orElseThrow());
    }

    @Test
    void twoAnswersAtOneInstantLeaveOneJoined() {
        voice("<Dial action='" + NEXT + "'><Sip>" + BOB + "</Sip><Sip>sip:cid@phones.example</Sip></Dial>");
        next();
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(3)).hangsUp().afterAnswer(seconds(4));
        SimCallee cid = sim.callee("sip:cid@phones.example").answersAfter(seconds(3))
                .hangsUp().afterAnswer(seconds(6));
        SimCaller ann = call();
        assertEquals(1, ann.heard().stream().filter(line -> line.startsWith("talk with")).count());
        assertEquals("talk with " + BOB, ann.heard().getLast());
        assertEquals(seconds(3), cid.line().endedAt().orElseThrow());
        assertEquals(bob.targets().getFirst().callSid().value(), told().param("DialCallSid"));
    }

    @Test
    void sequentialTriesOneAfterTheOther() {
        voice("<Dial sequential='true' timeout='10' action='" + NEXT + "'><Sip>" + BOB
                + "</Sip><Sip>sip:cid@phones.example</Sip><Sip>sip:dan@phones.example</Sip></Dial>");
        next();
        sim.callee(BOB).isBusy();
        SimCallee cid = sim.callee("sip:cid@phones.example").neverAnswers();
        SimCallee dan = sim.callee("sip:dan@phones.example").answersAfter(seconds(1))
                .hangsUp().afterAnswer(seconds(1));
        SimCaller ann = call();
        assertEquals(seconds(15), cid.line().endedAt().orElseThrow());
        assertEquals(seconds(16), dan.line().answeredAt().orElseThrow());
        assertEquals("talk with sip:dan@phones.example", ann.heard().getLast());
        assertEquals("completed", told().param("DialCallStatus"));
    }

    @Test
    void sequentialStopsAtTheFirstWhoAnswers() {
        voice("<Dial sequential='true'><Sip>" + BOB + "</Sip><Sip>sip:cid@phones.example</Sip></Dial>");
        sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(1));
        SimCallee cid = sim.callee("sip:cid@phones.example");
        call();
        assertFalse(cid.wasCalled());
    }

    @Test
    void elevenNounsAreTooManyAndLeadToTheFallback() {
        voice("<Dial>" + "<Number>+15550200</Number>".repeat(11) + "</Dial>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
    }

    @Test
    void theScreeningDocumentRunsForTheCalledPartyBeforeTheyAreJoined() {
        voice("<Dial><Sip url='" + NEXT + "'>" + BOB + "</Sip></Dial>");
        next(say("a call for you"));
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(10));
        SimCaller ann = call();
        assertEquals(List.of("1s said: a call for you", "2.4s talk with " + ann.name()), bob.heardWhen());
        assertEquals(List.of("0s ringback", "2.4s talk with " + BOB), ann.heardWhen());
        WebRequest asked = told();
        assertEquals(bob.targets().getFirst().callSid().value(), asked.param("CallSid"));
        assertEquals(ann.callSid(), asked.param("ParentCallSid"));
        assertEquals("outbound-dial", asked.param("Direction"));
    }

    @Test
    void aHangupInTheScreeningDocumentRefusesTheCall() {
        voice("<Dial action='http://app.example/done'><Sip url='" + NEXT + "'>" + BOB + "</Sip></Dial>");
        sim.app("http://app.example/done", doc(say("nobody wants you")));
        next("<Hangup/>");
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = call();
        assertEquals("BYE sent", bob.signalling().getLast());
        assertEquals("false", request("http://app.example/done").param("DialBridged"));
        assertEquals("no-answer", request("http://app.example/done").param("DialCallStatus"));
        assertEquals("said: nobody wants you", ann.heard().getLast());
    }

    @Test
    void screeningByKeyAcceptsOrRefuses() {
        voice("<Dial><Sip url='/screen'>" + BOB + "</Sip></Dial>");
        sim.app("http://app.example/screen", doc(
                "<Gather numDigits='1' action='/key'>" + say("press one") + "</Gather>", "<Hangup/>"));
        sim.app("http://app.example/key", doc());
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1)).presses("1").onHearing("press one", seconds(0.5))
                .hangsUp().afterAnswer(seconds(10));
        SimCaller ann = call();
        assertEquals("1", request("http://app.example/key").param("Digits"));
        assertEquals("1.5s talk with " + BOB, ann.heardWhen().getLast());
        assertEquals("said: press one (cut off)", bob.heard().getFirst());
    }

    @Test
    void theFirstToSurviveItsScreeningWins() {
        voice("<Dial><Sip url='" + NEXT + "'>" + BOB + "</Sip><Sip>sip:cid@phones.example</Sip></Dial>");
        next(say("0123456789"), "<Hangup/>");
        sim.callee(BOB).answersAfter(seconds(1));
        sim.callee("sip:cid@phones.example").answersAfter(seconds(4)).hangsUp().afterAnswer(seconds(1));
        assertEquals("talk with sip:cid@phones.example", call().heard().getLast());
    }

    @Test
    void aDialInAScreeningDocumentEndsTheChildWith13201() {
        voice("<Dial action='http://app.example/done'><Sip url='" + NEXT + "'>" + BOB + "</Sip></Dial>");
        sim.app("http://app.example/done", doc(say("back")));
        next("<Dial>+15550300</Dial>");
        sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = call();
        assertTrue(sim.records().errorCodes().contains(13201), sim.records().errorCodes().toString());
        assertEquals("said: back", ann.heard().getLast());
    }

    @Test
    void aScreeningServerThatFailsNeverEndsTheParent() {
        voice("<Dial action='http://app.example/done'><Sip url='" + NEXT + "'>" + BOB + "</Sip></Dial>");
        sim.app("http://app.example/done", doc(say("back")));
        sim.app(NEXT).dies();
        sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = call();
        assertEquals("said: back", ann.heard().getLast());
        assertEquals(CallStatus.COMPLETED, status(ann));
    }

    @Test
    void theCalledPartyMayHangUpDuringItsScreening() {
        voice("<Dial action='http://app.example/done'><Sip url='" + NEXT + "'>" + BOB + "</Sip></Dial>");
        sim.app("http://app.example/done", doc());
        next(say("0123456789"));
        sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(0.5));
        call();
        assertEquals("false", request("http://app.example/done").param("DialBridged"));
        assertEquals(seconds(1.5), request("http://app.example/done").at());
    }

    @Test
    void earlyMediaLeadsToRingingAndToTheAnswer() {
        voice("<Dial><Sip statusCallback='" + STATUS + "' statusCallbackEvent='initiated ringing answered completed'>"
                + BOB + "</Sip></Dial>");
        sim.app(STATUS, "");
        sim.callee(BOB).sendsEarlyMediaAndAnswersAfter(seconds(2)).hangsUp().afterAnswer(seconds(2));
        call();
        assertEquals(List.of("initiated", "ringing", "in-progress", "completed"),
                sim.requests(STATUS).stream().map(request -> request.param("CallStatus")).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "method='PUT',13210", "timeout='x',13212", "hangupOnStar='maybe',13213",
        "timeLimit='x',13216", "record='sometimes',13217", "sequential='maybe',13218", "answerOnBridge='maybe',13219",
        "ringTone='xx',13220",
    })
    void dialWithABadAttributeLeadsToTheFallbackWithItsCode(String attribute, String code) {
        voice("<Dial " + attribute + ">" + DIAL_BOB);
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals(code, request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void dialWithAVerbInsideLeadsToTheFallbackWith13215() {
        voice("<Dial><Say>no</Say></Dial>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13215", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void conferenceBesideANumberLeadsToTheFallbackWith13000() {
        voice("<Dial><Number>+15550200</Number><Conference>room</Conference></Dial>");
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("13000", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aHoldOfOneSideDoesNotPartTheTwo() {
        voice("<Dial>" + DIAL_BOB);
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1)).hangsUp().afterAnswer(seconds(20));
        SimCaller ann = caller().holds().at(seconds(5)).resumes().at(seconds(9));
        sim.run();
        assertEquals(2, sip(ann).stream().filter("200 to re-INVITE"::equals).count());
        assertEquals(seconds(20), bob.line().heardThings().getFirst().length());
    }

    @Test
    void theLongestCallEndsBothSides() {
        voice("<Dial timeLimit='86400'>" + DIAL_BOB);
        SimCallee bob = sim.callee(BOB).answersAfter(seconds(1));
        SimCaller ann = call();
        assertEquals(Duration.ofHours(4), ann.line().endedAt().orElseThrow());
        assertEquals(Duration.ofHours(4), bob.line().endedAt().orElseThrow());
    }

    @Test
    void dialActionIsRelativeByItsMethodAndATemplate_B6_trap9() {
        voice("<Dial method='GET' action='next?was={DialCallStatus}'>" + DIAL_BOB);
        next(say("bye"));
        sim.callee(BOB).isBusy();
        SimCaller ann = call();
        assertEquals("GET", told().method());
        assertEquals("busy", told().param("was"));
        assertEquals("busy", told().param("DialCallStatus"));
        assertEquals(List.of(), told().form());
        assertEquals("said: bye", ann.heard().getLast());
    }

    @Test
    void anEmptyDialActionAsksItsOwnDocumentAgain() {
        sim.app(VOICE, doc("<Dial action=''>" + DIAL_BOB)).then(doc(say("again")));
        sim.callee(BOB).isBusy();
        assertEquals("said: again", call().heard().getLast());
        assertEquals("busy", sim.requests(VOICE).getLast().param("DialCallStatus"));
    }

    @Test
    void onlyTheCallersStarHangsUp() {
        voice(dial("hangupOnStar='true'"));
        next();
        sim.callee(BOB).answersAfter(seconds(1)).presses("*").at(seconds(3)).hangsUp().afterAnswer(seconds(9));
        call();
        assertEquals("9", told().param("DialCallDuration"));
    }

    @Test
    void aNumberAClientAndASipPhoneRingTogether() {
        voice("<Dial action='" + NEXT + "'><Number>+15550200</Number><Client>jo</Client>" + DIAL_BOB);
        next();
        SimCallee number = sim.callee("+15550200").neverAnswers();
        SimCallee jo = sim.client("jo").answersAfter(seconds(4)).hangsUp().afterAnswer(seconds(1));
        SimCallee bob = sim.callee(BOB).neverAnswers();
        call();
        assertEquals("CANCEL sent", number.signalling().getLast());
        assertEquals("CANCEL sent", bob.signalling().getLast());
        assertEquals(jo.targets().getFirst().callSid().value(), told().param("DialCallSid"));
    }

    @Test
    void tenNounsRingAtOnce() {
        voice("<Dial action='" + NEXT + "'>" + "<Number>+15550200</Number>".repeat(9) + DIAL_BOB);
        next();
        SimCallee many = sim.callee("+15550200").isBusy();
        sim.callee(BOB).answersAfter(seconds(2)).hangsUp().afterAnswer(seconds(1));
        call();
        assertEquals(9, many.targets().size());
        assertEquals("completed", told().param("DialCallStatus"));
    }
}
