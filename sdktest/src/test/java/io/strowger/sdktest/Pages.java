package io.strowger.sdktest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the envelopes of lists promise beyond their schemas (rest-api section 1.7). */
final class Pages {
    private static final Set<String> OLD = Set.of(
            "end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri");

    private Pages() {}

    static List<String> violations(Exchange exchange, JsonNode answer) {
        if (answer.path("meta").has("first_page_url")) {
            return newStyle(exchange, answer);
        }
        return answer.has("first_page_uri") ? oldStyle(exchange, answer) : List.of();
    }

    private static List<String> newStyle(Exchange exchange, JsonNode answer) {
        List<String> violations = new ArrayList<>();
        JsonNode meta = answer.get("meta");
        JsonNode rows = answer.path(meta.path("key").asText());
        if (!rows.isArray()) {
            violations.add("meta.key '" + meta.path("key").asText() + "' names no list");
        }
        if (answer.size() != 2) {
            violations.add("a list's answer has meta and the list, and nothing else");
        }
        counted(meta, rows, violations);
        for (String link : List.of("first_page_url", "next_page_url", "previous_page_url", "url")) {
            link(meta.path(link), "https?://[^/]+" + quoted(exchange) + "(\\?.*)?", "meta." + link, violations);
        }
        return violations;
    }

    private static List<String> oldStyle(Exchange exchange, JsonNode answer) {
        List<String> violations = new ArrayList<>();
        List<JsonNode> rows = new ArrayList<>();
        answer.properties().forEach(entry -> {
            if (!OLD.contains(entry.getKey())) {
                rows.add(entry.getValue());
            }
        });
        if (rows.size() != 1 || !rows.getFirst().isArray()) {
            violations.add("a list's answer has one list");
            return violations;
        }
        counted(answer, rows.getFirst(), violations);
        int count = rows.getFirst().size();
        int start = answer.path("start").asInt();
        if (count > 0 && answer.path("end").asInt() != start + count - 1) {
            violations.add("end is " + answer.path("end") + " with " + count + " rows from " + start);
        }
        for (String link : List.of("first_page_uri", "next_page_uri", "previous_page_uri", "uri")) {
            link(answer.path(link), quoted(exchange) + "(\\?.*)?", link, violations);
        }
        return violations;
    }

    private static void counted(JsonNode envelope, JsonNode rows, List<String> violations) {
        if (rows.size() > envelope.path("page_size").asInt()) {
            violations.add(rows.size() + " rows with a page_size of " + envelope.path("page_size"));
        }
    }

    private static void link(JsonNode link, String pattern, String name, List<String> violations) {
        if (link.isTextual() && !link.asText().matches(pattern)) {
            violations.add(name + " leads elsewhere: " + link.asText());
        }
    }

    private static String quoted(Exchange exchange) {
        return java.util.regex.Pattern.quote(exchange.bare().replaceFirst("\\.json$", "")) + "(\\.json)?";
    }
}
