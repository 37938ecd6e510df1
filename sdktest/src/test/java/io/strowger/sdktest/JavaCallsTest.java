package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import io.strowger.sdk.StrowgerHttpClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: calls through twilio-java, with the client class that we ship. */
class JavaCallsTest extends JavaSuite {
    @Test
    void finishedCallsAreListedOverPagesOfOneAndFetched() {
        for (int i = 0; i < 3; i++) {
            platform.called("<Response><Play digits=\"www1\"/><Hangup/></Response>");
        }
        List<Call> calls = new ArrayList<>();
        Call.reader().pageSize(1).read(client).forEach(calls::add);
        assertTrue(calls.size() >= 3, calls.size() + " calls");
        assertEquals(calls.size(), calls.stream().map(Call::getSid).distinct().count(), "none twice");
        for (Call call : calls.subList(0, 3)) {
            Call again = Call.fetcher(call.getSid()).fetch(client);
            assertEquals(call.getSid(), again.getSid());
            assertEquals(Platform.SID, again.getAccountSid());
            assertEquals(Platform.NUMBER, again.getTo());
            assertEquals("inbound", again.getDirection());
            assertEquals(Call.Status.COMPLETED, again.getStatus());
            assertNotNull(again.getStartTime(), "a date the SDK can read");
            assertNotNull(again.getEndTime());
            assertNotNull(again.getDateCreated());
            assertTrue(Integer.parseInt(again.getDuration()) >= 1);
        }
    }

    @Test
    void whatDoesNotExistIsAnErrorOfTheSdk() {
        assertEquals(404, Lifecycle.refused(() -> Call.fetcher("CA" + "0".repeat(32)).fetch(client) != null));
    }

    @Test
    void aWrongTokenIsRefused() {
        TwilioRestClient stranger = new TwilioRestClient.Builder(Platform.SID, "not-the-token")
                .httpClient(new StrowgerHttpClient(tap.url())).build();
        assertEquals(401, Lifecycle.refused(() -> Call.reader().limit(1).read(stranger).iterator().hasNext()));
    }
}
