package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.AccountSid;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies of capability tokens (work-distribution-api section 8; requirement 2.52). */
class CapabilityTokenTest {
    private static final String POLICIES = """
            [{"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Activities", "method": "GET", "allow": true},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers/WK1", "method": "POST", "allow": true,
              "post_filter": {"ActivitySid": {"required": true}, "RejectPendingReservations": {"required": false}}},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers/WK1/**", "method": "GET", "allow": true},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers/WK1/Secrets", "method": "GET",
              "allow": false},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers/WK1", "method": "POST", "allow": false,
              "post_filter": {"ActivitySid": "WAoff"}},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/Tasks/**", "method": "GET", "allow": true},
             {"url": "https://taskrouter.twilio.com/v1/Workspaces/WS1/TaskQueues/*/Statistics", "method": "GET",
              "allow": true, "query_filter": {"Minutes": "15"}}]""";

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "GET, Activities, -, true",
        "POST, Activities, -, false",
        "GET, Activities/WA1, -, false",
        "GET, Activities, A=1, true",
        "POST, Workers/WK1, ActivitySid=WA1, true",
        "POST, Workers/WK1, ActivitySid=WA1&RejectPendingReservations=true, true",
        "POST, Workers/WK1, ActivitySid=WA1&Attributes={}, false",
        "POST, Workers/WK1, RejectPendingReservations=true, false",
        "POST, Workers/WK2, ActivitySid=WA1, false",
        "POST, Workers/WK1, ActivitySid=WAoff, false",
        "POST, Workers/WK1, ActivitySid=WAoff&RejectPendingReservations=true, false",
        "GET, Workers/WK1, -, false",
        "GET, Workers/WK1/Channels, -, true",
        "GET, Workers/WK1/Reservations/WR1, -, true",
        "GET, Workers/WK1/Secrets, -, false",
        "GET, Tasks, -, true",
        "GET, Tasks/WT1/Reservations/WR1, -, true",
        "GET, Tasksters, -, false",
        "GET, TaskQueues/WQ1/Statistics, Minutes=15, true",
        "GET, TaskQueues/WQ1/Statistics, Minutes=16, false",
        "GET, TaskQueues/WQ1/Statistics, -, false",
        "GET, TaskQueues/WQ1, Minutes=15, false",
    })
    void requestIsAllowedByAPolicyForItAndForbiddenByAnother(
            String method, String path, String parameters, boolean allowed) {
        Map<String, String> given = new TreeMap<>();
        for (String pair : parameters == null ? new String[0] : parameters.split("&")) {
            given.put(pair.split("=")[0], pair.split("=")[1]);
        }
        CapabilityToken token = new CapabilityToken(new AccountSid("AC" + "1".repeat(32)), "WS1", "WK1", Instant.EPOCH,
                CapabilityToken.policies(Json.parse(POLICIES)));
        assertEquals(allowed, token.allows(method, "/v1/Workspaces/WS1/" + path, given));
        assertEquals(false, token.allows(method, "/v1/Workspaces/WS2/" + path, given));
    }
}
