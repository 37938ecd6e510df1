import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the soaks share: the product as a child process on a data directory of its own, the application it asks, the load
 * generator, and the ways to look into the product from outside (metrics, REST, jcmd, /proc). Started by the launcher
 * with JAVA, JAVA_FLAGS, CLASSPATH and STROWGER_LAUNCHER_HOME set; the build that was current then is used to the end.
 */
final class SoakProduct implements AutoCloseable {
    private static final String RTP = "127.0.0.1:30000-39999";
    private static final Pattern ACCOUNT = Pattern.compile("account (AC\\w+) \\(Soak\\) made; .*: (\\S+)");
    private static final Pattern ROW = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");

    final Path home = Path.of(System.getenv("STROWGER_LAUNCHER_HOME"));
    final Application application;
    private final Path work;
    private final int base;
    private final List<String> flags;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private Process process;
    private String account = "";
    private String token = "";

    /**
     * @param base first of a hundred ports: HTTP at +80, SIP at +60, application at +90, generator at +50 and +51
     * @param flags more flags for {@code up}
     */
    SoakProduct(int base, String... flags) throws IOException {
        this.base = base;
        this.flags = List.of(flags);
        work = Files.createTempDirectory("strowger-soak", PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwxr-xr-x"))); // the database user must pass
        application = new Application(base + 90);
    }

    /** Starts it and waits for its ready line; answers how long that took, in ms. */
    long start() throws Exception {
        Path config = work.resolve("strowger.yaml");
        StringBuilder yaml = new StringBuilder("accounts:\n  - name: Soak\n    numbers:\n");
        for (String number : List.of("one", "three", "minute", "dial", "queue", "agent")) {
            yaml.append("""
                      - number: "%s"
                        voice:
                          url: "http://127.0.0.1:%2$d/%3$s"
                          statusCallback: "http://127.0.0.1:%2$d/status"
                          statusEvents: [initiated, ringing, answered, completed]
                """.formatted(number(number), base + 90, number).indent(2).stripTrailing()).append('\n');
        }
        Files.writeString(config, yaml);
        List<String> command = new ArrayList<>(List.of(System.getenv("JAVA")));
        command.addAll(List.of(System.getenv("JAVA_FLAGS").split(" ")));
        String classpath = System.getenv("CLASSPATH");
        Path cache = Path.of(classpath.split(":")[0]).getParent().resolveSibling("strowger.aot");
        if (Files.exists(cache)) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        command.addAll(List.of("-cp", classpath, "io.strowger.server.Main", "up", "--http", "127.0.0.1:" + (base + 80),
                "--sip", "127.0.0.1:" + (base + 60), "--rtp", RTP, "--data", data().toString(), "--config",
                config.toString(), "--allow-private-urls", "--trust", "127.0.0.0/8", "--log-level", "warning"));
        command.addAll(flags);
        long from = System.nanoTime();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line == null || !line.startsWith("ready"); line = output.readLine()) {
            if (line == null) {
                throw new IllegalStateException("the product ended before it was ready, with " + process.waitFor());
            }
            Matcher made = ACCOUNT.matcher(line);
            if (made.find()) {
                account = made.group(1);
                token = made.group(2);
            } else if (line.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
                IO.println("  product: " + line);
            }
        }
        long millis = (System.nanoTime() - from) / 1_000_000;
        lines.clear();
        Thread.ofPlatform().daemon().start(() -> listen(output));
        return millis;
    }

    private void listen(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!line.startsWith("draining") && !line.startsWith("stopped")) {
                    IO.println("  product: " + line);
                }
                lines.add(line);
            }
        } catch (IOException killed) {
            // the stream ends with the process
        }
    }

    static String number(String name) {
        return "+1555" + "%07d".formatted(Math.floorMod(name.hashCode(), 10_000_000));
    }

    Path data() {
        return work.resolve("data");
    }

    int sipPort() {
        return base + 60;
    }

    Process process() {
        return process;
    }

    int httpPort() {
        return base + 80;
    }

    /** The sid of the account whose numbers these are. */
    String account() {
        return account;
    }

    /** The Authorization header of that account. */
    String authorization() {
        String pair = account + ":" + token;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for a line of the product that starts so. */
    void awaitLine(String start, int seconds) throws InterruptedException {
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        while (true) {
            String line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IllegalStateException("the product did not say '" + start + "' within " + seconds + " s");
            }
            if (line.startsWith(start)) {
                return;
            }
        }
    }

    /** Every series of /metrics, by name and labels. */
    Map<String, Double> metrics() {
        Map<String, Double> all = new TreeMap<>();
        get("/metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            all.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
        return all;
    }

    /** Sum over the labels of a metric. */
    static double sum(Map<String, Double> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    /** The status of every call in the records, read page by page through the REST API. */
    Map<String, String> calls() {
        Map<String, String> statuses = new LinkedHashMap<>();
        Pattern call = Pattern.compile("\\{\"sid\":\"(CA\\w+)\".*?\"status\":\"([a-z-]+)\"");
        for (int page = 0; ; page++) {
            String body = get("/2010-04-01/Accounts/" + account + "/Calls.json?PageSize=1000&Page=" + page);
            Matcher rows = call.matcher(body);
            while (rows.find()) {
                statuses.put(rows.group(1), rows.group(2));
            }
            if (body.contains("\"next_page_uri\":null")) {
                return statuses;
            }
        }
    }

    /** The timeline of a call, as JSON. */
    String story(String sid) {
        return get("/strowger/v1/Calls/" + sid + "/Timeline");
    }

    private String get(String path) {
        try {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + (base + 80) + path)).header("Authorization", authorization()).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException | InterruptedException trouble) {
            throw new IllegalStateException(path + " was not answered", trouble);
        }
    }

    /** What jcmd says. */
    String jcmd(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getenv("JAVA")).resolveSibling("jcmd").toString(), Long.toString(process.pid())));
        command.addAll(List.of(words));
        return read(new ProcessBuilder(command).redirectErrorStream(true).start().getInputStream());
    }

    /** Live instances and bytes after a full collection, by class; {@code Total} is all. */
    Map<String, long[]> histogram() throws IOException {
        Map<String, long[]> classes = new HashMap<>();
        long[] total = new long[2];
        jcmd("GC.class_histogram").lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                long[] one = {Long.parseLong(row.group(1)), Long.parseLong(row.group(2))};
                classes.merge(row.group(3), one, (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
                total[0] += one[0];
                total[1] += one[1];
            }
        });
        classes.put("Total", total);
        return classes;
    }

    /** Threads, virtual ones too, by name with its digits and sids left out. */
    Map<String, Integer> threads() throws IOException {
        Path file = work.resolve("threads.json");
        Files.deleteIfExists(file);
        jcmd("Thread.dump_to_file", "-format=json", file.toString());
        Map<String, Integer> names = new TreeMap<>();
        Matcher name = Pattern.compile("\"name\": \"([^\"]*)\"").matcher(Files.readString(file));
        while (name.find()) {
            names.merge(name.group(1).replaceAll("(CA|RE)[0-9a-f]{32}\\S*", "SID").replaceAll("\\d+", "N"), 1, Integer::sum);
        }
        return names;
    }

    int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    /** Processes that work in the data directory: the bundled database, whoever started it. */
    long databaseProcesses() {
        return ProcessHandle.allProcesses().filter(one -> {
            try {
                return Files.readSymbolicLink(Path.of("/proc/" + one.pid() + "/cwd")).startsWith(data());
            } catch (IOException gone) {
                return false;
            }
        }).count();
    }

    /** Processor seconds of the JVM and of what it started, ended children included. */
    double[] cpu() {
        double[] both = {ticks(process.pid()), 0};
        process.descendants().forEach(child -> both[1] += ticks(child.pid()));
        return both;
    }

    private static double ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13])
                    + Long.parseLong(fields[14])) / 100.0;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Starts the load generator towards one of the numbers. */
    Process load(String number, String... more) throws IOException {
        return load(number, base + 50, more);
    }

    /** As above, from another port; its sound goes by the one after it. */
    Process load(String number, int port, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("target/bench/sipload").toString(), "-t",
                "127.0.0.1:" + sipPort(), "-x", number(number), "-i", "127.0.0.1", "-p", "" + port, "-m",
                "" + (port + 1)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Starts the called party of the number {@code dial}: it answers at once. */
    Process called(int seconds) throws IOException {
        return new ProcessBuilder(home.resolve("target/bench/sipload").toString(), "-u", "-i", "127.0.0.1", "-p",
                "" + (base + 55), "-m", "" + (base + 56), "-T", "" + seconds).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** The generator's figures, once it has ended; {@code code 503} and the like are counts of final answers. */
    static Map<String, Double> result(Process generator) throws IOException {
        String text = read(generator.getInputStream());
        Map<String, Double> figures = new HashMap<>();
        Matcher field = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)").matcher(text);
        while (field.find()) {
            figures.put(field.group(1), Double.parseDouble(field.group(2)));
        }
        Matcher code = Pattern.compile("\\b([3-6]\\d\\d):(\\d+)").matcher(text);
        while (code.find()) {
            figures.put("code " + code.group(1), Double.parseDouble(code.group(2)));
        }
        if (!figures.containsKey("answered")) {
            throw new IllegalStateException("the generator said: " + text);
        }
        return figures;
    }

    static boolean await(int seconds, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }

    /** Sends SIGTERM; unlike {@code Process.destroy} it leaves the output open. */
    void term() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Stops it, removes its files; kills what does not stop. */
    @Override
    public void close() throws Exception {
        application.server.stop(0);
        if (process != null && process.isAlive()) {
            term();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                term();
            }
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        try (var files = Files.walk(work)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    static String option(String[] args, String name, String otherwise) {
        int at = List.of(args).indexOf(name);
        return at < 0 ? otherwise : args[at + 1];
    }

    /** The application: documents, and an account of every status callback. */
    static final class Application {
        final HttpServer server;
        /** Calls whose document was asked for, with the moment (ns). */
        final Map<String, Long> calls = new ConcurrentHashMap<>();
        /** Final callbacks: by call, the delivery's id and how often it came. */
        final Map<String, Map<String, Integer>> finals = new ConcurrentHashMap<>();
        /** By call and sequence number, the ids seen: more than one is a mistake. */
        final Map<String, Map<String, Integer>> numbered = new ConcurrentHashMap<>();
        /** When a call's first callback came (ns). */
        final Map<String, Long> first = new ConcurrentHashMap<>();
        final AtomicLong callbacks = new AtomicLong();

        Application(int port) throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1000);
            server.setExecutor(Executors.newFixedThreadPool(4, Thread.ofPlatform().daemon().factory()));
            String tone = "<Play>http://127.0.0.1:" + port + "/tone.wav</Play>";
            document("/one", tone);
            document("/three", tone + "<Pause length=\"2\"/>");
            document("/minute", tone + "<Pause length=\"60\"/>");
            document("/dial", "<Dial><Sip>sip:called@127.0.0.1:" + (port - 35) + "</Sip></Dial>");
            byte[] wav = tone();
            server.createContext("/tone.wav", exchange -> answer(exchange, "audio/wav", wav));
            server.createContext("/status", this::status);
            server.start();
        }

        /** A page of its own, made of the request's form fields. */
        void page(String path, java.util.function.Function<Map<String, String>, String> document) {
            server.createContext(path, exchange -> {
                byte[] body = document.apply(form(exchange)).getBytes(StandardCharsets.UTF_8);
                answer(exchange, "text/xml", body);
            });
        }

        /** The absolute address of a path. */
        String url(String path) {
            return "http://127.0.0.1:" + server.getAddress().getPort() + path;
        }

        private void document(String path, String verbs) {
            byte[] body = ("<Response>" + verbs + "</Response>").getBytes(StandardCharsets.UTF_8);
            server.createContext(path, exchange -> {
                calls.put(form(exchange).get("CallSid"), System.nanoTime());
                answer(exchange, "text/xml", body);
            });
        }

        private void status(HttpExchange exchange) throws IOException {
            Map<String, String> form = form(exchange);
            String id = exchange.getRequestHeaders().getFirst("I-Twilio-Idempotency-Token");
            callbacks.incrementAndGet();
            String sid = form.get("CallSid");
            first.putIfAbsent(sid, System.nanoTime());
            count(numbered, sid + " " + form.get("SequenceNumber"), id);
            if (isFinal(form.get("CallStatus"))) {
                count(finals, sid, id);
            }
            answer(exchange, "text/plain", new byte[0]);
        }

        private static void count(Map<String, Map<String, Integer>> where, String key, String id) {
            where.computeIfAbsent(key, any -> new ConcurrentHashMap<>()).merge(id, 1, Integer::sum);
        }

        private static Map<String, String> form(HttpExchange exchange) throws IOException {
            Map<String, String> fields = new HashMap<>();
            for (String pair : read(exchange.getRequestBody()).split("&")) {
                String[] halves = pair.split("=", 2);
                fields.put(halves[0], halves.length == 2 ? URLDecoder.decode(halves[1], StandardCharsets.UTF_8) : "");
            }
            return fields;
        }

        private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        /** One second of 440 Hz as 16-bit WAV. */
        private static byte[] tone() {
            ByteBuffer wav = ByteBuffer.allocate(44 + 16000).order(ByteOrder.LITTLE_ENDIAN);
            wav.put("RIFF".getBytes()).putInt(36 + 16000).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) 1)
                    .putShort((short) 1).putInt(8000).putInt(16000).putShort((short) 2).putShort((short) 16)
                    .put("data".getBytes()).putInt(16000);
            for (int i = 0; i < 8000; i++) {
                wav.putShort((short) (8000 * Math.sin(2 * Math.PI * 440 * i / 8000)));
            }
            return wav.array();
        }
    }

    static boolean isFinal(String status) {
        return List.of("completed", "busy", "failed", "no-answer", "canceled").contains(status);
    }

    /** A list of promises; prints each, and remembers whether all held. */
    static final class Verdict {
        private final List<String> broken = new ArrayList<>();

        void check(boolean held, String promise) {
            IO.println((held ? "  held    " : "  BROKEN  ") + promise);
            if (!held) {
                broken.add(promise);
            }
        }

        int exit() {
            IO.println(broken.isEmpty() ? "\nall promises held" : "\nBROKEN: " + String.join("; ", broken));
            return broken.isEmpty() ? 0 : 1;
        }
    }
}
