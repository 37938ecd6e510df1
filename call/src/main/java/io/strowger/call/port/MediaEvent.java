package io.strowger.call.port;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What media tells a call. */
public sealed interface MediaEvent {
    LegId leg();

    /** The leg is open; the SDP is the answer to the offer, or an offer. */
    record Opened(LegId leg, String sdp) implements MediaEvent {}

    /** Opening, accepting or renegotiating failed; the leg is as it was before the command. */
    record Failed(LegId leg, ErrorCode code, String detail) implements MediaEvent {}

    /** A new offer was applied; the SDP answers it (or is the offer that was asked for). */
    record Renegotiated(LegId leg, String sdp) implements MediaEvent {}

    /** A key was pressed (told once, at its start). */
    record Digit(LegId leg, char digit) implements MediaEvent {}

    /**
     * A play is over.
     *
     * @param code why it failed; empty unless FAILED
     * @param detail one sentence for the notification
     * @param warnings for instance an unknown voice
     * @param played how long sound went out
     */
    record PlayEnded(
            LegId leg, long id, PlayOutcome outcome, Optional<ErrorCode> code, String detail,
            List<Warning> warnings, Duration played) implements MediaEvent {}

    /** A recording's file is open and takes sound. */
    record RecordingStarted(LegId leg, RecordingSid recording) implements MediaEvent {}

    /**
     * A recording is closed.
     *
     * @param length of the file's sound, after trimming; zero when nothing was heard (the file is then absent)
     * @param bytes size of the file
     */
    record RecordingEnded(LegId leg, RecordingSid recording, RecordingOutcome outcome, Duration length, long bytes)
            implements MediaEvent {}

    /** No packet has come for a while although some were due; told once until sound returns. */
    record Lost(LegId leg, Duration silence) implements MediaEvent {}

    /** The leg's ports are given back; its figures. */
    record Closed(LegId leg, MediaQuality quality) implements MediaEvent {}

    /** How a play ended. */
    enum PlayOutcome { COMPLETED, STOPPED, FAILED }

    /** How a recording ended. */
    enum RecordingOutcome { SILENCE, MAX_LENGTH, STOPPED, FAILED }

    /** Something that was replaced or skipped. */
    record Warning(ErrorCode code, String detail) {}
}
