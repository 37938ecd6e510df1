package io.strowger.sdktest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The published description of the compatible APIs (OpenAPI 3.0 files), as a judge of recorded exchanges:
 * sdk-compatibility section 7. The files are not part of this project; CI names their folder.
 */
final class Contract {
    private static final List<String> METHODS = List.of("get", "post", "delete", "put", "patch");

    private final List<Operation> operations;

    private Contract(List<Operation> operations) {
        this.operations = operations.stream().sorted(Comparator.comparingInt(Operation::literal).reversed()).toList();
    }

    /**
     * One operation of the description.
     *
     * @param template of its path, for instance {@code /v1/Workspaces/{Sid}}
     * @param method in upper case
     */
    record Operation(String template, String method, JsonNode definition, JsonNode document) {
        private String pattern() {
            return template.replaceFirst("\\.json$", "").replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+")
                    + "(\\.json)?";
        }

        /** Characters outside of placeholders: the more there are, the narrower the template. */
        int literal() {
            return template.replaceAll("\\{[^}]*}", "").length();
        }

        boolean matches(String asked, String path) {
            return method.equals(asked) && path.matches(pattern());
        }

        /** Method and path with the names of variable parts left out. */
        String shape() {
            return method + " " + template.replaceFirst("\\.json$", "").replaceAll("\\{[^}]*}", "{}");
        }

        /** What it is called, for reports. */
        String id() {
            return definition.path("operationId").asText();
        }
    }

    /** Reads every JSON file of a folder. */
    static Contract load(Path folder) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
                documents.add(Exchange.JSON.readTree(file.toFile()));
            }
        }
        return of(documents);
    }

    static Contract of(List<JsonNode> documents) {
        List<Operation> operations = new ArrayList<>();
        for (JsonNode document : documents) {
            document.path("paths").properties().forEach(path -> METHODS.forEach(method -> {
                if (path.getValue().has(method)) {
                    operations.add(new Operation(
                            path.getKey(), method.toUpperCase(Locale.ROOT), path.getValue().get(method), document));
                }
            }));
        }
        return new Contract(operations);
    }

    List<Operation> operations() {
        return operations;
    }

    /** The operation a request is of; empty when the description has none. */
    Optional<Operation> operation(String method, String path) {
        return operations.stream().filter(operation -> operation.matches(method, path)).findFirst();
    }

    /** What is wrong with an answer; empty when nothing is. */
    List<String> violations(Exchange exchange) {
        // The description of accounts_v1, where tokens are changed, is not among the files.
        boolean described = exchange.path().startsWith("/2010-04-01")
                || exchange.path().startsWith("/v1/") && !exchange.path().startsWith("/v1/AuthTokens/");
        if (exchange.status() >= 400) {
            return error(exchange);
        }
        if (!described) {
            return List.of();
        }
        Optional<Operation> found = operation(exchange.method(), exchange.bare());
        if (found.isEmpty()) {
            return List.of("answers " + exchange.status() + " where the description has no operation");
        }
        JsonNode response = found.get().definition().path("responses").path(String.valueOf(exchange.status()));
        if (response.isMissingNode()) {
            return List.of("status " + exchange.status() + " is none of " + names(
                    found.get().definition().path("responses")));
        }
        JsonNode content = response.path("content").path("application/json");
        if (content.isMissingNode()) {
            return exchange.body().isEmpty() ? List.of() : List.of("has a body and should have none");
        }
        if (!exchange.contentType().startsWith("application/json")) {
            // Media has the same path as its metadata, with the ending of a sound file in place of ".json".
            return exchange.bare().matches(".*/Recordings/[^/]+(\\.(wav|mp3))?") ? List.of()
                    : List.of("is '" + exchange.contentType() + "', not JSON");
        }
        return judged(exchange, found.get(), content);
    }

    private List<String> judged(Exchange exchange, Operation operation, JsonNode content) {
        try {
            JsonNode answer = Exchange.JSON.readTree(exchange.body());
            List<JsonNode> examples = new ArrayList<>();
            content.path("examples").forEach(example -> examples.add(example.path("value")));
            List<String> violations = new ArrayList<>(
                    SchemaCheck.check(operation.document(), content.path("schema"), examples, answer));
            violations.addAll(Pages.violations(exchange, answer));
            return violations;
        } catch (JsonProcessingException broken) {
            return List.of("is no JSON: " + broken.getOriginalMessage());
        }
    }

    /** The description has no errors; rest-api section 1.8 has. */
    private static List<String> error(Exchange exchange) {
        if (exchange.method().equals("HEAD")) {
            return List.of();
        }
        JsonNode body;
        try {
            body = Exchange.JSON.readTree(exchange.body());
        } catch (JsonProcessingException broken) {
            return List.of("an error that is no JSON");
        }
        List<String> violations = new ArrayList<>();
        if (!body.path("code").isInt() || body.path("code").asInt() < 10_000) {
            violations.add("an error without a code of five digits");
        }
        if (body.path("status").asInt() != exchange.status() || !body.path("status").isInt()) {
            violations.add("an error whose status is not " + exchange.status());
        }
        if (body.path("message").asText().isBlank()) {
            violations.add("an error without a message");
        }
        if (!body.path("more_info").asText().matches("https?://\\S+")) {
            violations.add("an error whose more_info is no URL");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!List.of("code", "status", "message", "more_info", "details").contains(name)) {
                violations.add("an error with '" + name + "'");
            }
        });
        return violations;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
