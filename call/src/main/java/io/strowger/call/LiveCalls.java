package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.LogContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The calls that run now, children included. Any thread may call it. */
final class LiveCalls {
    private final CallPorts ports;
    private final CallQueues queues;
    private final Map<CallSid, Call> calls = new ConcurrentHashMap<>();
    private final List<BiConsumer<CallSid, TimelineEntry>> watchers = new CopyOnWriteArrayList<>();

    LiveCalls(CallPorts ports) {
        this.ports = ports;
        this.queues = new CallQueues(ports);
    }

    /** The queues in which calls wait. */
    CallQueues queues() {
        return queues;
    }

    CallPorts ports() {
        return ports;
    }

    /** A call that has not started. */
    Call make(CallFacts facts, CallStatus first, Optional<String> offer) {
        CallSid sid = facts.sid();
        return new Call(ports, facts, first, offer, entry -> watchers.forEach(watcher -> watcher.accept(sid, entry)));
    }

    /** Starts a call's strand; it counts as live until its body returns. */
    void start(Call call, Runnable body) {
        CallSid sid = call.facts().sid();
        calls.put(sid, call);
        boolean spawned = false;
        try {
            new LogContext(sid.value()).run(() -> ports.world().timeline().spawn("call " + sid, () -> {
                try {
                    body.run();
                } finally {
                    calls.remove(sid);
                }
            }));
            spawned = true;
        } finally {
            if (!spawned) {
                calls.remove(sid);
            }
        }
    }

    Optional<Call> find(CallSid sid) {
        return Optional.ofNullable(calls.get(sid));
    }

    int size() {
        return calls.size();
    }

    int inStatus(CallStatus status) {
        return (int) calls.values().stream().filter(call -> call.progress().status() == status).count();
    }

    /** Ends every call, oldest first. */
    void endAll(EndCause cause) {
        calls.entrySet().stream().sorted(Map.Entry.comparingByKey((a, b) -> a.value().compareTo(b.value())))
                .forEach(entry -> entry.getValue().post(new CallEvent.Complete(cause)));
    }

    /** Has every line of every call's story shown to {@code watcher}, on the thread that writes it. */
    void watch(BiConsumer<CallSid, TimelineEntry> watcher) {
        watchers.add(watcher);
    }
}
