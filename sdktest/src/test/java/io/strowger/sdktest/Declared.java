package io.strowger.sdktest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The document that the server gives of itself beside the published description: what can be said without any exchange.
 * Fields and success codes must be the same; parameters that are not read are told.
 */
final class Declared {
    private final JsonNode own;
    private final Map<String, JsonNode> operations = new TreeMap<>();

    /** @param own the server's {@code /openapi.json} */
    Declared(JsonNode own) {
        this.own = own;
        own.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method ->
                operations.put(method.getKey().toUpperCase(Locale.ROOT) + " "
                        + path.getKey().replaceFirst("\\.json$", "").replaceAll("\\{[^}]*}", "{}"),
                        method.getValue())));
    }

    boolean serves(Contract.Operation operation) {
        return operations.containsKey(operation.shape());
    }

    /** Success codes and fields that differ, of every operation that both have. */
    List<String> violations(Contract contract) {
        List<String> violations = new ArrayList<>();
        for (Contract.Operation theirs : contract.operations()) {
            Optional.ofNullable(operations.get(theirs.shape())).ifPresent(ours -> compare(theirs, ours, violations));
        }
        return violations;
    }

    private void compare(Contract.Operation theirs, JsonNode ours, List<String> violations) {
        ours.path("responses").properties().forEach(response -> {
            JsonNode expected = theirs.definition().path("responses").path(response.getKey());
            if (expected.isMissingNode()) {
                violations.add(theirs.shape() + ": answers " + response.getKey() + ", which is not described");
                return;
            }
            Set<String> wanted = fields(theirs.document(), expected);
            Set<String> given = fields(own, response.getValue());
            if (!given.isEmpty() && !wanted.equals(given)) {
                violations.add(theirs.shape() + ": lacks " + without(wanted, given) + ", has besides "
                        + without(given, wanted));
            }
        });
    }

    /** Parameters of the description that the server does not declare, by operation. */
    Map<String, Set<String>> unread(Contract contract) {
        Map<String, Set<String>> unread = new TreeMap<>();
        for (Contract.Operation theirs : contract.operations()) {
            if (serves(theirs)) {
                Set<String> missing = without(parameters(theirs.definition()),
                        parameters(operations.get(theirs.shape())));
                if (!missing.isEmpty()) {
                    unread.put(theirs.shape(), missing);
                }
            }
        }
        return unread;
    }

    private static Set<String> parameters(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        operation.path("requestBody").path("content").path("application/x-www-form-urlencoded").path("schema")
                .path("properties").fieldNames().forEachRemaining(names::add);
        names.removeAll(Set.of("Page", "PageSize", "PageToken"));
        return names;
    }

    /** Of the record: a list's rows, else the answer itself. Names of links in maps are not compared. */
    private static Set<String> fields(JsonNode document, JsonNode response) {
        JsonNode schema = resolved(document, response.path("content").path("application/json").path("schema"));
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode rows = resolved(document, property.getValue().path("items"));
            boolean list = schema.path("properties").has("first_page_uri") || schema.path("properties").has("meta");
            if (list && rows.has("properties")) {
                names.clear();
                rows.get("properties").fieldNames().forEachRemaining(names::add);
                return names;
            }
            names.add(property.getKey());
        }
        return names;
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }
}
