package io.strowger.media;

import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Tones;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of an engine.
 *
 * @param bind address that sockets are bound to
 * @param advertised address in our session descriptions; the same as {@code bind} unless behind a NAT
 * @param firstPort lowest port of the pool; even ports carry RTP, the next one RTCP
 * @param lastPort highest port of the pool
 * @param pacers threads that move sound, from 1 to 64
 * @param poll how often sockets are read, from 1 to 20 ms, a whole part of 20 ms; half of it is added latency
 * @param quarantine how long a released pair rests, so that stragglers of the last call do not reach the next
 * @param learnWindow how long after the first packet the announced source may still displace another one
 * @param lostAfter how long without a packet counts as lost media
 * @param rtcpInterval mean time between two RTCP reports of a leg; at least 1 s (RFC 3550 section 6.2 has 5 s)
 * @param recordings directory of recordings
 * @param codecs spoken codecs in order of preference
 * @param region cadence of ringback and busy
 */
public record MediaConfig(
        InetAddress bind, InetAddress advertised, int firstPort, int lastPort, int pacers, Duration poll,
        Duration quarantine, Duration learnWindow, Duration lostAfter, Duration rtcpInterval, Path recordings,
        List<Codec> codecs, Tones.Region region) {

    /** Checks ranges. */
    public MediaConfig {
        check(firstPort >= 1024 && lastPort <= 65535 && lastPort > firstPort, "ports must lie in 1024-65535");
        check(pacers >= 1 && pacers <= 64, "pacers must be from 1 to 64");
        check(poll.toNanos() >= 1_000_000 && 20_000_000 % poll.toNanos() == 0, "poll must divide 20 ms");
        check(!quarantine.isNegative() && !learnWindow.isNegative(), "durations must not be negative");
        check(rtcpInterval.toMillis() >= 1000, "rtcpInterval must be at least 1 s");
        check(!codecs.isEmpty(), "at least one codec must be spoken");
        codecs = List.copyOf(codecs);
    }

    /** Everything by default but the addresses: one pacer, 5 ms poll, 5 s quarantine, EU tones. */
    public static MediaConfig defaults(InetAddress address, int firstPort, int lastPort, Path recordings) {
        return new MediaConfig(
                address, address, firstPort, lastPort, 1, Duration.ofMillis(5), Duration.ofSeconds(5),
                Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(5), recordings,
                List.of(Codec.PCMU, Codec.PCMA), Tones.Region.EU);
    }

    /** The same with another advertised address. */
    public MediaConfig advertising(InetAddress address) {
        return new MediaConfig(bind, address, firstPort, lastPort, pacers, poll, quarantine, learnWindow, lostAfter,
                rtcpInterval, recordings, codecs, region);
    }

    /** The same with other codecs. */
    public MediaConfig speaking(List<Codec> others) {
        return new MediaConfig(bind, advertised, firstPort, lastPort, pacers, poll, quarantine, learnWindow, lostAfter,
                rtcpInterval, recordings, others, region);
    }

    /** The same with another number of pacers. */
    public MediaConfig pacedBy(int threads) {
        return new MediaConfig(bind, advertised, firstPort, lastPort, threads, poll, quarantine, learnWindow,
                lostAfter, rtcpInterval, recordings, codecs, region);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("media settings: " + rule);
        }
    }
}
