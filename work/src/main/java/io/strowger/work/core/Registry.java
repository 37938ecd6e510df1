package io.strowger.work.core;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Things of one kind by sid. Found by hash; listed in the order of sids, which is nearly that of their making. Called
 * by the workspace's strand.
 *
 * @param <T> the things
 */
public final class Registry<T> {
    private final Map<String, T> byHash = new HashMap<>();
    private final NavigableMap<String, T> bySid = new TreeMap<>();

    /** What was found or put last; asked for by the same text, it is found at once. */
    private String lastSid = "";
    private T last;

    /** How often all were looked through. */
    private long walks;

    Registry() {}

    /** The thing of a sid. */
    public Optional<T> find(String sid) {
        return Optional.ofNullable(get(sid));
    }

    /** How many there are. */
    public int size() {
        return byHash.size();
    }

    /** A view in the order of sids; begin after one with {@code tailMap(sid, false)}. */
    public NavigableMap<String, T> bySid() {
        return Collections.unmodifiableNavigableMap(bySid);
    }

    /** All, in the order of sids. */
    public Collection<T> all() {
        walks++;
        return Collections.unmodifiableCollection(bySid.values());
    }

    /** How often all were asked for: tests show by it that events look only at what they can affect. */
    long walks() {
        return walks;
    }

    /** The thing of a sid that is there for certain. */
    T need(String sid) {
        T thing = get(sid);
        if (thing == null) {
            throw new IllegalStateException("no " + sid + ": the journal speaks of something it never made");
        }
        return thing;
    }

    private T get(String sid) {
        if (sid != lastSid) { // the very same text, not an equal one
            T thing = byHash.get(sid);
            if (thing == null) {
                return null;
            }
            expect(sid, thing);
        }
        return last;
    }

    /**
     * The thing will be asked for by this very text: the events that one command makes speak of the same few things,
     * which the rules have at hand.
     */
    void expect(String sid, T thing) {
        lastSid = sid;
        last = thing;
    }

    void put(String sid, T thing) {
        byHash.put(sid, thing);
        expect(sid, thing);
        bySid.put(sid, thing);
    }

    void remove(String sid) {
        lastSid = "";
        last = null;
        byHash.remove(sid);
        bySid.remove(sid);
    }
}
