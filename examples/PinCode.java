// Asks for a secret number of four digits, three times at most. What is pressed is sensitive: it is written nowhere.
//       java examples/PinCode.java 3000 2468
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.concurrent.ConcurrentHashMap;

void main(String[] args) throws IOException {
    String pin = args.length > 1 ? args[1] : "2468";
    Map<String, Integer> tries = new ConcurrentHashMap<>();
    serve(args, Map.of(
            "/", request -> """
                    <Response>
                      <Gather numDigits="4" timeout="10" action="/check" sensitive="true">
                        <Say>Please enter your code.</Say>
                      </Gather>
                      <Say>No code was entered.</Say>
                    </Response>
                    """,
            "/check", request -> {
                if (pin.equals(request.get("Digits"))) {
                    tries.remove(request.get("CallSid"));
                    return "<Response><Say>The door is open.</Say></Response>";
                }
                if (tries.merge(request.get("CallSid"), 1, Integer::sum) >= 3) {
                    tries.remove(request.get("CallSid"));
                    return "<Response><Say>That was wrong three times.</Say><Hangup/></Response>";
                }
                return "<Response><Say>That code is wrong.</Say><Redirect>/</Redirect></Response>";
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
