package io.strowger.sdktest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One request and its answer, as the tap between SDK and server saw them; one line of JSON in
 * {@code target/exchanges/SUITE.jsonl}.
 *
 * @param suite who asked
 * @param path with the query string
 * @param form the names of the request's form fields, in order
 * @param contentType of the answer, empty when it has none
 * @param body of the answer; empty when it is not text
 */
record Exchange(String suite, String method, String path, List<String> form, int status, String contentType,
        String body) {
    static final ObjectMapper JSON = new ObjectMapper();

    String line() {
        ObjectNode line = JSON.createObjectNode().put("suite", suite).put("method", method).put("path", path);
        form.forEach(line.putArray("form")::add);
        return line.put("status", status).put("content_type", contentType).put("body", body).toString();
    }

    static Exchange of(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            List<String> form = new ArrayList<>();
            node.path("form").forEach(name -> form.add(name.asText()));
            return new Exchange(node.path("suite").asText(), node.path("method").asText(), node.path("path").asText(),
                    form, node.path("status").asInt(), node.path("content_type").asText(),
                    node.path("body").asText());
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("not a recorded exchange: " + line, broken);
        }
    }

    /** Every exchange recorded in a folder, by suite and in order; none when there is no folder. */
    static List<Exchange> recorded(Path folder) throws IOException {
        List<Exchange> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".jsonl")).sorted().toList()) {
                    Files.readAllLines(file).forEach(line -> all.add(of(line)));
                }
            }
        }
        return all;
    }

    /** Without the query string. */
    String bare() {
        int question = path.indexOf('?');
        return question < 0 ? path : path.substring(0, question);
    }

    @Override
    public String toString() {
        return method + " " + path + " -> " + status + " [" + suite + "]";
    }
}
