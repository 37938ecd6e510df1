package io.strowger.kernel;

import java.util.Optional;

/**
 * Where a strand waits: the only blocking call of a room. Letters arrive in the order in which they were posted.
 *
 * @param <E> the letters, usually a sealed interface
 */
public interface Inbox<E> {
    /**
     * Puts a letter at the end. Any thread may call it; it never blocks.
     *
     * @return false when the inbox is full or closed and the letter was not taken: the sender must not assume it
     */
    boolean post(E letter);

    /**
     * Waits for the next letter. Only the owning strand may call it.
     *
     * @return the letter, or empty when the deadline passed first
     */
    Optional<E> await(Deadline deadline);

    /** Waits for the next letter without a deadline. Only the owning strand may call it. */
    default E await() {
        return await(Deadline.NEVER).orElseThrow();
    }

    /** Takes the next letter if there is one, without waiting. Only the owning strand may call it. */
    default Optional<E> poll() {
        return await(Deadline.PASSED);
    }

    /** Refuses letters from now on; those already in it can still be taken. Any thread may call it. */
    void close();

    /** Letters waiting. Any thread may call it. */
    int size();
}
