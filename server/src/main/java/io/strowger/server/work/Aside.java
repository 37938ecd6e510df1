package io.strowger.server.work;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers that take seconds to work out, each on a thread of its own: they only compute, and would keep a carrier of
 * strands from those who wait for sound, and from the workspaces' claims. As many at once as {@code atOnce} allows, on
 * this server; the next is refused (429), not kept. Any thread.
 *
 * @param busy the code of that refusal, and of one that took too long (503)
 * @param what for threads and messages: {@code what-if}
 */
record Aside(World world, Limit atOnce, ErrorCode busy, String what) {
    private static final System.Logger LOG = System.getLogger(Aside.class.getName());
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /**
     * Works it out; what it throws is thrown here.
     *
     * @throws ApiFailure when others are at it, or it took too long; then it goes on alone and keeps its permit
     */
    <T> T run(Supplier<T> work) {
        if (!atOnce.tryAcquire()) {
            throw new ApiFailure(429, busy, "Another " + what + " is running (limit " + atOnce.name() + ")",
                    List.of(new Header("Retry-After", "5")));
        }
        Inbox<Supplier<T>> box = world.timeline().inbox(1);
        world.timeline().spawnLoop(what, () -> {
            Supplier<T> answer;
            try {
                T made = work.get();
                answer = () -> made;
            } catch (RuntimeException failure) {
                answer = () -> {
                    throw failure;
                };
            } catch (Throwable failure) { // whoever asked must be told, and not after the longest time
                LOG.log(System.Logger.Level.ERROR, "a " + what + " failed", failure);
                answer = () -> {
                    throw new ApiFailure(500, ErrorCode.INTERNAL, "The " + what + " failed inside this platform");
                };
            } finally {
                atOnce.release();
            }
            box.post(answer);
        });
        return box.await(Deadline.after(world.timeline(), LONGEST)).orElseThrow(() -> new ApiFailure(503, busy,
                "The " + what + " took longer than " + LONGEST.toSeconds() + " seconds")).get();
    }
}
