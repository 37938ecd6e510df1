package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The {@code params} of a request of the event bridge. What is null counts as absent; a wrong value is refused with
 * 400 and the parameter's name.
 */
record Params(JsonNode fields) {
    static ApiFailure wrong(String name, String rule) {
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter " + name + " is not " + rule + ".");
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isNull());
    }

    /** All that are there, as texts. */
    Map<String, String> all() {
        Map<String, String> all = new HashMap<>();
        fields.properties().stream().filter(field -> !field.getValue().isNull()).forEach(field -> all.put(
                field.getKey(), field.getValue().isTextual() ? field.getValue().asText()
                        : field.getValue().toString()));
        return all;
    }

    boolean has(String name) {
        return field(name).isPresent();
    }

    /** A text, or a number or truth as it is written; empty when it is blank. */
    Optional<String> text(String name) {
        return field(name).map(value -> {
            if (!value.isValueNode()) {
                throw wrong(name, "a text");
            }
            return value.asText();
        }).filter(text -> !text.isBlank());
    }

    String need(String name) {
        return text(name).orElseThrow(() -> new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                "The parameter " + name + " is missing."));
    }

    <T> Optional<T> sid(String name, Function<String, T> make) {
        return text(name).map(value -> {
            try {
                return make.apply(value);
            } catch (IllegalArgumentException notASid) {
                throw wrong(name, "a sid of its kind");
            }
        });
    }

    boolean flag(String name) {
        return text(name).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw wrong(name, "true or false");
        }).orElse(false);
    }

    OptionalInt number(String name, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException noNumber) {
            // the same answer as for one out of range
        }
        throw wrong(name, "a number from " + least + " to " + most);
    }

    /** A JSON value as text: the SDK sends objects. */
    Optional<String> json(String name) {
        return field(name).map(value -> value.isTextual() ? value.asText() : value.toString());
    }

    Optional<Instant> moment(String name) {
        return text(name).map(value -> {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException noMoment) {
                throw wrong(name, "a moment in ISO 8601");
            }
        });
    }

    /** A comma list, or a JSON array. */
    List<String> list(String name) {
        return field(name).map(value -> {
            if (value.isArray()) {
                return value.valueStream().map(JsonNode::asText).toList();
            }
            return Arrays.stream(value.asText().split(",")).map(String::strip).filter(one -> !one.isEmpty()).toList();
        }).orElse(List.of());
    }
}
