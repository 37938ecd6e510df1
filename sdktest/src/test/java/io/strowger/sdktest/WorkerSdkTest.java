package io.strowger.sdktest;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 4, sdk-compatibility section 5: the official worker SDK over the event bridge and its socket. */
class WorkerSdkTest extends ScriptSuite {
    /** The sockets and the bridge's requests go to the product itself: the tap speaks plain HTTP only. */
    @Test
    void workersSupervisorsAndTheWorkspaceClassDoTheirWork() {
        try (Tap tap = Tap.open("NodeWorker", platform.http())) {
            checkNode("worker.test.js", tap, Map.of("STROWGER_DIRECT", "http://" + platform.http()));
        }
    }
}
