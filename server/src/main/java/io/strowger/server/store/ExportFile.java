package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Settings.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was exported from the original: list answers of its API as they came, one behind the other or in an array, each
 * holding {@code applications}, {@code incoming_phone_numbers} or {@code workflows}.
 *
 * @param warnings what was not taken in, one line each
 */
record ExportFile(
        List<JsonNode> applications, List<JsonNode> numbers, List<JsonNode> workflows, List<String> warnings) {
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads one.
     *
     * @throws BadSettings when it is too large, not JSON, or holds none of these lists
     */
    static ExportFile read(Path file) {
        ExportFile export = new ExportFile(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad(file, "is larger than " + MAX_BYTES + " bytes");
            }
            try (MappingIterator<JsonNode> documents = MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
                while (documents.hasNextValue()) {
                    export.add(documents.nextValue());
                }
            }
        } catch (IOException broken) {
            throw bad(file, "cannot be read as JSON: " + broken.getMessage().lines().findFirst().orElse(""));
        }
        if (export.applications.isEmpty() && export.numbers.isEmpty() && export.workflows.isEmpty()) {
            throw bad(file, "holds no list of applications, incoming_phone_numbers or workflows");
        }
        return export;
    }

    private static BadSettings bad(Path file, String sentence) {
        return new BadSettings(List.of(new Trouble(file.toString(), sentence)));
    }

    private void add(JsonNode document) {
        if (document.isArray()) {
            document.forEach(this::add);
            return;
        }
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            if (field.getValue().isArray()) {
                switch (field.getKey()) {
                    case "applications" -> field.getValue().forEach(applications::add);
                    case "incoming_phone_numbers" -> field.getValue().forEach(numbers::add);
                    case "workflows" -> field.getValue().forEach(workflows::add);
                    default -> warnings.add(field.getValue().size() + " " + field.getKey() + " are not imported");
                }
            }
        }
        String next = document.path("next_page_uri").asText("")
                + document.path("meta").path("next_page_url").asText("");
        if (!next.isEmpty() && !next.equals("null")) {
            warnings.add("a page of this export says that more follow at " + next + ": export every page");
        }
    }
}
