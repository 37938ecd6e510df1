package io.strowger.server.wschannels;

import java.time.Duration;

/**
 * Bounds of the worker SDK's side.
 *
 * @param sockets open at once, of all accounts (limit {@code work-sockets})
 * @param perAccount open at once, of one account (limit {@code work-sockets-account})
 * @param perWorker open at once, of one worker (limit {@code work-sockets-worker})
 * @param queue frames that wait for one client; one that reads more slowly is cut off (limit {@code work-socket-queue})
 * @param requests of one account under way at once (limit {@code work-bridge-requests})
 * @param heartbeat how often a blank frame goes out; the SDK gives up after 30 s of silence
 * @param offlineAfter how long a worker may be without a socket before it goes offline: SDKs come back within seconds
 */
public record SocketLimits(int sockets, int perAccount, int perWorker, int queue, int requests, Duration heartbeat,
        Duration offlineAfter) {
    /** 3,000 sockets, 2,000 an account, 10 a worker, 256 frames, 256 requests, 15 s, 10 s. */
    public static final SocketLimits DEFAULT = new SocketLimits(3000, 2000, 10, 256, 256, Duration.ofSeconds(15),
            Duration.ofSeconds(10));
}
