package io.strowger.server.store;

import io.strowger.call.port.DialTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.TrunkSid;
import java.util.List;
import java.util.Optional;

/**
 * A carrier or a private exchange: where calls to telephone numbers go, and whose addresses are trusted.
 *
 * @param sources its INVITEs come from these
 * @param uri template of the request URI; {@code {number}} stands for the number with plus, {@code {digits}} without;
 *     empty for a trunk that only takes calls
 * @param credentials answer its challenges
 * @param prefixes numbers it serves, by their leading digits without plus; empty for all
 * @param priority lower is tried first
 * @param voice the first level of the precedence of URIs
 */
public record SipTrunk(
        TrunkSid sid, AccountSid account, String name, List<Cidr> sources, String uri,
        Optional<DialTarget.Credentials> credentials, List<String> prefixes, int priority, VoiceUrls voice) {

    /** True when an INVITE from this address is the trunk's. */
    public boolean sends(java.net.InetAddress source) {
        return sources.stream().anyMatch(range -> range.contains(source));
    }

    /** The request URI for a number. */
    public String uriFor(String number) {
        String digits = PhoneNumber.digits(number);
        return uri.replace("{number}", "+" + digits).replace("{digits}", digits);
    }
}
