package io.strowger.work.core;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A JSON object: names and values in the order they came. Kept as two arrays, as a workspace holds a million of them;
 * above eight names an index of hashes
 * answers. Equal to another with the same fields in any order.
 */
public final class Fields implements Value {
    private static final int SCANNED = 8;
    /** Above this there is no index either: an index of names chosen to collide would cost its square. */
    private static final int INDEXED = 1024;
    private static final short[] NO_INDEX = {};

    /** No fields. */
    public static final Fields NONE = new Fields(new String[0], new Value[0], NO_INDEX);

    private final String[] names;
    private final Value[] values;
    private final short[] index;

    private Fields(String[] names, Value[] values, short[] index) {
        this.names = names;
        this.values = values;
        this.index = index;
    }

    /** The fields of a map, in its order. */
    public static Fields of(Map<String, ? extends Value> fields) {
        Builder builder = new Builder();
        fields.forEach(builder::put);
        return builder.build();
    }

    /** How many fields there are. */
    public int size() {
        return names.length;
    }

    /** The name at a place, from 0. */
    public String name(int place) {
        return names[place];
    }

    /** The value at a place, from 0. */
    public Value value(int place) {
        return values[place];
    }

    /** The names, in order. */
    public List<String> names() {
        return List.of(names);
    }

    /** A field's value. */
    public Optional<Value> field(String name) {
        int place = place(name);
        return place < 0 ? Optional.empty() : Optional.of(values[place]);
    }

    /** A field's value; {@link Value#NULL} when there is none. */
    public Value get(String name) {
        int place = place(name);
        return place < 0 ? NULL : values[place];
    }

    /** True when there is a field of this name, be it null. */
    public boolean has(String name) {
        return place(name) >= 0;
    }

    private int place(String name) {
        return index.length > 0 ? index[slot(name, names, index)] : scan(name, names, names.length);
    }

    private static int scan(String name, String[] names, int count) {
        int hash = name.hashCode();
        for (int i = 0; i < count; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the index holds the name's place, or -1 when there is no such name. */
    private static int slot(String name, String[] names, short[] index) {
        int hash = name.hashCode();
        int mask = index.length - 1;
        int slot = (hash ^ hash >>> 16) & mask;
        while (index[slot] >= 0 && !names[index[slot]].equals(name)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Fields that) || that.size() != size()) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            int place = that.place(names[i]);
            if (place < 0 || !that.values[place].equals(values[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = names.length;
        for (int i = 0; i < names.length; i++) {
            sum += names[i].hashCode() * 31 ^ values[i].hashCode();
        }
        return sum;
    }

    @Override
    public String toString() {
        return toJson();
    }

    /** Gathers fields; a name that comes twice keeps its first place and its last value. One strand, one use. */
    public static final class Builder {
        private String[] names = new String[SCANNED];
        private Value[] values = new Value[SCANNED];
        private int count;

        /** Sets a field. */
        public Builder put(String name, Value value) {
            if (count == names.length) {
                names = Arrays.copyOf(names, count * 2);
                values = Arrays.copyOf(values, count * 2);
            }
            names[count] = Objects.requireNonNull(name);
            values[count++] = Objects.requireNonNull(value);
            return this;
        }

        /** The object. */
        public Fields build() {
            if (count == 0) {
                return NONE;
            }
            short[] index = count > SCANNED && count <= INDEXED ? new short[Integer.highestOneBit(count) * 4]
                    : NO_INDEX;
            Arrays.fill(index, (short) -1);
            if (count > INDEXED) {
                mergeMany();
            } else {
                merge(index);
            }
            return new Fields(Arrays.copyOf(names, count), Arrays.copyOf(values, count), index);
        }

        private void merge(short[] index) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int slot = index.length > 0 ? slot(names[i], names, index) : 0;
                int before = index.length > 0 ? index[slot] : scan(names[i], names, kept);
                if (before >= 0) {
                    values[before] = values[i];
                } else {
                    names[kept] = names[i];
                    values[kept] = values[i];
                    if (index.length > 0) {
                        index[slot] = (short) kept;
                    }
                    kept++;
                }
            }
            count = kept;
        }

        private void mergeMany() {
            Map<String, Value> merged = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                merged.put(names[i], values[i]);
            }
            names = merged.keySet().toArray(String[]::new);
            values = merged.values().toArray(Value[]::new);
            count = names.length;
        }
    }
}
