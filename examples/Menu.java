// A menu: one digit chooses. The demo runs this as its first server and kills it in the middle of a call.
//     java examples/Menu.java 3000
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
                      <Gather numDigits="1" timeout="10" action="/choice">
                        <Say>Welcome to the Strowger demo. For our opening hours, press one.</Say>
                      </Gather>
                      <Say>You pressed nothing. Goodbye.</Say>
                    </Response>
                    """,
            "/choice", request -> "1".equals(request.get("Digits"))
                    ? """
                    <Response>
                      <Gather numDigits="1" timeout="10" action="/end">
                        <Say>We are open every day from nine to five. To finish, press nine.</Say>
                      </Gather>
                    </Response>
                    """
                    : "<Response><Say>That is not a choice.</Say><Redirect>/</Redirect></Response>",
            "/end", request -> "<Response><Say>Thank you for calling. Goodbye.</Say><Hangup/></Response>"));
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
