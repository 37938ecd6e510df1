package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.WorkCalls.Phone;
import io.strowger.call.WorkCalls.Started;
import io.strowger.call.WorkCalls.WorkerEvent;
import io.strowger.call.WorkersLine;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.TestStore;
import io.strowger.work.Answer;
import io.strowger.work.Effect;
import io.strowger.work.Instruction;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.ReservationStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Instructions that call a worker (work-distribution-api section 5), by REST on a real workspace, with calls that are
 * made up: what happens when the offer, the task or the call changes at the worst moment.
 */
class WorkerPhonesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CALLER = "CA" + "5".repeat(32);
    private static TestStore database;

    private final Line line = new Line();
    private final Told told = new Told();
    private WorkApi api;
    private String task;

    /** Calls that go as the test says. */
    private static final class Line implements WorkersLine {
        private final List<CallSid> called = new ArrayList<>();
        private final List<Consumer<WorkerEvent>> events = new ArrayList<>();
        private final Queue<String> done = new ConcurrentLinkedQueue<>();
        private Runnable meanwhile = () -> { };
        private Runnable asked = () -> { };

        private Started begin(String what, Consumer<WorkerEvent> told) {
            CallSid worker = new CallSid("CA" + "%032x".formatted(called.size() + 1));
            called.add(worker);
            events.add(told);
            done.add(what);
            meanwhile.run();
            return new Started.Calling(worker);
        }

        @Override
        public Started dequeue(Phone phone, CallSid caller, String reservationSid, Optional<String> postWorkActivitySid,
                boolean record, Consumer<WorkerEvent> told) {
            return begin("dequeue " + phone.to() + (record ? " recorded" : ""), told);
        }

        @Override
        public Started call(Phone phone, CallSid caller, WebTarget url, boolean record, Consumer<WorkerEvent> told) {
            return begin("call " + phone.to() + " from " + phone.from().orElseThrow() + " " + url.url()
                    + (record ? " recorded" : ""), told);
        }

        @Override
        public void redirect(AccountSid account, CallSid call, WebTarget url, Consumer<Boolean> applied) {
            done.add("redirect " + url.url());
        }

        @Override
        public boolean hangUp(AccountSid account, CallSid worker) {
            done.add("hang up " + (called.indexOf(worker) + 1));
            return true;
        }

        @Override
        public boolean isRunning(AccountSid account, CallSid call) {
            asked.run();
            return call.value().equals(CALLER);
        }
    }

    /** The product's own port, which notes what it has been told. */
    private static final class Told implements WorkCallPort {
        private final CallTasks tasks = new CallTasks(TestStore.WORLD);
        private final WorkerPhones phones = new WorkerPhones(TestStore.WORLD, tasks);
        private final Queue<ReservationSid> over = new ConcurrentLinkedQueue<>();

        @Override
        public Optional<Refused> dequeue(Offered offered, Instruction.Dequeue instruction, String id) {
            return phones.dequeue(offered, instruction, id);
        }

        @Override
        public Optional<Refused> call(Offered offered, Instruction.Call instruction, String id) {
            return phones.call(offered, instruction, id);
        }

        @Override
        public Optional<Refused> redirect(Offered offered, Instruction.Redirect instruction, String id) {
            return phones.redirect(offered, instruction, id);
        }

        @Override
        public void over(AccountSid account, Effect.CallTaskOver over) {
            phones.over(account, over);
        }

        @Override
        public void over(AccountSid account, Effect.CallOfferOver offer) {
            phones.over(account, offer);
            over.add(offer.reservation());
        }
    }

    @BeforeAll
    static void begin() {
        database = TestStore.open();
    }

    @AfterAll
    static void end() {
        database.close();
    }

    @BeforeEach
    void open() {
        api = new WorkApi(database, told);
        told.tasks.open(api.node());
        told.phones.open(api.node(), line);
        api.openWorkspace();
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static boolean await(BooleanSupplier so) {
        Deadline deadline = Deadline.after(TestStore.WORLD.timeline(), SOON);
        while (!so.getAsBoolean() && !deadline.passed(TestStore.WORLD.timeline())) {
            TestStore.WORLD.timeline().<Object>inbox(1)
                    .await(Deadline.after(TestStore.WORLD.timeline(), Duration.ofMillis(10)));
        }
        return so.getAsBoolean();
    }

    /** A task, offered to so many workers; the paths of its reservations. */
    private List<String> offered(int workers, String attributes) {
        for (int i = 1; i <= workers; i++) {
            api.availableWorker("Worker " + i, "{\"contact_uri\": \"client:worker" + i + "\"}");
        }
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All", "MaxReservedWorkers",
                "" + workers));
        task = api.make(api.in("/Tasks"), "WorkflowSid", workflow, "Attributes", attributes);
        String all = api.in("/Tasks/" + task + "/Reservations");
        List<String> paths = new ArrayList<>();
        api.await(all, body -> body.path("reservations").size() == workers).body().path("reservations")
                .forEach(one -> paths.add(all + "/" + one.path("sid").asText()));
        return paths;
    }

    private String offered() {
        return offered(1, "{\"call_sid\": \"" + CALLER + "\"}").getFirst();
    }

    private void instruct(String reservation, String... fields) {
        assertEquals(200, api.post(reservation, fields).status());
    }

    private void awaitStatus(String reservation, String status) {
        assertTrue(await(() -> api.get(reservation).text("reservation_status").equals(status)),
                () -> api.get(reservation).body().toString());
    }

    private List<String> done() {
        return List.copyOf(line.done);
    }

    @Test
    void aCallerWhoHangsUpWhileADequeueIsPostedStopsTheWorkersPhone() {
        String reservation = offered();
        line.meanwhile = () -> {
            api.post(api.in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "hangup");
            assertTrue(await(() -> told.over.size() == 1), "all were told before the call had a sid");
        };
        instruct(reservation, "Instruction", "dequeue");
        assertEquals(List.of("dequeue client:worker1", "hang up 1"), done());
    }

    @Test
    void whoIsCalledForAnOfferThatAnotherTakesIsLetGo_2_41() {
        List<String> reservations = offered(2, "{\"call_sid\": \"" + CALLER + "\"}");
        instruct(reservations.get(0), "Instruction", "dequeue", "DequeueTo", "client:one");
        instruct(reservations.get(1), "Instruction", "dequeue", "DequeueTo", "client:two", "DequeueRecord",
                "record-from-answer");
        told.tasks.accept(WorkApi.ACCOUNT, reservations.get(1).substring(reservations.get(1).length() - 34),
                line.called.get(1), Optional.empty(), answer -> { });
        awaitStatus(reservations.get(1), "accepted");
        awaitStatus(reservations.get(0), "rescinded");
        assertTrue(await(() -> done().equals(List.of("dequeue client:one", "dequeue client:two recorded",
                "hang up 1"))), () -> done().toString());
    }

    /** Section 5: a worker's application rejects (or the worker goes offline, which rejects) while the phone rings. */
    @Test
    void whoRejectsAnOfferWhileTheirPhoneRingsIsLetGo() {
        String reservation = offered();
        instruct(reservation, "Instruction", "dequeue");
        instruct(reservation, "ReservationStatus", "rejected");
        assertTrue(await(() -> done().equals(List.of("dequeue client:worker1", "hang up 1"))), () -> done().toString());
    }

    @Test
    void whoGoesOfflineAndRejectsWhatIsOfferedIsLetGo() {
        String reservation = offered();
        instruct(reservation, "Instruction", "dequeue");
        String worker = api.get(reservation).text("worker_sid");
        String offline = api.make(api.in("/Activities"), "FriendlyName", "Gone", "Available", "false");
        instruct(api.in("/Workers/" + worker), "ActivitySid", offline, "RejectPendingReservations", "true");
        assertTrue(await(() -> done().contains("hang up 1")), () -> done().toString());
    }

    @Test
    void whoIsCalledForAnOfferOfAWorkspaceThatIsDeletedIsLetGo() {
        instruct(offered(), "Instruction", "dequeue");
        assertEquals(204, api.delete(api.in("")).status());
        assertTrue(await(() -> done().equals(List.of("dequeue client:worker1", "hang up 1"))), () -> done().toString());
    }

    /** Whoever tells of the offer's end finds no call yet, as the callback's answer was just being read. */
    @Test
    void whoIsCalledForAnOfferWhoseWorkspaceWasDeletedMeanwhileIsLetGo() {
        String path = offered();
        ReservationSid sid = new ReservationSid(path.substring(path.length() - 34));
        AtomicReference<WorkCallPort.Offered> seen = new AtomicReference<>();
        api.node().ask(WorkApi.ACCOUNT, new WorkspaceSid(api.workspace), state -> {
            seen.set(Workspaces.offered(state, state.reservation(sid).orElseThrow()));
            return true;
        });
        assertEquals(204, api.delete(api.in("")).status());
        assertTrue(await(() -> told.over.size() == 1));
        told.dequeue(seen.get(), new Instruction.Dequeue(Optional.empty(), Optional.empty(), Optional.empty(), false,
                60, Optional.empty(), List.of()), "id");
        assertTrue(await(() -> done().equals(List.of("dequeue client:worker1", "hang up 1"))), () -> done().toString());
    }

    /** Requirement 2.5: an application that hangs fills its account's deliveries; phones stop all the same. */
    @Test
    void anEventServerThatHangsKeepsNoPhoneRinging() {
        AtomicBoolean answers = new AtomicBoolean();
        try {
            api.post(api.in(""), "EventCallbackUrl", "https://app.example.com/events");
            api.application = request -> {
                await(answers::get);
                return WorkApi.json("{}");
            };
            String reservation = offered();
            instruct(reservation, "Instruction", "dequeue");
            for (int i = 0; i < WorkLimits.DEFAULT.deliveriesOfAccount(); i++) {
                api.make(api.in("/Workers"), "FriendlyName", "Absent " + i);
            }
            instruct(reservation, "ReservationStatus", "rejected");
            assertTrue(await(() -> done().contains("hang up 1")), () -> done().toString());
        } finally {
            answers.set(true);
        }
    }

    /** An update replaces the attributes as a whole: the phone is known by its reservation all the same. */
    @Test
    void theAttributesMayForgetTheCallsWhileAPhoneRings() {
        String reservation = offered();
        instruct(reservation, "Instruction", "dequeue");
        assertTrue(await(() -> api.get(api.in("/Tasks/" + task)).text("attributes").contains("worker_call_sid")));
        instruct(api.in("/Tasks/" + task), "Attributes", "{\"vip\": true}");
        instruct(api.in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "over");
        assertTrue(await(() -> done().contains("hang up 1")), () -> done().toString());
    }

    @Test
    void anInstructionThatIsRepeatedRingsOnce() {
        String reservation = offered();
        instruct(reservation, "Instruction", "dequeue");
        instruct(reservation, "Instruction", "dequeue");
        assertEquals(List.of("dequeue client:worker1"), done());
    }

    @Test
    void anotherInstructionWhileTheWorkerIsCalledIsRefused() {
        String reservation = offered();
        instruct(reservation, "Instruction", "dequeue");
        for (String[] other : List.of(new String[] {"Instruction", "dequeue", "DequeueTo", "client:elsewhere"},
                new String[] {"Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://a.example.com"})) {
            WorkApi.Reply reply = api.post(reservation, other);
            assertEquals(409, reply.status(), reply.body().toString());
            assertEquals("20409", reply.text("code"));
        }
        assertEquals(List.of("dequeue client:worker1"), done());
    }

    @Test
    void aCallThatEndsWhileItIsBegunIsNoReasonNotToCallAgain() {
        String reservation = offered();
        line.meanwhile = () -> line.events.getLast().accept(new WorkerEvent.Ended(CallStatus.FAILED));
        for (int i = 1; i <= 2; i++) {
            instruct(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl",
                    "https://app.example.com/" + i);
            assertEquals(i, line.called.size());
        }
    }

    /** The reservation's status while the workspace moves to another node, as the worker's call tells something. */
    private void becomesWhileTheWorkspaceIsAway(WorkerEvent event, ReservationStatus expected) {
        String path = offered();
        instruct(path, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://app.example.com/w",
                "CallAccept", "true");
        assertTrue(await(() -> api.get(api.in("/Tasks/" + task)).text("attributes").contains("worker_call_sid")));
        api.node().close();
        line.events.getFirst().accept(event);
        try (Workspaces next = api.nextNode(told)) {
            told.phones.open(next, line);
            ReservationSid sid = new ReservationSid(path.substring(path.length() - 34));
            assertTrue(await(() -> next.ask(WorkApi.ACCOUNT, new WorkspaceSid(api.workspace), state ->
                    state.reservation(sid).orElseThrow().status()) instanceof Answer.Done<ReservationStatus>(var status)
                    && status == expected));
        }
    }

    @Test
    void anAnswerIsAcceptedThoughTheWorkspaceIsAwayAtThatMoment() {
        becomesWhileTheWorkspaceIsAway(new WorkerEvent.Answered(), ReservationStatus.ACCEPTED);
    }

    @Test
    void whoDoesNotAnswerFailsThoughTheWorkspaceIsAwayAtThatMoment() {
        becomesWhileTheWorkspaceIsAway(new WorkerEvent.Ended(CallStatus.NO_ANSWER), ReservationStatus.CANCELED);
    }

    @Test
    void redirectWithAcceptLeavesTheCallAloneWhenTheReservationCannotBeAccepted() {
        String reservation = offered();
        line.asked = () -> api.post(api.in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "over");
        WorkApi.Reply reply = api.post(reservation, "Instruction", "redirect", "RedirectCallSid", CALLER,
                "RedirectUrl", "https://app.example.com/next", "RedirectAccept", "true");
        assertEquals(410, reply.status(), reply.body().toString());
        assertEquals("20410", reply.text("code"));
        assertEquals(List.of(), done());
    }

    @Test
    void theWorkersCallIsNotedAmongTheAttributesWhateverIsWrittenToThemMeanwhile() {
        String reservation = offered();
        line.meanwhile = () -> api.post(api.in("/Tasks/" + task), "Attributes",
                "{\"call_sid\": \"" + CALLER + "\", \"vip\": true}");
        instruct(reservation, "Instruction", "dequeue");
        assertTrue(await(() -> api.get(api.in("/Tasks/" + task)).text("attributes").contains("worker_call_sid")));
        String attributes = api.get(api.in("/Tasks/" + task)).text("attributes");
        assertTrue(attributes.contains("\"vip\":true") && attributes.contains(line.called.getFirst().value()),
                attributes);
    }

    @Test
    void callRunsADocumentWithTheWorkerAndAcceptsWhenTheyAnswerIfItSaysSo() {
        String reservation = offered();
        instruct(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://app.example.com/w",
                "CallAccept", "true", "CallRecord", "record-from-answer");
        assertEquals(List.of("call client:worker1 from +15550101 https://app.example.com/w recorded"), done());
        assertEquals("pending", api.get(reservation).text("reservation_status"));
        line.events.getFirst().accept(new WorkerEvent.Answered());
        awaitStatus(reservation, "accepted");
        line.events.getFirst().accept(new WorkerEvent.Ended(CallStatus.COMPLETED));
        assertEquals("accepted", api.get(reservation).text("reservation_status"), "the application ends it");
    }

    @Test
    void callWithoutAcceptLeavesTheReservationAlone() {
        String reservation = offered();
        instruct(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://app.example.com/w");
        line.events.getFirst().accept(new WorkerEvent.Answered());
        line.events.getFirst().accept(new WorkerEvent.Ended(CallStatus.COMPLETED));
        assertEquals("pending", api.get(reservation).text("reservation_status"));
        instruct(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://app.example.com/w");
        assertEquals(2, line.called.size(), "that call is over: the next is no repetition");
    }

    @Test
    void aWorkerCalledForATaskThatIsNoCallIsLetGoWhenTheTaskIsCanceled() {
        String reservation = offered(1, "{\"kind\": \"chat\"}").getFirst();
        instruct(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "https://app.example.com/w");
        assertTrue(await(() -> api.get(api.in("/Tasks/" + task)).text("attributes").contains("worker_call_sid")));
        api.post(api.in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "over");
        assertTrue(await(() -> done().contains("hang up 1")), () -> done().toString());
    }

    @Test
    void redirectAcceptsFirstAsACallerWhoLeavesWouldCancelATaskThatIsOnlyOffered() {
        String reservation = offered();
        instruct(reservation, "Instruction", "redirect", "RedirectCallSid", CALLER, "RedirectUrl",
                "https://app.example.com/next", "RedirectAccept", "true");
        awaitStatus(reservation, "accepted");
        assertTrue(await(() -> done().equals(List.of("redirect https://app.example.com/next"))));
    }

    @Test
    void anInstructionThatCannotBeBegunIsRefusedWithWhatIsWrong() {
        String reservation = offered();
        assertEquals(400, api.post(reservation, "Instruction", "redirect", "RedirectCallSid", "CA" + "9".repeat(32),
                "RedirectUrl", "https://app.example.com/next").status());
        assertEquals(400, api.post(reservation, "Instruction", "call", "CallFrom", "+15550101", "CallUrl", "nowhere")
                .status());
        assertEquals(List.of(), done());
        assertEquals("pending", api.get(reservation).text("reservation_status"));
    }
}
