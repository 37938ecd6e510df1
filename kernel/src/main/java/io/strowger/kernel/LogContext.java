package io.strowger.kernel;

/**
 * What every log line written inside it carries: the sid of the call (or other resource) being worked on.
 *
 * @param sid the resource's sid; empty when the line belongs to none
 */
public record LogContext(String sid) {
    /** The context outside any resource. */
    public static final LogContext NONE = new LogContext("");

    private static final ScopedValue<LogContext> CURRENT = ScopedValue.newInstance();

    /** The context of the running strand. */
    public static LogContext current() {
        return CURRENT.orElse(NONE);
    }

    /** Runs {@code body} inside this context. */
    public void run(Runnable body) {
        ScopedValue.where(CURRENT, this).run(body);
    }
}
