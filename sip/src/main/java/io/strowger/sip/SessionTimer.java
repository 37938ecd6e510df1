package io.strowger.sip;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The session timer of one call (RFC 4028). We never ask for one; one that the far side asks for is kept: it refreshes
 * where it can, else we do. Owned by its call's loop.
 */
final class SessionTimer {
    /** Shortest interval accepted (RFC 4028 section 5). */
    static final int MIN_SECONDS = 90;

    private final TimerWheel timers;
    private final Runnable refresh;
    private final Runnable expired;
    private Optional<TimerWheel.Handle> running = Optional.empty();
    private long seconds;
    private boolean ours;

    /**
     * @param refresh sends a re-INVITE that changes nothing
     * @param expired ends the call
     */
    SessionTimer(TimerWheel timers, Runnable refresh, Runnable expired) {
        this.timers = timers;
        this.refresh = refresh;
        this.expired = expired;
    }

    /** 422 for an interval that is too short to be kept, 400 for one that is no number. */
    static Optional<Reply> refusal(SipRequest request) {
        Optional<String> value = request.header(HeaderName.SESSION_EXPIRES);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        long asked = interval(value.get());
        if (asked < 0) {
            return Optional.of(Reply.of(400, "Bad Session-Expires"));
        }
        return asked >= MIN_SECONDS ? Optional.empty() : Optional.of(new Reply(422, "Session Interval Too Small",
                List.of(new SipField("Min-SE", Integer.toString(MIN_SECONDS)))));
    }

    /** Takes up what an INVITE or re-INVITE asks for; the fields go into its 2xx. */
    List<SipField> accept(SipRequest request) {
        Optional<String> value = request.header(HeaderName.SESSION_EXPIRES);
        if (value.isEmpty()) {
            stop();
            return List.of();
        }
        seconds = interval(value.get());
        boolean peerKnows = request.lists(HeaderName.SUPPORTED, "timer") || request.lists(HeaderName.REQUIRE, "timer");
        String asked = refresher(value.get());
        ours = !peerKnows || asked.equals("uas");
        arm();
        SipField field = new SipField("Session-Expires", seconds + ";refresher=" + (ours ? "uas" : "uac"));
        return ours ? List.of(field) : List.of(field, new SipField("Require", "timer"));
    }

    /** Takes up what a 2xx to our INVITE or re-INVITE says. */
    void accept(SipResponse response) {
        Optional<String> value = response.header(HeaderName.SESSION_EXPIRES);
        long granted = value.map(SessionTimer::interval).orElse(-1L);
        if (granted <= 0) {
            stop();
            return;
        }
        seconds = granted;
        ours = refresher(value.orElseThrow()).equals("uac");
        arm();
    }

    /** Fields of a refresh of ours; nothing when there is no timer. */
    List<SipField> fields() {
        return running.isEmpty() ? List.of() : List.of(new SipField("Supported", "timer"),
                new SipField("Session-Expires", seconds + ";refresher=" + (ours ? "uac" : "uas")));
    }

    void stop() {
        running.ifPresent(TimerWheel.Handle::cancel);
        running = Optional.empty();
    }

    private void arm() {
        stop();
        // section 10: the refresher acts at half the interval, the other gives up shortly before its end
        long wait = ours ? seconds / 2 : seconds - Math.min(32, seconds / 3);
        running = Optional.of(timers.after(
                Duration.ofSeconds(Math.max(1, wait)).toNanos(), ours ? this::due : expired));
    }

    private void due() {
        refresh.run();
    }

    private static long interval(String value) {
        int semicolon = value.indexOf(';');
        return Chars.number((semicolon < 0 ? value : value.substring(0, semicolon)).strip(), Integer.MAX_VALUE);
    }

    private static String refresher(String value) {
        int semicolon = value.indexOf(';');
        return Params.parse(semicolon < 0 ? "" : value.substring(semicolon))
                .flatMap(p -> p.get("refresher")).orElse("").toLowerCase(java.util.Locale.ROOT);
    }
}
