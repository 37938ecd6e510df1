package io.strowger.kernel;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of value that settings take. */
public final class Shapes {
    private Shapes() {}

    /** A whole number from {@code min} to {@code max}, both included. */
    public static Shape<Integer> whole(int min, int max) {
        String range = min + " to " + max;
        return of(range, text -> {
            try {
                int value = Integer.parseInt(text.trim());
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("is not a whole number; " + range + " is accepted", notANumber);
            }
            throw new IllegalArgumentException("is out of range; " + range + " is accepted");
        }, String::valueOf);
    }

    /** On or off; the flag alone means on. */
    public static Shape<Boolean> toggle() {
        return new Shape<>() {
            @Override
            public Boolean parse(String text) {
                return switch (text.trim().toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException("is neither true nor false");
                };
            }

            @Override
            public String print(Boolean value) {
                return value.toString();
            }

            @Override
            public String accepts() {
                return "true, false";
            }

            @Override
            public boolean bare() {
                return true;
            }
        };
    }

    /** Text that matches the pattern as a whole. */
    public static Shape<String> text(String accepts, Pattern pattern) {
        return of(accepts, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("is not of the form " + accepts);
            }
            return text;
        }, Function.identity());
    }

    /** One of an enum's constants, written in lower case. */
    public static <E extends Enum<E>> Shape<E> oneOf(Class<E> kinds) {
        String all = Stream.of(kinds.getEnumConstants()).map(Shapes::lower).collect(Collectors.joining(", "));
        return of(all, text -> Stream.of(kinds.getEnumConstants())
                .filter(kind -> lower(kind).equals(text.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of " + all)), Shapes::lower);
    }

    /** An absolute http or https URL without query and fragment; a slash at its end is dropped. */
    public static Shape<URI> webUrl() {
        return of("http(s)://HOST[:PORT][/PATH]", text -> {
            URI uri = uri(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("is not of the form http(s)://HOST[:PORT][/PATH]");
            }
            return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
        }, URI::toString);
    }

    /** A file or directory; made absolute. */
    public static Shape<Path> path() {
        return of("PATH", text -> {
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException invalid) {
                throw new IllegalArgumentException("is not a path", invalid);
            }
        }, Path::toString);
    }

    /** An address to listen on: {@link HostPort#parse}. */
    public static Shape<HostPort> hostPort() {
        return of("HOST:PORT", HostPort::parse, HostPort::toString);
    }

    /** Ports to take media ports from: {@link PortRange#parse}. */
    public static Shape<PortRange> portRange() {
        return of("HOST:FROM-TO", PortRange::parse, PortRange::toString);
    }

    /** A network: {@link Cidr#parse}. */
    public static Shape<Cidr> cidr() {
        return of("ADDRESS[/BITS]", Cidr::parse, Cidr::toString);
    }

    /** A value that is never printed. */
    public static Shape<Secret> secret(String accepts, Pattern pattern) {
        Shape<String> text = text(accepts, pattern);
        return new Plain<>(accepts, value -> new Secret(text.parse(value)), Secret::toString, true);
    }

    /** A setting that may be left out. */
    public static <T> Shape<Optional<T>> optional(Shape<T> inner) {
        return new Plain<>(inner.accepts(), text -> Optional.of(inner.parse(text)),
                value -> value.map(inner::print).orElse(""), inner.secret());
    }

    /** Several values, separated by commas or given by repetition. */
    public static <T> Shape<List<T>> list(Shape<T> inner) {
        return new Shape<>() {
            @Override
            public List<T> parse(String text) {
                List<T> values = new ArrayList<>();
                for (String part : text.split(",")) {
                    if (!part.isBlank()) {
                        values.add(parsePart(part.trim()));
                    }
                }
                return List.copyOf(values);
            }

            private T parsePart(String part) {
                try {
                    return inner.parse(part);
                } catch (IllegalArgumentException bad) {
                    throw new IllegalArgumentException("holds '" + part + "', which " + bad.getMessage(), bad);
                }
            }

            @Override
            public String print(List<T> values) {
                return values.stream().map(inner::print).collect(Collectors.joining(","));
            }

            @Override
            public String accepts() {
                return inner.accepts() + ", separated by commas";
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
    }

    private static String lower(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException("is not a URL", invalid);
        }
    }

    private static <T> Shape<T> of(String accepts, Function<String, T> parser, Function<T, String> printer) {
        return new Plain<>(accepts, parser, printer, false);
    }

    private record Plain<T>(String accepts, Function<String, T> parser, Function<T, String> printer, boolean secret)
            implements Shape<T> {
        @Override
        public T parse(String text) {
            return parser.apply(text);
        }

        @Override
        public String print(T value) {
            return printer.apply(value);
        }
    }
}
