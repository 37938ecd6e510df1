package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;
import io.strowger.server.store.AccessTokens.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens minted by hand as the SDKs mint them (sdk-compatibility section 5, work-distribution-api section 8). */
class AccessTokensTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid OTHER = new AccountSid("AC" + "2".repeat(32));
    private static final KeySid KEY = new KeySid("SK" + "5".repeat(32));
    private static final String SECRET = "a-secret-of-thirty-two-characters";
    private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}";
    private static final String PLAIN = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
    private static final String POLICIES = "[{\"url\":\"https://taskrouter.twilio.com/v1/Workspaces/WS1/Activities\","
            + "\"method\":\"GET\",\"allow\":true,\"query_filter\":{},\"post_filter\":{}}]";
    private static final String WORK = "{\"identity\":\"anna\",\"task_router\":{\"workspace_sid\":\"WS1\","
            + "\"worker_sid\":\"WK1\",\"role\":\"worker\"}}";

    @TempDir
    private Path folder;
    private TestStore store;
    private ResourceStore resources;
    private AccessTokens tokens;
    private long now;

    @BeforeEach
    void open() {
        store = TestStore.open();
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        Directory directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.of(ACCOUNT), Optional.of(new Secret("token")));
        resources = new ResourceStore(store.database(), secrets, directory);
        resources.change(Actor.command("test"), change -> {
            change.insert(Tables.ACCOUNTS,
                    Account.made(OTHER, ACCOUNT, "other", new Secret("t"), Dates.at(change.now())));
            return change.insert(Tables.KEYS, new ApiKey(KEY, ACCOUNT, "k", ApiKey.Kind.STANDARD, "{}",
                    new Secret(SECRET), Dates.at(change.now())));
        });
        tokens = new AccessTokens(directory, store.world().timeline());
        now = store.world().timeline().now().getEpochSecond();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String signed(String header, String payload, String secret) throws Exception {
        String head = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return head + "." + base64(mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
    }

    private String claims(Object issuer, Object subject, Object expires, String more, String grants) {
        return "{\"jti\":\"" + issuer + "-1\",\"iss\":\"" + issuer + "\",\"sub\":\"" + subject + "\",\"exp\":" + expires
                + more + ",\"grants\":" + grants + "}";
    }

    private AccessToken valid(String grants) throws Exception {
        String payload = claims(KEY, ACCOUNT, now + 3600, ",\"nbf\":" + now, grants);
        return assertInstanceOf(Verdict.Valid.class, tokens.verify(signed(HEADER, payload, SECRET))).token();
    }

    private ErrorCode refused(String token) {
        return assertInstanceOf(Verdict.Invalid.class, tokens.verify(token), token).code();
    }

    private ErrorCode refusedClaims(String payload) throws Exception {
        return refused(signed(HEADER, payload, SECRET));
    }

    @Test
    void workerTokenSaysWhoseWorkerItIs() throws Exception {
        AccessToken token = valid(WORK);
        assertEquals(KEY, token.key());
        assertEquals(ACCOUNT, token.account());
        assertEquals(Optional.of("anna"), token.identity());
        assertEquals(now + 3600, token.expires().getEpochSecond());
        assertEquals(Optional.of(new AccessToken.Work("WS1", Optional.of("WK1"), "worker")), token.work());
        assertEquals(Optional.empty(), token.voice());
    }

    @Test
    void voiceTokenSaysWhichApplicationItsCallsRun() throws Exception {
        AccessToken token = valid("{\"identity\":\"anna\",\"voice\":{\"incoming\":{\"allow\":true},\"outgoing\":"
                + "{\"application_sid\":\"AP1\",\"params\":{\"a\":\"b\"}}}}");
        assertEquals(Optional.of(new AccessToken.Voice(true, Optional.of("AP1"), Map.of("a", "b"))), token.voice());
        assertEquals(Optional.of(new AccessToken.Voice(false, Optional.empty(), Map.of())),
                valid("{\"voice\":{}}").voice());
    }

    @Test
    void signatureOfAnotherSecretIsRefused() throws Exception {
        String payload = claims(KEY, ACCOUNT, now + 60, "", WORK);
        assertEquals(ErrorCode.TOKEN_SIGNATURE, refused(signed(HEADER, payload, SECRET + "x")));
        String good = signed(HEADER, payload, SECRET);
        assertEquals(ErrorCode.TOKEN_SIGNATURE, refused(good.substring(0, good.lastIndexOf('.') + 1)));
        String later = base64(claims(KEY, ACCOUNT, now + 999, "", WORK).getBytes(StandardCharsets.UTF_8));
        String[] parts = good.split("\\.");
        assertEquals(ErrorCode.TOKEN_SIGNATURE, refused(parts[0] + "." + later + "." + parts[2]));
    }

    @Test
    void algorithmIsNotTheTokensToChoose() throws Exception {
        String payload = claims(KEY, ACCOUNT, now + 60, "", WORK);
        for (String algorithm : List.of("none", "HS384", "RS256", "hs256")) {
            assertEquals(ErrorCode.TOKEN_HEADER, refused(signed(HEADER.replace("HS256", algorithm), payload, SECRET)));
        }
        assertEquals(ErrorCode.TOKEN_HEADER, refused(signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", payload, SECRET)));
    }

    @Test
    void issuerAndSubjectBelongTogether() throws Exception {
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims(claims(KEY, OTHER, now + 60, "", WORK)));
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims(claims("SK" + "6".repeat(32), ACCOUNT, now + 60, "", WORK)));
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims(claims(ACCOUNT, ACCOUNT, now + 60, "", WORK)));
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims("{\"exp\":" + (now + 60) + ",\"grants\":{}}"));
        resources.change(Actor.command("test"), change -> change.delete(Tables.KEYS, ACCOUNT, KEY.value()));
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims(claims(KEY, ACCOUNT, now + 60, "", WORK)));
    }

    /** A key whose policy is to read calls must not become a worker or a phone by signing so. */
    @Test
    void restrictedKeySignsNoTokens() throws Exception {
        KeySid narrow = new KeySid("SK" + "8".repeat(32));
        resources.change(Actor.command("test"), change -> change.insert(Tables.KEYS, new ApiKey(narrow, ACCOUNT, "n",
                ApiKey.Kind.RESTRICTED, "{\"allow\":[\"FetchCall\"]}", new Secret(SECRET), Dates.at(change.now()))));
        assertEquals(ErrorCode.TOKEN_ISSUER, refusedClaims(claims(narrow, ACCOUNT, now + 60, "", WORK)));
    }

    @Test
    void tokenHoldsFromNotBeforeToItsEndAndNoLongerThanADay() throws Exception {
        assertEquals(ErrorCode.TOKEN_EXPIRED, refusedClaims(claims(KEY, ACCOUNT, now - 1, "", WORK)));
        assertEquals(ErrorCode.TOKEN_EXPIRED, refusedClaims(claims(KEY, ACCOUNT, "\"soon\"", "", WORK)));
        assertEquals(ErrorCode.TOKEN_EXPIRED, refusedClaims(claims(KEY, ACCOUNT, "null", "", WORK)));
        assertEquals(ErrorCode.TOKEN_EXPIRED, refusedClaims(claims(KEY, ACCOUNT, now + 90_000, "", WORK)));
        assertEquals(ErrorCode.TOKEN_NOT_YET_VALID,
                refusedClaims(claims(KEY, ACCOUNT, now + 3600, ",\"nbf\":" + (now + 1800), WORK)));
    }

    @Test
    void grantsHaveTheirForm() throws Exception {
        for (String grants : List.of("null", "[]", "{\"task_router\":{}}",
                "{\"task_router\":{\"workspace_sid\":\"WS1\",\"role\":\"worker\"}}",
                "{\"task_router\":{\"workspace_sid\":\"WS1\",\"worker_sid\":\"WK1\",\"role\":\"king\"}}")) {
            assertEquals(ErrorCode.TOKEN_GRANTS, refusedClaims(claims(KEY, ACCOUNT, now + 60, "", grants)), grants);
        }
        assertEquals(Optional.of(new AccessToken.Work("WS1", Optional.empty(), "supervisor")),
                valid("{\"task_router\":{\"workspace_sid\":\"WS1\",\"role\":\"supervisor\"}}").work());
    }

    private static String capability(Object issuer, Object expires, String policies) {
        return "{\"iss\":\"" + issuer + "\",\"exp\":" + expires + ",\"account_sid\":\"" + issuer
                + "\",\"workspace_sid\":\"WS1\",\"channel\":\"WK1\",\"version\":\"v1\",\"policies\":" + policies + "}";
    }


    /** The older kind of token: policies, signed with the account's auth token, either of them while they rotate. */
    @Test
    void capabilityTokenIsSignedWithAnAuthTokenOfItsAccount() throws Exception {
        String payload = capability(ACCOUNT, now + 60, POLICIES);
        CapabilityToken token = assertInstanceOf(Verdict.Capable.class,
                tokens.verify(signed(PLAIN, payload, "token"))).token();
        assertEquals(ACCOUNT + " WS1 WK1", token.account() + " " + token.workspace() + " " + token.channel());
        assertEquals(now + 60, token.expires().getEpochSecond());
        assertTrue(token.allows("GET", "/v1/Workspaces/WS1/Activities", Map.of()));
        assertEquals(ErrorCode.TOKEN_SIGNATURE, refused(signed(PLAIN, payload, "t")));
        resources.change(Actor.command("test"), change -> change.update(Tables.ACCOUNTS, ACCOUNT, ACCOUNT.value(),
                old -> old.withTokens(old.authToken(), Optional.of(new Secret("second")))));
        assertInstanceOf(Verdict.Capable.class, tokens.verify(signed(PLAIN, payload, "second")));
        assertInstanceOf(Verdict.Capable.class, tokens.verify(signed(PLAIN, payload, "token")));
        assertEquals(ErrorCode.TOKEN_SIGNATURE, refused(signed(PLAIN, payload, "third")));
    }

    @Test
    void capabilityTokenOfAWrongFormIsRefused() throws Exception {
        assertEquals(ErrorCode.TOKEN_EXPIRED, refused(signed(PLAIN, capability(ACCOUNT, now, POLICIES), "token")));
        assertEquals(ErrorCode.TOKEN_EXPIRED,
                refused(signed(PLAIN, capability(ACCOUNT, now + 90_000, POLICIES), "token")));
        assertEquals(ErrorCode.TOKEN_ISSUER,
                refused(signed(PLAIN, capability("AC" + "9".repeat(32), now + 60, POLICIES), "token")));
        assertEquals(ErrorCode.TOKEN_ISSUER, refused(signed(PLAIN, capability(KEY, now + 60, POLICIES), SECRET)));
        for (String policies : List.of("{}", "[{}]", "[7]", POLICIES.replace("GET", "LOOK"),
                POLICIES.replace("true", "1"), POLICIES.replace("\"query_filter\":{}", "\"query_filter\":{\"a\":1}"),
                POLICIES.replace("https://taskrouter.twilio.com", "::"))) {
            assertEquals(ErrorCode.TOKEN_GRANTS,
                    refused(signed(PLAIN, capability(ACCOUNT, now + 60, policies), "token")), policies);
        }
        resources.change(Actor.command("test"), change -> change.update(Tables.ACCOUNTS, ACCOUNT, OTHER.value(),
                old -> old.in(Account.Status.SUSPENDED)));
        assertEquals(ErrorCode.TOKEN_ISSUER, refused(signed(PLAIN, capability(OTHER, now + 60, POLICIES), "t")));
    }

    @Test
    void whatIsNoTokenIsRefusedWithoutTrouble() throws Exception {
        for (String text : List.of("", ".", "..", "...", "a.b.c", "a.b", "e30.e30.e30", "x".repeat(100_000))) {
            assertTrue(List.of(ErrorCode.TOKEN_INVALID, ErrorCode.TOKEN_HEADER).contains(refused(text)), text);
        }
        assertEquals(ErrorCode.TOKEN_INVALID, refusedClaims("[1]"));
    }
}
