package io.strowger.server.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One part of a body (RFC 9110 paragraph 14.1.2). */
public record ByteRange(long from, long to) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /** What a Range header asks of a body. */
    public sealed interface Asked {
        /** All of it: no header, or one that may be ignored (several ranges, another unit, nonsense). */
        record Everything() implements Asked {}

        /** This part. */
        record Part(ByteRange range) implements Asked {}

        /** A part that the body does not have: status 416. */
        record Unsatisfiable() implements Asked {}
    }

    /** What the header asks of a body of this length. */
    public static Asked of(Optional<String> header, long length) {
        Matcher one = ONE.matcher(header.orElse(""));
        if (!one.matches() || one.group(1).isEmpty() && one.group(2).isEmpty()) {
            return new Asked.Everything();
        }
        if (one.group(1).isEmpty()) {
            long last = Long.parseLong(one.group(2));
            return last == 0 || length == 0
                    ? new Asked.Unsatisfiable()
                    : new Asked.Part(new ByteRange(Math.max(0, length - last), length - 1));
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
        if (to < from) {
            return new Asked.Everything();
        }
        return from >= length
                ? new Asked.Unsatisfiable()
                : new Asked.Part(new ByteRange(from, Math.min(to, length - 1)));
    }
}
