package io.strowger.sdktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;

/** What suites of the Node and Python SDKs share: a script of its own tests, which says how many passed. */
abstract class ScriptSuite {
    private static final Pattern NODE = Pattern.compile("(?m)^# pass ([0-9]+)$");
    private static final Pattern PYTHON = Pattern.compile("(?m)^Ran ([0-9]+) tests? in ");

    static Platform platform;

    @BeforeAll
    static void openPlatform() {
        platform = Platform.shared();
    }

    /** Runs a file of Node tests; every one must pass, and there must be some. */
    static void checkNode(String file, Tap tap, Map<String, String> more) {
        Script.Ended ended = Script.node(file, List.of(), environment(tap, more)).run();
        passed(ended, NODE.matcher(ended.output()));
    }

    /** Runs a file of Python tests; every one must pass, and there must be some. */
    static void checkPython(String file, Tap tap, Map<String, String> more) {
        Script.Ended ended = Script.python(file, List.of(), environment(tap, more)).run();
        passed(ended, PYTHON.matcher(ended.output()));
    }

    private static void passed(Script.Ended ended, Matcher counted) {
        assertEquals(0, ended.code(), ended.output());
        assertTrue(counted.find() && Integer.parseInt(counted.group(1)) > 0, ended.output());
        assertTrue(!ended.output().contains("skipped=") && !ended.output().matches("(?s).*# skipped [1-9].*"),
                ended.output());
    }

    private static Map<String, String> environment(Tap tap, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("STROWGER_URL", tap.url().toString(), "STROWGER_SID",
                Platform.SID, "STROWGER_TOKEN", Platform.TOKEN, "STROWGER_NUMBER", Platform.NUMBER));
        all.putAll(more);
        return all;
    }
}
