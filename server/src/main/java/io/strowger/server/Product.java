package io.strowger.server;

import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.World;
import java.util.List;
import java.util.function.BiConsumer;

/** The running platform, as the command line sees it. Any thread may call it. */
public interface Product extends AutoCloseable {
    /** Opens everything; returns when it takes calls. */
    static Product open(World world, ServerConfig config) {
        return open(world, config, Turn.NOW);
    }

    /** As above; may have to wait for its turn first. */
    static Product open(World world, ServerConfig config, Turn turn) {
        return Wiring.open(world, config, turn);
    }

    /** What the operator must be told once, line by line: for instance a new master account's token. */
    List<String> notices();

    /** Where HTTP is served, with the port that was bound. */
    HostPort http();

    /** Where SIP is spoken, with the port that was bound. */
    HostPort sip();

    /**
     * Takes no new calls from now on.
     *
     * @param idle run once, when no call is left; at once when there is none
     */
    void drain(Runnable idle);

    /** Ends every call, with its BYE and its final callback. */
    void hangUp();

    /** Calls that are running. */
    int calls();

    /** Has each line of each call's story shown, on the thread that writes it: the watcher must not block. */
    void watch(BiConsumer<CallSid, TimelineEntry> watcher);

    /** Stops everything, the database last. */
    @Override
    void close();
}
