package io.strowger.work;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Records as lines of text and back, for states of millions of them: shorter than {@link RecordCodec}'s JSON and
 * several times as fast. The first record of a type is preceded by a line that describes it,
 *
 * <pre>@Name TAB component:code TAB ... LF</pre>
 *
 * and each is a line of its values, {@code Name TAB value TAB ... LF}. A code is {@code v} for one value, {@code ?}
 * and a code for an option, {@code *} and a code for a list, <code>{Name}</code> for a record, whose values stand in
 * line. An option is {@code -} or {@code =} and what it holds; a list is its length and its elements. So a later
 * program reads what an earlier one wrote: it knows a component by its name, skips what it does not know, and what it
 * does not find must be an option.
 */
final class RecordLines {
    private static final char END = '\t';

    private RecordLines() {}

    /** The lines of records. */
    static String write(Iterable<? extends Record> records) {
        Writer writer = new Writer();
        records.forEach(writer::add);
        return writer.out.toString();
    }

    /**
     * The records of such a text, in order.
     *
     * @param kinds by the name at the beginning of a line
     * @throws IllegalStateException when the text is none of ours, or lacks what must be there
     */
    static void read(String text, Function<String, Class<?>> kinds, Consumer<Object> taker) {
        new Reader(text).read(kinds, taker);
    }

    /** A record's components, as the program has them. */
    private record Shape(String[] names, LineValue[] values, Method[] getters, Constructor<?> make) {
        static Shape of(Class<?> type) {
            RecordComponent[] parts = type.getRecordComponents();
            try {
                return new Shape(Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new),
                        Arrays.stream(parts).map(part -> LineValue.of(part.getGenericType())).toArray(LineValue[]::new),
                        Arrays.stream(parts).map(RecordComponent::getAccessor).toArray(Method[]::new),
                        type.getDeclaredConstructor(
                                Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException mistake) {
                throw new IllegalStateException("a record without its constructor: " + type, mistake);
            }
        }

        Object make(Object[] parts) {
            try {
                return make.newInstance(parts);
            } catch (InvocationTargetException refused) {
                throw new IllegalStateException("the text holds no right " + make.getName(), refused.getCause());
            } catch (ReflectiveOperationException mistake) {
                throw new IllegalStateException("cannot make a " + make.getName(), mistake);
            }
        }
    }

    /** Writes. */
    static final class Writer {
        private final StringBuilder out = new StringBuilder(1 << 16);
        private final Map<Class<?>, Shape> described = new HashMap<>();

        private void add(Record value) {
            describe(value.getClass());
            out.append(value.getClass().getSimpleName()).append(END);
            record(value);
            out.append('\n');
        }

        private void describe(Class<?> type) {
            if (described.containsKey(type)) {
                return;
            }
            Shape shape = Shape.of(type);
            described.put(type, shape);
            Arrays.stream(shape.values).flatMap(value -> value.records().stream()).forEach(this::describe);
            out.append('@').append(type.getSimpleName()).append(END);
            for (int i = 0; i < shape.names.length; i++) {
                out.append(shape.names[i]).append(':').append(shape.values[i].code()).append(END);
            }
            out.append('\n');
        }

        /** The values of a record whose type is described. */
        void record(Record value) {
            Shape shape = described.get(value.getClass());
            for (int i = 0; i < shape.values.length; i++) {
                try {
                    shape.values[i].write(shape.getters[i].invoke(value), this);
                } catch (ReflectiveOperationException mistake) {
                    throw new IllegalStateException("cannot read " + shape.getters[i], mistake);
                }
            }
        }

        void mark(char c) {
            out.append(c);
        }

        void number(long value) {
            out.append(value).append(END);
        }

        void text(String value) {
            int plain = 0;
            while (plain < value.length() && value.charAt(plain) > '\n' && value.charAt(plain) != '\\') {
                plain++;
            }
            out.append(value, 0, plain);
            for (int i = plain; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\\' -> out.append("\\\\");
                    case END -> out.append("\\t");
                    case '\n' -> out.append("\\n");
                    case '\0' -> out.append("\\0"); // which no column of text can hold
                    default -> out.append(c);
                }
            }
            out.append(END);
        }
    }

    /** Reads. */
    static final class Reader {
        private final String text;
        private final Map<String, String[]> described = new HashMap<>();
        private final Map<Class<?>, Plan> plans = new HashMap<>();
        private int at;

        /** How the values of a text become a record: where each goes, or that it is skipped (-1). */
        private record Plan(Shape shape, int[] places, LineValue[] values, Object[] otherwise) {}

        private Reader(String text) {
            this.text = text;
        }

        private void read(Function<String, Class<?>> kinds, Consumer<Object> taker) {
            while (at < text.length()) {
                boolean description = text.charAt(at) == '@';
                at += description ? 1 : 0;
                String name = text();
                if (description) {
                    int end = text.indexOf('\n', at);
                    described.put(name, text.substring(at, end).split("\t"));
                    at = end;
                } else {
                    taker.accept(record(kinds.apply(name)));
                }
                if (at >= text.length() || text.charAt(at++) != '\n') {
                    throw new IllegalStateException("the text goes wrong at " + at);
                }
            }
        }

        /** The values that follow, as a record. */
        Object record(Class<?> type) {
            Plan plan = plans.get(type);
            if (plan == null) {
                plan = plan(type);
                plans.put(type, plan);
            }
            Object[] parts = plan.otherwise.clone();
            for (int i = 0; i < plan.values.length; i++) {
                Object value = plan.values[i].read(this);
                if (plan.places[i] >= 0) {
                    parts[plan.places[i]] = value;
                }
            }
            return plan.shape.make(parts);
        }

        private Plan plan(Class<?> type) {
            Shape shape = Shape.of(type);
            List<String> names = List.of(shape.names);
            String[] written = columns(type.getSimpleName());
            int[] places = new int[written.length];
            LineValue[] values = new LineValue[written.length];
            Object[] otherwise = new Object[shape.names.length];
            boolean[] found = new boolean[otherwise.length];
            for (int i = 0; i < written.length; i++) {
                String[] halves = written[i].split(":");
                places[i] = names.indexOf(halves[0]);
                if (places[i] >= 0) {
                    values[i] = shape.values[places[i]].reading(halves[1]).orElseThrow(() -> new IllegalStateException(
                            halves[0] + " of " + type.getSimpleName() + " is of another kind"));
                    found[places[i]] = true;
                } else {
                    values[i] = LineValue.skipping(halves[1]);
                }
            }
            for (int i = 0; i < found.length; i++) {
                if (!found[i]) {
                    int missing = i;
                    otherwise[i] = shape.values[i].absent().orElseThrow(() -> new IllegalStateException(
                            "the text lacks " + names.get(missing) + " of " + type.getSimpleName()));
                }
            }
            return new Plan(shape, places, values, otherwise);
        }

        private String[] columns(String name) {
            return Optional.ofNullable(described.get(name)).orElseThrow(() -> new IllegalStateException(
                    "the text does not describe " + name));
        }

        /** Skips the values of a record that the program does not know. */
        void skip(String name) {
            for (String column : columns(name)) {
                LineValue.skipping(column.substring(column.indexOf(':') + 1)).read(this);
            }
        }

        char mark() {
            return text.charAt(at++);
        }

        long number() {
            int from = at;
            int end = end();
            return Long.parseLong(text, from, end, 10);
        }

        String text() {
            int from = at;
            String token = text.substring(from, end());
            return token.indexOf('\\') < 0 ? token : plain(token);
        }

        private int end() {
            int end = text.indexOf(END, at);
            if (end < 0) {
                throw new IllegalStateException("the text ends in a value");
            }
            at = end + 1;
            return end;
        }

        private static String plain(String token) {
            StringBuilder plain = new StringBuilder(token.length());
            for (int i = 0; i < token.length(); i++) {
                char c = token.charAt(i);
                if (c == '\\') {
                    i++;
                    c = switch (token.charAt(i)) {
                        case 't' -> END;
                        case 'n' -> '\n';
                        case '0' -> '\0';
                        case '\\' -> '\\';
                        default -> throw new IllegalStateException("an unknown escape in a text");
                    };
                }
                plain.append(c);
            }
            return plain.toString();
        }
    }
}
