package io.strowger.sim.spec;

import io.strowger.call.Placement;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sim.SimDirectory;
import io.strowger.sim.WebAnswer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What tests of calls that the API starts share. */
abstract class OutboundSpec extends Spec {
    static final String OURS = "+15557000";
    static final AccountSid OTHER = new AccountSid("AC" + "0".repeat(31) + "2");

    /** A call to this party from our number, asking the application at {@link #VOICE}. */
    static OutboundRequest to(String party) {
        return OutboundRequest.of(SimDirectory.ACCOUNT, party, OURS,
                new VoiceBinding(new WebTarget(VOICE, "POST"), List.of(), Optional.empty(), Set.of(),
                        Optional.empty()));
    }

    /** The same with status callbacks to {@link #STATUS}. */
    OutboundRequest watched(OutboundRequest request, String... events) {
        sim.app(STATUS).answers(WebAnswer.nothing());
        VoiceBinding binding = new VoiceBinding(request.binding().primary(), request.binding().secondaries(),
                Optional.of(new WebTarget(STATUS, "POST")),
                new LinkedHashSet<>(events.length == 0 ? List.of("completed") : List.of(events)), Optional.empty());
        return request.under(binding, request.timeLimit());
    }

    CallSid place(OutboundRequest request) {
        sim.directory().showable(OURS);
        CallSid sid = CallSid.mint(sim.world());
        Placement placed = sim.router().place(sid, request);
        if (!(placed instanceof Placement.Queued)) {
            throw new AssertionError("not placed: " + placed);
        }
        return sid;
    }

    ErrorCode refused(OutboundRequest request) {
        Placement placed = sim.router().place(CallSid.mint(sim.world()), request);
        if (placed instanceof Placement.Refused(ErrorCode code, String message)) {
            return code;
        }
        throw new AssertionError("not refused: " + placed);
    }

    CallRecord last(CallSid sid) {
        return sim.records().calls(sid).getLast();
    }

    List<CallStatus> states(CallSid sid) {
        List<CallStatus> states = new ArrayList<>();
        for (CallRecord call : sim.records().calls(sid)) {
            if (states.isEmpty() || states.getLast() != call.status()) {
                states.add(call.status());
            }
        }
        return states;
    }

    List<String> told(String parameter) {
        return sim.requests(STATUS).stream().map(request -> request.param(parameter)).toList();
    }
}
