// The benchmark behind ./strowger bench api; see api.sh.
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

static final int CONNECTIONS = 32;

/** One measured row. */
record Row(String name, int asked, double rate, double p50, double p99, double cpu, String split, long failed) {}

void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(SoakProduct.option(args, "--seconds", "10"));
    int rows = Integer.parseInt(SoakProduct.option(args, "--rows", "1000000"));
    // the flood of created calls must wait, not be refused: what is measured is the creation
    try (SoakProduct product = new SoakProduct(27000)) {
        product.start();
        fill(product, rows);
        String calls = "/2010-04-01/Accounts/" + product.account() + "/Calls";
        LongFunction<byte[]> health = n -> get(product, "/health");
        LongFunction<byte[]> fetch = n -> get(product, calls + "/" + sid((n * 7919) % rows) + ".json");
        LongFunction<byte[]> list = n -> get(product, calls + ".json?PageSize=50&PageToken=PA" + sid((n * 7919) % rows));
        LongFunction<byte[]> create = n -> post(product, calls + ".json", "To=client%3Anobody&From=%2B15550100&Twiml="
                + "%3CResponse%2F%3E");
        IO.println("warming up");
        run(product, "warm", fetch, 2000, 8, "200");
        run(product, "warm", list, 300, 8, "200");
        run(product, "warm", create, 500, 4, "201");
        List<Row> all = new ArrayList<>();
        all.add(run(product, "bare answer", health, 3000, seconds, "200"));
        all.add(run(product, "fetch one", fetch, 3000, seconds, "200"));
        all.add(run(product, "list 50", list, 800, seconds, "200"));
        all.add(run(product, "create a call", create, 1000, seconds, "201"));
        all.add(run(product, "create a call", create, 3000, seconds, "201"));
        report(product, rows, all);
    }
    System.exit(0);
}

/** As many finished calls of the account as asked for, in the table itself. */
void fill(SoakProduct product, int rows) throws Exception {
    Path home = product.data().resolve("postgres");
    String port = Files.readString(home.resolve("port")).strip();
    String password = Files.readString(home.resolve("password")).strip();
    long from = System.nanoTime();
    try (Connection database = DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/strowger", "strowger", password);
            Statement statement = database.createStatement()) {
        statement.execute("insert into calls (sid, account_sid, from_address, to_address, direction, status, final,"
                + " created_at, answered_at, ended_at, duration_us, callback_parameters, expires_at)"
                + " select 'CA' || lpad(to_hex(n), 32, '0'), '" + product.account() + "', '+15550100', '+15550199',"
                + " 'inbound', 'completed', true, now() - interval '1 day', now() - interval '1 day', now(), 1000000, '',"
                + " now() + interval '30 days' from generate_series(0, " + (rows - 1) + ") n");
        statement.execute("analyze calls");
    }
    IO.println("%,d calls in the table after %.0f s".formatted(rows, (System.nanoTime() - from) / 1e9));
}

String sid(long n) {
    return "CA" + "%032x".formatted(n);
}

byte[] get(SoakProduct product, String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + product.authorization() + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
}

byte[] post(SoakProduct product, String path, String form) {
    return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + product.authorization()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form)
            .getBytes(StandardCharsets.US_ASCII);
}

/** Sends at a steady rate; a request that waits for a connection counts its waiting. */
Row run(SoakProduct product, String name, LongFunction<byte[]> request, int rate, int seconds, String status)
        throws Exception {
    AtomicLong next = new AtomicLong();
    AtomicInteger failed = new AtomicInteger();
    ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
    double[] before = product.cpu();
    long total = (long) rate * seconds;
    long from = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < CONNECTIONS; c++) {
        threads.add(Thread.ofPlatform().start(() -> latencies.add(
                connection(product.httpPort(), next, total, from, rate, request, status, failed))));
    }
    for (Thread thread : threads) {
        thread.join();
    }
    double wall = (System.nanoTime() - from) / 1e9;
    double[] after = product.cpu();
    long[] sorted = latencies.stream().flatMapToLong(java.util.Arrays::stream).sorted().toArray();
    double jvm = (after[0] - before[0]) * 1000 / sorted.length;
    double database = (after[1] - before[1]) * 1000 / sorted.length;
    return new Row(name, rate, sorted.length / wall, sorted[sorted.length / 2] / 1e6,
            sorted[(int) (sorted.length * 0.99)] / 1e6, jvm + database,
            "product %.3f, postgres %.3f".formatted(jvm, database), failed.get());
}

long[] connection(int port, AtomicLong next, long total, long from, int rate, LongFunction<byte[]> request, String status,
        AtomicInteger failed) {
    List<Long> mine = new ArrayList<>();
    try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        for (long n = next.getAndIncrement(); n < total; n = next.getAndIncrement()) {
            long due = from + n * 1_000_000_000L / rate;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            socket.getOutputStream().write(request.apply(n));
            if (!answer(in).startsWith("HTTP/1.1 " + status)) {
                failed.incrementAndGet();
            }
            mine.add(System.nanoTime() - due);
        }
    } catch (IOException | InterruptedException broken) {
        failed.incrementAndGet();
    }
    return mine.stream().mapToLong(Long::longValue).toArray();
}

/** Reads one answer; gives its first line. */
String answer(InputStream in) throws IOException {
    String first = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
            length = Integer.parseInt(line.substring(15).strip());
        }
    }
    in.skipNBytes(length);
    return first;
}

String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
            throw new IOException("the connection ended");
        }
        if (c != '\r') {
            line.append((char) c);
        }
    }
    return line.toString();
}

void report(SoakProduct product, int rows, List<Row> all) throws Exception {
    IO.println("%n%-16s %8s %10s %9s %9s %14s %7s".formatted(
            "work", "asked/s", "answered/s", "p50 ms", "p99 ms", "CPU ms/request", "failed"));
    StringBuilder json = new StringBuilder("{\"bench\":\"api\",\"at\":\"%s\",\"rows\":%d,\"processors\":%d,\"results\":["
            .formatted(Instant.now(), rows, Runtime.getRuntime().availableProcessors()));
    for (Row row : all) {
        IO.println("%-16s %8d %10.0f %9.2f %9.2f %14.3f %7d   %s".formatted(row.name(), row.asked(), row.rate(), row.p50(),
                row.p99(), row.cpu(), row.failed(), row.split()));
        json.append("%s{\"name\":\"%s\",\"asked\":%d,\"rate\":%.0f,\"p50\":%.2f,\"p99\":%.2f,\"cpuMillis\":%.3f,\"failed\":%d}"
                .formatted(row == all.getFirst() ? "" : ",", row.name(), row.asked(), row.rate(), row.p50(), row.p99(),
                        row.cpu(), row.failed()));
    }
    Files.writeString(product.home.resolve("bench/history.jsonl"), json.append("]}\n"),
            java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    IO.println("\ntargets: fetch 0.25 ms, list 1.0 ms, create 0.35 ms of CPU; appended to bench/history.jsonl");
}
