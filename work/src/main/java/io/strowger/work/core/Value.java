package io.strowger.work.core;

import java.util.List;
import java.util.Objects;

/**
 * A JSON value, immutable: what attributes hold and expressions compare. Equality is JSON's: numbers by what they are
 * worth, objects by their fields in any order. The text that a client stored is kept by whoever stores it; a value is
 * for evaluation. Any thread.
 */
public sealed interface Value
        permits Value.Null, Value.Bool, Value.Text, Value.Num, Value.Items, Fields {
    /** JSON's null, and what a path that leads nowhere is worth. */
    Value NULL = Null.NULL;
    /** True. */
    Value TRUE = new Bool(true);
    /** False. */
    Value FALSE = new Bool(false);

    /**
     * Parses JSON text (RFC 8259) within the limits of {@link JsonLimits#DEFAULT}.
     *
     * @throws JsonError a failure with line and column, when the text is no JSON or passes a limit
     */
    static Value parse(String json) {
        return parse(json, JsonLimits.DEFAULT);
    }

    /** As above, within other limits. */
    static Value parse(String json, JsonLimits limits) {
        return new JsonReader(json, limits).read();
    }

    /** A whole number; small ones are shared. */
    static Num number(long value) {
        return Whole.of(value);
    }

    /** A number: {@link Whole} when it is one that 64 bits hold, else {@link Real}. */
    static Num number(double value) {
        return Real.isWhole(value) ? Whole.of((long) value) : new Real(value);
    }

    /** A text. */
    static Text text(String value) {
        return new Text(value);
    }

    /** A truth. */
    static Value bool(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** JSON text: fields in the order they came, no blanks. */
    default String toJson() {
        StringBuilder out = new StringBuilder();
        JsonWriter.write(this, out);
        return out.toString();
    }

    /** JSON's null; there is one. */
    enum Null implements Value { NULL }

    /** True or false. */
    record Bool(boolean value) implements Value {}

    /** A text. */
    record Text(String value) implements Value {
        public Text {
            Objects.requireNonNull(value);
        }

        /** As a record's, but hot: values are looked up by the million. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Text that && that.value.equals(value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }
    }

    /** A number. */
    sealed interface Num extends Value {
        /** As a double; above 2^53 the nearest one. */
        double asDouble();
    }

    /** A whole number of 64 bits. */
    record Whole(long value) implements Num {
        private static final Whole[] SMALL = new Whole[4096];

        static {
            for (int i = 0; i < SMALL.length; i++) {
                SMALL[i] = new Whole(i);
            }
        }

        static Whole of(long value) {
            return value >= 0 && value < SMALL.length ? SMALL[(int) value] : new Whole(value);
        }

        @Override
        public double asDouble() {
            return value;
        }
    }

    /** A finite number that is no {@link Whole}: with a fraction, or beyond 64 bits. */
    record Real(double value) implements Num {
        public Real {
            if (!Double.isFinite(value) || isWhole(value)) {
                throw new IllegalStateException("not a real number of JSON: " + value);
            }
        }

        private static boolean isWhole(double value) {
            return value == Math.rint(value) && Math.abs(value) < 0x1p63;
        }

        @Override
        public double asDouble() {
            return value;
        }
    }

    /** An array. */
    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }
}
