package io.strowger.server;

import io.strowger.call.CallChange;
import io.strowger.call.CallRouter;
import io.strowger.call.OutboundGuard;
import io.strowger.call.Placement;
import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.World;
import io.strowger.server.api.CallDesk;
import io.strowger.server.store.Directory;
import io.strowger.server.store.Erasure;
import io.strowger.server.store.IdempotencyKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the API does to calls, done by the call room and the store. Any thread may call it. */
final class RouterDesk implements CallDesk {
    /** A call answers at once; one at its end within the time that its files and its leg have to close. */
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration DURABLE = Duration.ofSeconds(10);

    private final World world;
    private final CallRouter router;
    private final RecordPort records;
    private final Directory directory;
    private final IdempotencyKeys keys;
    private final Erasure erasure;

    RouterDesk(
            World world, CallRouter router, RecordPort records, Directory directory, IdempotencyKeys keys,
            Erasure erasure) {
        this.world = world;
        this.router = router;
        this.records = records;
        this.directory = directory;
        this.keys = keys;
        this.erasure = erasure;
    }

    @Override
    public CallSid newCall() {
        return CallSid.mint(world);
    }

    @Override
    public Instant now() {
        return world.timeline().now();
    }

    @Override
    public Placement place(CallSid sid, OutboundRequest request) {
        return router.place(sid, request);
    }

    @Override
    public boolean change(AccountSid account, CallSid call, CallChange change) {
        return asked((Consumer<Boolean> told) -> router.change(account, call, change, told)).orElse(false);
    }

    @Override
    public RecordingAnswer record(AccountSid account, CallSid call, RecordingOptions options) {
        return asked((Consumer<RecordingAnswer> told) ->
                router.record(account, call, RecordingSid.mint(world), options, told)).orElseGet(RouterDesk::silent);
    }

    @Override
    public RecordingAnswer changeRecording(
            AccountSid account, CallSid call, Optional<RecordingSid> recording, RecordingChange change) {
        return asked((Consumer<RecordingAnswer> told) ->
                router.changeRecording(account, call, recording, change, told)).orElseGet(RouterDesk::silent);
    }

    private static RecordingAnswer silent() {
        return new RecordingAnswer.Refused(
                ErrorCode.CALL_NOT_IN_PROGRESS, "The call is ending: its recordings cannot be changed any more");
    }

    private <T> Optional<T> asked(Consumer<Consumer<T>> question) {
        Inbox<T> answer = world.timeline().inbox(1);
        question.accept(answer::post);
        return answer.await(Deadline.after(world.timeline(), ANSWER));
    }

    @Override
    public boolean durable() {
        Inbox<Boolean> durable = world.timeline().inbox(1);
        return records.whenDurable(() -> durable.post(true))
                && durable.await(Deadline.after(world.timeline(), DURABLE)).isPresent();
    }

    /** An application says whom to tell; without events of its own it is told of the end. */
    @Override
    public Optional<VoiceBinding> application(AccountSid account, ApplicationSid sid) {
        return directory.inventory().application(account, sid)
                .filter(found -> found.voice().primary().isPresent())
                .map(found -> new VoiceBinding(found.voice().primary().orElseThrow(), found.voice().secondaries(),
                        found.voice().statusCallback(), found.voice().statusEvents().isEmpty()
                                ? Set.of("completed") : found.voice().statusEvents(), Optional.of(sid)));
    }

    @Override
    public OutboundGuard.State guard(AccountSid account) {
        return router.guard().state(account);
    }

    @Override
    public boolean clearGuard(AccountSid account) {
        return router.guard().clear(account);
    }

    @Override
    public boolean isOperator(AccountSid account) {
        return directory.master().filter(master -> master.sid().equals(account)).isPresent();
    }

    @Override
    public boolean delete(AccountSid account, CallSid call) {
        return erasure.forget(account, call);
    }

    @Override
    public boolean delete(AccountSid account, RecordingSid recording) {
        return erasure.forget(account, recording);
    }

    @Override
    public Claim claim(AccountSid account, String key, String digest, CallSid sid) {
        return keys.claim(account, key, digest, sid);
    }

    @Override
    public boolean renew(AccountSid account, String key, CallSid given, CallSid sid) {
        return keys.renew(account, key, given, sid);
    }

    @Override
    public void release(AccountSid account, String key) {
        keys.release(account, key);
    }
}
