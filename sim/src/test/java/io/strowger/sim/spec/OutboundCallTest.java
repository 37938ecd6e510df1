package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.Direction;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.OutboundRequest;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the API starts (requirement 1.10, B8; rest-api section 2, "Calls"; voice-twiml section 8). */
final class OutboundCallTest extends OutboundSpec {
    private static final String[] ALL = {"initiated", "ringing", "answered", "completed"};
    private static final String NUMBER = "+15550123";

    private static OutboundRequest with(
            OutboundRequest base, String callerName, Duration ringing, Optional<String> digits,
            Optional<Duration> limit, Optional<Credentials> credentials) {
        return new OutboundRequest(base.account(), base.to(), base.from(), callerName, base.binding(),
                base.document(), ringing, digits, base.recording(), limit, base.byocTrunk(), credentials);
    }

    @Test
    void theDocumentIsAskedForWhenTheCalledSideAnswers_1_10() {
        voice(say("Hello"));
        SimCallee bob = sim.callee("sip:bob@example.com").answersAfter(seconds(4));
        CallSid sid = place(to("sip:bob@example.com"));
        sim.run();
        assertEquals(seconds(4), request(VOICE).at());
        assertEquals(List.of("said: Hello"), bob.heard());
        assertEquals(sid.value(), request(VOICE).param("CallSid"));
        assertEquals("outbound-api", request(VOICE).param("Direction"));
        assertEquals("in-progress", request(VOICE).param("CallStatus"));
        assertEquals("sip:bob@example.com", request(VOICE).param("To"));
        assertEquals(OURS, request(VOICE).param("From"));
        assertFalse(request(VOICE).has("ParentCallSid"));
    }

    @Test
    void statesFollowInOrderAndEveryOneIsTold_section8() {
        voice(say("0123456789"));
        sim.callee("sip:bob@example.com").answersAfter(seconds(4));
        CallSid sid = place(watched(to("sip:bob@example.com"), ALL));
        sim.run();
        assertEquals(List.of(CallStatus.QUEUED, CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS,
                CallStatus.COMPLETED), states(sid));
        assertEquals(List.of("initiated", "ringing", "in-progress", "completed"), told("CallStatus"));
        assertEquals(List.of("0", "1", "2", "3"), told("SequenceNumber"));
        assertEquals("1", sim.requests(STATUS).getLast().param("CallDuration"));
        assertEquals(Direction.OUTBOUND_API, last(sid).direction());
        assertEquals(seconds(1), last(sid).duration());
        assertEquals(Duration.ZERO, last(sid).particulars().queued());
        assertEquals(Optional.of(last(sid).created()), last(sid).particulars().started());
    }

    @Test
    void statusCallbacksDefaultToCompleted() {
        voice(say("Hi"));
        sim.callee("sip:bob@example.com");
        place(watched(to("sip:bob@example.com")));
        sim.run();
        assertEquals(List.of("completed"), told("CallStatus"));
    }

    @ParameterizedTest
    @CsvSource({"486,busy", "600,busy", "480,no-answer", "408,no-answer", "404,failed", "603,failed", "503,failed"})
    void theFinalStatusFollowsTheSipStatus_section8(int sip, String status) {
        SimCallee bob = sim.callee("sip:bob@example.com").refuses(sip);
        CallSid sid = place(watched(to("sip:bob@example.com")));
        sim.run();
        assertEquals(status, last(sid).status().wire());
        assertEquals(status, request(STATUS).param("CallStatus"));
        assertEquals(Integer.toString(sip), request(STATUS).param("SipResponseCode"));
        assertEquals(List.of(), bob.heard());
        assertEquals(List.of(), sim.requests(VOICE));
    }

    @Test
    void itRingsForAMinuteAndFiveSecondsUnlessToldOtherwise_trap7() {
        SimCallee bob = sim.callee("sip:bob@example.com").neverAnswers();
        CallSid sid = place(to("sip:bob@example.com"));
        sim.run();
        assertEquals(CallStatus.NO_ANSWER, last(sid).status());
        assertEquals(seconds(65), bob.line().endedAt().orElseThrow());
    }

    @Test
    void theTimeoutIsObeyed() {
        SimCallee bob = sim.callee("sip:bob@example.com").neverAnswers();
        place(with(to("sip:bob@example.com"), "", seconds(10), Optional.empty(), Optional.empty(), Optional.empty()));
        sim.run();
        assertEquals(seconds(15), bob.line().endedAt().orElseThrow());
    }

    @Test
    void anInlineDocumentRunsWithoutAnyRequest() {
        SimCallee bob = sim.callee("sip:bob@example.com");
        place(to("sip:bob@example.com").running(doc(say("Inline"))));
        sim.run();
        assertEquals(List.of("said: Inline"), bob.heard());
        assertEquals(List.of(), sim.requests());
    }

    @Test
    void anInlineDocumentMayLeadToAnother() {
        next(say("two"));
        SimCallee bob = sim.callee("sip:bob@example.com");
        place(to("sip:bob@example.com").running(doc("<Redirect>" + NEXT + "</Redirect>")));
        sim.run();
        assertEquals(List.of("said: two"), bob.heard());
    }

    @Test
    void theOwnAddressOfAnInlineDocumentIsItself() {
        SimCallee bob = sim.callee("sip:bob@example.com");
        bob.hangsUp().afterAnswer(seconds(2.5));
        place(to("sip:bob@example.com").running(doc(say("0123456789"), "<Redirect/>")));
        sim.run();
        assertEquals(List.of("said: 0123456789", "said: 0123456789", "said: 0123456789 (cut off)"), bob.heard());
    }

    @Test
    void aBrokenInlineDocumentLeadsToTheFallback_1_15() {
        sim.app(FALLBACK, doc(say("spare")));
        SimCallee bob = sim.callee("sip:bob@example.com");
        OutboundRequest request = to("sip:bob@example.com").running("<Response><Say>");
        place(request.under(new io.strowger.call.port.VoiceBinding(request.binding().primary(),
                List.of(new io.strowger.call.port.WebTarget(FALLBACK, "POST")), Optional.empty(), java.util.Set.of(),
                Optional.empty()), Optional.empty()));
        sim.run();
        assertEquals(List.of("said: spare"), bob.heard());
        assertEquals("12100", request(FALLBACK).param("ErrorCode"));
    }

    @Test
    void relativeUrlsInAnInlineDocumentHaveNoBase() {
        SimCallee bob = sim.callee("sip:bob@example.com");
        place(to("sip:bob@example.com").running(doc("<Play>a.wav</Play>")));
        sim.run();
        assertEquals(List.of(11100), sim.records().errorCodes());
        assertEquals(1, bob.heard().size());
    }

    @Test
    void keysAreSentBeforeTheDocument() {
        voice(say("Hi"));
        SimCallee bob = sim.callee("sip:bob@example.com");
        place(with(to("sip:bob@example.com"), "", seconds(60), Optional.of("ww12"), Optional.empty(),
                Optional.empty()));
        sim.run();
        assertEquals(List.of("digits: ww12", "said: Hi"), bob.heard());
    }

    @Test
    void theTimeLimitEndsTheCallAsCompletedWithoutAnError() {
        voice("<Pause length='3600'/>");
        SimCallee bob = sim.callee("sip:bob@example.com");
        CallSid sid = place(with(to("sip:bob@example.com"), "", seconds(60), Optional.empty(),
                Optional.of(seconds(30)), Optional.empty()));
        sim.run();
        assertEquals(seconds(31), bob.line().endedAt().orElseThrow());
        assertEquals(CallStatus.COMPLETED, last(sid).status());
        assertEquals(List.of(), sim.records().errorCodes());
    }

    @Test
    void sipCredentialsAndTheNameGoWithTheInvite() {
        voice(say("Hi"));
        SimCallee bob = sim.callee("sip:bob@example.com");
        Credentials credentials = new Credentials("me", "secret");
        CallSid sid = place(with(to("sip:bob@example.com?X-Order=7"), "Acme", seconds(60), Optional.empty(),
                Optional.empty(), Optional.of(credentials)));
        sim.run();
        assertEquals(Optional.of(credentials), bob.targets().getFirst().credentials());
        assertEquals("Acme", bob.targets().getFirst().displayName());
        assertEquals("X-Order", bob.targets().getFirst().headers().getFirst().name());
        assertEquals(sid, bob.targets().getFirst().callSid());
        assertEquals("sip:bob@example.com", last(sid).to());
    }

    @Test
    void aClientRingsOnItsPhone() {
        voice(say("Hi"));
        SimCallee alice = sim.client("alice");
        CallSid sid = place(to("client:alice"));
        sim.run();
        assertEquals(List.of("said: Hi"), alice.heard());
        assertEquals("client:alice", last(sid).to());
    }

    @Test
    void aClientThatIsNotRegisteredIsNoAnswer() {
        CallSid sid = place(to("client:nobody"));
        sim.run();
        assertEquals(CallStatus.NO_ANSWER, last(sid).status());
        assertEquals(List.of(ErrorCode.CLIENT_UNKNOWN.number()), sim.records().errorCodes());
    }

    private SimCallee[] trunks(int first) {
        sim.directory().route(NUMBER, new NumberRoute.ByTrunks(List.of(
                new Trunk("one", "sip:" + NUMBER + "@one.example", Optional.empty()),
                new Trunk("two", "sip:" + NUMBER + "@two.example", Optional.empty()))));
        SimCallee one = sim.callee("sip:" + NUMBER + "@one.example").refuses(first);
        SimCallee two = sim.callee("sip:" + NUMBER + "@two.example");
        return new SimCallee[] {one, two};
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 500, 408, 502})
    void aTrunkThatFailsLeadsToTheNext(int status) {
        voice(say("Hi"));
        SimCallee[] phones = trunks(status);
        CallSid sid = place(watched(to(NUMBER), ALL));
        sim.run();
        assertEquals(1, phones[0].lines().size());
        assertEquals(List.of("said: Hi"), phones[1].heard());
        assertEquals(List.of("initiated", "ringing", "in-progress", "completed"), told("CallStatus"));
        assertEquals("two", sim.records().details(sid).getLast().trunk());
        assertEquals("two", last(sid).particulars().trunk());
    }

    @ParameterizedTest
    @CsvSource({"486,busy", "600,busy", "603,failed", "404,failed", "480,no-answer"})
    void aPartyThatRefusesIsNotAskedAgainByAnotherTrunk(int sip, String status) {
        SimCallee[] phones = trunks(sip);
        CallSid sid = place(to(NUMBER));
        sim.run();
        assertFalse(phones[1].wasCalled());
        assertEquals(status, last(sid).status().wire());
    }

    @Test
    void wrongPartiesAreRefusedAtOnceWithTheirCodes_section9() {
        sim.directory().showable(OURS);
        assertEquals(ErrorCode.CALL_NO_TO, refused(to(" ")));
        assertEquals(ErrorCode.CALL_TO_INVALID, refused(to("tel:123")));
        assertEquals(ErrorCode.CALL_TO_INVALID, refused(to("12x34")));
        assertEquals(ErrorCode.CALL_TO_INVALID, refused(to("sip:")));
        assertEquals(ErrorCode.CALL_FROM_INVALID, refused(OutboundRequest.of(
                SimDirectory.ACCOUNT, "client:alice", "Mr. <X>", to("x").binding())));
        assertEquals(ErrorCode.CALL_FROM_NOT_VERIFIED, refused(OutboundRequest.of(
                SimDirectory.ACCOUNT, NUMBER, "+15559999", to("x").binding())));
        sim.directory().route(NUMBER, new NumberRoute.Forbidden());
        assertEquals(ErrorCode.CALL_NOT_PERMITTED, refused(to(NUMBER)));
        assertEquals(List.of(ErrorCode.CALL_NOT_PERMITTED),
                sim.records().notifications().stream().map(told -> told.code()).toList(), "each is an alert");
        sim.directory().route(NUMBER, new NumberRoute.Unreachable());
        assertEquals(ErrorCode.CALL_TO_UNREACHABLE, refused(to(NUMBER)));
        sim.run();
        assertEquals(List.of(), sim.records().calls());
    }

    @Test
    void aNumberMayBeWrittenForPeople() {
        voice(say("Hi"));
        SimCallee phone = sim.callee(NUMBER);
        CallSid sid = place(to("+1 (555) 01-23"));
        sim.run();
        assertEquals(List.of("said: Hi"), phone.heard());
        assertEquals(NUMBER, last(sid).to());
    }

    @Test
    void theCalledSideMayHangUp() {
        voice("<Pause length='60'/>");
        sim.callee("sip:bob@example.com").hangsUp().afterAnswer(seconds(3));
        CallSid sid = place(to("sip:bob@example.com"));
        sim.run();
        assertEquals(CallStatus.COMPLETED, last(sid).status());
        assertEquals(seconds(3), last(sid).duration());
    }

    @Test
    void anOutboundCallMayDialOnlyWithACallerIdOfItsOwn() {
        voice("<Dial><Number>+15550199</Number></Dial>");
        sim.callee("sip:bob@example.com");
        SimCallee other = sim.callee("+15550199");
        place(OutboundRequest.of(SimDirectory.ACCOUNT, "sip:bob@example.com", "+15558888", to("x").binding()));
        sim.run();
        assertFalse(other.wasCalled());
        assertTrue(sim.records().errorCodes().contains(13214), sim.records().errorCodes().toString());
    }

    @Test
    void nothingRingsBeforeTheStoreHoldsThatTheCallLeftTheQueue() {
        voice(say("Hi"));
        SimCallee bob = sim.callee("sip:bob@example.com");
        sim.records().hold(true);
        place(to("sip:bob@example.com"));
        sim.runFor(seconds(3));
        assertFalse(bob.wasCalled());
        sim.records().hold(false);
        sim.run();
        assertEquals(List.of("said: Hi"), bob.heard());
    }

    /** Issue 3: a call is dialled once, so one whose start the store does not know is not dialled at all. */
    @Test
    void aCallIsNotDialledButFailsWith90111WhenTheStoreIsAwayForLonger() {
        voice(say("Hi"));
        SimCallee bob = sim.callee("sip:bob@example.com");
        sim.records().hold(true);
        CallSid sid = place(to("sip:bob@example.com"));
        sim.runFor(seconds(11));
        sim.records().hold(false);
        sim.run();
        assertFalse(bob.wasCalled());
        assertEquals(CallStatus.FAILED, last(sid).status());
        assertEquals(List.of(ErrorCode.STORE_FAILED.number()), sim.records().errorCodes());
    }
}
