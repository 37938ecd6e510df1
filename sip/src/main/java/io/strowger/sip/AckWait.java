package io.strowger.sip;

import java.time.Duration;

/**
 * Repeats a 2xx until its ACK comes (RFC 3261 13.3.1.4): from T1 doubling to T2, for 64*T1, over every transport as the
 * answer may cross a hop that loses it. Owned by its call's loop.
 */
final class AckWait {
    private final long sequence;
    private final boolean answerDue;
    private final Runnable resend;
    private final TimerWheel timers;
    private final Duration t2;
    private final TimerWheel.Handle limit;
    private Duration interval;
    private TimerWheel.Handle next;

    /**
     * @param sequence CSeq of the INVITE
     * @param answerDue true when the ACK must carry an SDP answer
     * @param resend sends the 2xx again
     * @param lost no ACK came
     */
    AckWait(long sequence, boolean answerDue, Runnable resend, Runnable lost, SipCore core) {
        this.sequence = sequence;
        this.answerDue = answerDue;
        this.resend = resend;
        this.timers = core.timers();
        this.t2 = core.config().t2();
        this.interval = core.config().t1();
        this.limit = timers.after(core.config().t1().multipliedBy(64).toNanos(), lost);
        this.next = timers.after(interval.toNanos(), this::again);
    }

    long sequence() {
        return sequence;
    }

    boolean answerDue() {
        return answerDue;
    }

    void stop() {
        limit.cancel();
        next.cancel();
    }

    private void again() {
        Duration doubled = interval.multipliedBy(2);
        interval = doubled.compareTo(t2) > 0 ? t2 : doubled;
        next = timers.after(interval.toNanos(), this::again);
        resend.run();
    }
}
