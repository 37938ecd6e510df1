import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** What the benchmarks over HTTP share: a steady load on plain sockets, and its figures. */
final class HttpLoad {
    private HttpLoad() {}

    /**
     * One measured row.
     *
     * @param rate answers a second
     * @param p50 milliseconds from when it was due to its answer
     * @param jvm processor milliseconds a request, of the product
     * @param database the same of its database
     */
    record Row(String name, int asked, double rate, double p50, double p99, double jvm, double database, long failed) {
        double cpu() {
            return jvm + database;
        }

        String split() {
            return "product %.3f, postgres %.3f".formatted(jvm, database);
        }
    }

    static byte[] get(SoakProduct product, String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + product.authorization() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] post(SoakProduct product, String path, String form) {
        return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + product.authorization()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form).getBytes(StandardCharsets.US_ASCII);
    }

    /** Over 32 connections; good is what has the status. */
    static Row run(SoakProduct product, String name, LongFunction<byte[]> request, int rate, int seconds, String status)
            throws Exception {
        return run(product, name, request, rate, seconds, 32, status, "");
    }

    /**
     * Sends at a steady rate; a request that waits for a connection counts its waiting.
     *
     * @param good what the answer's body must hold, beside the status
     */
    static Row run(SoakProduct product, String name, LongFunction<byte[]> request, int rate, int seconds,
            int connections, String status, String good) throws Exception {
        AtomicLong next = new AtomicLong();
        AtomicInteger failed = new AtomicInteger();
        ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
        double[] before = product.cpu();
        long total = (long) rate * seconds;
        long from = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            threads.add(Thread.ofPlatform().start(() -> latencies.add(connection(product.httpPort(), next, total, from,
                    rate, request, status, good, failed))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double wall = (System.nanoTime() - from) / 1e9;
        double[] after = product.cpu();
        long[] sorted = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double jvm = (after[0] - before[0]) * 1000 / sorted.length;
        double database = (after[1] - before[1]) * 1000 / sorted.length;
        return new Row(name, rate, sorted.length / wall, sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6, jvm, database, failed.get());
    }

    private static long[] connection(int port, AtomicLong next, long total, long from, int rate,
            LongFunction<byte[]> request, String status, String good, AtomicInteger failed) {
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
                if (!isGood(in, status, good)) {
                    failed.incrementAndGet();
                }
                mine.add(System.nanoTime() - due);
            }
        } catch (IOException | InterruptedException broken) {
            failed.incrementAndGet();
        }
        return mine.stream().mapToLong(Long::longValue).toArray();
    }

    /** Sends one request and gives the body of its answer. */
    static String ask(SoakProduct product, byte[] request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", product.httpPort())) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            socket.getOutputStream().write(request);
            String first = line(in);
            String body = new String(in.readNBytes(length(in)), StandardCharsets.UTF_8);
            if (!first.startsWith("HTTP/1.1 2")) {
                throw new IllegalStateException(first + ": " + body);
            }
            return body;
        }
    }

    private static boolean isGood(InputStream in, String status, String good) throws IOException {
        String first = line(in);
        int length = length(in);
        boolean found = true;
        if (good.isEmpty()) {
            in.skipNBytes(length);
        } else {
            found = new String(in.readNBytes(length), StandardCharsets.UTF_8).contains(good);
        }
        return found && first.startsWith("HTTP/1.1 " + status);
    }

    /** Reads the head behind its first line; the length of the body. */
    private static int length(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return length;
    }

    private static String line(InputStream in) throws IOException {
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
}
