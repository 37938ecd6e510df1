package io.strowger.work.whatif;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A what-if that cannot be answered; the message names what is wrong. */
public final class WhatIfFailure extends Failure {
    private static final long serialVersionUID = 1;

    /** Something of the question is not right: 20001. */
    WhatIfFailure(String message) {
        super(ErrorCode.PARAMETER_INVALID, message);
    }

    /** With a code of its own. */
    WhatIfFailure(ErrorCode code, String message) {
        super(code, message);
    }

    static WhatIfFailure tooLong(long most) {
        return new WhatIfFailure(ErrorCode.WHAT_IF_TOO_LONG, "more than " + most
                + " events (limit work-simulation-events): ask about a shorter time");
    }

    static WhatIfFailure tooFarBehind(long most) {
        return new WhatIfFailure(ErrorCode.WHAT_IF_TOO_LONG, "more than " + most + " events lie between the snapshot"
                + " before From and From (limit work-simulation-events-before): ask about an earlier From");
    }

    static WhatIfFailure tooManyTasks(int there, int most) {
        return new WhatIfFailure(ErrorCode.WHAT_IF_TOO_LONG, "the workspace has " + there + " open tasks, more than "
                + most + " (limit work-simulation-open-tasks): run the command work simulate beside the server");
    }

    static WhatIfFailure tookTooLong() {
        return new WhatIfFailure(ErrorCode.WHAT_IF_BUSY, "the what-if took longer than it may: ask about a shorter"
                + " time");
    }
}
