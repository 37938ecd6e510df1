package io.strowger.sip;

import static io.strowger.sip.TransactionTable.Act.*;
import static io.strowger.sip.TransactionTable.Event.*;
import static io.strowger.sip.TransactionTable.State.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The four transaction machines of RFC 3261 section 17, with RFC 6026's Accepted state, as tables: state and event give
 * the next state and what is done. A pair without an entry changes nothing (a late timer, a message out of place).
 */
final class TransactionTable {
    /** States of all four machines. */
    enum State { CALLING, TRYING, PROCEEDING, COMPLETED, CONFIRMED, ACCEPTED, TERMINATED }

    /** What can happen to a transaction. */
    enum Event {
        /** Received: 1xx, 2xx, 300 to 699; FINAL is either of the latter for a request other than INVITE. */
        PROVISIONAL, SUCCESS, FAILURE, FINAL,
        /** Received: the same request again; the ACK. */
        REQUEST, ACK,
        /** Our user sends a response. */
        SEND_PROVISIONAL, SEND_SUCCESS, SEND_FAILURE, SEND_FINAL,
        /** Timers, by the letters of RFC 3261 table 4 and RFC 6026. */
        TIMER_A, TIMER_B, TIMER_D, TIMER_E, TIMER_F, TIMER_G, TIMER_H, TIMER_I, TIMER_J, TIMER_K, TIMER_L, TIMER_M,
        /** The transport could not send. */
        TRANSPORT_ERROR,
        /** No final answer came 64*T1 after a CANCEL (9.1). */
        ABANDON
    }

    /** What is done at a transition, in order. */
    enum Act {
        SEND, RESEND, SEND_ACK, DELIVER, TELL_TIMEOUT, TELL_TRANSPORT, STOP_TIMERS,
        START_A, START_B, START_D, START_E, START_F, START_G, START_H, START_I, START_J, START_K, START_L, START_M,
        /** Starts E at T2, as Proceeding asks (17.1.2.2). */
        START_E_SLOW
    }

    /** One cell of a table. */
    record Transition(State from, Event on, State next, List<Act> acts) {}

    /** INVITE client, 17.1.1.2 and RFC 6026 7.2. */
    static final TransactionTable CLIENT_INVITE = new TransactionTable("INVITE client", CALLING)
            .on(CALLING, PROVISIONAL, PROCEEDING, STOP_TIMERS, DELIVER)
            .on(CALLING, SUCCESS, ACCEPTED, STOP_TIMERS, START_M, DELIVER)
            .on(CALLING, FAILURE, COMPLETED, STOP_TIMERS, SEND_ACK, START_D, DELIVER)
            .on(CALLING, TIMER_A, CALLING, RESEND, START_A)
            .on(CALLING, TIMER_B, TERMINATED, STOP_TIMERS, TELL_TIMEOUT)
            .on(CALLING, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS, TELL_TRANSPORT)
            .on(PROCEEDING, PROVISIONAL, PROCEEDING, DELIVER)
            .on(PROCEEDING, SUCCESS, ACCEPTED, START_M, DELIVER)
            .on(PROCEEDING, FAILURE, COMPLETED, SEND_ACK, START_D, DELIVER)
            .on(PROCEEDING, ABANDON, TERMINATED, TELL_TIMEOUT)
            .on(COMPLETED, FAILURE, COMPLETED, SEND_ACK)
            .on(COMPLETED, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS)
            .on(COMPLETED, TIMER_D, TERMINATED)
            .on(ACCEPTED, SUCCESS, ACCEPTED, DELIVER)
            .on(ACCEPTED, TIMER_M, TERMINATED);

    /** Other client, 17.1.2.2. */
    static final TransactionTable CLIENT_OTHER = new TransactionTable("non-INVITE client", TRYING)
            .on(TRYING, PROVISIONAL, PROCEEDING, DELIVER)
            .on(TRYING, FINAL, COMPLETED, STOP_TIMERS, START_K, DELIVER)
            .on(TRYING, TIMER_E, TRYING, RESEND, START_E)
            .on(TRYING, TIMER_F, TERMINATED, STOP_TIMERS, TELL_TIMEOUT)
            .on(TRYING, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS, TELL_TRANSPORT)
            .on(PROCEEDING, PROVISIONAL, PROCEEDING, DELIVER)
            .on(PROCEEDING, FINAL, COMPLETED, STOP_TIMERS, START_K, DELIVER)
            .on(PROCEEDING, TIMER_E, PROCEEDING, RESEND, START_E_SLOW)
            .on(PROCEEDING, TIMER_F, TERMINATED, STOP_TIMERS, TELL_TIMEOUT)
            .on(PROCEEDING, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS, TELL_TRANSPORT)
            .on(COMPLETED, TIMER_K, TERMINATED);

    /** INVITE server, 17.2.1 and RFC 6026 7.1; 2xx are repeated by the transaction's user (13.3.1.4). */
    static final TransactionTable SERVER_INVITE = new TransactionTable("INVITE server", PROCEEDING)
            .on(PROCEEDING, REQUEST, PROCEEDING, RESEND)
            .on(PROCEEDING, SEND_PROVISIONAL, PROCEEDING, SEND)
            .on(PROCEEDING, SEND_SUCCESS, ACCEPTED, SEND, START_L)
            .on(PROCEEDING, SEND_FAILURE, COMPLETED, SEND, START_G, START_H)
            .on(PROCEEDING, TRANSPORT_ERROR, TERMINATED, TELL_TRANSPORT)
            .on(COMPLETED, REQUEST, COMPLETED, RESEND)
            .on(COMPLETED, ACK, CONFIRMED, STOP_TIMERS, START_I)
            .on(COMPLETED, TIMER_G, COMPLETED, RESEND, START_G)
            .on(COMPLETED, TIMER_H, TERMINATED, STOP_TIMERS)
            .on(COMPLETED, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS)
            .on(CONFIRMED, TIMER_I, TERMINATED)
            .on(ACCEPTED, SEND_SUCCESS, ACCEPTED, SEND)
            .on(ACCEPTED, TIMER_L, TERMINATED);

    /** Other server, 17.2.2. */
    static final TransactionTable SERVER_OTHER = new TransactionTable("non-INVITE server", TRYING)
            .on(TRYING, SEND_PROVISIONAL, PROCEEDING, SEND)
            .on(TRYING, SEND_FINAL, COMPLETED, SEND, START_J)
            .on(PROCEEDING, REQUEST, PROCEEDING, RESEND)
            .on(PROCEEDING, SEND_PROVISIONAL, PROCEEDING, SEND)
            .on(PROCEEDING, SEND_FINAL, COMPLETED, SEND, START_J)
            .on(PROCEEDING, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS)
            .on(COMPLETED, REQUEST, COMPLETED, RESEND)
            .on(COMPLETED, TRANSPORT_ERROR, TERMINATED, STOP_TIMERS)
            .on(COMPLETED, TIMER_J, TERMINATED);

    /** All four. */
    static final List<TransactionTable> ALL = List.of(CLIENT_INVITE, CLIENT_OTHER, SERVER_INVITE, SERVER_OTHER);

    private final String name;
    private final State initial;
    private final Transition[][] cells = new Transition[State.values().length][Event.values().length];
    private final List<Transition> transitions = new ArrayList<>();

    private TransactionTable(String name, State initial) {
        this.name = name;
        this.initial = initial;
    }

    private TransactionTable on(State from, Event event, State next, Act... acts) {
        Transition transition = new Transition(from, event, next, Arrays.asList(acts));
        cells[from.ordinal()][event.ordinal()] = transition;
        transitions.add(transition);
        return this;
    }

    String name() {
        return name;
    }

    State initial() {
        return initial;
    }

    /** Every entry, for tests and the diagram. */
    List<Transition> transitions() {
        return List.copyOf(transitions);
    }

    /** The entry, or a transition that stays and does nothing. */
    Transition step(State state, Event event) {
        Transition found = cells[state.ordinal()][event.ordinal()];
        return found == null ? new Transition(state, event, state, List.of()) : found;
    }
}
