package io.strowger.media;

import io.strowger.kernel.RecordingSid;
import io.strowger.media.audio.Clip;
import io.strowger.media.sdp.Agreement;
import io.strowger.media.sdp.Direction;
import io.strowger.media.sdp.Negotiator;
import io.strowger.media.sdp.SdpFailure;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One leg: its ports, what was negotiated, and what is done with its sound. Any thread may call it. Negotiation happens
 * in the caller's thread under the leg's monitor; everything else is a letter to the leg's pacer, so that commands are
 * obeyed in the order they were given. A command for a closed leg does nothing.
 */
public final class MediaLeg {
    private final PacedLeg paced;
    private final Negotiator negotiator;
    private final int port;
    private final Couplings couplings;
    private Pacer pacer;
    private boolean closed;

    MediaLeg(PacedLeg paced, Negotiator negotiator, int port, Couplings couplings, Pacer pacer) {
        this.paced = paced;
        this.negotiator = negotiator;
        this.port = port;
        this.couplings = couplings;
        this.pacer = pacer;
    }

    /** Our RTP port. */
    public int port() {
        return port;
    }

    /** Our offer: the first one, or of the session as it stands. The far side's answer goes to {@link #accept}. */
    public synchronized String offer() {
        return negotiator.offer();
    }

    /** Our offer with another direction: {@code SENDONLY} puts the far side on hold, {@code SENDRECV} resumes. */
    public synchronized String offer(Direction wanted) {
        negotiator.want(wanted);
        return negotiator.offer();
    }

    /**
     * Answers the far side's offer and puts it in force. Nothing is sent before the first sound of ours or theirs.
     *
     * @throws SdpFailure when nothing in it can be used; the leg is as it was
     */
    public synchronized String answer(String offer) {
        String answer = negotiator.answer(offer);
        apply(negotiator.agreement().orElseThrow(), false);
        return answer;
    }

    /**
     * Puts the far side's answer in force and begins to send silence.
     *
     * @throws SdpFailure when it cannot be used; the leg is as it was
     */
    public synchronized void accept(String answer) {
        apply(negotiator.accept(answer), true);
    }

    private void apply(Agreement agreement, boolean begin) {
        post((leg, now) -> leg.apply(agreement, begin, now));
    }

    /** What is in force; empty before the first exchange is complete. */
    public synchronized Optional<Agreement> agreement() {
        return negotiator.agreement();
    }

    /**
     * Plays a sound in place of the one before. Leads to {@link MediaLegEvent.PlayEnded}.
     *
     * @param id chosen by the caller, echoed in the event
     */
    public synchronized void play(long id, Sound sound) {
        if (sound instanceof Sound.Sample(Clip clip, int times)) {
            negotiator.agreement().ifPresent(agreed -> clip.bytes(agreed.codec())); // recode here, not on the pacer
        }
        post((leg, now) -> leg.play(id, sound, now));
    }

    /** Stops a play that may have ended. */
    public synchronized void stopPlay(long id) {
        post((leg, now) -> leg.stopPlay(id));
    }

    /** Lets a hearer hear what the leg receives, from the next frame on. */
    public synchronized void hear(Hearer hearer) {
        post((leg, now) -> leg.hear(hearer));
    }

    /** Ends {@link #hear}. */
    public synchronized void unhear(Hearer hearer) {
        post((leg, now) -> leg.unhear(hearer));
    }

    /**
     * Joins two legs so that each hears the other; plays on them stop. Packets are handed on as they come.
     *
     * @param other another leg of the same engine; if it was joined to a third one, that is parted
     */
    public void bridge(MediaLeg other) {
        couplings.together(this, other, (leg, now) -> leg.bridge(other.paced, now));
    }

    /** Parts two joined legs; both are sent silence again. */
    public void unbridge(MediaLeg other) {
        couplings.together(this, other, (leg, now) -> leg.unbridge(other.paced));
    }

    /**
     * Records this leg alone. Leads to {@link MediaLegEvent.RecordingStarted} and {@link MediaLegEvent.RecordingEnded}.
     */
    public synchronized void record(RecordingRequest request) {
        post((leg, now) -> couplings.recording(request, leg));
    }

    /** Records this leg and another one, joined or not; the events are this leg's. */
    public void record(RecordingRequest request, MediaLeg other) {
        couplings.together(this, other, (leg, now) -> couplings.recording(request, leg, other.paced));
    }

    /** Stops a recording of this leg that may have ended. */
    public synchronized void stopRecord(RecordingSid recording) {
        post((leg, now) -> leg.stopRecord(recording));
    }

    /**
     * Pauses a recording of this leg that may have ended.
     *
     * @param silence writes silence meanwhile; otherwise nothing
     */
    public synchronized void pauseRecord(RecordingSid recording, boolean silence) {
        post((leg, now) -> leg.pauseRecord(recording, silence));
    }

    /** Goes on with a paused recording of this leg. */
    public synchronized void resumeRecord(RecordingSid recording) {
        post((leg, now) -> leg.resumeRecord(recording));
    }

    /** Gives the stations of this leg's packets and its figures as they are now, on the pacer's thread. */
    public synchronized void describe(BiConsumer<MediaPath, LegFigures> reader) {
        post((leg, now) -> reader.accept(leg.path(), leg.figures()));
    }

    /** Closes the leg. Leads to {@link MediaLegEvent.Closed}. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            pacer.postClose(paced);
            closed = true;
        }
        couplings.forget(this);
    }

    PacedLeg paced() {
        return paced;
    }

    synchronized Pacer pacer() {
        return pacer;
    }

    /** Called by {@link Couplings} with this leg's monitor held. */
    void moved(Pacer to) {
        pacer = to;
    }

    private void post(Pacer.Action action) {
        if (!closed) {
            pacer.post(paced, action);
        }
    }
}
