package io.strowger.media;

import java.util.function.Consumer;

/**
 * Tells a leg's owner what happens, one event at a time and Closed last: a file of the leg may still be on its way to
 * the disk when its ports are given back. Any thread may call it; never used per packet.
 */
final class Teller {
    private static final System.Logger LOG = System.getLogger(Teller.class.getName());

    private final String name;
    private final Consumer<MediaLegEvent> owner;
    private int held;
    private boolean closed;
    private MediaLegEvent.Closed farewell = new MediaLegEvent.Closed(LegFigures.NONE);

    Teller(String name, Consumer<MediaLegEvent> owner) {
        this.name = name;
        this.owner = owner;
    }

    synchronized void tell(MediaLegEvent event) {
        try {
            owner.accept(event);
        } catch (RuntimeException mistake) {
            LOG.log(System.Logger.Level.ERROR, "leg " + name + ": its owner threw at " + event, mistake);
        }
    }

    /** Something goes on beyond the leg's end; {@link #release} ends it. */
    synchronized void hold() {
        held++;
    }

    /** Tells the last event of something held. */
    synchronized void release(MediaLegEvent last) {
        tell(last);
        held--;
        sayFarewell();
    }

    /** Tells Closed as soon as nothing is held. */
    synchronized void close(LegFigures figures) {
        closed = true;
        farewell = new MediaLegEvent.Closed(figures);
        sayFarewell();
    }

    private void sayFarewell() {
        if (closed && held == 0) {
            tell(farewell);
        }
    }
}
