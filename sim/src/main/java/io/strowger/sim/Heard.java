package io.strowger.sim;

import java.time.Duration;

/** One thing a phone heard. */
public final class Heard {
    private final String what;
    private final Duration from;
    private Duration length = Duration.ZERO;
    private boolean cut;
    private boolean over;

    Heard(String what, Duration from) {
        this.what = what;
        this.from = from;
    }

    void end(Duration at, boolean cutOff) {
        if (!over) {
            over = true;
            length = at.minus(from);
            cut = cutOff;
        }
    }

    /** For instance {@code said: Hello}, without any mark. */
    public String what() {
        return what;
    }

    /** When it began, since the start of the run. */
    public Duration from() {
        return from;
    }

    /** How long it was heard; zero while it goes on. */
    public Duration length() {
        return length;
    }

    /** True when it was stopped before its end. */
    public boolean cut() {
        return cut;
    }

    /** True once it has ended. */
    public boolean over() {
        return over;
    }

    @Override
    public String toString() {
        return cut ? what + " (cut off)" : what;
    }

    /** A duration for people: {@code 1s}, {@code 0.5s}. */
    static String seconds(Duration time) {
        return java.math.BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }
}
