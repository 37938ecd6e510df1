package io.strowger.call.port;

import java.time.Duration;

/** Something a leg can be played. */
public sealed interface MediaSource {
    /**
     * Audio from a customer's server.
     *
     * @param url absolute, as written in the document
     */
    record Url(String url) implements MediaSource {}

    /**
     * Spoken text.
     *
     * @param text plain text; SSML already flattened by the call room
     * @param voice as written in the document; empty for the default
     * @param language BCP 47; empty for the default
     */
    record Speech(String text, String voice, String language) implements MediaSource {}

    /** Telephone-event digits: {@code 0-9 A-D * #}, {@code w} half a second of silence, {@code W} one. */
    record Digits(String digits) implements MediaSource {}

    /** Silence. */
    record Silence(Duration length) implements MediaSource {}

    /** A tone of the platform; it never ends by itself but for BEEP and NOT_IN_SERVICE. */
    record Tone(Kind kind) implements MediaSource {
        /** Which. RINGBACK and BUSY follow the cadence of the instance; HOLD_MUSIC is for callers who wait. */
        public enum Kind { RINGBACK, BUSY, BEEP, NOT_IN_SERVICE, HOLD_MUSIC }
    }
}
