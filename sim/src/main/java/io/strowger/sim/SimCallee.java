package io.strowger.sim;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.SipHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A phone that the platform calls. It rings at once and is answered after a second unless told otherwise. */
public final class SimCallee extends SimPhone<SimCallee> {
    /** What it does with a call. */
    sealed interface Manner {
        record Answers(Duration ringsAfter, Duration answersAfter, boolean earlyMedia) implements Manner {}

        record Rings() implements Manner {}

        record Refuses(int status, Duration after, boolean rings) implements Manner {}

        record Unreachable() implements Manner {}
    }

    private Manner manner = new Manner.Answers(Duration.ZERO, Duration.ofSeconds(1), false);
    private final List<SipHeader> answerHeaders = new ArrayList<>();
    private final List<DialTarget> targets = new ArrayList<>();

    SimCallee(String name, SimSignaling signaling) {
        super(name, signaling);
    }

    @Override
    SimCallee self() {
        return this;
    }

    /** Rings at once and is answered this long after the INVITE came. */
    public SimCallee answersAfter(Duration time) {
        manner = new Manner.Answers(Duration.ZERO, time, false);
        return this;
    }

    /** Rings and is never answered. */
    public SimCallee neverAnswers() {
        manner = new Manner.Rings();
        return this;
    }

    /** Sends early media (183 with SDP) at once and is answered after this time. */
    public SimCallee sendsEarlyMediaAndAnswersAfter(Duration time) {
        manner = new Manner.Answers(Duration.ZERO, time, true);
        return this;
    }

    /** Is busy (486) at once. */
    public SimCallee isBusy() {
        return refuses(486);
    }

    /** Refuses at once with this final SIP status. */
    public SimCallee refuses(int status) {
        manner = new Manner.Refuses(status, Duration.ZERO, false);
        return this;
    }

    /** Rings, then refuses with this final SIP status. */
    public SimCallee ringsAndRefuses(int status, Duration after) {
        manner = new Manner.Refuses(status, after, true);
        return this;
    }

    /** Nothing comes back: 408 after 32 s (RFC 3261 Timer B). */
    public SimCallee isUnreachable() {
        manner = new Manner.Unreachable();
        return this;
    }

    /** A header of its 200, for instance {@code X-Agent}. */
    public SimCallee answersWith(String header, String value) {
        answerHeaders.add(new SipHeader(header, value));
        return this;
    }

    /** What it was called with, oldest first. */
    public List<DialTarget> targets() {
        return List.copyOf(targets);
    }

    Manner manner() {
        return manner;
    }

    List<SipHeader> answerHeaders() {
        return List.copyOf(answerHeaders);
    }

    void calledWith(DialTarget target) {
        targets.add(target);
    }
}
