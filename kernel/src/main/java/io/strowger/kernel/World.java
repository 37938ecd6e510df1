package io.strowger.kernel;

/**
 * The three doors to everything that is not a value: time, randomness and threads.
 *
 * <p>No room asks the machine for any of them. Replace the world and the same code is a simulator: see the room
 * {@code sim}. Production opens one with {@link RealWorld#open}. Any thread may call it.
 */
public interface World {
    /** Time, waiting and strands. */
    Timeline timeline();

    /** Randomness; unguessable in production, seeded in simulation. */
    Entropy entropy();
}
