package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Typed reading of one element's attributes.
 *
 * <p>A value that is none of the attribute's makes the verb {@link Unusable} under the code that the public list gives
 * that attribute. Where the list gives none, the code is {@link ErrorCode#SCHEMA_WARNING}: the default stands in and
 * the document carries a warning. An empty value is an absent one, except where emptiness means something.
 */
final class Attributes {
    private static final ErrorCode WARN = ErrorCode.SCHEMA_WARNING;

    private final Element element;
    private final List<Warning> warnings;
    private final Set<String> read = new TreeSet<>();

    Attributes(Element element, List<Warning> warnings) {
        this.element = element;
        this.warnings = warnings;
    }

    /** The value, trimmed; empty when absent. An empty value is present. */
    Optional<String> raw(String name) {
        read.add(name);
        return Optional.ofNullable(element.attributes().get(name)).map(String::strip);
    }

    /** The value, trimmed; empty when absent or empty. */
    Optional<String> text(String name) {
        return raw(name).filter(value -> !value.isEmpty());
    }

    /** The value when the test holds. */
    Optional<String> text(String name, Predicate<String> allowed, String rule, ErrorCode code) {
        Optional<String> value = text(name);
        if (value.isPresent() && !allowed.test(value.get())) {
            trouble(name, value.get(), rule, code);
            return Optional.empty();
        }
        return value;
    }

    /** POST unless GET is written; in any case of letters. */
    HttpMethod method(String name, ErrorCode code) {
        Optional<String> value = text(name);
        for (HttpMethod method : HttpMethod.values()) {
            if (value.isPresent() && method.name().equalsIgnoreCase(value.get())) {
                return method;
            }
        }
        value.ifPresent(wrong -> trouble(name, wrong, "is neither GET nor POST", code));
        return HttpMethod.POST;
    }

    /** {@code true} or {@code false}, in any case of letters. */
    boolean flag(String name, boolean whenAbsent, ErrorCode code) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return whenAbsent;
        }
        if (value.get().equalsIgnoreCase("true") || value.get().equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value.get());
        }
        trouble(name, value.get(), "is neither true nor false", code);
        return whenAbsent;
    }

    /** A whole number; one above {@code max} is lowered to it. */
    OptionalInt number(String name, int min, int max, ErrorCode code) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (value.get().matches("[0-9]{1,9}") && Integer.parseInt(value.get()) >= min) {
            return OptionalInt.of(Math.min(max, Integer.parseInt(value.get())));
        }
        trouble(name, value.get(), "is not a whole number from " + min, code);
        return OptionalInt.empty();
    }

    /** A whole number between bounds, both enforced. */
    OptionalInt bounded(String name, int min, int max, ErrorCode code) {
        OptionalInt value = number(name, min, Integer.MAX_VALUE, code);
        if (value.isPresent() && value.getAsInt() > max) {
            trouble(name, String.valueOf(value.getAsInt()), "is not a whole number from " + min + " to " + max, code);
            return OptionalInt.empty();
        }
        return value;
    }

    /** Whole seconds; more than {@code max} are lowered to it. */
    Duration seconds(String name, int whenAbsent, int min, int max, ErrorCode code) {
        return Duration.ofSeconds(number(name, min, max, code).orElse(whenAbsent));
    }

    /** One of an enum's wire values. */
    <E extends Enum<E> & WireValue> E choice(String name, Class<E> kind, E whenAbsent, ErrorCode code) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return whenAbsent;
        }
        Optional<E> found = of(kind, value.get());
        if (found.isEmpty()) {
            trouble(name, value.get(), "is none of " + words(kind), code);
        }
        return found.orElse(whenAbsent);
    }

    /** A list of an enum's wire values, separated by white space (trap 8). */
    <E extends Enum<E> & WireValue> Set<E> choices(String name, Class<E> kind, E whenAbsent, ErrorCode code) {
        Set<E> chosen = EnumSet.noneOf(kind);
        for (String word : words(name)) {
            Optional<E> found = of(kind, word);
            if (found.isEmpty()) {
                trouble(name, word, "is none of " + words(kind), code);
            }
            found.ifPresent(chosen::add);
        }
        return chosen.isEmpty() ? EnumSet.of(whenAbsent) : chosen;
    }

    /** The value's words. */
    List<String> words(String name) {
        return text(name).map(value -> List.of(value.split("\\s+"))).orElse(List.of());
    }

    /** Adds a warning for each attribute that nobody asked for. */
    void finish() {
        for (String name : element.attributes().keySet()) {
            if (!read.contains(name) && !name.startsWith("xmlns") && !name.startsWith("xsi:")) {
                warnings.add(new Warning(WARN,
                        element.at() + ": " + element.name() + " has no attribute '" + shown(name) + "'; skipped",
                        element.at()));
            }
        }
    }

    /** Raises the code, or warns where the attribute has none. */
    void trouble(String name, String value, String rule, ErrorCode code) {
        String message = element.at() + ": " + element.name() + " " + name + "=\"" + shown(value) + "\" " + rule;
        if (code != WARN) {
            throw new Unusable(code, message);
        }
        warnings.add(new Warning(WARN, message + "; the default is used", element.at()));
    }

    /** A customer's text in a message of ours: bounded, without control characters. */
    static String shown(String value) {
        String plain = value.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "...";
    }

    private static <E extends Enum<E> & WireValue> Optional<E> of(Class<E> kind, String wire) {
        return Arrays.stream(kind.getEnumConstants()).filter(value -> value.wire().equals(wire)).findFirst();
    }

    private static <E extends Enum<E> & WireValue> String words(Class<E> kind) {
        return Arrays.stream(kind.getEnumConstants()).map(WireValue::wire)
                .collect(Collectors.toCollection(ArrayList::new)).toString();
    }
}
