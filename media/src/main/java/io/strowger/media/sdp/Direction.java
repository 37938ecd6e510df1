package io.strowger.media.sdp;

import java.util.Locale;
import java.util.Optional;

/** Who sends, as the description's author sees it (RFC 4566 section 6). */
public enum Direction {
    SENDRECV(true, true), SENDONLY(true, false), RECVONLY(false, true), INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** The author sends. */
    public boolean sends() {
        return sends;
    }

    /** The author receives. */
    public boolean receives() {
        return receives;
    }

    /** The other side's view of the same streams (RFC 3264 section 6.1). */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What is left when the author also cannot do what {@code other} lacks. */
    public Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }

    /** The attribute's name. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The direction of that attribute name; empty when it is another attribute. */
    static Optional<Direction> parse(String attribute) {
        for (Direction direction : values()) {
            if (direction.wire().equals(attribute)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    private static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }
}
