package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.Termination;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application is asked and how (requirements B1 to B4, B7, B9, B10; voice-twiml sections 5 to 7). */
final class RequestTest extends Spec {
    private static final AccountSid OTHER = new AccountSid("AC" + "0".repeat(31) + "2");

    private WebRequest first() {
        return request(VOICE);
    }

    @Test
    void oneRequestComesBeforeAnyInstructionRuns_B1() {
        voice(say("Hi"));
        SimCaller caller = call();
        assertEquals(1, sim.requests().size());
        assertEquals(seconds(0), first().at());
        assertEquals("POST", first().method());
        assertEquals(List.of("said: Hi"), caller.heard());
    }

    @Test
    void callSidIsUniqueAndHasItsShape_B2() {
        voice();
        caller();
        caller();
        sim.run();
        List<String> sids = sim.requests(VOICE).stream().map(request -> request.param("CallSid")).toList();
        assertTrue(sids.getFirst().matches("CA[0-9a-f]{32}"), sids.toString());
        assertNotEquals(sids.getFirst(), sids.getLast());
    }

    @ParameterizedTest
    @CsvSource({
        "From,+15550001", "Caller,+15550001", "To,+15550100", "Called,+15550100", "CallStatus,ringing",
        "Direction,inbound", "ApiVersion,2010-04-01", "AccountSid,AC00000000000000000000000000000001",
    })
    void theStandardParametersAreSent_B2(String name, String value) {
        voice();
        call();
        assertEquals(value, first().param(name));
    }

    @Test
    void whatSignallingKnowsIsSent_B2() {
        voice();
        sim.caller().with("SipHeader_X-Ticket", "7").with("ForwardedFrom", "+15557").with("CallerName", "ANN")
                .dials("+15550100");
        sim.run();
        assertEquals("7", first().param("SipHeader_X-Ticket"));
        assertEquals("+15557", first().param("ForwardedFrom"));
        assertEquals("ANN", first().param("CallerName"));
    }

    @Test
    void theApplicationsSidIsSentWhenOneIsBound_B2() {
        String sid = "AP" + "0".repeat(31) + "7";
        sim.directory().number("+15550100", SimDirectory.ACCOUNT, new VoiceBinding(new WebTarget(VOICE, "POST"),
                List.of(), Optional.empty(), Set.of("completed"), Optional.of(new ApplicationSid(sid))));
        voice();
        call();
        assertEquals(sid, first().param("ApplicationSid"));
    }

    @Test
    void theStatusFollowsTheCall_B2() {
        voice(say("Hi"), "<Redirect>" + NEXT + "</Redirect>");
        next();
        call();
        assertEquals("ringing", first().param("CallStatus"));
        assertEquals("in-progress", request(NEXT).param("CallStatus"));
    }

    @Test
    void stateInTheUriStaysThere_B3() {
        sim.primary(VOICE + "?customer=42&step=a%20b", "POST");
        voice();
        call();
        assertEquals(VOICE + "?customer=42&step=a%20b", first().url());
        assertTrue(first().form().stream().anyMatch(field -> field.name().equals("CallSid")));
    }

    @Test
    void aGetMergesTheQueryString_trap9() {
        sim.primary(VOICE + "?customer=42", "GET");
        voice();
        call();
        assertEquals("GET", first().method());
        assertEquals("customer", first().query().getFirst().name());
        assertEquals("+15550001", first().param("From"));
        assertEquals(List.of(), first().form());
    }

    @Test
    void cookiesComeBackWithinTheCallAndNowhereElse_B4() {
        sim.app(VOICE).answers(WebAnswer.twiml(doc("<Redirect>" + NEXT + "</Redirect>"))
                .with("Set-Cookie", "session=abc; Path=/"));
        sim.app(NEXT, doc("<Redirect>http://other.example/doc</Redirect>"));
        sim.app("http://other.example/doc", doc());
        sim.caller().dials("+15550100");
        sim.caller().dials("+15550100", seconds(10));
        sim.run();
        assertEquals(Optional.of("session=abc"), sim.requests(NEXT).getFirst().header("Cookie"));
        assertEquals(Optional.empty(), sim.requests("http://other.example/doc").getFirst().header("Cookie"));
        assertEquals(Optional.empty(), sim.requests(VOICE).getLast().header("Cookie"), "another call");
    }

    @Test
    void requestsCarryTheHeadersApplicationsKnow() {
        voice();
        call();
        assertEquals(Optional.of("TwilioProxy/1.1"), first().header("User-Agent"));
        assertEquals(Optional.of("*/*"), first().header("Accept"));
        assertTrue(first().header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded"));
        assertTrue(first().header("I-Twilio-Idempotency-Token").isPresent());
    }

    @Test
    void aPostIsSignedOverUrlAndForm_B7() throws Exception {
        sim.primary(VOICE + "?a=1#rc=2", "POST");
        voice();
        call();
        assertEquals(VOICE + "?a=1", first().url(), "the fragment is not sent (trap 11)");
        assertSigned(first(), SimDirectory.ACCOUNT);
    }

    @Test
    void aGetIsSignedOverTheMergedUrl_B7_trap9() throws Exception {
        sim.primary(VOICE + "?a=1", "GET");
        voice();
        call();
        assertSigned(first(), SimDirectory.ACCOUNT);
    }

    @Test
    void aWrongTokenDoesNotVerify_B7() throws Exception {
        voice();
        call();
        assertNotEquals(Optional.of(signature("another token", first())), first().header("X-Twilio-Signature"));
    }

    @Test
    void aCallsStateIsKept_B9() {
        voice("<Pause length='2'/>", say("0123456789"));
        SimCaller caller = call();
        List<CallRecord> states = sim.records().calls(caller.call().orElseThrow().callSid());
        assertEquals(List.of(CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED),
                states.stream().map(CallRecord::status).toList());
        CallRecord last = states.getLast();
        assertEquals(Direction.INBOUND, last.direction());
        assertEquals("+15550001", last.from());
        assertEquals("+15550100", last.to());
        assertEquals(seconds(1), last.duration());
        assertTrue(last.answered().isPresent() && last.ended().isPresent());
        assertEquals(Termination.SUCCESS, termination(caller));
        assertEquals(seconds(1), sim.records().details().getFirst().billable());
    }

    @Test
    void aCallersCancelIsKeptAsNoAnswer_B9() {
        voice("<Pause length='60'/>", say("never"));
        SimCaller caller = caller().hangsUp().at(seconds(2));
        sim.run();
        assertEquals(CallStatus.NO_ANSWER, status(caller));
        assertEquals(Termination.CALLER, termination(caller));
        assertTrue(record(caller).answered().isEmpty());
    }

    @Test
    void aClockStepChangesNoDuration_B9() {
        voice(say("0123456789"), "<Pause length='9'/>");
        SimCaller caller = caller();
        sim.at(seconds(3), () -> sim.world().timeline().stepClock(seconds(-3600)));
        sim.run();
        assertEquals(seconds(10), record(caller).duration());
        assertEquals(seconds(10), caller.line().endedAt().orElseThrow());
    }

    @Test
    void theStoryIsKept_1_34() {
        voice("<Gather numDigits='1' action='" + NEXT + "'/>");
        next(say("Hi"));
        caller().presses("5").at(seconds(1));
        sim.run();
        List<String> kinds = sim.records().timelines().getLast().entries().stream()
                .map(entry -> entry.kind().toString()).distinct().toList();
        assertTrue(kinds.containsAll(List.of("STATUS", "WEBHOOK", "VERB", "DIGIT", "MEDIA")), kinds.toString());
    }

    @Test
    void twoCustomersNeverSeeEachOthersCalls_B10() throws Exception {
        sim.directory().number("+15550200", OTHER, new VoiceBinding(new WebTarget("http://other.example/voice", "POST"),
                List.of(), Optional.empty(), Set.of("completed"), Optional.empty()));
        voice(say("mine"));
        sim.app("http://other.example/voice", doc(say("theirs")));
        SimCaller mine = sim.caller().dials("+15550100");
        SimCaller theirs = sim.caller().dials("+15550200");
        sim.run();
        assertEquals(List.of("said: mine"), mine.heard());
        assertEquals(List.of("said: theirs"), theirs.heard());
        assertEquals(mine.callSid(), first().param("CallSid"));
        assertEquals(theirs.callSid(), request("http://other.example/voice").param("CallSid"));
        assertEquals(OTHER, record(theirs).account());
        assertEquals(OTHER.value(), request("http://other.example/voice").param("AccountSid"));
        assertSigned(first(), SimDirectory.ACCOUNT);
        assertSigned(request("http://other.example/voice"), OTHER);
    }

    @Test
    void textThatIsNoTwimlIsSpoken() {
        sim.app(VOICE).answers(WebAnswer.of(200, "text/plain", "Hello there"));
        assertEquals(List.of("said: Hello there"), call().heard());
    }

    @Test
    void textThatIsTwimlIsRun() {
        sim.app(VOICE).answers(WebAnswer.of(200, "text/plain", doc(say("run"))));
        assertEquals(List.of("said: run"), call().heard());
    }

    @ParameterizedTest
    @CsvSource({"text/xml", "application/xml", "text/html", "text/xml; charset=utf-8"})
    void documentsComeUnderTheseTypes(String type) {
        sim.app(VOICE).answers(WebAnswer.of(200, type, doc(say("run"))));
        assertEquals(List.of("said: run"), call().heard());
    }

    @Test
    void audioIsPlayed() {
        sim.app(VOICE).answers(WebAnswer.of(200, "audio/mpeg", "not really"));
        assertEquals(List.of("played: " + VOICE), call().heard());
    }

    @Test
    void redirectsAreFollowedAndMoveTheBase() {
        sim.app(VOICE).answers(WebAnswer.redirect(302, "http://moved.example/deep/doc"));
        sim.app("http://moved.example/deep/doc", doc("<Redirect>more</Redirect>"));
        sim.app("http://moved.example/deep/more", doc(say("found")));
        assertEquals(List.of("said: found"), call().heard());
    }

    @Test
    void aHangupDuringASlowAnswerEndsTheCallAtOnce() {
        sim.app(VOICE).answers(WebAnswer.twiml(doc(say("late"))).after(seconds(10)));
        SimCaller caller = caller().hangsUp().at(seconds(2));
        sim.run();
        assertEquals(seconds(2), record(caller).ended().map(ended -> Duration.between(
                record(caller).created(), ended)).orElseThrow());
        assertFalse(caller.line().answeredAt().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip",
        "ToCountry", "StirVerstat"})
    void geographyIsSentWhenItIsKnown_B2(String name) {
        voice("<Redirect>" + NEXT + "</Redirect>");
        next();
        sim.caller().with(name, "some where").dials("+15550100");
        sim.run();
        assertEquals("some where", first().param(name));
        assertEquals("some where", request(NEXT).param(name), "each request has the whole state");
    }

    @Test
    void whatIsNotKnownIsNotSent_B2() {
        voice();
        call();
        for (String name : List.of("FromCity", "ForwardedFrom", "ApplicationSid", "ParentCallSid", "Digits")) {
            assertFalse(first().has(name), name);
        }
    }

    @Test
    void theWholeStateMayBeCarriedInTheUri_B3_1_9() {
        sim.primary("http://app.example/{CallSid}?from={From}&status={CallStatus}", "GET");
        SimCaller caller = caller();
        sim.at(Duration.ZERO, () -> sim.app("http://app.example/" + caller.callSid(), doc(say("Hi"))));
        sim.run();
        assertEquals(List.of("said: Hi"), caller.heard());
        assertTrue(sim.requests().getFirst().url().contains("?from=%2B15550001&status=ringing"),
                sim.requests().toString());
    }
}
