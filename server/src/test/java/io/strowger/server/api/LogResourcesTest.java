package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.BOBS;
import static io.strowger.server.api.TestApi.MASTER;
import static io.strowger.server.api.TestApi.MASTERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.StoredCalls;
import io.strowger.server.store.UsageReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications, alerts, events and usage (requirement 1.34; rest-api sections 2, 4.1, 4.3) over HTTP. */
class LogResourcesTest {
    private static final String CALL = "CA" + "c".repeat(32);

    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            return Stream.of(
                    new NotificationResources(stored, new StoredCalls(server.store().database(), folder)).operations(),
                    new EventResources(stored).operations(), new KeyResources(stored).operations(),
                    new UsageResources(stored, new UsageReport(server.store().database()),
                            server.store().world().timeline()).operations(),
                    new ApplicationResources(stored).operations()).flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private void call(AccountSid account) {
        api.store().execute("insert into calls (sid, account_sid, from_address, to_address, direction, status, final,"
                + " created_at, duration_us, callback_parameters, expires_at) values ('" + CALL + "', '" + account
                + "', '+1', '+2', 'inbound', 'completed', true, now(), 0, '', now())");
    }

    private String notified(AccountSid account, int number, String severity, String at, boolean ofCall) {
        String sid = "NO" + "%032x".formatted(number);
        api.store().execute("insert into notifications values ('" + sid + "', '" + account + "', "
                + (ofCall ? "'" + CALL + "'" : "null") + ", 11200, '" + severity + "', 'it said & failed = 100%',"
                + " 'https://app.example/', 'POST', 'CallSid=CA1', 'A: b', '<oops/>', '" + at + "', now())");
        return sid;
    }

    private static List<String> sids(Answer page, String key) {
        List<String> sids = new ArrayList<>();
        assertTrue(page.body().path(key).isArray(), page.body().toString());
        page.body().path(key).forEach(row -> sids.add(row.path("sid").asText()));
        return sids;
    }

    @Test
    void oneFailureIsANotificationAndAnAlert() throws Exception {
        call(ALICE);
        String error = notified(ALICE, 1, "ERROR", "2026-11-20 10:00:00Z", true);
        String warning = notified(ALICE, 2, "WARNING", "2026-11-21 10:00:00Z", false);
        Answer list = api.get(ALICE, ALICES + "/Notifications.json");
        assertEquals(List.of(warning, error), sids(list, "notifications"));
        JsonNode row = list.body().path("notifications").get(1);
        assertEquals("0 11200 " + CALL, row.path("log").asText() + " " + row.path("error_code").asText() + " "
                + row.path("call_sid").asText());
        assertTrue(row.path("message_text").asText().startsWith("Msg=it+said+%26+failed+%3D+100%25&"));
        assertEquals("Fri, 20 Nov 2026 10:00:00 +0000", row.path("message_date").asText());
        assertTrue(row.path("more_info").asText().endsWith("/errors/11200"));
        assertTrue(row.path("response_body").isMissingNode(), "only the instance shows bodies");
        Answer one = api.get(ALICE, ALICES + "/Notifications/" + error + ".json");
        assertEquals("<oops/> A: b CallSid=CA1", one.text("response_body") + " " + one.text("response_headers") + " "
                + one.text("request_variables"));
        Answer alert = api.get(ALICE, "/v1/Alerts/" + error);
        assertEquals("error 2026-11-20T10:00:00Z null " + CALL, alert.text("log_level") + " "
                + alert.text("date_generated") + " " + alert.text("request_headers") + " "
                + alert.text("resource_sid"));
        assertEquals(404, api.get(BOB, BOBS + "/Notifications/" + error + ".json").status());
        assertEquals(404, api.get(BOB, "/v1/Alerts/" + error).status());
    }

    @Test
    void notificationsAreFilteredByKindAndDay() throws Exception {
        String error = notified(ALICE, 1, "ERROR", "2026-11-20 23:59:59.5Z", false);
        String warning = notified(ALICE, 2, "WARNING", "2026-11-21 10:00:00Z", false);
        notified(BOB, 3, "ERROR", "2026-11-20 12:00:00Z", false);
        assertEquals(List.of(error), sids(api.get(ALICE, ALICES + "/Notifications.json?Log=0"), "notifications"));
        assertEquals(List.of(warning), sids(api.get(ALICE, ALICES + "/Notifications.json?MessageDate=2026-11-21"),
                "notifications"));
        assertEquals(List.of(error), sids(api.get(ALICE, ALICES + "/Notifications.json?MessageDate%3C=2026-11-20"),
                "notifications"));
        assertEquals(List.of(warning), sids(api.get(ALICE, "/v1/Alerts?LogLevel=warning"), "alerts"));
        assertEquals(List.of(), sids(api.get(ALICE, "/v1/Alerts?LogLevel=debug"), "alerts"));
        assertEquals(List.of(warning), sids(api.get(ALICE, "/v1/Alerts?StartDate=2026-11-21"), "alerts"));
        assertEquals(List.of(error), sids(api.get(ALICE, "/v1/Alerts?EndDate=2026-11-20"), "alerts"));
        assertEquals(List.of(warning), sids(api.get(ALICE, "/v1/Alerts?StartDate=2026-11-21T10:00:00Z"
                + "&EndDate=2026-11-21T10:00:00Z"), "alerts"));
        api.get(ALICE, "/v1/Alerts?StartDate=soon").refused(400, 20001, "StartDate");
        api.get(ALICE, ALICES + "/Notifications.json?Log=2").refused(400, 20001, "Log");
    }

    @Test
    void callsNotificationsStandUnderTheCall() throws Exception {
        call(ALICE);
        String error = notified(ALICE, 1, "ERROR", "2026-11-20 10:00:00Z", true);
        String other = notified(ALICE, 2, "ERROR", "2026-11-20 10:00:00Z", false);
        String path = ALICES + "/Calls/" + CALL + "/Notifications";
        assertEquals(List.of(error), sids(api.get(ALICE, path + ".json"), "notifications"));
        assertEquals(path + "/" + error + ".json", api.get(ALICE, path + "/" + error + ".json").text("uri"));
        assertEquals(404, api.get(ALICE, path + "/" + other + ".json").status());
        assertEquals(404, api.get(BOB, BOBS + "/Calls/" + CALL + "/Notifications.json").status());
        assertEquals(404, api.get(ALICE, ALICES + "/Calls/CA" + "d".repeat(32) + "/Notifications.json").status());
    }

    @Test
    void eventsTellWhoChangedWhat() throws Exception {
        Answer made = api.post(ALICE, ALICES + "/Applications.json", "FriendlyName", "a");
        api.post(ALICE, ALICES + "/Applications/" + made.text("sid"), "FriendlyName", "b");
        api.delete(ALICE, ALICES + "/Applications/" + made.text("sid"));
        Answer list = api.get(ALICE, "/v1/Events?ResourceSid=" + made.text("sid"));
        List<String> types = new ArrayList<>();
        list.body().path("events").forEach(row -> types.add(row.path("event_type").asText()));
        assertEquals(List.of("application.created", "application.deleted", "application.updated"),
                types.stream().sorted().toList());
        Answer updated = api.get(ALICE, "/v1/Events?EventType=application.updated&ActorSid=" + ALICE
                + "&SourceIpAddress=127.0.0.1&StartDate=2026-01-01");
        JsonNode event = updated.body().path("events").get(0);
        assertEquals("{\"fields\":[\"name\"]}", event.path("event_data").toString());
        assertEquals("account application api " + made.text("sid"), event.path("actor_type").asText() + " "
                + event.path("resource_type").asText() + " " + event.path("source").asText() + " "
                + event.path("resource_sid").asText());
        String sid = event.path("sid").asText();
        assertEquals(event, api.get(ALICE, "/v1/Events/" + sid).body());
        assertEquals(404, api.get(BOB, "/v1/Events/" + sid).status());
        assertEquals(0, api.get(BOB, "/v1/Events?ActorSid=" + ALICE).body().path("events").size());
        Answer key = api.post(ALICE, ALICES + "/Keys.json");
        api.send(key.text("sid"), key.text("secret"), "GET", "/v1/Events").refused(403, 20008, key.text("sid"));
    }

    private void used(AccountSid account, int number, String direction, LocalDate ended, int seconds) {
        api.store().execute("insert into call_details (call_sid, account_sid, direction, from_address, to_address,"
                + " began_at, ended_at, billable_seconds, trunk, prefix, sip_status, termination, status) values ('CA"
                + "%032x".formatted(number) + "', '" + account + "', '" + direction + "', '', '', '" + ended
                + " 12:00:00Z', '" + ended + " 12:30:00Z', " + seconds + ", '', '', 200, 'CALLER', 'completed')");
    }

    private List<String> usage(AccountSid as, String path) throws Exception {
        Answer answer = api.get(as, path);
        assertEquals(200, answer.status(), answer.body().toString());
        List<String> lines = new ArrayList<>();
        answer.body().path("usage_records").forEach(row -> lines.add(row.path("start_date").asText().substring(2) + " "
                + row.path("category").asText() + " " + row.path("count").asText() + " "
                + row.path("usage").asText()));
        return lines;
    }

    @Test
    void usageIsCountedByCategoryAndWindow() throws Exception {
        LocalDate today = api.store().world().timeline().now().atZone(ZoneOffset.UTC).toLocalDate();
        used(ALICE, 1, "inbound", today, 61);
        used(ALICE, 2, "outbound-api", today, 60);
        used(ALICE, 3, "outbound-dial", today.minusDays(1), 0);
        used(BOB, 4, "inbound", today, 600);
        api.store().execute("insert into recordings values ('RE1', '" + ALICE + "', 'CA1', 'completed', 'RecordVerb',"
                + " 1, 'both', now(), 61000000, 1, now())");
        String day = today.toString().substring(2);
        assertEquals(List.of(day + " calls 2 3", day + " calls-inbound 1 2", day + " calls-outbound 1 1",
                        day + " recordings 1 2", day + " totalprice null null"),
                usage(ALICE, ALICES + "/Usage/Records/Today.json"));
        assertEquals(List.of(today.minusDays(1).toString().substring(2) + " calls 1 0"),
                usage(ALICE, ALICES + "/Usage/Records/Yesterday.json?Category=calls&StartDate=-7days"));
        assertEquals(List.of(day + " calls 2 3", today.minusDays(1).toString().substring(2) + " calls 1 0"),
                usage(ALICE, ALICES + "/Usage/Records/Daily.json?Category=calls&StartDate=-7days"));
        assertEquals(List.of(today.minusDays(7).toString().substring(2) + " calls 3 3"),
                usage(ALICE, ALICES + "/Usage/Records.json?Category=calls&StartDate=-7days"));
        assertEquals(List.of(day + " calls-inbound 2 12"),
                usage(MASTER, MASTERS + "/Usage/Records/Today.json?Category=calls-inbound"));
        assertEquals(List.of(day + " calls-inbound 0 0"), usage(MASTER,
                MASTERS + "/Usage/Records/Today.json?Category=calls-inbound&IncludeSubaccounts=false"));
        assertEquals(List.of(), usage(ALICE, ALICES + "/Usage/Records.json?Category=sms"));
        Answer page = api.get(ALICE, ALICES + "/Usage/Records/Today.json?PageSize=2");
        assertEquals("calls-outbound", api.get(ALICE, page.text("next_page_uri")).body().path("usage_records").get(0)
                .path("category").asText());
    }

    @Test
    void usageOfMonthsAndYearsIsCutToTheDaysAskedFor() throws Exception {
        used(ALICE, 1, "inbound", LocalDate.parse("2026-03-31"), 60);
        used(ALICE, 2, "inbound", LocalDate.parse("2026-04-01"), 60);
        used(ALICE, 3, "inbound", LocalDate.parse("2026-04-20"), 60);
        String span = "?Category=calls&StartDate=2026-03-10&EndDate=2026-04-10";
        assertEquals(List.of("26-04-01 calls 1 1", "26-03-10 calls 1 1"),
                usage(ALICE, ALICES + "/Usage/Records/Monthly.json" + span));
        assertEquals(List.of("26-03-10 calls 2 2"), usage(ALICE, ALICES + "/Usage/Records/Yearly.json" + span));
        assertEquals(List.of(), usage(ALICE, ALICES + "/Usage/Records/Today.json" + span));
        api.get(ALICE, ALICES + "/Usage/Records.json?StartDate=2026-04-02&EndDate=2026-04-01")
                .refused(400, 20001, "StartDate");
        for (String wrong : List.of("2026-02-30", "soon", "-99999days", "20260401")) {
            api.get(ALICE, ALICES + "/Usage/Records.json?StartDate=" + wrong).refused(400, 20001, "StartDate");
        }
        api.post(ALICE, ALICES + "/Usage/Triggers.json", "CallbackUrl", "https://a.example/").refused(
                404, 90112, "nothing watches");
    }
}
