package io.strowger.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.RealWorld;
import io.strowger.media.audio.Clip;
import io.strowger.media.sdp.Direction;
import io.strowger.sip.CallEvent;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two phones over real sockets on this machine: issue 2, "the built-in phone is a product feature". */
class PhoneTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final short[] GREETING = ListenerTest.speech(11, 12_000);
    private static final short[] REPLY = ListenerTest.speech(12, 12_000);

    private RealWorld world;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        world = RealWorld.open();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        alice = Phone.open(world, PhoneConfig.of(loopback, 25100, 25199, "alice"), SipTrace.NONE);
        bob = Phone.open(world, PhoneConfig.of(loopback, 25200, 25299, "bob"), SipTrace.NONE);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        world.close();
    }

    private String bobsUri(String parameters) {
        return "sip:bob@127.0.0.1:" + bob.address().getPort() + parameters;
    }

    private PhoneCall bobsCall() {
        return bob.incoming().await(Deadline.after(world.timeline(), SOON)).orElseThrow();
    }

    @Test
    void bothSidesHearEachOtherOverUdp() {
        conversation("");
    }

    @Test
    void bothSidesHearEachOtherOverTcp() {
        conversation(";transport=tcp");
    }

    private void conversation(String parameters) {
        bob.answering(AnswerPlan.Answer.atOnce().after(Duration.ofMillis(100)));
        PhoneCall out = alice.call(bobsUri(parameters));
        PhoneCall in = bobsCall();
        assertTrue(out.awaitAnswer(SOON));
        assertTrue(in.awaitAnswer(SOON));
        assertTrue(out.past().stream().anyMatch(PhoneEvent.Ringing.class::isInstance), "bob rang first");
        assertTrue(reaches(in, out, GREETING), "alice hears bob's greeting");
        assertTrue(reaches(out, in, REPLY), "bob hears alice's reply");
        Transcript heard = new Listener(Map.of("greeting", GREETING, "reply", REPLY)).transcribe(out.heard().pcm());
        assertEquals(Set.of("greeting"), Set.copyOf(heard.prompts()), heard.toString());
        out.hangUp();
        assertTrue(out.awaitEnd(SOON));
        assertTrue(in.awaitEnd(SOON));
        assertTrue(in.past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_BYE)), in.past().toString());
    }

    /** Says it until it is heard whole: a stalled machine tears real-time sound, and people say things again then. */
    private static boolean reaches(PhoneCall speaker, PhoneCall listener, short[] prompt) {
        int from = listener.heard().samples();
        boolean heard = false;
        for (int time = 0; time < 5 && !heard; time++) {
            speaker.play(Clip.of(prompt));
            heard = listener.awaitHeard(prompt, from, Duration.ofSeconds(5));
        }
        return heard;
    }

    @Test
    void keysArriveInOrderBothWays() {
        bob.answering(AnswerPlan.Answer.atOnce());
        PhoneCall out = alice.call(bobsUri(""));
        PhoneCall in = bobsCall();
        assertTrue(out.awaitAnswer(SOON) && in.awaitAnswer(SOON));
        out.press("12w#");
        in.press("*0");
        assertTrue(in.awaitKeys(3, SOON));
        assertTrue(out.awaitKeys(2, SOON));
        assertEquals("12#", in.keys());
        assertEquals("*0", out.keys());
    }

    @Test
    void refusalIsToldWithItsStatus() {
        bob.answering(new AnswerPlan.Refuse(486, "Busy Here"));
        PhoneCall out = alice.call(bobsUri(""));
        assertFalse(out.awaitAnswer(SOON));
        assertEquals(486, out.refusal());
        assertTrue(out.over());
    }

    @Test
    void callerWhoGivesUpCancels() {
        bob.answering(new AnswerPlan.Ring());
        PhoneCall out = alice.call(bobsUri(""));
        PhoneCall in = bobsCall();
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        while (out.past().isEmpty() && !deadline.passed(world.timeline())) {
            out.next(deadline);
        }
        assertEquals(List.of(new PhoneEvent.Ringing(180)), out.past());
        out.hangUp();
        assertTrue(in.awaitEnd(SOON));
        assertTrue(in.past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_CANCEL)), in.past().toString());
        assertTrue(out.awaitEnd(SOON));
    }

    @Test
    void phoneHangsUpByItselfAfterItsTalkingTime() {
        bob.answering(new AnswerPlan.Answer(
                Duration.ZERO, Optional.of(Clip.of(GREETING)), Optional.of(Duration.ofMillis(600))));
        boolean heard = false;
        for (int time = 0; time < 5 && !heard; time++) { // so short a time a stalled machine may tear
            PhoneCall out = alice.call(bobsUri(""));
            assertTrue(out.awaitEnd(SOON));
            assertTrue(out.answered());
            assertTrue(out.past().contains(new PhoneEvent.Ended(CallEvent.Cause.REMOTE_BYE)), out.past().toString());
            heard = new Listener(Map.of("greeting", GREETING)).transcribe(out.heard().pcm()).heard("greeting");
        }
        assertTrue(heard, "the greeting");
    }

    @Test
    void heldCallerHearsNothingUntilTheCallIsResumed() {
        bob.answering(AnswerPlan.Answer.atOnce());
        PhoneCall out = alice.call(bobsUri(""));
        PhoneCall in = bobsCall();
        assertTrue(out.awaitAnswer(SOON) && in.awaitAnswer(SOON));
        assertTrue(reaches(out, in, REPLY), "sound passes");
        in.renegotiate(Direction.INACTIVE);
        boolean passes = true;
        for (int time = 0; time < 5 && passes; time++) { // once the other side has taken the offer, nothing does
            int from = in.heard().samples();
            out.play(Clip.of(GREETING));
            passes = in.awaitHeard(GREETING, from, Duration.ofSeconds(2));
        }
        assertFalse(passes, "nothing passes while held");
        in.renegotiate(Direction.SENDRECV);
        assertTrue(reaches(out, in, REPLY), "sound passes again");
    }

    @Test
    void nobodyThereIsARefusalAndNotAnException() {
        PhoneCall out = alice.call("sip:nobody@127.0.0.1:25999;transport=tcp");
        assertFalse(out.awaitAnswer(Duration.ofSeconds(40)));
        assertEquals(503, out.refusal());
    }
}
