package io.strowger.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * {@code work explain|export|plan|apply} (docs/work-configuration.md). Whatever changes a workspace is asked of the
 * server that owns it, over its API.
 */
final class WorkCommand {
    private static final String USE = "use `work explain SID`, `work export WS|NAME [--workers]`, or `work plan FILE`"
            + " and `work apply FILE` with [--prune] [--workspace=WS]; the last three take [--url=URL] [--account=SID]";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_BYTES = 3 * 1024 * 1024;

    private final Invocation invocation;
    private final List<String> words;
    private final Map<String, String> flags;
    private final Invocation.Read read;

    private WorkCommand(Invocation invocation) {
        this.invocation = invocation;
        this.words = new ArrayList<>(invocation.arguments());
        this.flags = new TreeMap<>();
        for (String flag : List.of("--workers", "--prune")) {
            if (words.removeIf(flag::equals)) {
                flags.put(flag, "");
            }
        }
        for (String flag : List.of("--workspace=", "--url=", "--account=")) {
            words.stream().filter(word -> word.startsWith(flag)).forEach(word ->
                    flags.put(flag, word.substring(flag.length())));
            words.removeIf(word -> word.startsWith(flag));
        }
        this.read = new Invocation(words, invocation.environment(), invocation.out(), invocation.err())
                .server(true, "explain|export|plan|apply", "SID|FILE");
    }

    static ExitCode run(Invocation invocation) {
        return new WorkCommand(invocation).run();
    }

    private ExitCode run() {
        if (read.operands().size() != 2) {
            throw new CommandFailure(ExitCode.USAGE, USE);
        }
        String operand = read.operands().getLast();
        return switch (read.operands().getFirst()) {
            case "explain" -> explain(operand);
            case "export" -> export(operand);
            case "plan" -> configure(Path.of(operand), "plan");
            case "apply" -> configure(Path.of(operand), "apply");
            default -> throw new CommandFailure(ExitCode.USAGE, USE);
        };
    }

    private ExitCode explain(String task) {
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            desk.explain(task).forEach(invocation.out()::println);
        }
        return ExitCode.OK;
    }

    private ExitCode export(String workspace) {
        try (RealWorld world = RealWorld.open(); ApiClient client = client(world)) {
            String sid = workspace.matches("WS[0-9a-f]{32}") ? workspace : named(client, workspace);
            ApiClient.Answer answer = good(client.get("/strowger/v1/Workspaces/" + sid + "/Configuration?Workers="
                    + flags.containsKey("--workers")));
            Dump dump = new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(120).build());
            invocation.out().print("# Workspace " + workspace + "; `./strowger work apply` builds it anywhere.\n"
                    + dump.dumpToString(MAPPER.convertValue(answer.body().path("configuration"), Object.class)));
            return ExitCode.OK;
        }
    }

    private static String named(ApiClient client, String name) {
        JsonNode found = good(client.get("/v1/Workspaces?" + FormBody.encode(
                List.of(new Header("FriendlyName", name))))).body().path("workspaces");
        if (found.size() != 1) {
            throw new CommandFailure(ExitCode.FAILED, found.isEmpty() ? "there is no workspace '" + name + "'"
                    : found.size() + " workspaces are named '" + name + "': give the sid of one");
        }
        return found.path(0).path("sid").asText();
    }

    /** An answer that is one; the server's words of any other. */
    private static ApiClient.Answer good(ApiClient.Answer answer) {
        if (answer.status() != 200) {
            String message = answer.body().path("message").asText();
            throw new CommandFailure(ExitCode.FAILED, message.isBlank()
                    ? "the server answered " + answer.status() + ", without a reason" : message);
        }
        return answer;
    }

    private ExitCode configure(Path file, String mode) {
        String text = text(file);
        try (RealWorld world = RealWorld.open(); ApiClient client = client(world)) {
            String path = flags.containsKey("--workspace=") ? "/" + flags.get("--workspace=") : "";
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("Configuration", text).put("Mode", mode)
                    .put("Prune", flags.containsKey("--prune"));
            ApiClient.Answer answer = client.post("/strowger/v1/Workspaces" + path + "/Configuration", body);
            ConfigurationReport report = new ConfigurationReport(file.getFileName().toString(), answer.body());
            report.lines().forEach(invocation.out()::println);
            if (answer.status() == 200) {
                return ExitCode.OK;
            }
            report.troubles().forEach(line -> invocation.err().println("  " + line));
            throw new CommandFailure(answer.status() == 400 ? ExitCode.CONFIGURATION : ExitCode.FAILED,
                    report.failure(answer.status()));
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CommandFailure(ExitCode.CONFIGURATION, file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.CONFIGURATION, file + " cannot be read: " + unreadable);
        }
    }

    /** At the server of {@code --url}, else at the one that these settings start. */
    private ApiClient client(RealWorld world) {
        String url = flags.getOrDefault("--url=", "");
        String base = url.isEmpty() ? read.config().addresses().url(local()) : url.replaceAll("/+$", "");
        ApiClient client = ApiClient.open(world, base);
        try {
            client.mustAnswer();
            return client.as(credentials(world, url));
        } catch (RuntimeException failed) {
            client.close();
            throw failed;
        }
    }

    private HostPort local() {
        HostPort http = read.config().addresses().http();
        boolean everywhere = http.host().equals("0.0.0.0") || http.host().equals("::");
        return everywhere ? new HostPort("127.0.0.1", http.port()) : http;
    }

    /** Those of the settings, else those that the store beside the server knows. */
    private Administration.Credentials credentials(RealWorld world, String url) {
        Optional<ServerConfig.MasterAccount> given = read.config().account();
        String account = flags.getOrDefault("--account=", "");
        if (given.isPresent() && (account.isEmpty() || account.equals(given.get().sid().value()))) {
            return new Administration.Credentials(given.get().sid().value(), given.get().token());
        }
        if (!url.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "a server elsewhere wants --account-sid and --auth-token"
                    + " (better in the environment: STROWGER_ACCOUNT_SID, STROWGER_AUTH_TOKEN)");
        }
        try (Administration desk = Administration.open(world, read.config())) {
            return desk.credentials(account);
        }
    }
}
