package io.strowger.sdktest;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 4, must show 2: the worker browser SDK from Node; its socket goes past the tap, which knows no sockets. */
class WorkerSdkTest extends ScriptSuite {
    @Test
    void theWorkerSdkConnectsReceivesAcceptsWrapsAndCompletes() {
        try (Tap tap = Tap.open("NodeWorker", platform.http())) {
            checkNode("worker.test.js", tap, Map.of("STROWGER_DIRECT", platform.http().toString()));
        }
    }
}
