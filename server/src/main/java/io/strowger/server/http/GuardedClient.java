package io.strowger.server.http;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchAnswer.Answered;
import io.strowger.kernel.FetchAnswer.Failed;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The one outgoing HTTP client: HTTP/1.1 over pooled connections of Apache HC5 with everything clever switched off (no
 * redirects, cookies, credentials, retries, proxies or environment).
 *
 * <p>The guard stands where names become addresses: the connection manager gets its addresses from {@link Guard}
 * alone, and the guard hands out only addresses that the {@link AddressPolicy} allows, so there is no second look-up
 * that could answer differently (DNS rebinding), and a literal address passes the same check. A redirect is a new
 * request of the caller's and is checked like the first.
 *
 * <p>Limits per answer: header line 8 KiB, 100 headers, the body by request, all of it by the total timeout, which a
 * timer enforces by cutting the connection, however slowly bytes drip. Any strand may call it.
 */
public final class GuardedClient implements FetchPort, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GuardedClient.class.getName());
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_ADDRESSES = 4;
    /** An idle connection is looked at before reuse when it was idle longer: servers close them at will. */
    private static final TimeValue STALE_CHECK_AFTER = TimeValue.ofMilliseconds(100);
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
    /** Idle connections are looked for so many times within the longest idle time. */
    private static final int SWEEPS = 3;
    private static final double[] SECONDS = {0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15};
    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final Timeline timeline;
    private final Metrics metrics;
    private final AddressPolicy policy;
    private final ClientSettings settings;
    private final Duration longestIdle;
    private final Line named;
    private final Line nameless;
    private volatile boolean closed;

    private GuardedClient(World world, Metrics metrics, ClientSettings settings, Duration longestIdle) {
        this.timeline = world.timeline();
        this.longestIdle = longestIdle;
        this.metrics = metrics;
        this.policy = new AddressPolicy(settings.allowPrivateUrls());
        this.settings = settings;
        this.named = new Line(true);
        this.nameless = new Line(false);
        metrics.gauge("strowger_webhook_connections", "Open connections to application servers.",
                () -> named.open() + nameless.open());
    }

    /** Opens the client; its connections live until it is closed. */
    public static GuardedClient open(World world, Metrics metrics, ClientSettings settings) {
        return open(world, metrics, settings, LONGEST_IDLE);
    }

    /** As above for tests: with an idle time that they can wait for. */
    static GuardedClient open(World world, Metrics metrics, ClientSettings settings, Duration longestIdle) {
        GuardedClient client = new GuardedClient(world, metrics, settings, longestIdle);
        client.sweepLater();
        return client;
    }

    /** The library looks at a connection's age only when it is wanted: after a busy hour hundreds would stay open. */
    private void sweepLater() {
        timeline.schedule(longestIdle.dividedBy(SWEEPS), () -> {
            if (!closed) {
                timeline.spawn("http-sweep", () -> { // closing a socket may block, a timer may not
                    named.sweep();
                    nameless.sweep();
                });
                sweepLater();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        named.client.close(CloseMode.IMMEDIATE);
        nameless.client.close(CloseMode.IMMEDIATE);
    }

    /** What one exchange knows while it runs; read by the guard on the same strand, cut by the timer. */
    private static final class Exchange {
        private final Deadline deadline;
        private final Duration connectTimeout;
        private volatile boolean outOfTime;
        private boolean freshConnection;
        private AddressPolicy.Kind kind = AddressPolicy.Kind.PUBLIC;

        Exchange(Deadline deadline, Duration connectTimeout) {
            this.deadline = deadline;
            this.connectTimeout = connectTimeout;
        }
    }

    @Override
    public FetchAnswer exchange(FetchRequest request) {
        String scheme = String.valueOf(request.url().getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || request.url().getHost() == null) {
            return new Failed(FetchTrouble.INVALID_URL, "The URL is not an absolute http or https URL.");
        }
        long start = timeline.nanos();
        Exchange exchange = new Exchange(Deadline.after(timeline, request.totalTimeout()), request.connectTimeout());
        FetchAnswer answer = ScopedValue.where(CURRENT, exchange).call(() -> guarded(request, exchange));
        count(exchange, answer, (timeline.nanos() - start) / 1e9);
        return answer;
    }

    private FetchAnswer guarded(FetchRequest request, Exchange exchange) {
        try {
            try {
                return attempt(request, exchange);
            } catch (NoHttpResponseException closed) {
                if (exchange.freshConnection || exchange.outOfTime) {
                    throw closed;
                }
                // The server closed a kept connection before it saw this request (RFC 9112 paragraph 9.3.1).
                // Its siblings are likely as old, so all idle ones go, and the request is sent on a fresh one.
                line(request).pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
                return attempt(request, exchange);
            }
        } catch (IOException | HttpException failure) {
            return failed(request.url().getHost(), exchange, failure);
        } catch (RuntimeException unforeseen) {
            if (closed) {
                return new Failed(FetchTrouble.CONNECT_FAILED, "The platform is stopping.");
            }
            // the library stumbled over what came: the caller gets an answer, the log the place
            LOG.log(System.Logger.Level.WARNING, "exchange with " + request.url().getHost() + " broke", unforeseen);
            return failed(request.url().getHost(), exchange, unforeseen);
        }
    }

    private FetchAnswer attempt(FetchRequest request, Exchange exchange) throws IOException, HttpException {
        Duration left = exchange.deadline.left(timeline);
        if (left.isZero()) {
            exchange.outOfTime = true;
            throw new SocketTimeoutException("no time left");
        }
        HttpUriRequestBase message = message(request);
        Timeline.Timer timer = timeline.schedule(left, () -> {
            exchange.outOfTime = true;
            timeline.spawn("http-cut", message::cancel); // closing a socket may block, a timer may not
        });
        HttpHost target = new HttpHost(
                request.url().getScheme(), request.url().getHost(), request.url().getPort());
        try (ClassicHttpResponse response = line(request).client().executeOpen(target, message, null)) {
            try {
                return answer(response, request);
            } catch (IOException | HttpException | RuntimeException unfinished) {
                message.cancel(); // or closing would read an endless body to its end
                throw unfinished;
            }
        } finally {
            timer.cancel();
        }
    }

    @SuppressWarnings("deprecation") // the per-request connect timeout has no successor in HC5
    private static HttpUriRequestBase message(FetchRequest request) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.url());
        for (FetchRequest.Header header : request.headers()) {
            message.addHeader(header.name(), header.value());
        }
        if (request.body().length > 0 || request.method().equals("POST")) {
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        message.setConfig(RequestConfig.custom()
                .setConnectTimeout(timeout(request.connectTimeout()))
                .setConnectionRequestTimeout(timeout(request.connectTimeout()))
                .setResponseTimeout(timeout(request.readTimeout()))
                .build());
        return message;
    }

    private static Timeout timeout(Duration time) {
        return Timeout.ofMilliseconds(Math.max(1, time.toMillis()));
    }

    private static Answered answer(ClassicHttpResponse response, FetchRequest request)
            throws IOException, HttpException {
        List<FetchRequest.Header> headers = new ArrayList<>();
        for (Header header : response.getHeaders()) {
            headers.add(new FetchRequest.Header(header.getName(), header.getValue() == null ? "" : header.getValue()));
        }
        HttpEntity entity = response.getEntity();
        if (entity == null || request.method().equals("HEAD")) {
            return new Answered(response.getCode(), headers, new byte[0]);
        }
        String codings = Optional.ofNullable(entity.getContentEncoding()).orElse("");
        byte[] body = BodyReader.read(entity.getContent(), entity.getContentLength(), codings, request.maxBytes());
        return new Answered(response.getCode(), headers, body);
    }

    private static Failed failed(String host, Exchange exchange, Exception failure) {
        if (exchange.outOfTime) {
            return new Failed(FetchTrouble.TOTAL_TIMEOUT, host + " did not answer completely in the time allowed.");
        }
        LOG.log(System.Logger.Level.DEBUG, () -> "exchange with " + host + " failed: " + failure.getClass().getName());
        return switch (failure) {
            case AddressPolicy.ForbiddenAddress forbidden -> new Failed(
                    FetchTrouble.FORBIDDEN_ADDRESS, host + " leads to an address that applications may not use.");
            case UnknownHostException unknown -> new Failed(
                    FetchTrouble.BAD_HOST_NAME, "The host name " + host + " does not resolve.");
            case CheckedTls.TlsFailure tls -> new Failed(tls.trouble(), tlsDetail(host, tls.trouble()));
            case ConnectionRequestTimeoutException busy -> new Failed(
                    FetchTrouble.CONNECT_TIMEOUT, "All connections to " + host + " stayed busy.");
            case ConnectTimeoutException slow -> new Failed(
                    FetchTrouble.CONNECT_TIMEOUT, "No connection to " + host + " in the time allowed.");
            case ConnectException refused -> new Failed(
                    FetchTrouble.CONNECT_FAILED, host + " refused the connection.");
            case NoRouteToHostException lost -> new Failed(
                    FetchTrouble.CONNECT_FAILED, "No route leads to " + host + ".");
            case SocketTimeoutException slow -> new Failed(
                    FetchTrouble.READ_TIMEOUT, host + " stayed silent longer than the read timeout.");
            case BodyReader.TooLarge large -> new Failed(
                    FetchTrouble.TOO_LARGE, "The answer of " + host + " is larger than the limit.");
            case NoHttpResponseException silent -> new Failed(
                    FetchTrouble.PROTOCOL, host + " closed the connection without an answer.");
            default -> new Failed(
                    FetchTrouble.PROTOCOL, "What " + host + " sent is not a complete HTTP answer.");
        };
    }

    private static String tlsDetail(String host, FetchTrouble trouble) {
        return switch (trouble) {
            case CERTIFICATE_NAME -> "The certificate of " + host + " is for another name.";
            case CERTIFICATE_EXPIRED -> "The certificate of " + host + " has expired or is not valid yet.";
            case CERTIFICATE_INVALID -> "The certificate of " + host + " leads to no trusted authority.";
            default -> "The TLS handshake with " + host + " failed.";
        };
    }

    private void count(Exchange exchange, FetchAnswer answer, double seconds) {
        String kind = exchange.kind.name().toLowerCase(Locale.ROOT);
        metrics.histogram("strowger_webhook_seconds", "Time of one HTTP exchange with an application's server.",
                SECONDS).observe(seconds);
        switch (answer) {
            case Answered answered -> metrics.counter("strowger_webhook_answers_total",
                    "Answers of applications' servers by status class.",
                    "status", Math.clamp(answered.status() / 100, 1, 5) + "xx").increment();
            case Failed failed -> metrics.counter("strowger_webhook_failures_total",
                    "Exchanges without an answer, by cause and class of the host's address.",
                    "cause", failed.trouble().name().toLowerCase(Locale.ROOT), "host", kind).increment();
        }
    }

    private Line line(FetchRequest request) {
        return request.sendServerName() ? named : nameless;
    }

    /** A pool and its client. The library shuts a pool for good when an Error passes through it; then another opens. */
    private final class Line {
        private final boolean sendServerName;
        private volatile PoolingHttpClientConnectionManager pool;
        private volatile CloseableHttpClient client;

        Line(boolean sendServerName) {
            this.sendServerName = sendServerName;
            this.pool = pool(sendServerName);
            this.client = HttpClients.createMinimal(pool);
        }

        CloseableHttpClient client() {
            return pool.isClosed() && !closed ? reopened() : client;
        }

        private synchronized CloseableHttpClient reopened() {
            if (pool.isClosed() && !closed) {
                LOG.log(System.Logger.Level.WARNING, "an error had shut the connection pool; a new one is opened");
                pool = pool(sendServerName);
                client = HttpClients.createMinimal(pool);
            }
            return client;
        }

        void sweep() {
            pool.closeExpired();
            pool.closeIdle(TimeValue.of(longestIdle));
        }

        int open() {
            return pool.getTotalStats().getLeased() + pool.getTotalStats().getAvailable();
        }
    }

    private PoolingHttpClientConnectionManager pool(boolean sendServerName) {
        Http1Config http = Http1Config.custom()
                .setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).setMaxEmptyLineCount(2).build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Guard())
                .setTlsSocketStrategy(new CheckedTls(settings.tls(), sendServerName))
                // the client's own parser would skip garbage in search of a status line; the core's does not
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http).responseParserFactory(new DefaultHttpResponseParserFactory(http)).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setValidateAfterInactivity(STALE_CHECK_AFTER)
                        .setTimeToLive(LONGEST_LIFE)
                        .setIdleTimeout(Timeout.of(longestIdle))
                        .build())
                .setMaxConnPerRoute(settings.connectionsPerHost())
                .setMaxConnTotal(settings.connections())
                .build();
    }

    /** Turns names into addresses that may be used: the only place where a connection gets one. */
    private final class Guard implements DnsResolver {
        private sealed interface Found {
            record Addresses(InetAddress[] all) implements Found {}

            record Nothing() implements Found {}
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            Exchange exchange = CURRENT.get();
            exchange.freshConnection = true;
            InetAddress[] all = lookUp(host, exchange);
            exchange.kind = AddressPolicy.kind(all[0]);
            InetAddress[] allowed =
                    Arrays.stream(all).filter(policy::allows).limit(MAX_ADDRESSES).toArray(InetAddress[]::new);
            if (allowed.length == 0) {
                throw new AddressPolicy.ForbiddenAddress(host);
            }
            return allowed;
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
            return Arrays.stream(resolve(host)).map(address -> new InetSocketAddress(address, port)).toList();
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }

        /** The system's resolver knows no timeout, so it works on a strand of its own. */
        private InetAddress[] lookUp(String host, Exchange exchange) throws UnknownHostException {
            Inbox<Found> inbox = timeline.inbox(1);
            timeline.spawn("dns", () -> {
                try {
                    inbox.post(new Found.Addresses(InetAddress.getAllByName(host)));
                } catch (UnknownHostException | SecurityException none) {
                    inbox.post(new Found.Nothing());
                }
            });
            Deadline deadline = Deadline.after(timeline, exchange.connectTimeout).earlier(exchange.deadline);
            return switch (inbox.await(deadline).orElseGet(Found.Nothing::new)) {
                case Found.Addresses(InetAddress[] all) -> all;
                case Found.Nothing() -> throw new UnknownHostException(host);
            };
        }
    }
}
