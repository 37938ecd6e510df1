// The benchmark behind ./strowger bench relay; see relay.sh.
import com.sun.net.httpserver.HttpServer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

static final int HTTP = 28500, SIP = 28560, CALLED = 28570, CALLER = 28580, APP = 28590, NG = 28600, STATIC = 28700;
static final String RTP = "127.0.0.1:31000-32767"; // below the ports that the kernel gives away
static final int YARD_FIRST = 31000, YARD_LAST = 32299;
static final int RUNS = 3;

/** A share of a core over one window, and what the generator saw in it. */
record Seen(double share, double jvm, double other, double heapKib, double rssKib, Map<String, Double> generator) {}

/** One measured row. */
record Row(int calls, Seen ours, Seen rtpengine, Seen floor) {}

void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    List<String> options = List.of(args).subList(1, args.length);
    int seconds = option(options, "--seconds").map(Integer::parseInt).orElse(12);
    List<Integer> sizes = Stream.of(option(options, "--calls").orElse("100,300").split(",")).map(Integer::valueOf)
            .toList();
    if (sizes.stream().anyMatch(n -> n < 1 || 4 * n > YARD_LAST - YARD_FIRST)) {
        throw new IllegalArgumentException("there are ports for up to " + (YARD_LAST - YARD_FIRST) / 4 + " calls");
    }
    Path work = Files.createTempDirectory("strowger-bench", PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwxr-xr-x"))); // the database user must pass
    List<Seen> floors = new ArrayList<>();
    List<Seen> engines = new ArrayList<>();
    for (int calls : sizes) {
        floors.add(floor(home, work, calls, seconds));
        engines.add(rtpengine(home, work, calls, seconds));
    }
    HttpServer app = application();
    Process product = product(home, work);
    try {
        IO.println("warming up");
        bridged(home, product, sizes.getFirst(), 20, false);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            List<Seen> runs = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                runs.add(bridged(home, product, sizes.get(i), seconds, run == 0));
                tell(sizes.get(i), "bridged calls", runs.getLast());
            }
            Seen middle = median(runs);
            Seen first = runs.stream().filter(seen -> seen.heapKib() > 0).findFirst().orElseThrow();
            rows.add(new Row(sizes.get(i), new Seen(middle.share(), middle.jvm(), middle.other(), first.heapKib(),
                    first.rssKib(), middle.generator()), engines.get(i), floors.get(i)));
        }
        report(home, rows);
    } finally {
        end(product);
        app.stop(0);
    }
    System.exit(0);
}

Optional<String> option(List<String> options, String name) {
    int at = options.indexOf(name);
    return at < 0 || at + 1 == options.size() ? Optional.empty() : Optional.of(options.get(at + 1));
}

// --- ours

/** Holds so many bridged calls and takes the product's CPU in the middle of them. */
Seen bridged(Path home, Process product, int calls, int seconds, boolean memory) throws Exception {
    double heap = memory ? heapKib(product) : 0;
    long rss = rss(product);
    Process called = new ProcessBuilder(sipload(home), "-u", "-p", "" + CALLED, "-m", "" + (CALLED + 1), "-i",
            "127.0.0.1", "-T", "600").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Process caller = new ProcessBuilder(sipload(home), "-t", "127.0.0.1:" + SIP, "-x", "+15550200", "-i", "127.0.0.1",
            "-p", "" + CALLER, "-m", "" + (CALLER + 1), "-n", "" + calls, "-r", "20", "-w", "" + (seconds + 4)).start();
    try {
        String up = caller.errorReader().readLine(); // told when every call is answered
        if (up == null || !up.contains("up=" + calls + " ")) {
            throw new IllegalStateException("not all calls came up: " + up);
        }
        Thread.sleep(2500);
        Seen seen = window(product, seconds);
        double held = memory ? (heapKib(product) - heap) / calls : 0;
        double grown = memory ? (rss(product) - rss) / 1024.0 / calls : 0;
        Map<String, Double> figures = told(caller);
        called.toHandle().destroy();
        Map<String, Double> far = told(called);
        figures.put("far_loss_pct", far.getOrDefault("loss_pct", -1.0));
        Thread.sleep(6000); // ports rest for five seconds
        return new Seen(seen.share(), seen.jvm(), seen.other(), held, grown, figures);
    } finally {
        called.destroy();
        caller.destroy();
    }
}

Process product(Path home, Path work) throws Exception {
    Path config = work.resolve("strowger.yaml");
    Files.writeString(config, """
            accounts:
              - name: Bench
                numbers:
                  - { number: "+15550200", voice: { url: "http://127.0.0.1:%d/dial" } }
            """.formatted(APP));
    Process product = new ProcessBuilder("taskset", "-c", "0", home.resolve("strowger").toString(), "up",
            "--http", "127.0.0.1:" + HTTP, "--sip", "127.0.0.1:" + SIP, "--rtp", RTP, "--data",
            work.resolve("data").toString(), "--config", config.toString(), "--allow-private-urls", "--trust",
            "127.0.0.0/8", "--calls", "5000", "--calls-per-second", "5000", "--log-level", "warning")
            .redirectErrorStream(true).start();
    var lines = product.inputReader();
    String last = "";
    for (String line = lines.readLine(); ; line = lines.readLine()) {
        if (line == null) {
            throw new IllegalStateException("the product ended before it was ready: " + last);
        }
        last = line;
        if (line.startsWith("ready")) {
            Thread.ofPlatform().daemon().start(() -> print(lines));
            return product;
        }
    }
}

void print(java.io.BufferedReader lines) {
    try (lines) {
        lines.lines().forEach(IO::println);
    } catch (java.io.IOException | java.io.UncheckedIOException ended) {
        return; // the product has gone, as it should at the end
    }
}

HttpServer application() throws Exception {
    HttpServer app = HttpServer.create(new InetSocketAddress("127.0.0.1", APP), 1000);
    byte[] document = "<Response><Dial><Sip>sip:load@127.0.0.1:%d</Sip></Dial></Response>".formatted(CALLED).getBytes();
    app.createContext("/dial", exchange -> {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, document.length);
        exchange.getResponseBody().write(document);
        exchange.close();
    });
    app.start();
    return app;
}

// --- the yardsticks

/** A C program that does nothing but hand packets over. */
Seen floor(Path home, Path work, int calls, int seconds) throws Exception {
    Process relay = new ProcessBuilder("taskset", "-c", "0", home.resolve("target/bench/relay-floor").toString(),
            "" + calls, "" + YARD_FIRST).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
        if (!"ready".equals(relay.inputReader().readLine())) {
            throw new IllegalStateException("the C relay did not start");
        }
        List<Integer> ports = IntStream.range(YARD_FIRST, YARD_FIRST + 2 * calls).boxed().toList();
        return streams(home, work, relay, ports, seconds, "C floor");
    } finally {
        end(relay);
    }
}

/** rtpengine without its kernel module, told by its ng protocol (a cookie and a bencoded dictionary in a datagram). */
Seen rtpengine(Path home, Path work, int calls, int seconds) throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/rtpengine"))) {
        IO.println("  no rtpengine on this machine: its column is empty");
        return new Seen(Double.NaN, Double.NaN, 0, 0, Double.NaN, new HashMap<>());
    }
    Process engine = new ProcessBuilder("taskset", "-c", "0", "/usr/bin/rtpengine", "--foreground", "--log-stderr",
            "--log-level=4", "--table=-1", "--interface=127.0.0.1", "--listen-ng=127.0.0.1:" + NG,
            "--port-min=" + YARD_FIRST, "--port-max=" + YARD_LAST, "--num-threads=1", "--timeout=3600",
            "--pidfile=" + work.resolve("rtpengine.pid"))
            .redirectErrorStream(true).redirectOutput(work.resolve("rtpengine.log").toFile()).start();
    try (DatagramSocket control = new DatagramSocket()) {
        control.setSoTimeout(1000);
        awaitPong(control);
        Thread.sleep(1000);
        long rss = rss(engine);
        List<Integer> ports = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            ports.add(port(ask(control, "offer", call)));
            ports.add(port(ask(control, "answer", call)));
        }
        Seen seen = streams(home, work, engine, ports, seconds, "rtpengine");
        return new Seen(seen.share(), seen.jvm(), 0, 0, (rss(engine) - rss) / 1024.0 / calls, seen.generator());
    } finally {
        end(engine);
    }
}

void awaitPong(DatagramSocket control) throws Exception {
    for (int attempt = 0; ; attempt++) {
        try {
            send(control, "ping" + attempt, "d7:command4:pinge");
            return;
        } catch (java.io.IOException notYet) {
            if (attempt == 20) {
                throw notYet;
            }
            Thread.sleep(250);
        }
    }
}

String ask(DatagramSocket control, String command, int call) throws Exception {
    String sdp = "v=0\r\no=- %d 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n"
            .formatted(call + 1, STATIC) + "a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n";
    StringBuilder message = new StringBuilder("d");
    for (String text : List.of("command", command, "call-id", "call" + call, "from-tag", "a" + call, "sdp", sdp,
            "ICE", "remove")) {
        message.append(text.length()).append(':').append(text);
    }
    if (command.equals("answer")) {
        String tag = "b" + call;
        message.append("6:to-tag").append(tag.length()).append(':').append(tag);
    }
    return send(control, command + call, message.append('e').toString());
}

String send(DatagramSocket control, String cookie, String message) throws Exception {
    byte[] bytes = (cookie + " " + message).getBytes(StandardCharsets.US_ASCII);
    control.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", NG)));
    DatagramPacket answer = new DatagramPacket(new byte[8192], 8192);
    do {
        control.receive(answer);
    } while (!text(answer).startsWith(cookie + " "));
    return text(answer);
}

String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
}

int port(String answer) {
    Matcher media = Pattern.compile("m=audio (\\d+) ").matcher(answer);
    if (!media.find()) {
        throw new IllegalStateException("rtpengine refused: " + answer);
    }
    return Integer.parseInt(media.group(1));
}

/** Exchanges RTP with each port of a relay and takes its CPU: the median of three windows. */
Seen streams(Path home, Path work, Process relay, List<Integer> ports, int seconds, String name) throws Exception {
    Path file = Files.writeString(work.resolve("ports"), ports.stream().map(port -> "127.0.0.1 " + port)
            .collect(Collectors.joining("\n", "", "\n")));
    List<Seen> runs = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
        Process generator = new ProcessBuilder(sipload(home), "-F", file.toString(), "-i", "127.0.0.1", "-p",
                "" + (STATIC + 1), "-m", "" + STATIC, "-w", "" + (seconds + 2), "-s", "2")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            Thread.sleep(3000);
            Seen seen = window(relay, seconds);
            Map<String, Double> figures = told(generator);
            runs.add(new Seen(seen.share(), seen.jvm(), seen.other(), 0, 0, figures));
            tell(ports.size() / 2, "two-way streams, " + name, runs.getLast());
        } finally {
            generator.destroy();
        }
    }
    return median(runs);
}

// --- measuring

Seen median(List<Seen> runs) {
    return runs.stream().sorted(Comparator.comparingDouble(Seen::share)).toList().get(runs.size() / 2);
}

Seen window(Process process, int seconds) throws Exception {
    double jvm = ticks(process.pid());
    double other = children(process);
    long from = System.nanoTime();
    Thread.sleep(seconds * 1000L);
    double scale = 100 / ((System.nanoTime() - from) / 1e9);
    jvm = (ticks(process.pid()) - jvm) * scale;
    other = (children(process) - other) * scale;
    return new Seen(jvm + other, jvm, other, 0, 0, new HashMap<>());
}

double children(Process process) throws Exception {
    double sum = 0;
    for (ProcessHandle child : process.descendants().toList()) {
        sum += ticks(child.pid());
    }
    return sum;
}

/** User and system time in seconds, ended children included. */
double ticks(long pid) throws Exception {
    try {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13])
                + Long.parseLong(fields[14])) / 100.0;
    } catch (java.nio.file.NoSuchFileException gone) {
        return 0;
    }
}

long rss(Process process) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
}

/** Heap in use after a full collection. */
double heapKib(Process product) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    run(jcmd, "" + product.pid(), "GC.run");
    Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(run(jcmd, "" + product.pid(), "GC.heap_info"));
    double sum = 0;
    while (used.find()) {
        sum += Double.parseDouble(used.group(1));
    }
    return sum;
}

String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
        throw new IllegalStateException(command[0] + ": " + told);
    }
    return told;
}

Map<String, Double> told(Process generator) throws Exception {
    String line = new String(generator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Double> fields = new HashMap<>();
    Matcher field = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)").matcher(line);
    while (field.find()) {
        fields.put(field.group(1), Double.parseDouble(field.group(2)));
    }
    if (fields.isEmpty()) {
        throw new IllegalStateException("the generator said nothing: " + line);
    }
    return fields;
}

String sipload(Path home) {
    return home.resolve("target/bench/sipload").toString();
}

void end(Process process) throws Exception {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

// --- report

void tell(int calls, String what, Seen seen) {
    IO.println("  %d %s: %.1f %% of a core (postgres %.1f), %s".formatted(calls, what, seen.share(), seen.other(),
            quality(calls, seen)));
}

/** CPU seconds for 100,000 packets handed over: what compares runs in which the generator was held up. */
double perPackets(int calls, Seen seen) {
    return seen.share() / 100 / (2 * calls * seen.generator().getOrDefault("rx_pps_per_call", Double.NaN)) * 100_000;
}

String quality(int calls, Seen seen) {
    return "CPU s per 100,000 packets %.2f, %.1f packets/s a stream, loss %.3f %%, jitter p99 %.1f ms, gap max %.0f ms"
            .formatted(perPackets(calls, seen), generator(seen, "rx_pps_per_call"), generator(seen, "loss_pct"),
            generator(seen, "jit_max_p99_ms"), generator(seen, "gap_max_ms"));
}

double generator(Seen seen, String name) {
    return seen.generator().getOrDefault(name, Double.NaN);
}

void report(Path home, List<Row> rows) throws Exception {
    IO.println("%n%-20s %10s %8s %10s %10s %8s %14s %8s".formatted("% of a core", "figure", "product", "postgres",
            "rtpengine", "C floor", "Asterisk/FS", "target"));
    StringJoiner json = new StringJoiner(",", "{\"bench\":\"relay\",\"at\":\"%s\",\"machine\":\"%s, %d cores, JDK %s\","
            .formatted(Instant.now(), cpuName(), cores(), Runtime.version())
            + "\"load\":%s,\"rows\":[".formatted(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]), "]}\n");
    for (Row row : rows) {
        int calls = row.calls();
        Seen ours = row.ours();
        IO.println("%-20s %10.1f %8.1f %10.1f %10.1f %8.1f %14s %8s".formatted(calls + " bridged calls", ours.share(),
                ours.jvm(), ours.other(), row.rtpengine().share(), row.floor().share(), calls == 100 ? "53 / 90" : "-",
                calls == 100 ? "15" : calls == 300 ? "30" : "-"));
        IO.println("    ours:      " + quality(calls, ours));
        IO.println("               far side's loss %.3f %%, KiB/call: live heap %.0f, resident %.0f".formatted(
                generator(ours, "far_loss_pct"), ours.heapKib(), ours.rssKib()));
        IO.println("    rtpengine: " + quality(calls, row.rtpengine()));
        IO.println("               KiB/call: resident %.0f".formatted(row.rtpengine().rssKib()));
        IO.println("    C floor:   " + quality(calls, row.floor()));
        json.add(line(row));
    }
    Files.writeString(home.resolve("bench/history.jsonl"), json.toString(), StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
    IO.println("\nappended to bench/history.jsonl; targets: 15 at 100 calls, 10 for each 100 at 300");
}

String line(Row row) {
    Seen ours = row.ours();
    String detail = "product %.1f, postgres %.1f, KiB/call live heap %.0f resident %.0f (rtpengine %.0f), %s".formatted(
            ours.jvm(), ours.other(), ours.heapKib(), ours.rssKib(), row.rtpengine().rssKib(),
            quality(row.calls(), ours)) + "; rtpengine: " + quality(row.calls(), row.rtpengine());
    boolean engine = !Double.isNaN(row.rtpengine().share());
    return ("{\"name\":\"%d bridged calls\",\"figure\":%.3f,\"unit\":\"%% of a core\",\"yardstick\":%.3f,"
            + "\"rtpengine\":%s,\"detail\":\"%s\"}").formatted(row.calls(), ours.share(), row.floor().share(),
            engine ? "%.3f".formatted(row.rtpengine().share()) : "null", detail);
}

/** All of the machine's, not only those that this process may use. */
long cores() throws Exception {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("processor")).count();
}

String cpuName() throws Exception {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
            .findFirst().map(line -> line.substring(line.indexOf(':') + 2)).orElse("unknown processor");
}
