package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.PhoneCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Work distribution with calls, end to end: real SIP, RTP and HTTP over the whole product (work-distribution-api
 * section 5; issue 4). Workers are registered phones; who is heard says who was joined to whom.
 */
class DistributedCallsTest {
    private static final int CALLERS_TONE = 500;
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("127.0.0.1:28000-28099", 28110, 3, 2);
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @BeforeEach
    void openWorkspace() {
        desk.open();
    }

    @AfterEach
    void everythingIsGivenBack() {
        desk.assertEverythingIsGivenBack();
    }

    @Test
    void theCallerHearsMusicUntilAWorkerIsFreeAndTheTaskEndsWithTheConversation_2_38() {
        String ada = desk.makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")),
                "<Task priority=\"3\">{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        JsonNode task = desk.task(1);
        String sid = task.path("sid").asText();
        assertEquals("pending 3 voice", task.path("assignment_status").asText() + " " + task.path("priority").asText()
                + " " + task.path("task_channel_unique_name").asText());
        Bench.assertMusic(caller);
        desk.moves(ada, "Available");
        PhoneCall worker = desk.rings("agent1");
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent1");
        desk.awaitTask(sid, "assigned");
        desk.awaitReservations(sid, "agent1 accepted");
        String attributes = desk.get("/Tasks/" + sid).path("attributes").asText();
        assertTrue(attributes.contains("\"lang\":\"en\"") && attributes.contains("\"worker_call_sid\":\"CA")
                && attributes.contains("\"called\":\"+15550101\""), attributes);
        assertEquals("1", desk.voice(ada).path("assigned_tasks").asText());
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE), "the worker's phone is hung up");
        desk.awaitTask(sid, "completed");
        desk.awaitReservations(sid, "agent1 completed");
        desk.assertFree(ada);
        assertTrue(desk.bench().await(() -> desk.results().equals(List.of("bridged"))),
                () -> desk.results().toString());
        assertEquals(1, desk.bench().asked("/assign").size());
    }

    @Test
    void aWorkerWhoHangsUpEndsTheTaskAndGoesWhereTheAnswerSaysAndTheCallersCallGoesOn() {
        desk.bench().page("/assign", asked -> "{\"instruction\": \"dequeue\", \"post_work_activity_sid\": \""
                + desk.activity("Unavailable") + "\", \"status_callback_url\": \"" + desk.bench().app() + "/status\", "
                + "\"status_callback_events\": \"initiated,ringing,answered,completed\"}");
        desk.phone("agent1").answering(AnswerPlan.Answer.atOnce().after(Duration.ofMillis(300))
                .playing(Clip.of(Tones.tone(1000, Desk.tone("agent1")))));
        String ada = desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent1");
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent1");
        worker.hangUp();
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the action of the Enqueue hangs up");
        desk.awaitTask(desk.task(1).path("sid").asText(), "completed");
        desk.assertFree(ada);
        assertEquals("Unavailable", desk.get("/Workers/" + ada).path("activity_name").asText());
        assertEquals(List.of("bridged"), desk.results());
        assertTrue(desk.bench().await(() -> desk.bench().asked("/status").size() == 4),
                () -> desk.bench().asked("/status").toString());
        assertEquals(List.of("completed", "in-progress", "initiated", "ringing"), desk.bench().asked("/status").stream()
                .map(asked -> asked.fields().get("CallStatus")).sorted().toList());
        String called = desk.bench().asked("/voice").getFirst().fields().get("CallSid");
        assertTrue(desk.bench().asked("/status").stream().allMatch(asked ->
                called.equals(asked.fields().get("taskCallSid"))), () -> desk.bench().asked("/status").toString());
    }

    @Test
    void aCallerWhoHangsUpWhileWaitingCancelsTheTask() {
        desk.makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        String sid = desk.task(1).path("sid").asText();
        caller.hangUp();
        desk.awaitTask(sid, "canceled");
        assertEquals("hangup", desk.get("/Tasks/" + sid).path("reason").asText());
        assertTrue(desk.bench().await(() -> desk.results().equals(List.of("hangup"))), () -> desk.results().toString());
        assertEquals(0, desk.bench().asked("/assign").size());
    }

    @Test
    void aCallerWhoHangsUpWhileTheWorkersPhoneRingsStopsItAndCancelsTheTask() {
        desk.phone("agent1").answering(new AnswerPlan.Ring());
        String ada = desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent1");
        String sid = desk.task(1).path("sid").asText();
        desk.awaitReservations(sid, "agent1 pending"); // not accepted before somebody answers
        assertEquals("reserved", desk.get("/Tasks/" + sid).path("assignment_status").asText());
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE), "the phone stops ringing");
        desk.awaitTask(sid, "canceled");
        assertEquals("hangup", desk.get("/Tasks/" + sid).path("reason").asText());
        desk.awaitReservations(sid, "agent1 canceled");
        desk.assertFree(ada);
    }

    @Test
    void aWorkspaceThatIsDeletedStopsThePhoneThatRingsAndLetsItsCallersGoOnAtOnce() {
        desk.phone("agent1").answering(new AnswerPlan.Ring());
        desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall offered = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent1");
        PhoneCall waiting = desk.calls(2, CALLERS_TONE);
        desk.task(2);
        desk.deleteWorkspace();
        assertTrue(worker.awaitEnd(Bench.PATIENCE), "the phone stops ringing");
        assertFalse(worker.answered());
        assertTrue(offered.awaitEnd(Bench.PATIENCE) && waiting.awaitEnd(Bench.PATIENCE), "the action hangs up");
        assertEquals(List.of("leave", "leave"), desk.results());
    }

    @Test
    void whenAWorkerDoesNotAnswerTheNextInTheOrderIsCalled() {
        desk.phone("agent1").answering(new AnswerPlan.Ring());
        desk.bench().page("/assign", asked -> "{\"instruction\": \"dequeue\", \"timeout\": 5}");
        String ada = desk.makeWorker("agent1", "Available", "\"level\": 9");
        String bob = desk.makeWorker("agent2", "Available", "\"level\": 1");
        String queue = desk.makeQueue("All", "1==1");
        desk.enqueues(desk.makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \"" + queue
                + "\", \"order_by\": \"worker.level DESC\"}]}]}"), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall unheard = desk.rings("agent1");
        PhoneCall worker = desk.rings("agent2");
        assertTrue(unheard.awaitEnd(Bench.PATIENCE));
        assertFalse(unheard.answered());
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent2");
        String sid = desk.task(1).path("sid").asText();
        desk.awaitTask(sid, "assigned");
        desk.awaitReservations(sid, "agent1 canceled", "agent2 accepted");
        assertEquals("Offline", desk.get("/Workers/" + ada).path("activity_name").asText(), "not called again at once");
        desk.assertFree(ada);
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE));
        desk.awaitTask(sid, "completed");
        desk.assertFree(bob);
    }

    @Test
    void aWorkerWhoIsBusyOrNotRegisteredIsPassedOver() {
        desk.phone("agent1").answering(new AnswerPlan.Refuse(486, "Busy Here"));
        desk.makeWorker("agent1", "Available", "\"level\": 5");
        desk.make(desk.in("/Workers"), "FriendlyName", "nobody", "ActivitySid", desk.activity("Available"),
                "Attributes", "{\"contact_uri\": \"client:nobody\", \"level\": 9}");
        desk.makeWorker("agent2", "Available", "\"level\": 1");
        String queue = desk.makeQueue("All", "1==1");
        desk.enqueues(desk.makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \"" + queue
                + "\", \"order_by\": \"worker.level DESC\"}]}]}"), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent2");
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent2");
        desk.awaitTask(desk.task(1).path("sid").asText(), "assigned");
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE));
        desk.awaitTask(desk.task(1).path("sid").asText(), "completed");
    }

    @Test
    void callersReachWorkersOfTheirLanguageTheMostUrgentFirst() {
        String ada = desk.makeWorker("agent1", "Offline", "\"languages\": [\"en\"]");
        String bob = desk.makeWorker("agent2", "Offline", "\"languages\": [\"de\"]");
        String queue = desk.makeQueue("All", "1==1");
        String workflow = desk.makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \""
                + queue + "\", \"expression\": \"task.lang IN worker.languages\"}]}]}");
        Map<String, String> tasks = Map.of(
                "+15550101", "<Task priority=\"1\">{\"lang\":\"en\"}</Task>",
                "+15550102", "<Task priority=\"9\">{\"lang\":\"en\"}</Task>",
                "+15550103", "<Task priority=\"5\">{\"lang\":\"de\"}</Task>");
        desk.bench().page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\">"
                + tasks.get(asked.fields().get("To")) + "</Enqueue></Response>");
        PhoneCall patient = desk.calls(1, 500);
        desk.task(1);
        PhoneCall urgent = desk.calls(2, 800);
        desk.task(2);
        PhoneCall german = desk.calls(3, 1100);
        desk.task(3);
        desk.moves(ada, "Available");
        PhoneCall first = desk.rings("agent1");
        desk.assertTalk(urgent, 800, first, "agent1");
        desk.moves(bob, "Available");
        PhoneCall other = desk.rings("agent2");
        desk.assertTalk(german, 1100, other, "agent2");
        assertEquals(0, Desk.windows(patient, Desk.tone("agent1")) + Desk.windows(patient, Desk.tone("agent2")),
                "waits still");
        first.hangUp();
        assertTrue(urgent.awaitEnd(Bench.PATIENCE));
        PhoneCall second = desk.rings("agent1");
        desk.assertTalk(patient, 500, second, "agent1");
        patient.hangUp();
        german.hangUp();
        assertTrue(second.awaitEnd(Bench.PATIENCE) && other.awaitEnd(Bench.PATIENCE));
        assertEquals(0, Desk.windows(first, 500) + Desk.windows(first, 1100) + Desk.windows(second, 800)
                + Desk.windows(other, 500), "nobody hears somebody else's caller");
        assertTrue(desk.bench().await(() -> StreamSupport.stream(desk.get("/Tasks").path("tasks").spliterator(), false)
                .allMatch(one -> one.path("assignment_status").asText().equals("completed"))));
        desk.assertFree(ada);
        desk.assertFree(bob);
    }

    @Test
    void aWaitDocumentMayLetTheCallerLeaveAndTheTaskIsCanceled_2_48() {
        desk.makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        desk.bench().page("/wait", asked -> "<Response><Leave/></Response>");
        String workflow = desk.makeWorkflowInto(desk.makeQueue("All", "1==1"));
        desk.bench().page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\" "
                + "waitUrl=\"/wait\"/></Response>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the action hangs up");
        String sid = desk.task(1).path("sid").asText();
        desk.awaitTask(sid, "canceled");
        assertEquals("leave", desk.get("/Tasks/" + sid).path("reason").asText());
        assertEquals(List.of("leave"), desk.results());
    }

    @Test
    void aTaskWhoseTimeIsUpLetsItsCallerGoOn_section5() {
        desk.makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task timeout=\"1\">{}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the action hangs up");
        assertEquals(List.of("leave"), desk.results());
        String sid = desk.task(1).path("sid").asText();
        desk.awaitTask(sid, "canceled");
        assertEquals("Task timeout", desk.get("/Tasks/" + sid).path("reason").asText());
    }

    @Test
    void ofTwoWhosePhonesRingForOneCallerTheFirstToAnswerHasHimAndTheOtherStopsRinging_2_41() {
        desk.phone("agent1").answering(new AnswerPlan.Ring());
        desk.bench().page("/assign", asked -> asked.fields().get("WorkerName").equals("agent1")
                ? "{\"instruction\": \"dequeue\"}" : "{}");
        String ada = desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        String bob = desk.makeWorker("agent2", "Available", "\"lang\": \"en\"");
        String queue = desk.make(desk.in("/TaskQueues"), "FriendlyName", "Both", "TargetWorkers", "1==1",
                "MaxReservedWorkers", "2");
        desk.enqueues(desk.makeWorkflowInto(queue), "<Task>{}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall slow = desk.rings("agent1");
        String sid = desk.task(1).path("sid").asText();
        desk.awaitReservations(sid, "agent1 pending", "agent2 pending");
        String offer = "/Workers/" + bob + "/Reservations/" + desk.get("/Workers/" + bob + "/Reservations")
                .path("reservations").path(0).path("sid").asText();
        desk.make(desk.in(offer), "Instruction", "dequeue");
        PhoneCall quick = desk.rings("agent2");
        desk.assertTalk(caller, CALLERS_TONE, quick, "agent2");
        assertTrue(slow.awaitEnd(Bench.PATIENCE), "the other phone stops ringing");
        assertFalse(slow.answered());
        desk.awaitReservations(sid, "agent1 rescinded", "agent2 accepted");
        caller.hangUp();
        assertTrue(quick.awaitEnd(Bench.PATIENCE));
        desk.awaitTask(sid, "completed");
        desk.assertFree(ada);
        desk.assertFree(bob);
    }

    @Test
    void callRunsADocumentWithTheWorkerWhichMayTakeTheCallerAndTheConversationIsRecorded_section5() {
        desk.bench().page("/assign", asked -> "{\"instruction\": \"call\", \"from\": \"+15550101\", "
                + "\"record\": \"record-from-answer\", \"url\": \"" + desk.bench().app() + "/screen?reservation="
                + asked.fields().get("ReservationSid") + "\"}");
        desk.bench().page("/screen", asked -> "<Response><Dial><Queue reservationSid=\"" + reservation()
                + "\"/></Dial></Response>");
        String ada = desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent1");
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent1");
        String sid = desk.task(1).path("sid").asText();
        desk.awaitTask(sid, "assigned");
        String attributes = desk.get("/Tasks/" + sid).path("attributes").asText();
        assertTrue(attributes.contains("\"worker_call_sid\":\"CA"), attributes);
        worker.hangUp();
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the action of the Enqueue hangs up");
        desk.awaitTask(sid, "completed");
        desk.assertFree(ada);
        assertTrue(desk.bench().await(() -> desk.recordings().equals(List.of("OutboundAPI completed"))),
                () -> desk.recordings().toString());
    }

    /** Of the only task's only offer. */
    private static String reservation() {
        return desk.get("/Tasks/" + desk.task(1).path("sid").asText() + "/Reservations").path("reservations").path(0)
                .path("sid").asText();
    }

    @Test
    void dequeueMayRecordTheConversation_section5() {
        desk.bench().page("/assign", asked -> "{\"instruction\": \"dequeue\", \"record\": \"record-from-answer\"}");
        desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        PhoneCall worker = desk.rings("agent1");
        desk.assertTalk(caller, CALLERS_TONE, worker, "agent1");
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE));
        desk.awaitTask(desk.task(1).path("sid").asText(), "completed");
        assertTrue(desk.bench().await(() -> desk.recordings().equals(List.of("DialVerb completed"))),
                () -> desk.recordings().toString());
    }

    @Test
    void redirectGivesTheCallerAnotherDocumentAndTheTaskIsTheApplicationsUntilTheCallEnds_section5() {
        desk.bench().page("/assign", asked -> "{\"instruction\": \"redirect\", \"accept\": true, \"call_sid\": \""
                + desk.bench().asked("/voice").getFirst().fields().get("CallSid") + "\", \"url\": \""
                + desk.bench().app() + "/elsewhere\"}");
        desk.bench().page("/elsewhere", asked -> "<Response><Pause length=\"60\"/></Response>");
        String ada = desk.makeWorker("agent1", "Available", "\"lang\": \"en\"");
        desk.enqueues(desk.makeWorkflowInto(desk.makeQueue("All", "1==1")), "<Task>{}</Task>");
        PhoneCall caller = desk.calls(1, CALLERS_TONE);
        assertTrue(desk.bench().await(() -> desk.bench().asked("/elsewhere").size() == 1), "the call goes on there");
        assertTrue(desk.bench().await(() -> desk.results().equals(List.of("redirected"))),
                () -> desk.results().toString());
        String sid = desk.task(1).path("sid").asText();
        desk.awaitTask(sid, "assigned");
        desk.awaitReservations(sid, "agent1 accepted");
        caller.hangUp();
        desk.awaitTask(sid, "completed"); // by the reconciler
        desk.assertFree(ada);
    }
}
