package io.strowger.server.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What the servers have acknowledged and what they have told: the application of a workspace, which follows a rule to
 * accept, to leave it to the agent, to reject or to fail, and writes everything down. Any thread.
 */
final class WorkBooks implements AutoCloseable {
    /** Tasks whose making was answered 201, with their attributes. */
    final Map<String, String> created = new ConcurrentHashMap<>();
    /** Attributes of all tasks that were asked for. */
    final Set<String> attempted = ConcurrentHashMap.newKeySet();
    final Set<String> completed = ConcurrentHashMap.newKeySet();
    final Set<String> canceled = ConcurrentHashMap.newKeySet();
    final Set<String> accepted = ConcurrentHashMap.newKeySet();
    /** By worker, the last version of its attributes that was answered 200, and the last that was asked for. */
    final Map<String, Integer> confirmed = new ConcurrentHashMap<>();
    final Map<String, Integer> asked = new ConcurrentHashMap<>();
    /** By the id of an effect, what was posted. */
    final Map<String, String> effects = new ConcurrentHashMap<>();
    /** By event and by reservation, the id under which it was told. */
    final Map<String, String> events = new ConcurrentHashMap<>();
    final Map<String, String> offers = new ConcurrentHashMap<>();
    final AtomicLong repeats = new AtomicLong();
    final Set<String> contradictions = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final BiConsumer<String, Map<String, String>> heard;

    /** @param heard gets each post: {@code accept} with an offer for an agent, {@code event} with an event */
    WorkBooks(BiConsumer<String, Map<String, String>> heard) throws IOException {
        this.heard = heard;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/event", exchange -> {
            Map<String, String> form = received(exchange, events, "Sid");
            heard.accept("event", form);
            answer(exchange, 204, "");
        });
        server.createContext("/assign", this::assign);
        server.start();
    }

    /** The absolute address of a path. */
    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Map<String, String> received(HttpExchange exchange, Map<String, String> by, String key)
            throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] halves = pair.split("=", 2);
            form.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        List<String> ids = exchange.getRequestHeaders().getOrDefault("I-Twilio-Idempotency-Token", List.of("none"));
        String id = ids.getFirst();
        String before = effects.putIfAbsent(id, body);
        if (before != null) {
            repeats.incrementAndGet();
        }
        if (before != null && !before.equals(body)) {
            contradictions.add(id + " with another body");
        }
        String known = by.putIfAbsent(form.getOrDefault(key, "none"), id);
        if (known != null && !known.equals(id)) {
            contradictions.add(form.get(key) + " under " + known + " and " + id);
        }
        return form;
    }

    /** The same answer for the same reservation, whichever try it is: but for one in twenty that fails at first. */
    private void assign(HttpExchange exchange) throws IOException {
        boolean fallback = exchange.getRequestURI().getPath().endsWith("/fallback");
        Map<String, String> form = received(exchange, offers, "ReservationSid");
        int rule = Math.floorMod(form.getOrDefault("ReservationSid", "").hashCode(), 20);
        if (rule == 0 && !fallback) {
            answer(exchange, 503, "");
        } else if (rule == 1) {
            answer(exchange, 200, "{\"instruction\":\"reject\"}");
        } else if (rule < 11) {
            answer(exchange, 200, "{\"instruction\":\"accept\"}");
        } else {
            heard.accept("accept", form);
            answer(exchange, 204, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
