package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.base.Resource;
import com.twilio.base.ResourceSet;
import com.twilio.rest.accounts.v1.AuthTokenPromotion;
import com.twilio.rest.accounts.v1.SecondaryAuthToken;
import com.twilio.rest.api.v2010.Account;
import com.twilio.rest.api.v2010.account.Application;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.rest.api.v2010.account.Notification;
import com.twilio.rest.api.v2010.account.OutgoingCallerId;
import com.twilio.rest.api.v2010.account.usage.Record;
import com.twilio.rest.api.v2010.account.usage.record.AllTime;
import com.twilio.rest.api.v2010.account.usage.record.Daily;
import com.twilio.rest.api.v2010.account.usage.record.LastMonth;
import com.twilio.rest.api.v2010.account.usage.record.Monthly;
import com.twilio.rest.api.v2010.account.usage.record.ThisMonth;
import com.twilio.rest.api.v2010.account.usage.record.Today;
import com.twilio.rest.api.v2010.account.usage.record.Yearly;
import com.twilio.rest.api.v2010.account.usage.record.Yesterday;
import com.twilio.rest.monitor.v1.Alert;
import com.twilio.rest.monitor.v1.Event;
import io.strowger.sdk.StrowgerHttpClient;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: notifications, alerts, audit events, usage, caller ids and tokens through twilio-java. */
class JavaLogTest extends JavaSuite {
    @BeforeAll
    static void makeTrouble() {
        for (int i = 0; i < 3; i++) {
            platform.called("<Response><Nonsense");
        }
    }

    private static <T extends Resource> List<T> all(ResourceSet<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }

    @Test
    void troubleOfCallsIsReadAsNotifications() {
        platform.await("three notifications",
                () -> all(Notification.reader().setLog(0).pageSize(1).read(client)).size() >= 3);
        List<Notification> notes = all(Notification.reader().setLog(0).pageSize(1).read(client));
        Notification note = Notification.fetcher(notes.getFirst().getSid()).fetch(client);
        assertNotNull(note.getMessageDate());
        assertEquals("12100", note.getErrorCode());
        assertEquals("0", note.getLog());
        String call = note.getCallSid();
        List<com.twilio.rest.api.v2010.account.call.Notification> ofCall =
                all(com.twilio.rest.api.v2010.account.call.Notification.reader(call).read(client));
        assertTrue(ofCall.stream().anyMatch(one -> one.getSid().equals(note.getSid())));
        assertEquals(note.getSid(), com.twilio.rest.api.v2010.account.call.Notification
                .fetcher(call, note.getSid()).fetch(client).getSid());
        assertEquals(call, Call.fetcher(call).fetch(client).getSid());
    }

    @Test
    void troubleOfCallsIsReadAsAlerts() {
        platform.await("three alerts", () -> all(Alert.reader().pageSize(1).read(client)).size() >= 3);
        Alert alert = all(Alert.reader().setLogLevel("error").read(client)).getFirst();
        assertEquals(alert.getSid(), Alert.fetcher(alert.getSid()).fetch(client).getSid());
        assertNotNull(alert.getDateGenerated());
        assertEquals("error", alert.getLogLevel());
    }

    @Test
    void changesAreReadAsEvents() {
        String app = Application.creator().setFriendlyName("watched").create(client).getSid();
        Application.updater(app).setFriendlyName("seen").update(client);
        Application.deleter(app).delete(client);
        List<Event> events = all(Event.reader().setResourceSid(app).pageSize(1).read(client));
        assertEquals(3, events.size());
        Event event = Event.fetcher(events.getFirst().getSid()).fetch(client);
        assertEquals(app, event.getResourceSid());
        assertNotNull(event.getEventDate());
    }

    @Test
    void usageIsReadByWindows() {
        assertFalse(all(Record.reader().setCategory("calls").read(client)).isEmpty());
        List<AllTime> ever = all(AllTime.reader().setCategory("calls-inbound").read(client));
        assertEquals(1, ever.size());
        assertTrue(Integer.parseInt(ever.getFirst().getCount()) >= 3, ever.getFirst().getCount());
        assertEquals(1, all(ThisMonth.reader().setCategory("calls-inbound").read(client)).size());
        assertTrue(all(LastMonth.reader().setCategory("calls-inbound").read(client)).size() <= 1);
        assertTrue(all(Yesterday.reader().setCategory("calls-inbound").read(client)).size() <= 1);
        assertFalse(all(Yearly.reader().setCategory("calls").limit(3).pageSize(1).read(client)).isEmpty());
        assertEquals(1, all(Today.reader().setCategory("calls-inbound").read(client)).size());
        assertFalse(all(Daily.reader().setCategory("calls").limit(3).pageSize(1).read(client)).isEmpty());
        assertFalse(all(Monthly.reader().setCategory("calls").limit(3).pageSize(1).read(client)).isEmpty());
    }

    @Test
    void callerIdsAreReadRenamedAndRemoved() {
        List<OutgoingCallerId> ids = all(OutgoingCallerId.reader().pageSize(1).read(client));
        assertEquals(3, ids.size(), "those of the provisioning file");
        String sid = ids.getFirst().getSid();
        assertEquals("desk", OutgoingCallerId.updater(sid).setFriendlyName("desk").update(client).getFriendlyName());
        assertEquals("desk", OutgoingCallerId.fetcher(sid).fetch(client).getFriendlyName());
        assertTrue(OutgoingCallerId.deleter(sid).delete(client));
        assertEquals(404, Lifecycle.refused(() -> OutgoingCallerId.fetcher(sid).fetch(client) != null));
    }

    @Test
    void aTokenIsRotatedByASecondOne() {
        Account branch = Account.creator().setFriendlyName("rotating").create(client);
        com.twilio.http.TwilioRestClient first = client(branch.getSid(), branch.getAuthToken());
        String second = SecondaryAuthToken.creator().create(first).getSecondaryAuthToken();
        assertEquals(branch.getSid(), Account.fetcher(branch.getSid()).fetch(client(branch.getSid(), second)).getSid());
        AuthTokenPromotion promoted = AuthTokenPromotion.updater().update(client(branch.getSid(), second));
        assertEquals(second, promoted.getAuthToken());
        assertEquals(401, Lifecycle.refused(() -> Account.fetcher(branch.getSid()).fetch(first) != null));
    }

    private static com.twilio.http.TwilioRestClient client(String sid, String token) {
        return new com.twilio.http.TwilioRestClient.Builder(sid, token)
                .httpClient(new StrowgerHttpClient(tap.url())).build();
    }
}
