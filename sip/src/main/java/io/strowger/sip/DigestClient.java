package io.strowger.sip;

import java.util.Comparator;
import java.util.Optional;

/** Answers a digest challenge (RFC 3261 22, RFC 7616 3.4). Stateless. */
final class DigestClient {
    private DigestClient() {}

    /**
     * The Authorization or Proxy-Authorization for the strongest challenge of a 401 or 407.
     *
     * @param cnonce fresh randomness
     * @return empty when no challenge can be answered
     */
    static Optional<SipField> answer(
            SipResponse response, String method, String uri, SipCredentials credentials, String cnonce) {
        boolean proxy = response.status() == 407;
        HeaderName from = proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE;
        String name = proxy ? "Proxy-Authorization" : "Authorization";
        return response.lines(from).stream().map(DigestFields::parse).flatMap(Optional::stream)
                .filter(DigestClient::answerable)
                .min(Comparator.comparing(c -> DigestAlgorithm.of(c.get("algorithm")).orElseThrow()))
                .map(c -> new SipField(name, credentials(c, method, uri, credentials, cnonce)));
    }

    private static boolean answerable(DigestFields challenge) {
        boolean qop = challenge.get("qop").isEmpty() || offersAuth(challenge);
        return qop && DigestAlgorithm.of(challenge.get("algorithm")).isPresent()
                && challenge.get("nonce").isPresent() && challenge.get("realm").isPresent();
    }

    private static boolean offersAuth(DigestFields challenge) {
        for (String one : challenge.text("qop").split(",")) {
            if (one.strip().equalsIgnoreCase("auth")) {
                return true;
            }
        }
        return false;
    }

    private static String credentials(
            DigestFields challenge, String method, String uri, SipCredentials who, String cnonce) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(challenge.get("algorithm")).orElseThrow();
        String realm = challenge.text("realm");
        String nonce = challenge.text("nonce");
        String nc = challenge.get("qop").isPresent() ? "00000001" : "";
        String ha1 = algorithm.ha1(who.username(), realm, who.password());
        StringBuilder out = new StringBuilder("Digest username=").append(Chars.quote(who.username()))
                .append(",realm=").append(Chars.quote(realm)).append(",nonce=").append(Chars.quote(nonce))
                .append(",uri=").append(Chars.quote(uri)).append(",response=\"")
                .append(algorithm.response(ha1, method, uri, nonce, nc, cnonce)).append('"');
        challenge.get("algorithm").ifPresent(a -> out.append(",algorithm=").append(a));
        if (!nc.isEmpty()) {
            out.append(",qop=auth,nc=").append(nc).append(",cnonce=\"").append(cnonce).append('"');
        }
        challenge.get("opaque").ifPresent(o -> out.append(",opaque=").append(Chars.quote(o)));
        return out.toString();
    }
}
