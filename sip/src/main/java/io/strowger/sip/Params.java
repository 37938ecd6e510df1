package io.strowger.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code ;name=value} parameters of a header field or URI, in order (RFC 3261 25.1 generic-param).
 *
 * @param all each parameter; names as written
 */
public record Params(List<Param> all) {
    /** No parameters. */
    public static final Params NONE = new Params(List.of());

    /**
     * One parameter.
     *
     * @param value as written, quotes included; empty when there is no {@code =}
     */
    public record Param(String name, Optional<String> value) {}

    /** Reads {@code ;a=b;c}; empty when the text breaks the grammar. */
    public static Optional<Params> parse(String text) {
        String rest = text.strip();
        if (rest.isEmpty()) {
            return Optional.of(NONE);
        }
        List<Param> found = new ArrayList<>(4);
        while (!rest.isEmpty()) {
            if (rest.charAt(0) != ';') {
                return Optional.empty();
            }
            int end = Chars.outside(rest, 1, ';');
            String one = (end < 0 ? rest.substring(1) : rest.substring(1, end)).strip();
            rest = end < 0 ? "" : rest.substring(end);
            if (one.isEmpty()) {
                continue; // ";;" and a trailing ";" say nothing and occur in the field
            }
            int equals = one.indexOf('=');
            String name = (equals < 0 ? one : one.substring(0, equals)).strip();
            if (!name.chars().allMatch(c -> Chars.token(c) || c == '[' || c == ']' || c == ':' || c == '/')
                    || name.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> value = equals < 0 ? Optional.empty() : Optional.of(one.substring(equals + 1).strip());
            if (value.isPresent() && unbalanced(value.get())) {
                return Optional.empty();
            }
            found.add(new Param(name, value));
        }
        return Optional.of(new Params(List.copyOf(found)));
    }

    /** The value of the first parameter with this name, unquoted; empty when absent or without a value. */
    public Optional<String> get(String name) {
        for (Param param : all) {
            if (param.name.equalsIgnoreCase(name)) {
                return param.value.map(Chars::unquote);
            }
        }
        return Optional.empty();
    }

    /** True when the parameter is there, with or without a value. */
    public boolean has(String name) {
        return all.stream().anyMatch(p -> p.name.equalsIgnoreCase(name));
    }

    /** As on the wire. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Param param : all) {
            out.append(';').append(param.name);
            param.value.ifPresent(v -> out.append('=').append(v));
        }
        return out.toString();
    }

    private static boolean unbalanced(String value) {
        return value.startsWith("\"") && (value.length() < 2 || !value.endsWith("\""));
    }
}
