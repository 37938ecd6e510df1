package io.strowger.call.port;

import java.util.function.Consumer;

/**
 * What a call asks of media. Commands and events are records, as the same ones travel to a media node in another
 * region. Every method returns at once; a command for a closed leg does nothing. Any thread may call it.
 */
public interface MediaPort {
    /**
     * Opens a leg. Leads to {@link MediaEvent.Opened} or {@link MediaEvent.Failed}.
     *
     * @param events receives this leg's events in order, on any thread; must not block
     */
    void open(MediaCommand.Open open, Consumer<MediaEvent> events);

    /** Sends a command to an open leg. */
    void send(MediaCommand command);
}
