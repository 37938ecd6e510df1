package io.strowger.server;

import io.strowger.call.CallRouter;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.time.Duration;

/** The calls that still run when the platform stops: waited for, or hung up. Any thread may call it. */
record LastCalls(World world, CallRouter calls) {
    private static final Duration LOOK = Duration.ofMillis(100);
    /** For the BYEs and the final callbacks. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** Runs {@code idle} once, when no call is left; at once when there is none. */
    void whenOver(Runnable idle) {
        if (calls.live() == 0) {
            idle.run();
        } else {
            world.timeline().schedule(LOOK, () -> whenOver(idle));
        }
    }

    /** Ends them all and waits until it is done, callbacks included, at most ten seconds. */
    void hangUp() {
        calls.hangUpAll();
        Deadline over = Deadline.after(world.timeline(), LAST_WORDS);
        Inbox<Object> nobodyWrites = world.timeline().inbox(1);
        while ((calls.live() > 0 || calls.callbacks().pending() > 0) && !over.passed(world.timeline())) {
            nobodyWrites.await(Deadline.after(world.timeline(), LOOK));
        }
    }
}
