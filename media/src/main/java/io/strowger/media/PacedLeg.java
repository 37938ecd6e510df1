package io.strowger.media;

import io.strowger.media.audio.Codec;
import io.strowger.media.rtp.EventReceiver;
import io.strowger.media.rtp.JitterBuffer;
import io.strowger.media.rtp.Reception;
import io.strowger.media.rtp.RtpView;
import io.strowger.media.sdp.Agreement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A leg as its pacer sees it: reads its packets, sends a frame every 20 ms. Only the pacer that owns it may call it
 * (see {@link Pacer}); it allocates nothing per packet.
 */
final class PacedLeg {
    /** Packets read from one leg in one poll; a flood waits in the kernel, which drops it. */
    static final int PACKETS_PER_POLL = 8;
    private static final int HOUSEKEEPING_FRAMES = 25;
    private static final long RELAY_GAP_NANOS = 200_000_000L;
    private static final long RELAYED_KEY = Long.MIN_VALUE;

    private static final System.Logger LOG = System.getLogger(PacedLeg.class.getName());

    final String name;
    final OutStream out;
    final Playback playback;
    /** The pacer that may touch it; changed by the old one when it gives the leg up. */
    volatile Pacer owner;
    private final PortPool.Pair ports;
    private final SourceLock source;
    private final RtcpExchange rtcp;
    private final Consumer<MediaLegEvent> events;
    private final EngineMetrics metrics;
    private final long lostNanos;
    private final Reception reception = new Reception();
    private final EventReceiver keys = new EventReceiver();
    private final Allowance digitAllowance = new Allowance(20, 20 * 60);
    private final Allowance sourceAllowance = new Allowance(5, 30);
    private final List<Hearer> hearers = new ArrayList<>();
    private Optional<Agreement> agreement = Optional.empty();
    private Optional<JitterBuffer> jitter = Optional.empty();
    private Optional<PacedLeg> peer = Optional.empty();
    private final Relay relay;
    private long lastRelayed;
    private boolean live;
    private long lastHeard;
    private boolean lostTold;
    private long dropped;
    private int frames;
    private boolean closed;

    PacedLeg(String name, PortPool.Pair ports, OutStream out, RtcpExchange rtcp, MediaConfig config,
            EngineMetrics metrics, Consumer<MediaLegEvent> events, Pacer owner) {
        this.name = name;
        this.owner = owner;
        this.ports = ports;
        this.out = out;
        this.rtcp = rtcp;
        this.metrics = metrics;
        this.events = events;
        this.playback = new Playback(out);
        this.relay = new Relay(out);
        this.source = new SourceLock(ports.rtp(), config.learnWindow().toNanos());
        this.lostNanos = config.lostAfter().toNanos();
    }

    // --- commands

    void apply(Agreement agreed, boolean begin, long now) {
        boolean received = agreement.map(before -> before.direction().receives()).orElse(false);
        agreement = Optional.of(agreed);
        source.announce(agreed.remote());
        rtcp.announce(agreed.remoteRtcp());
        boolean nowhere = agreed.remote().getAddress().isAnyLocalAddress();
        out.shape(agreed.codec(), agreed.sendType(), agreed.eventSendType(), agreed.direction().sends() && !nowhere);
        relay.rebase();
        if (!received) {
            lastHeard = now; // nothing was due until now
        }
        if (begin) {
            goLive(now);
        }
    }

    void play(long id, Sound sound, long now) {
        stopPlaying();
        goLive(now);
        playback.begin(id, sound);
    }

    void stopPlay(long id) {
        if (playback.playing() && playback.id() == id) {
            stopPlaying();
        }
    }

    private void stopPlaying() {
        if (playback.playing()) {
            playback.stop();
            ended(false);
        }
    }

    private void ended(boolean completed) {
        relay.rebase();
        if (playback.id() != RELAYED_KEY) {
            tell(new MediaLegEvent.PlayEnded(
                    playback.id(), completed, Duration.ofMillis(playback.playedMillis())));
        }
    }

    void hear(Hearer hearer) {
        if (jitter.isEmpty()) {
            jitter = Optional.of(new JitterBuffer());
        }
        hearers.add(hearer);
    }

    void unhear(Hearer hearer) {
        hearers.remove(hearer);
        if (hearers.isEmpty()) {
            jitter = Optional.empty();
        }
    }

    /** What the other leg receives goes to this one from now on. */
    void feedFrom(PacedLeg other, long now) {
        stopPlaying();
        goLive(now);
        peer = Optional.of(other);
        relay.rebase();
        lastRelayed = now;
    }

    void unfeed() {
        peer = Optional.empty();
        out.mark();
    }

    Optional<PacedLeg> peer() {
        return peer;
    }

    private void goLive(long now) {
        if (!live) {
            live = true;
            lastHeard = now;
        }
    }

    void close(long now) {
        if (closed) {
            return;
        }
        closed = true;
        stopPlaying();
        peer.ifPresent(other -> {
            other.unfeed();
            unfeed();
        });
        rtcp.bye(out);
        metrics.closed(this);
        tell(new MediaLegEvent.Closed(figures()));
    }

    PortPool.Pair ports() {
        return ports;
    }

    boolean isClosed() {
        return closed;
    }

    // --- receiving

    /** Reads what waits in the sockets. */
    void poll(long now, Scratch scratch) {
        for (int n = 0; n < PACKETS_PER_POLL; n++) {
            scratch.in.clear();
            if (!ports.rtp().read(scratch.in)) {
                return;
            }
            scratch.in.flip();
            packet(now, scratch);
        }
        metrics.floods.increment();
    }

    private void packet(long now, Scratch scratch) {
        RtpView view = scratch.view;
        if (agreement.isEmpty() || !view.read(scratch.in) || view.length() > Scratch.PAYLOAD) {
            drop();
            return;
        }
        Agreement agreed = agreement.get();
        int type = view.payloadType();
        boolean ulaw = type == agreed.ulawType();
        boolean alaw = type == agreed.alawType();
        boolean event = type == agreed.eventType() || (type == agreed.eventSendType() && type >= 96);
        if (!(ulaw || alaw || event) || !source.accept(now)) {
            drop();
            return;
        }
        if (reception.began() && view.ssrc() != reception.ssrc() && !sourceAllowance.take(now)) {
            drop();
            return;
        }
        switch (reception.count(view.ssrc(), view.sequence(), view.timestamp(), (int) (now / 125_000))) {
            case FRESH, LATE -> { }
            case JUMP -> {
                drop();
                return;
            }
            case RESTARTED -> restart(now);
        }
        lastHeard = now;
        lostTold = false;
        goLive(now);
        if (event) {
            event(now, view);
        } else if (agreed.direction().receives()) {
            audio(now, scratch, ulaw ? Codec.PCMU : Codec.PCMA);
        } else {
            drop(); // we said that we take none
        }
    }

    private void restart(long now) {
        if (jitter.isPresent()) {
            jitter.get().reset();
        }
        keys.reset();
        if (peer.isPresent()) {
            peer.get().relay.rebase();
        }
    }

    private void drop() {
        dropped++;
        metrics.dropped.increment();
    }

    private void audio(long now, Scratch scratch, Codec law) {
        RtpView view = scratch.view;
        if (peer.isPresent()) {
            PacedLeg to = peer.get();
            if (to.out.isOpen() && !to.playback.playing()) {
                to.relay.audio(view, law);
                to.lastRelayed = now;
            }
        }
        if (jitter.isPresent() && view.length() > 0) {
            int length = view.length();
            for (int i = 0; i < length; i++) {
                scratch.pcm[i] = law.decode(view.buffer().get(view.payload() + i));
            }
            jitter.get().put(view.timestamp(), scratch.pcm, length);
        }
    }

    private void event(long now, RtpView view) {
        char key = keys.accept(view.marker(), view.timestamp(), view.buffer(), view.payload(), view.length());
        if (key != EventReceiver.NONE) {
            if (!digitAllowance.take(now)) {
                drop();
                return;
            }
            tell(new MediaLegEvent.Digit(key));
        }
        if (peer.isPresent()) {
            PacedLeg to = peer.get();
            if (!to.out.isOpen() || to.playback.playing()) {
                return;
            }
            if (to.out.eventType() >= 0) {
                to.relay.event(view);
                to.lastRelayed = now;
            } else if (key != EventReceiver.NONE) {
                to.playback.begin(RELAYED_KEY, new Sound.Digits(String.valueOf(key)));
            }
        }
    }

    // --- sending

    /** Moves on by 20 ms. */
    void frame(long now, Scratch scratch) {
        out.advance(1);
        if (jitter.isPresent()) {
            boolean received = jitter.get().take(scratch.frame);
            for (int i = 0; i < hearers.size(); i++) {
                hearers.get(i).frame(now, scratch.frame, received);
            }
        }
        if (live) {
            send(now);
        }
        if (++frames % HOUSEKEEPING_FRAMES == 0) {
            keepHouse(now, scratch);
        }
    }

    private void send(long now) {
        if (peer.isPresent() && !playback.playing()) {
            if (now - lastRelayed < RELAY_GAP_NANOS) {
                return;
            }
            relay.rebase(); // the peer is mute: silence keeps the path open until it speaks again
        }
        if (playback.frame()) {
            ended(true);
        }
    }

    /** Frames that could not be sent in their time are skipped, not sent in a burst. */
    void skip(int count) {
        out.advance(count);
    }

    private void keepHouse(long now, Scratch scratch) {
        source.pass(now);
        rtcp.tick(now, scratch, source, reception, out, live);
        boolean due = live && agreement.isPresent() && agreement.get().direction().receives();
        if (!due) {
            lastHeard = now;
        } else if (!lostTold && now - lastHeard > lostNanos) {
            lostTold = true;
            metrics.lostMedia.increment();
            tell(new MediaLegEvent.Lost(Duration.ofNanos(now - lastHeard)));
        }
    }

    LegFigures figures() {
        return new LegFigures(
                agreement.map(agreed -> agreed.codec().name()).orElse(""),
                agreement.map(agreed -> source.peer().getAddress().getHostAddress() + ":" + source.peer().getPort())
                        .orElse(""),
                out.packets(), reception.received(), reception.lost(), reception.late(), dropped,
                reception.jitterMillis(), reception.maxJitterMillis(), rtcp.reportedLost(), rtcp.roundTripMillis());
    }

    void tell(MediaLegEvent event) {
        try {
            events.accept(event);
        } catch (RuntimeException mistake) {
            LOG.log(System.Logger.Level.ERROR, "leg " + name + ": its owner threw at " + event, mistake);
        }
    }
}
