package io.strowger.sdktest;

import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.World;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.server.Product;
import io.strowger.server.ServerConfig;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The whole product on loopback with a known master account, a web application behind it, and a phone to call it. */
final class Platform implements AutoCloseable {
    static final String SID = "AC" + "5".repeat(32);
    static final String TOKEN = "sdktest-master-token";
    /** Its voice URL is the application's {@code /voice}. */
    static final String NUMBER = "+15550100";
    /** Far longer than anything takes: the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Platform shared;

    /**
     * A request of the product to the application.
     *
     * @param url as requested, with the scheme and the host of the request
     * @param form the body as it was sent
     */
    record Webhook(String method, String url, Map<String, List<String>> headers, String form) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT))).map(List::getFirst);
        }
    }

    private final RealWorld world = RealWorld.open();
    private final Path scratch;
    private final HttpServer app;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();
    private final Product product;
    private final Phone phone;

    private Platform(String http, String rtp, int phonePort, List<String> more) throws IOException {
        scratch = Files.createTempDirectory("strowger-sdktest-");
        if (!scratch.toFile().setExecutable(true, false)) {
            throw new IllegalStateException(scratch + " cannot be opened for the database's user");
        }
        app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        app.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, List<String>> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders().forEach(
                    (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), List.copyOf(values)));
            webhooks.add(new Webhook(exchange.getRequestMethod(),
                    "http://" + headers.get("host").getFirst() + exchange.getRequestURI(), headers, form));
            byte[] body = pages.getOrDefault(exchange.getRequestURI().getPath(), "<Response/>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        app.start();
        Path file = Files.writeString(scratch.resolve("sdktest.yaml"), """
                accounts:
                  - name: Master
                    master: true
                    allowedPrefixes: ["*"]
                    callerIds: ["+15550101", "+15550102", "+15550103"]
                    numbers:
                      - {number: "%s", voice: {url: "%s"}}
                """.formatted(NUMBER, app("/voice")));
        List<String> flags = new ArrayList<>(List.of("--http", http, "--sip", "127.0.0.1:0", "--rtp", rtp,
                "--data", scratch.resolve("data").toString(), "--config", file.toString(), "--allow-private-urls",
                "--trust", "127.0.0.1", "--account-sid", SID, "--auth-token", TOKEN,
                "--work-attribute-characters", "5000"));
        flags.addAll(more);
        product = Product.open(world, ServerConfig.of(flags));
        phone = Phone.open(world, PhoneConfig.of(InetAddress.getLoopbackAddress(), phonePort, phonePort + 99, "sdk"),
                SipTrace.NONE);
    }

    /** The one that all suites of this JVM share; it stops with the JVM. */
    static synchronized Platform shared() {
        if (shared == null) {
            shared = open("127.0.0.1:0", "127.0.0.1:29000-29199", 29200);
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /**
     * One of its own.
     *
     * @param http where it listens
     * @param phonePort the first of a hundred ports for the phone's media
     * @param more flags
     */
    static Platform open(String http, String rtp, int phonePort, String... more) {
        try {
            return new Platform(http, rtp, phonePort, List.of(more));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    World world() {
        return world;
    }

    HostPort http() {
        return product.http();
    }

    HostPort sip() {
        return product.sip();
    }

    Phone phone() {
        return phone;
    }

    /** A URL of the web application. */
    URI app(String path) {
        return URI.create("http://127.0.0.1:" + app.getAddress().getPort() + path);
    }

    /** Has a path of the web application answered with a document. */
    void page(String path, String document) {
        pages.put(path, document);
    }

    /** What a path of the web application was asked so far. */
    List<Webhook> webhooks(String path) {
        String start = app(path).toString();
        return webhooks.stream().filter(one -> one.url().equals(start) || one.url().startsWith(start + "?")).toList();
    }

    /** A call from the phone to the number, under a document, until it is over. */
    PhoneCall called(String document) {
        page("/voice", document);
        PhoneCall call = phone.call("sip:" + NUMBER + "@" + product.sip());
        if (!call.awaitEnd(PATIENCE)) {
            throw new AssertionError("a call under " + document + " did not end: " + call.past());
        }
        return call;
    }

    /** Looks again and again until something is so. */
    void await(String what, java.util.function.BooleanSupplier so) {
        io.strowger.kernel.Inbox<Object> nobodyWrites = world.timeline().inbox(1);
        io.strowger.kernel.Deadline over = io.strowger.kernel.Deadline.after(world.timeline(), PATIENCE);
        while (!so.getAsBoolean()) {
            if (over.passed(world.timeline())) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            nobodyWrites.await(io.strowger.kernel.Deadline.after(world.timeline(), Duration.ofMillis(20)));
        }
    }

    @Override
    public void close() {
        phone.close();
        product.close();
        app.stop(0);
        world.close();
    }
}
