package io.strowger.call;

import io.strowger.call.port.RecordPort;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.time.Duration;

/** Waiting for the store before something leaves the house that a crash must not contradict. */
final class Durability {
    private Durability() {}

    /**
     * Blocks the strand until all that was written is durable; for a while only, as calls go on without a store.
     *
     * @param atMost how long a store that is away may hold it up
     * @return false when it was away for longer
     */
    static boolean await(World world, RecordPort records, Duration atMost) {
        Inbox<Boolean> durable = world.timeline().inbox(1);
        return records.whenDurable(() -> durable.post(true))
                && durable.await(Deadline.after(world.timeline(), atMost)).isPresent();
    }
}
