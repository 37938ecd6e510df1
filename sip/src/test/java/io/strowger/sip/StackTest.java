package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two stacks over real sockets on loopback. */
class StackTest {
    static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 20900 RTP/AVP 0\r\n";

    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private final Inbox<Object> calledSide = world.timeline().inbox(100);
    private final Inbox<Object> callerSide = world.timeline().inbox(100);
    private SipStack server;
    private SipStack client;

    @BeforeEach
    void open() {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = SipStack.open(world, SipConfig.on(any, "").withLoops(2), new SipHandler() {
            @Override
            public CallListener onInvite(IncomingInvite invite) {
                calledSide.post(invite);
                return calledSide::post;
            }
        }, SipTrace.NONE, metrics);
        client = SipStack.open(world, SipConfig.on(any, ""), invite -> {
            throw new IllegalStateException("nobody calls this side");
        }, SipTrace.NONE, new Metrics());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        world.close();
    }

    @Test
    void aStackThatIsClosedDoesNotRun() {
        assertTrue(server.running());
        server.close();
        assertFalse(server.running());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    void callIsAnsweredRenegotiatedAndHungUp(String transport) {
        SipCall call = client.invite(spec(transport), callerSide::post);
        IncomingInvite invite = next(calledSide, IncomingInvite.class);
        assertEquals(Optional.of(SDP), invite.offer());
        invite.ring();
        assertEquals(180, next(callerSide, CallEvent.Ringing.class).status());
        invite.progress(SDP);
        assertEquals(183, next(callerSide, CallEvent.EarlyMedia.class).status());
        invite.answer(SDP);
        assertEquals(SDP, next(callerSide, CallEvent.Answered.class).sdp());
        assertEquals(Optional.empty(), next(calledSide, CallEvent.Acknowledged.class).sdp());
        call.reInvite(SDP + "a=sendonly\r\n");
        assertEquals(Optional.of(SDP + "a=sendonly\r\n"), next(calledSide, CallEvent.Offered.class).sdp());
        invite.answerOffer(SDP + "a=recvonly\r\n");
        assertEquals(SDP + "a=recvonly\r\n", next(callerSide, CallEvent.Renegotiated.class).sdp());
        invite.reInvite(SDP);
        next(callerSide, CallEvent.Offered.class);
        call.answerOffer(SDP);
        assertEquals(SDP, next(calledSide, CallEvent.Renegotiated.class).sdp());
        invite.hangUp();
        assertEquals(CallEvent.Cause.LOCAL, next(calledSide, CallEvent.Ended.class).cause());
        assertEquals(CallEvent.Cause.REMOTE_BYE, next(callerSide, CallEvent.Ended.class).cause());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    void callerThatGivesUpCancels(String transport) {
        SipCall call = client.invite(spec(transport), callerSide::post);
        next(calledSide, IncomingInvite.class).ring();
        next(callerSide, CallEvent.Ringing.class);
        call.hangUp();
        assertEquals(CallEvent.Cause.LOCAL, next(callerSide, CallEvent.Ended.class).cause());
        assertEquals(CallEvent.Cause.REMOTE_CANCEL, next(calledSide, CallEvent.Ended.class).cause());
    }

    @Test
    void refusalCarriesStatusReasonAndHeaders() {
        client.invite(spec(""), callerSide::post);
        next(calledSide, IncomingInvite.class).refuse(486, "Busy Here", List.of(new SipField("Retry-After", "7")));
        CallEvent.Refused refused = next(callerSide, CallEvent.Refused.class);
        assertEquals(486, refused.status());
        assertEquals("Busy Here", refused.reason());
        assertEquals(Optional.of("7"), refused.response().orElseThrow().header(HeaderName.RETRY_AFTER));
    }

    @Test
    void unreachableTcpTargetIsRefusedWith503() {
        client.invite(InviteSpec.of("sip:a@127.0.0.1:1;transport=tcp", "sip:b@127.0.0.1", SDP), callerSide::post);
        assertEquals(503, next(callerSide, CallEvent.Refused.class).status());
    }

    @Test
    void optionsAreAnswered() {
        client.options("sip:127.0.0.1:" + server.address().getPort(), Optional.empty(), callerSide::post);
        assertEquals(200, next(callerSide, Integer.class));
    }

    private InviteSpec spec(String transport) {
        return InviteSpec.of("sip:a@127.0.0.1:" + server.address().getPort() + transport, "sip:b@127.0.0.1", SDP);
    }

    private <T> T next(Inbox<Object> inbox, Class<T> kind) {
        Optional<Object> found = inbox.await(Deadline.after(world.timeline(), Duration.ofSeconds(60)));
        assertTrue(found.isPresent(), "no " + kind.getSimpleName() + " came");
        return assertInstanceOf(kind, found.get());
    }
}
