// The soak behind ./strowger soak overload; see soak-overload.sh.
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** One call placed: when, and what came of it. */
static final class Placed {
    final long at = System.nanoTime();
    int status;
    double answeredMs;
    boolean retryAfter;
    boolean ended;
    double lengthMs;
}

static final Map<String, Placed> CALLS = new java.util.concurrent.ConcurrentHashMap<>();

void main(String[] args) throws Exception {
    int allowed = Integer.parseInt(SoakProduct.option(args, "--allowed", "40"));
    int seconds = Integer.parseInt(SoakProduct.option(args, "--seconds", "30"));
    int base = Integer.parseInt(SoakProduct.option(args, "--base-port", "29000"));
    int rate = allowed * 3 / 2;
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    try (SoakProduct product = new SoakProduct(base, "--calls-per-second", "" + allowed);
            DatagramSocket socket = new DatagramSocket(base + 50, InetAddress.getLoopbackAddress());
            DatagramSocket ears = new DatagramSocket(base + 51, InetAddress.getLoopbackAddress())) {
        product.start();
        SoakProduct.result(product.load("one", "-r", "" + allowed / 2, "-T", "20", "-p", "" + (base + 52), "-m",
                "" + (base + 53)));
        double refusedBefore = refused(product);
        int before = product.calls().size();
        SocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), product.sipPort());
        Thread listener = Thread.ofPlatform().daemon().start(() -> listen(socket, server));
        IO.println(rate + " calls/s for " + seconds + " s where " + allowed + " are allowed");
        offer(socket, server, rate, rate * seconds);
        SoakProduct.await(40, () -> CALLS.values().stream().allMatch(call -> call.status >= 300 || call.ended));
        judge(product, verdict, rate * seconds, allowed, seconds, refused(product) - refusedBefore, before);
    }
    System.exit(verdict.exit());
}

static double refused(SoakProduct product) {
    return product.metrics().getOrDefault("strowger_calls_refused_total{limit=\"rate\"}", 0.0);
}

void judge(SoakProduct product, SoakProduct.Verdict verdict, int offered, int allowed, int seconds, double counted,
        int before) throws InterruptedException {
    List<Placed> refused = CALLS.values().stream().filter(call -> call.status == 503).toList();
    List<Placed> accepted = CALLS.values().stream().filter(call -> call.status == 200).toList();
    List<Double> times = refused.stream().map(call -> call.answeredMs).sorted().toList();
    if (!times.isEmpty()) {
        IO.println("  refused after: p50 %.1f, p99 %.1f, most %.1f ms".formatted(times.get(times.size() / 2),
                times.get(times.size() * 99 / 100), times.getLast()));
    }
    List<Double> answers = accepted.stream().map(call -> call.answeredMs).sorted().toList();
    List<Double> lengths = accepted.stream().filter(call -> call.ended).map(call -> call.lengthMs).sorted().toList();
    IO.println("  accepted: answer p50 %.1f, p99 %.1f ms; length p50 %.0f, p99 %.0f ms".formatted(
            answers.get(answers.size() / 2), answers.get(answers.size() * 99 / 100), lengths.get(lengths.size() / 2),
            lengths.get(lengths.size() * 99 / 100)));
    verdict.check(refused.size() + accepted.size() == offered, "every call was answered 200 or 503: %d + %d of %d"
            .formatted(accepted.size(), refused.size(), offered));
    verdict.check(refused.stream().allMatch(call -> call.retryAfter), "every refusal names a Retry-After");
    verdict.check(counted == refused.size(), "the product counted as many refusals: %.0f".formatted(counted));
    int most = allowed * seconds + allowed;
    verdict.check(accepted.size() <= most + 1 && accepted.size() >= allowed * seconds * 97 / 100,
            "accepted: %d, allowed %d to %d".formatted(accepted.size(), allowed * seconds, most));
    verdict.check(accepted.stream().allMatch(call -> call.ended), "every accepted call ran to its end");
    Map<String, String> statuses = product.calls();
    long completed = statuses.values().stream().filter("completed"::equals).count();
    verdict.check(statuses.size() - before == accepted.size() && completed == statuses.size(),
            "the records hold the accepted calls only, all completed: %d".formatted(statuses.size() - before));
    boolean told = SoakProduct.await(10, () -> product.application.finals.size() == statuses.size());
    verdict.check(told, "each had its final callback");
}

/** Places the calls at an even pace. */
static void offer(DatagramSocket socket, SocketAddress server, int rate, int calls) throws Exception {
    long from = System.nanoTime();
    for (int i = 0; i < calls; i++) {
        long due = from + i * 1_000_000_000L / rate - System.nanoTime();
        if (due > 0) {
            Thread.sleep(java.time.Duration.ofNanos(due));
        }
        String id = "overload-" + i;
        String sdp = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n"
                + "a=rtpmap:0 PCMU/8000\r\n").formatted(socket.getLocalPort() + 1);
        CALLS.put(id, new Placed());
        send(socket, server, ("INVITE sip:%s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s;rport\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:over@127.0.0.1>;tag=%s\r\nTo: <sip:%s@127.0.0.1>\r\nCall-ID: %s\r\n"
                + "CSeq: 1 INVITE\r\nContact: <sip:over@127.0.0.1:%d>\r\nContent-Type: application/sdp\r\n"
                + "Content-Length: %d\r\n\r\n%s").formatted(SoakProduct.number("one"), socket.getLocalPort(), id, id,
                SoakProduct.number("one"), id, socket.getLocalPort(), sdp.length(), sdp));
    }
}

static void send(DatagramSocket socket, SocketAddress server, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, server));
}

static void listen(DatagramSocket socket, SocketAddress server) {
    byte[] buffer = new byte[65536];
    while (!socket.isClosed()) {
        try {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            heard(socket, server, new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8), System.nanoTime());
        } catch (IOException closed) {
            return;
        }
    }
}

static void heard(DatagramSocket socket, SocketAddress server, String message, long at) throws IOException {
    String id = header(message, "Call-ID");
    Placed call = CALLS.get(id);
    if (call == null) {
        return; // a message of the warm-up
    }
    if (message.startsWith("BYE")) {
        call.ended = true;
        call.lengthMs = (at - call.at) / 1e6 - call.answeredMs;
        send(socket, server, "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(header(message, "Via"), header(message, "From"), header(message, "To"), id,
                        header(message, "CSeq")));
        return;
    }
    int status = message.startsWith("SIP/2.0 ") ? Integer.parseInt(message.substring(8, 11)) : 0;
    if (status < 200) {
        return;
    }
    if (call.status == 0) {
        call.status = status;
        call.answeredMs = (at - call.at) / 1e6;
        call.retryAfter = header(message, "Retry-After").matches("\\d+");
    }
    boolean success = status < 300;
    String target = success ? header(message, "Contact").replaceAll("[<>]", "")
            : "sip:" + SoakProduct.number("one") + "@127.0.0.1";
    send(socket, server, ("ACK %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s%s;rport\r\nMax-Forwards: 70\r\n"
            + "From: <sip:over@127.0.0.1>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n")
            .formatted(target, socket.getLocalPort(), id, success ? "-ack" : "", id, header(message, "To"), id));
}

static String header(String message, String name) {
    int at = message.indexOf("\r\n" + name + ": ");
    return at < 0 ? "" : message.substring(at + name.length() + 4, message.indexOf("\r\n", at + 2));
}
