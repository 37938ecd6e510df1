package io.strowger.work.core;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A text that is no JSON, or passes a limit. The message names the place, what was found and what was expected. */
public final class JsonError extends Failure {
    private final int line;
    private final int column;

    JsonError(int line, int column, String trouble) {
        super(ErrorCode.PARAMETER_INVALID, "line " + line + ", column " + column + ": " + trouble);
        this.line = line;
        this.column = column;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column, from 1. */
    public int column() {
        return column;
    }
}
