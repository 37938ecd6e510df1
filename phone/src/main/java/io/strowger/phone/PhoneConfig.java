package io.strowger.phone;

import io.strowger.kernel.PortRange;
import io.strowger.sip.SipCredentials;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of one phone.
 *
 * @param address where SIP and RTP are bound, and what the far side is told
 * @param sipPort port of SIP over UDP and TCP; 0 takes a free one
 * @param rtp ports of sound; its host is not used
 * @param user user part of From and Contact
 * @param displayName shown beside it; empty for none
 * @param credentials answer challenges
 * @param longestMemory how much heard sound is kept for each call; what is beyond is not remembered
 */
public record PhoneConfig(
        InetAddress address, int sipPort, PortRange rtp, String user, String displayName,
        Optional<SipCredentials> credentials, Duration longestMemory) {

    /** A phone with nothing but an address and a user: free SIP port, ten minutes of memory. */
    public static PhoneConfig of(InetAddress address, int firstRtpPort, int lastRtpPort, String user) {
        return new PhoneConfig(address, 0, new PortRange(address.getHostAddress(), firstRtpPort, lastRtpPort), user, "",
                Optional.empty(), Duration.ofMinutes(10));
    }

    /** The same with a password. */
    public PhoneConfig with(SipCredentials secret) {
        return new PhoneConfig(address, sipPort, rtp, user, displayName, Optional.of(secret), longestMemory);
    }
}
