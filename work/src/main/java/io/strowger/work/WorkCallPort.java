package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import java.util.Optional;

/** What work distribution asks of calls. Any thread; nothing blocks for longer than a request of its own. */
public interface WorkCallPort {
    /**
     * A reservation, with what calls must know of it.
     *
     * @param call that the task was made of, or that its attributes name
     * @param taskAttributes JSON text
     * @param workerAttributes JSON text
     */
    record Offered(AccountSid account, WorkspaceSid workspace, ReservationSid reservation, TaskSid task,
            Optional<String> call, String taskAttributes, WorkerSid worker, String workerAttributes) {}

    /**
     * Why an instruction was not begun.
     *
     * @param message one sentence that names the property
     */
    record Refused(ErrorCode code, String message) {}

    /** Begins to carry out a {@code dequeue}; how it goes on is told by the call's own ways. */
    Optional<Refused> dequeue(Offered offered, Instruction.Dequeue instruction, String id);

    /** Begins to carry out a {@code call}. */
    Optional<Refused> call(Offered offered, Instruction.Call instruction, String id);

    /** Begins to carry out a {@code redirect}. */
    Optional<Refused> redirect(Offered offered, Instruction.Redirect instruction, String id);

    /** A call's task is over: its caller waits no longer for it. Repeats change nothing. */
    void over(AccountSid account, Effect.CallTaskOver over);

    /** An offer is no longer open: whoever is being called for it is let go. Repeats change nothing. */
    void over(AccountSid account, Effect.CallOfferOver over);

    /** The port of a server whose calls cannot do this yet. */
    static WorkCallPort absent() {
        return new AbsentCalls();
    }
}
