package io.strowger.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.io.ByteArrayOutputStream;
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
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/**
 * The HTTP server: one listener, a virtual thread per connection, JSON errors only. It turns the library's requests
 * into {@link ApiRequest}s, has the {@link Dispatcher} answer them and sends each {@link ApiReply}; nothing behind it
 * knows the library.
 *
 * <p>What nobody foresaw is answered 500 and counted in {@code strowger_http_unhandled_total}, which must stay zero.
 */
public final class HttpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_LINE = 8 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final int WORTH_PACKING = 512;
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final Pattern HOST = Pattern.compile(
            "[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");
    private static final List<String> API = List.of("2010-04-01", "v1", "strowger");

    private final World world;
    private final Metrics metrics;
    private final ApiSettings settings;
    private final Readiness readiness;
    private final LongAdder unhandled;
    private final BridgeDoor door = new BridgeDoor();
    private final WebServer server;
    private volatile Optional<Dispatcher> dispatcher = Optional.empty();
    private volatile Optional<RouteTable> routes = Optional.empty();

    private HttpServer(World world, Metrics metrics, ApiSettings settings, Readiness readiness) {
        this.world = world;
        this.metrics = metrics;
        this.settings = settings;
        this.readiness = readiness;
        this.unhandled = metrics.counter("strowger_http_unhandled_total", "Requests answered 500 by the catch-all.");
        this.server = webServer();
    }

    /**
     * Opens the server; it answers health and metrics when this returns, and the API after {@link #serve}: 503 until
     * then.
     *
     * @throws IllegalStateException when the address is taken
     */
    public static HttpServer open(World world, Metrics metrics, ApiSettings settings, Readiness readiness) {
        HttpServer opened = new HttpServer(world, metrics, settings, readiness);
        opened.server.start();
        return opened;
    }

    /** Begins to answer the API with these operations. */
    public void serve(RouteTable routes, Authenticator authenticator) {
        this.routes = Optional.of(routes);
        dispatcher = Optional.of(new Dispatcher(routes, authenticator, settings.requestsPerAccount()));
    }

    /** Begins to answer at the event bridge's address: 503 until then. */
    public void serve(EventBridge bridge) {
        door.open(bridge);
    }

    /** Where it listens, with the port that was bound. */
    public HostPort address() {
        return new HostPort(settings.listen().host(), server.port());
    }

    /** Takes no new connections, lets running requests end for a second, closes the rest. */
    @Override
    public void close() {
        server.stop();
    }

    private WebServer webServer() {
        WsConfig sockets = WsConfig.builder().maxFrameLength(EventBridge.LONGEST_MESSAGE).build();
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
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.builder().maxHeadersSize(MAX_HEAD).maxPrologueLength(MAX_LINE).build())
                        .addUpgrader(new SocketUpgrader(sockets, door)).build())
                .addProtocol(sockets)
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
                    .entity(bytes(error(status.code(), ErrorCode.PARAMETER_INVALID.number(), status.reasonPhrase(),
                            publicUrl())))
                    .build();
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        Arrays.stream(DirectHandler.EventType.values()).forEach(type -> handlers.addHandler(type, json));
        return handlers.build();
    }

    private void serve(ServerRequest incoming, ServerResponse outgoing) {
        boolean head = incoming.prologue().method().text().equals("HEAD");
        Dispatcher.Outcome outcome = outcome(incoming);
        ApiReply reply = outcome.reply();
        metrics.counter("strowger_http_requests_total", "Requests served, by status class.",
                "status", reply.status() / 100 + "xx").increment();
        outgoing.status(Status.create(reply.status()));
        outgoing.header("Twilio-Request-Id", "RQ" + world.entropy().hex(16));
        outgoing.header("Access-Control-Allow-Origin", "*");
        outgoing.header("Access-Control-Expose-Headers", "ETag, Twilio-Request-Id, Strowger-Ignored-Parameters");
        if (outcome.concurrent() > 0) {
            outgoing.header("Twilio-Concurrent-Requests", Integer.toString(outcome.concurrent()));
        }
        if (!outcome.ignored().isEmpty()) {
            outgoing.header("Strowger-Ignored-Parameters", printable(outcome.ignored()));
        }
        reply.headers().forEach(header -> outgoing.header(header.name(), header.value()));
        boolean packed = incoming.headers().first(HeaderNames.ACCEPT_ENCODING)
                .filter(accepted -> accepted.contains("gzip")).isPresent();
        send(reply, head, packed, outgoing);
    }

    private Dispatcher.Outcome outcome(ServerRequest incoming) {
        Links links = new Links(base(incoming));
        try {
            if (incoming.path().rawPath().equals(EventBridge.PATH)) {
                return bridged(incoming);
            }
            ApiRequest request = request(incoming, links);
            return route(request);
        } catch (ApiFailure failure) {
            return refused(failure.status(), failure.code(), failure.getMessage(), failure.headers(), links);
        } catch (Failure failure) {
            // a room's own failure: it answers before it has changed anything, so an SDK may try again
            LOG.log(System.Logger.Level.WARNING,
                    incoming.prologue().method().text() + " failed: " + failure.getMessage());
            return refused(503, failure.code(), failure.code().meaning(), List.of(), links);
        } catch (RuntimeException mistake) {
            unhandled.increment();
            LOG.log(System.Logger.Level.ERROR,
                    "no answer was foreseen for a " + incoming.prologue().method().text(), mistake);
            return refused(500, ErrorCode.INTERNAL, ErrorCode.INTERNAL.meaning(), List.of(), links);
        }
    }

    private Dispatcher.Outcome bridged(ServerRequest incoming) {
        return Dispatcher.Outcome.plain(door.answer(incoming.prologue().method().text(),
                incoming.query().rawValue(), headers(incoming), body(incoming)));
    }

    private static Dispatcher.Outcome refused(
            int status, ErrorCode code, String message, List<Header> headers, Links links) {
        return Dispatcher.Outcome.plain(
                new ApiReply.Json(status, error(status, code.number(), message, links.base()), headers));
    }

    private Dispatcher.Outcome route(ApiRequest request) {
        if (API.contains(request.segments().getFirst())) {
            return dispatcher.orElseThrow(() -> new ApiFailure(503, ErrorCode.STARTING, "The platform is starting",
                    List.of(new Header("Retry-After", "1")))).answer(request);
        }
        if (!request.reads()) {
            throw ApiFailure.notFound(request);
        }
        return Dispatcher.Outcome.plain(switch (request.path()) {
            case "/health" -> new ApiReply.Json(object().put("status", "alive"));
            case "/ready" -> ready();
            case "/metrics" -> new ApiReply.Raw(200, "text/plain; version=0.0.4; charset=utf-8",
                    metrics.text().getBytes(StandardCharsets.UTF_8), List.of());
            case "/openapi.json" -> new ApiReply.Json(OpenApiDocument.of(served(request)));
            case "/reference" -> new ApiReply.Raw(200, "text/markdown; charset=utf-8",
                    ReferencePage.print(served(request)).getBytes(StandardCharsets.UTF_8), List.of());
            default -> explained(request);
        });
    }

    private RouteTable served(ApiRequest request) {
        return routes.orElseThrow(() -> ApiFailure.notFound(request));
    }

    private ApiReply ready() {
        Optional<String> obstacle = readiness.obstacle();
        ObjectNode body = object().put("status", obstacle.isEmpty() ? "ready" : "not ready");
        body.put("reason", obstacle.orElse(null));
        return new ApiReply.Json(obstacle.isEmpty() ? 200 : 503, body, List.of());
    }

    /** Where {@code more_info} leads: {@code /errors/} and a number. */
    private static ApiReply explained(ApiRequest request) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> request.path().equals("/errors/" + code.number()))
                .findFirst()
                .map(code -> new ApiReply.Json(object().put("code", code.number())
                        .put("severity", code.severity().name().toLowerCase(Locale.ROOT))
                        .put("meaning", code.meaning())))
                .orElseThrow(() -> ApiFailure.notFound(request));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode error(int status, int code, String message, String base) {
        return object().put("code", code).put("message", message)
                .put("more_info", base + "/errors/" + code).put("status", status);
    }

    private String publicUrl() {
        return settings.publicUrl().orElseGet(() -> scheme() + address());
    }

    private String scheme() {
        return settings.tls().isPresent() ? "https://" : "http://";
    }

    /**
     * How the client reaches us: as configured, else by the host it named, which a proxy in front hands on
     * (X-Forwarded-Host and -Proto). A false header leads only its own sender astray.
     */
    private String base(ServerRequest incoming) {
        if (settings.publicUrl().isPresent()) {
            return settings.publicUrl().get();
        }
        Optional<String> host = incoming.headers().first(HeaderNames.X_FORWARDED_HOST)
                .or(() -> incoming.headers().first(HeaderNames.HOST)).filter(HOST.asMatchPredicate());
        Optional<String> proto = incoming.headers().first(HeaderNames.X_FORWARDED_PROTO)
                .filter(sent -> sent.equals("http") || sent.equals("https")).map(sent -> sent + "://");
        return host.map(name -> proto.orElseGet(this::scheme) + name).orElseGet(this::publicUrl);
    }

    private static ApiRequest request(ServerRequest incoming, Links links) {
        List<Header> headers = headers(incoming);
        List<String> segments = new ArrayList<>(RequestReader.segments(incoming.path().rawPath()));
        String path = "/" + String.join("/", segments);
        boolean json = segments.getLast().endsWith(".json");
        if (json) {
            segments.add(segments.removeLast().replaceAll("\\.json$", ""));
        }
        List<Header> query = RequestReader.fields(incoming.query().rawValue(), "the query");
        byte[] body = body(incoming);
        boolean tree = incoming.headers().first(HeaderNames.CONTENT_TYPE)
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json")).isPresent();
        Optional<JsonNode> node = tree ? RequestReader.json(body) : Optional.empty();
        List<Header> form = tree
                ? node.filter(JsonNode::isObject).map(RequestReader::members).orElse(List.of())
                : RequestReader.fields(RequestReader.utf8(body, "the body"), "the body");
        return new ApiRequest(incoming.prologue().method().text(), path, List.copyOf(segments), json, query, headers,
                form, node, links, incoming.remotePeer().host());
    }

    private static List<Header> headers(ServerRequest incoming) {
        List<Header> headers = new ArrayList<>();
        incoming.headers().forEach(h -> headers.add(new Header(h.name(), h.get())));
        return headers;
    }

    private static byte[] body(ServerRequest incoming) {
        return incoming.content().hasEntity() ? incoming.content().as(byte[].class) : new byte[0];
    }

    private static void send(ApiReply reply, boolean head, boolean packed, ServerResponse outgoing) {
        switch (reply) {
            case ApiReply.Json json -> sendBytes(head, packed, outgoing, "application/json", bytes(json.body()));
            case ApiReply.Raw raw -> sendBytes(head, packed, outgoing, raw.contentType(), raw.body());
            case ApiReply.Empty empty -> outgoing.send();
            case ApiReply.Bytes file -> sendFile(head, file, outgoing);
        }
    }

    private static void sendBytes(boolean head, boolean packed, ServerResponse outgoing, String type, byte[] body) {
        boolean pack = packed && body.length >= WORTH_PACKING;
        byte[] sent = pack ? gzip(body) : body;
        outgoing.header("Content-Type", type);
        outgoing.header("Vary", "Accept-Encoding");
        if (pack) {
            outgoing.header("Content-Encoding", "gzip");
        }
        if (head) {
            outgoing.contentLength(sent.length);
            outgoing.send();
        } else {
            outgoing.send(sent);
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory takes every byte", impossible);
        }
        return packed.toByteArray();
    }

    private static void sendFile(boolean head, ApiReply.Bytes reply, ServerResponse outgoing) {
        outgoing.header("Content-Type", reply.contentType());
        outgoing.contentLength(reply.length());
        if (head) {
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
