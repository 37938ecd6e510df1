package io.strowger.media;

import io.strowger.kernel.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A test's engine on a wire in memory, driven 5 ms at a time. */
final class Bench implements AutoCloseable {
    static final InetAddress HERE = InetAddress.getLoopbackAddress();
    final TestWorld world = new TestWorld();
    final Wire wire = new Wire();
    final Metrics metrics = new Metrics();
    final MediaEngine engine;

    Bench(Path directory) {
        this(MediaConfig.defaults(HERE, 20000, 20399, directory));
    }

    Bench(MediaConfig config) {
        engine = MediaEngine.undriven(world, config, metrics, wire);
    }

    Bench(MediaConfig config, MediaEngine.SocketSource sockets) {
        engine = MediaEngine.undriven(world, config, metrics, sockets);
    }

    /** Lets time pass. */
    void pass(int millis) {
        for (int at = 0; at < millis; at += 5) {
            engine.tick(world.nanos);
            world.nanos += 5_000_000;
        }
    }

    /** A leg with what it told. */
    Ear leg(String name) {
        Ear ear = new Ear();
        ear.leg = engine.open(name, ear.events::add);
        return ear;
    }

    /** Two legs that have agreed with each other: {@code left} offered. */
    void connect(Ear left, Ear right) {
        left.leg.accept(right.leg.answer(left.leg.offer()));
    }

    /** A far end made by hand on a port: its socket aimed at the leg. */
    Wire.Socket far(int port, MediaLeg leg) throws Exception {
        Wire.Socket socket = wire.bind(new InetSocketAddress(HERE, port));
        socket.aim(new InetSocketAddress(HERE, leg.port()));
        return socket;
    }

    static String sdp(int port, String formats, String attributes) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port
                + " RTP/AVP " + formats + "\r\n" + attributes;
    }

    /** An RTP packet. */
    static ByteBuffer rtp(int type, int sequence, int timestamp, int ssrc, byte... payload) {
        ByteBuffer out = ByteBuffer.allocate(12 + payload.length);
        io.strowger.media.rtp.RtpView.writeHeader(out, false, type, sequence, timestamp, ssrc);
        return out.put(payload).flip();
    }

    static byte[] filled(int length, int value) {
        byte[] out = new byte[length];
        java.util.Arrays.fill(out, (byte) value);
        return out;
    }

    @Override
    public void close() {
        world.close();
    }

    /** A leg, its events and what it heard. */
    static final class Ear implements Hearer {
        final LinkedBlockingQueue<MediaLegEvent> events = new LinkedBlockingQueue<>();
        private final List<short[]> heard = new ArrayList<>();
        MediaLeg leg;

        @Override
        public void frame(long nanos, short[] pcm, boolean received) {
            heard.add(pcm.clone());
        }

        /** All that was heard up to now. */
        short[] pcm() {
            short[] out = new short[heard.size() * 160];
            for (int i = 0; i < heard.size(); i++) {
                System.arraycopy(heard.get(i), 0, out, i * 160, 160);
            }
            return out;
        }

        void forgetHeard() {
            heard.clear();
        }

        /** The next event; waits for strands, not for time. */
        MediaLegEvent next() throws InterruptedException {
            MediaLegEvent event = events.poll(5, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event came");
            }
            return event;
        }

        String keys() {
            StringBuilder out = new StringBuilder();
            events.forEach(event -> {
                if (event instanceof MediaLegEvent.Digit(char key)) {
                    out.append(key);
                }
            });
            return out.toString();
        }
    }
}
