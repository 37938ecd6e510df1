package io.strowger.work.core;

import java.util.List;

/** An expression of work distribution, compiled (work-distribution-api section 2). Any thread. */
public final class Expr {
    private Expr() {}

    /** Parses with {@link ExprOptions#DEFAULT}.
     *
     * @throws ExpressionError with the column, when the text is no expression of the scope
     */
    public static Expr parse(String text, Scope scope) {
        return parse(text, scope, ExprOptions.DEFAULT);
    }

    /** As above, within other limits. */
    public static Expr parse(String text, Scope scope, ExprOptions options) {
        throw new UnsupportedOperationException("being written");
    }

    /** True when it holds. */
    public boolean matches(Facts facts) {
        throw new UnsupportedOperationException("being written");
    }

    /** Why it holds or not. */
    public Explanation explain(Facts facts) {
        throw new UnsupportedOperationException("being written");
    }

    /** The paths it reads, each once, in the order they are written. */
    public List<Path> reads() {
        throw new UnsupportedOperationException("being written");
    }

    /** True when it reads the time of day. */
    public boolean usesClock() {
        return reads().stream().anyMatch(path -> path.fact().filter(Fact::isClock).isPresent());
    }

    /** True when it reads a task's age or its time in the queue. */
    public boolean usesAge() {
        return reads().stream().anyMatch(path -> path.fact().filter(Fact::isAge).isPresent());
    }

    /** The activities it names by {@code ==} or {@code IN}, for activity-based routing. */
    public ActivitiesNamed activitiesNamed() {
        throw new UnsupportedOperationException("being written");
    }

    /** As it was given. */
    public String text() {
        throw new UnsupportedOperationException("being written");
    }
}
