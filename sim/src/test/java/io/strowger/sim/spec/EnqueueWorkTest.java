package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallQueues;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimCaller;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code Enqueue workflowSid} and {@code Dial Queue reservationSid} against a hand-written work distribution
 * (work-distribution-api section 5, "TwiML side"; requirements 2.46 to 2.49).
 */
final class EnqueueWorkTest extends Spec {
    private static final String WORKFLOW = "WW" + "a".repeat(32);
    private static final String RESERVATION = "WR" + "b".repeat(32);
    private static final String AGENT = "http://app.example/agent";
    private static final String AGENT_NEXT = "http://app.example/agent/next";

    private final FakeWork work = new FakeWork();

    @Override
    CallScenario scenario() {
        return new CallScenario(1, new Forwarding());
    }

    /** The scenario is made before this test's own fields. */
    private final class Forwarding implements WorkPort {
        @Override
        public void create(TaskRequest request, Consumer<TaskEvent> events) {
            work.create(request, events);
        }

        @Override
        public void cancel(AccountSid account, WaitId stay, String reason) {
            work.cancel(account, stay, reason);
        }

        @Override
        public void accept(AccountSid account, String reservationSid, CallSid worker,
                Optional<String> postWorkActivitySid, Consumer<Acceptance> answer) {
            work.accept(account, reservationSid, worker, postWorkActivitySid, answer);
        }

        @Override
        public void ended(AccountSid account, String reservationSid, boolean talked) {
            work.ended(account, reservationSid, talked);
        }
    }

    private static final class FakeWork implements WorkPort {
        private final Map<WaitId, TaskRequest> tasks = new LinkedHashMap<>();
        private final Map<WaitId, Consumer<TaskEvent>> told = new LinkedHashMap<>();
        private final List<String> said = new ArrayList<>();
        private Optional<TaskEvent> refusal = Optional.empty();
        private boolean reservations = true;

        @Override
        public void create(TaskRequest request, Consumer<TaskEvent> events) {
            tasks.put(request.stay(), request);
            told.put(request.stay(), events);
            events.accept(refusal.orElse(new TaskEvent.Created("WT" + "c".repeat(32))));
        }

        @Override
        public void cancel(AccountSid account, WaitId stay, String reason) {
            said.add("cancel " + stay.number() + " " + reason);
        }

        @Override
        public void accept(AccountSid account, String reservationSid, CallSid worker,
                Optional<String> postWorkActivitySid, Consumer<Acceptance> answer) {
            said.add("accept " + reservationSid + " " + postWorkActivitySid.orElse("-"));
            answer.accept(reservations
                    ? new Acceptance.Accepted(WORKFLOW, tasks.keySet().iterator().next().call())
                    : new Acceptance.Refused(ErrorCode.DIAL_QUEUE_RESERVATION, "no such reservation"));
        }

        @Override
        public void ended(AccountSid account, String reservationSid, boolean talked) {
            said.add("ended " + talked);
        }

        TaskRequest task() {
            assertEquals(1, tasks.size());
            return tasks.values().iterator().next();
        }
    }

    @BeforeEach
    void agents() {
        voice("<Enqueue workflowSid='" + WORKFLOW + "' action='" + NEXT + "'>"
                + "<Task priority='5' timeout='200'>{\"lang\":\"en\"}</Task></Enqueue>");
        next(say("bye caller"));
        sim.app(AGENT, doc("<Dial action='" + AGENT_NEXT + "'><Queue reservationSid='" + RESERVATION
                + "' postWorkActivitySid='WA" + "d".repeat(32) + "'/></Dial>"));
        sim.app(AGENT_NEXT, doc(say("bye agent")));
        sim.directory().number("+15550900", SimDirectory.ACCOUNT, new VoiceBinding(
                new WebTarget(AGENT, "POST"), List.of(), Optional.empty(), Set.of("completed"), Optional.empty()));
    }

    private SimCaller agent(double at) {
        return sim.caller("+15559000").dials("+15550900", seconds(at));
    }

    private WebRequest agentTold() {
        return request(AGENT_NEXT);
    }

    @Test
    void enqueueWithAWorkflowMakesATaskOfTheCall_2_46() {
        SimCaller ann = caller().hangsUp().at(seconds(30));
        sim.run();
        TaskRequest task = work.task();
        assertEquals(WORKFLOW, task.workflowSid());
        assertEquals(SimDirectory.ACCOUNT, task.account());
        assertEquals("{\"lang\":\"en\"}", task.attributes());
        assertEquals(OptionalInt.of(5), task.priority());
        assertEquals(Optional.of(Duration.ofSeconds(200)), task.timeout());
        assertEquals(ann.callSid(), task.stay().call().value());
        Map<String, String> data = task.callData();
        assertEquals(List.of("call_sid", "account_sid", "from", "to", "call_status", "api_version", "direction",
                "caller", "called"), List.copyOf(data.keySet()));
        assertEquals(ann.callSid(), data.get("call_sid"));
        assertEquals("+15550001", data.get("from"));
        assertEquals("+15550100", data.get("called"));
        assertEquals("inbound", data.get("direction"));
        assertEquals("in-progress", data.get("call_status"));
    }

    @Test
    void geographyIsPartOfTheCallDataWhenItIsKnown() {
        caller().with("FromCountry", "SE").with("CalledZip", "11122").with("SipHeader_X-A", "no")
                .hangsUp().at(seconds(3));
        sim.run();
        assertEquals("SE", work.task().callData().get("from_country"));
        assertEquals("11122", work.task().callData().get("called_zip"));
        assertFalse(work.task().callData().containsKey("sip_header_x-a"));
    }

    @Test
    void theCallerWaitsInTheHiddenQueueOfTheWorkflowWithRoomForAHundred() {
        caller().hangsUp().at(seconds(30));
        sim.runFor(seconds(5));
        CallQueues.QueueView queue = sim.router().queues().list(SimDirectory.ACCOUNT).getFirst();
        assertEquals(WORKFLOW, queue.friendlyName());
        assertEquals(100, queue.maxSize());
        assertEquals(1, queue.currentSize());
        assertEquals(queue.sid(), work.task().queue());
        sim.run();
    }

    @Test
    void hangingUpCancelsTheTaskWithItsReason_2_48() {
        caller().hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("cancel 1 hangup"), work.said);
        assertEquals("hangup", request(NEXT).param("QueueResult"));
    }

    @Test
    void leaveCancelsTheTask() {
        voice("<Enqueue workflowSid='" + WORKFLOW + "' action='" + NEXT + "' waitUrl='/wait'/>");
        sim.app("http://app.example/wait", doc("<Leave/>"));
        SimCaller ann = call();
        assertEquals(List.of("cancel 1 leave"), work.said);
        assertEquals("leave", request(NEXT).param("QueueResult"));
        assertEquals(List.of("said: bye caller"), ann.heard());
        assertEquals("", work.task().attributes());
    }

    @Test
    void aRedirectCancelsTheTask() {
        sim.app("http://app.example/elsewhere", doc(say("elsewhere")));
        SimCaller ann = caller();
        sim.at(seconds(5), () -> sim.router().redirect(
                new CallSid(ann.callSid()), "http://app.example/elsewhere", "POST"));
        sim.run();
        assertEquals(List.of("cancel 1 redirected"), work.said);
    }

    @Test
    void aTaskThatEndsSendsTheCallerOnAndIsNotCanceledAgain() {
        SimCaller ann = caller();
        sim.at(seconds(20), () -> work.told.values().iterator().next()
                .accept(new WorkPort.TaskEvent.Ended("timeout")));
        sim.run();
        assertEquals("leave", request(NEXT).param("QueueResult"));
        assertEquals(seconds(20), request(NEXT).at());
        assertEquals("20", request(NEXT).param("QueueTime"));
        assertEquals(List.of("hold music", "said: bye caller"), ann.heard());
        assertEquals(List.of(), work.said);
    }

    @Test
    void aTaskThatIsRefusedIsAnApplicationEvent() {
        work.refusal = Optional.of(new WorkPort.TaskEvent.Refused(ErrorCode.ENQUEUE_WORKFLOW, "no such workflow"));
        fallback(say("fallback"));
        SimCaller ann = call();
        assertEquals("14220", request(FALLBACK).param("ErrorCode"));
        assertEquals(List.of("said: fallback"), ann.heard());
        assertEquals(List.of(), work.said);
        assertEquals(List.of(), sim.requests(NEXT));
    }

    @Test
    void dialQueueWithAReservationAcceptsItAndJoinsItsCaller_2_47() {
        SimCaller ann = caller();
        SimCaller bea = sim.caller().dials("+15550100").hangsUp().at(seconds(60));
        SimCaller agent = agent(10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "ended true", "cancel 1 hangup"),
                work.said, "the joined caller's task is not canceled, the other's is");
        assertEquals(List.of("talk with +15550001"), agent.heard());
        assertEquals(List.of("hold music", "talk with +15559000", "said: bye caller"), ann.heard());
        assertEquals(List.of("hold music"), bea.heard());
        assertEquals("bridged", sim.requests(NEXT).getFirst().param("QueueResult"));
        assertEquals("completed", agentTold().param("DialCallStatus"));
        assertEquals(ann.callSid(), agentTold().param("DialCallSid"));
    }

    @Test
    void aReservationThatIsRefusedIsFailedAtTheAction() {
        work.reservations = false;
        caller().hangsUp().at(seconds(20));
        agent(10);
        sim.run();
        assertEquals("failed", agentTold().param("DialCallStatus"));
        assertTrue(sim.records().errorCodes().contains(14217));
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "cancel 1 hangup"), work.said);
    }

    @Test
    void aReservationWhoseCallerHasGoneIsFailedAndEnded() {
        caller().hangsUp().at(seconds(5));
        agent(10);
        sim.run();
        assertEquals("failed", agentTold().param("DialCallStatus"));
        assertEquals(List.of(14217), sim.records().errorCodes());
        assertEquals(List.of("cancel 1 hangup", "accept " + RESERVATION + " WA" + "d".repeat(32), "ended false"),
                work.said);
    }

    @Test
    void aWorkerWhoHangsUpBeforeJoiningLeavesTheCallerInTheQueueAndSaysSo() {
        sim.app(AGENT, doc("<Dial action='" + AGENT_NEXT + "'><Queue url='/before' reservationSid='" + RESERVATION
                + "'/></Dial>"));
        sim.app("http://app.example/before", doc("<Pause length='9'/>"));
        SimCaller ann = caller().hangsUp().at(seconds(40));
        agent(10).hangsUp().at(seconds(12));
        sim.run();
        assertEquals(List.of("accept " + RESERVATION + " -", "ended false", "cancel 1 hangup"), work.said);
        assertEquals(List.of("0s hold music", "12s hold music"), ann.heardWhen());
    }

    @Test
    void aCallerTakenFromTheHiddenQueueByNameCancelsTheTask() {
        sim.app(AGENT, doc("<Dial><Queue>" + WORKFLOW + "</Queue></Dial>"));
        caller();
        agent(10).hangsUp().at(seconds(30));
        sim.run();
        assertEquals(List.of("cancel 1 dequeued"), work.said);
    }

    @Test
    void eachStayIsATaskOfItsOwn() {
        voice("<Enqueue workflowSid='" + WORKFLOW + "' waitUrl='/wait'/>",
                "<Enqueue workflowSid='" + WORKFLOW + "' waitUrl='/wait'/>");
        sim.app("http://app.example/wait", doc("<Leave/>"));
        call();
        assertEquals(List.of("cancel 1 leave", "cancel 2 leave"), work.said);
        assertEquals(List.of(1L, 2L), work.tasks.keySet().stream().map(WorkPort.WaitId::number).toList());
    }
}
