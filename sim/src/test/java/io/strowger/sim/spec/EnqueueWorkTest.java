package io.strowger.sim.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.CallQueues;
import io.strowger.call.WorkCalls;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.CallScenario;
import io.strowger.sim.SimCallee;
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
        private boolean slow;
        private final List<Runnable> answers = new ArrayList<>();
        private final Runnable late = () -> answers.forEach(Runnable::run);

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
            Acceptance told = reservations
                    ? new Acceptance.Accepted(WORKFLOW, tasks.keySet().iterator().next().call())
                    : new Acceptance.Refused(ErrorCode.DIAL_QUEUE_RESERVATION, "no such reservation");
            answers.add(() -> answer.accept(told));
            if (!slow) {
                answer.accept(told);
            }
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
        sim.app(WORK_STATUS);
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
    void aWorkspaceThatIsAwayIsToldToTheFallbackAndTheAccountAsWhatItIs() {
        work.refusal = Optional.of(new WorkPort.TaskEvent.Refused(ErrorCode.WORKSPACE_AWAY, "is being read"));
        fallback(say("fallback"));
        SimCaller ann = call();
        assertEquals("90160", request(FALLBACK).param("ErrorCode"));
        assertEquals(List.of("said: fallback"), ann.heard());
        assertEquals(List.of(90160), sim.records().errorCodes());
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
    void aCallerWhoHangsUpBeforeJoiningCancelsTheTaskThoughItsReservationWasAccepted() {
        sim.app(AGENT, doc("<Dial action='" + AGENT_NEXT + "'><Queue url='/before' reservationSid='" + RESERVATION
                + "'/></Dial>"));
        sim.app("http://app.example/before", doc("<Pause length='9'/>"));
        caller().hangsUp().at(seconds(12));
        agent(10);
        sim.run();
        assertEquals(List.of("accept " + RESERVATION + " -", "cancel 1 hangup", "ended false"), work.said);
        assertEquals("failed", agentTold().param("DialCallStatus"));
        assertEquals("hangup", request(NEXT).param("QueueResult"));
    }

    @Test
    void anAcceptanceThatComesWhenTheWorkerHasHungUpIsGivenBack() {
        work.slow = true;
        SimCaller ann = caller().hangsUp().at(seconds(30));
        agent(10).hangsUp().at(seconds(11));
        sim.at(seconds(15), work.late::run);
        sim.run();
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "ended false", "cancel 1 hangup"),
                work.said);
        assertEquals(List.of("hold music"), ann.heard());
    }

    @Test
    void anAnswerThatComesWhenTheWorkersCallIsAMemoryIsNoLostLetter() {
        work.slow = true;
        work.reservations = false;
        caller().hangsUp().at(seconds(30));
        agent(10).hangsUp().at(seconds(11));
        sim.at(seconds(15), work.late::run);
        sim.run();
        assertTrue(sim.metrics().text().contains("strowger_call_letters_lost_total 0"), sim.metrics().text());
    }

    @Test
    void workDistributionThatDoesNotAnswerIsFailedAtTheActionAfterTenSeconds() {
        work.slow = true;
        caller().hangsUp().at(seconds(30));
        agent(10);
        sim.at(seconds(25), work.late::run);
        sim.run();
        assertEquals("failed", agentTold().param("DialCallStatus"));
        assertEquals(seconds(20), agentTold().at());
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "ended false", "cancel 1 hangup"),
                work.said, "the late acceptance is given back");
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

    // ---- what work distribution has calls do ------------------------------------------------------------------------

    private static final String WORKER = "sip:worker@phones.example";
    private static final String WORK_STATUS = "http://status.example/worker";

    private final List<String> worker = new ArrayList<>();

    private WorkCalls.Phone phone(String from) {
        return new WorkCalls.Phone(SimDirectory.ACCOUNT, WORKER, Optional.of(from).filter(text -> !text.isEmpty()),
                seconds(20), Optional.of(new WebTarget(WORK_STATUS + "?a=b", "GET")), Set.of("answered", "completed"));
    }

    private void note(WorkCalls.WorkerEvent event) {
        worker.add(switch (event) {
            case WorkCalls.WorkerEvent.Answered() -> "answered";
            case WorkCalls.WorkerEvent.Ended(CallStatus status) -> status.wire();
        });
    }

    private void dequeueAt(double time, SimCaller whom, boolean record) {
        sim.at(seconds(time), () -> {
            WorkCalls.Started started = sim.router().work().dequeue(phone(""), new CallSid(whom.callSid()), RESERVATION,
                    Optional.of("WA" + "d".repeat(32)), record, this::note);
            assertTrue(started instanceof WorkCalls.Started.Calling, started.toString());
        });
    }

    @Test
    void dequeueCallsTheWorkerAndOnAnswerAcceptsAndJoins_section5() {
        SimCallee phone = sim.callee(WORKER).answersAfter(seconds(3)).hangsUp().afterAnswer(seconds(15));
        SimCaller ann = caller();
        dequeueAt(10, ann, false);
        sim.run();
        assertEquals("+15550100", phone.targets().getFirst().from(), "the number that the caller dialled");
        assertEquals(List.of("0s hold music", "13s talk with " + WORKER, "28s said: bye caller"), ann.heardWhen());
        assertEquals(List.of("talk with +15550001"), phone.heard());
        assertEquals(List.of("answered", "completed"), worker);
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "ended true"), work.said);
        assertEquals("bridged", request(NEXT).param("QueueResult"));
        assertEquals("13", request(NEXT).param("QueueTime"), "up to the accepted reservation");
        List<WebRequest> told = sim.requests(WORK_STATUS);
        assertEquals(List.of("in-progress", "completed"), told.stream().map(one -> one.param("CallStatus")).toList());
        assertEquals(List.of("GET", "GET"), told.stream().map(WebRequest::method).toList());
        assertEquals(ann.callSid(), told.getFirst().param("taskCallSid"));
        assertEquals("b", told.getFirst().param("a"));
        assertEquals(List.of(), sim.records().recordings());
    }

    @Test
    void whenTheCallerHangsUpTheWorkersCallEndsToo_section5() {
        SimCallee phone = sim.callee(WORKER).answersAfter(seconds(1));
        SimCaller ann = caller().says("my order", seconds(2)).at(seconds(15)).hangsUp().at(seconds(30));
        dequeueAt(10, ann, true);
        sim.run();
        assertEquals(seconds(30), phone.line().endedAt().orElseThrow());
        assertEquals(List.of("answered", "completed"), worker);
        assertEquals("completed", sim.records().recordings().getLast().status());
        assertEquals(List.of("accept " + RESERVATION + " WA" + "d".repeat(32), "ended true"), work.said);
    }

    @Test
    void aWorkerWhoDoesNotAnswerLeavesTheCallerWhereHeWas_section5() {
        sim.callee(WORKER).neverAnswers();
        SimCaller ann = caller().hangsUp().at(seconds(60));
        dequeueAt(10, ann, false);
        sim.run();
        assertEquals(List.of("no-answer"), worker);
        assertEquals(List.of("0s hold music"), ann.heardWhen());
        assertEquals(List.of("cancel 1 hangup"), work.said);
    }

    @Test
    void aWorkersCallIsEndedWhenItsReservationIsOver() {
        SimCallee phone = sim.callee(WORKER).neverAnswers();
        SimCaller ann = caller().hangsUp().at(seconds(60));
        List<CallSid> called = new ArrayList<>();
        sim.at(seconds(10), () -> {
            if (sim.router().work().dequeue(phone("+15550100"), new CallSid(ann.callSid()), RESERVATION,
                    Optional.empty(), false, this::note) instanceof WorkCalls.Started.Calling(CallSid sid)) {
                called.add(sid);
            }
        });
        sim.at(seconds(12), () -> assertTrue(sim.router().work().hangUp(SimDirectory.ACCOUNT, called.getFirst())));
        sim.run();
        assertEquals("CANCEL sent", phone.signalling().getLast());
        assertEquals(List.of("canceled"), worker);
        assertFalse(sim.router().work().hangUp(SimDirectory.ACCOUNT, called.getFirst()), "it is over");
    }

    @Test
    void aWorkerWhoseReservationIsGoneByTheAnswerIsHungUp() {
        work.reservations = false;
        SimCallee phone = sim.callee(WORKER).answersAfter(seconds(1));
        SimCaller ann = caller().hangsUp().at(seconds(60));
        dequeueAt(10, ann, false);
        sim.run();
        assertEquals(seconds(11), phone.line().endedAt().orElseThrow());
        assertEquals(List.of("answered", "completed"), worker);
        assertEquals(List.of("0s hold music"), ann.heardWhen());
    }

    @Test
    void dequeueWithoutFromAfterTheCallersEndIsRefused() {
        SimCaller ann = caller().hangsUp().at(seconds(5));
        sim.run();
        assertTrue(sim.router().work().dequeue(phone(""), new CallSid(ann.callSid()), RESERVATION, Optional.empty(),
                false, this::note) instanceof WorkCalls.Started.Refused(ErrorCode code, String message)
                && code == ErrorCode.CALL_FROM_INVALID);
        assertEquals(List.of(), worker);
    }

    @Test
    void callRunsTheDocumentAtUrlWithTheWorker_section5() {
        SimCallee phone = sim.callee(WORKER).answersAfter(seconds(1));
        sim.app("http://app.example/worker", doc(say("a task for you")));
        SimCaller ann = caller().hangsUp().at(seconds(60));
        sim.at(seconds(10), () -> sim.router().work().call(phone("+15550100"), new CallSid(ann.callSid()),
                new WebTarget("http://app.example/worker", "POST"), true, this::note));
        sim.run();
        assertEquals(List.of("said: a task for you"), phone.heard());
        assertEquals("outbound-api", request("http://app.example/worker").param("Direction"));
        assertEquals(List.of("answered", "completed"), worker);
        assertEquals("OutboundAPI", sim.records().recordings().getLast().source());
    }

    @Test
    void redirectMovesACallOfTheAccountOnly_section5() {
        sim.app("http://app.example/elsewhere", doc(say("elsewhere")));
        SimCaller ann = caller();
        List<Boolean> applied = new ArrayList<>();
        WebTarget url = new WebTarget("http://app.example/elsewhere", "POST");
        AccountSid other = new AccountSid("AC" + "0".repeat(31) + "2");
        sim.at(seconds(5), () -> {
            sim.router().work().redirect(other, new CallSid(ann.callSid()), url, applied::add);
            assertFalse(sim.router().work().isRunning(other, new CallSid(ann.callSid())));
            assertTrue(sim.router().work().isWaiting(SimDirectory.ACCOUNT, WORKFLOW, new CallSid(ann.callSid())));
            sim.router().work().redirect(SimDirectory.ACCOUNT, new CallSid(ann.callSid()), url, applied::add);
        });
        sim.run();
        assertEquals(List.of(false, true), applied);
        assertEquals("said: elsewhere", ann.heard().getLast());
        assertFalse(sim.router().work().isWaiting(SimDirectory.ACCOUNT, WORKFLOW, new CallSid(ann.callSid())));
        assertFalse(sim.router().work().isRunning(SimDirectory.ACCOUNT, new CallSid(ann.callSid())));
    }
}
