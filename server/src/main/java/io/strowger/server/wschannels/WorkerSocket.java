package io.strowger.server.wschannels;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.EventBridge;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One open socket of a worker: a strand that writes what is posted, a blank frame when it is time for one, and the
 * close when the token expires. A client whose frames pile up is cut off. Frames may be posted by any thread.
 */
final class WorkerSocket implements EventBridge.Guest {
    /** Close codes of RFC 6455 paragraph 7.4.1. */
    enum End {
        /** Another session of the worker asked for it. */
        REPLACED(1000, "another session of this worker closes the others"),
        /** The process stops, or no longer owns the workspace. */
        RESTART(1012, "connect again"),
        /** The token's life is over. */
        EXPIRED(1008, "the token no longer holds"),
        /** The worker is deleted. */
        DELETED(1008, "the worker is deleted");

        private final int code;
        private final String reason;

        End(int code, String reason) {
            this.code = code;
            this.reason = reason;
        }
    }

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final WorkerSockets sockets;
    private final Timeline timeline;
    private final Caller caller;
    private final WorkerSid worker;
    private final BooleanSupplier holds;
    private final boolean closesOthers;
    private final boolean offline;
    private final Duration heartbeat;
    private final Inbox<Letter> inbox;
    private volatile Optional<EventBridge.Socket> link = Optional.empty();
    private Deadline beat;

    private sealed interface Letter {
        record Frame(String text) implements Letter {}

        record Close(End end) implements Letter {}

        record Gone() implements Letter {}
    }

    /**
     * @param holds whether the token is still good
     * @param closesOthers whether it closes the worker's other sockets when it opens
     * @param offline whether the worker goes offline when this was its last socket
     */
    WorkerSocket(WorkerSockets sockets, Timeline timeline, SocketLimits limits, Caller caller, BooleanSupplier holds,
            boolean closesOthers, boolean offline) {
        this.sockets = sockets;
        this.timeline = timeline;
        this.caller = caller;
        this.worker = caller.worker().orElseThrow();
        this.holds = holds;
        this.closesOthers = closesOthers;
        this.offline = offline;
        this.heartbeat = limits.heartbeat();
        this.inbox = timeline.inbox(limits.queue());
        this.beat = Deadline.after(timeline, heartbeat);
    }

    Caller caller() {
        return caller;
    }

    WorkerSid worker() {
        return worker;
    }

    WorkspaceSid workspace() {
        return caller.workspace();
    }

    boolean closesOthers() {
        return closesOthers;
    }

    boolean goesOffline() {
        return offline;
    }

    /** Sends a frame after those before. */
    void tell(String frame) {
        if (!inbox.post(new Letter.Frame(frame))) {
            sockets.slow();
            cut();
        }
    }

    /** Closes after the frames before. */
    void close(End end) {
        if (!inbox.post(new Letter.Close(end))) {
            cut();
        }
    }

    private void cut() {
        link.ifPresent(EventBridge.Socket::cut);
    }

    @Override
    public void opened(EventBridge.Socket socket) {
        link = Optional.of(socket);
        long lifetime = Duration.between(timeline.now(), caller.expires()).toMillis();
        tell(WorkerSockets.frame("init", sockets.object()
                .put("channel_id", worker.value())
                .put("account_sid", caller.account().value())
                .put("workspace_sid", caller.workspace().value())
                .put("token_lifetime", Math.max(0, lifetime))));
        sockets.opened(this);
        timeline.spawn("socket of " + worker, this::write);
    }

    @Override
    public void offended() {
        sockets.offended();
    }

    @Override
    public void gone() {
        sockets.gone(this);
        inbox.post(new Letter.Gone()); // when it is full, the next write to the connection fails
    }

    private void write() {
        try {
            while (step()) { }
        } catch (RuntimeException broken) {
            cut(); // the connection has ended, or is of no use: its own strand tells that it is gone
        }
    }

    /** Writes what comes next; false after the end. */
    private boolean step() {
        Duration left = Duration.between(timeline.now(), caller.expires());
        if (!left.isPositive()) {
            return bid(End.EXPIRED);
        }
        EventBridge.Socket socket = link.orElseThrow();
        if (beat.passed(timeline)) {
            beat = Deadline.after(timeline, heartbeat);
            if (!holds.getAsBoolean()) {
                return bid(End.EXPIRED);
            }
            socket.send(" ");
            socket.ping();
        }
        Optional<Letter> letter = inbox.await(beat.earlier(Deadline.after(timeline, left)));
        if (letter.isEmpty()) {
            return true;
        }
        return switch (letter.get()) {
            case Letter.Frame(String text) -> {
                socket.send(text);
                yield true;
            }
            case Letter.Close(End end) -> bid(end);
            case Letter.Gone _ -> false;
        };
    }

    /** Closes, and cuts the connection when the client does not do its part. */
    private boolean bid(End end) {
        link.orElseThrow().close(end.code, end.reason);
        Deadline patience = Deadline.after(timeline, FAREWELL);
        Optional<Letter> next = inbox.await(patience);
        while (next.isPresent() && !(next.get() instanceof Letter.Gone)) {
            next = inbox.await(patience);
        }
        if (next.isEmpty()) {
            cut();
        }
        return false;
    }
}
