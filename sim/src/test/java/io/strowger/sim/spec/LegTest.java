package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.Termination;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.sim.SimCallee;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a leg can do to its call: offers, holds, lost ACKs, lost media, full ports, a platform that stops. */
final class LegTest extends Spec {
    @Test
    void aDelayedOfferIsAnsweredWithOurs_RFC3261_13_2_1() {
        voice(say("Hi"));
        SimCaller caller = sim.caller().withoutOffer().dials("+15550100");
        sim.run();
        assertEquals(List.of("said: Hi"), caller.heard());
        assertEquals(1, sim.media().commands().stream().filter(MediaCommand.Accept.class::isInstance).count());
    }

    @Test
    void anOfferWithoutAudioIsRefusedWith488() {
        voice(say("Hi"));
        SimCaller caller = sim.caller().offersNoAudio().dials("+15550100");
        sim.run();
        assertEquals("488", sip(caller).getLast());
        assertEquals(CallStatus.FAILED, status(caller));
        assertEquals(Termination.PLATFORM, termination(caller));
    }

    @Test
    void aHoldIsAnsweredAndTheCallGoesOn() {
        voice(say("0123456789"), "<Pause length='9'/>", say("end"));
        SimCaller caller = caller().holds().at(seconds(2)).resumes().at(seconds(4));
        sim.run();
        assertEquals(2, sip(caller).stream().filter("200 to re-INVITE"::equals).count());
        assertEquals("10s said: end", caller.heardWhen().getLast());
    }

    @Test
    void aReInviteThatMediaCannotMeetIsRefusedAndTheCallGoesOn_RFC3261_14_2() {
        voice("<Pause length='9'/>", say("a"), "<Pause length='9'/>", say("end"));
        SimCaller caller = caller().offers(Optional.of("v=0\r\nm=video 1 RTP/AVP 31\r\n")).at(seconds(12));
        sim.run();
        assertTrue(sip(caller).contains("488 to re-INVITE"), sip(caller).toString());
        assertEquals("said: end", caller.heard().getLast());
    }

    @Test
    void anAckThatNeverComesEndsTheCallAsFailed() {
        voice(say("Hi"));
        SimCaller caller = sim.caller().neverAcknowledges().dials("+15550100");
        sim.run();
        assertEquals(List.of(), caller.heard());
        assertEquals(CallStatus.FAILED, status(caller));
        assertEquals(Termination.PLATFORM, termination(caller));
        assertEquals(seconds(32), caller.line().endedAt().orElseThrow());
    }

    @Test
    void lostMediaIsWarnedOfAndTheCallGoesOn() {
        voice(say("Hi"), "<Pause length='30'/>", say("end"));
        SimCaller caller = caller().fallsSilent().at(seconds(2));
        sim.run();
        assertEquals(List.of(31930), sim.records().errorCodes());
        assertEquals("said: end", caller.heard().getLast());
    }

    @Test
    void aCallerWhoVanishesLeavesNothingBehind() {
        voice(say("Hi"), "<Gather timeout='10'/>");
        SimCaller caller = caller().vanishes().at(seconds(2));
        sim.run();
        assertEquals(CallStatus.COMPLETED, status(caller));
    }

    @Test
    void withoutAFreePortTheCallerGets503() {
        sim.media().hasPorts(0);
        voice(say("Hi"));
        SimCaller caller = call();
        assertEquals("503", sip(caller).getLast());
        assertEquals(Termination.PLATFORM, termination(caller));
    }

    @Test
    void withoutAPortForTheCalledPartyTheDialFailsAndTheCallerStays() {
        sim.media().hasPorts(1);
        voice("<Dial action='" + NEXT + "'><Sip>sip:bob@phones.example</Sip></Dial>");
        next(say("sorry"));
        SimCallee bob = sim.callee("sip:bob@phones.example");
        SimCaller caller = call();
        assertEquals("failed", request(NEXT).param("DialCallStatus"));
        assertEquals("said: sorry", caller.heard().getLast());
        assertTrue(!bob.wasCalled());
    }

    @Test
    void aPlatformThatStopsEndsEveryCallInOrder() {
        sim.statusCallback(STATUS);
        sim.app(STATUS, "");
        voice("<Dial><Sip>sip:bob@phones.example</Sip></Dial>");
        sim.app("http://app.example/rings", doc("<Pause length='60'/>"));
        sim.directory().number("+15550300", SimDirectory.ACCOUNT, new VoiceBinding(
                new WebTarget("http://app.example/rings", "POST"), List.of(),
                sim.directory().standard().statusCallback(), Set.of("completed"), Optional.empty()));
        SimCallee bob = sim.callee("sip:bob@phones.example").answersAfter(seconds(1));
        SimCaller talking = caller();
        SimCaller ringing = sim.caller().dials("+15550300");
        sim.at(seconds(5), () -> sim.router().hangUpAll());
        sim.run();
        assertEquals("BYE sent", sip(talking).getLast());
        assertEquals("BYE sent", bob.signalling().getLast());
        assertEquals("503", sip(ringing).getLast());
        assertEquals(List.of(CallStatus.COMPLETED, CallStatus.CANCELED), List.of(status(talking), status(ringing)));
        assertEquals(Termination.PLATFORM, termination(talking));
        assertEquals(2, sim.requests(STATUS).size());
    }

    @Test
    void twoByesAtOneInstantEndTheCallOnce() {
        voice(say("0123456789"));
        SimCaller caller = caller().hangsUp().at(seconds(1));
        sim.run();
        assertEquals(1, sim.records().details().size());
        assertEquals(CallStatus.COMPLETED, status(caller));
    }
}
