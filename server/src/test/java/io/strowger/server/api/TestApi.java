package io.strowger.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Secret;
import io.strowger.server.rest.ApiSettings;
import io.strowger.server.rest.HttpServer;
import io.strowger.server.rest.Operation;
import io.strowger.server.store.Account;
import io.strowger.server.store.Actor;
import io.strowger.server.store.Dates;
import io.strowger.server.store.Directory;
import io.strowger.server.store.ResourceStore;
import io.strowger.server.store.Secrets;
import io.strowger.server.store.Tables;
import io.strowger.server.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A real server on a real database, for tests of resources: a master account, two sub-accounts of it, and a client.
 * Each test has its own.
 */
public final class TestApi implements AutoCloseable {
    public static final AccountSid MASTER = new AccountSid("AC" + "1".repeat(32));
    public static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    public static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));
    public static final String MASTERS = "/2010-04-01/Accounts/" + MASTER;
    public static final String ALICES = "/2010-04-01/Accounts/" + ALICE;
    public static final String BOBS = "/2010-04-01/Accounts/" + BOB;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TestStore store = TestStore.open();
    private final Directory directory;
    private final ResourceStore resources;
    private final Metrics metrics = new Metrics();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestApi(Path folder, Function<TestApi, List<Operation>> operations) {
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.of(MASTER), Optional.of(new Secret(token(MASTER))));
        resources = new ResourceStore(store.database(), secrets, directory);
        account(ALICE, MASTER, "Alice");
        account(BOB, MASTER, "Bob");
        server = HttpServer.open(
                store.world(), metrics, ApiSettings.at(new HostPort("127.0.0.1", 0)), Optional::empty);
        server.serve(OriginalOperations.complete(operations.apply(this)), new AccountAuthenticator(directory));
    }

    /**
     * Opens one.
     *
     * @param folder for the key file
     * @param operations what it serves; the rest of the original is refused as not built
     */
    public static TestApi open(Path folder, Function<TestApi, List<Operation>> operations) {
        return new TestApi(folder, operations);
    }

    /** An answer. */
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {
        /** A field as text; {@code null} as the word. */
        public String text(String field) {
            JsonNode value = body.path(field);
            return value.isMissingNode() ? "(none)" : value.isNull() ? "null" : value.asText();
        }

        /** Fails unless it is this error, whose message holds this text. */
        public void refused(int wanted, int code, String says) {
            assertEquals(wanted + " " + code, status + " " + body.path("code").asInt(), body.toString());
            assertEquals(true, body.path("message").asText().contains(says), body.toString());
        }
    }

    /** An account's token in these tests. */
    public static String token(AccountSid account) {
        return "token-of-" + account;
    }

    public void account(AccountSid sid, AccountSid owner, String name) {
        resources.change(Actor.command("test"), change -> change.insert(Tables.ACCOUNTS,
                Account.made(sid, owner, name, new Secret(token(sid)), Dates.at(change.now()))));
    }

    public TestStore store() {
        return store;
    }

    public Directory directory() {
        return directory;
    }

    public ResourceStore resources() {
        return resources;
    }

    public Metrics metrics() {
        return metrics;
    }

    public HttpServer server() {
        return server;
    }

    public HostPort address() {
        return server.address();
    }

    /** GET as the account. */
    public Answer get(AccountSid as, String path) throws IOException, InterruptedException {
        return send(as.value(), token(as), "GET", path);
    }

    /** POST as the account; fields are names and values in turn. */
    public Answer post(AccountSid as, String path, String... fields) throws IOException, InterruptedException {
        return send(as.value(), token(as), "POST", path, fields);
    }

    /** DELETE as the account. */
    public Answer delete(AccountSid as, String path) throws IOException, InterruptedException {
        return send(as.value(), token(as), "DELETE", path);
    }

    /** A request with any credentials. */
    public Answer send(String user, String password, String method, String path, String... fields)
            throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
        }
        String credentials = Base64.getEncoder().encodeToString(
                (user + ":" + password).getBytes(StandardCharsets.UTF_8));
        URI uri = URI.create(path.startsWith("http") ? path : "http://" + server.address() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + credentials)
                .method(method, method.equals("POST")
                        ? HttpRequest.BodyPublishers.ofString(String.join("&", pairs))
                        : HttpRequest.BodyPublishers.noBody());
        if (method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode body = response.body().isEmpty()
                ? JsonNodeFactory.instance.objectNode() : MAPPER.readTree(response.body());
        return new Answer(response.statusCode(), body, response);
    }

    /** A part of a query, escaped. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Fails unless nothing was answered by the catch-all. */
    public void nothingUnforeseen() {
        assertEquals(0, metrics.counter("strowger_http_unhandled_total", "Requests answered 500 by the catch-all.")
                .sum());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
