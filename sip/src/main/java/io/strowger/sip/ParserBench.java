package io.strowger.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What {@code ./strowger bench parser} times: the parser and the writer are not public, so that nobody builds on them;
 * these three pieces of work are. Stateless.
 */
public final class ParserBench {
    private static final Flow SOURCE =
            Flow.to(Transport.UDP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060));

    private ParserBench() {}

    /** Indexes a message; returns its number of fields. */
    public static long parse(byte[] bytes) {
        return SipParser.datagram(bytes).orElseThrow().fields();
    }

    /** Indexes a request and reads what routing asks of it; returns a number made of the answers. */
    public static long parseAndRead(byte[] bytes) {
        SipRequest request = SipParser.request(bytes);
        return request.uri().orElseThrow().user().length() + request.callId().length()
                + TransactionKeys.server(request, request.method()).length()
                + request.from().orElseThrow().uri().length() + request.sdp().orElse("").length();
    }

    /** Indexes a request and writes its 200; returns the length. */
    public static long parseAndAnswer(byte[] bytes) {
        SipRequest request = SipParser.request(bytes);
        return SipMessages.response(request, SOURCE, 200, "OK", "tag", List.of(RequestCheck.allow()), "v=0\r\n").length;
    }
}
