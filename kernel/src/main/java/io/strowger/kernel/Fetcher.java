package io.strowger.kernel;

/** Runs a {@link Fetch} through a {@link FetchPort}: overrides, credentials, cookies, signature, retries, redirects. */
public final class Fetcher {
    private final World world;
    private final FetchPort port;

    public Fetcher(World world, FetchPort port) {
        this.world = world;
        this.port = port;
    }

    /** Blocks the calling strand until the request has an answer or has failed for good; at most 15 s. */
    public Fetched fetch(Fetch fetch) {
        throw new IllegalStateException(world + " " + port + " " + fetch);
    }
}
