package io.strowger.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.kernel.RealWorld;
import io.strowger.server.Product;
import io.strowger.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A whole product with two unrelated accounts, driven by what it says of itself: its OpenAPI document. */
final class ApiBench implements AutoCloseable {
    /** Making operations that cannot be made to succeed here, and why. */
    static final Map<String, String> NOT_MADE = Map.of(
            "CreatePoolNumber", "the master account's alone",
            "CreateCallRecording", "no call is running here",
            "CreateSipAuthCallsCredentialListMapping", "the older mapping, which is crossed, is the same row",
            "CreateSipAuthCallsIpAccessControlListMapping", "the older mapping, which is crossed, is the same row",
            "CreateValidationRequest", "places a call, and no trunk is here",
            "CreateTaskQueueBulkRealTimeStatistics", "makes nothing: it reads, by a body of its own");
    /** Reading operations whose answer changes by itself. */
    static final Set<String> VOLATILE = Set.of();

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern TOKEN = Pattern.compile("account (AC\\w+) (?:\\((\\w+)\\) )?made; .*: (\\S+)");
    private static final Pattern PART = Pattern.compile("\\{([^}]+)}");

    private final RealWorld world = RealWorld.open();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path scratch;
    private final Product product;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Described> described;

    /** An account's credentials. */
    record Account(String sid, String token) {}

    /** An answer. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return MAPPER.readTree(body);
            } catch (IOException notJson) {
                throw new AssertionError("the answer is not JSON: " + body, notJson);
            }
        }
    }

    /**
     * An operation as the server describes it.
     *
     * @param params name to schema
     */
    record Described(String id, String method, String path, int status, Map<String, JsonNode> params,
            List<String> requiredParams) {
        List<String> pathParts() {
            List<String> parts = new ArrayList<>();
            Matcher part = PART.matcher(path);
            while (part.find()) {
                parts.add(part.group(1));
            }
            return parts;
        }

        /** Parameters that take a sid, with its prefix. */
        Map<String, String> sidParams() {
            Map<String, String> found = new LinkedHashMap<>();
            params.forEach((name, schema) -> {
                Matcher pattern = Pattern.compile("\\^([A-Z]{2})\\[").matcher(schema.path("pattern").asText());
                if (pattern.find()) {
                    found.put(name, pattern.group(1));
                }
            });
            return found;
        }

        boolean creates() {
            return method.equals("POST") && id.startsWith("Create");
        }

        /** The last fixed word of its path. */
        String collection() {
            return path.replaceAll("\\.json$", "").replaceAll("(/\\{[^}]*})+$", "").replaceAll(".*/", "");
        }

        /** The fixed word before a part. */
        String collectionOf(String part) {
            String before = path.substring(0, path.indexOf("/{" + part + "}"));
            return before.substring(before.lastIndexOf('/') + 1);
        }

        @Override
        public String toString() {
            return id + " " + method + " " + path;
        }
    }

    private ApiBench() throws IOException {
        scratch = Files.createTempDirectory("strowger-api-");
        if (!scratch.toFile().setExecutable(true, false)) {
            throw new IllegalStateException(scratch + " cannot be opened for the database's user");
        }
        Path file = Files.writeString(scratch.resolve("api.yaml"), "accounts:\n  - name: Ours\n  - name: Theirs\n");
        product = Product.open(world, ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:41000-41099", "--data", scratch.resolve("data").toString(), "--config", file.toString(),
                "--allow-private-urls", "--work-evaluations", "1000000")));
        for (String notice : product.notices()) {
            Matcher made = TOKEN.matcher(notice);
            if (made.find()) {
                String name = made.group(2) == null ? "master" : made.group(2);
                accounts.put(name, new Account(made.group(1), made.group(3)));
            }
        }
        described = describe();
        pool();
    }

    /** Numbers for both, of each kind, put into the installation's pool by its master account. */
    private void pool() {
        Described create = described.stream().filter(one -> one.id().equals("CreatePoolNumber")).findFirst()
                .orElseThrow();
        for (String tenant : List.of("ours", "theirs")) {
            for (String kind : List.of("local", "mobile", "toll-free")) {
                for (int extra = 0; extra < 2; extra++) {
                    Answer made = send(account("master"), create, Map.of(),
                            Map.of("PhoneNumber", number(tenant, kind, extra), "Country", "US", "Kind", kind));
                    if (made.status() != 201) {
                        throw new IllegalStateException("no number for the pool: " + made.body());
                    }
                }
            }
        }
    }

    private static String number(String tenant, String kind, int extra) {
        return "+1555" + (tenant.equals("ours") ? "1" : "2") + (kind.length() % 10) + "9999" + extra;
    }

    static ApiBench open() {
        try {
            return new ApiBench();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Account account(String name) {
        return accounts.get(name);
    }

    List<Described> described() {
        return described;
    }

    private List<Described> describe() {
        List<Described> all = new ArrayList<>();
        get("/openapi.json").json().get("paths").properties().forEach(path -> path.getValue().properties()
                .forEach(method -> all.add(describe(path.getKey(), method.getKey(), method.getValue()))));
        return all;
    }

    private static Described describe(String path, String method, JsonNode node) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        JsonNode form = node.at("/requestBody/content/application~1x-www-form-urlencoded/schema");
        form.path("properties").properties().forEach(field -> params.put(field.getKey(), field.getValue()));
        form.path("required").forEach(name -> required.add(name.textValue()));
        node.path("parameters").forEach(param -> {
            if (param.get("in").textValue().equals("query")) {
                params.put(param.get("name").textValue(), param.get("schema"));
                if (param.get("required").booleanValue()) {
                    required.add(param.get("name").textValue());
                }
            }
        });
        int status = Integer.parseInt(node.get("responses").fieldNames().next());
        return new Described(node.get("operationId").textValue(), method.toUpperCase(java.util.Locale.ROOT), path,
                status, params, required);
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://" + product.http() + path)));
    }

    Answer send(Account account, Described operation, Map<String, String> parts, Map<String, String> form) {
        String path = operation.path();
        for (Map.Entry<String, String> part : parts.entrySet()) {
            path = path.replace("{" + part.getKey() + "}", part.getValue());
        }
        String encoded = FormBody.encode(form.entrySet().stream()
                .map(field -> new Header(field.getKey(), field.getValue())).toList());
        boolean post = operation.method().equals("POST");
        URI uri = URI.create("http://" + product.http() + path + (post || encoded.isEmpty() ? "" : "?" + encoded));
        String pair = account.sid() + ":" + account.token();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        if (post) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        return send(request.method(operation.method(), post
                ? HttpRequest.BodyPublishers.ofString(encoded) : HttpRequest.BodyPublishers.noBody()));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError("the server did not answer", broken);
        }
    }

    String address() {
        return product.http().toString();
    }

    /** A value that a parameter takes, by its schema and its name. */
    static String sample(Described operation, String param, String tenant, Random random) {
        JsonNode schema = operation.params().getOrDefault(param, MissingNode.getInstance());
        JsonNode words = schema.path("enum").isArray() ? schema.get("enum") : schema.at("/items/enum");
        if (words.size() > 0) {
            return words.get(random.nextInt(words.size())).textValue();
        }
        String number = "+1555" + (tenant.equals("ours") ? "1" : "2") + "%06d".formatted(random.nextInt(1_000_000));
        return switch (schema.path("type").asText()) {
            case "integer" -> Long.toString(Math.max(schema.path("minimum").asLong(), 1));
            case "boolean" -> "true";
            default -> schema.path("format").asText().equals("uri")
                    ? "http://127.0.0.1:9/" + tenant : text(param, tenant, number, random);
        };
    }

    private static String text(String param, String tenant, String number, Random random) {
        return switch (param) {
            case "PhoneNumber", "From" -> number;
            case "To" -> "client:" + tenant;
            case "IpAddress" -> "192.0.2." + (1 + random.nextInt(200));
            case "Username" -> tenant + random.nextInt(1000);
            case "Password" -> "Long-enough-1" + random.nextInt(1000);
            case "DomainName" -> tenant + random.nextInt(100_000) + ".sip.example.com";
            case "SipUrl", "Target" -> "sip:" + tenant + "@192.0.2.9";
            case "Configuration" -> "{\"task_routing\":{}}";
            case "Country" -> "US";
            default -> tenant + " " + random.nextInt(100_000);
        };
    }

    /** Parameters without which, or with other values, an operation makes nothing. */
    static Map<String, String> extras(String operation, String tenant) {
        return switch (operation) {
            case "CreateCall" -> Map.of("Twiml", "<Response/>");
            case "CreateIncomingPhoneNumber" -> Map.of("PhoneNumber", number(tenant, "local", 0));
            case "CreateIncomingPhoneNumberLocal" -> Map.of("PhoneNumber", number(tenant, "local", 1));
            case "CreateIncomingPhoneNumberMobile" -> Map.of("PhoneNumber", number(tenant, "mobile", 0));
            case "CreateIncomingPhoneNumberTollFree" -> Map.of("PhoneNumber", number(tenant, "toll-free", 0));
            case "CreateDialingPermissionsCountryBulkUpdate" -> Map.of("UpdateRequest",
                    "[{\"iso_code\":\"GB\",\"low_risk_numbers_enabled\":\"true\"}]");
            default -> Map.of();
        };
    }

    @Override
    public void close() {
        product.close();
        client.close();
        world.close();
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
