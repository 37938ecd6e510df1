package io.strowger.call.port;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One line of a call's story. Masking has been applied before it is made.
 *
 * @param at wall-clock time
 * @param sinceStart from the call's first entry, by the monotonic clock
 * @param leg whose line it is
 * @param text one line for people
 * @param data the same for programs; insertion order is kept
 */
public record TimelineEntry(
        Instant at, Duration sinceStart, Kind kind, String leg, String text, Map<String, String> data) {
    /** What happened. */
    public enum Kind { SIP, WEBHOOK, VERB, DIGIT, MEDIA, STATUS, ERROR, WARNING }
}
