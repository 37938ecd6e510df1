package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallLimits;
import io.strowger.call.CallSettings;
import io.strowger.call.CallSettings.Failover;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Termination;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchTrouble;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Primary and secondary URI (requirements 1.1 to 1.27, 1.34, 1.35, 1.37; voice-twiml section 6). */
final class FallbackTest extends Spec {
    private static final String APOLOGY = "application error";

    private SimCaller failing(WebAnswer answer) {
        sim.app(VOICE).answers(answer);
        fallback(say("spare"));
        return call();
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                Arguments.of("status 500 (1.13)", WebAnswer.status(500), "11200"),
                Arguments.of("status 502 (1.13)", WebAnswer.status(502), "11200"),
                Arguments.of("status 503 (1.13)", WebAnswer.status(503), "11200"),
                Arguments.of("status 404: 4xx counts too (rulings)", WebAnswer.status(404), "11200"),
                Arguments.of("status 401", WebAnswer.status(401), "11200"),
                Arguments.of("status 304", WebAnswer.status(304), "11200"),
                Arguments.of("empty body (1.16)", WebAnswer.of(200, "text/xml", ""), "11770"),
                Arguments.of("no content (1.16)", WebAnswer.nothing(), "11770"),
                Arguments.of("content type (1.16)", WebAnswer.of(200, "application/json", "{}"), "12300"),
                Arguments.of("no content type (1.16)", WebAnswer.of(200, "", "<Response/>"), "12300"),
                Arguments.of("not well formed (1.16)", WebAnswer.twiml("<Response><Say>"), "12100"),
                Arguments.of("garbage (1.16)", WebAnswer.twiml("\u0001\u0002PNG"), "12100"),
                Arguments.of("wrong root (1.16)", WebAnswer.twiml("<Answer/>"), "12102"),
                Arguments.of("too large (1.16)", WebAnswer.twiml(doc(say("x".repeat(70_000)))), "11750"),
                Arguments.of("far too large (1.16)", WebAnswer.twiml(doc(say("x".repeat(2_000_000)))), "11750"),
                Arguments.of("too many verbs", WebAnswer.twiml(doc("<Pause/>".repeat(1001))), "90102"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void aWrongAnswerLeadsToTheSecondaryWithCodeAndUrl(String name, WebAnswer answer, String code) {
        SimCaller caller = failing(answer);
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals(code, request(FALLBACK).param("ErrorCode"));
        assertEquals(VOICE, request(FALLBACK).param("ErrorUrl"));
        assertEquals(caller.callSid(), request(FALLBACK).param("CallSid"));
        assertEquals(List.of(Integer.parseInt(code)), sim.records().errorCodes());
    }

    /** Those that one exchange can bring; the others are the fetcher's own and checked there. */
    @ParameterizedTest
    @EnumSource(value = FetchTrouble.class, names = {
        "FORBIDDEN_ADDRESS", "BAD_HOST_NAME", "CONNECT_FAILED", "CONNECT_TIMEOUT", "READ_TIMEOUT", "TOTAL_TIMEOUT",
        "TLS_FAILED", "CERTIFICATE_INVALID", "CERTIFICATE_NAME", "CERTIFICATE_EXPIRED", "PROTOCOL", "TOO_LARGE"})
    void aServerThatCannotBeReachedLeadsToTheSecondary_1_14_1_15(FetchTrouble trouble) {
        SimCaller caller = failing(WebAnswer.trouble(trouble));
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals(Integer.toString(trouble.code().number()), request(FALLBACK).param("ErrorCode"));
        assertEquals(VOICE, request(FALLBACK).param("ErrorUrl"));
        assertTrue(request(FALLBACK).at().compareTo(seconds(15)) <= 0, "15 s hard total: " + request(FALLBACK).at());
    }

    @Test
    void aSlowServerIsGivenUpAfterFifteenSeconds_1_14() {
        failing(WebAnswer.twiml(doc(say("late"))).after(seconds(20)));
        assertEquals(seconds(15), request(FALLBACK).at());
        assertEquals("11200", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aServerWithinItsTimeIsWaitedFor_1_14() {
        sim.app(VOICE).answers(WebAnswer.twiml(doc(say("slow"))).after(seconds(14)));
        fallback(say("spare"));
        assertEquals(List.of("said: slow"), call().heard());
    }

    @Test
    void oneRetryComesOnConnectFailureAndNoneOn5xx_trap10() {
        sim.app(VOICE).dies();
        fallback(say("spare"));
        call();
        assertEquals(2, sim.requests(VOICE).size());
        sim.app(VOICE).recovers().answers(WebAnswer.status(500));
        sim.caller().dials("+15550100", sim.elapsed().plusSeconds(1));
        sim.run();
        assertEquals(3, sim.requests(VOICE).size());
    }

    @Test
    void theConnectionOverridesOfTheFragmentAreObeyed_trap11() {
        sim.primary(VOICE + "#rc=3&rp=5xx", "POST");
        sim.app(VOICE).answers(WebAnswer.status(503));
        fallback(say("spare"));
        call();
        assertEquals(4, sim.requests(VOICE).size());
        assertTrue(sim.requests(VOICE).stream().noneMatch(request -> request.url().contains("#")));
        assertEquals(1, sim.requests(VOICE).stream()
                .map(request -> request.header("I-Twilio-Idempotency-Token").orElseThrow()).distinct().count());
    }

    @Test
    void theSecondaryIsAskedByItsOwnMethod_1_1() {
        sim.directory().standard(new io.strowger.call.port.VoiceBinding(
                new io.strowger.call.port.WebTarget(VOICE, "POST"),
                List.of(new io.strowger.call.port.WebTarget(FALLBACK, "GET")), java.util.Optional.empty(),
                java.util.Set.of("completed"), java.util.Optional.empty()));
        sim.app(VOICE).dies();
        sim.app(FALLBACK, doc(say("spare")));
        assertEquals(List.of("said: spare"), call().heard());
        assertEquals("GET", request(FALLBACK).method());
    }

    @Test
    void secondariesAreTriedInOrder_1_5() {
        sim.fallback("http://one.example/f", "http://two.example/f", "http://three.example/f");
        sim.app(VOICE).dies();
        sim.app("http://one.example/f").answers(WebAnswer.status(500));
        sim.app("http://two.example/f", doc(say("two")));
        sim.app("http://three.example/f", doc(say("three")));
        assertEquals(List.of("said: two"), call().heard());
        assertEquals("11205", request("http://one.example/f").param("ErrorCode"));
        assertEquals("11200", request("http://two.example/f").param("ErrorCode"));
        assertEquals("http://one.example/f", request("http://two.example/f").param("ErrorUrl"));
        assertEquals(0, sim.requests("http://three.example/f").size());
    }

    @Test
    void afterTheLastOneAnApologyIsSpokenAndTheCallEnds_1_5() {
        sim.app(VOICE).dies();
        sim.fallback(FALLBACK);
        sim.app(FALLBACK).dies();
        SimCaller caller = call();
        assertEquals(1, caller.heard().size());
        assertTrue(caller.heard().getFirst().contains(APOLOGY), caller.heard().toString());
        assertEquals("BYE sent", sip(caller).getLast());
        assertEquals(Termination.APPLICATION, termination(caller));
        assertEquals(CallStatus.COMPLETED, status(caller));
        assertEquals(List.of(11205, 11205), sim.records().errorCodes());
    }

    @Test
    void withoutASecondaryTheApologyIsSpoken_1_5() {
        sim.app(VOICE).dies();
        SimCaller caller = call();
        assertTrue(caller.heard().getFirst().contains(APOLOGY), caller.heard().toString());
    }

    @Test
    void theApologyItselfMayFail() {
        sim.app(VOICE).dies();
        SimCaller caller = sim.caller().dials("+15550100");
        String words = "We are sorry, an application error has occurred. Goodbye.";
        sim.media().cannotSay(words);
        sim.run();
        assertEquals(List.of(), caller.heard());
        assertEquals(Termination.APPLICATION, termination(caller));
    }

    @Test
    void aVerbThatFailsMidwayLeadsToTheSecondaryWithTheStateOfThatMoment_1_18_1_22() {
        sim.media().cannotSay("bad");
        voice(say("good"), say("bad"), say("never"));
        fallback(say("spare"));
        SimCaller caller = call();
        assertEquals(List.of("said: good", "said: spare"), caller.heard());
        assertEquals("in-progress", request(FALLBACK).param("CallStatus"));
        assertEquals("ringing", request(VOICE).param("CallStatus"));
        assertEquals(caller.callSid(), request(FALLBACK).param("CallSid"));
    }

    @Test
    void theSecondaryGetsWhatTheFailedRequestWouldHaveGot_1_21_1_22() {
        voice("<Gather numDigits='2' action='" + NEXT + "'/>");
        sim.app(NEXT).dies();
        fallback(say("spare"));
        SimCaller caller = caller().presses("42").at(seconds(1));
        sim.run();
        assertEquals("42", request(FALLBACK).param("Digits"));
        assertEquals(NEXT, request(FALLBACK).param("ErrorUrl"));
        assertEquals(List.of("said: spare"), caller.heard());
    }

    @Test
    void theCallIsNotDroppedAndItsMediaStayOpen_1_24() {
        voice(say("one"), "<Redirect>" + NEXT + "</Redirect>");
        sim.app(NEXT).dies();
        fallback(say("two"));
        SimCaller caller = call();
        assertEquals(List.of("said: one", "said: two"), caller.heard());
        assertEquals(1, sim.media().commands().stream()
                .filter(io.strowger.call.port.MediaCommand.Open.class::isInstance).count());
        assertEquals(1, sip(caller).stream().filter("INVITE"::equals).count());
        assertEquals(List.of(CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED),
                sim.records().calls(caller.call().orElseThrow().callSid()).stream().map(CallRecord::status).toList());
    }

    @Test
    void theSecondaryMayRedirectBackToThePrimary_1_25() {
        sim.app(VOICE).answers(WebAnswer.status(500)).then(doc(say("recovered")));
        fallback("<Redirect>" + VOICE + "</Redirect>");
        assertEquals(List.of("said: recovered"), call().heard());
    }

    @Test
    void theSecondarysDocumentIsTheBaseOfItsOwnUrls_1_26() {
        sim.app(VOICE).dies();
        fallback(say("spare"), "<Redirect>more</Redirect>");
        sim.app("http://spare.example/more", doc(say("more")));
        assertEquals(List.of("said: spare", "said: more"), call().heard());
    }

    @Test
    void aNewCallStartsWithThePrimaryAgain_1_26() {
        sim.app(VOICE).answers(WebAnswer.status(500)).then(doc(say("fine")));
        fallback(say("spare"));
        SimCaller one = caller();
        SimCaller two = sim.caller().dials("+15550100", seconds(30));
        sim.run();
        assertEquals(List.of("said: spare"), one.heard());
        assertEquals(List.of("said: fine"), two.heard());
    }

    @Test
    void scopeRequestAsksThePrimaryServerAgain() {
        assertEquals(2, primaryRequests(Failover.REQUEST, 1));
    }

    @Test
    void scopeCallKeepsTheCallAwayFromTheFailedServer_1_26() {
        assertEquals(1, primaryRequests(Failover.CALL, 1));
    }

    @Test
    void scopeAddressKeepsLaterCallsAwayToo_1_27() {
        assertEquals(2, primaryRequests(Failover.CALL, 2));
        assertEquals(1, primaryRequests(Failover.ADDRESS, 2));
    }

    /** Requests the failing primary gets from calls whose secondary leads back to it once. */
    private int primaryRequests(Failover scope, int calls) {
        CallSettings settings = new CallSettings("http://127.0.0.1:8080", CallSettings.DEFAULT.masking(), scope, false);
        try (CallScenario other = new CallScenario(1, CallLimits.DEFAULT, settings)) {
            other.fallback(FALLBACK);
            other.app(VOICE).answers(WebAnswer.status(500));
            other.app(FALLBACK).answers(doc("<Redirect>" + VOICE + "</Redirect>")).then(doc(say("spare")));
            for (int i = 0; i < calls; i++) {
                other.caller().dials("+15550100", seconds(10 * i));
            }
            other.run();
            return other.requests(VOICE).size();
        }
    }

    @Test
    void everyFailureIsANotificationWithItsRequestAndAnswer_1_34() {
        sim.app(VOICE).answers(WebAnswer.of(500, "text/plain", "boom").with("X-Why", "disk"));
        fallback(say("spare"));
        SimCaller caller = call();
        var note = sim.records().notifications().getFirst();
        assertEquals(ErrorCode.RETRIEVAL_FAILED, note.code());
        assertEquals(VOICE, note.url());
        assertEquals("POST", note.method());
        assertEquals(caller.callSid(), note.call().orElseThrow().value());
        assertTrue(note.requestVariables().contains("CallSid=" + caller.callSid()), note.requestVariables());
        assertTrue(note.responseHeaders().contains("X-Why: disk"), note.responseHeaders());
        assertEquals("boom", note.responseBody());
    }

    @Test
    void requestsToTheSecondaryAreSignedToo_1_35() throws Exception {
        sim.app(VOICE).dies();
        fallback(say("spare"));
        call();
        assertSigned(request(FALLBACK), SimDirectory.ACCOUNT);
    }

    @Test
    void thePrimarysCookiesStayWithItsHost_1_c() {
        sim.app(VOICE).answers(WebAnswer.of(500, "text/plain", "no").with("Set-Cookie", "secret=1; Path=/"));
        fallback(say("spare"));
        call();
        assertFalse(request(FALLBACK).header("Cookie").isPresent());
    }

    @Test
    void aRefusedDocumentRunsNoneOfItsVerbs() {
        sim.app(VOICE).answers(WebAnswer.twiml("<Response><Say>half</Say><Oops</Response>"));
        fallback(say("spare"));
        assertEquals(List.of("said: spare"), call().heard());
    }

    @Test
    void aDoctypeIsRefused() {
        SimCaller caller = failing(WebAnswer.twiml(
                "<!DOCTYPE r [<!ENTITY a 'aaaa'>]><Response><Say>&a;</Say></Response>"));
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals("12100", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void aHangupWhileTheSecondaryIsSlowEndsTheCallAtOnce() {
        sim.app(VOICE).dies();
        fallback(say("spare")).isSlow(seconds(10));
        SimCaller caller = caller().hangsUp().at(seconds(3));
        sim.run();
        assertEquals(List.of(), caller.heard());
        assertEquals(CallStatus.NO_ANSWER, status(caller));
    }

    @Test
    void aRedirectLoopOverHttpLeadsToTheSecondaryWith11215_1_17() {
        SimCaller caller = failing(WebAnswer.redirect(302, VOICE));
        assertEquals(List.of("said: spare"), caller.heard());
        assertEquals("11215", request(FALLBACK).param("ErrorCode"));
        assertEquals(11, sim.requests(VOICE).size(), "the first and ten redirects");
    }

    @Test
    void aMovedPointerIsThisCallsOnly_1_10() {
        sim.app(VOICE).answers(WebAnswer.twiml(doc("<Redirect>" + NEXT + "</Redirect>"))).then(doc(say("first")));
        sim.app(NEXT, doc("<Gather numDigits='1'/>")).then(doc(say("moved")));
        SimCaller one = caller().presses("1").at(seconds(2));
        SimCaller two = sim.caller().dials("+15550100", seconds(10));
        sim.run();
        assertEquals(2, sim.requests(NEXT).size(), "the call's later requests go where it was moved to");
        assertEquals(List.of("said: moved"), one.heard());
        assertEquals(List.of("said: first"), two.heard(), "a new call starts with the stored primary");
    }

    @Test
    void theSecondaryGetsTheWholeStateBesideTheEvent_1_21_1_37() {
        sim.app(VOICE).dies();
        fallback(say("spare"));
        sim.caller().with("SipHeader_X-Ticket", "7").dials("+15550100");
        sim.run();
        List<String> primary = sim.requests(VOICE).getFirst().form().stream().map(field -> field.name()).toList();
        List<String> secondary = request(FALLBACK).form().stream().map(field -> field.name()).toList();
        assertTrue(secondary.containsAll(primary), secondary.toString());
        assertEquals(primary.size() + 2, secondary.size(), "ErrorCode and ErrorUrl come on top: " + secondary);
        assertEquals("7", request(FALLBACK).param("SipHeader_X-Ticket"));
    }

    @Test
    void theErrorUrlTellsNoServerTheCredentialsOfAnother() {
        sim.primary("http://user:word@app.example/voice?a=1", "POST");
        sim.app(VOICE).dies();
        fallback(say("spare"));
        call();
        assertEquals(VOICE + "?a=1", request(FALLBACK).param("ErrorUrl"));
        assertFalse(request(FALLBACK).header("Authorization").isPresent());
    }

    @Test
    void aCallThatFetchesTooMuchIsNotTheServersFailure_1_27() {
        CallSettings settings = new CallSettings(
                "http://127.0.0.1:8080", CallSettings.DEFAULT.masking(), Failover.ADDRESS, false);
        CallLimits limits = new CallLimits(65536, 1000, 5, java.time.Duration.ofHours(4), 2000);
        try (CallScenario other = new CallScenario(1, limits, settings)) {
            other.app(VOICE).answers(doc("<Redirect/>"));
            other.caller().dials("+15550100");
            other.caller().dials("+15550100", seconds(10));
            other.run();
            assertEquals(10, other.requests(VOICE).size(), "five for each call");
        }
    }
}
