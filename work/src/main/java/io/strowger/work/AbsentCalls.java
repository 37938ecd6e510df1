package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import java.util.Optional;

/** Refuses what only calls can do. */
final class AbsentCalls implements WorkCallPort {
    private static Optional<Refused> refused(String name) {
        return Optional.of(new Refused(ErrorCode.OPERATION_NOT_BUILT,
                "The instruction " + name + " is not built in this version"));
    }

    @Override
    public Optional<Refused> dequeue(Offered offered, Instruction.Dequeue instruction, String id) {
        return refused("dequeue");
    }

    @Override
    public Optional<Refused> call(Offered offered, Instruction.Call instruction, String id) {
        return refused("call");
    }

    @Override
    public Optional<Refused> redirect(Offered offered, Instruction.Redirect instruction, String id) {
        return refused("redirect");
    }

    @Override
    public void over(AccountSid account, Effect.CallTaskOver over) {}

    @Override
    public void over(AccountSid account, Effect.CallOfferOver over) {}
}
