package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import java.util.Optional;
import java.util.function.Consumer;

/** Work distribution is not part of this server: says so, and has nothing to cancel or end. */
final class AbsentWork implements WorkPort {
    private static final String MESSAGE = "Work distribution is not part of this server";

    @Override
    public void create(TaskRequest request, Consumer<TaskEvent> events) {
        events.accept(new TaskEvent.Refused(ErrorCode.VERB_NOT_BUILT, MESSAGE));
    }

    @Override
    public void cancel(AccountSid account, WaitId stay, String reason) {}

    @Override
    public void accept(
            AccountSid account, String reservationSid, CallSid worker, Optional<String> postWorkActivitySid,
            Consumer<Acceptance> answer) {
        answer.accept(new Acceptance.Refused(ErrorCode.VERB_NOT_BUILT, MESSAGE));
    }

    @Override
    public void ended(AccountSid account, String reservationSid, boolean talked) {}
}
