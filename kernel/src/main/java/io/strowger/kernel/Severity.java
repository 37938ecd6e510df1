package io.strowger.kernel;

/** How grave an {@link ErrorCode} is, with the log level of the public API (0 error, 1 warning). */
public enum Severity {
    /** The thing asked for was not done. */
    ERROR(0),
    /** It was done, with something skipped or replaced. */
    WARNING(1);

    private final int logLevel;

    Severity(int logLevel) {
        this.logLevel = logLevel;
    }

    /** The number shown as {@code log} of a notification. */
    public int logLevel() {
        return logLevel;
    }
}
