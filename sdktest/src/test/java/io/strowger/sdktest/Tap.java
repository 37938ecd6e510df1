package io.strowger.sdktest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.HostPort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.net.URIAuthority;

/**
 * A reverse proxy between an SDK and the product that writes down every exchange, whatever language the SDK is in, to
 * {@code target/exchanges/SUITE.jsonl}. The host the SDK asked for is passed on, so the server's links lead back here.
 */
final class Tap implements AutoCloseable {
    private static final Set<String> HOP = Set.of("connection", "content-length", "transfer-encoding", "host",
            "keep-alive", "upgrade", "http2-settings", "expect");

    private final String suite;
    private final HttpHost product;
    private final Path file;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final CloseableHttpClient client = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(64).setMaxConnTotal(64).build())
            .disableContentCompression().disableRedirectHandling().disableAutomaticRetries().disableCookieManagement()
            .build();
    private final List<Exchange> seen = new CopyOnWriteArrayList<>();

    private Tap(String suite, HostPort product) throws IOException {
        this.suite = suite;
        this.product = new HttpHost("http", product.host(), product.port());
        Path folder = Path.of(System.getProperty("strowger.root"), "sdktest", "target", "exchanges");
        Files.createDirectories(folder);
        file = folder.resolve(suite + ".jsonl");
        Files.writeString(file, "");
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    static Tap open(String suite, HostPort product) {
        try {
            return new Tap(suite, product);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What SDKs take for the server. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What passed so far. */
    List<Exchange> seen() {
        return List.copyOf(seen);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            HttpUriRequestBase request = new HttpUriRequestBase(exchange.getRequestMethod(), URI.create(path));
            request.setAuthority(URIAuthority.create(exchange.getRequestHeaders().getFirst("Host")));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    values.forEach(value -> request.addHeader(name, value));
                }
            });
            if (body.length > 0) {
                request.setEntity(new ByteArrayEntity(body, ContentType.parse(
                        exchange.getRequestHeaders().getOrDefault("Content-Type",
                                List.of("application/octet-stream")).getFirst())));
                request.removeHeaders("Content-Type");
            }
            client.execute(product, request, answer -> {
                answer(exchange, path, new String(body, StandardCharsets.UTF_8), answer);
                return answer.getCode();
            });
        } catch (IllegalArgumentException | java.net.URISyntaxException odd) {
            throw new IOException(odd);
        }
    }

    private void answer(HttpExchange exchange, String path, String form, ClassicHttpResponse answer)
            throws IOException {
        byte[] body = answer.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(answer.getEntity());
        for (org.apache.hc.core5.http.Header header : answer.getHeaders()) {
            if (!HOP.contains(header.getName().toLowerCase(java.util.Locale.ROOT))) {
                exchange.getResponseHeaders().add(header.getName(), header.getValue());
            }
        }
        record(exchange, path, form, answer, body);
        exchange.sendResponseHeaders(answer.getCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void record(HttpExchange exchange, String path, String form, ClassicHttpResponse answer, byte[] body)
            throws IOException {
        String type = answer.getFirstHeader("Content-Type") == null
                ? "" : answer.getFirstHeader("Content-Type").getValue();
        boolean zipped = answer.containsHeader("Content-Encoding");
        boolean text = type.startsWith("application/json") || type.startsWith("text/");
        String shown = "";
        if (text) {
            byte[] plain = zipped && body.length > 0
                    ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
            shown = new String(plain, StandardCharsets.UTF_8);
        }
        Exchange one = new Exchange(
                suite, exchange.getRequestMethod(), path, names(exchange, form), answer.getCode(), type, shown);
        seen.add(one);
        synchronized (this) {
            Files.writeString(file, one.line() + "\n", StandardOpenOption.APPEND);
        }
    }

    private static List<String> names(HttpExchange exchange, String form) {
        List<String> names = new ArrayList<>();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            for (String pair : form.split("&")) {
                names.add(URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            client.close();
        } catch (IOException already) {
            throw new UncheckedIOException(already);
        }
    }
}
