package io.strowger.sip;

import io.strowger.kernel.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Cores joined by a network of the test's making: virtual time, seeded loss, delay and repetition. */
final class VirtualNet {
    final FakeWorld world;
    private final SplittableRandom random;
    private final Map<Integer, Node> nodes = new HashMap<>();
    private final PriorityQueue<Packet> flying = new PriorityQueue<>((a, b) -> a.at != b.at
            ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    double loss;
    double doubled;
    long jitterMillis;
    private long order;

    private record Packet(long at, long order, byte[] bytes, int from, Flow to) {}

    VirtualNet(long seed) {
        world = new FakeWorld(seed);
        random = new SplittableRandom(seed ^ 0x5eed);
    }

    /** One core with its counters and what it sent. */
    final class Node implements SipHandler {
        final int port;
        final Metrics metrics = new Metrics();
        final SipMetrics counters = new SipMetrics(metrics);
        final List<SipMessage> sent = new ArrayList<>();
        final List<Object> events = new ArrayList<>();
        final SipCore core;
        private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
        Admission admission = Admission.ACCEPTED;
        java.util.function.Consumer<IncomingInvite> onInvite = invite -> { };
        Reply registerReply = Reply.of(405, "Method Not Allowed");

        Node(int port) {
            this.port = port;
            SipConfig config = SipConfig.on(new InetSocketAddress("127.0.0.1", port), "127.0.0.1")
                    .withMaxTransactions(1000);
            core = new SipCore(world, config, new HostPort("127.0.0.1", port), this::transmit,
                    (host, done) -> done.accept(Targets.literal(host)), deferred::addLast, this, SipTrace.NONE,
                    counters, (table, transition) -> { });
        }

        private void transmit(byte[] message, Flow to, Runnable failed) {
            sent.add(SipParser.datagram(message).orElseThrow());
            if (!nodes.containsKey(to.remote().getPort()) && to.transport() == Transport.TCP) {
                deferred.addLast(failed);
                return;
            }
            int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < doubled ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                long delay = 1 + (jitterMillis == 0 ? 0 : random.nextLong(jitterMillis));
                flying.add(new Packet(world.nanos() + delay * 1_000_000, order++, message, port, to));
            }
        }

        @Override
        public Admission admit(SipRequest invite, Flow source) {
            return admission;
        }

        @Override
        public CallListener onInvite(IncomingInvite invite) {
            events.add(invite);
            onInvite.accept(invite);
            return events::add;
        }

        @Override
        public Reply onRegister(SipRequest request, Flow source) {
            return registerReply;
        }

        OutgoingSession call(InviteSpec spec) {
            OutgoingSession session =
                    new OutgoingSession(core, spec, "call-" + order++ + "@" + port, core.fresh(), events::add);
            core.command(session::begin);
            drain();
            return session;
        }

        OutgoingSession call(Node target) {
            return call(InviteSpec.of("sip:b@127.0.0.1:" + target.port, "sip:a@127.0.0.1", "v=0\r\ns=offer\r\n"));
        }

        void inject(String text, int fromPort) {
            inject(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    fromPort);
        }

        void inject(byte[] bytes, int fromPort) {
            receive(bytes, Flow.to(Transport.UDP, new InetSocketAddress(InetAddress.getLoopbackAddress(), fromPort)));
        }

        void receive(byte[] bytes, Flow source) {
            Optional<SipMessage> message = SipParser.datagram(bytes);
            if (message.isEmpty()) {
                counters.dropped("garbage");
                return;
            }
            core.received(message.get(), source, 0);
            drain();
        }

        void drain() {
            for (Runnable next = deferred.poll(); next != null; next = deferred.poll()) {
                next.run();
            }
        }

        <T> List<T> events(Class<T> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        IncomingInvite invite() {
            return events(IncomingInvite.class).getLast();
        }

        List<Integer> statuses() {
            return sent.stream().filter(SipResponse.class::isInstance).map(m -> ((SipResponse) m).status()).toList();
        }

        long sent(String method) {
            return sent.stream().filter(m -> m instanceof SipRequest r && r.is(method)).count();
        }

        void assertIdle() {
            org.junit.jupiter.api.Assertions.assertEquals(0, core.held(), core::toString);
            org.junit.jupiter.api.Assertions.assertEquals(0, core.timers().live(), "timers");
            org.junit.jupiter.api.Assertions.assertEquals(0, counters.transactions.sum(), "transactions counted");
            org.junit.jupiter.api.Assertions.assertEquals(0, counters.dialogs.sum(), "dialogs counted");
            org.junit.jupiter.api.Assertions.assertEquals(0, counters.calls.sum(), "calls counted");
            org.junit.jupiter.api.Assertions.assertEquals(0, counters.mistakes.sum(), "mistakes");
        }
    }

    Node node(int port) {
        Node made = new Node(port);
        nodes.put(port, made);
        return made;
    }

    /** Lets time pass in steps of the timer wheel, delivering what is on its way. */
    void pass(long millis) {
        for (Node node : nodes.values()) {
            node.drain();
        }
        long end = world.nanos() + millis * 1_000_000;
        while (world.nanos() < end) {
            long step = Math.min(end, world.nanos() + 5_000_000);
            while (!flying.isEmpty() && flying.peek().at <= step) {
                Packet packet = flying.poll();
                world.pass(Duration.ofNanos(Math.max(0, packet.at - world.nanos())));
                Node to = nodes.get(packet.to.remote().getPort());
                if (to != null) {
                    to.receive(packet.bytes, new Flow(packet.to.transport(),
                            new InetSocketAddress("127.0.0.1", packet.from), packet.to.connection()));
                }
            }
            world.pass(Duration.ofNanos(Math.max(0, step - world.nanos())));
            for (Node node : nodes.values()) {
                node.core.advance(world.nanos());
                node.drain();
            }
        }
    }
}
