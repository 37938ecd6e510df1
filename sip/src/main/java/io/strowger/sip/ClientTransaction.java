package io.strowger.sip;

import io.strowger.sip.TransactionTable.Act;
import io.strowger.sip.TransactionTable.Event;
import io.strowger.sip.TransactionTable.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A request of ours and the wait for its answer (RFC 3261 17.1). Owned by one loop. */
final class ClientTransaction {
    private final String key;
    private final SipRequest request;
    private final Flow target;
    private final ClientUser user;
    private final TransactionContext context;
    private final TransactionTable table;
    private final boolean invite;
    private final List<TimerWheel.Handle> timers = new ArrayList<>(2);
    private State state;
    private Duration interval;
    private SipResponse response;

    ClientTransaction(String key, SipRequest request, Flow target, ClientUser user, TransactionContext context) {
        this.key = key;
        this.request = request;
        this.target = target;
        this.user = user;
        this.context = context;
        this.invite = request.is("INVITE");
        this.table = invite ? TransactionTable.CLIENT_INVITE : TransactionTable.CLIENT_OTHER;
        this.state = table.initial();
        this.interval = context.config().t1();
    }

    /** Sends the request and starts its timers. */
    void start() {
        transmit();
        boolean reliable = target.transport().reliable();
        if (state == State.TERMINATED) {
            return;
        }
        Duration limit = context.config().t1().multipliedBy(64);
        timer(limit, invite ? Event.TIMER_B : Event.TIMER_F);
        if (!reliable) {
            timer(interval, invite ? Event.TIMER_A : Event.TIMER_E);
        }
    }

    void received(SipResponse arrived) {
        response = arrived;
        if (arrived.provisional()) {
            step(Event.PROVISIONAL);
        } else if (!invite) {
            step(Event.FINAL);
        } else {
            step(arrived.success() ? Event.SUCCESS : Event.FAILURE);
        }
    }

    /** Gives up waiting for the final response of a cancelled INVITE. */
    void abandon() {
        step(Event.ABANDON);
    }

    String key() {
        return key;
    }

    SipRequest request() {
        return request;
    }

    Flow target() {
        return target;
    }

    State state() {
        return state;
    }

    void step(Event event) {
        TransactionTable.Transition transition = table.step(state, event);
        if (transition.acts().isEmpty() && transition.next() == state) {
            if (event == Event.FINAL || event == Event.PROVISIONAL || event == Event.SUCCESS) {
                context.repeated(false);
            }
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
        boolean reliable = target.transport().reliable();
        SipConfig config = context.config();
        switch (act) {
            case SEND, RESEND -> {
                context.repeated(true);
                transmit();
            }
            case SEND_ACK -> context.send(
                    SipMessages.ackForFailure(request, response), target, () -> step(Event.TRANSPORT_ERROR));
            case DELIVER -> user.onResponse(response);
            case TELL_TIMEOUT -> user.onTimeout();
            case TELL_TRANSPORT -> user.onTransportError();
            case STOP_TIMERS -> stopTimers();
            case START_A -> again(interval.multipliedBy(2), Event.TIMER_A);
            case START_E -> {
                Duration doubled = interval.multipliedBy(2);
                again(doubled.compareTo(config.t2()) > 0 ? config.t2() : doubled, Event.TIMER_E);
            }
            case START_E_SLOW -> again(config.t2(), Event.TIMER_E);
            case START_D -> timer(reliable ? Duration.ZERO : config.t1().multipliedBy(64), Event.TIMER_D);
            case START_K -> timer(reliable ? Duration.ZERO : config.t4(), Event.TIMER_K);
            case START_M -> timer(config.t1().multipliedBy(64), Event.TIMER_M);
            case START_B, START_F, START_G, START_H, START_I, START_J, START_L ->
                    throw new IllegalStateException(act + " is no act of a client transaction");
        }
    }

    private void transmit() {
        context.send(request.bytes(), target, () -> step(Event.TRANSPORT_ERROR));
    }

    private void again(Duration next, Event event) {
        interval = next;
        timer(next, event);
    }

    private void timer(Duration delay, Event event) {
        timers.add(context.timers().after(delay.toNanos(), () -> step(event)));
    }

    private void stopTimers() {
        timers.forEach(TimerWheel.Handle::cancel);
        timers.clear();
    }
}
