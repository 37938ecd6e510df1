package io.strowger.sip;

import io.strowger.kernel.World;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Challenges requests and checks their credentials (RFC 3261 22, RFC 7616, RFC 8760). A nonce carries its own time and
 * a signature, so that none needs to be remembered; what is remembered, up to a bound, is which nonce counts were used.
 * Only qop=auth is accepted. Any thread may call it.
 */
public final class DigestServer {
    /** Nonces whose counts are remembered (limit {@code sip.nonces}); the longest unused goes first. */
    static final int MAX_NONCES = 10_000;
    private static final int STAMP_HEX = 32;

    private final World world;
    private final Ha1Lookup lookup;
    private final Duration validity;
    private final List<DigestAlgorithm> offered;
    private final byte[] secret = new byte[32];
    private final Map<String, Long> counts = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_NONCES;
        }
    };

    /** Finds what is kept of a password. Answers from memory, never blocks. */
    @FunctionalInterface
    public interface Ha1Lookup {
        /** HA1 ({@link DigestAlgorithm#ha1}) of a user in a realm; empty when there is none. */
        Optional<String> ha1(String realm, String username, DigestAlgorithm algorithm);
    }

    /** Finds what is kept of the passwords of those who may come in at one place. Answers from memory, never blocks. */
    @FunctionalInterface
    public interface Users {
        /** HA1s of this user name; several when several passwords are right, empty when there is no such user. */
        List<String> ha1s(String username, DigestAlgorithm algorithm);
    }

    /**
     * Offers and takes every algorithm, MD5 first. RFC 8760 2.4 would have the stronger first, but phones (and sipp)
     * that know only MD5 give up at a first challenge they cannot answer; a client that knows both may choose.
     *
     * @param validity a nonce older than this is stale; 5 minutes is usual
     */
    public DigestServer(World world, Duration validity, Ha1Lookup lookup) {
        this(world, validity, List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256), lookup);
    }

    /**
     * Offers and takes some algorithms. Some phones (baresip 1.0) give up at a challenge that they do not know even
     * when it stands behind one that they do: for them MD5 must be offered alone.
     *
     * @param validity a nonce older than this is stale; 5 minutes is usual
     * @param offered one or more, in the order in which they are offered
     */
    public DigestServer(World world, Duration validity, List<DigestAlgorithm> offered, Ha1Lookup lookup) {
        if (offered.isEmpty()) {
            throw new IllegalStateException("no algorithm to offer");
        }
        this.world = world;
        this.validity = validity;
        this.offered = List.copyOf(offered);
        this.lookup = lookup;
        world.entropy().fill(secret);
    }

    /**
     * The challenge header fields, one for each algorithm that is offered, in that order.
     *
     * @param proxy true for a 407's Proxy-Authenticate, false for a 401's WWW-Authenticate
     * @param stale true when only the nonce was at fault
     */
    public List<SipField> challenge(String realm, boolean proxy, boolean stale) {
        String name = proxy ? "Proxy-Authenticate" : "WWW-Authenticate";
        String nonce = nonce(realm);
        return offered.stream().map(algorithm -> new SipField(name,
                "Digest realm=" + Chars.quote(realm) + ",nonce=\"" + nonce + "\",qop=\"auth\",algorithm="
                        + algorithm.wire() + (stale ? ",stale=true" : ""))).toList();
    }

    /** Checks the credentials that a request carries for a realm, in Authorization or Proxy-Authorization. */
    public DigestVerdict check(SipRequest request, String realm) {
        return check(request, realm,
                (username, algorithm) -> lookup.ha1(realm, username, algorithm).stream().toList());
    }

    /** The same, for a place with users of its own, while the realm is shared by several. */
    public DigestVerdict check(SipRequest request, String realm, Users users) {
        for (HeaderName name : List.of(HeaderName.AUTHORIZATION, HeaderName.PROXY_AUTHORIZATION)) {
            for (String line : request.lines(name)) {
                Optional<DigestFields> fields = DigestFields.parse(line);
                if (fields.isPresent() && fields.get().text("realm").equals(realm)) {
                    return check(request, realm, users, fields.get());
                }
            }
        }
        return new DigestVerdict.Missing();
    }

    private DigestVerdict check(SipRequest request, String realm, Users users, DigestFields given) {
        Optional<DigestAlgorithm> algorithm = DigestAlgorithm.of(given.get("algorithm")).filter(offered::contains);
        String nc = given.text("nc");
        if (algorithm.isEmpty() || !given.text("qop").equals("auth") || !nc.matches("[0-9a-fA-F]{8}")
                || given.text("cnonce").isEmpty() || !sameUri(given.text("uri"), request)) {
            return new DigestVerdict.Wrong();
        }
        String nonce = given.text("nonce");
        if (!ours(nonce, realm)) {
            return new DigestVerdict.Stale();
        }
        String username = given.text("username");
        List<String> known = users.ha1s(username, algorithm.get());
        boolean right = false;
        // an unknown user costs the same work as a wrong password
        for (String ha1 : known.isEmpty() ? List.of(nonce) : known) {
            String expected = algorithm.get().response(
                    ha1, request.method(), given.text("uri"), nonce, nc, given.text("cnonce"));
            right |= MessageDigest.isEqual(Chars.bytes(expected),
                    Chars.bytes(given.text("response").toLowerCase(java.util.Locale.ROOT)));
        }
        if (!right || known.isEmpty()) {
            return new DigestVerdict.Wrong();
        }
        return fresh(nonce) && unused(nonce, Long.parseLong(nc, 16))
                ? new DigestVerdict.Accepted(username) : new DigestVerdict.Stale();
    }

    /** RFC 3261 22.4 leaves room for a URI written otherwise; some leave the user out. Not for another resource. */
    private static boolean sameUri(String uri, SipRequest request) {
        if (uri.equals(request.uriText())) {
            return true;
        }
        Optional<SipUri> given = SipUri.parse(uri);
        Optional<SipUri> asked = request.uri();
        return given.isPresent() && asked.isPresent() && given.get().host().equals(asked.get().host())
                && (given.get().user().isEmpty() || given.get().user().equals(asked.get().user()));
    }

    private String nonce(String realm) {
        String stamp = "%016x".formatted(world.timeline().nanos()) + world.entropy().hex(8);
        return stamp + sign(stamp, realm);
    }

    private boolean ours(String nonce, String realm) {
        return nonce.length() > STAMP_HEX && nonce.matches("[0-9a-f]+") && MessageDigest.isEqual(
                Chars.bytes(nonce.substring(STAMP_HEX)), Chars.bytes(sign(nonce.substring(0, STAMP_HEX), realm)));
    }

    private boolean fresh(String nonce) {
        long made = Long.parseUnsignedLong(nonce.substring(0, 16), 16);
        return world.timeline().nanos() - made <= validity.toNanos();
    }

    private synchronized boolean unused(String nonce, long count) {
        long last = counts.getOrDefault(nonce, 0L);
        if (count <= last) {
            return false;
        }
        counts.put(nonce, count);
        return true;
    }

    private String sign(String stamp, String realm) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] whole = mac.doFinal(Chars.bytes(stamp + realm));
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }
}
