package io.strowger.work.core;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** An expression that is none, or passes a limit: code 20001, the column, what was found and what was expected. */
public final class ExpressionError extends Failure {
    private final int column;
    private final String trouble;

    ExpressionError(int column, String trouble) {
        super(ErrorCode.PARAMETER_INVALID, "column " + column + ": " + trouble);
        this.column = column;
        this.trouble = trouble;
    }

    /** Where, in characters from 1; one past the last when something is missing at the end. */
    public int column() {
        return column;
    }

    /** What, without the place. */
    public String trouble() {
        return trouble;
    }
}
