package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.MASTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.InboundRoute;
import io.strowger.server.store.NumberPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Primary, secondaries and events at every level by our own API (requirements 1.1, 1.5, 1.6). */
class BindingResourcesTest {
    private static final String NUMBER = "+14155550101";
    private static final String OWN = "/strowger/v1/Accounts/" + ALICE;

    @TempDir
    private Path folder;
    private TestApi api;
    private String number;

    @BeforeEach
    void open() throws Exception {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            return Stream.of(new BindingResources(stored).operations(), new ApplicationResources(stored).operations(),
                    new NumberResources(stored, new NumberPool(server.store().database())).operations())
                    .flatMap(List::stream).toList();
        });
        number = api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", NUMBER).text("sid");
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private VoiceBinding bound() {
        return assertInstanceOf(InboundRoute.Bound.class, api.directory().inventory().toNumber(
                api.directory().inventory().number(NUMBER).orElseThrow(), Optional.empty())).binding();
    }

    @Test
    void secondariesStandInOrderWithTheirMethods_1_5() throws Exception {
        Answer made = api.post(ALICE, OWN + "/IncomingPhoneNumbers/" + number + "/Binding", "Url", "https://a.example/",
                "FallbackUrl", "https://b.example/", "FallbackUrl", "GET https://c.example/",
                "StatusCallback", "https://s.example/", "StatusCallbackEvent", "ringing",
                "StatusCallbackEvent", "completed");
        assertEquals(200, made.status(), made.body().toString());
        assertEquals("[{\"url\":\"https://b.example/\",\"method\":\"POST\"},"
                + "{\"url\":\"https://c.example/\",\"method\":\"GET\"}]", made.body().path("secondaries").toString());
        assertEquals(made.body(), api.get(ALICE, OWN + "/IncomingPhoneNumbers/" + number + "/Binding").body());
        assertEquals(List.of(new WebTarget("https://b.example/", "POST"), new WebTarget("https://c.example/", "GET")),
                bound().secondaries());
        assertEquals(Set.of("ringing", "completed"), bound().statusEvents());
        String path = ALICES + "/IncomingPhoneNumbers/" + number + ".json";
        assertEquals("https://b.example/", api.get(ALICE, path).text("voice_fallback_url"));
        api.post(ALICE, path, "VoiceFallbackUrl", "https://d.example/");
        assertEquals(List.of("https://d.example/", "https://c.example/"),
                bound().secondaries().stream().map(WebTarget::url).toList(), "the compatible API names the first");
    }

    @Test
    void accountsBindingServesNumbersThatNameNothing_1_6() throws Exception {
        Answer app = api.post(ALICE, ALICES + "/Applications.json", "VoiceUrl", "https://app.example/");
        Answer set = api.post(ALICE, OWN + "/Binding", "Url", "https://account.example/", "Method", "GET");
        assertEquals(200, set.status(), set.body().toString());
        assertEquals(new WebTarget("https://account.example/", "GET"), bound().primary());
        api.post(ALICE, OWN + "/Binding", "ApplicationSid", app.text("sid"));
        assertEquals("https://app.example/", bound().primary().url());
        api.post(ALICE, OWN + "/Applications/" + app.text("sid") + "/Binding", "Url", "https://other.example/");
        assertEquals("https://other.example/", bound().primary().url());
        api.post(ALICE, OWN + "/IncomingPhoneNumbers/" + number + "/Binding", "Url", "https://number.example/");
        assertEquals("https://number.example/", bound().primary().url());
        assertEquals("null", api.post(ALICE, OWN + "/Binding", "ApplicationSid", "").text("application_sid"));
        assertEquals("https://account.example/", api.get(MASTER, OWN + "/Binding").text("primary_url"));
    }

    @Test
    void wrongBindingsAreRefusedByName_1_1() throws Exception {
        String path = OWN + "/Binding";
        api.post(ALICE, path, "FallbackUrl", "https://b.example/").refused(400, 20001, "FallbackUrl");
        api.post(ALICE, path, "Url", "https://a.example/", "FallbackUrl", "nowhere").refused(400, 20001, "FallbackUrl");
        api.post(ALICE, path, "Url", "nowhere").refused(400, 11100, "Url");
        api.post(ALICE, path, "StatusCallbackEvent", "sneezed").refused(400, 20001, "StatusCallbackEvent");
        api.post(ALICE, path, "ApplicationSid", "AP" + "0".repeat(32)).refused(400, 20001, "ApplicationSid");
        String[] eleven = Stream.concat(Stream.of("Url", "https://a.example/"), Stream.generate(
                () -> List.of("FallbackUrl", "https://b.example/")).limit(11).flatMap(List::stream))
                .toArray(String[]::new);
        api.post(ALICE, path, eleven).refused(400, 20001, "FallbackUrl");
        assertEquals("null", api.get(ALICE, path).text("primary_url"));
    }

    /** B10. */
    @Test
    void bindingIsTheAccountsOwn() throws Exception {
        assertEquals(404, api.get(BOB, OWN + "/Binding").status());
        assertEquals(404, api.post(BOB, OWN + "/Binding", "Url", "https://bob.example/").status());
        assertEquals(404, api.post(BOB, "/strowger/v1/Accounts/" + BOB + "/IncomingPhoneNumbers/" + number + "/Binding",
                "Url", "https://bob.example/").status());
        assertEquals(200, api.get(MASTER, OWN + "/IncomingPhoneNumbers/" + number + "/Binding").status());
    }
}
