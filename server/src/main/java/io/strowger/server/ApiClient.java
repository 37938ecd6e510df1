package io.strowger.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.server.http.ClientSettings;
import io.strowger.server.http.GuardedClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A command's way to a running server: its own API, in JSON. One strand. */
final class ApiClient implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A file may bring thousands of workers, each made durably. */
    private static final Duration TOTAL = Duration.ofMinutes(30);
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final GuardedClient client;
    private final String base;
    private final Optional<Administration.Credentials> credentials;

    private ApiClient(GuardedClient client, String base, Optional<Administration.Credentials> credentials) {
        this.client = client;
        this.base = base;
        this.credentials = credentials;
    }

    /** What came back; the body is an empty object when it was no JSON. */
    record Answer(int status, JsonNode body) {}

    /** @param base scheme, host and port, without a slash at the end */
    static ApiClient open(World world, String base) {
        try {
            return new ApiClient(GuardedClient.open(world, new Metrics(),
                    new ClientSettings(true, 2, 2, SSLContext.getDefault())), base, Optional.empty());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has a default TLS context", missing);
        }
    }

    /** The same with credentials. */
    ApiClient as(Administration.Credentials somebody) {
        return new ApiClient(client, base, Optional.of(somebody));
    }

    /** @throws CommandFailure when no server is there */
    void mustAnswer() {
        get("/health");
    }

    Answer get(String path) {
        return exchange("GET", path, new byte[0]);
    }

    Answer post(String path, JsonNode body) {
        return exchange("POST", path, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Answer exchange(String method, String path, byte[] body) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Accept", "application/json")));
        credentials.ifPresent(known -> headers.add(new Header("Authorization", "Basic " + Base64.getEncoder()
                .encodeToString((known.user() + ":" + known.token().value()).getBytes(StandardCharsets.UTF_8)))));
        if (body.length > 0) {
            headers.add(new Header("Content-Type", "application/json"));
        }
        FetchAnswer answer = client.exchange(new FetchRequest(method, URI.create(base + path), headers, body, CONNECT,
                TOTAL, TOTAL, MAX_BYTES, true));
        return switch (answer) {
            case FetchAnswer.Answered(int status, List<Header> _, byte[] content) -> new Answer(status, json(content));
            case FetchAnswer.Failed(var trouble, String detail) -> throw new CommandFailure(ExitCode.UNAVAILABLE,
                    "no answer from " + base + " (" + trouble + ": " + detail
                            + "); is the server running (`./strowger up`), and is it this one?");
        };
    }

    private static JsonNode json(byte[] content) {
        try {
            JsonNode read = MAPPER.readTree(content);
            return read.isObject() ? read : JsonNodeFactory.instance.objectNode();
        } catch (IOException notJson) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
