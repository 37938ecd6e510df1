import com.sun.management.ThreadMXBean;
import io.strowger.sip.ParserBench;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/** Times the SIP parser on one thread by CPU time; run by bench/parser.sh. */
class Parser {
    private static final String INVITE = String.join("\r\n",
            "INVITE sip:+441632960100@voice.example.com;user=phone SIP/2.0",
            "Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK776asdhds;rport",
            "Via: SIP/2.0/UDP 10.20.30.40:5060;branch=z9hG4bKaa71bc;received=198.51.100.9",
            "Record-Route: <sip:198.51.100.7;lr;ftag=as7d5b1c9e>", "Max-Forwards: 68",
            "From: \"Alice Example\" <sip:+441632960555@carrier.example.net;user=phone>;tag=as7d5b1c9e",
            "To: <sip:+441632960100@voice.example.com;user=phone>", "Call-ID: 3c26700c1adb-5f2d8a@198.51.100.7",
            "CSeq: 102 INVITE", "Contact: <sip:+441632960555@10.20.30.40:5060;transport=udp>",
            "User-Agent: Carrier SBC 9.3.2 (build 4711)", "Date: Mon, 23 Nov 2026 12:00:00 GMT",
            "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE",
            "Supported: replaces, timer, 100rel", "Session-Expires: 1800;refresher=uac", "Min-SE: 90",
            "P-Asserted-Identity: \"Alice Example\" <sip:+441632960555@carrier.example.net>",
                    "X-Carrier-Id: 4711-ab-12",
            "Content-Type: application/sdp", "Content-Length: %d", "", "");
    private static final String SDP = String.join("\r\n", "v=0", "o=carrier 20518 20518 IN IP4 10.20.30.40", "s=call",
            "c=IN IP4 10.20.30.40", "t=0 0", "m=audio 17042 RTP/AVP 8 0 101", "a=rtpmap:8 PCMA/8000",
            "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=ptime:20",
                    "a=sendrecv", "");
    private static long sink;

    private interface Work {
        long run(byte[] bytes);
    }

    private record Figure(String name, double micros, long bytes) {}

    public static void main(String[] args) throws Exception {
        byte[] invite = INVITE.formatted(SDP.length()).concat(SDP).getBytes(StandardCharsets.UTF_8);
        Figure parse = measure("parse", invite, ParserBench::parse);
        Figure read = measure("parse, read what routing asks", invite, ParserBench::parseAndRead);
        Figure answer = measure("parse, build 200", invite, ParserBench::parseAndAnswer);
        System.out.printf(Locale.ROOT, "INVITE of %d bytes, %s, Java %s, one thread, CPU time%n", invite.length,
                System.getProperty("os.arch"), Runtime.version());
        for (Figure figure : new Figure[] {parse, read, answer}) {
            System.out.printf(Locale.ROOT, "%-32s %6.2f us  %,9.0f/s  %5d B/message%n", figure.name, figure.micros,
                    1e6 / figure.micros, figure.bytes);
        }
        System.out.println("yardsticks (stack.md): hand-made parse 1.5 us, 0 B; with fresh objects 2.6 us, 2.0 KB;");
        System.out.println("  jain-sip 29-40 us, 32-49 KB; pkts-sip 11-15 us, 15-19 KB. Target: 5 us, 1 KB.");
        String line = String.format(Locale.ROOT, "{\"bench\":\"parser\",\"at\":\"%s\",\"java\":\"%s\",\"cpus\":%d,"
                + "\"parse_us\":%.2f,\"parse_bytes\":%d,\"read_us\":%.2f,\"read_bytes\":%d,\"answer_us\":%.2f,"
                + "\"answer_bytes\":%d}%n", Instant.now(), Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                parse.micros, parse.bytes, read.micros, read.bytes, answer.micros, answer.bytes);
        Files.writeString(Path.of(args[0]), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (sink == 42) {
            System.out.println(sink);
        }
    }

    /** The median of five runs after warming. */
    private static Figure measure(String name, byte[] bytes, Work work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 100_000;
        for (int i = 0; i < 3 * rounds; i++) {
            sink += work.run(bytes);
        }
        double[] micros = new double[5];
        long allocated = 0;
        for (int run = 0; run < micros.length; run++) {
            long before = threads.getCurrentThreadCpuTime();
            long heap = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                sink += work.run(bytes);
            }
            micros[run] = (threads.getCurrentThreadCpuTime() - before) / 1e3 / rounds;
            allocated = (threads.getCurrentThreadAllocatedBytes() - heap) / rounds;
        }
        Arrays.sort(micros);
        return new Figure(name, micros[2], allocated);
    }
}
