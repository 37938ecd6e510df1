package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A WebSocket client as Java has it. */
final class Listener implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    static Listener open(BridgeScene scene, String query) {
        Listener listener = new Listener();
        listener.socket = scene.client.newWebSocketBuilder().buildAsync(scene.url("ws", query), listener).join();
        return listener;
    }

    WebSocket socket() {
        return socket;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pongs.add(StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ends.add(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ends.add("error " + error.getMessage());
    }

    private static String next(BlockingQueue<String> queue, String what) {
        try {
            String found = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (found == null) {
                throw new AssertionError("there was no " + what);
            }
            return found;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The next frame, as it came. */
    String frame() {
        return next(texts, "frame");
    }

    /** The next frame that is not blank. */
    JsonNode event() {
        String text = frame();
        while (text.isBlank()) {
            text = frame();
        }
        try {
            return BridgeScene.MAPPER.readTree(text);
        } catch (IOException wrong) {
            throw new AssertionError("not JSON: " + text, wrong);
        }
    }

    /** The types of the next frames. */
    List<String> types(int count) {
        return IntStream.range(0, count).mapToObj(i -> event().path("event_type").asText()).toList();
    }

    /** The payload of the next frame, which must be of this type. */
    JsonNode event(String type) {
        JsonNode event = event();
        if (!event.path("event_type").asText().equals(type)) {
            throw new AssertionError("not " + type + " but " + event);
        }
        return event.path("payload");
    }

    String pong() {
        return next(pongs, "pong");
    }

    /** How it was closed: code and reason. */
    String end() {
        return next(ends, "end");
    }
}
