package io.strowger.server.medialink;

import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaSource;
import io.strowger.kernel.AccountSid;
import io.strowger.media.audio.Clip;
import java.util.List;
import java.util.Optional;

/** Makes audio of what a document names. Any strand may call it. */
public interface AudioSource {
    /** What is at hand without waiting; empty when {@link #resolve} must be asked. Never blocks. */
    Optional<Resolved> atHand(AccountSid account, MediaSource source);

    /**
     * Fetches, converts or synthesises; blocks the strand until it is done.
     *
     * @param source a Url or a Speech
     * @throws io.strowger.kernel.Failure with the documented code
     */
    Resolved resolve(AccountSid account, MediaSource source);

    /**
     * Audio that can be played.
     *
     * @param warnings for instance an unknown voice
     */
    record Resolved(Clip clip, List<MediaEvent.Warning> warnings) {}
}
