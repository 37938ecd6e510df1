package io.strowger.media;

import io.strowger.kernel.RecordingSid;
import io.strowger.media.audio.Codec;
import io.strowger.media.rtp.EventReceiver;
import io.strowger.media.rtp.Reception;
import io.strowger.media.rtp.RtpView;
import io.strowger.media.sdp.Agreement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    final String name;
    final OutStream out;
    final Playback playback;
    /** The pacer that may touch it; changed by the old one when it gives the leg up. */
    volatile Pacer owner;
    private final PortPool.Pair ports;
    private final SourceLock source;
    private final RtcpExchange rtcp;
    final Teller teller;
    private final EngineMetrics metrics;
    private final long lostNanos;
    private final Reception reception = new Reception();
    private final EventReceiver keys = new EventReceiver();
    private final Allowance digitAllowance = new Allowance(20, 20 * 60);
    private final Allowance sourceAllowance = new Allowance(5, 30);
    private final List<Hearer> hearers = new ArrayList<>();
    private Optional<Agreement> agreement = Optional.empty();
    private final List<Recorder> recorders = new ArrayList<>();
    private final Tap inbound = new Tap();
    private final Tap outbound = new Tap();
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
            EngineMetrics metrics, Teller teller, Pacer owner) {
        this.name = name;
        this.owner = owner;
        this.ports = ports;
        this.out = out;
        this.rtcp = rtcp;
        this.metrics = metrics;
        this.teller = teller;
        this.playback = new Playback(out);
        this.relay = new Relay(out);
        out.tap(outbound);
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
        if (!hearers.contains(hearer)) {
            hearers.add(hearer);
            inbound.use();
        }
    }

    void unhear(Hearer hearer) {
        if (hearers.remove(hearer)) {
            inbound.leave();
        }
    }

    /** One direction of this leg, played out evenly for those who listen. */
    Recorder.Source listen(boolean received) {
        Tap tap = received ? inbound : outbound;
        tap.use();
        return tap;
    }

    void record(Recorder recorder) {
        recorders.add(recorder);
    }

    void pauseRecord(RecordingSid recording, boolean silence) {
        for (int i = 0; i < recorders.size(); i++) {
            if (recorders.get(i).request().recording().equals(recording)) {
                recorders.get(i).pause(silence);
            }
        }
    }

    void resumeRecord(RecordingSid recording) {
        for (int i = 0; i < recorders.size(); i++) {
            if (recorders.get(i).request().recording().equals(recording)) {
                recorders.get(i).resume();
            }
        }
    }

    void stopRecord(RecordingSid recording) {
        for (int i = recorders.size() - 1; i >= 0; i--) {
            if (recorders.get(i).request().recording().equals(recording)) {
                recorders.remove(i).end(MediaLegEvent.Ending.STOPPED);
            }
        }
    }

    /** What the other leg receives goes to this one from now on. */
    private void feedFrom(PacedLeg other, long now) {
        stopPlaying();
        goLive(now);
        peer = Optional.of(other);
        relay.rebase();
        lastRelayed = now;
    }

    /** Joins two legs. */
    void bridge(PacedLeg other, long now) {
        if (other == this || other.closed) {
            return;
        }
        part();
        other.part();
        feedFrom(other, now);
        other.feedFrom(this, now);
    }

    /** Parts two legs if they are joined. */
    void unbridge(PacedLeg other) {
        if (peer.isPresent() && peer.get() == other) {
            part();
        }
    }

    private void part() {
        if (peer.isPresent()) {
            peer.get().unfeed();
            unfeed();
        }
    }

    private void unfeed() {
        peer = Optional.empty();
        out.mark();
    }

    private void goLive(long now) {
        if (!live) {
            live = true;
            lastHeard = now;
        }
    }

    /** Ends everything, gives the ports back, and only then tells Closed. */
    void close(PortPool pool) {
        if (closed) {
            return;
        }
        stopPlaying();
        recorders.forEach(recorder -> recorder.end(MediaLegEvent.Ending.STOPPED));
        recorders.clear();
        inbound.end();
        outbound.end();
        closed = true;
        part();
        rtcp.bye(out);
        pool.release(ports);
        metrics.closed(this);
        teller.close(figures());
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
        inbound.reset();
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
        inbound.put(view.timestamp(), law, view.buffer(), view.payload(), view.length());
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
        for (int i = recorders.size() - 1; i >= 0; i--) {
            if (!recorders.get(i).capture()) { // the frames of the round before: all legs of the slot have theirs
                recorders.remove(i);
            }
        }
        boolean received = inbound.take();
        outbound.take();
        for (int i = 0; i < hearers.size(); i++) {
            hearers.get(i).frame(now, inbound.frame(), received);
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

    /** The stations of this leg's packets, as they are now. */
    MediaPath path() {
        String law = agreement.map(agreed -> agreed.codec().name()).orElse("nothing negotiated");
        List<MediaPath> audio = new ArrayList<>();
        peer.ifPresent(other -> audio.add(MediaPath.of("relay to leg " + other.name + ", "
                + (other.out.codec() == out.codec() ? "not decoded" : "recoded to " + other.out.codec()))));
        if (inbound.used()) {
            audio.add(new MediaPath("decode -> jitter buffer of " + inbound.delayMillis() + " ms", listeners()));
        }
        MediaPath in = MediaPath.of("receive from " + source.peer() + (source.isFixed() ? ", fixed" : ", learning"),
                MediaPath.of("RTP: " + reception.received() + " received, " + reception.lost() + " lost, " + dropped
                        + " dropped", new MediaPath("audio", audio), MediaPath.of("telephone-events -> digits")));
        String feed = playback.playing() ? "play " + playback.id()
                : peer.isPresent() ? "relay from leg " + peer.get().name : live ? "silence" : "nothing yet";
        MediaPath sent = MediaPath.of("send " + law + (out.isOpen() ? "" : ", on hold") + ": " + out.packets()
                + " packets", MediaPath.of("fed by " + feed));
        return MediaPath.of("leg " + name + ", port " + ports.port(), in, sent);
    }

    private List<MediaPath> listeners() {
        List<MediaPath> to = new ArrayList<>();
        recorders.forEach(recorder -> to.add(MediaPath.of("recording " + recorder.request().recording())));
        hearers.forEach(hearer -> to.add(MediaPath.of("hearer")));
        return to;
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
        teller.tell(event);
    }
}
