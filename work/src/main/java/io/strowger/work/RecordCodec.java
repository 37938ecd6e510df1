package io.strowger.work;

import io.strowger.kernel.Sid;
import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records as JSON and back, by their components: sids, texts, whole numbers, truths, enums, times and spans (whole
 * milliseconds), lists, other records, and options of them, of which absent ones are left out. A component that a text
 * lacks must be an option, and an unknown field is skipped: so a later program reads what an earlier one wrote. Any
 * thread.
 */
final class RecordCodec {
    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    private record Shape(String[] names, Type[] types, Method[] getters, Constructor<?> make) {
        static Shape of(Class<?> type) {
            RecordComponent[] parts = type.getRecordComponents();
            try {
                return new Shape(Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new),
                        Arrays.stream(parts).map(RecordComponent::getGenericType).toArray(Type[]::new),
                        Arrays.stream(parts).map(RecordComponent::getAccessor).toArray(Method[]::new),
                        type.getDeclaredConstructor(
                                Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException mistake) {
                throw new IllegalStateException("a record without its constructor: " + type, mistake);
            }
        }
    }

    private RecordCodec() {}

    private static Shape shape(Class<?> type) {
        return SHAPES.computeIfAbsent(type, Shape::of);
    }

    /** The fields of a record. */
    static Fields encode(Record value) {
        Shape shape = shape(value.getClass());
        Fields.Builder fields = new Fields.Builder();
        for (int i = 0; i < shape.names.length; i++) {
            encodePart(get(shape.getters[i], value)).ifPresent(put(fields, shape.names[i]));
        }
        return fields.build();
    }

    private static java.util.function.Consumer<Value> put(Fields.Builder fields, String name) {
        return value -> fields.put(name, value);
    }

    private static Optional<Value> encodePart(Object part) {
        return switch (part) {
            case Optional<?> option -> option.flatMap(RecordCodec::encodePart);
            case OptionalInt option -> option.isPresent()
                    ? Optional.of(Value.number((long) option.getAsInt())) : Optional.empty();
            case Sid sid -> Optional.of(Value.text(sid.value()));
            case String text -> Optional.of(Value.text(text));
            case Integer number -> Optional.of(Value.number((long) number));
            case Long number -> Optional.of(Value.number((long) number));
            case Boolean truth -> Optional.of(Value.bool(truth));
            case Enum<?> one -> Optional.of(Value.text(one.name()));
            case Instant at -> Optional.of(Value.number(at.toEpochMilli()));
            case Duration time -> Optional.of(Value.number(time.toMillis()));
            case List<?> list -> Optional.of(new Value.Items(
                    list.stream().map(one -> encodePart(one).orElseThrow()).toList()));
            case Record nested -> Optional.of(encode(nested));
            default -> throw new IllegalStateException("the journal cannot hold a " + part.getClass());
        };
    }

    /** The record of these fields. */
    static <T> T decode(Class<T> type, Fields fields) {
        Shape shape = shape(type);
        Object[] parts = new Object[shape.names.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = decodePart(shape.types[i], fields.field(shape.names[i]), shape.names[i]);
        }
        try {
            return type.cast(shape.make.newInstance(parts));
        } catch (InvocationTargetException refused) {
            throw new IllegalStateException("the journal holds no right " + type.getSimpleName(), refused.getCause());
        } catch (ReflectiveOperationException mistake) {
            throw new IllegalStateException("cannot make a " + type, mistake);
        }
    }

    private static Object decodePart(Type type, Optional<Value> value, String name) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            Type inner = generic.getActualTypeArguments()[0];
            return value.map(found -> decodePart(inner, Optional.of(found), name));
        }
        if (type == OptionalInt.class) {
            return value.isPresent() ? OptionalInt.of((int) whole(value.get(), name)) : OptionalInt.empty();
        }
        Value found = value.orElseThrow(() -> new IllegalStateException("the journal lacks " + name));
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            Type inner = generic.getActualTypeArguments()[0];
            return ((Value.Items) found).items().stream()
                    .map(one -> decodePart(inner, Optional.of(one), name)).toList();
        }
        return decodePlain((Class<?>) type, found, name);
    }

    private static Object decodePlain(Class<?> type, Value value, String name) {
        if (type == String.class) {
            return text(value, name);
        }
        if (type == int.class) {
            return (int) whole(value, name);
        }
        if (type == long.class) {
            return whole(value, name);
        }
        if (type == boolean.class || type == Boolean.class) {
            return value.equals(Value.TRUE);
        }
        if (type == Instant.class) {
            return Instant.ofEpochMilli(whole(value, name));
        }
        if (type == Duration.class) {
            return Duration.ofMillis(whole(value, name));
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(one -> ((Enum<?>) one).name().equals(text(value, name))).findFirst()
                    .orElseThrow(() -> new IllegalStateException("the journal's " + name + " has no known value"));
        }
        if (Sid.class.isAssignableFrom(type)) {
            return decode(type, new Fields.Builder().put("value", value).build());
        }
        return decode(type, (Fields) value);
    }

    private static String text(Value value, String name) {
        return value instanceof Value.Text(String text) ? text : wrong(name);
    }

    private static long whole(Value value, String name) {
        return value instanceof Value.Whole(long number) ? number : wrong(name);
    }

    private static <T> T wrong(String name) {
        throw new IllegalStateException("the journal's " + name + " is of another kind");
    }

    private static Object get(Method getter, Record value) {
        try {
            return getter.invoke(value);
        } catch (ReflectiveOperationException mistake) {
            throw new IllegalStateException("cannot read " + getter, mistake);
        }
    }
}
