package io.strowger.server.signaling;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.World;
import io.strowger.server.store.Directory;
import io.strowger.server.store.SipCredential;
import io.strowger.server.store.SipDoor;
import io.strowger.server.store.SipInventory;
import io.strowger.server.store.SipMapping.Purpose;
import io.strowger.sip.DigestAlgorithm;
import io.strowger.sip.DigestServer;
import io.strowger.sip.DigestVerdict;
import io.strowger.sip.SipRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets in at domains and elastic trunks by the lists that are mapped there: a caller's address must be in one of the
 * lists of addresses, if there are any, and its digest must be that of a credential of one of the credential lists, if
 * there are any; where neither is mapped, nobody comes in. Wrong credentials are challenged again, as phones ask their
 * user then, and told to the account. Any thread may call it.
 */
public final class DomainDigest implements InviteAuthenticator {
    private static final Duration NONCE_VALIDITY = Duration.ofMinutes(5);

    private final Directory directory;
    private final DigestServer digests;

    /**
     * @param offered the algorithms that phones may use
     */
    public DomainDigest(World world, Directory directory, List<DigestAlgorithm> offered) {
        this.directory = directory;
        this.digests = new DigestServer(
                world, NONCE_VALIDITY, offered, (realm, username, algorithm) -> Optional.empty());
    }

    @Override
    public Optional<Arrival.Refused> check(SipRequest request, InetAddress source, SipDoor door) {
        SipInventory sip = directory.inventory().sip();
        boolean credentials = sip.asksCredentials(door, Purpose.CALLS);
        boolean addresses = sip.asksAddress(door);
        if (!credentials && !addresses || addresses && !sip.admits(door, source)) {
            return Optional.of(new Arrival.Refused(
                    403, "Forbidden", List.of(), Optional.of(door.account()), ErrorCode.SIP_FORBIDDEN));
        }
        if (!credentials) {
            return Optional.empty();
        }
        return switch (verify(request, door, Purpose.CALLS)) {
            case DigestVerdict.Accepted accepted -> Optional.empty();
            case DigestVerdict.Missing missing -> Optional.of(challenge(door, false, false));
            case DigestVerdict.Stale stale -> Optional.of(challenge(door, true, false));
            case DigestVerdict.Wrong wrong -> Optional.of(challenge(door, false, true));
        };
    }

    /** What the request's credentials are worth there. */
    DigestVerdict verify(SipRequest request, SipDoor door, Purpose purpose) {
        SipInventory sip = directory.inventory().sip();
        return digests.check(request, door.realm(), (username, algorithm) ->
                sip.credentials(door, purpose, username).stream().map(one -> ha1(one, algorithm)).toList());
    }

    /** The 401 that asks for credentials. */
    Arrival.Refused challenge(SipDoor door, boolean stale, boolean told) {
        return new Arrival.Refused(401, "Unauthorized", List.copyOf(digests.challenge(door.realm(), false, stale)),
                told ? Optional.of(door.account()) : Optional.empty(), ErrorCode.SIP_AUTHENTICATION);
    }

    private static String ha1(SipCredential credential, DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> credential.ha1Md5().value();
            case SHA_256 -> credential.ha1Sha256().value();
        };
    }
}
