// Takes a message, and tells how long it is.    java examples/Voicemail.java 3000
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

void main(String[] args) throws IOException {
    serve(args, Map.of(
            "/", request -> """
                    <Response>
                      <Say>Nobody is here. Please speak after the tone, and press the hash key when done.</Say>
                      <Record action="/thanks" maxLength="60" finishOnKey="#" playBeep="true"
                              recordingStatusCallback="/stored"/>
                      <Say>I heard nothing.</Say>
                    </Response>
                    """,
            "/thanks", request -> "<Response><Say>Your message of " + request.get("RecordingDuration")
                    + " seconds is kept. Goodbye.</Say></Response>",
            "/stored", request -> {
                IO.println("recording " + request.get("RecordingSid") + ": " + request.get("RecordingUrl"));
                return "<Response/>";
            }));
}

/** Serves documents: each path is a function from the request's parameters to a document. */
void serve(String[] args, Map<String, Function<Map<String, String>, String>> pages) throws IOException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 3000;
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    pages.forEach((path, page) -> server.createContext(path, exchange -> {
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer(exchange, page.apply(fields(query + "&" + form)));
    }));
    server.start();
    IO.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
}

Map<String, String> fields(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : encoded.split("&")) {
        String[] parts = pair.split("=", 2);
        if (parts.length == 2) {
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
    }
    return fields;
}

void answer(HttpExchange exchange, String document) throws IOException {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
}
