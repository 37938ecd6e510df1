// Calls somebody; that person hears who calls and accepts with a key before both are joined.
//     java examples/Screening.java 3000 sip:bob@127.0.0.1:5070
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

void main(String[] args) throws IOException {
    String target = args.length > 1 ? args[1] : "sip:bob@127.0.0.1:5070";
    serve(args, Map.of(
            "/", request -> """
                    <Response>
                      <Say>One moment please.</Say>
                      <Dial timeout="20" action="/after"><Sip url="/screen">%s</Sip></Dial>
                    </Response>
                    """.formatted(target),
            "/screen", request -> """
                    <Response>
                      <Gather numDigits="1" timeout="8" action="/accept"><Say>A call for you. Press one.</Say></Gather>
                      <Hangup/>
                    </Response>
                    """,
            "/accept", request -> "1".equals(request.get("Digits")) ? "<Response/>" : "<Response><Hangup/></Response>",
            "/after", request -> "completed".equals(request.get("DialCallStatus"))
                    ? "<Response><Hangup/></Response>"
                    : "<Response><Say>Nobody could take your call.</Say></Response>"));
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
