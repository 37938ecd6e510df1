package io.strowger.media.sdp;

import io.strowger.media.audio.Codec;
import java.net.InetSocketAddress;

/**
 * What two sides agreed on: all that a leg must know to send and receive.
 *
 * @param remote where RTP goes
 * @param remoteRtcp where RTCP goes (RFC 3605, else the port after RTP's)
 * @param codec the law that is sent
 * @param sendType its payload type in packets we send
 * @param ulawType payload type that means u-law in packets we get; -1 for none
 * @param alawType the same for A-law
 * @param eventSendType payload type of telephone-events we send (RFC 4733); -1 when the far side takes none
 * @param eventType payload type of telephone-events we get; -1 for none
 * @param direction our own: whether we may send and shall receive
 */
public record Agreement(
        InetSocketAddress remote, InetSocketAddress remoteRtcp, Codec codec, int sendType, int ulawType, int alawType,
        int eventSendType, int eventType, Direction direction) {}
