package io.strowger.server.medialink;

import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaPort;
import io.strowger.kernel.Failure;
import io.strowger.kernel.World;
import io.strowger.media.MediaEngine;
import io.strowger.media.audio.Tones;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The media of calls, in this process. Any thread may call it. */
public final class LocalMedia implements MediaPort {
    private final World world;
    private final MediaEngine engine;
    private final AudioSource audio;
    private final PlatformTones tones;
    private final Map<LegId, LocalLeg> legs = new ConcurrentHashMap<>();

    /** @param region cadence of ringback and busy */
    public LocalMedia(World world, MediaEngine engine, AudioSource audio, Tones.Region region) {
        this.world = world;
        this.engine = engine;
        this.audio = audio;
        this.tones = new PlatformTones(region);
    }

    /** Legs that have not closed. */
    public int legs() {
        return legs.size();
    }

    @Override
    public void open(MediaCommand.Open open, Consumer<MediaEvent> events) {
        LegId id = open.leg();
        LocalLeg leg = new LocalLeg(id, open.account(), world, audio, tones, events, this::forget);
        if (legs.containsKey(id)) {
            throw new IllegalStateException("leg " + id + " is open");
        }
        try {
            leg.attach(engine.open(id.value(), leg));
        } catch (Failure failure) {
            events.accept(new MediaEvent.Failed(id, failure.code(), failure.getMessage()));
            return;
        }
        legs.put(id, leg);
        leg.begin(open.offer());
    }

    @Override
    public void send(MediaCommand command) {
        LocalLeg leg = legs.get(command.leg());
        if (leg == null) {
            return; // the leg closed while the command was on its way
        }
        switch (command) {
            case MediaCommand.Open again -> throw new IllegalStateException("leg " + again.leg() + " is open");
            case MediaCommand.Accept accept -> leg.accept(accept.answer());
            case MediaCommand.Renegotiate renegotiate -> leg.renegotiate(renegotiate.offer());
            case MediaCommand.Play play -> leg.play(play.id(), play.source(), play.times());
            case MediaCommand.StopPlay stop -> leg.stopPlay(stop.id());
            case MediaCommand.Record record -> record(leg, record);
            case MediaCommand.StopRecord stop -> leg.media().stopRecord(stop.recording());
            case MediaCommand.PauseRecord pause -> leg.media().pauseRecord(pause.recording(), pause.silence());
            case MediaCommand.ResumeRecord resume -> leg.media().resumeRecord(resume.recording());
            case MediaCommand.Bridge bridge -> {
                LocalLeg other = legs.get(bridge.other());
                if (other != null) {
                    leg.stopWhatPlays();
                    other.stopWhatPlays();
                    leg.media().bridge(other.media());
                }
            }
            case MediaCommand.Unbridge unbridge -> {
                LocalLeg other = legs.get(unbridge.other());
                if (other != null) {
                    leg.media().unbridge(other.media());
                }
            }
            case MediaCommand.Close close -> leg.close();
        }
    }

    /** The leg that closed and no other: one of the same name may be open by the time the pacer tells of it. */
    private void forget(LocalLeg closed) {
        legs.remove(closed.id(), closed);
    }

    private void record(LocalLeg leg, MediaCommand.Record record) {
        LocalLeg other = record.other().map(legs::get).orElse(null);
        if (other == null) {
            leg.media().record(LocalLeg.request(record));
        } else {
            leg.media().record(LocalLeg.request(record), other.media());
        }
    }
}
