// Three questions, one after the other; the state of a call travels in its own addresses, so
// that any copy of this server can go on with it.    java examples/Survey.java 3000
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

final List<String> questions = List.of("How do you like the weather?", "How was your lunch?", "How is your dog?");

void main(String[] args) throws IOException {
    serve(args, Map.of(
            "/", request -> ask(0, ""),
            "/answer", request -> {
                int next = Integer.parseInt(request.get("question")) + 1;
                String answers = request.getOrDefault("answers", "") + request.get("Digits");
                if (next < questions.size()) {
                    return ask(next, answers);
                }
                IO.println("call " + request.get("CallSid") + " answered " + answers);
                return "<Response><Say>Thank you. Your answers were " + String.join(" ", answers.split(""))
                        + ".</Say></Response>";
            }));
}

String ask(int question, String answers) {
    return """
            <Response>
              <Gather numDigits="1" timeout="10" action="/answer?question=%d&amp;answers=%s">
                <Say>%s Press one for bad, up to five for good.</Say>
              </Gather>
              <Redirect>/answer?question=%d&amp;answers=%s&amp;Digits=0</Redirect>
            </Response>
            """.formatted(question, answers, questions.get(question), question, answers);
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
