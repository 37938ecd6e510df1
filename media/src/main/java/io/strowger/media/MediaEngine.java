package io.strowger.media;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.media.sdp.Negotiator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Moves the sound of all legs of this instance: a pool of ports and a few pacers. Any thread may call it.
 *
 * <p>{@snippet :
 * MediaEngine engine = MediaEngine.open(world, MediaConfig.defaults(loopback, 21000, 21999, recordings), metrics);
 * MediaLeg leg = engine.open("CA...", event -> inbox.post(event));
 * String answer = leg.answer(offer);
 * leg.play(1, new Sound.Sample(clip, 1));       // PlayEnded(1, true, ...) follows
 * leg.close();                                  // Closed(figures) follows
 * }
 */
public final class MediaEngine implements AutoCloseable {
    private final World world;
    private final MediaConfig config;
    private final PortPool pool;
    private final EngineMetrics metrics;
    private final Couplings couplings;
    private final List<Pacer> pacers = new ArrayList<>();

    private MediaEngine(World world, MediaConfig config, Metrics registry, SocketSource sockets) {
        this.world = world;
        this.config = config;
        this.metrics = new EngineMetrics(registry);
        this.couplings = new Couplings(world, config.recordings(), metrics);
        this.pool = new PortPool(world.timeline(), config.bind(), config.firstPort(), config.lastPort(),
                config.quarantine(), local -> sockets.bind(local, metrics.refusedSends), registry);
        for (int i = 0; i < config.pacers(); i++) {
            pacers.add(new Pacer(world.timeline(), pool, metrics, config.poll().toNanos()));
        }
        registry.gauge("strowger_media_legs", "Open media legs.", this::legs);
    }

    /** Binds sockets that count their errors. */
    @FunctionalInterface
    interface SocketSource {
        MediaSocket bind(java.net.InetSocketAddress local, java.util.concurrent.atomic.LongAdder refused)
                throws java.io.IOException;
    }

    /** Opens an engine and starts its pacers' threads. */
    public static MediaEngine open(World world, MediaConfig config, Metrics metrics) {
        MediaEngine engine = new MediaEngine(world, config, metrics, UdpSocket::bind);
        for (int i = 0; i < engine.pacers.size(); i++) {
            Pacer pacer = engine.pacers.get(i);
            world.timeline().spawnLoop("media-pacer-" + i, pacer::run);
        }
        return engine;
    }

    /** An engine without threads, for tests that call {@link #tick} themselves. */
    static MediaEngine undriven(World world, MediaConfig config, Metrics metrics, SocketSource sockets) {
        return new MediaEngine(world, config, metrics, sockets);
    }

    /** One duty cycle of all pacers of an {@link #undriven} engine. */
    void tick(long nowNanos) {
        for (int i = 0; i < pacers.size(); i++) {
            pacers.get(i).tick(nowNanos);
        }
    }

    /**
     * Opens a leg: binds its ports. It is silent until something was negotiated.
     *
     * @param name shown in logs: the leg's id
     * @param events receives its events in order, on the pacer's thread; must not block
     * @throws MediaFailure MEDIA_PORTS_EXHAUSTED when no port is free
     */
    public MediaLeg open(String name, Consumer<MediaLegEvent> events) {
        PortPool.Pair ports = pool.acquire();
        OutStream out = new OutStream(world, ports.rtp());
        RtcpExchange rtcp = new RtcpExchange(
                world, ports.rtcp(), world.entropy().hex(12), config.rtcpInterval().toNanos());
        Pacer pacer = leastLoaded();
        PacedLeg paced = new PacedLeg(name, ports, out, rtcp, config, metrics, new Teller(name, events), pacer);
        Negotiator negotiator = new Negotiator(
                config.advertised(), ports.port(), config.codecs(), world.entropy().nextLong());
        pacer.postAdoption(paced);
        return new MediaLeg(paced, negotiator, ports.port(), couplings, pacer);
    }

    private Pacer leastLoaded() {
        Pacer least = pacers.getFirst();
        for (Pacer pacer : pacers) {
            if (pacer.legCount() < least.legCount()) {
                least = pacer;
            }
        }
        return least;
    }

    private int legs() {
        int count = 0;
        for (Pacer pacer : pacers) {
            count += pacer.legCount();
        }
        return count;
    }

    /** False once a pacer's thread has ended: its legs are mute, and so would new ones be. */
    public boolean running() {
        return pacers.stream().noneMatch(Pacer::ended);
    }

    /** Closes all legs and ends the pacers' threads. */
    @Override
    public void close() {
        pacers.forEach(Pacer::stop);
    }
}
