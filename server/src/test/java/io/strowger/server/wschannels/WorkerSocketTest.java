package io.strowger.server.wschannels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.EventBridge;
import io.strowger.server.store.Actor;
import io.strowger.server.store.Tables;
import io.strowger.work.core.Command;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.TaskStatus;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets of workers (work-distribution-api section 8), by a client of another make. */
class WorkerSocketTest {
    private static final SocketLimits SMALL = new SocketLimits(4, 3, 2, 4, 256, Duration.ofSeconds(15),
            Duration.ofMillis(1));

    @TempDir
    private Path folder;
    private BridgeScene scene;

    @BeforeEach
    void open() {
        open(SocketLimits.DEFAULT);
    }

    private void open(SocketLimits limits) {
        scene = new BridgeScene(folder, limits);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void reopen(SocketLimits limits) {
        scene.close();
        open(limits);
    }

    private static SocketLimits beating(Duration heartbeat) {
        return new SocketLimits(4, 4, 4, 256, 256, heartbeat, Duration.ofMillis(1));
    }

    private Listener ada(String more) {
        Listener listener = scene.listen(scene.worker(BridgeScene.ADA), more);
        assertEquals("init", listener.event().path("event_type").asText());
        return listener;
    }

    private ReservationSid reservation(TaskSid task) {
        return scene.ask(state -> state.task(task).orElseThrow().reservations().getLast().sid());
    }

    @Test
    void initComesFirstAndSaysWhoItIsAndHowLongTheTokenLives() {
        Listener listener = scene.listen(scene.worker(BridgeScene.ADA), "");
        JsonNode init = listener.event("init");
        assertEquals(BridgeScene.ADA.value(), init.path("channel_id").asText());
        assertEquals(scene.account().value(), init.path("account_sid").asText());
        assertEquals(scene.workspace.value(), init.path("workspace_sid").asText());
        long lifetime = init.path("token_lifetime").asLong();
        assertTrue(lifetime > 3_000_000 && lifetime <= 3_600_000, "milliseconds of an hour: " + lifetime);
    }

    /** Section 8: the older kind of token, whose policy names the socket. */
    @Test
    void capabilityTokenOpensASocketWhenAPolicyAllowsIt() {
        String socket = "GET //event-bridge.twilio.com/v1/wschannels/" + scene.account() + "/" + BridgeScene.ADA;
        Listener listener = scene.listen(scene.capability(BridgeScene.ADA.value(), socket), "");
        assertEquals(BridgeScene.ADA.value(), listener.event("init").path("channel_id").asText());
    }

    @Test
    void workerHearsOfItsReservationsAndOfTheTasksThatItHas() {
        Listener listener = ada("");
        scene.move(BridgeScene.ADA, "Available");
        assertEquals("Available", listener.event("worker.activity.update").path("activity_name").asText());
        TaskSid task = scene.task(1);
        JsonNode created = listener.event("reservation.created");
        assertEquals("pending reserved", created.path("reservation_status").asText() + " "
                + created.path("task").path("assignment_status").asText());
        assertEquals(task.value(), created.path("task").path("sid").asText());
        assertEquals(120, created.path("reservation_timeout").asInt());
        ReservationSid sid = new ReservationSid(created.path("sid").asText());
        scene.tell(Command.UpdateReservation.to(sid, ReservationStatus.ACCEPTED));
        assertEquals("assigned", listener.event("reservation.accepted").path("task").path("assignment_status")
                .asText());
        scene.tell(new Command.UpdateTask(task, OptionalInt.empty(), Optional.of("{\"n\":2}"), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals("{\"n\":2}", listener.event("task.updated").path("attributes").asText());
        scene.tell(Command.UpdateReservation.to(sid, ReservationStatus.WRAPPING));
        assertEquals(List.of("reservation.wrapup", "task.wrapup"), listener.types(2));
        scene.tell(Command.UpdateReservation.to(sid, ReservationStatus.COMPLETED));
        assertEquals(List.of("reservation.completed", "task.completed"), listener.types(2));
    }

    @Test
    void everyEndOfAnOfferIsTold() {
        Listener listener = ada("");
        scene.move(BridgeScene.ADA, "Available");
        TaskSid first = scene.task(1);
        assertEquals(List.of("worker.activity.update", "reservation.created"), listener.types(2));
        scene.tell(Command.UpdateTask.to(first, TaskStatus.CANCELED, "gone"));
        assertEquals(List.of("task.canceled", "reservation.canceled"), listener.types(2));
        TaskSid second = scene.task(2);
        assertEquals(List.of("reservation.created"), listener.types(1));
        scene.tell(new Command.FailReservation(reservation(second), "no phone"));
        assertEquals(List.of("reservation.failed", "reservation.created"), listener.types(2));
        scene.move(BridgeScene.ADA, "Unavailable");
        scene.tell(Command.UpdateReservation.to(reservation(second), ReservationStatus.REJECTED));
        assertEquals(List.of("worker.activity.update", "reservation.rejected"), listener.types(2));
    }

    @Test
    void offerThatAnotherAcceptsIsRescinded() {
        scene.tell(new Command.UpdateTaskQueue(BridgeScene.QUEUE, Optional.empty(), Optional.empty(),
                OptionalInt.of(2), Optional.empty(), Optional.empty(), Optional.empty()));
        Listener listener = ada("");
        scene.move(BridgeScene.ADA, "Available");
        scene.move(BridgeScene.BEN, "Available");
        TaskSid task = scene.task(1);
        assertEquals(List.of("worker.activity.update", "reservation.created"), listener.types(2));
        ReservationSid bens = scene.ask(state -> state.task(task).orElseThrow().reservations().stream()
                .filter(one -> one.worker().sid().equals(BridgeScene.BEN)).findFirst().orElseThrow().sid());
        scene.tell(Command.UpdateReservation.to(bens, ReservationStatus.ACCEPTED));
        assertEquals("rescinded", listener.event("reservation.rescinded").path("reservation_status").asText());
    }

    @Test
    void channelsAndAttributesAreTold() {
        Listener listener = ada("");
        scene.tell(new Command.UpdateWorkerChannel(BridgeScene.ADA, voice(), OptionalInt.of(3), Optional.of(false)));
        JsonNode capacity = listener.event("worker.capacity.update");
        assertEquals("3 voice", capacity.path("configured_capacity").asText() + " "
                + capacity.path("task_channel_unique_name").asText());
        assertTrue(capacity.path("sid").asText().startsWith("WC"));
        assertEquals("false", listener.event("worker.channel.availability.update").path("available").asText());
        scene.tell(new Command.UpdateWorker(BridgeScene.ADA, OptionalInt.empty(), Optional.empty(),
                Optional.of("{\"x\":1}"), Optional.empty(), false));
        assertEquals("{\"x\":1}", listener.event("worker.attributes.update").path("attributes").asText());
    }

    private TaskChannelSid voice() {
        return scene.ask(state -> state.channel("voice").orElseThrow().sid());
    }

    /** The SDK counts the worker's version itself at these moments: the server's must be the same. */
    @Test
    void versionOfAWorkerRisesExactlyWhenTheSdkCountsIt() {
        Listener listener = ada("");
        scene.move(BridgeScene.ADA, "Available");
        int version = listener.event("worker.activity.update").path("version").asInt();
        TaskSid task = scene.task(1);
        listener.event("reservation.created");
        version++;
        assertEquals(version, scene.version(BridgeScene.ADA));
        scene.tell(new Command.UpdateWorkerChannel(BridgeScene.ADA, voice(), OptionalInt.of(3), Optional.of(false)));
        assertEquals(List.of("worker.capacity.update", "worker.channel.availability.update"), listener.types(2));
        version += 2;
        assertEquals(version, scene.version(BridgeScene.ADA));
        for (ReservationStatus status : List.of(ReservationStatus.ACCEPTED, ReservationStatus.WRAPPING,
                ReservationStatus.COMPLETED)) {
            scene.tell(Command.UpdateReservation.to(reservation(task), status));
            assertEquals(version, scene.version(BridgeScene.ADA), status.word());
        }
    }

    @Test
    void workerHearsNothingOfOthers() {
        Listener listener = ada("");
        scene.move(BridgeScene.BEN, "Available");
        TaskSid bens = scene.task(1);
        scene.tell(Command.UpdateReservation.to(reservation(bens), ReservationStatus.ACCEPTED));
        scene.tell(Command.UpdateTask.to(bens, TaskStatus.COMPLETED, "over"));
        scene.move(BridgeScene.ADA, "Unavailable");
        listener.event("worker.activity.update");
    }

    @Test
    void refusedHandshakesAreAnsweredInJson() throws Exception {
        String stranger = scene.worker(new WorkerSid("WK" + "f".repeat(32)));
        refused("", 401, 20101);
        refused("?token=nonsense", 401, 20101);
        refused("?token=" + scene.token("worker", Optional.of(BridgeScene.ADA), -5), 401, 20104);
        refused("?token=" + scene.worker(BridgeScene.ADA) + "A", 401, 20107);
        refused("?token=" + scene.signed(600, "{}"), 403, 20106);
        refused("?token=" + scene.token("admin", Optional.empty(), 600), 403, 20106);
        refused("?token=" + stranger, 404, 20404);
        refused("?token=" + scene.capability(BridgeScene.ADA.value(), "GET /Activities"), 403, 20008);
        refused("?token=" + scene.worker(BridgeScene.ADA), 426, 20004);
        assertEquals(0, scene.counted("strowger_work_sockets"));
    }

    private void refused(String query, int status, int code) throws Exception {
        HttpResponse<String> answer = scene.client.send(HttpRequest.newBuilder(scene.url("http", query)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status + " " + code, answer.statusCode() + " "
                + BridgeScene.MAPPER.readTree(answer.body()).path("code").asInt(), answer.body());
        if (status != 426) {
            Exception failed = assertThrows(Exception.class, () -> Listener.open(scene, query));
            assertTrue(failed.getCause() instanceof WebSocketHandshakeException handshake
                    && handshake.getResponse().statusCode() == status, failed.toString());
        }
    }

    @Test
    void newSessionClosesTheOthersWhenItAsksForThat() {
        Listener first = ada("");
        Listener second = ada("");
        scene.await("two sockets", () -> scene.counted("strowger_work_sockets") == 2);
        Listener third = Listener.open(scene, "?token=" + scene.worker(BridgeScene.ADA)
                + "&closeExistingSessions=true&clientVersion=2.1.1");
        third.event("init");
        assertTrue(first.end().startsWith("1000 "));
        assertTrue(second.end().startsWith("1000 "));
        scene.await("one socket", () -> scene.counted("strowger_work_sockets") == 1);
        scene.move(BridgeScene.ADA, "Unavailable");
        third.event("worker.activity.update");
    }

    /** Within the life of its token, which a busy machine may miss at first. */
    private Listener brief(int seconds) {
        try {
            return scene.listen(scene.token("worker", Optional.of(BridgeScene.ADA), seconds), "");
        } catch (CompletionException late) {
            assertTrue(seconds < 60, late.toString());
            return brief(2 * seconds);
        }
    }

    @Test
    void socketEndsWithItsToken() {
        assertEquals("1008 the token no longer holds", brief(2).end());
    }

    @Test
    void blankFramesAndPingsAreTheHeartbeatAndADeletedKeyEndsIt() {
        reopen(beating(Duration.ofMillis(50)));
        Listener listener = ada("");
        assertTrue(listener.frame().isBlank());
        assertTrue(listener.frame().isBlank());
        scene.api.resources().change(Actor.command("test"),
                change -> change.delete(Tables.KEYS, scene.account(), BridgeScene.KEY.value()));
        assertEquals("1008 the token no longer holds", listener.end());
    }

    @Test
    void pingsOfTheClientAreAnswered() {
        Listener listener = ada("");
        listener.socket().sendPing(ByteBuffer.wrap("here".getBytes(StandardCharsets.UTF_8))).join();
        assertEquals("here", listener.pong());
        listener.socket().sendText("of no meaning", true).join();
        scene.move(BridgeScene.ADA, "Unavailable");
        listener.event("worker.activity.update");
    }

    @Test
    void tooLongAMessageEndsTheSocketAndIsCounted() {
        Listener listener = ada("");
        listener.socket().sendText("x".repeat(EventBridge.LONGEST_MESSAGE + 1), true).join();
        assertTrue(listener.end().startsWith("1009 "));
        scene.await("counted", () -> scene.counted("strowger_work_sockets_offended_total") == 1);
        scene.await("gone", () -> scene.counted("strowger_work_sockets") == 0);
    }

    @Test
    void workerGoesOfflineWithItsLastSocketUnlessTheClientSaysOtherwise() {
        reopen(beating(Duration.ofSeconds(15)));
        scene.move(BridgeScene.ADA, "Available");
        int version = scene.version(BridgeScene.ADA);
        Listener stays = ada("&setWorkerOfflineIfDisconnected=false");
        Listener one = ada("&setWorkerOfflineIfDisconnected=true");
        one.socket().abort();
        scene.await("one left", () -> scene.counted("strowger_work_sockets") == 1);
        stays.socket().sendClose(1000, "bye").join();
        scene.await("none left", () -> scene.counted("strowger_work_sockets") == 0);
        Listener last = ada("");
        last.socket().sendClose(1000, "bye").join();
        scene.await("offline", () -> scene.activityOf(BridgeScene.ADA).equals("Offline"));
        assertEquals(version + 1, scene.version(BridgeScene.ADA), "moved once");
    }

    @Test
    void deletedWorkersSocketIsClosed() {
        Listener listener = ada("");
        scene.tell(new Command.DeleteWorker(BridgeScene.ADA, OptionalInt.empty()));
        assertEquals("1008 the worker is deleted", listener.end());
    }

    @Test
    void socketsOfAWorkspaceThatTheNodeLetsGoAreAskedToComeAgain() {
        Listener listener = ada("");
        scene.tell(new Command.DeleteWorkspace());
        assertEquals("1012 connect again", listener.end());
    }

    @Test
    void stopAsksEverybodyToComeAgainAndSendsNobodyOffline() {
        reopen(beating(Duration.ofSeconds(15)));
        scene.move(BridgeScene.ADA, "Available");
        Listener listener = ada("");
        scene.room.close();
        assertEquals("1012 connect again", listener.end());
        scene.await("none left", () -> scene.counted("strowger_work_sockets") == 0);
        assertEquals("Available", scene.activityOf(BridgeScene.ADA));
    }

    /** A connection whose client does not read: sends block until it is cut. */
    private static final class Deaf implements EventBridge.Socket {
        final CountDownLatch cut = new CountDownLatch(1);
        private final EventBridge.Guest guest;

        Deaf(EventBridge.Guest guest) {
            this.guest = guest;
        }

        @Override
        public void send(String text) {
            try {
                cut.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            throw new IllegalStateException("the connection is cut");
        }

        @Override
        public void ping() {
            send("");
        }

        @Override
        public void close(int code, String reason) {
            send("");
        }

        @Override
        public void cut() {
            if (cut.getCount() > 0) {
                cut.countDown();
                guest.gone();
            }
        }
    }

    private EventBridge.Guest admit(WorkerSid worker) {
        return scene.room.admit(List.of(new Header("token", scene.worker(worker))));
    }

    @Test
    void clientThatReadsTooSlowlyIsCutOffAndCounted() {
        reopen(SMALL);
        EventBridge.Guest guest = admit(BridgeScene.ADA);
        Deaf deaf = new Deaf(guest);
        guest.opened(deaf);
        for (int i = 0; deaf.cut.getCount() > 0 && i < 20; i++) {
            scene.move(BridgeScene.ADA, i % 2 == 0 ? "Available" : "Unavailable");
        }
        assertEquals(0, deaf.cut.getCount());
        assertEquals(1, scene.counted("strowger_work_sockets_slow_total"));
        assertEquals(0, scene.counted("strowger_work_sockets"));
    }

    @Test
    void limitsOfWorkerAccountAndAllAreNamedAndGivenBack() {
        reopen(SMALL);
        EventBridge.Guest first = admit(BridgeScene.ADA);
        admit(BridgeScene.ADA);
        full(BridgeScene.ADA, "work-sockets-worker");
        admit(BridgeScene.BEN);
        full(BridgeScene.BEN, "work-sockets-account");
        first.gone();
        admit(BridgeScene.BEN).gone();
        assertEquals(2, scene.counted("strowger_work_sockets"));
        reopen(new SocketLimits(1, 3, 2, 4, 256, Duration.ofSeconds(15), Duration.ofMillis(1)));
        admit(BridgeScene.ADA);
        full(BridgeScene.BEN, "work-sockets)");
    }

    @Test
    void requestsOfAnAccountAtOnceAreLimitedAndCounted() {
        reopen(new SocketLimits(4, 3, 2, 4, 0, Duration.ofSeconds(15), Duration.ofMillis(1)));
        BridgeScene.Told told = scene.request(scene.worker(BridgeScene.ADA), "GET", "Activities", "{}");
        told.refused(429, 20429);
        assertTrue(told.body().path("message").asText().contains("work-bridge-requests"), told.body().toString());
        assertEquals(1, scene.counted("strowger_work_bridge_refused_total"));
    }

    private void full(WorkerSid worker, String limit) {
        ApiFailure refused = assertThrows(ApiFailure.class, () -> admit(worker));
        assertTrue(refused.getMessage().contains(limit), refused.getMessage());
        assertEquals(20429, refused.code().number());
    }
}
