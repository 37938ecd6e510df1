package io.strowger.sip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers INVITEs that were refused for lack of room, so that their repetitions meet the same answer. A stateless
 * server must answer a repetition as it answered the request (RFC 3261 8.2.7), but whether there is room changes from
 * one to the other: the caller would be told 503, and its call would live on here until its 200 was never acknowledged.
 *
 * <p>Bounded in number and in length of key; what is forgotten early is decided anew. One loop.
 */
final class RefusedInvites {
    private static final int MOST = 20_000;
    private static final int LONGEST_KEY = 256;

    private final long memoryNanos;
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    private record Refusal(Reply reply, long untilNanos) {}

    /** @param memoryNanos how long repetitions may come: 64 * T1 */
    RefusedInvites(long memoryNanos) {
        this.memoryNanos = memoryNanos;
    }

    void add(String key, Reply reply, long nowNanos) {
        expire(nowNanos);
        if (key.length() <= LONGEST_KEY && refusals.size() < MOST) {
            refusals.put(key, new Refusal(reply, nowNanos + memoryNanos));
        }
    }

    /** What this INVITE was answered. */
    Optional<Reply> answer(String key, long nowNanos) {
        expire(nowNanos);
        return Optional.ofNullable(refusals.get(key)).map(Refusal::reply);
    }

    /** Forgets those whose repetitions can no longer come. */
    void expire(long nowNanos) {
        Iterator<Refusal> oldestFirst = refusals.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().untilNanos() - nowNanos <= 0) {
            oldestFirst.remove();
        }
    }

    int size() {
        return refusals.size();
    }
}
