package io.strowger.media;

/**
 * A leg's counts.
 *
 * @param codec law sent; empty before the first negotiation
 * @param remote address and port the sound comes from; empty before the first negotiation
 * @param sent RTP packets sent
 * @param received RTP packets received, copies among them
 * @param lost packets that never came (RFC 3550 appendix A.3)
 * @param late packets that came behind a later one
 * @param dropped packets thrown away: malformed, foreign, beyond a limit
 * @param jitterMillis interarrival jitter now (RFC 3550 appendix A.8)
 * @param maxJitterMillis the greatest of it
 * @param reportedLost packets the far side reports lost; -1 when it sent no report
 * @param roundTripMillis from RTCP; negative when unknown
 */
public record LegFigures(
        String codec, String remote, long sent, long received, long lost, long late, long dropped,
        double jitterMillis, double maxJitterMillis, long reportedLost, double roundTripMillis) {
    /** Of a leg that never carried anything. */
    static final LegFigures NONE = new LegFigures("", "", 0, 0, 0, 0, 0, 0, 0, -1, -1);
}
