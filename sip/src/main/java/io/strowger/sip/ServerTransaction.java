package io.strowger.sip;

import io.strowger.sip.TransactionTable.Act;
import io.strowger.sip.TransactionTable.Event;
import io.strowger.sip.TransactionTable.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A request from outside and its answer (RFC 3261 17.2). Owned by one loop. */
final class ServerTransaction {
    private static final byte[] NOTHING = {};

    private final String key;
    private final SipRequest request;
    private final Flow source;
    private final Flow arrival;
    private final String localTag;
    private final TransactionContext context;
    private final TransactionTable table;
    private final boolean invite;
    private final List<TimerWheel.Handle> timers = new ArrayList<>(2);
    private State state;
    private Duration interval;
    private byte[] last = NOTHING;
    private Runnable failed = () -> { };
    private Runnable cancelled = () -> { };
    private String mergeKey = "";

    /**
     * @param back where responses go
     * @param arrival where the request came from
     */
    ServerTransaction(
            String key, SipRequest request, Flow back, Flow arrival, String localTag, TransactionContext context) {
        this.key = key;
        this.request = request;
        this.source = back;
        this.arrival = arrival;
        this.localTag = localTag;
        this.context = context;
        this.invite = request.is("INVITE");
        this.table = invite ? TransactionTable.SERVER_INVITE : TransactionTable.SERVER_OTHER;
        this.state = table.initial();
        this.interval = context.config().t1();
    }

    /** Runs when a provisional or final response could not be sent before the transaction was answered. */
    void onTransportFailure(Runnable action) {
        failed = action;
    }

    /** Runs when a CANCEL comes before the final response. */
    void onCancel(Runnable action) {
        cancelled = action;
    }

    /** A CANCEL came for this INVITE; without effect once it has been answered (RFC 3261 9.2). */
    void cancelled() {
        if (!answered()) {
            cancelled.run();
        }
    }

    /** Under which this request is known against merged copies of it. */
    void mergeKey(String merge) {
        mergeKey = merge;
    }

    String mergeKey() {
        return mergeKey;
    }

    /** The tag that responses add to a To without one. */
    String localTag() {
        return localTag;
    }

    /** Where the request came from. */
    Flow arrival() {
        return arrival;
    }

    /** Sends a response. */
    void respond(int status, byte[] response) {
        if (state == State.TERMINATED) {
            return; // the transport failed before the answer was ready
        }
        if (invite && answered() && !(state == State.ACCEPTED && status >= 200 && status < 300)) {
            throw new IllegalStateException("INVITE answered twice: " + status + " in state " + state);
        }
        last = response;
        if (status < 200) {
            step(Event.SEND_PROVISIONAL);
        } else if (!invite) {
            step(Event.SEND_FINAL);
        } else {
            step(status < 300 ? Event.SEND_SUCCESS : Event.SEND_FAILURE);
        }
    }

    /** The same request came again. */
    void repeated() {
        context.repeated(false);
        step(Event.REQUEST);
    }

    /** The ACK of a failure came. */
    void acknowledged() {
        step(Event.ACK);
    }

    /** True once a final response has been sent. */
    boolean answered() {
        return state != State.TRYING && state != State.PROCEEDING;
    }

    String key() {
        return key;
    }

    SipRequest request() {
        return request;
    }

    Flow source() {
        return source;
    }

    State state() {
        return state;
    }

    void step(Event event) {
        TransactionTable.Transition transition = table.step(state, event);
        if (transition.acts().isEmpty() && transition.next() == state) {
            return;
        }
        context.taken(table, transition);
        state = transition.next();
        for (Act act : transition.acts()) {
            perform(act);
        }
        if (state == State.TERMINATED) {
            stopTimers();
            context.ended(this);
        }
    }

    private void perform(Act act) {
        boolean reliable = source.transport().reliable();
        SipConfig config = context.config();
        switch (act) {
            case SEND -> transmit();
            case RESEND -> {
                if (last.length > 0) {
                    context.repeated(true);
                    transmit();
                }
            }
            case STOP_TIMERS -> stopTimers();
            case TELL_TRANSPORT -> failed.run();
            case START_G -> {
                if (!reliable) {
                    timer(interval, Event.TIMER_G);
                    Duration doubled = interval.multipliedBy(2);
                    interval = doubled.compareTo(config.t2()) > 0 ? config.t2() : doubled;
                }
            }
            case START_H -> timer(config.t1().multipliedBy(64), Event.TIMER_H);
            case START_I -> timer(reliable ? Duration.ZERO : config.t4(), Event.TIMER_I);
            case START_J -> timer(reliable ? Duration.ZERO : config.t1().multipliedBy(64), Event.TIMER_J);
            case START_L -> timer(config.t1().multipliedBy(64), Event.TIMER_L);
            case SEND_ACK, DELIVER, TELL_TIMEOUT, START_A, START_B, START_D, START_E, START_E_SLOW, START_F, START_K,
                    START_M -> throw new IllegalStateException(act + " is no act of a server transaction");
        }
    }

    private void transmit() {
        context.send(last, source, () -> step(Event.TRANSPORT_ERROR));
    }

    private void timer(Duration delay, Event event) {
        timers.add(context.timers().after(delay.toNanos(), () -> step(event)));
    }

    private void stopTimers() {
        timers.forEach(TimerWheel.Handle::cancel);
        timers.clear();
    }
}
