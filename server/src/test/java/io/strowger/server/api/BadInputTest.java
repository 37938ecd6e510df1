package io.strowger.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bad input to every operation that the running server describes (issue 3, must show 7): always a JSON error, one that
 * names the parameter where it is a parameter, and the counter of the catch-all stays zero.
 */
class BadInputTest {
    private static ApiBench bench;
    private static ApiBench.Account account;

    @BeforeAll
    static void open() {
        bench = ApiBench.open();
        account = bench.account("Ours");
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static Map<String, String> parts(ApiBench.Described operation, Random random) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : operation.pathParts()) {
            parts.put(part, part.equals("AccountSid")
                    ? account.sid() : "CA%016x%016x".formatted(random.nextLong(), random.nextLong()));
        }
        return parts;
    }

    private static Map<String, String> right(ApiBench.Described operation) {
        Map<String, String> form = new LinkedHashMap<>();
        Random random = new Random(7);
        operation.requiredParams().forEach(name -> form.put(name, operation.sidParams().containsKey(name)
                ? operation.sidParams().get(name) + "0".repeat(32) : ApiBench.sample(operation, name, "ours", random)));
        return form;
    }

    /** Values that a schema does not allow. */
    private static List<String> wrong(JsonNode schema) {
        List<String> values = new ArrayList<>();
        switch (schema.path("type").asText()) {
            case "integer" -> values.addAll(List.of("x", "1.5", "99999999999999999999",
                    Long.toString(schema.path("maximum").asLong() + 1),
                    Long.toString(schema.path("minimum").asLong() - 1)));
            case "boolean" -> values.addAll(List.of("maybe", "2"));
            default -> { }
        }
        JsonNode words = schema.path("enum").isArray() ? schema.get("enum") : schema.at("/items/enum");
        if (words.isArray() && words.size() > 0) {
            values.add("nonsense");
        }
        if (schema.has("pattern")) {
            values.addAll(List.of("CA1", "x"));
        }
        if (schema.path("format").asText().equals("uri")) {
            values.addAll(List.of("ftp://example.com/", "//", "http://", "http://a b/"));
        }
        if (schema.path("format").asText().startsWith("date")) {
            values.addAll(List.of("yesterday", "2026-13-01", "2026-02-30T00:00:00Z"));
        }
        if (schema.has("maxLength")) {
            values.add("x".repeat(schema.get("maxLength").intValue() + 1));
        }
        return values;
    }

    @Test
    void aWrongValueOfEveryParameterOfEveryOperationIsNamed() {
        int tried = 0;
        Random random = new Random(1);
        for (ApiBench.Described operation : bench.described()) {
            for (Map.Entry<String, JsonNode> param : operation.params().entrySet()) {
                for (String value : wrong(param.getValue())) {
                    if (operation.method().equals("GET") && value.length() > 5000) {
                        continue; // the request line is the limit there
                    }
                    Map<String, String> form = right(operation);
                    form.put(param.getKey(), value);
                    assertNamed(param.getKey(), operation, form, random, value);
                    tried++;
                }
            }
        }
        assertTrue(tried > 10, "parameters with a rule: " + tried);
    }

    @Test
    void aMissingParameterOfEveryOperationIsNamed() {
        Random random = new Random(2);
        for (ApiBench.Described operation : bench.described()) {
            for (String name : operation.requiredParams()) {
                Map<String, String> form = right(operation);
                form.remove(name);
                assertNamed(name, operation, form, random, "absent");
            }
        }
        assertTrue(bench.get("/metrics").body().contains("strowger_http_unhandled_total 0\n"));
    }

    private static void assertNamed(
            String param, ApiBench.Described operation, Map<String, String> form, Random random, String value) {
        ApiBench.Answer answer = bench.send(account, operation, parts(operation, random), form);
        String shown = value.length() > 40 ? value.length() + " characters" : value;
        String what = operation + " with " + param + " = " + shown + ": " + answer.body();
        assertEquals(400, answer.status(), what);
        assertTrue(answer.json().get("message").textValue().contains(param), what);
        assertEquals(400, answer.json().get("status").intValue(), what);
    }

    @Test
    void unknownParametersOfEveryReadingOperationAreIgnored() {
        Random random = new Random(3);
        for (ApiBench.Described operation : bench.described()) {
            if (operation.method().equals("GET")) {
                Map<String, String> form = right(operation);
                Map<String, String> parts = parts(operation, random);
                int without = bench.send(account, operation, parts, form).status();
                form.put("Nonsense", "x".repeat(100));
                assertEquals(without, bench.send(account, operation, parts, form).status(), operation.toString());
            }
        }
    }

    /** Repeat a failure by its number: the requests follow from the seed. */
    @Test
    void tenThousandRandomRequestsAreAnsweredWithJson() {
        Random random = new Random(20261125);
        List<ApiBench.Described> operations = bench.described().stream()
                .filter(one -> !one.path().contains("/AuthTokens/")).toList(); // these would change the credentials
        for (int n = 0; n < 10_000; n++) {
            ApiBench.Described operation = operations.get(random.nextInt(operations.size()));
            StringBuilder path = new StringBuilder(operation.path());
            parts(operation, random).forEach((part, sid) -> {
                int at = path.indexOf("{" + part + "}");
                path.replace(at, at + part.length() + 2, random.nextInt(10) == 0 ? noise(random, 8) : sid);
            });
            String method = random.nextInt(10) == 0
                    ? List.of("PUT", "PATCH", "DELETE", "HEAD", "TRACE").get(random.nextInt(5)) : operation.method();
            byte[] body = body(operation, random);
            ApiBench.Answer answer = bench.send(request(path.toString(), random)
                    .header("Content-Type", random.nextInt(3) == 0 ? "application/json"
                            : "application/x-www-form-urlencoded")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
            String what = "request " + n + ": " + method + " " + path + " " + new String(body, StandardCharsets.UTF_8);
            assertNotEquals(500, answer.status(), what + " " + answer.body());
            if (answer.status() >= 400 && !method.equals("HEAD")) {
                assertTrue(answer.json().has("code") && answer.json().has("message"), what + " " + answer.body());
            }
        }
        assertTrue(bench.get("/metrics").body().contains("strowger_http_unhandled_total 0\n"));
    }

    private static HttpRequest.Builder request(String path, Random random) {
        String pair = account.sid() + ":" + (random.nextInt(50) == 0 ? "wrong" : account.token());
        String query = random.nextInt(3) == 0 ? "?PageSize=" + random.nextInt(2000) + "&Page=" + random.nextInt(5) : "";
        return HttpRequest.newBuilder(URI.create("http://" + bench.address() + path + query)).header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] body(ApiBench.Described operation, Random random) {
        List<String> names = new ArrayList<>(operation.params().keySet());
        StringBuilder form = new StringBuilder();
        for (int fields = random.nextInt(6); fields > 0; fields--) {
            String name = names.isEmpty() || random.nextInt(8) == 0
                    ? noise(random, 5) : names.get(random.nextInt(names.size()));
            form.append(form.isEmpty() ? "" : "&").append(name).append('=').append(switch (random.nextInt(6)) {
                case 0 -> "";
                case 1 -> "%" + noise(random, 2);
                case 2 -> "%C3%28";
                case 3 -> "9".repeat(random.nextInt(30));
                case 4 -> noise(random, 300);
                default -> ApiBench.sample(operation, names.isEmpty() ? "x" : name, "ours", random);
            });
        }
        return random.nextInt(10) == 0
                ? noise(random, 200).getBytes(StandardCharsets.UTF_16)
                : form.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String noise(Random random, int length) {
        String alphabet = "abzAZ019-_.~{}[]\"\\,:";
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(length + 1); n >= 0; n--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString().replaceAll("[{}\\[\\]\"\\\\]", random.nextBoolean() ? "%22" : "%7B");
    }
}
