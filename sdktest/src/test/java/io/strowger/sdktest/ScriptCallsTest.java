package io.strowger.sdktest;

import io.strowger.kernel.Deadline;
import io.strowger.phone.AnswerPlan;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issue 3, must show 1: calls through the Node and Python SDKs. */
class ScriptCallsTest extends ScriptSuite {
    @BeforeAll
    static void makeCalls() {
        for (int i = 0; i < 3; i++) {
            platform.called("<Response><Hangup/></Response>");
        }
    }

    @Test
    void theNodeSdkReadsCalls() {
        try (Tap tap = Tap.open("NodeCalls", platform.http())) {
            checkNode("calls.test.js", tap, Map.of());
        }
    }

    private static Map<String, String> phone() {
        platform.phone().answering(AnswerPlan.Answer.atOnce());
        return Map.of("STROWGER_PHONE", "sip:sdk@127.0.0.1:" + platform.phone().address().getPort());
    }

    /** Takes the script's call from the phone's list, so that no later test takes it for its own. */
    private static void forget() {
        platform.phone().incoming().await(Deadline.after(platform.world().timeline(), Platform.PATIENCE))
                .orElseThrow();
    }

    @Test
    void theNodeSdkPlacesRedirectsRecordsAndHangsUp() {
        try (Tap tap = Tap.open("NodeLiveCalls", platform.http())) {
            checkNode("live.test.js", tap, phone());
        }
        forget();
    }

    @Test
    void thePythonSdkPlacesRedirectsRecordsAndHangsUp() {
        try (Tap tap = Tap.open("PythonLiveCalls", platform.http())) {
            checkPython("test_live.py", tap, phone());
        }
        forget();
    }

    @Test
    void thePythonSdkReadsCalls() {
        try (Tap tap = Tap.open("PythonCalls", platform.http())) {
            checkPython("test_calls.py", tap, Map.of());
        }
    }
}
