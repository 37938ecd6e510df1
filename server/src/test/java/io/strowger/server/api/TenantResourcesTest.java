package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.BOBS;
import static io.strowger.server.api.TestApi.MASTER;
import static io.strowger.server.api.TestApi.MASTERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.AccessToken;
import io.strowger.server.store.AccessTokens;
import io.strowger.server.store.Account;
import io.strowger.server.store.Tables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, keys, tokens (rest-api sections 1.2, 2 and 4.1; B10) over HTTP on a real database. */
class TenantResourcesTest {
    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            return Stream.of(new AccountResources(stored).operations(), new KeyResources(stored).operations(),
                    new ApplicationResources(stored).operations()).flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void subAccountIsMadeFetchedListedRenamed() throws Exception {
        Answer made = api.post(MASTER, "/2010-04-01/Accounts.json", "FriendlyName", "Carol");
        assertEquals(201, made.status());
        assertEquals(MASTER.value(), made.text("owner_account_sid"));
        assertEquals("active Full Carol", made.text("status") + " " + made.text("type") + " "
                + made.text("friendly_name"));
        AccountSid carol = new AccountSid(made.text("sid"));
        String token = made.text("auth_token");
        assertEquals(200, api.send(carol.value(), token, "GET", "/2010-04-01/Accounts/" + carol + ".json").status());
        Answer renamed = api.post(MASTER, "/2010-04-01/Accounts/" + carol + ".json", "FriendlyName", "Caro");
        assertEquals("Caro", renamed.text("friendly_name"));
        assertEquals("Caro", api.get(MASTER, "/2010-04-01/Accounts/" + carol).text("friendly_name"));
        assertEquals(Set.of(MASTER.value(), ALICE.value(), BOB.value(), carol.value()),
                Set.copyOf(sids(api.get(MASTER, "/2010-04-01/Accounts.json"))));
        assertEquals(List.of(carol.value()), sids(api.get(MASTER, "/2010-04-01/Accounts.json?FriendlyName=Caro")));
        assertEquals(List.of(), sids(api.get(MASTER, "/2010-04-01/Accounts.json?Status=closed")));
        assertTrue(made.body().path("subresource_uris").path("calls").asText().endsWith(carol + "/Calls.json"));
    }

    private static List<String> sids(Answer list) {
        List<String> sids = new ArrayList<>();
        list.body().path("accounts").forEach(account -> sids.add(account.path("sid").asText()));
        return sids;
    }

    /** B10: up and across there is nothing, in the same words as for what never was. */
    @Test
    void accountSeesItselfAndThoseBelowIt() throws Exception {
        assertEquals(List.of(ALICE.value()), sids(api.get(ALICE, "/2010-04-01/Accounts.json")));
        for (AccountSid foreign : List.of(MASTER, BOB, new AccountSid("AC" + "9".repeat(32)))) {
            for (Answer answer : List.of(api.get(ALICE, "/2010-04-01/Accounts/" + foreign + ".json"),
                    api.post(ALICE, "/2010-04-01/Accounts/" + foreign + ".json", "Status", "closed"),
                    api.get(ALICE, "/2010-04-01/Accounts/" + foreign + "/Applications.json"))) {
                answer.refused(404, 20404, "The requested resource /2010-04-01/Accounts/" + foreign);
            }
        }
        AccountSid child = new AccountSid(api.post(ALICE, "/2010-04-01/Accounts.json").text("sid"));
        assertEquals(ALICE.value(), api.get(MASTER, "/2010-04-01/Accounts/" + child).text("owner_account_sid"));
        assertEquals(200, api.get(MASTER, "/2010-04-01/Accounts/" + child + "/Applications.json").status());
        assertEquals(404, api.get(BOB, "/2010-04-01/Accounts/" + child + ".json").status());
    }

    @Test
    void suspendedAccountIsRefusedUntilItIsActiveAgain() throws Exception {
        String path = "/2010-04-01/Accounts/" + ALICE + ".json";
        assertEquals("suspended", api.post(MASTER, path, "Status", "suspended").text("status"));
        api.get(ALICE, ALICES + "/Applications.json").refused(403, 20005, "suspended");
        assertEquals(Account.Status.SUSPENDED, api.directory().inventory().status(ALICE));
        assertEquals(200, api.get(MASTER, ALICES + "/Applications.json").status());
        api.post(MASTER, path, "Status", "active");
        assertEquals(200, api.get(ALICE, ALICES + "/Applications.json").status());
    }

    @Test
    void closingIsFinalAndComesFromAbove() throws Exception {
        String path = "/2010-04-01/Accounts/" + ALICE + ".json";
        api.post(ALICE, path, "Status", "closed").refused(400, 20001, "Status");
        api.post(MASTER, "/2010-04-01/Accounts/" + MASTER, "Status", "closed").refused(400, 20001, "Status");
        api.post(MASTER, path, "Status", "gone").refused(400, 20001, "Status");
        assertEquals("closed", api.post(MASTER, path, "Status", "closed").text("status"));
        api.get(ALICE, path).refused(401, 20003, "Authenticate");
        api.post(MASTER, path, "Status", "active").refused(400, 20001, "final");
        assertEquals("closed", api.get(MASTER, path).text("status"));
    }

    @Test
    void accountsNestOnlySoDeep() throws Exception {
        AccountSid owner = MASTER;
        String token = TestApi.token(MASTER);
        for (int depth = 2; depth <= 8; depth++) {
            Answer made = api.send(owner.value(), token, "POST", "/2010-04-01/Accounts.json");
            assertEquals(201, made.status(), made.body().toString());
            owner = new AccountSid(made.text("sid"));
            token = made.text("auth_token");
        }
        api.send(owner.value(), token, "POST", "/2010-04-01/Accounts.json").refused(400, 90150, "8 levels");
        assertEquals(200, api.get(MASTER, "/2010-04-01/Accounts/" + owner).status());
    }

    @Test
    void tokensAreRotatedByASecondOne() throws Exception {
        assertEquals(404, api.post(ALICE, "/v1/AuthTokens/Promote").status());
        assertEquals(404, api.delete(ALICE, "/v1/AuthTokens/Secondary").status());
        Answer second = api.post(ALICE, "/v1/AuthTokens/Secondary");
        assertEquals(201, second.status());
        String next = second.text("secondary_auth_token");
        assertEquals(200, api.get(ALICE, "/2010-04-01/Accounts/" + ALICE).status());
        assertEquals(200, api.send(ALICE.value(), next, "GET", "/2010-04-01/Accounts/" + ALICE).status());
        assertEquals(TestApi.token(ALICE), api.directory().inventory().account(ALICE).orElseThrow().authToken().value(),
                "the primary token goes on signing");
        assertEquals(next, api.send(ALICE.value(), next, "POST", "/v1/AuthTokens/Promote").text("auth_token"));
        assertEquals(401, api.get(ALICE, "/2010-04-01/Accounts/" + ALICE).status());
        assertEquals(next, api.directory().inventory().account(ALICE).orElseThrow().authToken().value());
        api.send(ALICE.value(), next, "POST", "/v1/AuthTokens/Secondary");
        assertEquals(204, api.send(ALICE.value(), next, "DELETE", "/v1/AuthTokens/Secondary").status());
        assertEquals(Set.of("account_sid", "date_created", "date_updated", "secondary_auth_token", "url"),
                fields(second.body()));
    }

    @Test
    void keyShowsItsSecretOnceAndOpensTheApi() throws Exception {
        Answer made = api.post(ALICE, ALICES + "/Keys.json", "FriendlyName", "ci");
        assertEquals(201, made.status());
        assertEquals(Set.of("sid", "friendly_name", "date_created", "date_updated", "secret"), fields(made.body()));
        String sid = made.text("sid");
        assertEquals(Set.of("sid", "friendly_name", "date_created", "date_updated"),
                fields(api.get(ALICE, ALICES + "/Keys/" + sid + ".json").body()));
        assertEquals(sid, api.get(ALICE, ALICES + "/SigningKeys.json").body().path("signing_keys").get(0)
                .path("sid").asText());
        assertEquals(200, api.send(sid, made.text("secret"), "GET", ALICES + "/Applications.json").status());
        assertEquals(404, api.send(sid, made.text("secret"), "GET", BOBS + "/Applications.json").status());
        assertEquals("cd", api.post(ALICE, ALICES + "/Keys/" + sid, "FriendlyName", "cd").text("friendly_name"));
        assertEquals(404, api.post(BOB, BOBS + "/Keys/" + sid, "FriendlyName", "mine").status());
        assertEquals(204, api.delete(ALICE, ALICES + "/Keys/" + sid + ".json").status());
        assertEquals(404, api.delete(ALICE, ALICES + "/Keys/" + sid + ".json").status());
        assertEquals(401, api.send(sid, made.text("secret"), "GET", ALICES + "/Applications.json").status());
    }

    @Test
    void standardKeyMayNotTouchAccountsAndKeys() throws Exception {
        Answer key = api.post(ALICE, ALICES + "/Keys.json");
        for (String path : List.of("/2010-04-01/Accounts.json", ALICES + "/Keys.json", "/strowger/v1/Keys")) {
            api.send(key.text("sid"), key.text("secret"), "GET", path).refused(403, 20008, key.text("sid"));
        }
        Answer main = api.post(ALICE, "/strowger/v1/Keys", "KeyType", "main");
        assertEquals("main", main.text("key_type"));
        assertEquals(200, api.send(main.text("sid"), main.text("secret"), "GET", ALICES + "/Keys.json").status());
    }

    @Test
    void restrictedKeyMayDoWhatItsPolicyNames() throws Exception {
        api.post(ALICE, "/strowger/v1/Keys", "KeyType", "restricted").refused(400, 20001, "Policy");
        api.post(ALICE, "/strowger/v1/Keys", "KeyType", "restricted", "Policy", "all").refused(400, 20001, "Policy");
        api.post(ALICE, "/strowger/v1/Keys", "KeyType", "main", "Policy", "{}").refused(400, 20001, "Policy");
        Answer key = api.post(ALICE, "/strowger/v1/Keys", "KeyType", "restricted",
                "Policy", "{\"allow\":[\"ListApplication\",\"CreateNewKey\"]}");
        assertEquals(201, key.status(), key.body().toString());
        String user = key.text("sid");
        String secret = key.text("secret");
        assertEquals(200, api.send(user, secret, "GET", ALICES + "/Applications.json").status());
        api.send(user, secret, "POST", ALICES + "/Applications.json").refused(403, 20008, "POST");
        assertEquals(403, api.send(user, secret, "POST", ALICES + "/Keys.json").status(),
                "no key makes a stronger one");
        api.post(ALICE, "/strowger/v1/Keys/" + user, "Policy", "{\"allow\":[\"*\"]}");
        assertEquals(201, api.send(user, secret, "POST", ALICES + "/Applications.json").status());
        assertFalse(api.get(ALICE, "/strowger/v1/Keys/" + user).body().has("secret"));
    }

    @Test
    void tokenSignedWithAKeyMadeHereIsVerified() throws Exception {
        Answer key = api.post(ALICE, ALICES + "/Keys.json");
        long exp = api.store().world().timeline().now().getEpochSecond() + 60;
        String head = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"cty\":\"twilio-fpa;v=1\"}") + "." + base64(
                "{\"iss\":\"" + key.text("sid") + "\",\"sub\":\"" + ALICE + "\",\"exp\":" + exp + ",\"grants\":{}}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.text("secret").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String token = head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(
                mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
        AccessTokens.Verdict verdict = new AccessTokens(api.directory(), api.store().world().timeline()).verify(token);
        AccessToken valid = ((AccessTokens.Verdict.Valid) verdict).token();
        assertEquals(new KeySid(key.text("sid")), valid.key());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void changesStandInTheAuditWithKeyAndAddress() throws Exception {
        Answer key = api.post(ALICE, ALICES + "/Keys.json");
        Answer made = api.send(key.text("sid"), key.text("secret"), "POST", ALICES + "/Applications.json");
        assertEquals(List.of(key.text("sid") + " 127.0.0.1 " + ALICE), api.store().query(
                "select concat_ws(' ', actor_sid, source_address, account_sid) from audit where subject = '"
                        + made.text("sid") + "'"));
        assertEquals(List.of("0"), api.store().query(
                "select count(*) from audit where detail::text like '%" + key.text("secret") + "%'"));
    }

    @Test
    void applicationIsMadeFetchedListedChangedRemoved() throws Exception {
        Answer made = api.post(ALICE, ALICES + "/Applications.json", "FriendlyName", "menu",
                "VoiceUrl", "https://app.example/menu", "VoiceMethod", "GET",
                "VoiceFallbackUrl", "https://b.example/", "StatusCallback", "https://s.example/",
                "VoiceCallerIdLookup", "true", "SmsUrl", "https://sms.example/",
                "MessageStatusCallback", "https://m.example/");
        assertEquals(201, made.status(), made.body().toString());
        String path = ALICES + "/Applications/" + made.text("sid") + ".json";
        assertEquals(made.body(), api.get(ALICE, path).body());
        assertEquals(
                "https://app.example/menu GET https://b.example/ POST true https://sms.example/ https://m.example/",
                String.join(" ", made.text("voice_url"), made.text("voice_method"), made.text("voice_fallback_url"),
                        made.text("voice_fallback_method"), made.text("voice_caller_id_lookup"), made.text("sms_url"),
                        made.text("message_status_callback")));
        Answer changed = api.post(ALICE, path, "VoiceUrl", "https://new.example/", "StatusCallback", "", "SmsUrl", "");
        assertEquals("https://new.example/ GET https://b.example/ null null",
                String.join(" ", changed.text("voice_url"), changed.text("voice_method"),
                        changed.text("voice_fallback_url"), changed.text("status_callback"), changed.text("sms_url")));
        api.post(ALICE, ALICES + "/Applications.json", "FriendlyName", "menu");
        assertEquals(2, api.get(ALICE, ALICES + "/Applications.json?FriendlyName=menu").body()
                .path("applications").size());
        assertEquals(0, api.get(ALICE, ALICES + "/Applications.json?FriendlyName=men").body()
                .path("applications").size());
        assertEquals(404, api.get(BOB, BOBS + "/Applications/" + made.text("sid") + ".json").status());
        assertEquals(204, api.delete(ALICE, path).status());
        assertEquals(404, api.get(ALICE, path).status());
    }

    /** Requirement 1.1. */
    @Test
    void secondaryWithoutAPrimaryIsRefused() throws Exception {
        api.post(ALICE, ALICES + "/Applications.json", "VoiceFallbackUrl", "https://b.example/")
                .refused(400, 20001, "VoiceFallbackUrl");
        Answer made = api.post(ALICE, ALICES + "/Applications.json", "VoiceUrl", "https://a.example/",
                "VoiceFallbackUrl", "https://b.example/");
        String path = ALICES + "/Applications/" + made.text("sid") + ".json";
        api.post(ALICE, path, "VoiceUrl", "").refused(400, 20001, "VoiceFallbackUrl");
        assertEquals("https://a.example/", api.get(ALICE, path).text("voice_url"));
        assertEquals("null", api.post(ALICE, path, "VoiceUrl", "", "VoiceFallbackUrl", "").text("voice_url"));
    }

    @Test
    void methodSetBeforeItsUrlIsNotForgotten() throws Exception {
        Answer made = api.post(ALICE, ALICES + "/Applications.json", "VoiceMethod", "GET");
        assertEquals("GET", made.text("voice_method"));
        String path = ALICES + "/Applications/" + made.text("sid") + ".json";
        assertEquals("GET", api.post(ALICE, path, "VoiceUrl", "https://a.example/").text("voice_method"));
        assertEquals("POST", api.post(ALICE, path, "VoiceMethod", "POST").text("voice_method"));
        assertEquals("POST", api.post(ALICE, path, "VoiceUrl", "").text("voice_method"));
    }

    @Test
    void pagesAreWalkedByTheirLinks() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.post(ALICE, ALICES + "/Applications.json", "FriendlyName", "a" + i);
        }
        List<String> walked = new ArrayList<>();
        Answer page = api.get(ALICE, ALICES + "/Applications.json?PageSize=2");
        String second = page.text("next_page_uri");
        while (true) {
            page.body().path("applications").forEach(row -> walked.add(row.path("friendly_name").asText()));
            if (page.body().path("next_page_uri").isNull()) {
                break;
            }
            page = api.get(ALICE, page.text("next_page_uri"));
        }
        assertEquals(Set.of("a0", "a1", "a2", "a3", "a4"), Set.copyOf(walked));
        assertEquals(5, walked.size());
        Answer back = api.get(ALICE, api.get(ALICE, second).text("previous_page_uri"));
        assertEquals(walked.subList(0, 2), names(back));
        assertEquals(walked.subList(2, 4), names(api.get(ALICE, ALICES + "/Applications.json?PageSize=2&Page=1")));
    }

    private static List<String> names(Answer page) {
        List<String> names = new ArrayList<>();
        page.body().path("applications").forEach(row -> names.add(row.path("friendly_name").asText()));
        return names;
    }

    @Test
    void thousandthAndFirstIsRefused() throws Exception {
        api.store().execute("insert into applications (sid, account_sid, name, created_at, updated_at)"
                + " select 'AP' || lpad(to_hex(i), 32, '0'), '" + ALICE + "', 'x', now(), now()"
                + " from generate_series(1, " + Tables.MOST + ") i");
        api.post(ALICE, ALICES + "/Applications.json").refused(400, 90150, "application");
        assertEquals(201, api.post(BOB, BOBS + "/Applications.json").status());
        assertNotEquals(401, api.get(MASTER, MASTERS + ".json").status());
    }
}
