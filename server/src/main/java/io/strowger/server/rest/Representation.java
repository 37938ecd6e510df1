package io.strowger.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.Sid;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a resource looks in JSON, declared field by field: the same declaration writes answers and describes them in the
 * OpenAPI document. Keys are written in the order of declaration, null rather than missing (rest-api section 1.4).
 *
 * <p>The two styles differ in dates (rest-api section 1.5) and in how a resource names its own address: a relative
 * {@code uri} with {@code .json} in the old one, an absolute {@code url} in the other.
 *
 * <p>Declared once as a constant; the adding methods belong to the declaration. Any thread may write with it then.
 *
 * @param <T> what it shows
 */
public final class Representation<T> {
    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String name;
    private final boolean old;
    private final List<Field<T>> fields = new ArrayList<>();

    private record Field<T>(String name, ObjectNode schema, Writer<T> writer) {}

    @FunctionalInterface
    private interface Writer<T> {
        void write(JsonGenerator out, T value, Links links) throws IOException;
    }

    private Representation(String name, boolean old) {
        this.name = name;
        this.old = old;
    }

    /** A resource of {@code /2010-04-01}: RFC 2822 dates, relative addresses. The name is the schema's. */
    public static <T> Representation<T> v2010(String name) {
        return new Representation<>(name, true);
    }

    /** A resource of {@code /v1} or of our own API: ISO 8601 dates in whole seconds, absolute addresses. */
    public static <T> Representation<T> v1(String name) {
        return new Representation<>(name, false);
    }

    /** The schema's name. */
    public String name() {
        return name;
    }

    boolean isOld() {
        return old;
    }

    /** A text that is always there. */
    public Representation<T> text(String field, Function<T, String> get) {
        return add(field, "string", "", false, (out, value, links) -> out.writeString(get.apply(value)));
    }

    /** A text or null. */
    public Representation<T> textOr(String field, Function<T, Optional<String>> get) {
        return add(field, "string", "", true, (out, value, links) -> writeText(out, get.apply(value)));
    }

    /** A sid that is always there. */
    public Representation<T> sid(String field, Function<T, ? extends Sid> get) {
        return add(field, "string", "", false, (out, value, links) -> out.writeString(get.apply(value).value()));
    }

    /** A sid or null. */
    public Representation<T> sidOr(String field, Function<T, ? extends Optional<? extends Sid>> get) {
        return add(field, "string", "", true,
                (out, value, links) -> writeText(out, get.apply(value).map(Sid::value)));
    }

    /** The same text for every resource. */
    public Representation<T> constant(String field, String text) {
        return text(field, value -> text);
    }

    /** Always null: a field of the original that has no meaning here. */
    public Representation<T> nothing(String field) {
        return add(field, "string", "", true, (out, value, links) -> out.writeNull());
    }

    /** A moment. */
    public Representation<T> date(String field, Function<T, Instant> get) {
        return dateOr(field, value -> Optional.of(get.apply(value)));
    }

    /** A moment or null. */
    public Representation<T> dateOr(String field, Function<T, Optional<Instant>> get) {
        return add(field, "string", old ? "date-time-rfc-2822" : "date-time", true,
                (out, value, links) -> writeText(out, get.apply(value).map(this::date)));
    }

    /** A whole number. */
    public Representation<T> integer(String field, Function<T, Long> get) {
        return add(field, "integer", "", false, (out, value, links) -> out.writeNumber(get.apply(value)));
    }

    /** A whole number or null. */
    public Representation<T> integerOr(String field, Function<T, Optional<Long>> get) {
        return add(field, "integer", "", true, (out, value, links) -> {
            Optional<Long> number = get.apply(value);
            if (number.isPresent()) {
                out.writeNumber(number.get());
            } else {
                out.writeNull();
            }
        });
    }

    /** A truth value. */
    public Representation<T> bool(String field, Function<T, Boolean> get) {
        return add(field, "boolean", "", false, (out, value, links) -> out.writeBoolean(get.apply(value)));
    }

    /** Any JSON value; the type is for the description: object, array, string. */
    public Representation<T> json(String field, String type, Function<T, JsonNode> get) {
        return add(field, type, "", true, (out, value, links) -> MAPPER.writeTree(out, get.apply(value)));
    }

    /** The resource's own address as {@code uri}: relative, with {@code .json}. */
    public Representation<T> uri(Function<T, String> path) {
        return add("uri", "string", "uri", false, (out, value, links) -> out.writeString(path.apply(value) + ".json"));
    }

    /** The resource's own address as {@code url}: absolute. */
    public Representation<T> url(Function<T, String> path) {
        return absolute("url", path);
    }

    /** Any absolute address on this server, from a path that starts with a slash. */
    public Representation<T> absolute(String field, Function<T, String> path) {
        return add(field, "string", "uri", false,
                (out, value, links) -> out.writeString(links.to(path.apply(value))));
    }

    /** Addresses of parts, absolute, as {@code links}: name to path. */
    public Representation<T> links(Function<T, Map<String, String>> paths) {
        return add("links", "object", "uri-map", false, (out, value, links) -> {
            out.writeStartObject();
            for (Map.Entry<String, String> link : paths.apply(value).entrySet()) {
                out.writeStringField(link.getKey(), links.to(link.getValue()));
            }
            out.writeEndObject();
        });
    }

    /** Addresses of parts, relative, as {@code subresource_uris}: name to path without {@code .json}. */
    public Representation<T> subresources(Function<T, Map<String, String>> paths) {
        return add("subresource_uris", "object", "uri-map", false, (out, value, links) -> {
            out.writeStartObject();
            for (Map.Entry<String, String> part : paths.apply(value).entrySet()) {
                out.writeStringField(part.getKey(), part.getValue() + ".json");
            }
            out.writeEndObject();
        });
    }

    /** All fields of another representation, read from a part of this one's value. */
    public <U> Representation<T> like(Representation<U> other, Function<T, U> part) {
        for (Field<U> field : other.fields) {
            fields.add(new Field<>(field.name(), field.schema(),
                    (out, value, links) -> field.writer().write(out, part.apply(value), links)));
        }
        return this;
    }

    /** A list of other things, each in its own representation. */
    public <U> Representation<T> each(String field, Representation<U> shown, Function<T, List<U>> get) {
        add(field, "array", "", false, (out, value, links) -> {
            out.writeStartArray();
            for (U one : get.apply(value)) {
                shown.write(out, one, links);
            }
            out.writeEndArray();
        });
        fields.getLast().schema().set("items", shown.openApi());
        return this;
    }

    private Representation<T> add(String field, String type, String format, boolean nullable, Writer<T> writer) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", type);
        if (!format.isEmpty()) {
            schema.put("format", format);
        }
        if (nullable) {
            schema.put("nullable", true);
        }
        fields.add(new Field<>(field, schema, writer));
        return this;
    }

    private static void writeText(JsonGenerator out, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            out.writeString(text.get());
        } else {
            out.writeNull();
        }
    }

    /** A moment as {@code /2010-04-01} writes it, for places that no field of a representation covers. */
    public static String rfc2822(Instant at) {
        return RFC_2822.format(at);
    }

    private String date(Instant at) {
        return old ? rfc2822(at) : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    void write(JsonGenerator out, T value, Links links) throws IOException {
        out.writeStartObject();
        for (Field<T> field : fields) {
            out.writeFieldName(field.name());
            field.writer().write(out, value, links);
        }
        out.writeEndObject();
    }

    /** The names of the fields, in order. */
    public List<String> fields() {
        return fields.stream().map(Field::name).toList();
    }

    ObjectNode openApi() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        fields.forEach(field -> properties.set(field.name(), field.schema()));
        return schema;
    }
}
