package io.strowger.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An immutable map whose changed copies share what did not change: a hash trie with 32 branches a level, so that adding
 * to a million entries copies some twenty small arrays. Keys need {@code equals} and {@code hashCode}. Any thread.
 */
final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int MASK = 31;
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Branch<>(0, List.of()), 0);

    private final Branch<K, V> root;
    private final int size;

    private sealed interface Node<K, V> {}

    /** @param slots one for each bit that is set, in the order of the bits */
    private record Branch<K, V>(int bitmap, List<Node<K, V>> slots) implements Node<K, V> {}

    /** Entries of one hash: nearly always one. */
    private record Leaf<K, V>(int hash, List<Entry<K, V>> entries) implements Node<K, V> {}

    private record Entry<K, V>(K key, V value) {}

    private PersistentMap(Branch<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    int size() {
        return size;
    }

    Optional<V> get(K key) {
        int hash = spread(key);
        Node<K, V> node = root;
        for (int shift = 0; node instanceof Branch<K, V>(int bitmap, List<Node<K, V>> slots); shift += BITS) {
            int bit = 1 << (hash >>> shift & MASK);
            if ((bitmap & bit) == 0) {
                return Optional.empty();
            }
            node = slots.get(Integer.bitCount(bitmap & bit - 1));
        }
        Leaf<K, V> leaf = (Leaf<K, V>) node;
        return leaf.hash != hash ? Optional.empty()
                : leaf.entries.stream().filter(entry -> entry.key.equals(key)).map(Entry::value).findFirst();
    }

    /** A copy in which the key has this value. */
    PersistentMap<K, V> with(K key, V value) {
        Leaf<K, V> added = new Leaf<>(spread(key), List.of(new Entry<>(key, value)));
        return new PersistentMap<>(with(root, 0, added), get(key).isPresent() ? size : size + 1);
    }

    /** A copy in which the key has no value. */
    PersistentMap<K, V> without(K key) {
        return get(key).isEmpty() ? this : new PersistentMap<>(without(root, 0, spread(key), key), size - 1);
    }

    /** Every value, in no order. */
    List<V> values() {
        List<V> all = new ArrayList<>(size);
        collect(root, all);
        return all;
    }

    private static <K, V> void collect(Node<K, V> node, List<V> into) {
        switch (node) {
            case Branch<K, V> branch -> branch.slots.forEach(slot -> collect(slot, into));
            case Leaf<K, V> leaf -> leaf.entries.forEach(entry -> into.add(entry.value));
        }
    }

    private static <K, V> Branch<K, V> with(Branch<K, V> branch, int shift, Leaf<K, V> added) {
        int bit = 1 << (added.hash >>> shift & MASK);
        int index = Integer.bitCount(branch.bitmap & bit - 1);
        if ((branch.bitmap & bit) == 0) {
            List<Node<K, V>> slots = new ArrayList<>(branch.slots);
            slots.add(index, added);
            return new Branch<>(branch.bitmap | bit, frozen(slots));
        }
        Node<K, V> next = switch (branch.slots.get(index)) {
            case Branch<K, V> deeper -> with(deeper, shift + BITS, added);
            case Leaf<K, V> leaf when leaf.hash == added.hash -> merged(leaf, added.entries.getFirst());
            case Leaf<K, V> leaf -> with(with(new Branch<>(0, List.of()), shift + BITS, leaf), shift + BITS, added);
        };
        return replaced(branch, index, next);
    }

    private static <K, V> Branch<K, V> without(Branch<K, V> branch, int shift, int hash, K key) {
        int bit = 1 << (hash >>> shift & MASK);
        int index = Integer.bitCount(branch.bitmap & bit - 1);
        return switch (branch.slots.get(index)) {
            case Branch<K, V> deeper -> {
                Branch<K, V> left = without(deeper, shift + BITS, hash, key);
                yield left.bitmap == 0 ? cut(branch, bit, index) : replaced(branch, index, left);
            }
            case Leaf<K, V> leaf -> {
                List<Entry<K, V>> kept = leaf.entries.stream().filter(entry -> !entry.key.equals(key)).toList();
                yield kept.isEmpty() ? cut(branch, bit, index) : replaced(branch, index, new Leaf<>(hash, kept));
            }
        };
    }

    private static <K, V> Leaf<K, V> merged(Leaf<K, V> leaf, Entry<K, V> added) {
        List<Entry<K, V>> entries = new ArrayList<>(leaf.entries);
        entries.removeIf(entry -> entry.key.equals(added.key));
        entries.add(added);
        return new Leaf<>(leaf.hash, List.copyOf(entries));
    }

    private static <K, V> Branch<K, V> replaced(Branch<K, V> branch, int index, Node<K, V> next) {
        List<Node<K, V>> slots = new ArrayList<>(branch.slots);
        slots.set(index, next);
        return new Branch<>(branch.bitmap, frozen(slots));
    }

    private static <K, V> Branch<K, V> cut(Branch<K, V> branch, int bit, int index) {
        List<Node<K, V>> slots = new ArrayList<>(branch.slots);
        slots.remove(index);
        return new Branch<>(branch.bitmap & ~bit, frozen(slots));
    }

    private static <K, V> List<Node<K, V>> frozen(List<Node<K, V>> slots) {
        return List.copyOf(slots);
    }

    /** Sids and digits differ at their ends: every bit shall move the low five. */
    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9e3779b9;
        return hash ^ hash >>> 15;
    }
}
