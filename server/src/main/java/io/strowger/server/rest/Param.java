package io.strowger.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.Sid;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A request parameter, declared once: its name on the wire, how its text is read, and what is wrong with one that
 * cannot be. Every declared parameter of an operation is read before its handler runs, so a wrong value is answered
 * 400 with the parameter's name and rule, whether or not the handler would have looked at it.
 *
 * @param <T> what the handler gets
 */
public final class Param<T> {
    private static final int TEXT = 2000;
    private static final int URL = 2000;
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private final String name;
    private final String rule;
    private final boolean required;
    private final boolean repeated;
    private final ErrorCode code;
    private final ErrorCode missing;
    private final Function<List<String>, T> reader;
    private final ObjectNode schema;

    private Param(String name, String rule, boolean required, boolean repeated, ErrorCode code, ErrorCode missing,
            Function<List<String>, T> reader, ObjectNode schema) {
        this.name = name;
        this.rule = rule;
        this.required = required;
        this.repeated = repeated;
        this.code = code;
        this.missing = missing;
        this.reader = reader;
        this.schema = schema;
    }

    /**
     * A parameter with a reader of its own.
     *
     * @param rule what a right value is, to stand behind "is not": "a whole number from 5 to 600"
     * @param reader throws {@link IllegalArgumentException} at a wrong value; never gets an empty text
     */
    public static <T> Param<T> of(String name, String rule, Function<String, T> reader) {
        return new Param<>(name, rule, false, false, ErrorCode.PARAMETER_INVALID, ErrorCode.PARAMETER_INVALID,
                values -> reader.apply(values.getFirst()), type("string"));
    }

    /** Any text of at most {@code max} characters. */
    public static Param<String> text(String name, int max) {
        return of(name, "a text of at most " + max + " characters", value -> checked(value, value.length() <= max))
                .schema(node -> node.put("maxLength", max));
    }

    /** Any text of an ordinary length (2,000 characters). */
    public static Param<String> text(String name) {
        return text(name, TEXT);
    }

    /** A whole number in a range. */
    public static Param<Integer> integer(String name, int min, int max) {
        return of(name, "a whole number from " + min + " to " + max, value -> {
            long number = Long.parseLong(checked(value, WHOLE.matcher(value).matches()));
            checked(value, number >= min && number <= max);
            return (int) number;
        }).schema(node -> node.put("type", "integer").put("minimum", min).put("maximum", max));
    }

    /** {@code true} or {@code false} in any case of letters. */
    public static Param<Boolean> bool(String name) {
        return of(name, "true or false", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        }).schema(node -> node.put("type", "boolean"));
    }

    /** One of these words, in any case of letters; the handler gets it as written here. */
    public static Param<String> oneOf(String name, String... words) {
        return of(name, "one of " + String.join(", ", words), value -> word(words, value))
                .schema(node -> Arrays.stream(words).forEach(node.withArray("enum")::add));
    }

    /** The HTTP methods a callback may use: GET or POST. */
    public static Param<String> method(String name) {
        return oneOf(name, "GET", "POST");
    }

    /** An absolute http or https URL. */
    public static Param<String> url(String name) {
        return of(name, "an absolute http or https URL of at most " + URL + " characters",
                value -> checked(value, value.length() <= URL && Fetch.isUrl(value)))
                .code(ErrorCode.INVALID_URL).format("uri");
    }

    /** A resource's sid. */
    public static <T extends Sid> Param<T> sid(String name, String prefix, Function<String, T> make) {
        return of(name, "a sid of the form " + prefix + " and 32 hex digits", make)
                .schema(node -> node.put("pattern", "^" + prefix + "[0-9a-f]{32}$"));
    }

    /** A repeated field; each value one of these words when there are any. */
    public static Param<List<String>> texts(String name, int most, String... words) {
        String rule = "at most " + most + " values" + (words.length == 0 ? "" : ", each one of "
                + String.join(", ", words));
        ObjectNode schema = type("array");
        ObjectNode item = schema.putObject("items").put("type", "string");
        Arrays.stream(words).forEach(item.withArray("enum")::add);
        if (words.length == 0) {
            item.remove("enum");
        }
        return new Param<>(name, rule, false, true, ErrorCode.PARAMETER_INVALID, ErrorCode.PARAMETER_INVALID,
                values -> {
                    checked("", values.size() <= most);
                    return values.stream().map(value -> words.length == 0
                            ? checked(value, value.length() <= TEXT) : word(words, value)).toList();
                }, schema);
    }

    private static String word(String[] words, String value) {
        return Arrays.stream(words).filter(value::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(value));
    }

    private static String checked(String value, boolean right) {
        if (!right) {
            throw new IllegalArgumentException(value);
        }
        return value;
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** The same, but a request without it is refused. */
    public Param<T> required() {
        return new Param<>(name, rule, true, repeated, code, code, reader, schema);
    }

    /** The same, but a request without it is refused with this code. */
    public Param<T> required(ErrorCode without) {
        return new Param<>(name, rule, true, repeated, code, without, reader, schema);
    }

    /** The same, but a wrong value is answered with this code rather than 20001. */
    public Param<T> code(ErrorCode wrong) {
        return new Param<>(name, rule, required, repeated, wrong, missing, reader, schema);
    }

    Param<T> format(String format) {
        return schema(node -> node.put("format", format));
    }

    private Param<T> schema(Consumer<ObjectNode> change) {
        ObjectNode changed = schema.deepCopy();
        change.accept(changed);
        return new Param<>(name, rule, required, repeated, code, missing, reader, changed);
    }

    /** The name on the wire. */
    public String name() {
        return name;
    }

    /** Whether a request must have it. */
    public boolean isRequired() {
        return required;
    }

    /** What a right value is. */
    public String rule() {
        return rule;
    }

    ObjectNode openApi() {
        return schema;
    }

    /** Empty when the parameter is absent, or present and empty. */
    Optional<T> read(List<String> values) {
        List<String> filled = values.stream().filter(value -> !value.isEmpty()).toList();
        if (filled.isEmpty()) {
            if (required) {
                throw new ApiFailure(400, missing, "The parameter " + name + " is required.");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(repeated ? filled : filled.subList(0, 1)));
        } catch (IllegalArgumentException wrong) {
            throw new ApiFailure(400, code, "The parameter " + name + " is not " + rule + ".");
        }
    }
}
