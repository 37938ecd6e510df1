package io.strowger.media.sdp;

import java.util.List;
import java.util.Optional;

/**
 * One {@code m=} section.
 *
 * @param kind audio, video...
 * @param port 0 when refused or switched off
 * @param protocol for instance RTP/AVP
 * @param formats payload types or other format names, in order of preference
 * @param connection the section's own {@code c=} address
 * @param maps its {@code a=rtpmap} attributes
 * @param direction its own direction attribute
 * @param rtcp port and perhaps address of {@code a=rtcp} (RFC 3605)
 */
record MediaLine(
        String kind, int port, String protocol, List<String> formats, Optional<String> connection,
        List<RtpMap> maps, Optional<Direction> direction, Optional<Rtcp> rtcp) {

    /** An {@code a=rtpmap}: payload type, encoding name in upper case, clock rate. */
    record RtpMap(int payloadType, String encoding, int rate) {}

    /** An {@code a=rtcp}. */
    record Rtcp(int port, Optional<String> address) {}
}
