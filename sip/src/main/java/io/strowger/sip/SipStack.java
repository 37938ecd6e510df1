package io.strowger.sip;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** A SIP user agent: transports, transactions, dialogs and calls behind one door. Any thread may call it. */
public final class SipStack implements AutoCloseable {
    private SipStack() {}

    /**
     * Binds both transports and starts the loops.
     *
     * @throws SipFailure when the address cannot be bound
     */
    public static SipStack open(World world, SipConfig config, SipHandler handler, SipTrace trace, Metrics metrics) {
        throw new IllegalStateException("the loops are landing in the next commit");
    }

    /** Places a call. The events come on the call's loop; a call that cannot be sent is told as Refused(503). */
    public SipCall invite(InviteSpec spec, CallListener listener) {
        throw new IllegalStateException("the loops are landing in the next commit");
    }

    /** Sends one OPTIONS; the answer's status is told once: 408 for none, 503 when it could not be sent. */
    public void options(String uri, Optional<String> route, Consumer<Integer> status) {
        throw new IllegalStateException("the loops are landing in the next commit");
    }

    /** Keeps a registration up until it is closed. */
    public Registration register(RegisterSpec spec, Consumer<RegistrationEvent> listener) {
        throw new IllegalStateException("the loops are landing in the next commit");
    }

    /** The bound address. */
    public InetSocketAddress address() {
        throw new IllegalStateException("the loops are landing in the next commit");
    }

    /** Ends the loops and closes the sockets; calls are not ended first: hang them up and wait before. */
    @Override
    public void close() {
        throw new IllegalStateException("the loops are landing in the next commit");
    }
}
