package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A task's document is fetched, and brought to it whatever happens on the way (requirement 2.16 (ii)). */
class EffectorTest {
    private static final String FIRST = "https://app.example/document";
    private static final String SPARE = "https://spare.example/document";
    private static final TaskSid TASK = new TaskSid("WT" + "1".repeat(32));
    private static final String DOCUMENT = "{\"task_routing\":{}}";

    private final StillWorld world = new StillWorld();
    private final Map<String, FetchAnswer> servers = new HashMap<>();
    private final List<FetchRequest> asked = new ArrayList<>();
    private final List<Command> told = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private final List<Answer<Boolean>> answers = new ArrayList<>();
    private final List<String> dequeued = new ArrayList<>();
    private Optional<WorkCallPort.Offered> offered = Optional.empty();
    private final Outgoing effect = new Outgoing(new WorkspaceSid("WS" + "1".repeat(32)),
            new AccountSid("AC" + "1".repeat(32)), 7, 0, "document", Instant.EPOCH, new Effect.DocumentFetch(TASK,
                    FIRST, Optional.of(SPARE), List.of(new Header("TaskAttributes", "{\"vip\":true}"))));
    private final Effector effector = new Effector(world, new Fetcher(world, request -> {
        asked.add(request);
        return servers.get(request.url().toString());
    }), account -> hop -> List.of(new Header("X-Twilio-Signature", "of " + hop.url())),
            (account, code, message, url) -> alerts.add(code.number() + " " + message + " at " + url),
            new Line(), new Workspace());

    /** Takes what it is told, or answers what the test wants first. */
    private final class Workspace implements Effector.Desk {
        @Override
        public boolean tell(WorkspaceSid workspace, Sid actor, Command command) {
            return ask(workspace, command).isPresent();
        }

        @Override
        public Optional<Answer<Boolean>> ask(WorkspaceSid workspace, Command command) {
            told.add(command);
            Answer<Boolean> answer = answers.isEmpty() ? new Answer.Done<>(true) : answers.removeFirst();
            return answer instanceof Answer.Away<Boolean> ? Optional.empty() : Optional.of(answer);
        }

        @Override
        public Optional<WorkCallPort.Offered> pending(WorkspaceSid workspace, ReservationSid reservation) {
            return offered;
        }
    }

    /** Keeps what calls are asked for. */
    private final class Line implements WorkCallPort {
        @Override
        public Optional<Refused> dequeue(Offered offered, Instruction.Dequeue instruction, String id) {
            dequeued.add(offered.workerAttributes());
            return Optional.empty();
        }

        @Override
        public Optional<Refused> call(Offered offered, Instruction.Call instruction, String id) {
            throw new AssertionError("no call was asked for");
        }

        @Override
        public Optional<Refused> redirect(Offered offered, Instruction.Redirect instruction, String id) {
            throw new AssertionError("no redirect was asked for");
        }

        @Override
        public void over(AccountSid account, Effect.CallTaskOver over) {
            throw new AssertionError("no task is over");
        }

        @Override
        public void over(AccountSid account, Effect.CallOfferOver over) {
            throw new AssertionError("no offer is over");
        }
    }

    private static FetchAnswer answer(int status, String type, String body) {
        return new FetchAnswer.Answered(status, List.of(new Header("Content-Type", type)),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Command brings(String document) {
        return new Command.RouteTask(TASK, Optional.of(document));
    }

    @Test
    void documentIsAskedForWithTheAttributesSignedWithinFiveSeconds() {
        servers.put(FIRST, answer(200, "application/json; charset=utf-8", DOCUMENT));
        assertTrue(effector.act(effect));
        assertEquals(List.of(brings(DOCUMENT)), told);
        FetchRequest request = asked.getFirst();
        assertEquals("POST", request.method());
        assertEquals("TaskAttributes=%7B%22vip%22%3Atrue%7D", new String(request.body(), StandardCharsets.UTF_8));
        assertTrue(request.totalTimeout().compareTo(Duration.ofSeconds(5)) <= 0, request.totalTimeout().toString());
        assertEquals(196_608, request.maxBytes(), "65,536 characters, three bytes each");
        assertTrue(request.headers().contains(new Header("X-Twilio-Signature", "of " + FIRST)));
        assertTrue(request.headers().contains(new Header("I-Twilio-Idempotency-Token", effect.id())));
        assertEquals(List.of(), alerts);
    }

    @Test
    void fallbackIsAskedAndToldWhatFailedWhateverWentWrong() {
        servers.put(SPARE, answer(200, "application/json", DOCUMENT));
        for (FetchAnswer failure : List.of(answer(500, "application/json", DOCUMENT),
                answer(200, "text/html", DOCUMENT), answer(204, "application/json", ""),
                new FetchAnswer.Failed(FetchTrouble.TOTAL_TIMEOUT, "No answer"))) {
            asked.clear();
            told.clear();
            alerts.clear();
            servers.put(FIRST, failure);
            assertTrue(effector.act(effect));
            assertEquals(List.of(brings(DOCUMENT)), told, failure.toString());
            assertEquals(1, alerts.size());
            assertTrue(alerts.getFirst().startsWith("90163 The workflow document of task " + TASK), alerts.toString());
            String form = new String(asked.getLast().body(), StandardCharsets.UTF_8);
            assertTrue(form.endsWith("&ErrorCode=90163&ErrorUrl=https%3A%2F%2Fapp.example%2Fdocument"), form);
        }
    }

    @Test
    void documentThatTheWorkspaceRefusesLeadsToTheFallback() {
        servers.put(FIRST, answer(200, "application/json", "[]"));
        servers.put(SPARE, answer(200, "application/json", DOCUMENT));
        answers.add(new Answer.Refused<>(new Refusal(Refusal.Kind.INVALID, "task_routing is missing")));
        assertTrue(effector.act(effect));
        assertEquals(List.of(brings("[]"), brings(DOCUMENT)), told);
        assertTrue(alerts.getFirst().contains("task_routing is missing at " + FIRST), alerts.toString());
    }

    @Test
    void withoutAnyDocumentTheStoredOneIsChosen() {
        servers.put(FIRST, answer(404, "application/json", "{}"));
        servers.put(SPARE, new FetchAnswer.Failed(FetchTrouble.CONNECT_FAILED, "refused"));
        assertTrue(effector.act(effect));
        assertEquals(List.of(new Command.RouteTask(TASK, Optional.empty())), told);
        assertEquals(2, alerts.size());
    }

    @Test
    void workspaceThatStaysAwayIsToldAgainByWhoeverOwnsItNext() {
        servers.put(FIRST, answer(200, "application/json", DOCUMENT));
        answers.add(new Answer.Away<>(Answer.Why.LOADING));
        assertFalse(effector.act(effect), "the outbox keeps it");
        assertTrue(effector.act(effect));
        assertEquals(List.of(brings(DOCUMENT), brings(DOCUMENT)), told);
    }

    @Test
    void taskThatIsOnItsWayAlreadyAsksForNothingMore() { // the crash came between the command and the outbox
        servers.put(FIRST, answer(200, "application/json", DOCUMENT));
        answers.add(new Answer.Refused<>(new Refusal(Refusal.Kind.CONFLICT, "waits for no document")));
        assertTrue(effector.act(effect));
        assertEquals(1, asked.size());
        assertEquals(List.of(), alerts);
    }

    /** Requirement 2.29: the application is told at one address, the call goes to the worker's own other one. */
    @Test
    void workerHasAnApplicationEndpointAndAMediaEndpointOfItsOwn() {
        ReservationSid reservation = new ReservationSid("WR" + "1".repeat(32));
        offered = Optional.of(new WorkCallPort.Offered(effect.account(), effect.workspace(), reservation, TASK,
                Optional.empty(), "{}", new WorkerSid("WK" + "1".repeat(32)),
                "{\"contact_uri\":\"sip:robot@media.example\"}"));
        servers.put(FIRST, answer(200, "application/json", "{\"instruction\":\"dequeue\"}"));
        assertTrue(effector.act(new Outgoing(effect.workspace(), effect.account(), 8, 0, "task", Instant.EPOCH,
                new Effect.AssignmentCallback(reservation, TASK, FIRST, Optional.empty(), List.of()))));
        assertEquals(List.of(FIRST), asked.stream().map(request -> request.url().toString()).toList());
        assertEquals(List.of("{\"contact_uri\":\"sip:robot@media.example\"}"), dequeued);
    }

    @Test
    void effectIsKeptAsText() {
        assertEquals(effect.effect(), Effect.parse(effect.effect().toJson()));
    }
}
