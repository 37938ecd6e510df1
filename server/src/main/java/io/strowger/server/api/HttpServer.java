package io.strowger.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

/**
 * The HTTP server: one listener, a virtual thread per connection, JSON errors only. Resources know nothing of the
 * library; this class turns its requests into {@link ApiRequest} and sends each {@link ApiReply}.
 *
 * <p>What nobody foresaw is answered 500 and counted in {@code strowger_http_unhandled_total}, which must stay zero.
 */
public final class HttpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_LINE = 8 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final World world;
    private final Metrics metrics;
    private final Readiness readiness;
    private final LongAdder unhandled;
    private final String host;
    private final String scheme;
    private final Optional<String> configuredUrl;
    private final Resources resources;
    private final WebServer server;

    private HttpServer(World world, Metrics metrics, ApiSettings settings, Authenticator authenticator,
            CallReader reader, Readiness readiness) {
        this.world = world;
        this.metrics = metrics;
        this.readiness = readiness;
        this.host = settings.listen().host();
        this.unhandled = metrics.counter("strowger_http_unhandled_total", "Requests answered 500 by the catch-all.");
        this.scheme = settings.tls().isPresent() ? "https://" : "http://";
        this.configuredUrl = settings.publicUrl();
        this.resources = new Resources(authenticator, reader, this::publicUrl);
        this.server = webServer(settings);
    }

    /**
     * Opens the server; it answers when this returns.
     *
     * @throws IllegalStateException when the address is taken
     */
    public static HttpServer open(World world, Metrics metrics, ApiSettings settings, Authenticator authenticator,
            CallReader reader, Readiness readiness) {
        HttpServer opened = new HttpServer(world, metrics, settings, authenticator, reader, readiness);
        opened.server.start();
        return opened;
    }

    /** Where it listens, with the port that was bound. */
    public HostPort address() {
        return new HostPort(host, server.port());
    }

    private String publicUrl() {
        return configuredUrl.orElseGet(() -> scheme + address());
    }

    /** Takes no new connections, lets running requests end for a second, closes the rest. */
    @Override
    public void close() {
        server.stop();
    }

    private WebServer webServer(ApiSettings settings) {
        WebServerConfig.Builder builder = WebServer.builder()
                .host(settings.listen().host())
                .port(settings.listen().port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .maxPayloadSize(settings.maxBodyBytes())
                .maxTcpConnections(settings.connections())
                .idleConnectionTimeout(IDLE)
                .shutdownGracePeriod(Duration.ofSeconds(1))
                .connectionOptions(options -> options.readTimeout(READ))
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder().maxHeadersSize(MAX_HEAD).maxPrologueLength(MAX_LINE).build())
                .directHandlers(directHandlers())
                .routing(routing -> routing.any(this::serve));
        settings.tls().ifPresent((SSLContext tls) -> builder.tls(config -> config.sslContext(tls)));
        return builder.build();
    }

    /** What the library refuses before routing: bad requests, oversized bodies. */
    private DirectHandlers directHandlers() {
        DirectHandler json = (request, type, status, headers, message) -> {
            if (type == DirectHandler.EventType.INTERNAL_ERROR) {
                unhandled.increment();
                LOG.log(System.Logger.Level.ERROR, "a request broke in the HTTP library: " + message);
            }
            return DirectHandler.TransportResponse.builder()
                    .status(status)
                    .keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .entity(bytes(error(status.code(), ErrorCode.PARAMETER_INVALID.number(), status.reasonPhrase())))
                    .build();
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        Arrays.stream(DirectHandler.EventType.values()).forEach(type -> handlers.addHandler(type, json));
        return handlers.build();
    }

    private void serve(ServerRequest incoming, ServerResponse outgoing) {
        ApiRequest request = request(incoming);
        ApiReply reply = reply(request);
        metrics.counter("strowger_http_requests_total", "Requests served, by status class.",
                "status", reply.status() / 100 + "xx").increment();
        outgoing.status(Status.create(reply.status()));
        outgoing.header("Twilio-Request-Id", "RQ" + world.entropy().hex(16));
        List<String> ignored = request.ignored();
        if (!ignored.isEmpty()) {
            outgoing.header("Strowger-Ignored-Parameters", printable(ignored));
        }
        send(request, reply, outgoing);
    }

    private ApiReply reply(ApiRequest request) {
        try {
            return route(request);
        } catch (ApiFailure failure) {
            ObjectNode body = error(failure.status(), failure.code().number(), failure.getMessage());
            return new ApiReply.Json(failure.status(), body, failure.headers());
        } catch (Failure failure) {
            // a room's own failure: nothing was changed by a read, so an SDK may try again
            LOG.log(System.Logger.Level.WARNING, request.method() + " failed: " + failure.getMessage());
            return new ApiReply.Json(503, error(503, failure.code().number(), failure.code().meaning()), List.of());
        } catch (RuntimeException mistake) {
            unhandled.increment();
            LOG.log(System.Logger.Level.ERROR, "no answer was foreseen for a " + request.method(), mistake);
            ObjectNode body = error(500, ErrorCode.INTERNAL.number(), ErrorCode.INTERNAL.meaning());
            return new ApiReply.Json(500, body, List.of());
        }
    }

    private ApiReply route(ApiRequest request) {
        String first = request.segments().getFirst();
        if (first.equals(Shapes.VERSION) || first.equals("strowger")) {
            return resources.answer(request);
        }
        if (!request.reads()) {
            throw ApiFailure.notFound(request);
        }
        return switch (request.path()) {
            case "/health" -> new ApiReply.Json(Shapes.object().put("status", "alive"));
            case "/ready" -> ready();
            case "/metrics" -> new ApiReply.Text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
            default -> explained(request);
        };
    }

    private ApiReply ready() {
        Optional<String> obstacle = readiness.obstacle();
        ObjectNode body = Shapes.object().put("status", obstacle.isEmpty() ? "ready" : "not ready");
        body.put("reason", obstacle.orElse(null));
        return new ApiReply.Json(obstacle.isEmpty() ? 200 : 503, body, List.of());
    }

    /** Where {@code more_info} leads: {@code /errors/} and a number. */
    private static ApiReply explained(ApiRequest request) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> request.path().equals("/errors/" + code.number()))
                .findFirst()
                .map(code -> new ApiReply.Json(Shapes.object().put("code", code.number())
                        .put("severity", code.severity().name().toLowerCase(Locale.ROOT))
                        .put("meaning", code.meaning())))
                .orElseThrow(() -> ApiFailure.notFound(request));
    }

    private ObjectNode error(int status, int code, String message) {
        return Shapes.object().put("code", code).put("message", message)
                .put("more_info", publicUrl() + "/errors/" + code).put("status", status);
    }

    private static ApiRequest request(ServerRequest incoming) {
        List<Header> query = new ArrayList<>();
        for (String name : incoming.query().names()) {
            incoming.query().all(name).forEach(value -> query.add(new Header(name, value)));
        }
        List<Header> headers = new ArrayList<>();
        incoming.headers().forEach(h -> headers.add(new Header(h.name(), h.get())));
        return new ApiRequest(incoming.prologue().method().text(), incoming.path().path(), query, headers);
    }

    private static void send(ApiRequest request, ApiReply reply, ServerResponse outgoing) {
        switch (reply) {
            case ApiReply.Json(int status, ObjectNode body, List<Header> headers) -> {
                headers.forEach(header -> outgoing.header(header.name(), header.value()));
                sendBytes(request, outgoing, "application/json", bytes(body));
            }
            case ApiReply.Text(int status, String type, String body) ->
                sendBytes(request, outgoing, type, body.getBytes(StandardCharsets.UTF_8));
            case ApiReply.Bytes file -> sendFile(request, file, outgoing);
        }
    }

    private static void sendBytes(ApiRequest request, ServerResponse outgoing, String type, byte[] body) {
        outgoing.header("Content-Type", type);
        if (request.method().equals("HEAD")) {
            outgoing.contentLength(body.length);
            outgoing.send();
        } else {
            outgoing.send(body);
        }
    }

    private static void sendFile(ApiRequest request, ApiReply.Bytes reply, ServerResponse outgoing) {
        reply.headers().forEach(header -> outgoing.header(header.name(), header.value()));
        outgoing.header("Content-Type", reply.contentType());
        outgoing.contentLength(reply.length());
        if (request.method().equals("HEAD")) {
            outgoing.send();
            return;
        }
        try (FileChannel file = FileChannel.open(reply.file(), StandardOpenOption.READ);
                OutputStream out = outgoing.outputStream()) {
            copy(file, reply.from(), reply.length(), out);
        } catch (IOException gone) {
            // the head is out: cutting the connection is the only way left to say that the body is not whole
            throw new UncheckedIOException(gone);
        }
    }

    private static void copy(FileChannel file, long from, long length, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(length, 1, CHUNK));
        long done = 0;
        while (done < length) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            int n = file.read(buffer, from + done);
            if (n < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            out.write(buffer.array(), 0, n);
            done += n;
        }
    }

    private static byte[] bytes(ObjectNode body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values is always writable", impossible);
        }
    }

    /** Names for a header: what could end it or is not ASCII becomes a question mark; not more than fits a line. */
    private static String printable(List<String> names) {
        String all = String.join(", ", names).replaceAll("[^ -~]", "?");
        return all.length() > 1000 ? all.substring(0, 1000) : all;
    }
}
