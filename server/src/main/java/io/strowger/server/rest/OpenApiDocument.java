package io.strowger.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenAPI 3.0 description of what is really served, made from the declarations that route and check requests.
 * Operations that only answer that they are not built are left out.
 */
public final class OpenApiDocument {
    private static final Pattern PART = Pattern.compile("\\{([^}]+)}");

    private OpenApiDocument() {}

    /** The document. */
    public static ObjectNode of(RouteTable routes) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.1");
        document.putObject("info").put("title", "Strowger").put("version", "1")
                .put("description", "What this server answers. Errors have code, message, more_info and status.");
        ObjectNode paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        components.putObject("securitySchemes").putObject("basic").put("type", "http").put("scheme", "basic");
        document.putArray("security").addObject().putArray("basic");
        for (Operation operation : routes.operations()) {
            if (operation.isBuilt()) {
                String path = operation.path() + (operation.isOld() ? ".json" : "");
                paths.withObject("/" + path.replace("~", "~0").replace("/", "~1"))
                        .set(operation.method().name().toLowerCase(Locale.ROOT), described(operation, schemas));
            }
        }
        return document;
    }

    private static ObjectNode described(Operation operation, ObjectNode schemas) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("operationId", operation.id());
        if (!operation.summary().isEmpty()) {
            node.put("summary", operation.summary());
        }
        parameters(operation, node);
        ObjectNode answer = node.putObject("responses").putObject(Integer.toString(operation.status()))
                .put("description", "Done");
        switch (operation.answer()) {
            case Operation.Answer.One(Representation<?> shown) ->
                content(answer, "application/json", reference(shown, schemas));
            case Operation.Answer.Page(String key, Representation<?> shown) ->
                content(answer, "application/json", page(key, shown, schemas));
            case Operation.Answer.Other(String type) ->
                content(answer, type, JsonNodeFactory.instance.objectNode());
            case Operation.Answer.Empty() -> { }
            case Operation.Answer.NotBuilt(String why) -> { }
        }
        return node;
    }

    private static void parameters(Operation operation, ObjectNode node) {
        Matcher part = PART.matcher(operation.path());
        while (part.find()) {
            node.withArray("parameters").addObject().put("name", part.group(1)).put("in", "path")
                    .put("required", true).putObject("schema").put("type", "string");
        }
        if (operation.method() != Operation.Method.POST) {
            operation.params().forEach(param -> node.withArray("parameters").addObject().put("name", param.name())
                    .put("in", "query").put("required", param.isRequired()).set("schema", param.openApi()));
            return;
        }
        if (!operation.params().isEmpty()) {
            ObjectNode form = JsonNodeFactory.instance.objectNode().put("type", "object");
            ObjectNode properties = form.putObject("properties");
            operation.params().forEach(param -> properties.set(param.name(), param.openApi()));
            operation.params().stream().filter(Param::isRequired)
                    .forEach(param -> form.withArray("required").add(param.name()));
            content(node.putObject("requestBody"), "application/x-www-form-urlencoded", form);
        }
    }

    private static ObjectNode page(String key, Representation<?> shown, ObjectNode schemas) {
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = page.putObject("properties");
        properties.putObject(key).put("type", "array").set("items", reference(shown, schemas));
        ObjectNode paging = shown.isOld() ? properties
                : properties.putObject("meta").put("type", "object").putObject("properties");
        String address = shown.isOld() ? "uri" : "url";
        for (String link : new String[] {"first_page_" + address, "next_page_" + address, "previous_page_" + address,
            address}) {
            paging.putObject(link).put("type", "string").put("nullable", true);
        }
        for (String number : shown.isOld() ? new String[] {"page", "page_size", "start", "end"}
                : new String[] {"page", "page_size"}) {
            paging.putObject(number).put("type", "integer");
        }
        if (!shown.isOld()) {
            paging.putObject("key").put("type", "string");
        }
        return page;
    }

    private static ObjectNode reference(Representation<?> shown, ObjectNode schemas) {
        schemas.set(shown.name(), shown.openApi());
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + shown.name());
    }

    private static void content(ObjectNode node, String type, ObjectNode schema) {
        node.putObject("content").putObject(type).set("schema", schema);
    }
}
