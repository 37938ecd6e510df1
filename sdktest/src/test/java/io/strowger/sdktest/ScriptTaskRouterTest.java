package io.strowger.sdktest;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 4: work distribution through the Node and Python SDKs. */
class ScriptTaskRouterTest extends ScriptSuite {
    @Test
    void theNodeSdkSetsUpAWorkspaceAndLeadsATaskToItsEnd() {
        try (Tap tap = Tap.open("NodeTaskRouter", platform.http())) {
            checkNode("taskrouter.test.js", tap, Map.of());
        }
    }

    @Test
    void thePythonSdkSetsUpAWorkspaceAndLeadsATaskToItsEnd() {
        try (Tap tap = Tap.open("PythonTaskRouter", platform.http())) {
            checkPython("test_taskrouter.py", tap, Map.of());
        }
    }
}
