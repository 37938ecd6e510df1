package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 7616 with its examples, RFC 2617, RFC 8760; nonces and their counts. */
class DigestTest {
    private final FakeWorld world = new FakeWorld(5);
    private final DigestServer server = new DigestServer(world, Duration.ofMinutes(5),
            (realm, user, algorithm) -> user.equals("alice") ? Optional.of(algorithm.ha1(user, realm, "pw"))
                    : Optional.empty());

    @Test
    void examplesOfRfc7616AndRfc2617() {
        // RFC 7616 3.9.1
        String nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        String cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String ha1 = algorithm.ha1("Mufasa", "http-auth@example.org", "Circle of Life");
            assertEquals(switch (algorithm) {
                case MD5 -> "8ca523f5e9506fed4657c9700eebdbec";
                case SHA_256 -> "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
            }, algorithm.response(ha1, "GET", "/dir/index.html", nonce, "00000001", cnonce));
        }
        // RFC 2617 3.5
        String ha1 = DigestAlgorithm.MD5.ha1("Mufasa", "testrealm@host.com", "Circle Of Life");
        assertEquals("939e7578ed9e3c518a452acee763bce9", ha1);
        assertEquals("6629fae49393a05397450978507c4ef1", DigestAlgorithm.MD5.response(
                ha1, "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "00000001", "0a4f113b"));
        // RFC 2069 style: no qop
        assertEquals("670fd8c2df070c60b045671b8b24ff02", DigestAlgorithm.MD5.response(
                ha1, "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "", ""));
    }

    @Test
    void challengeIsAnsweredWithTheStrongestAlgorithm() {
        SipField answer = answer(server.challenge("house", false, false), "alice", "pw");
        assertTrue(answer.value().contains("algorithm=SHA-256"));
        assertEquals("Authorization", answer.name());
        assertEquals(new DigestVerdict.Accepted("alice"), server.check(request(answer), "house"));
    }

    @Test
    void md5IsOfferedFirstForPhonesThatReadOnlyTheFirstChallenge() {
        assertEquals(List.of(true, false), server.challenge("house", false, false).stream()
                .map(f -> f.value().contains("algorithm=MD5")).toList());
    }

    @Test
    void phonesThatKnowOnlyMd5AreServed() {
        List<SipField> md5 = server.challenge("house", true, false).stream()
                .filter(f -> f.value().contains("algorithm=MD5")).toList();
        assertEquals(new DigestVerdict.Accepted("alice"), server.check(request(answer(md5, "alice", "pw")), "house"));
    }

    /** Baresip 1.0, Asterisk 18 and FreeSWITCH 1.10 give up at a challenge with SHA-256, whatever stands beside it. */
    @Test
    void whatIsNotOfferedIsNeitherChallengedNorTaken() {
        DigestServer md5 = new DigestServer(world, Duration.ofMinutes(5), List.of(DigestAlgorithm.MD5),
                (realm, user, algorithm) -> Optional.of(algorithm.ha1(user, realm, "pw")));
        List<SipField> challenge = md5.challenge("house", false, false);
        assertEquals(1, challenge.size());
        assertTrue(challenge.getFirst().value().contains("algorithm=MD5"));
        assertEquals(new DigestVerdict.Accepted("alice"),
                md5.check(request(answer(challenge, "alice", "pw")), "house"));
        SipField stronger = new SipField("WWW-Authenticate",
                challenge.getFirst().value().replace("algorithm=MD5", "algorithm=SHA-256"));
        assertEquals(new DigestVerdict.Wrong(),
                md5.check(request(answer(List.of(stronger), "alice", "pw")), "house"));
    }

    @Test
    void wrongPasswordUnknownUserAndForeignUriAreWrong() {
        List<SipField> challenge = server.challenge("house", false, false);
        assertInstanceOf(DigestVerdict.Wrong.class, server.check(request(answer(challenge, "alice", "no")), "house"));
        assertInstanceOf(DigestVerdict.Wrong.class, server.check(request(answer(challenge, "bob", "pw")), "house"));
        SipField elsewhere = new SipField("Authorization",
                answer(challenge, "alice", "pw").value().replace("sip:house", "sip:other"));
        assertInstanceOf(DigestVerdict.Wrong.class, server.check(request(elsewhere), "house"));
    }

    @Test
    void noCredentialsOrAnotherRealmsAreMissing() {
        assertInstanceOf(DigestVerdict.Missing.class, server.check(
                request(new SipField("Authorization", "Basic abc")), "house"));
        SipField other = answer(server.challenge("barn", false, false), "alice", "pw");
        assertInstanceOf(DigestVerdict.Missing.class, server.check(request(other), "house"));
    }

    @Test
    void aNonceIsUsedOncePerCountAndGoesStaleWithTime() {
        List<SipField> challenge = server.challenge("house", false, false);
        SipField first = answer(challenge, "alice", "pw");
        assertInstanceOf(DigestVerdict.Accepted.class, server.check(request(first), "house"));
        assertInstanceOf(DigestVerdict.Stale.class, server.check(request(first), "house"), "a replay");
        SipField late = answer(server.challenge("house", false, false), "alice", "pw");
        world.pass(Duration.ofMinutes(6));
        assertInstanceOf(DigestVerdict.Stale.class, server.check(request(late), "house"));
        assertTrue(server.challenge("house", false, true).getFirst().value().contains("stale=true"));
    }

    @Test
    void aForgedNonceIsStaleNotAccepted() {
        SipField forged = answer(List.of(new SipField("WWW-Authenticate",
                "Digest realm=\"house\", nonce=\"" + "0".repeat(64) + "\", qop=\"auth\", algorithm=MD5")), "alice",
                        "pw");
        assertInstanceOf(DigestVerdict.Stale.class, server.check(request(forged), "house"));
    }

    @Test
    void challengesThatCannotBeAnsweredAreNot() {
        for (String value : List.of("Basic realm=\"x\"", "Digest realm=\"x\",nonce=\"n\",algorithm=SHA-512-256",
                "Digest realm=\"x\",nonce=\"n\",qop=\"auth-int\"", "Digest realm=\"x\"", "Digest")) {
            assertEquals(Optional.empty(), DigestClient.answer(response(List.of(new SipField(
                    "WWW-Authenticate", value))), "REGISTER", "sip:house", new SipCredentials("a", "b"), "c"));
        }
    }

    @Test
    void passwordsAreNotPrinted() {
        assertFalse(new SipCredentials("alice", "topsecret").toString().contains("topsecret"));
    }

    private static SipField answer(List<SipField> challenge, String user, String password) {
        return DigestClient.answer(response(challenge), "REGISTER", "sip:house", new SipCredentials(user, password),
                "cn").orElseThrow();
    }

    private static SipResponse response(List<SipField> fields) {
        boolean proxy = fields.getFirst().name().startsWith("Proxy");
        SipRequest request = request(new SipField("X-None", "1"));
        Flow flow = Flow.to(Transport.UDP, new java.net.InetSocketAddress("127.0.0.1", 5060));
        return (SipResponse) SipParser.datagram(SipMessages.response(
                request, flow, proxy ? 407 : 401, "Unauthorized", "t", fields, "")).orElseThrow();
    }

    private static SipRequest request(SipField authorization) {
        return new RequestDraft("REGISTER", "sip:house", "<sip:alice@house>;tag=1", "<sip:alice@house>", "c", 1)
                .fields(List.of(authorization)).build(Transport.UDP, "h:1", "z9hG4bK1", "t");
    }
}
