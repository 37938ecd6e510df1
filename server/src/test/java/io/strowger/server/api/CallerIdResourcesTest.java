package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.BOBS;
import static io.strowger.server.api.TestApi.MASTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.Placement;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.OutboundRequest;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.Actor;
import io.strowger.server.store.CallerId;
import io.strowger.server.store.Dates;
import io.strowger.server.store.NumberPool;
import io.strowger.server.store.Tables;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caller ids and the application behind validation calls (rest-api section 2, "OutgoingCallerIds"). */
class CallerIdResourcesTest {
    private static final String OWN = "+14155550101";
    private static final String HOME = "+442079460000";

    @TempDir
    private Path folder;
    private TestApi api;
    private final List<OutboundRequest> calls = new ArrayList<>();
    private CallSid placed;
    private Optional<ErrorCode> refusal = Optional.empty();
    private CallerIdValidation validation;
    private final List<FetchRequest> sent = new ArrayList<>();
    private int answer = 204;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            validation = new CallerIdValidation(server.store().world(), this::door, server.resources(),
                    account -> hop -> List.of(new Header("X-Signed", account.value())));
            return Stream.of(new CallerIdResources(stored, validation, this::place).operations(),
                    new NumberResources(stored, new NumberPool(server.store().database())).operations())
                    .flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private Placement place(CallSid sid, OutboundRequest request) {
        if (refusal.isPresent()) {
            return new Placement.Refused(refusal.get(), "refused");
        }
        calls.add(request);
        placed = sid;
        return new Placement.Queued(new CallRecord(sid, request.account(), Optional.empty(), request.from(),
                request.to(), Direction.OUTBOUND_API, CallStatus.QUEUED, Instant.EPOCH, Optional.empty(),
                Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty(), ""));
    }

    private FetchAnswer door(FetchRequest request) {
        sent.add(request);
        return new FetchAnswer.Answered(answer, List.of(), new byte[0]);
    }

    private void ownNumber() throws Exception {
        assertEquals(201, api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", OWN).status());
    }

    private Answer begin(String... more) throws Exception {
        List<String> fields = new ArrayList<>(List.of("PhoneNumber", HOME));
        fields.addAll(List.of(more));
        return api.post(ALICE, ALICES + "/OutgoingCallerIds.json", fields.toArray(String[]::new));
    }

    /** The parameter by which a validation knows its call. */
    private String mine() {
        return "CallSid=" + placed;
    }

    /** What the call room would fetch. */
    private String fetched(String url, String form) {
        FetchRequest request = new FetchRequest("POST", URI.create(url), List.of(),
                form.getBytes(StandardCharsets.UTF_8), Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, true);
        FetchAnswer.Answered answered = (FetchAnswer.Answered) validation.exchange(request);
        return answered.status() + " " + new String(answered.body(), StandardCharsets.UTF_8);
    }

    private static String link(String document, String part) {
        Matcher url = Pattern.compile("https://[^<\"]*/" + part).matcher(document);
        assertTrue(url.find(), document);
        return url.group();
    }

    @Test
    void calledPersonWhoEntersTheCodeMakesTheNumberACallerId() throws Exception {
        ownNumber();
        Answer begun = begin("FriendlyName", "home", "StatusCallback", "https://told.example/", "Extension", "ww12");
        assertEquals(200, begun.status(), begun.body().toString());
        assertEquals("home " + HOME + " " + ALICE, begun.text("friendly_name") + " " + begun.text("phone_number") + " "
                + begun.text("account_sid"));
        assertTrue(begun.text("call_sid").matches("CA[0-9a-f]{32}"));
        assertTrue(begun.text("validation_code").matches("[0-9]{6}"));
        OutboundRequest call = calls.getFirst();
        assertEquals(OWN + " " + HOME + " ww12", call.from() + " " + call.to() + " " + call.sendDigits().orElse(""));
        String asked = fetched(call.binding().primary().url(), mine());
        assertTrue(asked.contains("numDigits=\"6\"") && asked.contains("sensitive=\"true\""), asked);
        String wrong = fetched(link(asked, "answer"), mine() + "&Digits=000000x");
        assertTrue(fetched(link(wrong, "ask"), mine()).contains("That was not the code"));
        assertFalse(api.directory().inventory().mayShow(ALICE, HOME));
        String right = fetched(link(asked, "answer"), mine() + "&Digits=" + begun.text("validation_code"));
        assertTrue(right.contains("validated") && right.contains("<Hangup/>"), right);
        assertTrue(api.directory().inventory().mayShow(ALICE, HOME));
        assertEquals("204 ", fetched(call.binding().statusCallback().orElseThrow().url(),
                mine() + "&CallStatus=completed"));
        String told = new String(sent.getFirst().body(), StandardCharsets.UTF_8);
        String sid = api.get(ALICE, ALICES + "/OutgoingCallerIds.json").body().path("outgoing_caller_ids").get(0)
                .path("sid").asText();
        assertEquals(mine() + "&CallStatus=completed&VerificationStatus=success&OutgoingCallerIdSid=" + sid, told);
        assertTrue(sent.getFirst().headers().contains(new Header("X-Signed", ALICE.value())));
        assertEquals("https://told.example/", sent.getFirst().url().toString());
        assertEquals(List.of(ALICE.value() + " 127.0.0.1"), api.store().query("select actor_sid || ' ' ||"
                + " source_address from audit where action = 'caller-id.created'"));
    }

    /** The call's events show the account where its requests went: the code typed there by another call is nothing. */
    @Test
    void anotherCallOfTheAccountCannotEnterTheCode() throws Exception {
        ownNumber();
        Answer begun = begin();
        String answer = calls.getFirst().binding().primary().url().replace("/ask", "/answer");
        String code = "&Digits=" + begun.text("validation_code");
        fetched(answer, "CallSid=CA" + "9".repeat(32) + code);
        fetched(answer, "Digits=" + begun.text("validation_code") + "&CallSid=CA" + "9".repeat(32));
        assertFalse(api.directory().inventory().mayShow(ALICE, HOME));
        assertEquals(2, sent.size(), "they went on to the network, where nobody has that name");
        fetched(answer, mine() + code);
        assertTrue(api.directory().inventory().mayShow(ALICE, HOME));
    }

    @Test
    void threeTriesAndNoMore() throws Exception {
        ownNumber();
        Answer begun = begin("StatusCallback", "https://told.example/");
        OutboundRequest call = calls.getFirst();
        String ask = call.binding().primary().url();
        for (int i = 0; i < 3; i++) {
            assertTrue(fetched(ask, mine()).contains("<Gather"));
        }
        assertEquals("<Response><Say>Goodbye.</Say><Hangup/></Response>",
                fetched(ask, mine()).replaceAll(".*\\?>", ""));
        fetched(call.binding().statusCallback().orElseThrow().url(), mine());
        assertEquals(mine() + "&VerificationStatus=failed",
                new String(sent.getFirst().body(), StandardCharsets.UTF_8));
        String late = ask.replace("/ask", "/answer");
        fetched(late, mine() + "&Digits=" + begun.text("validation_code"));
        assertFalse(api.directory().inventory().mayShow(ALICE, HOME), "what is over is over");
        assertEquals(late, sent.getLast().url().toString(), "an unknown token is no concern of ours");
    }

    @Test
    void callbackThatFailsIsToldAgain() throws Exception {
        ownNumber();
        begin("StatusCallback", "https://told.example/", "StatusCallbackMethod", "GET");
        String end = calls.getFirst().binding().statusCallback().orElseThrow().url();
        answer = 503;
        assertEquals("503 ", fetched(end, mine()));
        answer = 200;
        assertEquals("200 ", fetched(end, mine()));
        assertEquals("https://told.example/?" + mine() + "&VerificationStatus=failed", sent.getLast().url().toString());
    }

    @Test
    void validationIsRefusedWithItsReason() throws Exception {
        begin().refused(400, 21210, "IncomingPhoneNumbers");
        ownNumber();
        api.post(ALICE, ALICES + "/OutgoingCallerIds.json").refused(400, 21421, "PhoneNumber");
        api.post(ALICE, ALICES + "/OutgoingCallerIds.json", "PhoneNumber", "bob").refused(400, 21421, "PhoneNumber");
        api.post(ALICE, ALICES + "/OutgoingCallerIds.json", "PhoneNumber", OWN).refused(400, 21450, "already");
        begin("CallDelay", "5").refused(404, 90112, "CallDelay");
        begin("Extension", "abc").refused(400, 20001, "Extension");
        for (int i = 0; i < 5; i++) {
            assertEquals(200, begin().status());
        }
        begin().refused(429, 20429, "caller-id-validations");
        fetched(calls.getLast().binding().statusCallback().orElseThrow().url(), mine());
        refusal = Optional.of(ErrorCode.CALL_NOT_PERMITTED);
        begin().refused(400, 21215, "refused");
        begin().refused(400, 21215, "refused");
    }

    @Test
    void callerIdsAreListedRenamedAndRemoved() throws Exception {
        CallerId id = api.resources().change(Actor.command("test"), change -> change.insert(Tables.CALLER_IDS,
                new CallerId(PhoneNumberSid.mint(change.world()), ALICE, HOME, "mine", Dates.at(change.now()))));
        String path = ALICES + "/OutgoingCallerIds/" + id.sid() + ".json";
        assertEquals(1, listed(ALICES, "?PhoneNumber=" + TestApi.encoded(HOME)));
        assertEquals(0, listed(ALICES, "?FriendlyName=other"));
        assertEquals(0, api.get(BOB, BOBS + "/OutgoingCallerIds.json").body().path("outgoing_caller_ids").size());
        assertEquals("home", api.post(ALICE, path, "FriendlyName", "home").text("friendly_name"));
        assertEquals("home", api.get(ALICE, path).text("friendly_name"));
        assertTrue(api.directory().inventory().mayShow(ALICE, HOME));
        assertEquals(404, api.delete(BOB, BOBS + "/OutgoingCallerIds/" + id.sid()).status());
        assertEquals(204, api.delete(ALICE, path).status());
        assertFalse(api.directory().inventory().mayShow(ALICE, HOME));
        assertEquals(Optional.empty(), api.resources().fetch(Tables.CALLER_IDS, ALICE, id.sid().value()));
    }

    private int listed(String account, String query) throws Exception {
        return api.get(ALICE, account + "/OutgoingCallerIds.json" + query).body().path("outgoing_caller_ids").size();
    }
}
