package io.strowger.sdktest;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.server.api.OriginalOperations;
import io.strowger.server.api.OriginalOperations.Original;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page {@code docs/api-coverage.md}: each operation of the original, and what a running server makes of it. */
final class Coverage {
    private static final int NOT_BUILT = 90112;

    /** What becomes of a request. */
    enum State {
        /** It is in the document that the server gives of itself. */
        SERVED,
        /** It is answered with an error that names it. */
        REFUSED,
        /** It looks like a wrong address. */
        ABSENT
    }

    private final Map<Original, State> states;

    private Coverage(Map<Original, State> states) {
        this.states = states;
    }

    /** Asks a server of itself, and each operation that it does not list. */
    static Coverage of(URI server) throws IOException, InterruptedException {
        Map<Original, State> states = new TreeMap<>(
                java.util.Comparator.comparing((Original one) -> one.product()).thenComparing(Original::path)
                        .thenComparing(Original::method));
        try (HttpClient http = HttpClient.newHttpClient()) {
            Set<String> served = served(http, server);
            for (Original one : OriginalOperations.all()) {
                states.put(one, served.contains(one.shape()) ? State.SERVED : asked(http, server, one));
            }
        }
        return new Coverage(states);
    }

    /** What a server answers at an address. */
    static String text(URI address) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static Set<String> served(HttpClient http, URI server) throws IOException, InterruptedException {
        JsonNode document = Exchange.JSON.readTree(http.send(
                HttpRequest.newBuilder(server.resolve("/openapi.json")).build(),
                HttpResponse.BodyHandlers.ofString()).body());
        Set<String> shapes = new HashSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method ->
                shapes.add(method.toUpperCase(Locale.ROOT) + " "
                        + path.getKey().replaceFirst("\\.json$", "").replaceAll("\\{[^}]*}", "{}"))));
        return shapes;
    }

    private static State asked(HttpClient http, URI server, Original one) throws IOException, InterruptedException {
        String path = one.shape().substring(one.shape().indexOf(' ') + 1).replaceFirst("^/2010-04-01/Accounts/\\{}",
                "/2010-04-01/Accounts/" + Platform.SID).replace("{}", "XX" + "0".repeat(32));
        String credentials = Base64.getEncoder().encodeToString(
                (Platform.SID + ":" + Platform.TOKEN).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(server.resolve(path + ".json"))
                .header("Authorization", "Basic " + credentials)
                .method(one.method().name(), HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        boolean named = Exchange.JSON.readTree(answer.body()).path("code").asInt() == NOT_BUILT;
        return named ? State.REFUSED : State.ABSENT;
    }

    List<Original> in(State state) {
        return states.keySet().stream().filter(one -> states.get(one) == state).toList();
    }

    /** The page. */
    String print() {
        StringBuilder page = new StringBuilder("""
                # Coverage of the original's API

                Each operation of the published descriptions that concerns voice and work, and what a running server
                makes of it. Printed by `CoverageTest`, which fails when this page is stale; the new page then lies in
                `sdktest/target/api-coverage.md`. *Served*: built, with its parameters in [api](api.md). *Refused*: 404
                with code 90112, which names the operation. *Absent*: like a wrong address; there should be none.

                | description | operations | served | refused | absent |
                |---|---|---|---|---|
                """);
        Map<String, List<Original>> products = states.keySet().stream()
                .collect(Collectors.groupingBy(Original::product, TreeMap::new, Collectors.toList()));
        products.forEach((product, all) -> page.append("| ").append(product).append(" | ").append(all.size())
                .append(count(all, State.SERVED)).append(count(all, State.REFUSED)).append(count(all, State.ABSENT))
                .append(" |\n"));
        products.forEach((product, all) -> {
            page.append("\n## ").append(product).append("\n\n| operation | | what becomes of it |\n|---|---|---|\n");
            all.forEach(one -> page.append("| ").append(one.id()).append(" | `").append(one.method()).append(' ')
                    .append(one.path()).append("` | ").append(states.get(one).name().toLowerCase(Locale.ROOT))
                    .append(" |\n"));
        });
        return page.toString();
    }

    private String count(List<Original> all, State state) {
        return " | " + all.stream().filter(one -> states.get(one) == state).count();
    }

    /** Method and path with the names of variable parts left out, of every row of a page. */
    static Set<String> shapes(Path page) throws IOException {
        return Files.readAllLines(page).stream().filter(line -> line.startsWith("| ") && line.contains(" | `"))
                .map(line -> line.replaceFirst(".* \\| `([A-Z]+) ([^`]*)`.*", "$1 $2")
                        .replace(" ~", " /2010-04-01/Accounts/{AccountSid}").replaceAll("\\{[^}]*}", "{}"))
                .collect(Collectors.toSet());
    }
}
