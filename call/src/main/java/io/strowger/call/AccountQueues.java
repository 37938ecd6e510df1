package io.strowger.call;

import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.QueueSid;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** One account's queues by sid and by name. Its lock is taken before a queue's, never after. Any thread. */
final class AccountQueues {
    private final CallPorts ports;
    private final AccountSid account;
    private final QueueCounts counts;
    private final Map<QueueSid, CallQueue> bySid = new TreeMap<>(Comparator.comparing(QueueSid::value));
    private final Map<String, CallQueue> byName = new HashMap<>();

    AccountQueues(CallPorts ports, AccountSid account, QueueCounts counts) {
        this.ports = ports;
        this.account = account;
        this.counts = counts;
    }

    synchronized List<CallQueue> all() {
        return List.copyOf(bySid.values());
    }

    synchronized Optional<CallQueue> find(QueueSid sid) {
        return Optional.ofNullable(bySid.get(sid));
    }

    synchronized Optional<CallQueue> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    synchronized void add(CallQueue queue) {
        bySid.put(queue.record().sid(), queue);
        byName.put(queue.record().friendlyName(), queue);
    }

    synchronized CallQueue demanded(String name, int size) {
        return named(name).orElseGet(() -> make(name, size));
    }

    synchronized CallQueue create(String name, int size) {
        checkFree(name);
        return make(name, size);
    }

    private CallQueue make(String name, int size) {
        if (bySid.size() >= CallQueues.MOST_QUEUES) {
            throw new QueueRefused(ErrorCode.TOO_MANY_QUEUES,
                    "The account has " + CallQueues.MOST_QUEUES + " queues, as many as it may");
        }
        Instant now = ports.world().timeline().now();
        QueueRecord record = new QueueRecord(QueueSid.mint(ports.world()), account, name, size, now, now);
        CallQueue queue = new CallQueue(ports.world(), record, counts);
        add(queue);
        ports.records().queue(record);
        return queue;
    }

    synchronized Optional<CallQueue> update(QueueSid sid, Optional<String> name, OptionalInt size) {
        Optional<CallQueue> found = find(sid);
        found.ifPresent(queue -> {
            QueueRecord was = queue.record();
            String newName = name.orElse(was.friendlyName());
            if (!newName.equals(was.friendlyName())) {
                checkFree(newName);
            }
            QueueRecord changed = new QueueRecord(sid, account, newName, size.orElse(was.maxSize()), was.created(),
                    ports.world().timeline().now());
            byName.remove(was.friendlyName());
            byName.put(newName, queue);
            queue.become(changed);
            ports.records().queue(changed);
        });
        return found;
    }

    synchronized CallQueues.Deletion delete(QueueSid sid) {
        Optional<CallQueue> found = find(sid);
        if (found.isEmpty()) {
            return CallQueues.Deletion.UNKNOWN;
        }
        if (!found.get().close()) {
            return CallQueues.Deletion.NOT_EMPTY;
        }
        bySid.remove(sid);
        byName.remove(found.get().record().friendlyName());
        ports.records().queueDeleted(sid);
        return CallQueues.Deletion.DELETED;
    }

    private void checkFree(String name) {
        if (byName.containsKey(name)) {
            throw new QueueRefused(ErrorCode.QUEUE_NAME_TAKEN, "FriendlyName '" + name + "' is taken by another queue");
        }
    }
}
