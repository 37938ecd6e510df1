package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.media.audio.HoldMusic;
import io.strowger.phone.PhoneCall;
import io.strowger.server.Product;
import io.strowger.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A product with its database, its own directory, and a small web application, for peers to call. */
final class Bench implements AutoCloseable {
    /** Far longer than anything takes: the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Samples of the music by which it is known. */
    static final int MUSIC = 8192;

    private static final Duration LOOK = Duration.ofMillis(20);

    /** What the application was asked: path and form fields, the query's when there is no form. */
    record Asked(String path, Map<String, String> fields) {}

    private final RealWorld world = RealWorld.open();
    private final HttpClient web = HttpClient.newHttpClient();
    private final Path scratch;
    private final HttpServer app;
    private final Map<String, Function<Asked, String>> pages = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Product product;

    private Bench(String rtp, Function<URI, String> provisioning, List<String> more) throws IOException {
        scratch = Files.createTempDirectory("strowger-peers-");
        if (!scratch.toFile().setExecutable(true, false)) {
            throw new IllegalStateException(scratch + " cannot be opened for the database's user");
        }
        app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        app.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
            Asked request = new Asked(exchange.getRequestURI().getPath(), fields(form.isEmpty() ? query : form));
            asked.add(request);
            String page = pages.getOrDefault(request.path(), any -> "<Response/>").apply(request);
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type",
                    page.startsWith("{") ? "application/json" : "application/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        app.start();
        Path file = Files.writeString(scratch.resolve("peers.yaml"),
                provisioning.apply(URI.create("http://127.0.0.1:" + app.getAddress().getPort())));
        List<String> flags = new ArrayList<>(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp", rtp,
                "--data", scratch.resolve("data").toString(), "--config", file.toString(), "--allow-private-urls"));
        flags.addAll(more);
        product = Product.open(world, ServerConfig.of(flags));
    }

    /**
     * Opens one.
     *
     * @param rtp its media ports
     * @param provisioning makes the configuration of the application's address
     * @param more flags
     */
    static Bench open(String rtp, Function<URI, String> provisioning, String... more) {
        try {
            return new Bench(rtp, provisioning, List.of(more));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            String[] sides = pair.split("=", 2);
            fields.put(URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                    sides.length == 2 ? URLDecoder.decode(sides[1], StandardCharsets.UTF_8) : "");
        }
        return fields;
    }

    /** Where the application is. */
    String app() {
        return "http://127.0.0.1:" + app.getAddress().getPort();
    }

    RealWorld world() {
        return world;
    }

    Product product() {
        return product;
    }

    Path scratch() {
        return scratch;
    }

    /** Has a path answered with a document, or with JSON when it begins with a brace. */
    void page(String path, Function<Asked, String> document) {
        pages.put(path, document);
    }

    /** What a path was asked so far. */
    List<Asked> asked(String path) {
        return asked.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** Forgets what was asked. */
    void forget() {
        asked.clear();
    }

    /** Looks again and again until something is so; false when patience ran out. */
    boolean await(BooleanSupplier so) {
        Inbox<Object> nobodyWrites = world.timeline().inbox(1);
        Deadline over = Deadline.after(world.timeline(), PATIENCE);
        while (!so.getAsBoolean()) {
            if (over.passed(world.timeline())) {
                return false;
            }
            nobodyWrites.await(Deadline.after(world.timeline(), LOOK));
        }
        return true;
    }

    /** The caller hears the music of who waits, however late it begins. */
    static void assertMusic(PhoneCall caller) {
        assertTrue(caller.awaitHeard(Arrays.copyOf(HoldMusic.clip().pcm(), MUSIC), 0, PATIENCE),
                () -> "music: " + caller.past());
    }

    /** A path of the product's HTTP server. */
    HttpResponse<String> get(String path) {
        try {
            return web.send(HttpRequest.newBuilder(URI.create("http://" + product.http() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The value of a metric without labels. */
    Optional<Double> metric(String name) {
        return get("/metrics").body().lines().filter(line -> line.startsWith(name + " "))
                .map(line -> Double.valueOf(line.substring(name.length()).strip())).findFirst();
    }

    /** Waits until nothing of any call is left: no call, no leg's permit, no media port in use. */
    boolean awaitIdle() {
        return await(() -> product.calls() == 0
                && metric("strowger_call_permits_held").orElseThrow() == 0
                && metric("strowger_media_legs").orElseThrow() == 0
                && metric("strowger_media_ports_used").orElseThrow() == 0);
    }

    @Override
    public void close() {
        product.close();
        app.stop(0);
        web.close();
        world.close();
    }
}
