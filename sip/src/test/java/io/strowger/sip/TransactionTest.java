package io.strowger.sip;

import static io.strowger.sip.TransactionTable.Event.*;
import static io.strowger.sip.TransactionTable.State.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.sip.TransactionTable.Transition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * RFC 3261 17 and RFC 6026, with time as an input. The last check fails when a transition was taken by no test here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionTest {
    private static final Flow UDP = Flow.to(Transport.UDP, new InetSocketAddress("127.0.0.1", 5070));
    private static final Flow TCP = Flow.to(Transport.TCP, new InetSocketAddress("127.0.0.1", 5070));

    private final Set<Transition> taken = new HashSet<>();

    @AfterAll
    void everyTransitionOfEveryTableWasTaken() {
        List<String> missed = new ArrayList<>();
        for (TransactionTable table : TransactionTable.ALL) {
            table.transitions().stream().filter(t -> !taken.contains(t))
                    .forEach(t -> missed.add(table.name() + ": " + t.from() + " on " + t.on()));
        }
        assertEquals(List.of(), missed);
    }

    /** One loop's worth of surroundings. */
    private final class Around implements TransactionContext, ClientUser {
        final TimerWheel timers = new TimerWheel(0);
        final List<String> log = new ArrayList<>();
        final List<Long> sentAt = new ArrayList<>();
        Runnable lastFailure = () -> { };
        long now;

        void pass(long millis) {
            for (long i = 0; i < millis; i += 10) {
                now += 10;
                timers.advance(now * 1_000_000);
            }
        }

        @Override
        public void send(byte[] message, Flow to, Runnable failed) {
            SipMessage parsed = SipParser.datagram(message).orElseThrow();
            log.add("send " + (parsed instanceof SipRequest r ? r.method() : "" + ((SipResponse) parsed).status()));
            sentAt.add(now);
            lastFailure = failed;
        }

        @Override
        public TimerWheel timers() {
            return timers;
        }

        @Override
        public SipConfig config() {
            return SipConfig.on(new InetSocketAddress("127.0.0.1", 5060), "");
        }

        @Override
        public void taken(TransactionTable table, Transition transition) {
            taken.add(transition);
        }

        @Override
        public void ended(ClientTransaction transaction) {
            log.add("ended");
        }

        @Override
        public void ended(ServerTransaction transaction) {
            log.add("ended");
        }

        @Override
        public void repeated(boolean sent) {
            // counted by the core
        }

        @Override
        public void onResponse(SipResponse response) {
            log.add("told " + response.status());
        }

        @Override
        public void onTimeout() {
            log.add("timeout");
        }

        @Override
        public void onTransportError() {
            log.add("transport");
        }

        int sends(String what) {
            return (int) log.stream().filter(("send " + what)::equals).count();
        }
    }

    static SipRequest request(String method) {
        return SipParser.request(new RequestDraft(method, "sip:b@127.0.0.1", "<sip:a@127.0.0.1>;tag=1",
                "<sip:b@127.0.0.1>", "call@test", 1)
                .build(Transport.UDP, "127.0.0.1:5060", "z9hG4bKabc", "test").bytes());
    }

    static SipResponse response(SipRequest request, int status) {
        return (SipResponse) SipParser.datagram(
                SipMessages.response(request, UDP, status, "Reason", "tag", List.of(), "")).orElseThrow();
    }

    private ClientTransaction client(Around around, String method, Flow flow) {
        ClientTransaction made = new ClientTransaction("k", request(method), flow, around, around);
        made.start();
        return made;
    }

    private ServerTransaction server(Around around, String method, Flow flow) {
        return new ServerTransaction("k", request(method), flow, flow, "tag", around);
    }

    private void respond(ServerTransaction transaction, int status) {
        transaction.respond(status, SipMessages.response(
                transaction.request(), UDP, status, "Reason", "tag", List.of(), ""));
    }

    @Test
    void inviteOverUdpIsSentSevenTimesWithDoublingIntervalsThenTimesOut() {
        Around around = new Around();
        ClientTransaction transaction = client(around, "INVITE", UDP);
        around.pass(33_000);
        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L), around.sentAt);
        assertEquals(List.of("timeout", "ended"), around.log.subList(7, 9));
        assertEquals(TERMINATED, transaction.state());
        assertEquals(0, around.timers.live());
    }

    @Test
    void inviteOverTcpIsSentOnceAndTimesOut() {
        Around around = new Around();
        client(around, "INVITE", TCP);
        around.pass(33_000);
        assertEquals(List.of("send INVITE", "timeout", "ended"), around.log);
    }

    @Test
    void provisionalStopsTheRepetitionAndTheTimeout() {
        Around around = new Around();
        ClientTransaction transaction = client(around, "INVITE", UDP);
        transaction.received(response(transaction.request(), 100));
        transaction.received(response(transaction.request(), 180));
        around.pass(100_000);
        assertEquals(List.of("send INVITE", "told 100", "told 180"), around.log);
        assertEquals(PROCEEDING, transaction.state());
        transaction.abandon();
        assertEquals(List.of("timeout", "ended"), around.log.subList(3, 5));
    }

    @Test
    void failureIsAcknowledgedEachTimeAndToldOnce() {
        for (boolean rang : new boolean[] {false, true}) {
            Around around = new Around();
            ClientTransaction transaction = client(around, "INVITE", UDP);
            if (rang) {
                transaction.received(response(transaction.request(), 180));
            }
            transaction.received(response(transaction.request(), 486));
            transaction.received(response(transaction.request(), 486));
            assertEquals(2, around.sends("ACK"));
            assertEquals(1, around.log.stream().filter("told 486"::equals).count());
            around.pass(31_000);
            assertEquals(COMPLETED, transaction.state());
            around.pass(2_000); // timer D, 32 s
            assertEquals(TERMINATED, transaction.state());
            assertEquals(0, around.timers.live());
        }
    }

    @Test
    void ackOfAFailureCarriesTheBranchAndTheResponsesTag() {
        SipRequest invite = request("INVITE");
        SipRequest ack = SipParser.request(SipMessages.ackForFailure(invite, response(invite, 486)));
        assertEquals(invite.topVia(), ack.topVia());
        assertEquals("tag", ack.toTag().orElseThrow());
        assertEquals(new CSeq(1, "ACK"), ack.cseq().orElseThrow());
    }

    @Test
    void everySuccessIsToldUntilTimerM() {
        for (boolean rang : new boolean[] {false, true}) {
            Around around = new Around();
            ClientTransaction transaction = client(around, "INVITE", UDP);
            if (rang) {
                transaction.received(response(transaction.request(), 180));
            }
            transaction.received(response(transaction.request(), 200));
            transaction.received(response(transaction.request(), 200));
            assertEquals(2, around.log.stream().filter("told 200"::equals).count());
            assertEquals(ACCEPTED, transaction.state());
            around.pass(32_100);
            assertEquals(TERMINATED, transaction.state());
        }
    }

    @Test
    void transportErrorIsToldWhileCallingAndEndsTheWaitAfterAFailure() {
        Around around = new Around();
        client(around, "INVITE", TCP);
        around.lastFailure.run();
        assertEquals(List.of("send INVITE", "transport", "ended"), around.log);
        Around later = new Around();
        ClientTransaction transaction = client(later, "INVITE", UDP);
        transaction.received(response(transaction.request(), 500));
        later.lastFailure.run();
        assertEquals(TERMINATED, transaction.state());
    }

    @Test
    void otherRequestsRepeatUpToT2AndTimeOutAt64T1() {
        Around around = new Around();
        client(around, "OPTIONS", UDP);
        around.pass(33_000);
        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L),
                around.sentAt);
        assertTrue(around.log.contains("timeout"));
        assertEquals(0, around.timers.live());
    }

    @Test
    void aProvisionalSlowsOtherRequestsToT2() {
        Around around = new Around();
        ClientTransaction transaction = client(around, "BYE", UDP);
        transaction.received(response(transaction.request(), 100));
        transaction.received(response(transaction.request(), 100));
        around.pass(33_000);
        assertEquals(List.of(0L, 500L, 4500L, 8500L, 12500L, 16500L, 20500L, 24500L, 28500L), around.sentAt);
        assertTrue(around.log.contains("timeout"));
    }

    @Test
    void finalAnswerOfOtherRequestsIsToldOnceAndAbsorbedForT4() {
        for (boolean provisional : new boolean[] {false, true}) {
            Around around = new Around();
            ClientTransaction transaction = client(around, "BYE", UDP);
            if (provisional) {
                transaction.received(response(transaction.request(), 100));
            }
            transaction.received(response(transaction.request(), 200));
            transaction.received(response(transaction.request(), 200));
            assertEquals(1, around.log.stream().filter("told 200"::equals).count());
            around.pass(5_100);
            assertEquals(TERMINATED, transaction.state());
        }
        Around reliable = new Around();
        ClientTransaction transaction = client(reliable, "BYE", TCP);
        transaction.received(response(transaction.request(), 200));
        reliable.pass(20);
        assertEquals(TERMINATED, transaction.state());
    }

    @Test
    void transportErrorEndsOtherRequests() {
        Around around = new Around();
        client(around, "BYE", TCP);
        around.lastFailure.run();
        assertEquals(List.of("send BYE", "transport", "ended"), around.log);
        Around later = new Around();
        ClientTransaction transaction = client(later, "BYE", UDP);
        transaction.received(response(transaction.request(), 100));
        later.lastFailure.run();
        assertTrue(later.log.contains("transport"));
    }

    @Test
    void repeatedInviteGetsTheLastProvisionalAgain() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "INVITE", UDP);
        respond(transaction, 100);
        respond(transaction, 180);
        transaction.repeated();
        assertEquals(List.of("send 100", "send 180", "send 180"), around.log);
    }

    @Test
    void refusalIsRepeatedUntilItsAck() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "INVITE", UDP);
        respond(transaction, 486);
        transaction.repeated();
        around.pass(3_600);
        assertEquals(List.of(0L, 0L, 500L, 1500L, 3500L), around.sentAt);
        transaction.acknowledged();
        assertEquals(CONFIRMED, transaction.state());
        transaction.acknowledged();
        around.pass(5_100); // timer I
        assertEquals(TERMINATED, transaction.state());
        assertEquals(5, around.sends("486"));
    }

    @Test
    void refusalWithoutAckEndsAtTimerH() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "INVITE", UDP);
        respond(transaction, 486);
        around.pass(32_100);
        assertEquals(TERMINATED, transaction.state());
        assertEquals(0, around.timers.live());
    }

    @Test
    void refusalOverTcpIsSentOnce() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "INVITE", TCP);
        respond(transaction, 486);
        around.pass(10_000);
        assertEquals(1, around.sends("486"));
    }

    @Test
    void acceptedInviteAbsorbsRepetitionsAndSendsTheUsersCopiesUntilTimerL() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "INVITE", UDP);
        respond(transaction, 200);
        transaction.repeated();
        respond(transaction, 200);
        assertEquals(2, around.sends("200"));
        assertThrows(IllegalStateException.class, () -> respond(transaction, 486));
        around.pass(32_100);
        assertEquals(TERMINATED, transaction.state());
    }

    @Test
    void transportErrorsEndInviteServers() {
        Around before = new Around();
        ServerTransaction ringing = server(before, "INVITE", TCP);
        ringing.onTransportFailure(() -> before.log.add("lost"));
        respond(ringing, 180);
        before.lastFailure.run();
        assertEquals(List.of("send 180", "lost", "ended"), before.log);
        respond(ringing, 200); // too late, and no mistake
        assertEquals(3, before.log.size());
        Around after = new Around();
        ServerTransaction refused = server(after, "INVITE", TCP);
        respond(refused, 486);
        after.lastFailure.run();
        assertEquals(TERMINATED, refused.state());
    }

    @Test
    void otherServersRepeatTheirAnswerUntilTimerJ() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "OPTIONS", UDP);
        transaction.repeated(); // nothing to repeat yet
        respond(transaction, 200);
        transaction.repeated();
        assertEquals(2, around.sends("200"));
        around.pass(32_100);
        assertEquals(TERMINATED, transaction.state());
    }

    @Test
    void otherServersMayAnswerProvisionally() {
        Around around = new Around();
        ServerTransaction transaction = server(around, "BYE", UDP);
        respond(transaction, 100);
        transaction.repeated();
        respond(transaction, 183);
        respond(transaction, 200);
        assertEquals(List.of("send 100", "send 100", "send 183", "send 200"), around.log);
    }

    @Test
    void transportErrorsEndOtherServers() {
        Around before = new Around();
        ServerTransaction waiting = server(before, "BYE", TCP);
        respond(waiting, 100);
        before.lastFailure.run();
        assertEquals(TERMINATED, waiting.state());
        Around after = new Around();
        ServerTransaction done = server(after, "BYE", TCP);
        respond(done, 200);
        after.lastFailure.run();
        assertEquals(TERMINATED, done.state());
    }

    @Test
    void pairsOutsideTheTableChangeNothing() {
        assertEquals(List.of(), TransactionTable.CLIENT_INVITE.step(PROCEEDING, TIMER_A).acts());
        assertEquals(PROCEEDING, TransactionTable.CLIENT_INVITE.step(PROCEEDING, TIMER_A).next());
        assertEquals(CONFIRMED, TransactionTable.SERVER_INVITE.step(CONFIRMED, REQUEST).next());
    }
}
