package io.strowger.sdktest;

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

    @Test
    void thePythonSdkReadsCalls() {
        try (Tap tap = Tap.open("PythonCalls", platform.http())) {
            checkPython("test_calls.py", tap, Map.of());
        }
    }
}
