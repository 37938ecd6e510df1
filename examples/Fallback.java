// The second in line: takes calls over when the first server fails. It is told what failed, and has the call's whole
// state in the request (Digits among it), so the caller need not begin again.    java examples/Fallback.java 3001
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

void main(String[] args) throws IOException {
    serve(args, Map.of("/", request -> {
        IO.println("call " + request.get("CallSid") + ": error " + request.get("ErrorCode") + " at "
                + request.get("ErrorUrl"));
        String pressed = request.containsKey("Digits") ? "You pressed " + request.get("Digits") + ". " : "";
        return """
                <Response>
                  <Say>The first server has died. This is the second one, and your call goes on.</Say>
                  <Say>%sGoodbye.</Say>
                </Response>
                """.formatted(pressed);
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
