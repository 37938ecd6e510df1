package io.strowger.work.core;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/**
 * A workflow document that is refused (requirement 2.14): code 20001; the message names the place, such as
 * {@code task_routing.filters[0].targets[1].expression, column 12}, and the reason.
 */
public final class WorkflowError extends Failure {
    private final String place;

    WorkflowError(String place, String trouble) {
        super(ErrorCode.PARAMETER_INVALID, place + ": " + trouble);
        this.place = place;
    }

    /** The place in the document. */
    public String place() {
        return place;
    }
}
