package io.strowger.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.server.work.ConfigurationResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a server told of a workspace's file, in lines for people.
 *
 * @param file stands where the server said where in the document something is
 */
record ConfigurationReport(String file, JsonNode body) {
    /** The steps with what changes, then how many; none when the file was refused. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!body.has("steps")) {
            return lines;
        }
        boolean apply = body.path("mode").asText().equals("apply");
        for (JsonNode step : body.path("steps")) {
            String status = step.path("status").asText();
            lines.add((apply && !status.equals("done") ? status.toUpperCase(Locale.ROOT) + ": " : "")
                    + step.path("action").asText() + " " + step.path("kind").asText() + " '"
                    + step.path("name").asText() + "'"
                    + (step.path("sid").isTextual() ? " (" + step.path("sid").asText() + ")" : ""));
            step.path("changes").forEach(change -> lines.add("    " + change.path("field").asText() + ": "
                    + (change.path("before").isNull() ? "" : change.path("before") + " -> ")
                    + (change.path("after").isNull() ? "nothing" : change.path("after"))));
        }
        lines.add("workspace '" + body.path("workspace_name").asText() + "'"
                + (body.path("workspace_sid").isTextual() ? " (" + body.path("workspace_sid").asText() + ")" : "")
                + ": " + counts(apply));
        return lines;
    }

    private String counts(boolean apply) {
        int all = body.path("steps").size();
        if (all == 0) {
            return "no changes";
        }
        return body.path("created").asInt() + (apply ? " created, " : " to create, ")
                + body.path("updated").asInt() + (apply ? " updated, " : " to update, ")
                + body.path("deleted").asInt() + (apply ? " deleted" : " to delete; `work apply` does it");
    }

    /** What is wrong with the file, each with its line. */
    List<String> troubles() {
        List<String> lines = new ArrayList<>();
        body.path("troubles").forEach(trouble -> lines.add(
                placed(trouble.path("place").asText()) + ": " + trouble.path("sentence").asText()));
        return lines;
    }

    /** Why it ended, in one sentence. */
    String failure(int status) {
        if (body.has("troubles")) {
            return file + " was refused, nothing has changed";
        }
        String why = body.path("message").asText("HTTP status " + status);
        return why + (body.has("steps") ? "; what is not marked above was done, and applying again goes on from there"
                : "");
    }

    private String placed(String place) {
        return place.startsWith(ConfigurationResources.PLACE)
                ? file + place.substring(ConfigurationResources.PLACE.length()) : place;
    }
}
