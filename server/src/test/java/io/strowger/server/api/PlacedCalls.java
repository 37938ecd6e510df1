package io.strowger.server.api;

import io.strowger.call.CallChange;
import io.strowger.call.Placement;
import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls that are only noted, for resources that place some. */
final class PlacedCalls implements CallDesk {
    private final World world;
    private final List<OutboundRequest> placed = new ArrayList<>();
    private Optional<ErrorCode> refusal = Optional.empty();

    PlacedCalls(World world) {
        this.world = world;
    }

    List<OutboundRequest> placed() {
        return placed;
    }

    /** Has the next ones refused. */
    void refusing(ErrorCode code) {
        refusal = Optional.of(code);
    }

    @Override
    public Instant now() {
        return world.timeline().now();
    }

    @Override
    public CallSid newCall() {
        return CallSid.mint(world);
    }

    @Override
    public Placement place(CallSid sid, OutboundRequest request) {
        if (refusal.isPresent()) {
            return new Placement.Refused(refusal.get(), "refused");
        }
        placed.add(request);
        return new Placement.Queued(new CallRecord(sid, request.account(), Optional.empty(), request.from(),
                request.to(), Direction.OUTBOUND_API, CallStatus.QUEUED, now(), Optional.empty(), Optional.empty(),
                Duration.ZERO, Optional.empty(), Optional.empty(), ""));
    }

    @Override
    public boolean change(AccountSid account, CallSid call, CallChange change) {
        return false;
    }

    @Override
    public RecordingAnswer record(AccountSid account, CallSid call, RecordingOptions options) {
        throw new IllegalStateException("nothing is recorded here");
    }

    @Override
    public RecordingAnswer changeRecording(
            AccountSid account, CallSid call, Optional<RecordingSid> recording, RecordingChange change) {
        throw new IllegalStateException("nothing is recorded here");
    }

    @Override
    public boolean durable() {
        return true;
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
    public Claim claim(AccountSid account, String key, String digest, CallSid sid) {
        return new Claim.Fresh();
    }

    @Override
    public void release(AccountSid account, String key) {}
}
