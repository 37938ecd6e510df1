package io.strowger.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.kernel.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A client of the REST API whose server may die at any moment. Any thread. */
final class WorkClient implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final String AUTHORIZATION = "Basic " + Base64.getEncoder().encodeToString(
            (WorkSite.ACCOUNT + ":" + WorkSite.TOKEN).getBytes(StandardCharsets.UTF_8));

    private final World world;
    private final Supplier<String> server;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    /** What came back. */
    record Reply(int status, JsonNode body) {
        boolean good() {
            return status / 100 == 2;
        }

        String text(String field) {
            return body.path(field).asText();
        }
    }

    WorkClient(World world, Supplier<String> server) {
        this.world = world;
        this.server = server;
    }

    /** The server's word; empty when it died, is not ready, or does not know itself what came of it. */
    Optional<Reply> once(String method, String path, String... fields) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create(path.startsWith("http") ? path : server.get() + path))
                    .timeout(PATIENCE).header("Authorization", AUTHORIZATION);
            if (method.equals("POST")) {
                request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form(fields)));
            }
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean unsure = answer.statusCode() >= 500 || answer.statusCode() == 429;
            return unsure ? Optional.empty() : Optional.of(new Reply(answer.statusCode(), answer.body().isEmpty()
                    ? MAPPER.createObjectNode() : MAPPER.readTree(answer.body())));
        } catch (IOException died) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** As often as it takes; a command may have been done more than once. */
    Reply until(String method, String path, String... fields) {
        Deadline deadline = Deadline.after(world.timeline(), Duration.ofSeconds(90));
        Optional<Reply> reply = once(method, path, fields);
        while (reply.isEmpty()) {
            if (deadline.passed(world.timeline())) {
                throw new AssertionError("no answer to " + method + " " + path);
            }
            rest(AGAIN);
            reply = once(method, path, fields);
        }
        return reply.get();
    }

    /** Something made; its sid. */
    String make(String path, String... fields) {
        Reply made = until("POST", path, fields);
        if (made.status() != 201) {
            throw new AssertionError("POST " + path + ": " + made);
        }
        return made.text("sid");
    }

    /** All rows of a list, page by page. */
    List<JsonNode> all(String path, String key) {
        List<JsonNode> rows = new ArrayList<>();
        String next = path;
        while (!next.isEmpty()) {
            JsonNode page = until("GET", next).body();
            page.path(key).forEach(rows::add);
            next = page.path("meta").path("next_page_url").asText("").replace("null", "");
        }
        return rows;
    }

    void rest(Duration pause) {
        world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), pause));
    }

    private static String form(String... fields) {
        List<Header> form = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(new Header(fields[i], fields[i + 1]));
        }
        return FormBody.encode(form);
    }

    @Override
    public void close() {
        http.close();
    }
}
