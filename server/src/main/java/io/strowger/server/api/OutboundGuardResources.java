package io.strowger.server.api;

import io.strowger.call.OutboundGuard;
import io.strowger.call.port.GuardEvent;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Representation;
import java.util.List;
import java.util.Optional;

/** Our own resource: the guard against toll fraud of an account, and its clearing by the operator. */
public final class OutboundGuardResources {
    private static final String PATH = "/strowger/v1/Accounts/{AccountSid}/OutboundGuard";

    static final Representation<OutboundGuard.State> GUARD = Representation.<OutboundGuard.State>v1("OutboundGuard")
            .sid("account_sid", OutboundGuard.State::account)
            .bool("stopped", state -> state.stopped().isPresent())
            .textOr("reason", state -> state.stopped().map(GuardEvent.Stopped::reason))
            .dateOr("stopped_at", state -> state.stopped().map(GuardEvent.Stopped::at))
            .integer("calls_now", state -> (long) state.legs())
            .integer("minutes_today", state -> state.today().toMinutes())
            .integer("minutes_per_day", state -> (long) state.perDay())
            .url(state -> PATH.replace("{AccountSid}", state.account().value()));

    private final CallDesk desk;

    /** Asks there. */
    public OutboundGuardResources(CallDesk desk) {
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.fetch("FetchOutboundGuard", PATH, GUARD, call -> Optional.of(desk.guard(call.account())))
                        .summary("Whether the account's calls by trunks are stopped, and what it has spent today."),
                Operation.delete("ClearOutboundGuard", PATH, this::clear).mainKeysOnly()
                        .summary("Lets a stopped account call again; the master account's credentials only."));
    }

    private Boolean clear(ApiCall call) {
        if (!desk.isOperator(call.principal().account())) {
            throw new ApiFailure(403, ErrorCode.PERMISSION_DENIED,
                    "Only the master account of this installation may clear a stop.");
        }
        desk.clearGuard(call.account());
        return true;
    }
}
