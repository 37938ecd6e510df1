package io.strowger.kernel;

/**
 * The one door for outgoing HTTP. Production has one implementation, {@code server.http.GuardedClient}, which refuses
 * forbidden addresses; simulation has another. Rooms use it through {@link Fetcher}.
 */
public interface FetchPort {
    /**
     * One HTTP exchange: no redirect is followed, nothing is retried. Blocks the calling strand until the answer is
     * complete or a limit bites; it never throws for what a server or network does.
     */
    FetchAnswer exchange(FetchRequest request);
}
