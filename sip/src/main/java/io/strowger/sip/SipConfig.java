package io.strowger.sip;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Settings of one stack.
 *
 * @param bind address and port of both transports; port 0 takes a free one, the same for UDP and TCP
 * @param publicHost host written into Via and Contact; empty text for the bind address
 * @param loops event loops; calls are spread over them by their Call-ID; 1 to 64
 * @param t1 round-trip estimate, RFC 3261 17.1.1.1; 500 ms
 * @param t2 longest interval between repetitions; 4 s
 * @param t4 longest time a message stays in the network; 5 s
 * @param maxRinging an unanswered call is given up after this; 10 min
 * @param maxQueueAge older waiting messages mean overload: new INVITEs get 503; 500 ms
 * @param maxConnections TCP connections at once (limit {@code sip.connections}); 4096
 * @param maxTransactions live transactions of a loop (limit {@code sip.transactions}); beyond it new requests get 503
 * @param tcpIdle a TCP connection without traffic is closed after this; 10 min
 * @param userAgent User-Agent and Server
 */
public record SipConfig(
        InetSocketAddress bind, String publicHost, int loops, Duration t1, Duration t2, Duration t4,
        Duration maxRinging, Duration maxQueueAge, int maxConnections, int maxTransactions, Duration tcpIdle,
        String userAgent) {
    /** Checks the ranges. */
    public SipConfig {
        if (loops < 1 || loops > 64) {
            throw new IllegalArgumentException("sip loops is " + loops + ", not 1 to 64");
        }
        if (t1.isZero() || t1.isNegative() || t2.compareTo(t1) < 0) {
            throw new IllegalArgumentException("sip t1 must be positive and t2 not below it");
        }
    }

    /** The defaults on this address. */
    public static SipConfig on(InetSocketAddress bind, String publicHost) {
        return new SipConfig(bind, publicHost, 1, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5),
                Duration.ofMinutes(10), Duration.ofMillis(500), 4096, 200_000, Duration.ofMinutes(10), "Strowger");
    }

    /** The same with another round-trip estimate; T2 and T4 keep their proportion to it. For tests. */
    public SipConfig withT1(Duration shorter) {
        return new SipConfig(bind, publicHost, loops, shorter, shorter.multipliedBy(8), shorter.multipliedBy(10),
                maxRinging, maxQueueAge, maxConnections, maxTransactions, tcpIdle, userAgent);
    }

    /** The same with this many loops. */
    public SipConfig withLoops(int count) {
        return new SipConfig(bind, publicHost, count, t1, t2, t4, maxRinging, maxQueueAge, maxConnections,
                maxTransactions, tcpIdle, userAgent);
    }

    /** The same with another transaction limit. */
    public SipConfig withMaxTransactions(int count) {
        return new SipConfig(bind, publicHost, loops, t1, t2, t4, maxRinging, maxQueueAge, maxConnections, count,
                tcpIdle, userAgent);
    }
}
