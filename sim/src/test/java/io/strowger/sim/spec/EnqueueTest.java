package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallQueues;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Enqueue, Leave and wait documents (voice-twiml section 2 "Enqueue", "Leave" and the table of section 1; requirements
 * 2.46 to 2.49). Dial Queue is in {@link DialQueueTest}.
 *
 * <pre>
 * action    none: next verb    method         POST
 * waitUrl   the platform's     waitUrlMethod  POST
 * </pre>
 */
final class EnqueueTest extends Spec {
    static final String WAIT = "http://app.example/wait";

    private static String enqueue(String attributes) {
        return "<Enqueue action='" + NEXT + "' " + attributes + ">support</Enqueue>";
    }

    private static String waiting(String attributes) {
        return enqueue("waitUrl='" + WAIT + "' " + attributes);
    }

    private SimCaller hangsUpAfter(double time) {
        SimCaller caller = caller().hangsUp().at(seconds(time));
        sim.run();
        return caller;
    }

    private CallQueues queues() {
        return sim.router().queues();
    }

    private CallQueues.QueueView support() {
        return queues().list(SimDirectory.ACCOUNT).getFirst();
    }

    // ---- joining ----------------------------------------------------------------------------------------------------

    @Test
    void enqueueAnswersAndPlaysThePlatformsMusicUntilTheCallerHangsUp() {
        voice("<Enqueue>support</Enqueue>");
        SimCaller ann = hangsUpAfter(3600);
        assertEquals(List.of("hold music"), ann.heard());
        assertEquals(CallStatus.COMPLETED, status(ann));
    }

    @Test
    void enqueueMakesItsQueueOnDemandWithRoomForAThousandAndItIsKept() {
        voice("<Enqueue>\n  support\n</Enqueue>");
        hangsUpAfter(5);
        assertEquals("support", support().friendlyName());
        assertEquals(1000, support().maxSize());
        assertEquals(0, support().currentSize());
        assertEquals(List.of("support"), sim.records().queues().stream().map(kept -> kept.friendlyName()).toList());
        assertEquals(support().sid(), sim.records().queues().getFirst().sid());
    }

    @Test
    void aQueueIsMadeOnceAndBelongsToItsAccountAlone() {
        voice("<Enqueue>support</Enqueue>");
        var other = new io.strowger.kernel.AccountSid("AC" + "0".repeat(31) + "2");
        sim.directory().number("+15550200", other, new VoiceBinding(
                new WebTarget(VOICE, "POST"), List.of(), Optional.empty(), Set.of(), Optional.empty()));
        sim.caller().dials("+15550200").hangsUp().at(seconds(9));
        sim.caller().dials("+15550100", seconds(1)).hangsUp().at(seconds(9));
        hangsUpAfter(5);
        assertEquals(1, queues().list(SimDirectory.ACCOUNT).size());
        assertEquals(1, queues().list(other).size());
        assertTrue(queues().queue(other, support().sid()).isEmpty(), "another account's queue is absent");
        assertEquals(2, sim.records().queues().size());
    }

    // ---- wait documents ---------------------------------------------------------------------------------------------

    @Test
    void waitUrlIsAskedByPostWithTheFiguresOfTheQueue_2_49() {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc(say("please wait")));
        hangsUpAfter(1);
        WebRequest asked = sim.requests(WAIT).getFirst();
        assertEquals("POST", asked.method());
        assertEquals(support().sid().value(), asked.param("QueueSid"));
        assertEquals("1", asked.param("QueuePosition"));
        assertEquals("0", asked.param("QueueTime"));
        assertEquals("0", asked.param("AvgQueueTime"));
        assertEquals("1", asked.param("CurrentQueueSize"));
        assertEquals("1000", asked.param("MaxQueueSize"));
        assertEquals("in-progress", asked.param("CallStatus"));
    }

    @Test
    void waitUrlMethodGetAsksByGet() {
        voice(waiting("waitUrlMethod='GET'"));
        next();
        sim.app(WAIT, doc(say("please wait")));
        hangsUpAfter(1);
        WebRequest asked = sim.requests(WAIT).getFirst();
        assertEquals("GET", asked.method());
        assertEquals("1", asked.param("QueuePosition"));
    }

    @Test
    void theWaitDocumentIsAskedForAgainForEverWithFreshFigures() {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc("<Pause length='10'/>"));
        sim.caller("+15558888").dials("+15550100").hangsUp().at(seconds(15));
        sim.caller("+15559999").dials("+15550100", seconds(4)).hangsUp().at(seconds(10_800.5));
        sim.runFor(seconds(3));
        hangsUpAfter(2);
        List<WebRequest> mine = sim.requests(WAIT).stream()
                .filter(request -> request.param("From").equals("+15559999")).toList();
        assertEquals(1080, mine.size(), "more than the 1,000 documents of a call");
        assertEquals(List.of("2", "2", "1", "1"),
                mine.stream().limit(4).map(request -> request.param("QueuePosition")).toList());
        assertEquals(List.of("0", "10", "20"),
                mine.stream().limit(3).map(request -> request.param("QueueTime")).toList());
        assertEquals(List.of("2", "12", "20"),
                mine.stream().limit(3).map(request -> request.param("AvgQueueTime")).toList());
        assertEquals(List.of("2", "2", "1"),
                mine.stream().limit(3).map(request -> request.param("CurrentQueueSize")).toList());
        assertEquals("10790", mine.getLast().param("QueueTime"));
    }

    @Test
    void anEmptyWaitDocumentIsHeldBackToOneRequestASecondAfterTheFirstTen() {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc());
        hangsUpAfter(20.5);
        assertEquals(10 + 20, sim.requests(WAIT).size());
    }

    @Test
    void failingWaitDocumentsCountForTenSoThatTheAccountIsNotFlooded() {
        voice(waiting(""));
        next();
        sim.app(WAIT).answers(WebAnswer.status(500));
        fallback();
        hangsUpAfter(100.5);
        int tries = sim.requests(WAIT).size();
        assertTrue(tries >= 8 && tries <= 12, tries + " tries in 100 s");
        assertEquals(tries, sim.records().errorCodes().size());
    }

    @Test
    void waitUrlWithAudioPlaysItAgainAndAgain() {
        voice(waiting(""));
        next();
        sim.app(WAIT).answers(WebAnswer.of(200, "audio/mpeg", "ID3"));
        SimCaller ann = hangsUpAfter(5);
        assertEquals(List.of("played: " + WAIT, "played: " + WAIT, "played: " + WAIT + " (cut off)"), ann.heard());
    }

    @Test
    void anEmptyWaitUrlIsSilence() {
        voice(enqueue("waitUrl=''"));
        next();
        SimCaller ann = hangsUpAfter(5);
        assertEquals(List.of(), ann.heard());
    }

    @Test
    void redirectInAWaitDocumentLeadsToAnotherWithTheFiguresAndTheEndLeadsBackToWaitUrl() {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc(say("first"), "<Redirect>/wait/more</Redirect>", say("never")));
        sim.app(WAIT + "/more", doc(say("second")));
        SimCaller ann = hangsUpAfter(1.5);
        assertEquals(List.of("said: first", "said: second", "said: first (cut off)"), ann.heard());
        assertEquals("1", sim.requests(WAIT + "/more").getFirst().param("QueuePosition"));
    }

    @Test
    void gatherInAWaitDocumentSendsItsDigitsWithTheFigures() {
        voice(waiting(""));
        next(say("you left"));
        sim.app(WAIT, doc("<Gather numDigits='1' action='/wait/key'>" + say("press one to leave") + "</Gather>"));
        sim.app(WAIT + "/key", doc("<Leave/>"));
        SimCaller ann = caller().presses("1").at(seconds(1));
        sim.run();
        WebRequest key = request(WAIT + "/key");
        assertEquals("1", key.param("Digits"));
        assertEquals("1", key.param("QueuePosition"));
        assertEquals("leave", request(NEXT).param("QueueResult"));
        assertEquals("said: you left", ann.heard().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Dial>+15550123</Dial>", "<Record/>", "<Reject/>", "<Enqueue>other</Enqueue>",
        "<Refer><Sip>sip:a@b.example</Sip></Refer>", "<Connect><Stream url='wss://a.example'/></Connect>"})
    void anyOtherVerbInAWaitDocumentIs14207AndTheMusicPlaysOn(String verb) {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc(say("wait"), verb));
        SimCaller ann = hangsUpAfter(10);
        assertEquals(List.of(14207), sim.records().errorCodes());
        assertEquals(List.of("said: wait", "hold music"), ann.heard());
    }

    @Test
    void aWaitServerThatFailsLeadsToTheSecondaryWhoseDocumentIsWaitedWith() {
        voice(waiting(""));
        next();
        sim.app(WAIT).answers(WebAnswer.status(500));
        fallback(say("spare music"));
        SimCaller ann = hangsUpAfter(2.5);
        WebRequest asked = sim.requests(FALLBACK).getFirst();
        assertEquals("11200", asked.param("ErrorCode"));
        assertEquals(WAIT, asked.param("ErrorUrl"));
        assertEquals("1", asked.param("QueuePosition"));
        assertEquals(List.of("said: spare music", "hold music", "said: spare music (cut off)"), ann.heard());
    }

    @Test
    void aVerbThatFailsInAWaitDocumentLeadsToTheSecondary() {
        voice(waiting(""));
        next();
        sim.app(WAIT, doc("<Play>http://media.example/gone.wav</Play>"));
        sim.media().file("http://media.example/gone.wav").fails(ErrorCode.RETRIEVAL_FAILED, Duration.ZERO);
        fallback("<Leave/>");
        SimCaller ann = caller();
        sim.run();
        assertEquals("1", request(FALLBACK).param("QueuePosition"));
        assertEquals("http://media.example/gone.wav", request(FALLBACK).param("ErrorUrl"));
        assertEquals("leave", request(NEXT).param("QueueResult"));
        assertEquals(CallStatus.COMPLETED, status(ann));
    }

    @Test
    void whenNobodyHasAWaitDocumentTheMusicPlaysAndTheServerIsTriedAgainAfterAMinute() {
        voice(waiting(""));
        next();
        sim.app(WAIT).answers(WebAnswer.status(500)).then(doc(say("back again")));
        SimCaller ann = hangsUpAfter(61);
        assertEquals(List.of("0s hold music", "60s said: back again"), ann.heardWhen());
        assertEquals(2, sim.requests(WAIT).size());
    }

    // ---- how a stay ends --------------------------------------------------------------------------------------------

    @Test
    void leaveGoesOnWithTheActionAtOnce_trap3() {
        voice(waiting(""), say("never"));
        next(say("left"));
        sim.app(WAIT, doc("<Pause length='7'/>", "<Leave/>", say("never")));
        SimCaller ann = call();
        WebRequest told = request(NEXT);
        assertEquals(seconds(7), told.at());
        assertEquals("leave", told.param("QueueResult"));
        assertEquals(support().sid().value(), told.param("QueueSid"));
        assertEquals("7", told.param("QueueTime"));
        assertEquals("in-progress", told.param("CallStatus"));
        assertEquals(List.of("said: left"), ann.heard());
    }

    @Test
    void withoutActionLeaveGoesOnWithTheNextVerb() {
        voice("<Enqueue waitUrl='/wait'>support</Enqueue>", say("next"));
        sim.app(WAIT, doc("<Leave/>"));
        assertEquals(List.of("said: next"), call().heard());
    }

    @Test
    void methodGetAsksTheActionByGet() {
        voice(waiting("method='GET'"));
        next();
        sim.app(WAIT, doc("<Leave/>"));
        call();
        assertEquals("GET", request(NEXT).method());
        assertEquals("leave", request(NEXT).param("QueueResult"));
    }

    @Test
    void leaveOutsideOfAWaitDocumentIsAWarningAndTheNextVerbRuns() {
        voice("<Leave/>", say("next"));
        assertEquals(List.of("said: next"), call().heard());
        assertEquals(List.of(12200), sim.records().errorCodes());
    }

    @Test
    void hangingUpTellsTheActionAtOnceAndItsAnswerHasNoEffect_trap3_2_48() {
        voice(enqueue(""));
        next(say("never"));
        SimCaller ann = hangsUpAfter(42);
        assertEquals(seconds(42), request(NEXT).at());
        assertEquals("hangup", request(NEXT).param("QueueResult"));
        assertEquals("42", request(NEXT).param("QueueTime"));
        assertEquals("completed", request(NEXT).param("CallStatus"));
        assertEquals(List.of("hold music"), ann.heard());
        assertEquals(0, queues().waiting());
    }

    @Test
    void hangupInAWaitDocumentEndsTheCall() {
        voice(waiting(""), say("never"));
        next(say("never"));
        sim.app(WAIT, doc(say("goodbye"), "<Hangup/>"));
        SimCaller ann = call();
        assertEquals("hangup", request(NEXT).param("QueueResult"));
        assertEquals(List.of("said: goodbye"), ann.heard());
        assertEquals(CallStatus.COMPLETED, status(ann));
    }

    @Test
    void aCallMovedElsewhereWhileItWaitsTellsRedirectedAtOnce_trap3() {
        voice(enqueue(""));
        next(say("never"));
        sim.app("http://app.example/elsewhere", doc("<Pause length='3'/>", say("elsewhere")));
        SimCaller ann = caller();
        sim.at(seconds(5), () -> sim.router().redirect(
                new CallSid(ann.callSid()), "http://app.example/elsewhere", "POST"));
        sim.run();
        assertEquals("redirected", request(NEXT).param("QueueResult"));
        assertEquals(seconds(5), request(NEXT).at());
        assertEquals("5", request(NEXT).param("QueueTime"));
        assertEquals(List.of("0s hold music", "8s said: elsewhere"), ann.heardWhen());
        assertEquals(seconds(5), ann.line().heardThings().getFirst().length(), "the music stops at once");
    }

    @Test
    void aFullQueueAnswersAtOnceWithoutSidAndTime_trap3() {
        queues().create(SimDirectory.ACCOUNT, "support", 1);
        voice(enqueue(""));
        next(say("we are full"));
        sim.caller().dials("+15550100").hangsUp().at(seconds(30));
        SimCaller late = sim.caller("+15557777").dials("+15550100", seconds(2));
        sim.run();
        WebRequest told = sim.requests(NEXT).getFirst();
        assertEquals("+15557777", told.param("From"));
        assertEquals("queue-full", told.param("QueueResult"));
        assertEquals(seconds(2), told.at());
        assertFalse(told.has("QueueSid"));
        assertFalse(told.has("QueueTime"));
        assertEquals(List.of("said: we are full"), late.heard());
    }

    @Test
    void maxQueueSizeLowersTheSizeForThisEnqueueAlone() {
        voice(enqueue("maxQueueSize='1'"));
        next(say("too many for me"));
        sim.caller().dials("+15550100").hangsUp().at(seconds(30));
        SimCaller late = sim.caller().dials("+15550100", seconds(2));
        sim.run();
        assertEquals("queue-full", sim.requests(NEXT).getFirst().param("QueueResult"));
        assertEquals(1000, support().maxSize());
        assertEquals(List.of("said: too many for me"), late.heard());
    }

    @Test
    void aCallMayWaitSeveralTimesOneAfterTheOther() {
        voice("<Enqueue waitUrl='/wait'>first</Enqueue>", "<Enqueue waitUrl='/wait'>second</Enqueue>", say("done"));
        sim.app(WAIT, doc("<Pause/>", "<Leave/>"));
        assertEquals(List.of("2s said: done"), call().heardWhen());
        assertEquals(2, queues().list(SimDirectory.ACCOUNT).size());
    }

    // ---- the API side of the room -----------------------------------------------------------------------------------

    @Test
    void membersShowWhoWaitsInOrderWithPositionTimeAndDate() {
        voice("<Enqueue>support</Enqueue>");
        SimCaller ann = sim.caller().dials("+15550100").hangsUp().at(seconds(60));
        SimCaller bea = sim.caller().dials("+15550100", seconds(10)).hangsUp().at(seconds(60));
        sim.runFor(seconds(25));
        var members = queues().members(SimDirectory.ACCOUNT, support().sid()).orElseThrow();
        assertEquals(List.of(ann.callSid(), bea.callSid()), members.stream().map(one -> one.call().value()).toList());
        assertEquals(List.of(1, 2), members.stream().map(one -> one.position()).toList());
        assertEquals(List.of(seconds(25), seconds(15)), members.stream().map(one -> one.waited()).toList());
        assertEquals(seconds(10),
                Duration.between(members.getFirst().enqueued(), members.getLast().enqueued()));
        assertEquals(seconds(20), support().averageWait());
        assertEquals(2, support().currentSize());
        assertEquals(ann.callSid(), queues().member(SimDirectory.ACCOUNT, support().sid(), Optional.empty())
                .orElseThrow().call().value(), "the front");
        sim.run();
    }

    @Test
    void theApiTakesTheFrontOrAGivenCallOutAndGivesItAnotherDocument() {
        voice(enqueue(""));
        next(say("never"));
        sim.app("http://app.example/agent", doc(say("hello")));
        SimCaller ann = sim.caller().dials("+15550100");
        SimCaller bea = sim.caller().dials("+15550100", seconds(1));
        SimCaller cay = sim.caller().dials("+15550100", seconds(2));
        sim.runFor(seconds(5));
        var sid = support().sid();
        var given = queues().dequeue(SimDirectory.ACCOUNT, sid, Optional.of(new CallSid(bea.callSid())),
                "http://app.example/agent", "GET").orElseThrow();
        assertEquals(2, given.position());
        assertEquals(ann.callSid(), queues().dequeue(SimDirectory.ACCOUNT, sid, Optional.empty(),
                "http://app.example/agent", "POST").orElseThrow().call().value());
        assertTrue(queues().dequeue(SimDirectory.ACCOUNT, sid, Optional.of(new CallSid(bea.callSid())),
                "http://app.example/agent", "GET").isEmpty(), "nobody is taken twice");
        sim.runFor(seconds(5));
        assertEquals(List.of("hold music", "said: hello"), ann.heard());
        assertEquals(List.of("hold music", "said: hello"), bea.heard());
        assertEquals(List.of("hold music"), cay.heard());
        assertEquals(List.of("redirected", "redirected"),
                sim.requests(NEXT).stream().map(told -> told.param("QueueResult")).toList());
        assertEquals(Set.of("GET", "POST"), Set.copyOf(
                sim.requests("http://app.example/agent").stream().map(WebRequest::method).toList()));
        sim.router().hangUpAll();
        sim.run();
    }

    @Test
    void aQueueIsDeletedOnlyWhenNobodyWaits_22003() {
        voice("<Enqueue>support</Enqueue>");
        sim.caller().dials("+15550100").hangsUp().at(seconds(10));
        sim.runFor(seconds(5));
        var sid = support().sid();
        assertEquals(CallQueues.Deletion.NOT_EMPTY, queues().delete(SimDirectory.ACCOUNT, sid));
        sim.run();
        assertEquals(CallQueues.Deletion.DELETED, queues().delete(SimDirectory.ACCOUNT, sid));
        assertEquals(CallQueues.Deletion.UNKNOWN, queues().delete(SimDirectory.ACCOUNT, sid));
        assertEquals(List.of(), sim.records().queues());
    }

    @Test
    void aSmallerSizeSendsNobodyAway() {
        voice(enqueue(""));
        next(say("full"));
        SimCaller ann = sim.caller().dials("+15550100").hangsUp().at(seconds(20));
        sim.caller().dials("+15550100").hangsUp().at(seconds(20));
        sim.at(seconds(5), () -> queues().update(SimDirectory.ACCOUNT, support().sid(), Optional.of("help"),
                OptionalInt.of(1)));
        sim.run();
        assertEquals("help", support().friendlyName());
        assertEquals(1, support().maxSize());
        assertEquals(List.of("hold music"), ann.heard());
        assertEquals("help", sim.records().queues().getFirst().friendlyName());
    }

    @Test
    void aWorkflowWithoutWorkDistributionIs13750AndLeadsToTheFallback() {
        voice("<Enqueue workflowSid='WW" + "a".repeat(32) + "'/>");
        fallback(say("fallback"));
        assertEquals(List.of("said: fallback"), call().heard());
        assertEquals("13750", request(FALLBACK).param("ErrorCode"));
    }
}
