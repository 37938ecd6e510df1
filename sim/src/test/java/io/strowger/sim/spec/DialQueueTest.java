package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallQueues;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Dial Queue (voice-twiml 3.6) and what becomes of the two calls. Callers dial +15550100 and are enqueued; agents dial
 * +15550900 and take them.
 */
final class DialQueueTest extends Spec {
    private static final String AGENT = "http://app.example/agent";
    private static final String AGENT_NEXT = "http://app.example/agent/next";
    private static final String BEFORE = "http://app.example/before";

    @BeforeEach
    void callersWait() {
        voice("<Enqueue action='" + NEXT + "'>support</Enqueue>");
        next(say("bye caller"));
        sim.app(AGENT_NEXT, doc(say("bye agent")));
        sim.directory().number("+15550900", SimDirectory.ACCOUNT, new VoiceBinding(
                new WebTarget(AGENT, "POST"), List.of(), Optional.empty(), Set.of("completed"), Optional.empty()));
    }

    private void agentDials(String dialAttributes, String queueAttributes) {
        sim.app(AGENT, doc("<Dial action='" + AGENT_NEXT + "' " + dialAttributes + "><Queue " + queueAttributes
                + ">support</Queue></Dial>", say("never")));
    }

    private SimCaller caller(String name, double at) {
        return sim.caller(name).dials("+15550100", seconds(at));
    }

    private SimCaller agent(String name, double at) {
        return sim.caller(name).dials("+15550900", seconds(at));
    }

    private WebRequest told(String address, SimCaller whom) {
        List<WebRequest> mine = sim.requests(address).stream()
                .filter(request -> request.param("From").equals(whom.name())).toList();
        assertEquals(1, mine.size(), () -> mine.toString());
        return mine.getFirst();
    }

    private CallQueues queues() {
        return sim.router().queues();
    }

    @Test
    void dialQueueJoinsTheCallerAtTheHead_2_47() {
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0).says("hello", seconds(1)).at(seconds(12));
        SimCaller bea = caller("+1555002", 1).hangsUp().at(seconds(60));
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("0s hold music", "10s talk with +1555900", "30s said: bye caller"), ann.heardWhen());
        assertEquals(List.of("10s talk with +1555001", "12s heard +1555001: hello"),
                agent.heardWhen().stream().filter(line -> !line.contains("ringback")).toList());
        assertEquals(List.of("1s hold music"), bea.heardWhen());
    }

    @Test
    void theCallersActionIsToldOnlyWhenTheConversationIsOver_trap3() {
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        WebRequest told = told(NEXT, ann);
        assertEquals(seconds(30), told.at());
        assertEquals("bridged", told.param("QueueResult"));
        assertEquals("10", told.param("QueueTime"), "the conversation is no waiting");
        assertTrue(told.has("QueueSid"));
        assertEquals("in-progress", told.param("CallStatus"));
    }

    @Test
    void whenTheCallerHangsUpTheAgentGoesOnWithItsAction() {
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0).hangsUp().at(seconds(31.5));
        SimCaller agent = agent("+1555900", 10);
        sim.run();
        WebRequest told = told(AGENT_NEXT, agent);
        assertEquals(seconds(31.5), told.at());
        assertEquals("completed", told.param("DialCallStatus"));
        assertEquals(ann.callSid(), told.param("DialCallSid"));
        assertEquals("22", told.param("DialCallDuration"), "21.5 s, rounded up");
        assertEquals("true", told.param("DialBridged"));
        assertEquals("10", told.param("QueueTime"));
        assertEquals(agent.callSid(), told.param("DequeingCallSid"));
        assertEquals(queues().list(SimDirectory.ACCOUNT).getFirst().sid().value(), told.param("QueueSid"));
        assertEquals(agent.callSid(), told.param("CallSid"));
        assertFalse(told.has("RecordingUrl"));
        assertEquals("said: bye agent", agent.heard().getLast());
        assertEquals("bridged", told(NEXT, ann).param("QueueResult"));
        assertEquals("completed", told(NEXT, ann).param("CallStatus"));
        assertEquals(List.of("hold music", "talk with +1555900"), ann.heard());
    }

    @Test
    void whenTheAgentHangsUpItsActionIsToldWithoutEffectAndTheCallerGoesOn() {
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(20));
        sim.run();
        assertEquals("completed", told(AGENT_NEXT, agent).param("DialCallStatus"));
        assertEquals("10", told(AGENT_NEXT, agent).param("DialCallDuration"));
        assertEquals("completed", told(AGENT_NEXT, agent).param("CallStatus"));
        assertEquals("said: bye caller", ann.heard().getLast());
    }

    @Test
    void withoutActionsBothGoOnWithTheirNextVerb_trap1() {
        voice("<Enqueue>support</Enqueue>", say("caller next"));
        sim.app(AGENT, doc("<Dial timeLimit='5'><Queue>support</Queue></Dial>", say("agent next")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10);
        sim.run();
        assertEquals("15s said: caller next", ann.heardWhen().getLast());
        assertEquals("15s said: agent next", agent.heardWhen().getLast());
    }

    @Test
    void anEmptyQueueIsWaitedForAndTheFirstToAskIsServedFirst() {
        agentDials("timeout='60'", "");
        caller("+1555000", 0).hangsUp().at(seconds(1));
        SimCaller first = agent("+1555901", 2).hangsUp().at(seconds(100));
        SimCaller second = agent("+1555902", 3).hangsUp().at(seconds(100));
        SimCaller ann = caller("+1555001", 20).hangsUp().at(seconds(50));
        SimCaller bea = caller("+1555002", 30).hangsUp().at(seconds(50));
        sim.run();
        assertEquals(List.of("2s ringback", "20s talk with +1555001", "50s said: bye agent"), first.heardWhen());
        assertEquals(List.of("3s ringback", "30s talk with +1555002", "50s said: bye agent"), second.heardWhen());
        assertEquals("0", told(NEXT, ann).param("QueueTime"));
        assertEquals("0", told(NEXT, bea).param("QueueTime"));
    }

    @Test
    void anEmptyQueueIsWaitedForUntilTheDialsTimeout() {
        agentDials("timeout='45'", "");
        caller("+1555001", 0).hangsUp().at(seconds(1));
        SimCaller agent = agent("+1555900", 10);
        sim.run();
        WebRequest told = told(AGENT_NEXT, agent);
        assertEquals(seconds(55), told.at());
        assertEquals("no-answer", told.param("DialCallStatus"));
        assertEquals("false", told.param("DialBridged"));
        assertEquals("0", told.param("DialCallDuration"));
        assertFalse(told.has("DialCallSid"));
        assertEquals(List.of("ringback", "said: bye agent"), agent.heard());
    }

    @Test
    void aMissingQueueIsFailedAtTheAction_14216() {
        agentDials("", "");
        SimCaller agent = agent("+1555900", 0);
        sim.run();
        WebRequest told = told(AGENT_NEXT, agent);
        assertEquals("failed", told.param("DialCallStatus"));
        assertEquals(seconds(0), told.at());
        assertEquals(List.of(14216), sim.records().errorCodes());
        assertEquals(List.of(), queues().list(SimDirectory.ACCOUNT), "Dial makes no queue");
    }

    @Test
    void aQueueDeletedWhileAnAgentWaitsIsFailedAtTheAction() {
        agentDials("", "");
        var sid = queues().create(SimDirectory.ACCOUNT, "support", 10).sid();
        SimCaller agent = agent("+1555900", 0);
        sim.at(seconds(5), () -> assertEquals(CallQueues.Deletion.DELETED, queues().delete(SimDirectory.ACCOUNT, sid)));
        sim.run();
        assertEquals(seconds(5), told(AGENT_NEXT, agent).at());
        assertEquals("failed", told(AGENT_NEXT, agent).param("DialCallStatus"));
    }

    // ---- the document before joining --------------------------------------------------------------------------------

    @Test
    void urlIsPlayedToTheCallerBeforeJoiningWithItsParameters_trap8() {
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc(say("this call may be recorded"), "<Redirect>/before/more</Redirect>"));
        sim.app(BEFORE + "/more", doc("<Pause length='2'/>", say("one moment")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        WebRequest asked = request(BEFORE);
        assertEquals("POST", asked.method());
        assertEquals(ann.callSid(), asked.param("CallSid"), "the dequeued call");
        assertEquals(agent.callSid(), asked.param("DequeingCallSid"));
        assertEquals("10", asked.param("QueueTime"));
        assertTrue(asked.has("QueueSid"));
        assertEquals(agent.callSid(), request(BEFORE + "/more").param("DequeingCallSid"));
        assertEquals(List.of("0s hold music", "10s said: this call may be recorded", "14.5s said: one moment",
                "15.5s talk with +1555900", "30s said: bye caller"), ann.heardWhen());
        assertEquals(List.of("10s ringback", "15.5s talk with +1555001"), agent.heardWhen());
        assertEquals("15", told(AGENT_NEXT, agent).param("DialCallDuration"));
        assertEquals("10", told(NEXT, ann).param("QueueTime"));
    }

    @Test
    void theWaitDocumentStopsAtOnceWhenTheCallerIsTaken() {
        voice("<Enqueue action='" + NEXT + "' waitUrl='/wait'>support</Enqueue>");
        sim.app("http://app.example/wait", doc("<Play>http://media.example/long.wav</Play>"));
        sim.media().file("http://media.example/long.wav").lasts(seconds(60));
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc("<Pause length='3'/>"));
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("0s played: http://media.example/long.wav (cut off)", "13s talk with +1555900",
                "30s said: bye caller"), ann.heardWhen());
        assertEquals(seconds(10), ann.line().heardThings().getFirst().length());
    }

    @Test
    void methodGetAsksTheDocumentByGet() {
        agentDials("", "url='/before' method='GET'");
        sim.app(BEFORE, doc(say("hello")));
        caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals("GET", request(BEFORE).method());
        assertTrue(request(BEFORE).has("DequeingCallSid"));
    }

    @Test
    void anAudioFileBeforeJoiningIsPlayedAndThenTheyAreJoined() {
        agentDials("", "url='/before'");
        sim.app(BEFORE).answers(WebAnswer.of(200, "audio/wav", "RIFF"));
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("hold music", "played: " + BEFORE, "talk with +1555900", "said: bye caller"), ann.heard());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Hangup/>", "<Leave/>", "<Dial>+15550123</Dial>", "<Record/>",
        "<Gather><Say>x</Say></Gather>", "<Enqueue>other</Enqueue>", "<Reject/>"})
    void anyOtherVerbBeforeJoiningIs14215AndTheyAreJoinedAllTheSame(String verb) {
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc(say("well"), verb));
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of(14215), sim.records().errorCodes());
        assertEquals(List.of("hold music", "said: well", "talk with +1555900", "said: bye caller"), ann.heard());
    }

    @Test
    void aDocumentBeforeJoiningThatCannotBeHadIsNotedAndTheyAreJoined() {
        agentDials("", "url='/before'");
        sim.app(BEFORE).answers(WebAnswer.status(500));
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(11200, sim.records().errorCodes().getFirst());
        assertEquals(List.of("hold music", "talk with +1555900", "said: bye caller"), ann.heard());
    }

    @Test
    void aCallerWhoHangsUpBeforeJoiningIsReplacedByTheNext() {
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc("<Pause length='5'/>"));
        SimCaller ann = caller("+1555001", 0).hangsUp().at(seconds(12));
        SimCaller bea = caller("+1555002", 1);
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals("hangup", told(NEXT, ann).param("QueueResult"), "before being connected");
        assertEquals(List.of("1s hold music", "17s talk with +1555900", "30s said: bye caller"), bea.heardWhen());
        assertEquals(List.of("10s ringback", "17s talk with +1555002"), agent.heardWhen());
        assertEquals(bea.callSid(), told(AGENT_NEXT, agent).param("DialCallSid"));
    }

    @Test
    void anAgentWhoseCallerHangsUpBeforeJoiningKeepsItsTurn() {
        agentDials("timeout='60'", "url='/before'");
        sim.app(BEFORE, doc("<Pause length='5'/>"));
        caller("+1555001", 0).hangsUp().at(seconds(12));
        SimCaller first = agent("+1555901", 10).hangsUp().at(seconds(60));
        SimCaller second = agent("+1555902", 11).hangsUp().at(seconds(60));
        caller("+1555002", 20);
        caller("+1555003", 21);
        sim.run();
        assertEquals("25s talk with +1555002", first.heardWhen().getLast());
        assertEquals("26s talk with +1555003", second.heardWhen().getLast());
    }

    @Test
    void anAgentWhoHangsUpBeforeJoiningGivesTheCallerItsOldPlaceBack() {
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc(say("a long announcement for you")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller bea = caller("+1555002", 1).hangsUp().at(seconds(60));
        SimCaller gone = agent("+1555901", 10).hangsUp().at(seconds(11));
        SimCaller agent = agent("+1555902", 20).hangsUp().at(seconds(40));
        sim.run();
        assertEquals(List.of("0s hold music", "10s said: a long announcement for you (cut off)", "11s hold music",
                "20s said: a long announcement for you", "22.7s talk with +1555902", "40s said: bye caller"),
                ann.heardWhen());
        assertEquals("20", told(NEXT, ann).param("QueueTime"));
        assertEquals(List.of("1s hold music"), bea.heardWhen());
        assertEquals("false", told(AGENT_NEXT, gone).param("DialBridged"));
        assertEquals("canceled", told(AGENT_NEXT, gone).param("DialCallStatus"));
        assertEquals("completed", told(AGENT_NEXT, agent).param("DialCallStatus"));
    }

    @Test
    void aCallerMovedElsewhereBeforeJoiningTellsBridgingInProcess() {
        agentDials("", "url='/before'");
        sim.app(BEFORE, doc("<Pause length='5'/>"));
        sim.app("http://app.example/elsewhere", doc(say("elsewhere")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(20));
        sim.at(seconds(12), () -> sim.router().redirect(
                new CallSid(ann.callSid()), "http://app.example/elsewhere", "POST"));
        sim.run();
        assertEquals("bridging-in-process", told(NEXT, ann).param("QueueResult"));
        assertEquals(List.of("hold music", "said: elsewhere"), ann.heard());
        assertEquals(List.of("ringback"), agent.heard());
    }

    // ---- the conversation -------------------------------------------------------------------------------------------

    @Test
    void aCallerMovedOutOfTheConversationTellsRedirectedFromBridgedAndHearsOnlyTheNewDocument() {
        agentDials("", "");
        sim.app("http://app.example/elsewhere", doc(say("elsewhere")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10).says("still there", seconds(1)).at(seconds(15.5));
        sim.at(seconds(15), () -> sim.router().redirect(
                new CallSid(ann.callSid()), "http://app.example/elsewhere", "POST"));
        sim.run();
        assertEquals("redirected-from-bridged", told(NEXT, ann).param("QueueResult"));
        assertEquals(seconds(15), told(NEXT, ann).at());
        assertEquals(List.of("hold music", "talk with +1555900", "said: elsewhere"), ann.heard());
        assertEquals("completed", told(AGENT_NEXT, agent).param("DialCallStatus"));
        assertEquals("5", told(AGENT_NEXT, agent).param("DialCallDuration"));
    }

    @Test
    void anAgentMovedOutOfTheConversationLeavesTheCallerToItsAction() {
        agentDials("", "");
        sim.app("http://app.example/elsewhere", doc(say("elsewhere")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10);
        sim.at(seconds(15), () -> sim.router().redirect(
                new CallSid(agent.callSid()), "http://app.example/elsewhere", "POST"));
        sim.run();
        assertEquals("15s said: elsewhere", agent.heardWhen().getLast());
        assertEquals("15s said: bye caller", ann.heardWhen().getLast());
        assertEquals(List.of(), sim.requests(AGENT_NEXT));
    }

    @Test
    void aCallerMovedAtTheInstantAtWhichTheAgentPartsHearsTheNewDocumentToItsEnd() {
        agentDials("", "");
        sim.app("http://app.example/elsewhere", doc(say("elsewhere"), "<Pause/>", say("and further")));
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10);
        sim.at(seconds(15), () -> {
            sim.router().complete(new CallSid(agent.callSid()));
            sim.router().redirect(new CallSid(ann.callSid()), "http://app.example/elsewhere", "POST");
        });
        sim.run();
        assertEquals(List.of("hold music", "talk with +1555900", "said: elsewhere", "said: and further"), ann.heard());
    }

    @Test
    void timeLimitPartsTheTwoAndBothGoOn() {
        agentDials("timeLimit='20'", "");
        SimCaller ann = caller("+1555001", 0);
        SimCaller agent = agent("+1555900", 10);
        sim.run();
        assertEquals("30s said: bye caller", ann.heardWhen().getLast());
        assertEquals("30s said: bye agent", agent.heardWhen().getLast());
        assertEquals("20", told(AGENT_NEXT, agent).param("DialCallDuration"));
    }

    @Test
    void hangupOnStarLetsTheAgentPart() {
        agentDials("hangupOnStar='true'", "");
        SimCaller ann = caller("+1555001", 0).presses("*").at(seconds(12));
        SimCaller agent = agent("+1555900", 10).presses("5*").at(seconds(15));
        sim.run();
        assertEquals("15.2s said: bye caller", ann.heardWhen().getLast(), "the caller's star does nothing");
        assertEquals("15.2s said: bye agent", agent.heardWhen().getLast());
    }

    @Test
    void withoutHangupOnStarTheStarIsJustAKey() {
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0);
        agent("+1555900", 10).presses("*").at(seconds(15)).hangsUp().at(seconds(25));
        sim.run();
        assertEquals("25s said: bye caller", ann.heardWhen().getLast());
    }

    @Test
    void recordKeepsTheConversationAndTellsItsUrl() {
        agentDials("record='record-from-answer-dual'", "");
        SimCaller ann = caller("+1555001", 0).says("my order", seconds(2)).at(seconds(12));
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(30));
        sim.run();
        assertTrue(told(AGENT_NEXT, agent).has("RecordingUrl"));
        var recording = sim.records().recordings().getLast();
        assertEquals("completed", recording.status());
        assertEquals(2, recording.channels());
        assertEquals(seconds(20), recording.length());
        assertEquals(agent.callSid(), recording.call().value());
        assertEquals("said: bye caller", ann.heard().getLast());
    }

    @Test
    void answerOnBridgeLetsTheAgentRingUntilACallerComes() {
        agentDials("answerOnBridge='true'", "");
        caller("+1555000", 0).hangsUp().at(seconds(1));
        SimCaller agent = agent("+1555900", 10).hangsUp().at(seconds(60));
        SimCaller ann = caller("+1555001", 25);
        sim.run();
        assertEquals(seconds(25), agent.line().answeredAt().orElseThrow());
        assertEquals(List.of("25s talk with +1555001"), agent.heardWhen());
        assertEquals("60s said: bye caller", ann.heardWhen().getLast());
    }

    @Test
    void anotherAccountsQueueOfTheSameNameIsNotReached() {
        var other = new io.strowger.kernel.AccountSid("AC" + "0".repeat(31) + "2");
        sim.directory().number("+15550901", other, new VoiceBinding(
                new WebTarget(AGENT, "POST"), List.of(), Optional.empty(), Set.of(), Optional.empty()));
        agentDials("", "");
        SimCaller ann = caller("+1555001", 0).hangsUp().at(seconds(20));
        SimCaller thief = sim.caller("+1555999").dials("+15550901", seconds(5));
        sim.run();
        assertEquals("failed", told(AGENT_NEXT, thief).param("DialCallStatus"));
        assertEquals(List.of("hold music"), ann.heard());
    }

    @Test
    void aReservationWithoutWorkDistributionIsFailedWith13750() {
        agentDials("", "reservationSid='WR" + "0".repeat(32) + "'");
        SimCaller ann = caller("+1555001", 0).hangsUp().at(seconds(20));
        SimCaller agent = agent("+1555900", 10);
        sim.run();
        assertEquals("failed", told(AGENT_NEXT, agent).param("DialCallStatus"));
        assertEquals(List.of(13750), sim.records().errorCodes());
        assertEquals(List.of("hold music"), ann.heard());
        assertEquals(CallStatus.COMPLETED, status(agent));
    }
}
