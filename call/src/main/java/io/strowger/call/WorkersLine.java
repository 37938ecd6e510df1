package io.strowger.call;

import io.strowger.call.WorkCalls.Phone;
import io.strowger.call.WorkCalls.Started;
import io.strowger.call.WorkCalls.WorkerEvent;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.util.Optional;
import java.util.function.Consumer;

/** What an instruction can have calls do; {@link WorkCalls} does it. Any thread may call it; nothing blocks. */
public interface WorkersLine {
    /** {@link WorkCalls#dequeue}. */
    Started dequeue(
            Phone phone, CallSid caller, String reservationSid, Optional<String> postWorkActivitySid, boolean record,
            Consumer<WorkerEvent> told);

    /** {@link WorkCalls#call}. */
    Started call(Phone phone, CallSid caller, WebTarget url, boolean record, Consumer<WorkerEvent> told);

    /** {@link WorkCalls#redirect}. */
    void redirect(AccountSid account, CallSid call, WebTarget url, Consumer<Boolean> applied);

    /** {@link WorkCalls#hangUp}. */
    boolean hangUp(AccountSid account, CallSid worker);

    /** {@link WorkCalls#isRunning}. */
    boolean isRunning(AccountSid account, CallSid call);
}
