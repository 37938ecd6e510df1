package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.util.Optional;

/** What a call tells media to do. */
public sealed interface MediaCommand {
    LegId leg();

    /**
     * Opens ports.
     *
     * @param offer the far side's offer, answered by {@link MediaEvent.Opened}; empty to make an offer of our own
     */
    record Open(LegId leg, AccountSid account, Optional<String> offer) implements MediaCommand {}

    /** The far side's answer to our offer (or a later one of early media and 200). Leads to nothing or Failed. */
    record Accept(LegId leg, String answer) implements MediaCommand {}

    /** A new offer of the far side (hold, codec change). Leads to {@link MediaEvent.Renegotiated} or Failed. */
    record Renegotiate(LegId leg, Optional<String> offer) implements MediaCommand {}

    /**
     * Plays a source; one play at a time and leg, a second one stops the first. Leads to {@link MediaEvent.PlayEnded}.
     *
     * @param id chosen by the call, echoed in the event
     * @param times how often, from 1
     */
    record Play(LegId leg, long id, MediaSource source, int times) implements MediaCommand {}

    /** Stops a play that may have ended. Leads to PlayEnded(STOPPED) if it had not. */
    record StopPlay(LegId leg, long id) implements MediaCommand {}

    /**
     * Records.
     *
     * @param leg the caller's; channel 1 of a dual recording
     * @param other the bridged leg, channel 2, or mixed in; empty for a recording of one leg
     * @param channels 1 or 2
     * @param track what of the leg is kept
     * @param maxLength the recording stops itself there
     * @param silence ends it after this much silence at its end; zero for never
     * @param trim cuts silence at both ends
     */
    record Record(
            LegId leg, Optional<LegId> other, RecordingSid recording, AccountSid account, int channels, Track track,
            Duration maxLength, Duration silence, boolean trim) implements MediaCommand {}

    /** Stops a recording. Leads to {@link MediaEvent.RecordingEnded}. */
    record StopRecord(LegId leg, RecordingSid recording) implements MediaCommand {}

    /**
     * Pauses a recording that may have ended; a second pause replaces the first.
     *
     * @param silence writes silence meanwhile; otherwise nothing
     */
    record PauseRecord(LegId leg, RecordingSid recording, boolean silence) implements MediaCommand {}

    /** Goes on with a paused recording. */
    record ResumeRecord(LegId leg, RecordingSid recording) implements MediaCommand {}

    /** Joins two legs so that each hears the other; anything playing on them stops. */
    record Bridge(LegId leg, LegId other) implements MediaCommand {}

    /** Parts two joined legs. */
    record Unbridge(LegId leg, LegId other) implements MediaCommand {}

    /** Closes a leg and gives its ports back. Leads to {@link MediaEvent.Closed}. */
    record Close(LegId leg) implements MediaCommand {}

    /** Which direction of a leg, seen from the platform. */
    enum Track { INBOUND, OUTBOUND, BOTH }
}
