package io.strowger.server.signaling;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.World;
import io.strowger.server.store.Directory;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipUser;
import io.strowger.sip.DigestAlgorithm;
import io.strowger.sip.DigestServer;
import io.strowger.sip.DigestVerdict;
import io.strowger.sip.SipRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Digest authentication against the users of our domains: the realm is the domain's host. Wrong credentials are
 * challenged again, as phones ask their user then, and told to the account. Any thread may call it.
 */
public final class DomainDigest implements InviteAuthenticator {
    private static final Duration NONCE_VALIDITY = Duration.ofMinutes(5);

    private final DigestServer digests;

    /**
     * @param offered the algorithms that phones may use
     */
    public DomainDigest(World world, Directory directory, List<DigestAlgorithm> offered) {
        digests = new DigestServer(world, NONCE_VALIDITY, offered, (realm, username, algorithm) ->
                directory.inventory().user(realm, username).map(user -> ha1(user, algorithm)));
    }

    @Override
    public Optional<Arrival.Refused> check(SipRequest request, SipDomain domain) {
        return switch (verify(request, domain)) {
            case DigestVerdict.Accepted accepted -> Optional.empty();
            case DigestVerdict.Missing missing -> Optional.of(challenge(domain, false, false));
            case DigestVerdict.Stale stale -> Optional.of(challenge(domain, true, false));
            case DigestVerdict.Wrong wrong -> Optional.of(challenge(domain, false, true));
        };
    }

    /** What the request's credentials for this domain are worth. */
    DigestVerdict verify(SipRequest request, SipDomain domain) {
        return digests.check(request, domain.host());
    }

    /** The 401 that asks for credentials of this domain. */
    Arrival.Refused challenge(SipDomain domain, boolean stale, boolean told) {
        return new Arrival.Refused(401, "Unauthorized", List.copyOf(digests.challenge(domain.host(), false, stale)),
                told ? Optional.of(domain.account()) : Optional.empty(), ErrorCode.SIP_AUTHENTICATION);
    }

    private static String ha1(SipUser user, DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> user.ha1Md5().value();
            case SHA_256 -> user.ha1Sha256().value();
        };
    }
}
