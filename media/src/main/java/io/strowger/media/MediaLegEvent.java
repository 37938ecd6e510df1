package io.strowger.media;

import io.strowger.kernel.RecordingSid;
import java.time.Duration;

/** What a leg tells its owner, from the pacer's thread, in order: whoever is told must not block. */
public sealed interface MediaLegEvent {
    /** A key was pressed; told once, at its start. */
    record Digit(char key) implements MediaLegEvent {}

    /**
     * A play is over.
     *
     * @param completed false when it was stopped or replaced
     * @param played how long it sounded
     */
    record PlayEnded(long id, boolean completed, Duration played) implements MediaLegEvent {}

    /** A recording's file is open. */
    record RecordingStarted(RecordingSid recording) implements MediaLegEvent {}

    /**
     * A recording's file is complete on disk, or absent.
     *
     * @param length of its sound; zero when nothing was heard (there is no file then)
     * @param bytes size of the file
     */
    record RecordingEnded(RecordingSid recording, Ending ending, Duration length, long bytes)
            implements MediaLegEvent {}

    /** No packet has come for a while although some were due; told once until sound returns. */
    record Lost(Duration silence) implements MediaLegEvent {}

    /** The leg is closed and its ports are given back; nothing follows. */
    record Closed(LegFigures figures) implements MediaLegEvent {}

    /** Why a recording ended. */
    enum Ending {
        /** Enough silence at its end. */
        SILENCE,
        /** It reached its longest length. */
        MAX_LENGTH,
        /** It was told to, or its leg closed. */
        STOPPED,
        /** The file could not be written. */
        FAILED
    }
}
