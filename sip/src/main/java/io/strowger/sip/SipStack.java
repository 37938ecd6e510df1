package io.strowger.sip;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A SIP user agent: transports, transactions, dialogs and calls behind one door. Any thread may call it. */
public final class SipStack implements AutoCloseable {
    private static final int BIND_ATTEMPTS = 20;

    private final World world;
    private final List<SipLoop> loops;
    private final InetSocketAddress address;

    private SipStack(World world, List<SipLoop> loops, InetSocketAddress address) {
        this.world = world;
        this.loops = loops;
        this.address = address;
    }

    /**
     * Binds both transports and starts the loops.
     *
     * @throws SipFailure when the address cannot be bound
     */
    public static SipStack open(World world, SipConfig config, SipHandler handler, SipTrace trace, Metrics metrics) {
        Sockets sockets = bind(config.bind());
        InetSocketAddress bound =
                new InetSocketAddress(config.bind().getAddress(), sockets.tcp.socket().getLocalPort());
        String host = config.publicHost().isEmpty() ? literal(bound) : config.publicHost();
        HostPort local = new HostPort(host, bound.getPort());
        SipMetrics counters = new SipMetrics(metrics);
        List<SipLoop> loops = new ArrayList<>();
        for (int i = 0; i < config.loops(); i++) {
            loops.add(new SipLoop(world, counters));
        }
        UdpTransport.Sink sink = (message, source, nanos) ->
                owner(loops, message.callId()).arrived(message, source, nanos);
        UdpTransport udp = new UdpTransport(sockets.udp, world, sink, counters);
        TcpTransport tcp = new TcpTransport(sockets.tcp, world, loops.getFirst(), config, sink, counters);
        try {
            udp.register(loops.getFirst());
            tcp.register();
        } catch (IOException failed) {
            throw failure(bound, failed);
        }
        for (int i = loops.size() - 1; i >= 0; i--) {
            SipLoop loop = loops.get(i);
            SipCore.Wire wire = (message, to, failed) -> (to.transport() == Transport.UDP ? udp : tcp)
                    .send(message, to, () -> loop.execute(failed));
            SipCore core = new SipCore(world, config, local, wire, new HostLookup(world, loop::execute), loop::execute,
                    handler, trace, counters, (table, transition) -> { });
            loop.start("sip-" + i, core, i > 0 ? () -> { } : () -> {
                udp.close();
                tcp.close();
            });
        }
        return new SipStack(world, List.copyOf(loops), bound);
    }

    /** Places a call. The events come on the call's loop; a call that cannot be sent is told as Refused(503). */
    public SipCall invite(InviteSpec spec, CallListener listener) {
        String callId = callId();
        SipCore core = owner(loops, callId).core();
        OutgoingSession session = new OutgoingSession(core, spec, callId, core.fresh(), listener);
        core.command(session::begin);
        return session;
    }

    /** Sends one OPTIONS; the answer's status is told once: 408 for none, 503 when it could not be sent. */
    public void options(String uri, Optional<String> route, Consumer<Integer> status) {
        String callId = callId();
        SipCore core = owner(loops, callId).core();
        core.command(() -> OptionsProbe.send(core, uri, route, callId, status));
    }

    /** Keeps a registration up until it is closed. */
    public Registration register(RegisterSpec spec, Consumer<RegistrationEvent> listener) {
        String callId = callId();
        SipCore core = owner(loops, callId).core();
        OutgoingRegistration registration = new OutgoingRegistration(core, spec, callId, listener);
        core.command(registration::begin);
        return registration;
    }

    /** The bound address. */
    public InetSocketAddress address() {
        return address;
    }

    /** False once a loop has ended: calls are not taken any more. */
    public boolean running() {
        return loops.stream().allMatch(SipLoop::running);
    }

    /** Ends the loops and closes the sockets; calls are not ended first: hang them up and wait before. */
    @Override
    public void close() {
        loops.forEach(SipLoop::close);
    }

    private String callId() {
        return world.entropy().hex(12) + "@" + literal(address);
    }

    private static SipLoop owner(List<SipLoop> loops, String callId) {
        return loops.size() == 1 ? loops.getFirst() : loops.get(Math.floorMod(callId.hashCode(), loops.size()));
    }

    private static String literal(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Both sockets on one port; with port 0 several ports may have to be tried. */
    private static Sockets bind(InetSocketAddress wanted) {
        IOException last = new IOException("no attempt was made");
        for (int i = 0; i < (wanted.getPort() == 0 ? BIND_ATTEMPTS : 1); i++) {
            try {
                ServerSocketChannel tcp = TcpTransport.bind(wanted);
                try {
                    DatagramChannel udp = UdpTransport.bind(
                            new InetSocketAddress(wanted.getAddress(), tcp.socket().getLocalPort()));
                    return new Sockets(udp, tcp);
                } catch (IOException taken) {
                    tcp.close();
                    last = taken;
                }
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw failure(wanted, last);
    }

    private static SipFailure failure(InetSocketAddress address, IOException cause) {
        return new SipFailure(ErrorCode.CONNECTION_FAILED,
                "SIP cannot listen on " + address.getHostString() + ":" + address.getPort() + " (UDP and TCP): "
                        + cause.getMessage(), cause);
    }

    private record Sockets(DatagramChannel udp, ServerSocketChannel tcp) {}
}
