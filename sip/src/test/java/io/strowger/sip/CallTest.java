package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.sip.CallEvent.Cause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Calls between two cores in virtual time: RFC 3261 9, 12 to 15, RFC 4028, RFC 6026; every test ends with empty
 * tables.
 */
class CallTest {
    private static final String SDP = "v=0\r\ns=answer\r\n";

    private final VirtualNet net = new VirtualNet(7);
    private final VirtualNet.Node caller = net.node(5061);
    private final VirtualNet.Node called = net.node(5062);

    private SipCall connect() {
        called.onInvite = invite -> invite.answer(SDP);
        SipCall call = caller.call(called);
        net.pass(100);
        assertEquals(1, caller.events(CallEvent.Answered.class).size());
        assertEquals(1, called.events(CallEvent.Acknowledged.class).size());
        return call;
    }

    private void settle() {
        net.pass(140_000);
        caller.assertIdle();
        called.assertIdle();
    }

    @Test
    void answeredCallEndsByByeAndLeavesNothing() {
        SipCall call = connect();
        assertTrue(call.exportDialog().startsWith("strowger-dialog/1&"));
        call.hangUp();
        net.pass(100);
        assertEquals(List.of(new CallEvent.Ended(Cause.LOCAL)), caller.events(CallEvent.Ended.class));
        assertEquals(List.of(new CallEvent.Ended(Cause.REMOTE_BYE)), called.events(CallEvent.Ended.class));
        assertEquals("", call.exportDialog());
        settle();
    }

    @Test
    void unacknowledgedAnswerIsRepeatedThenEndsInBye() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.invite("z9hG4bKx", "c1", "1 INVITE", "a=1\n"), 5099);
        net.pass(33_000);
        // T1, doubling to T2, for 64*T1: 0 .5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5
        assertEquals(11, called.statuses().stream().filter(s -> s == 200).count());
        assertEquals(List.of(new CallEvent.Ended(Cause.LOST)), called.events(CallEvent.Ended.class));
        assertTrue(called.sent("BYE") >= 1);
        settle();
    }

    @Test
    void cancelBeforeTheAnswerGives487AndAfterItChangesNothing() {
        SipCall call = caller.call(called);
        net.pass(20);
        called.invite().ring();
        net.pass(20);
        call.hangUp();
        net.pass(50);
        assertTrue(called.statuses().contains(487));
        assertEquals(List.of(new CallEvent.Ended(Cause.REMOTE_CANCEL)), called.events(CallEvent.Ended.class));
        assertEquals(List.of(new CallEvent.Ended(Cause.LOCAL)), caller.events(CallEvent.Ended.class));
        settle();
    }

    @Test
    void answerThatCrossesTheCancelIsAcknowledgedAndEndedByBye() {
        SipCall call = caller.call(called);
        net.pass(20);
        called.invite().ring();
        net.pass(20);
        call.hangUp();
        called.invite().answer(SDP);
        net.pass(100);
        assertEquals(1, caller.sent("CANCEL"));
        assertEquals(1, caller.sent("ACK"));
        assertEquals(1, caller.sent("BYE"));
        assertEquals(List.of(new CallEvent.Ended(Cause.REMOTE_BYE)), called.events(CallEvent.Ended.class));
        assertEquals(0, caller.events(CallEvent.Answered.class).size());
        settle();
    }

    @Test
    void cancelWaitsForAProvisionalResponse() {
        VirtualNet.Node mute = net.node(5063);
        net.loss = 1;
        SipCall call = caller.call(mute);
        call.hangUp();
        net.pass(10_000);
        assertEquals(0, caller.sent("CANCEL"));
        net.loss = 0;
        net.pass(10_000); // the next repetition of the INVITE brings a 100
        assertEquals(1, caller.sent("CANCEL"));
        settle();
        mute.assertIdle();
    }

    @Test
    void callWithoutAnyAnswerIsRefusedWith408() {
        caller.call(InviteSpec.of("sip:b@127.0.0.1:5999", "sip:a@127.0.0.1", SDP));
        net.pass(33_000);
        assertEquals(408, caller.events(CallEvent.Refused.class).getFirst().status());
        settle();
    }

    @Test
    void ringingForeverIsGivenUp() {
        caller.call(called);
        net.pass(20);
        called.invite().ring();
        net.pass(601_000);
        assertEquals(1, caller.events(CallEvent.Refused.class).size() + caller.events(CallEvent.Ended.class).size());
        assertEquals(1, called.events(CallEvent.Ended.class).size());
        assertTrue(called.statuses().stream().filter(s -> s == 180).count() >= 9, "ringing is told every minute");
        settle();
    }

    @Test
    void delayedOfferIsAnsweredInTheAck() {
        called.onInvite = invite -> {
            assertEquals(Optional.empty(), invite.offer());
            invite.answer("v=0\r\ns=their-offer\r\n");
        };
        SipCall call = caller.call(new InviteSpec("sip:b@127.0.0.1:5062", Optional.empty(), "sip:a@127.0.0.1", "", "",
                Optional.empty(), List.of(), Optional.empty()));
        net.pass(50);
        assertEquals("v=0\r\ns=their-offer\r\n", caller.events(CallEvent.Answered.class).getFirst().sdp());
        assertEquals(0, caller.sent("ACK"));
        call.answerOffer(SDP);
        net.pass(50);
        assertEquals(List.of(new CallEvent.Acknowledged(Optional.of(SDP))),
                called.events(CallEvent.Acknowledged.class));
        call.hangUp();
        settle();
    }

    @Test
    void delayedOfferInAReInviteBringsTheAnswerWithItsAck() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.invite("z9hG4bKx", "c2", "1 INVITE", "a=1\n"), 5099);
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c2", tag, "1 ACK", ""), 5099);
        called.inject(Samples.inDialog("INVITE", "z9hG4bKz", "c2", tag, "2 INVITE", ""), 5099);
        assertEquals(List.of(new CallEvent.Offered(Optional.empty())), called.events(CallEvent.Offered.class));
        called.invite().answerOffer("v=0\r\ns=ours\r\n");
        called.drain();
        called.inject(Samples.inDialog("ACK", "z9hG4bKw", "c2", tag, "2 ACK", "a=2\n"), 5099);
        assertEquals(List.of(new CallEvent.Renegotiated("a=2\r\n")), called.events(CallEvent.Renegotiated.class));
        called.inject(Samples.inDialog("BYE", "z9hG4bKv", "c2", tag, "3 BYE", ""), 5099);
        settle();
    }

    @Test
    void bothSidesReInvitingAtOnceMeetWith491AndTryAgain() {
        SipCall call = connect();
        call.reInvite("v=0\r\ns=left\r\n");
        called.invite().reInvite("v=0\r\ns=right\r\n");
        net.pass(50);
        assertTrue(caller.statuses().contains(491) && called.statuses().contains(491));
        for (int i = 0; i < 120 && caller.events(CallEvent.Renegotiated.class).isEmpty()
                | called.events(CallEvent.Renegotiated.class).isEmpty(); i++) {
            net.pass(50);
            call.answerOffer(SDP);
            called.invite().answerOffer(SDP);
        }
        assertEquals(1, caller.events(CallEvent.Renegotiated.class).size());
        assertEquals(1, called.events(CallEvent.Renegotiated.class).size());
        call.hangUp();
        settle();
    }

    @Test
    void refusedReInviteLeavesTheCallAsItWas() {
        SipCall call = connect();
        call.reInvite("v=0\r\ns=video\r\n");
        net.pass(50);
        called.invite().refuseOffer(488, "Not Acceptable Here");
        net.pass(50);
        assertEquals(List.of(new CallEvent.RenegotiationFailed(488)),
                caller.events(CallEvent.RenegotiationFailed.class));
        assertEquals(0, caller.events(CallEvent.Ended.class).size());
        called.invite().hangUp();
        net.pass(50);
        assertEquals(List.of(new CallEvent.Ended(Cause.REMOTE_BYE)), caller.events(CallEvent.Ended.class));
        settle();
    }

    @Test
    void reInviteNobodyAnswersIsRefusedAfter64T1() {
        SipCall call = connect();
        call.reInvite("v=0\r\ns=x\r\n");
        net.pass(33_000);
        assertEquals(List.of(new CallEvent.RenegotiationFailed(500)),
                caller.events(CallEvent.RenegotiationFailed.class));
        call.hangUp();
        settle();
    }

    @Test
    void hangUpBeforeTheAckWaitsForItWithTheBye() {
        called.onInvite = invite -> {
            invite.answer(SDP);
            invite.hangUp();
        };
        called.inject(Samples.invite("z9hG4bKx", "c3", "1 INVITE", "a=1\n"), 5099);
        assertEquals(0, called.sent("BYE"));
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c3", tag, "1 ACK", ""), 5099);
        assertEquals(1, called.sent("BYE"));
        settle();
    }

    @Test
    void forkedAnswersBeyondTheFirstAreAcknowledgedAndEnded() {
        VirtualNet.Node fork = net.node(5064);
        caller.call(InviteSpec.of("sip:b@127.0.0.1:5999", "sip:a@127.0.0.1", SDP));
        SipRequest invite = (SipRequest) caller.sent.getFirst();
        Flow flow = Flow.to(Transport.UDP, new java.net.InetSocketAddress("127.0.0.1", 5999));
        for (String tag : List.of("one", "two", "two")) {
            caller.inject(SipMessages.response(invite, flow, 200, "OK", tag,
                    List.of(new SipField("Contact", "<sip:" + tag + "@127.0.0.1:5064>")), SDP), 5999);
        }
        net.pass(50);
        assertEquals(1, caller.events(CallEvent.Answered.class).size());
        assertEquals(3, caller.sent("ACK"), "each 2xx, repeated ones too");
        assertEquals(1, caller.sent("BYE"));
        SipRequest bye = (SipRequest) caller.sent.stream().filter(m -> m.firstLine().startsWith("BYE")).findFirst()
                .orElseThrow();
        assertEquals("two", bye.toTag().orElseThrow());
        assertEquals("sip:two@127.0.0.1:5064", bye.uriText());
        net.pass(70_000);
        fork.assertIdle();
    }

    @Test
    void recordRouteIsFollowedLooselyInReverse() {
        caller.call(InviteSpec.of("sip:b@127.0.0.1:5999", "sip:a@127.0.0.1", SDP));
        SipRequest invite = (SipRequest) caller.sent.getFirst();
        Flow flow = Flow.to(Transport.UDP, new java.net.InetSocketAddress("127.0.0.1", 5999));
        caller.inject(SipMessages.response(invite, flow, 200, "OK", "t", List.of(
                new SipField("Record-Route", "<sip:127.0.0.1:5997;lr>, <sip:127.0.0.1:5998;lr>"),
                new SipField("Contact", "<sip:there@127.0.0.1:5996>")), SDP), 5999);
        SipRequest ack = (SipRequest) caller.sent.getLast();
        assertEquals("sip:there@127.0.0.1:5996", ack.uriText());
        assertEquals(List.of("<sip:127.0.0.1:5998;lr>", "<sip:127.0.0.1:5997;lr>"), ack.values(HeaderName.ROUTE));
        assertEquals(0, ack.bodyLength());
    }

    @Test
    void strictRouterGetsTheTargetAsLastRoute() {
        SipRequest request = new RequestDraft("BYE", "sip:target@h", "<sip:a@h>;tag=1", "<sip:b@h>;tag=2", "c", 2)
                .routes(List.of("<sip:strict@p1>", "<sip:p2;lr>")).build(Transport.UDP, "h:1", "z9hG4bK1", "t");
        assertEquals("sip:strict@p1", request.uriText());
        assertEquals(List.of("<sip:p2;lr>", "<sip:target@h>"), request.values(HeaderName.ROUTE));
    }

    @Test
    void redirectionIsSurfaced() {
        called.onInvite = invite -> invite.refuse(302, "Moved Temporarily",
                List.of(new SipField("Contact", "<sip:elsewhere@127.0.0.1>")));
        caller.call(called);
        net.pass(50);
        CallEvent.Refused refused = caller.events(CallEvent.Refused.class).getFirst();
        assertEquals(302, refused.status());
        assertEquals("sip:elsewhere@127.0.0.1", refused.response().orElseThrow().contact().orElseThrow().uri());
        settle();
    }

    @Test
    void requestsOutOfOrderOrOutsideTheDialogAreRefused() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.invite("z9hG4bKx", "c4", "5 INVITE", "a=1\n"), 5099);
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c4", tag, "5 ACK", ""), 5099);
        called.inject(Samples.inDialog("BYE", "z9hG4bKa", "c4", tag, "4 BYE", ""), 5099);
        assertEquals(500, called.statuses().getLast());
        called.inject(Samples.inDialog("BYE", "z9hG4bKb", "c4", "other", "6 BYE", ""), 5099);
        assertEquals(481, called.statuses().getLast());
        called.inject(Samples.inDialog("UPDATE", "z9hG4bKc", "c4", tag, "6 UPDATE", ""), 5099);
        assertEquals(405, called.statuses().getLast());
        assertTrue(called.sent.getLast().header(HeaderName.ALLOW).isPresent());
        called.inject(Samples.inDialog("OPTIONS", "z9hG4bKd", "c4", tag, "7 OPTIONS", ""), 5099);
        assertEquals(200, called.statuses().getLast());
        called.inject(Samples.inDialog("BYE", "z9hG4bKe", "c4", tag, "8 BYE", ""), 5099);
        assertEquals(200, called.statuses().getLast());
        settle();
    }

    /** RFC 2976 2.2: what is not understood must not be answered as if it were. */
    @Test
    void infoWithABodyIs415AndWithoutOne200() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.invite("z9hG4bKx", "c5", "5 INVITE", "a=1\n"), 5099);
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c5", tag, "5 ACK", ""), 5099);
        called.inject(Samples.inDialog("INFO", "z9hG4bKa", "c5", tag, "6 INFO", "Signal=5\n"), 5099);
        assertEquals(415, called.statuses().getLast());
        called.inject(Samples.inDialog("INFO", "z9hG4bKb", "c5", tag, "7 INFO", ""), 5099);
        assertEquals(200, called.statuses().getLast());
        called.inject(Samples.inDialog("BYE", "z9hG4bKe", "c5", tag, "8 BYE", ""), 5099);
        settle();
    }

    /** 603 would tell proxies to try nobody else (RFC 3261 21.6). */
    @Test
    void unansweredCallThatWeEndIsTemporarilyUnavailable() {
        caller.call(called);
        net.pass(20);
        called.invite().hangUp();
        net.pass(20);
        assertEquals(480, called.statuses().getLast());
        settle();
    }

    @Test
    void aFatalErrorInTheUserIsAnswered500AndTheCoreGoesOn() {
        called.onInvite = invite -> {
            throw new StackOverflowError("for the test");
        };
        caller.call(called);
        net.pass(20);
        assertEquals(500, called.statuses().getLast());
        net.pass(140_000);
        assertEquals(0, called.core.held());
        assertEquals(1, called.counters.mistakes.sum());
    }

    /** RFC 3261 8.2.7: a made-up tag must not fill the table of transactions. */
    @Test
    void requestOfADialogThatNeverWasIsRefusedWithoutKeepingAnything() {
        called.inject(Samples.inDialog("BYE", "z9hG4bKz", "c9", "made-up", "6 BYE", ""), 5099);
        assertEquals(481, called.statuses().getLast());
        assertEquals(0, called.core.held());
        called.inject(Samples.inDialog("BYE", "z9hG4bKz", "c9", "made-up", "6 BYE", ""), 5099);
        assertEquals(called.sent.getFirst().firstLine(), called.sent.getLast().firstLine());
        assertEquals(2, called.sent.size(), "a repetition is answered again");
    }

    @Test
    void inviteWhileRingingGets500AndByeInTheEarlyDialogEndsIt() {
        called.inject(Samples.invite("z9hG4bKx", "c5", "1 INVITE", "a=1\n"), 5099);
        called.invite().ring();
        called.drain();
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("INVITE", "z9hG4bKy", "c5", tag, "2 INVITE", "a=2\n"), 5099);
        assertEquals(500, called.statuses().getLast());
        assertTrue(called.sent.getLast().header(HeaderName.RETRY_AFTER).isPresent());
        called.inject(Samples.inDialog("BYE", "z9hG4bKz", "c5", tag, "3 BYE", ""), 5099);
        assertTrue(called.statuses().contains(487));
        assertEquals(List.of(new CallEvent.Ended(Cause.REMOTE_CANCEL)), called.events(CallEvent.Ended.class));
        settle();
    }

    @Test
    void sessionTimerThePeerRefreshesEndsTheCallWhenItDoesNot() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.inviteWith("z9hG4bKx", "c6", "Session-Expires: 90;refresher=uac\nSupported: timer\n"),
                5099);
        SipMessage ok = called.sent.getLast();
        assertEquals(Optional.of("90;refresher=uac"), ok.header(HeaderName.SESSION_EXPIRES));
        assertEquals(Optional.of("timer"), ok.header(HeaderName.REQUIRE));
        String tag = ok.toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c6", tag, "1 ACK", ""), 5099);
        net.pass(55_000);
        assertEquals(0, called.events(CallEvent.Ended.class).size());
        net.pass(10_000);
        assertEquals(List.of(new CallEvent.Ended(Cause.LOST)), called.events(CallEvent.Ended.class));
        settle();
    }

    @Test
    void sessionTimerLeftToUsIsRefreshedWithTheSameSdpUnheard() {
        called.onInvite = invite -> invite.answer(SDP);
        called.inject(Samples.inviteWith("z9hG4bKx", "c7", "Session-Expires: 90;refresher=uas\nSupported: timer\n"),
                5099);
        String tag = called.sent.getLast().toTag().orElseThrow();
        called.inject(Samples.inDialog("ACK", "z9hG4bKy", "c7", tag, "1 ACK", ""), 5099);
        net.pass(46_000);
        SipRequest refresh = (SipRequest) called.sent.stream().filter(m -> m.firstLine().startsWith("INVITE"))
                .findFirst().orElseThrow();
        assertEquals(Optional.of(SDP), refresh.sdp());
        assertTrue(refresh.header(HeaderName.SESSION_EXPIRES).isPresent());
        assertEquals(0, called.events(CallEvent.Renegotiated.class).size());
        called.invite().hangUp();
        settle();
    }

    @Test
    void tooShortASessionIntervalGets422() {
        called.inject(Samples.inviteWith("z9hG4bKx", "c8", "Session-Expires: 30\nSupported: timer\n"), 5099);
        assertEquals(List.of(422), called.statuses());
        assertEquals(Optional.of("90"), called.sent.getLast().header(HeaderName.MIN_SE));
        assertEquals(0, called.core.held());
    }

    @Test
    void refusedAdmissionKeepsNoState() {
        called.admission = new Admission.Refused(
                503, "Service Unavailable", List.of(new SipField("Retry-After", "3")));
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        assertEquals(List.of(503, 503), called.statuses());
        assertEquals(called.sent.get(0).toTag(), called.sent.get(1).toTag());
        assertEquals(0, called.core.held());
        assertEquals(0, called.core.timers().live());
    }

    @Test
    void oldMessagesMeanOverload() {
        called.core.received(SipParser.datagram(Samples.bytes(Samples.invite("z9hG4bKx", "c10", "1 INVITE", "")))
                .orElseThrow(), Flow.to(Transport.UDP, new java.net.InetSocketAddress("127.0.0.1", 5099)),
                        600_000_000L);
        assertEquals(List.of(503), called.statuses());
        assertTrue(called.sent.getLast().header(HeaderName.RETRY_AFTER).isPresent());
        assertEquals(0, called.core.held());
    }

    /** RFC 3261 8.2.7; found by the soak: a caller was told 503, and its repetition's call went on without it. */
    @Test
    void repetitionOfARefusedInviteIsRefusedThoughThereIsRoomNow() {
        called.admission = new Admission.Refused(503, "Service Unavailable", List.of());
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        called.admission = Admission.ACCEPTED;
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        assertEquals(List.of(503, 503), called.statuses());
        assertEquals(0, called.core.held());
        net.pass(31_000);
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        assertEquals(List.of(503, 503, 503), called.statuses());
        net.pass(2_000);
        called.inject(Samples.invite("z9hG4bKx", "c9", "1 INVITE", ""), 5099);
        called.invite().refuse(486, "Busy Here", List.of());
        net.pass(1_000);
        assertTrue(called.statuses().contains(486), "long afterwards it is a new call");
        settle();
    }

    @Test
    void refusedInvitesAreForgottenInTimeAndNeverTooMany() {
        RefusedInvites refused = new RefusedInvites(100);
        for (int i = 0; i < 30_000; i++) {
            refused.add("key " + i, Responder.OVERLOADED, 0);
        }
        refused.add("k".repeat(300), Responder.OVERLOADED, 0);
        assertEquals(20_000, refused.size());
        assertEquals(Optional.of(Responder.OVERLOADED), refused.answer("key 7", 99));
        refused.expire(100);
        assertEquals(0, refused.size());
    }

    @Test
    void fullTransactionTableAnswers503() {
        for (int i = 0; i < 1001; i++) {
            called.inject(Samples.invite("z9hG4bKn" + i, "many-" + i, "1 INVITE", ""), 5099);
        }
        assertEquals(503, called.statuses().getLast());
        assertEquals(1000, called.events(IncomingInvite.class).size());
        called.events(IncomingInvite.class).forEach(i -> i.refuse(486, "Busy Here", List.of()));
        settle();
    }

    @Test
    void handlerThatThrowsIsAnsweredWith500AndCounted() {
        called.onInvite = invite -> {
            throw new IllegalArgumentException("a mistake of the test");
        };
        called.inject(Samples.invite("z9hG4bKx", "c11", "1 INVITE", ""), 5099);
        assertEquals(List.of(100, 500), called.statuses());
        assertEquals(1, called.counters.mistakes.sum());
        net.pass(40_000);
        assertEquals(0, called.core.held());
    }

    @Test
    void challengeIsAnsweredOnceWithCredentials() {
        DigestServer digest = new DigestServer(net.world, java.time.Duration.ofMinutes(5),
                (realm, user, algorithm) -> Optional.of(algorithm.ha1(user, realm, "secret")));
        called.onInvite = invite -> {
            switch (digest.check(invite.request(), "house")) {
                case DigestVerdict.Accepted(String user) -> invite.answer("v=0\r\ns=" + user + "\r\n");
                case DigestVerdict.Missing() -> invite.refuse(407, "Proxy Authentication Required",
                        digest.challenge("house", true, false));
                case DigestVerdict.Stale(), DigestVerdict.Wrong() -> invite.refuse(403, "Forbidden", List.of());
            }
        };
        for (String password : List.of("secret", "wrong")) {
            caller.call(new InviteSpec("sip:b@127.0.0.1:5062", Optional.empty(), "sip:a@127.0.0.1", "A \"B\"", "a",
                    Optional.of(new SipCredentials("alice", password)), List.of(), Optional.of(SDP)));
            net.pass(100);
        }
        assertEquals("v=0\r\ns=alice\r\n", caller.events(CallEvent.Answered.class).getFirst().sdp());
        assertEquals(403, caller.events(CallEvent.Refused.class).getFirst().status());
        called.events(IncomingInvite.class).forEach(SipCall::hangUp);
        settle();
    }

    @Test
    void callsSurviveALossyNetworkAndLeaveNothing() {
        for (long seed = 1; seed <= 30; seed++) {
            VirtualNet rough = new VirtualNet(seed);
            rough.loss = 0.2;
            rough.doubled = 0.1;
            rough.jitterMillis = 80;
            VirtualNet.Node left = rough.node(5061);
            VirtualNet.Node right = rough.node(5062);
            right.onInvite = invite -> {
                invite.ring();
                invite.answer(SDP);
            };
            for (int i = 0; i < 20; i++) {
                SipCall call = left.call(right);
                rough.pass(3_000);
                if (i % 3 == 0) {
                    call.reInvite("v=0\r\ns=again\r\n");
                    rough.pass(1_000);
                    right.events(IncomingInvite.class).forEach(in -> in.answerOffer(SDP));
                }
                (i % 2 == 0 ? call : right.invite()).hangUp();
            }
            rough.loss = 0;
            right.events(IncomingInvite.class).forEach(SipCall::hangUp); // a hang-up above may have hit an older call
            rough.pass(200_000);
            left.assertIdle();
            right.assertIdle();
            int ends = left.events(CallEvent.Ended.class).size() + left.events(CallEvent.Refused.class).size();
            assertEquals(20, ends, "seed " + seed);
            assertFalse(left.events(CallEvent.Answered.class).isEmpty());
        }
    }
}
