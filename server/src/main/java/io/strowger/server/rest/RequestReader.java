package io.strowger.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes requests apart strictly: a broken escape or text that is not UTF-8 is an error that names its place, never a
 * replacement character in somebody's data.
 */
final class RequestReader {
    /** Most fields of one request; a repeated field counts each time. */
    static final int MAX_FIELDS = 1000;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RequestReader() {}

    /** The path's parts, decoded. */
    static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.substring(1).split("/", -1))
                .map(part -> decoded(part, false, "the path")).toList();
    }

    /** Fields of a query or of a form body. */
    static List<Header> fields(String text, String place) {
        List<Header> fields = new ArrayList<>();
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (fields.size() == MAX_FIELDS) {
                throw bad(place + " holds more than " + MAX_FIELDS + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = decoded(
                    equals < 0 ? pair : pair.substring(0, equals), true, "a parameter's name in " + place);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            fields.add(new Header(name, decoded(value, true, "the parameter " + printable(name))));
        }
        return fields;
    }

    /** The text of a form body. */
    static String utf8(byte[] bytes, String place) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException wrong) {
            throw bad(place + " is not UTF-8");
        }
    }

    /** A JSON body; empty when there is none. */
    static Optional<JsonNode> json(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(utf8(bytes, "the body")));
        } catch (JsonProcessingException wrong) {
            throw bad("the body is not JSON at line " + wrong.getLocation().getLineNr() + ", column "
                    + wrong.getLocation().getColumnNr());
        }
    }

    /** A JSON object's members as fields: texts as they are, lists as repeated fields, the rest as JSON text. */
    static List<Header> members(JsonNode body) {
        List<Header> fields = new ArrayList<>();
        body.properties().forEach(member -> {
            if (member.getValue().isArray()) {
                member.getValue().forEach(item -> fields.add(field(member.getKey(), item)));
            } else if (!member.getValue().isNull()) {
                fields.add(field(member.getKey(), member.getValue()));
            }
        });
        if (fields.size() > MAX_FIELDS) {
            throw bad("the body holds more than " + MAX_FIELDS + " parameters");
        }
        return fields;
    }

    private static Header field(String name, JsonNode value) {
        return new Header(name, value.isValueNode() ? value.asText() : value.toString());
    }

    private static String decoded(String text, boolean form, String place) {
        boolean plain = text.chars().allMatch(c -> c != '%' && c != '+' && c < 0x80);
        if (plain) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                out.write(escaped(text, i, place));
                i += 2;
            } else if (c == '+' && form) {
                out.write(' ');
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return utf8(out.toByteArray(), place);
    }

    private static int escaped(String text, int at, String place) {
        int high = at + 2 <= text.length() - 1 ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 <= text.length() - 1 ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw bad(place + " holds a percent sign that begins no escape");
        }
        return high << 4 | low;
    }

    /** A name for a message or a header: what is not printable ASCII becomes a question mark, long ones are cut. */
    static String printable(String name) {
        String safe = name.replaceAll("[^ -~]", "?");
        return safe.length() > 100 ? safe.substring(0, 100) : safe;
    }

    private static ApiFailure bad(String sentence) {
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
    }
}
