package io.strowger.call.port;

/**
 * A leg's figures over its life.
 *
 * @param codec encoding name, for instance PCMU
 * @param remote address and port the sound came from
 * @param sent packets sent
 * @param received packets received and used
 * @param lost packets that never came, by sequence number
 * @param late packets that came after their turn
 * @param jitterMillis interarrival jitter at the end (RFC 3550 6.4.1)
 * @param maxJitterMillis its greatest value
 * @param reportedLost packets the far side reports lost, from its receiver reports; -1 when it sent none
 * @param roundTripMillis from receiver reports; negative when unknown
 */
public record MediaQuality(
        String codec, String remote, long sent, long received, long lost, long late, double jitterMillis,
        double maxJitterMillis, long reportedLost, double roundTripMillis) {}
