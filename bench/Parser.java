// The benchmark behind ./strowger bench parser; see parser.sh. In the parser's package, as it is no public API.
package io.strowger.sip;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Parses, reads and writes SIP messages, alone on one core. */
final class Parser {
    /** Different messages of each kind, so that no branch sees the same bytes again and again. */
    private static final int VARIETY = 64;
    private static final int BATCH = 1_000;

    private static final String SDP_ANSWER = sdp(4711);
    private static final List<SipField> OK_FIELDS = List.of(
            new SipField("Contact", "<sip:192.0.2.20:5060>"), new SipField("Allow", SipMessages.ALLOW));
    private static final Flow SOURCE = Flow.to(Transport.UDP, new InetSocketAddress("192.0.2.7", 5060));

    /** The same work done by another stack; {@code JainSip} is one. */
    public interface Yardstick {
        /** Each takes a message and returns something that depends on all the work. */
        int parse(byte[] message);

        int read(byte[] message);

        int write(byte[] message);

        int answer(byte[] invite, String sdp);
    }

    /**
     * One line of work, ours and the yardstick's.
     *
     * @param theirConstant microseconds of jain-sip in an earlier run; 0 for none
     * @param floor microseconds of a hand-made parser without rules; for reading, with eight strings a message
     */
    private record Work(String name, byte[][] messages, ToIntFunction<byte[]> ours, ToIntFunction<byte[]> theirs,
            double theirConstant, double floor) {}

    private record Figure(double micros, double bytes) {}

    private record Row(Work work, Figure ours, Figure theirs) {}

    private Parser() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        int seconds = args.length > 2 && args[1].equals("--seconds") ? Integer.parseInt(args[2]) : 3;
        byte[][] invites = messages(Parser::invite);
        byte[][] answers = messages(Parser::ok);
        System.out.printf("INVITE of %d bytes with %d header fields, 200 of %d bytes with %d%n", invites[0].length,
                SipParser.datagram(invites[0]).orElseThrow().fields(), answers[0].length,
                SipParser.datagram(answers[0]).orElseThrow().fields());
        Yardstick jain = yardstick();
        List<Work> works = List.of(
                new Work("parse INVITE", invites, Parser::parse, jain::parse, 34.5, 1.5),
                new Work("parse INVITE, check and read all of a UAS", invites, Parser::check, jain::read, 0, 2.6),
                new Work("parse + write INVITE", invites, Parser::write, jain::write, 40.5, 2.6),
                new Work("parse INVITE, build 200", invites, Parser::answer, m -> jain.answer(m, SDP_ANSWER), 38.5,
                        2.6),
                new Work("parse 200", answers, Parser::parse, jain::parse, 0, 1.5),
                new Work("parse 200, read all of a UAC", answers, Parser::readOk, jain::read, 0, 2.6),
                new Work("parse + write 200", answers, Parser::write, jain::write, 31, 1.5));
        for (Work work : works) { // everything is warm before anything is measured
            run(work.messages(), work.ours(), seconds / 2.0);
        }
        List<Row> rows = new ArrayList<>();
        for (Work work : works) {
            rows.add(new Row(work, median(work.messages(), work.ours(), seconds), new Figure(0, 0)));
        }
        boolean live = !(jain instanceof Nobody);
        if (live) {
            for (Work work : works) {
                run(work.messages(), work.theirs(), seconds * 2.0); // it needs long warming
            }
            for (int i = 0; i < rows.size(); i++) {
                Work work = works.get(i);
                rows.set(i, new Row(work, rows.get(i).ours(), median(work.messages(), work.theirs(), seconds)));
            }
        }
        report(home, rows, live);
    }

    // --- our work

    private static int parse(byte[] message) {
        return SipParser.datagram(message).orElseThrow().fields();
    }

    /** All that the stack itself looks at before a call is offered. */
    private static int check(byte[] message) {
        SipRequest request = (SipRequest) SipParser.datagram(message).orElseThrow();
        if (!RequestCheck.answerable(request) || RequestCheck.form(request) != MessageFault.NONE
                || RequestCheck.owed(request).isPresent()) {
            throw new IllegalStateException("the benchmark's INVITE is not well formed");
        }
        return request.callId().length() + request.sdp().orElseThrow().length() + request.toTag().hashCode()
                + request.from().orElseThrow().tag().orElseThrow().length() + request.uri().orElseThrow().port();
    }

    private static int readOk(byte[] message) {
        SipResponse response = (SipResponse) SipParser.datagram(message).orElseThrow();
        return response.status() + response.topVia().orElseThrow().branch().length() + response.callId().length()
                + (int) response.cseq().orElseThrow().number() + response.toTag().orElseThrow().length()
                + response.from().orElseThrow().tag().orElseThrow().length()
                + response.contact().orElseThrow().uri().length() + response.sdp().orElseThrow().length();
    }

    private static int write(byte[] message) {
        return SipParser.datagram(message).orElseThrow().bytes().length;
    }

    private static int answer(byte[] message) {
        SipRequest request = (SipRequest) SipParser.datagram(message).orElseThrow();
        return SipMessages.response(request, SOURCE, 200, "OK", "totag77231", OK_FIELDS, SDP_ANSWER).length;
    }

    // --- measuring

    private static Figure median(byte[][] messages, ToIntFunction<byte[]> work, double seconds) {
        List<Figure> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            three.add(run(messages, work, seconds));
        }
        three.sort(Comparator.comparingDouble(Figure::micros));
        return three.get(1);
    }

    /** CPU of the whole process for each message, collector and compiler counted; bytes of the measuring thread. */
    private static Figure run(byte[][] messages, ToIntFunction<byte[]> work, double seconds) {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = os.getProcessCpuTime();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long until = System.nanoTime() + (long) (seconds * 1e9);
        long done = 0;
        int seen = 0;
        while (System.nanoTime() - until < 0) {
            for (int i = 0; i < BATCH; i++) {
                seen += work.applyAsInt(messages[i % VARIETY]);
            }
            done += BATCH;
        }
        sink = seen;
        return new Figure((os.getProcessCpuTime() - cpu) / 1e3 / done,
                (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / done);
    }

    private static volatile int sink;

    // --- messages

    private static byte[][] messages(java.util.function.IntFunction<String> one) {
        byte[][] all = new byte[VARIETY][];
        for (int i = 0; i < VARIETY; i++) {
            all[i] = one.apply(1000 + i * 37).getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }

    private static String sdp(int n) {
        return """
                v=0
                o=carrier %d 1 IN IP4 192.0.2.44
                s=-
                c=IN IP4 192.0.2.44
                t=0 0
                m=audio %d RTP/AVP 0 8 18 101
                a=rtcp:30001 IN IP4 192.0.2.44
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:18 G729/8000
                a=fmtp:18 annexb=no
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=ptime:20
                a=maxptime:40
                a=candidate:1 1 UDP 2130706431 192.0.2.44 30000 typ host generation 0
                a=sendrecv
                """.formatted(n, 20_000 + n).replace("\n", "\r\n");
    }

    private static String invite(int n) {
        String body = sdp(n);
        return """
                INVITE sip:+15550%d@192.0.2.20:5060;user=phone SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK776asdhds%d;rport
                Via: SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bKnashds%d;received=198.51.100.9
                Record-Route: <sip:192.0.2.7;lr;ftag=1928301774%d>
                Max-Forwards: 69
                From: "Alice Ann" <sip:+15559876543@carrier.example;user=phone>;tag=1928301774%d
                To: <sip:+15550%d@192.0.2.20;user=phone>
                Call-ID: a84b4c76e66710-%d@198.51.100.9
                CSeq: 314159 INVITE
                Contact: <sip:+15559876543@198.51.100.9:5060;transport=udp>
                Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY
                Supported: timer, 100rel, replaces
                Session-Expires: 1800;refresher=uac
                Min-SE: 90
                User-Agent: Carrier-SBC/9.4.2 build 20261123-4711 (release, edge 7, site north)
                P-Asserted-Identity: "Alice Ann" <sip:+15559876543@carrier.example>
                X-Carrier-Trace: 5f1c9a70-77d2-4b7e-9a52-61e2b0d8%d
                Date: Mon, 23 Nov 2026 17:00:00 GMT
                Content-Type: application/sdp
                Content-Length: %d

                """.formatted(n, n, n, n, n, n, n, n, body.length()).replace("\n", "\r\n") + body;
    }

    private static String ok(int n) {
        String body = sdp(n);
        return """
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK776asdhds%d;rport=5060;received=192.0.2.20
                Record-Route: <sip:192.0.2.7;lr;ftag=1928301774%d>
                From: "Alice Ann" <sip:+15559876543@carrier.example;user=phone>;tag=1928301774%d
                To: <sip:+15550%d@192.0.2.20;user=phone>;tag=a6c85cf%d
                Call-ID: a84b4c76e66710-%d@192.0.2.20
                CSeq: 2 INVITE
                Contact: <sip:+15550%d@203.0.113.5:5060>
                Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO
                Supported: timer
                Server: Phone/2.1 (firmware 4.8.1-20261101, desk)
                Content-Type: application/sdp
                Content-Length: %d

                """.formatted(n, n, n, n, n, n, n, body.length()).replace("\n", "\r\n") + body;
    }

    // --- the yardstick

    /** Stands in when jain-sip is not at hand. */
    private static final class Nobody implements Yardstick {
        @Override
        public int parse(byte[] message) {
            return 0;
        }

        @Override
        public int read(byte[] message) {
            return 0;
        }

        @Override
        public int write(byte[] message) {
            return 0;
        }

        @Override
        public int answer(byte[] invite, String sdp) {
            return 0;
        }
    }

    private static Yardstick yardstick() throws ReflectiveOperationException {
        try {
            return (Yardstick) Class.forName("io.strowger.sip.JainSip").getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException | NoClassDefFoundError absent) {
            return new Nobody();
        }
    }

    // --- report

    private static void report(Path home, List<Row> rows, boolean live) throws Exception {
        System.out.printf("%n%-42s %9s %11s %8s %10s %10s %7s%n", "work", "us", "messages/s", "bytes",
                live ? "jain-sip" : "(jain-sip)", "its bytes", "floor");
        StringBuilder json = new StringBuilder(("{\"bench\":\"parser\",\"at\":\"%s\","
                + "\"machine\":\"%s, %d cores, JDK %s\","
                + "\"load\":%s,\"yardstick\":\"%s\",\"rows\":[").formatted(Instant.now(), cpuName(),
                cores(), Runtime.version(), load(),
                live ? "jain-sip 1.3.0-91 in the same run" : "jain-sip 1.3.0-91, constants"));
        for (Row row : rows) {
            double theirs = live ? row.theirs().micros() : row.work().theirConstant();
            System.out.printf("%-42s %9.2f %11.0f %8.0f %10.1f %10.0f %7.1f%n", row.work().name(), row.ours().micros(),
                    1e6 / row.ours().micros(), row.ours().bytes(), theirs, row.theirs().bytes(), row.work().floor());
            json.append(("%s{\"name\":\"%s\",\"figure\":%.3f,\"unit\":\"CPU us/message\",\"yardstick\":%.3f,"
                    + "\"detail\":\"%.0f bytes allocated, %.0f messages/s, yardstick's bytes %.0f\"}").formatted(
                    row == rows.getFirst() ? "" : ",", row.work().name(), row.ours().micros(), theirs,
                    row.ours().bytes(), 1e6 / row.ours().micros(), row.theirs().bytes()));
        }
        Files.writeString(home.resolve("bench/history.jsonl"), json.append("]}\n"), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        System.out.println("\nappended to bench/history.jsonl; the yardstick is jain-sip 1.3.0-91"
                + (live ? " in the same run" : ", constants of an earlier run: it is not in the local repository"));
    }

    private static String load() throws Exception {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    /** All of the machine's, not only those that this process may use. */
    private static long cores() throws Exception {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(l -> l.startsWith("processor")).count();
    }

    private static String cpuName() throws Exception {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .findFirst().map(line -> line.substring(line.indexOf(':') + 2)).orElse("unknown processor");
    }
}
