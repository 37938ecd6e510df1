// The benchmark behind ./strowger bench calls; see calls.sh.
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

static final int HTTP = 28080, SIP = 28060, APP = 28090, YARD = 28070;
static final String RTP = "127.0.0.1:30000-59999";

/** One measured row. */
record Row(String name, double figure, String unit, double yardstick, String peers, double target, String detail) {}

void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    int seconds = args.length > 2 && args[1].equals("--seconds") ? Integer.parseInt(args[2]) : 15;
    Path work = Files.createTempDirectory("strowger-bench", java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"))); // the database user must pass
    HttpServer app = application();
    Process product = product(home, work);
    try {
        List<Row> rows = new ArrayList<>();
        IO.println("warming up");
        load(home, "+15550100", "-r", "80", "-T", "40"); // after a few thousand calls the compiler still takes its share
        load(home, "+15550101", "-r", "200", "-M", "0", "-T", "40");
        rows.add(churn(home, product, 40, seconds, "9.4 / 13.0", 3.0));
        rows.add(churn(home, product, 80, seconds, "9.3 / 12.4", 2.5));
        rows.add(bare(home, product, 120, seconds, "2.1 / 5.8", 0.8));
        rows.add(bare(home, product, 250, seconds, "2.1 / -", 0.8));
        rows.add(playing(home, product, 100, seconds, "61 / 58", 15));
        report(home, rows);
    } finally {
        product.destroy();
        if (!product.waitFor(20, TimeUnit.SECONDS)) {
            product.descendants().forEach(ProcessHandle::destroyForcibly);
            product.destroyForcibly();
        }
        app.stop(0);
    }
    System.exit(0);
}

Row churn(Path home, Process product, int rate, int seconds, String peers, double target) throws Exception {
    return median(() -> {
        Cpu before = cpu(product);
        Map<String, Double> seen = load(home, "+15550100", "-r", "" + rate, "-T", "" + seconds);
        Cpu used = cpu(product).minus(before);
        return new Row("churn, 1 s of audio, " + rate + "/s", used.total() * 1000 / seen.get("done"), "CPU ms/call", 0,
                peers, target, used.split(seen.get("done")) + told(seen));
    });
}

Row bare(Path home, Process product, int rate, int seconds, String peers, double target) throws Exception {
    double yard = yardstick(home, rate, seconds);
    Row row = median(() -> {
        Cpu before = cpu(product);
        Map<String, Double> seen = load(home, "+15550101", "-r", "" + rate, "-M", "0", "-T", "" + seconds);
        Cpu used = cpu(product).minus(before);
        return new Row("answer and hang up, " + rate + "/s", used.total() * 1000 / seen.get("done"), "CPU ms/call",
                yard, peers, target, used.split(seen.get("done")) + told(seen));
    });
    return row;
}

Row playing(Path home, Process product, int calls, int seconds, String peers, double target) throws Exception {
    double yard = yardstickPlaying(home, calls, seconds);
    return median(() -> {
        long rss = rss(product);
        Process generator = start(home, "+15550102", "-n", "" + calls, "-r", "50", "-w", "" + (seconds + 6));
        Thread.sleep(5000); // all calls are up, as the generator places 50 a second
        Cpu before = cpu(product);
        long from = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        Cpu used = cpu(product).minus(before);
        double share = used.total() * 100 / ((System.nanoTime() - from) / 1e9);
        double kib = (rss(product) - rss) / 1024.0 / calls;
        Map<String, Double> seen = result(generator);
        return new Row(calls + " calls playing", share, "% of a core", yard, peers, target,
                "KiB/call %.0f, product %.1f, postgres %.1f".formatted(kib, used.jvm() * 100 / seconds, used.other() * 100 / seconds)
                        + told(seen));
    });
}

/** A C user agent answering the same load: the floor. */
double yardstick(Path home, int rate, int seconds) throws Exception {
    Process uas = uas(home, seconds + 8);
    double before = ticks(uas.pid());
    Map<String, Double> seen = result(new ProcessBuilder(sipload(home), "-t", "127.0.0.1:" + YARD, "-x", "yard", "-i",
            "127.0.0.1", "-r", "" + rate, "-M", "0", "-d", "1", "-T", "" + seconds).start());
    double used = ticks(uas.pid()) - before;
    uas.destroy();
    return used * 1000 / seen.get("done");
}

double yardstickPlaying(Path home, int calls, int seconds) throws Exception {
    Process uas = uas(home, seconds + 20);
    Process generator = new ProcessBuilder(sipload(home), "-t", "127.0.0.1:" + YARD, "-x", "yard", "-i", "127.0.0.1",
            "-n", "" + calls, "-r", "50", "-w", "" + (seconds + 6)).start();
    Thread.sleep(5000);
    double before = ticks(uas.pid());
    Thread.sleep(seconds * 1000L);
    double share = (ticks(uas.pid()) - before) * 100 / seconds;
    result(generator);
    uas.destroy();
    return share;
}

Process uas(Path home, int seconds) throws Exception {
    Process uas = new ProcessBuilder("taskset", "-c", "0", sipload(home), "-u", "-p", "" + YARD, "-i", "127.0.0.1",
            "-T", "" + seconds).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Thread.sleep(500);
    return uas;
}

interface Measured { Row run() throws Exception; }

/** Machines are noisy: the median of three. */
Row median(Measured one) throws Exception {
    List<Row> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
        three.add(one.run());
        IO.println("  " + three.getLast());
    }
    three.sort(Comparator.comparingDouble(Row::figure));
    return three.get(1);
}

String told(Map<String, Double> seen) {
    if (seen.containsKey("up")) {
        return ", failed %.0f, %.1f packets/s and call, jitter p99 %.1f ms".formatted(
                seen.get("fail"), seen.get("rx_pps_per_call"), seen.get("jit_max_p99_ms"));
    }
    return ", failed %.0f, answer p50 %.1f p99 %.1f ms, length p99 %.0f ms, retransmitted %.0f".formatted(
            seen.get("fail"), seen.get("ans_p50_ms"), seen.get("ans_p99_ms"), seen.getOrDefault("dur_p99_ms", 0.0),
            seen.get("inv_retr"));
}

Map<String, Double> load(Path home, String number, String... more) throws Exception {
    return result(start(home, number, more));
}

Process start(Path home, String number, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(sipload(home), "-t", "127.0.0.1:" + SIP, "-x", number, "-i", "127.0.0.1"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).start();
}

Map<String, Double> result(Process generator) throws Exception {
    String line = new String(generator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Double> fields = new HashMap<>();
    var field = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)").matcher(line);
    while (field.find()) {
        fields.put(field.group(1), Double.parseDouble(field.group(2)));
    }
    if (fields.getOrDefault("answered", 0.0) + fields.getOrDefault("up", 0.0) == 0) {
        throw new IllegalStateException("no call was answered: " + line);
    }
    return fields;
}

String sipload(Path home) {
    return home.resolve("target/bench/sipload").toString();
}

/** Processor seconds of the product and of what it started. */
record Cpu(double jvm, double other) {
    double total() {
        return jvm + other;
    }

    Cpu minus(Cpu earlier) {
        return new Cpu(jvm - earlier.jvm, other - earlier.other);
    }

    String split(double calls) {
        return "product %.2f, postgres %.2f".formatted(jvm * 1000 / calls, other * 1000 / calls);
    }
}

Cpu cpu(Process product) throws Exception {
    double other = 0;
    for (ProcessHandle child : product.descendants().toList()) {
        other += ticks(child.pid());
    }
    return new Cpu(ticks(product.pid()), other);
}

/** User and system time, ended children included. */
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

long rss(Process product) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + product.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
}

Process product(Path home, Path work) throws Exception {
    Path config = work.resolve("strowger.yaml");
    Files.writeString(config, """
            accounts:
              - name: Bench
                numbers:
                  - { number: "+15550100", voice: { url: "http://127.0.0.1:%1$d/one" } }
                  - { number: "+15550101", voice: { url: "http://127.0.0.1:%1$d/bare" } }
                  - { number: "+15550102", voice: { url: "http://127.0.0.1:%1$d/long" } }
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
    app.setExecutor(Executors.newFixedThreadPool(2));
    String wav = "http://127.0.0.1:" + APP + "/tone.wav";
    page(app, "/one", "text/xml", "<Response><Play>%s</Play></Response>".formatted(wav).getBytes());
    page(app, "/bare", "text/xml", "<Response><Hangup/></Response>".getBytes());
    page(app, "/long", "text/xml", "<Response><Play loop=\"0\">%s</Play></Response>".formatted(wav).getBytes());
    page(app, "/tone.wav", "audio/wav", tone());
    app.start();
    return app;
}

void page(HttpServer app, String path, String type, byte[] body) {
    app.createContext(path, exchange -> {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    });
}

/** One second of 440 Hz as 16-bit WAV. */
byte[] tone() {
    ByteBuffer wav = ByteBuffer.allocate(44 + 16000).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes()).putInt(36 + 16000).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) 1).putShort((short) 1)
            .putInt(8000).putInt(16000).putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt(16000);
    for (int i = 0; i < 8000; i++) {
        wav.putShort((short) (8000 * Math.sin(2 * Math.PI * 440 * i / 8000)));
    }
    return wav.array();
}

void report(Path home, List<Row> rows) throws Exception {
    IO.println("%n%-36s %10s %-12s %10s %14s %8s".formatted("work", "figure", "unit", "yardstick", "Asterisk/FS", "target"));
    StringBuilder json = new StringBuilder("{\"bench\":\"calls\",\"at\":\"%s\",\"machine\":\"%s, %d cores, JDK %s\",\"rows\":["
            .formatted(Instant.now(), cpuName(), cores(), Runtime.version()));
    for (Row row : rows) {
        IO.println("%-36s %10.2f %-12s %10.2f %14s %8.1f   %s".formatted(row.name(), row.figure(), row.unit(), row.yardstick(),
                row.peers(), row.target(), row.detail()));
        json.append("%s{\"name\":\"%s\",\"figure\":%.3f,\"unit\":\"%s\",\"yardstick\":%.3f,\"detail\":\"%s\"}".formatted(
                row == rows.getFirst() ? "" : ",", row.name(), row.figure(), row.unit(), row.yardstick(), row.detail()));
    }
    Files.writeString(home.resolve("bench/history.jsonl"), json.append("]}\n"), java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND);
    IO.println("\nappended to bench/history.jsonl; the yardstick is a C user agent without timers on the same core");
}

/** All of the machine's, not only those that this process may use. */
long cores() throws Exception {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("processor")).count();
}

String cpuName() throws Exception {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name")).findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2)).orElse("unknown processor");
}
