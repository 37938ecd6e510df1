package io.strowger.sip;

import io.strowger.kernel.Metrics;
import java.util.concurrent.atomic.LongAdder;

/** The stack's counters. Any thread may count. */
final class SipMetrics {
    private final Metrics metrics;
    final LongAdder received;
    final LongAdder sent;
    final LongAdder repeatedIn;
    final LongAdder repeatedOut;
    final LongAdder mistakes;
    final LongAdder transactions = new LongAdder();
    final LongAdder dialogs = new LongAdder();
    final LongAdder calls = new LongAdder();
    final LongAdder connections = new LongAdder();

    SipMetrics(Metrics metrics) {
        this.metrics = metrics;
        received = metrics.counter("sip_messages_received_total", "SIP messages received.");
        sent = metrics.counter("sip_messages_sent_total", "SIP messages sent.");
        repeatedIn = metrics.counter("sip_retransmissions_received_total", "Repeated requests and responses received.");
        repeatedOut = metrics.counter("sip_retransmissions_sent_total", "Messages sent again.");
        mistakes = metrics.counter("sip_mistakes_total", "Mistakes in our own code met while handling a message.");
        metrics.gauge("sip_transactions", "Live SIP transactions.", transactions::sum);
        metrics.gauge("sip_dialogs", "Live SIP dialogs.", dialogs::sum);
        metrics.gauge("sip_calls", "Live SIP calls, answered or not.", calls::sum);
        metrics.gauge("sip_connections", "Open TCP connections.", connections::sum);
    }

    /** Bytes or a message thrown away without an answer. */
    void dropped(String reason) {
        metrics.counter("sip_dropped_total", "Datagrams and messages dropped unanswered.", "reason", reason)
                .increment();
    }

    /** A request answered with what its form is owed. */
    void malformed(MessageFault fault) {
        metrics.counter("sip_malformed_total", "Requests refused for their form.", "fault", fault.name())
                .increment();
    }

    /** A request refused before anything was built for it. */
    void refused(int status) {
        metrics.counter("sip_refused_total", "Requests refused statelessly.", "status", Integer.toString(status))
                .increment();
    }
}
