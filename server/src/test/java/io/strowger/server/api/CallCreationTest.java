package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.call.CallChange;
import io.strowger.call.OutboundGuard;
import io.strowger.call.Placement;
import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.CallParticulars;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.rest.PageRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code POST ~/Calls} says, and what becomes of its Idempotency-Key, when the store is away (rest-api 2). */
class CallCreationTest {
    private static final CallSid SID = new CallSid("CA" + "7".repeat(32));

    private final Desk desk = new Desk();
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, same -> new CallCreation(new NoCalls(), desk).operations());
    }

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    private Answer create() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(
                        URI.create("http://" + api.address() + ALICES + "/Calls.json"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (ALICE + ":" + TestApi.token(ALICE)).getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded").header("Idempotency-Key", "order-1")
                .POST(HttpRequest.BodyPublishers.ofString("To=%2B15550100&From=%2B15557000&Twiml=%3CResponse%2F%3E"))
                .build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()), answer);
    }

    @Test
    void aCallThatWasTakenBackWasNotMadeAndItsKeyIsFree() throws Exception {
        desk.cancels = true;
        create().refused(503, ErrorCode.STORE_FAILED.number(), "was not made");
        assertEquals(List.of("claim", "place", "cancel", "release"), desk.asked);
    }

    @Test
    void aCallThatCannotBeTakenBackMayHaveBeenMadeAndKeepsItsKey() throws Exception {
        create().refused(503, ErrorCode.STORE_FAILED.number(), SID + " could not be stored in time");
        assertEquals(List.of("claim", "place", "cancel"), desk.asked);
    }

    @Test
    void aRefusedCallGivesItsKeyBack() throws Exception {
        desk.placement = new Placement.Refused(ErrorCode.OUTBOUND_STOPPED, "stopped");
        create().refused(403, ErrorCode.OUTBOUND_STOPPED.number(), "stopped");
        assertEquals(List.of("claim", "place", "release"), desk.asked);
    }

    @Test
    void aCallThatWentOnWhenTheStoreCameBackIsAnsweredAsMade() throws Exception {
        desk.comesBack = true;
        Answer answer = create();
        assertEquals("201 " + SID, answer.status() + " " + answer.text("sid"));
        assertEquals(List.of("claim", "place", "cancel"), desk.asked);
    }

    /** Its store is away. */
    private static final class Desk implements CallDesk {
        private final List<String> asked = new ArrayList<>();
        private boolean cancels;
        private boolean comesBack;
        private Placement placement = new Placement.Queued(new CallRecord(SID, ALICE, Optional.empty(), "+15557000",
                "+15550100", Direction.OUTBOUND_API, CallStatus.QUEUED, Instant.EPOCH, Optional.empty(),
                Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty(), "", CallParticulars.NONE));

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public CallSid newCall() {
            return SID;
        }

        @Override
        public Placement place(CallSid sid, OutboundRequest request) {
            asked.add("place");
            return placement;
        }

        @Override
        public boolean change(AccountSid account, CallSid call, CallChange change) {
            asked.add("cancel");
            return cancels;
        }

        @Override
        public RecordingAnswer record(AccountSid account, CallSid call, RecordingOptions options) {
            throw new IllegalStateException("nobody records here");
        }

        @Override
        public RecordingAnswer changeRecording(
                AccountSid account, CallSid call, Optional<RecordingSid> recording, RecordingChange change) {
            throw new IllegalStateException("nobody records here");
        }

        @Override
        public boolean durable() {
            return comesBack && asked.contains("cancel");
        }

        @Override
        public Optional<VoiceBinding> application(AccountSid account, ApplicationSid sid) {
            return Optional.empty();
        }

        @Override
        public boolean delete(AccountSid account, CallSid call) {
            return false;
        }

        @Override
        public boolean delete(AccountSid account, RecordingSid recording) {
            return false;
        }

        @Override
        public OutboundGuard.State guard(AccountSid account) {
            return new OutboundGuard.State(account, Optional.empty(), 0, Duration.ZERO, 0);
        }

        @Override
        public boolean clearGuard(AccountSid account) {
            return false;
        }

        @Override
        public boolean isOperator(AccountSid account) {
            return false;
        }

        @Override
        public Claim claim(AccountSid account, String key, String digest, CallSid sid) {
            asked.add("claim");
            return new Claim.Fresh();
        }

        @Override
        public boolean renew(AccountSid account, String key, CallSid given, CallSid sid) {
            return false;
        }

        @Override
        public void release(AccountSid account, String key) {
            asked.add("release");
        }
    }

    /** Knows no calls. */
    private static final class NoCalls implements CallReader {
        @Override
        public Optional<CallRecord> call(AccountSid account, CallSid call) {
            return Optional.empty();
        }

        @Override
        public List<CallRecord> calls(AccountSid account, CallFilter filter, PageRequest page) {
            return List.of();
        }

        @Override
        public List<RecordingRecord> recordings(AccountSid account, RecordingFilter filter, PageRequest page) {
            return List.of();
        }

        @Override
        public Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call) {
            return Optional.empty();
        }

        @Override
        public Optional<RecordingRecord> recording(AccountSid account, RecordingSid recording) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> audio(AccountSid account, RecordingSid recording) {
            return Optional.empty();
        }
    }
}
