package io.strowger.work;

import io.strowger.kernel.Sid;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How values of one type stand in {@link RecordLines}. Any thread. */
sealed interface LineValue {
    /** As {@link RecordLines} describes it. */
    String code();

    void write(Object value, RecordLines.Writer out);

    Object read(RecordLines.Reader in);

    /** Types of records in it. */
    default List<Class<?>> records() {
        return List.of();
    }

    /** What it is when a text has none; empty: it must have one. */
    default Optional<Object> absent() {
        return Optional.empty();
    }

    /** Reads what was written with this code; empty when that is another kind. */
    default Optional<LineValue> reading(String code) {
        return code.equals(code()) ? Optional.of(this) : Optional.empty();
    }

    /** One value without parts. */
    record One(BiConsumer<Object, RecordLines.Writer> writer, Function<RecordLines.Reader, Object> reader)
            implements LineValue {
        @Override
        public String code() {
            return "v";
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            writer.accept(value, out);
        }

        @Override
        public Object read(RecordLines.Reader in) {
            return reader.apply(in);
        }
    }

    /** A record. */
    record Nested(Class<?> type) implements LineValue {
        @Override
        public String code() {
            return "{" + type.getSimpleName() + "}";
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            out.record((Record) value);
        }

        @Override
        public Object read(RecordLines.Reader in) {
            return in.record(type);
        }

        @Override
        public List<Class<?>> records() {
            return List.of(type);
        }
    }

    /** An option. */
    record Option(LineValue inner) implements LineValue {
        @Override
        public String code() {
            return "?" + inner.code();
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            Optional<?> option = value instanceof OptionalInt number
                    ? number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty() : (Optional<?>) value;
            out.mark(option.isPresent() ? '=' : '-');
            option.ifPresent(found -> inner.write(found, out));
        }

        @Override
        public Object read(RecordLines.Reader in) {
            return in.mark() == '=' ? Optional.of(inner.read(in)) : Optional.empty();
        }

        @Override
        public List<Class<?>> records() {
            return inner.records();
        }

        @Override
        public Optional<Object> absent() {
            return Optional.of(Optional.empty());
        }

        /** What had to be there once may be an option now. */
        @Override
        public Optional<LineValue> reading(String code) {
            return code.equals(code()) ? Optional.of(this) : code.equals(inner.code())
                    ? Optional.of(new One((value, out) -> inner.write(value, out), in -> Optional.of(inner.read(in))))
                    : Optional.empty();
        }
    }

    /** An option of a whole number. */
    record OptionOfInt(Option inner) implements LineValue {
        @Override
        public String code() {
            return inner.code();
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            inner.write(value, out);
        }

        @Override
        public Object read(RecordLines.Reader in) {
            return ((Optional<?>) inner.read(in)).map(found -> OptionalInt.of((Integer) found))
                    .orElse(OptionalInt.empty());
        }

        @Override
        public Optional<Object> absent() {
            return Optional.of(OptionalInt.empty());
        }
    }

    /** A list. */
    record Several(LineValue inner) implements LineValue {
        @Override
        public String code() {
            return "*" + inner.code();
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            List<?> list = (List<?>) value;
            out.number(list.size());
            list.forEach(one -> inner.write(one, out));
        }

        @Override
        public Object read(RecordLines.Reader in) {
            int size = (int) in.number();
            List<Object> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(inner.read(in));
            }
            return list;
        }

        @Override
        public List<Class<?>> records() {
            return inner.records();
        }
    }

    /** A record that the program does not know any more. */
    record Unknown(String name) implements LineValue {
        @Override
        public String code() {
            return "{" + name + "}";
        }

        @Override
        public void write(Object value, RecordLines.Writer out) {
            throw new IllegalStateException("what is not known is not written");
        }

        @Override
        public Object read(RecordLines.Reader in) {
            in.skip(name);
            return name;
        }
    }

    /** Reads past what was written with this code. */
    static LineValue skipping(String code) {
        return switch (code.charAt(0)) {
            case '?' -> new Option(skipping(code.substring(1)));
            case '*' -> new Several(skipping(code.substring(1)));
            case '{' -> new Unknown(code.substring(1, code.length() - 1));
            default -> text();
        };
    }

    private static LineValue text() {
        return new One((value, out) -> out.text((String) value), RecordLines.Reader::text);
    }

    /** How values of a component's type stand there. */
    static LineValue of(Type type) {
        if (type instanceof ParameterizedType generic) {
            LineValue inner = of(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Optional.class ? new Option(inner) : new Several(inner);
        }
        return type == OptionalInt.class ? new OptionOfInt(new Option(of(int.class))) : plain((Class<?>) type);
    }

    private static LineValue plain(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == int.class || type == Integer.class) {
            return new One((value, out) -> out.number((Integer) value), in -> (int) in.number());
        }
        if (type == long.class) {
            return new One((value, out) -> out.number((Long) value), RecordLines.Reader::number);
        }
        if (type == boolean.class) {
            return new One((value, out) -> out.number((Boolean) value ? 1 : 0), in -> in.number() == 1);
        }
        if (type == Instant.class) {
            return new One((value, out) -> out.number(((Instant) value).toEpochMilli()),
                    in -> Instant.ofEpochMilli(in.number()));
        }
        if (type == Duration.class) {
            return new One((value, out) -> out.number(((Duration) value).toMillis()),
                    in -> Duration.ofMillis(in.number()));
        }
        if (type.isEnum()) {
            return choice(type);
        }
        return Sid.class.isAssignableFrom(type) ? sid(type) : new Nested(type);
    }

    private static LineValue choice(Class<?> type) {
        Map<String, Object> byName = new HashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(one -> byName.put(((Enum<?>) one).name(), one));
        return new One((value, out) -> out.text(((Enum<?>) value).name()), in -> Optional.ofNullable(
                byName.get(in.text())).orElseThrow(() ->
                        new IllegalStateException("no known " + type.getSimpleName())));
    }

    private static LineValue sid(Class<?> type) {
        try {
            Constructor<?> make = type.getConstructor(String.class);
            return new One((value, out) -> out.text(((Sid) value).value()), in -> {
                try {
                    return make.newInstance(in.text());
                } catch (ReflectiveOperationException wrong) {
                    throw new IllegalStateException("no right " + type.getSimpleName(), wrong);
                }
            });
        } catch (NoSuchMethodException mistake) {
            throw new IllegalStateException("a sid without its constructor: " + type, mistake);
        }
    }
}
