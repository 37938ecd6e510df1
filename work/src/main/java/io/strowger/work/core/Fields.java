package io.strowger.work.core;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A JSON object: names and values in the order they came. Kept as two arrays, as a workspace holds a million of them;
 * above eight names an index of hashes answers. Equal to another with the same fields in any order.
 */
public final class Fields implements Value {
    private static final int SCANNED = 8;
    private static final short[] NO_INDEX = {};

    /** No fields. */
    public static final Fields NONE = new Fields(new String[0], new Value[0], 0);

    private final String[] names;
    private final Value[] values;
    private final short[] index;

    private Fields(String[] names, Value[] values, int count) {
        this.names = Arrays.copyOf(names, count);
        this.values = Arrays.copyOf(values, count);
        this.index = count > SCANNED && count < Short.MAX_VALUE ? index(this.names) : NO_INDEX;
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
        if (index.length > 0) {
            int mask = index.length - 1;
            for (int slot = spread(name) & mask; index[slot] >= 0; slot = (slot + 1) & mask) {
                if (names[index[slot]].equals(name)) {
                    return index[slot];
                }
            }
            return -1;
        }
        int hash = name.hashCode();
        for (int i = 0; i < names.length; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static short[] index(String[] names) {
        short[] index = new short[Integer.highestOneBit(names.length) * 4];
        Arrays.fill(index, (short) -1);
        int mask = index.length - 1;
        for (int i = 0; i < names.length; i++) {
            int slot = spread(names[i]) & mask;
            while (index[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            index[slot] = (short) i;
        }
        return index;
    }

    private static int spread(String name) {
        int hash = name.hashCode();
        return hash ^ hash >>> 16;
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

    /** Gathers fields; a name that comes twice keeps its first place and its last value. One strand. */
    public static final class Builder {
        private final Map<String, Value> fields = new LinkedHashMap<>();

        /** Sets a field. */
        public Builder put(String name, Value value) {
            fields.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
            return this;
        }

        /** How many fields there are. */
        public int size() {
            return fields.size();
        }

        /** The object. */
        public Fields build() {
            return fields.isEmpty() ? NONE
                    : new Fields(fields.keySet().toArray(String[]::new), fields.values().toArray(Value[]::new),
                            fields.size());
        }
    }
}
