package io.strowger.server.api;

import static io.strowger.server.api.TestApi.MASTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Metrics;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.RecordStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ~/Queues} and {@code ~/Queues/{QueueSid}/Members} (rest-api section 2 "Queues and members", 4 and 5). */
class QueueResourcesTest {
    @TempDir
    private static Path folder;
    private static TestApi api;
    private static RecordStore records;
    private static WaitingRoom room;

    private AccountSid alice;
    private AccountSid bob;
    private String queues;
    private String bobsQueues;

    @BeforeAll
    static void open() {
        api = TestApi.open(folder, made -> {
            records = RecordStore.open(made.store().world(), made.store().database(), new Metrics(),
                    Duration.ofDays(30), (account, number) -> Optional.empty(), made.store().outbound(),
                    RecordStore.defaultBacklog());
            room = new WaitingRoom(made.store().world(), records);
            return new QueueResources(room.router().queues(), new StoredResources(made.resources())).operations();
        });
    }

    @AfterAll
    static void close() {
        api.nothingUnforeseen();
        records.close();
        api.close();
    }

    @BeforeEach
    void twoAccounts() {
        alice = account("Alice");
        bob = account("Bob");
        queues = "/2010-04-01/Accounts/" + alice + "/Queues";
        bobsQueues = "/2010-04-01/Accounts/" + bob + "/Queues";
    }

    private static AccountSid account(String name) {
        AccountSid sid = new AccountSid("AC" + api.store().world().entropy().hex(16));
        api.account(sid, MASTER, name);
        return sid;
    }

    @AfterEach
    void hangUp() {
        room.hangUp();
    }

    private String create(String name) throws Exception {
        Answer made = api.post(alice, queues + ".json", "FriendlyName", name);
        assertEquals(201, made.status(), made.body().toString());
        return made.text("sid");
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    // ---- queues -----------------------------------------------------------------------------------------------------

    @Test
    void createAnswersEveryFieldOfAQueue() throws Exception {
        Answer made = api.post(alice, queues + ".json", "FriendlyName", "support", "MaxSize", "12");
        assertEquals(201, made.status());
        assertEquals(List.of("date_updated", "current_size", "friendly_name", "uri", "account_sid",
                "average_wait_time", "sid", "date_created", "max_size"), fields(made.body()));
        assertTrue(made.text("sid").matches("QU[0-9a-f]{32}"));
        assertEquals(alice.value(), made.text("account_sid"));
        assertEquals("support", made.text("friendly_name"));
        assertEquals(queues + "/" + made.text("sid") + ".json", made.text("uri"));
        assertEquals(12, made.body().path("max_size").numberValue());
        assertEquals(0, made.body().path("current_size").numberValue());
        assertEquals(0L, made.body().path("average_wait_time").longValue());
        assertTrue(made.text("date_created").endsWith(" +0000"));
        assertEquals(made.text("date_created"), made.text("date_updated"));
        assertEquals(made.body(), api.get(alice, made.text("uri")).body());
    }

    @Test
    void aQueueHoldsAThousandUnlessToldOtherwise() throws Exception {
        create("support");
        assertEquals(1000, api.get(alice, queues).body().path("queues").path(0).path("max_size").asInt());
    }

    @Test
    void createRefusesWhatIsNoQueueAndNamesTheParameter() throws Exception {
        api.post(alice, queues).refused(400, 20001, "FriendlyName");
        api.post(alice, queues, "FriendlyName", "x".repeat(65)).refused(400, 20001, "FriendlyName");
        api.post(alice, queues, "FriendlyName", "   ").refused(400, 20001, "FriendlyName");
        api.post(alice, queues, "FriendlyName", "a", "MaxSize", "0").refused(400, 20001, "MaxSize");
        api.post(alice, queues, "FriendlyName", "a", "MaxSize", "5001").refused(400, 20001, "MaxSize");
        api.post(alice, queues, "FriendlyName", "a", "MaxSize", "many").refused(400, 20001, "MaxSize");
        assertEquals(0, api.get(alice, queues).body().path("queues").size());
    }

    @Test
    void aNameIsUniqueWithinItsAccountOnly() throws Exception {
        create("support");
        api.post(alice, queues, "FriendlyName", "support").refused(400, 22002, "FriendlyName");
        assertEquals(201, api.post(bob, bobsQueues, "FriendlyName", "support").status());
    }

    @Test
    void updateChangesWhatIsGivenAndLeavesTheRest() throws Exception {
        String one = queues + "/" + create("support") + ".json";
        create("sales");
        assertEquals(7, api.post(alice, one, "MaxSize", "7").body().path("max_size").asInt());
        Answer renamed = api.post(alice, one, "FriendlyName", "help");
        assertEquals("help", renamed.text("friendly_name"));
        assertEquals(7, renamed.body().path("max_size").asInt());
        assertEquals(200, api.post(alice, one).status());
        assertEquals("help", api.post(alice, one, "FriendlyName", "help").text("friendly_name"), "its own name");
        api.post(alice, one, "FriendlyName", "sales").refused(400, 22002, "FriendlyName");
        api.post(alice, one, "MaxSize", "5001").refused(400, 20001, "MaxSize");
        assertEquals("help", api.get(alice, one).text("friendly_name"));
    }

    @Test
    void queuesAreKeptBeforeTheyAreAnsweredAndFoundByTheNextRun() throws Exception {
        String sid = create("support");
        api.post(alice, queues + "/" + sid, "MaxSize", "9");
        assertEquals(List.of(sid + " support 9"),
                api.store().query("select concat_ws(' ', sid, friendly_name, max_size)"
                        + " from call_queues where account_sid = '" + alice + "'"));
        assertEquals(204, api.delete(alice, queues + "/" + sid + ".json").status());
        assertEquals(List.of(), api.store().query("select sid from call_queues where sid = '" + sid + "'"));
    }

    @Test
    void whoChangesAQueueIsNotedInTheAudit() throws Exception {
        String sid = create("support");
        api.post(MASTER, queues + "/" + sid, "MaxSize", "9");
        api.delete(alice, queues + "/" + sid);
        assertEquals(List.of("queue.created " + alice, "queue.changed " + alice, "queue.removed " + alice),
                api.store().query("select action || ' ' || account_sid from audit where subject = '" + sid
                        + "' order by id"));
    }

    @Test
    void deleteIsForQueuesInWhichNobodyWaits_22003() throws Exception {
        room.waits(alice, "queue-a");
        String one = api.get(alice, queues).body().path("queues").path(0).path("uri").asText();
        api.delete(alice, one).refused(400, 22003, "not empty");
        assertEquals(200, api.get(alice, one).status());
        String empty = queues + "/" + create("empty");
        assertEquals(204, api.delete(alice, empty).status());
        assertEquals(404, api.delete(alice, empty).status());
        assertEquals(404, api.get(alice, empty).status());
    }

    @Test
    void listIsWalkedThreePagesNewestFirstAndBack() throws Exception {
        List<String> made = List.of(create("a"), create("b"), create("c"));
        List<String> seen = new ArrayList<>();
        Answer page = api.get(alice, queues + ".json?PageSize=1");
        assertEquals(1, page.body().path("page_size").asInt());
        while (true) {
            page.body().path("queues").forEach(queue -> seen.add(queue.path("sid").asText()));
            if (page.body().path("next_page_uri").isNull()) {
                break;
            }
            page = api.get(alice, page.text("next_page_uri"));
        }
        assertEquals(made.reversed(), seen);
        Answer before = api.get(alice, page.text("previous_page_uri"));
        assertEquals(made.get(1), before.body().path("queues").path(0).path("sid").asText());
    }

    @Test
    void anotherAccountsQueueIsAsAbsentAsOneThatNeverWas() throws Exception {
        CallSid caller = room.waits(alice, "queue-a");
        String sid = api.get(alice, queues).body().path("queues").path(0).path("sid").asText();
        String never = "QU" + "0".repeat(32);
        for (String path : List.of("", "/Members", "/Members/Front", "/Members/" + caller)) {
            Answer foreign = api.get(bob, bobsQueues + "/" + sid + path);
            Answer absent = api.get(bob, bobsQueues + "/" + never + path);
            assertEquals(404, foreign.status(), path);
            assertEquals(absent.body().toString().replace(never, sid), foreign.body().toString());
            assertEquals(404, api.get(bob, queues + "/" + sid + path).status());
            assertEquals(200, api.get(MASTER, queues + "/" + sid + path).status(), "a parent reaches its accounts");
        }
        assertEquals(404, api.post(bob, bobsQueues + "/" + sid, "MaxSize", "5").status());
        assertEquals(404, api.post(bob, bobsQueues + "/" + sid + "/Members/Front", "Url", "http://x/").status());
        assertEquals(404, api.delete(bob, bobsQueues + "/" + sid).status());
        assertEquals(0, api.get(bob, bobsQueues).body().path("queues").size());
        assertEquals(1, room.router().queues().waiting());
    }

    // ---- members ----------------------------------------------------------------------------------------------------

    @Test
    void membersAreShownInOrderWithEveryField() throws Exception {
        CallSid ann = room.waits(alice, "queue-a");
        CallSid bea = room.waits(alice, "queue-a");
        JsonNode queue = api.get(alice, queues).body().path("queues").path(0);
        assertEquals("queue-a", queue.path("friendly_name").asText());
        assertEquals(2, queue.path("current_size").asInt());
        String members = queues + "/" + queue.path("sid").asText() + "/Members";
        JsonNode all = api.get(alice, members + ".json").body().path("queue_members");
        assertEquals(List.of(ann.value(), bea.value()),
                List.of(all.path(0).path("call_sid").asText(), all.path(1).path("call_sid").asText()));
        JsonNode second = all.path(1);
        assertEquals(List.of("call_sid", "date_enqueued", "position", "uri", "wait_time", "queue_sid"), fields(second));
        assertEquals(2, second.path("position").numberValue().intValue());
        assertTrue(second.path("wait_time").isIntegralNumber());
        assertTrue(second.path("date_enqueued").asText().endsWith(" +0000"));
        assertEquals(queue.path("sid"), second.path("queue_sid"));
        assertEquals(members + "/" + bea + ".json", second.path("uri").asText());
        assertEquals(2, api.get(alice, second.path("uri").asText()).body().path("position").asInt());
        assertEquals(ann.value(), api.get(alice, members + "/Front.json").text("call_sid"));
        assertEquals(404, api.get(alice, members + "/CA" + "0".repeat(32)).status());
        assertEquals(404, api.get(alice, members + "/front").status());
    }

    @Test
    void membersAreWalkedInPagesAlsoWhenOneOfThemIsServedMeanwhile() throws Exception {
        CallSid ann = room.waits(alice, "queue-a");
        CallSid bea = room.waits(alice, "queue-a");
        CallSid cay = room.waits(alice, "queue-a");
        String members = queues + "/" + api.get(alice, queues).body().path("queues").path(0).path("sid").asText()
                + "/Members";
        Answer first = api.get(alice, members + ".json?PageSize=1");
        assertEquals(ann.value(), first.body().path("queue_members").path(0).path("call_sid").asText());
        api.post(alice, members + "/Front", "Url", "http://app/agent");
        Answer second = api.get(alice, first.text("next_page_uri"));
        assertEquals(bea.value(), second.body().path("queue_members").path(0).path("call_sid").asText());
        Answer third = api.get(alice, second.text("next_page_uri"));
        assertEquals(cay.value(), third.body().path("queue_members").path(0).path("call_sid").asText());
        assertTrue(third.body().path("next_page_uri").isNull());
    }

    @Test
    void theFrontIsTakenOutAndGoesOnWithTheDocumentAtUrlByPost() throws Exception {
        CallSid ann = room.waits(alice, "queue-a");
        CallSid bea = room.waits(alice, "queue-a");
        String members = queues + "/" + api.get(alice, queues).body().path("queues").path(0).path("sid").asText()
                + "/Members";
        Answer taken = api.post(alice, members + "/Front.json", "Url", "http://app/agent");
        assertEquals(200, taken.status());
        assertEquals(ann.value(), taken.text("call_sid"));
        assertEquals(1, taken.body().path("position").asInt());
        assertEquals("POST http://app/agent", room.nextRequest());
        assertEquals(404, api.get(alice, members + "/" + ann).status());
        assertEquals(1, api.get(alice, members + "/" + bea).body().path("position").asInt());
    }

    @Test
    void aGivenCallIsTakenOutByItsSidAndMethod() throws Exception {
        room.waits(alice, "queue-a");
        CallSid bea = room.waits(alice, "queue-a");
        String members = queues + "/" + api.get(alice, queues).body().path("queues").path(0).path("sid").asText()
                + "/Members/";
        Answer taken = api.post(alice, members + bea + ".json", "Url", "http://app/agent", "Method", "GET");
        assertEquals(bea.value(), taken.text("call_sid"));
        assertEquals(2, taken.body().path("position").asInt());
        assertEquals("GET http://app/agent", room.nextRequest());
        assertEquals(404, api.post(alice, members + bea, "Url", "http://app/agent").status(), "only once");
    }

    @Test
    void takingOutRefusesWhatIsNoUrlOrMethodAndTakesNobody() throws Exception {
        room.waits(alice, "queue-a");
        String front = queues + "/" + api.get(alice, queues).body().path("queues").path(0).path("sid").asText()
                + "/Members/Front";
        api.post(alice, front).refused(400, 11100, "Url");
        api.post(alice, front, "Url", "agent.xml").refused(400, 11100, "Url");
        api.post(alice, front, "Url", "http://app/agent", "Method", "PUT").refused(400, 20001, "Method");
        assertEquals(200, api.get(alice, front).status());
        String empty = queues + "/" + create("empty") + "/Members";
        assertEquals(404, api.post(alice, empty + "/Front", "Url", "http://app/agent").status());
        assertEquals(0, api.get(alice, empty).body().path("queue_members").size());
    }
}
