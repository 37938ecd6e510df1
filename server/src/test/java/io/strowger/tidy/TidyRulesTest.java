package io.strowger.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each rule finds what it is for, and not its look-alikes. */
class TidyRulesTest {
    private static List<String> rules(String path, String code) {
        return TidyRules.check(SourceFile.of(path, code)).stream().map(TidyRules.Finding::rule).toList();
    }

    private static List<String> main(String room, String code) {
        return rules(room + "/src/main/java/io/strowger/" + room + "/A.java", code);
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "        int x" + i + ";\n").collect(Collectors.joining());
    }

    @Test
    void methodIsMeasuredFromItsHeaderToItsClosingBrace() {
        assertEquals(List.of(), main("call", "class A {\n    void run() {\n" + lines(58) + "    }\n}\n"));
        assertEquals(List.of("method-length"), main("call",
                "class A {\n    void run() {\n" + lines(59) + "    }\n}\n"));
    }

    @Test
    void methodOfANestedTypeCountsForItself() {
        String twoHalves = "class A {\n    record B(int b) {\n        void one() {\n" + lines(40) + "        }\n\n"
                + "        void two() {\n" + lines(40) + "        }\n    }\n}\n";
        assertEquals(List.of(), main("call", twoHalves));
        List<SourceFile.Member> members = SourceFile.of("call/src/main/A.java", twoHalves).members();
        assertEquals(List.of("one", "two"), members.stream().map(SourceFile.Member::name).toList());
    }

    @Test
    void braceInAStringOrCommentOpensNothing() {
        String code = "class A {\n    char c = '{'; // {\n    String s = \"{\\\"{\"; /* { */\n    String t = \"\"\"\n"
                + "        { \"\n        \"\"\";\n    void run() {}\n}\n";
        assertEquals(1, SourceFile.of("call/src/main/A.java", code).members().size());
    }

    @Test
    void bracesOfAnAnnotationOpenNothing() {
        String code = "class A {\n    @Source({\"a\", \"b\"})\n    void run(int x) {}\n}\n";
        List<SourceFile.Member> members = SourceFile.of("call/src/main/A.java", code).members();
        assertEquals(List.of("run"), members.stream().map(SourceFile.Member::name).toList());
    }

    @Test
    void fileAndLineHaveALength() {
        assertEquals(List.of("file-length"), main("call", "class A {}\n" + "\n".repeat(600)));
        assertEquals(List.of("line-length"), main("call", "class A {} // " + "x".repeat(107) + "\n"));
        assertEquals(List.of(), main("call", "class A {} // " + "x".repeat(106) + "\n"));
    }

    @Test
    void timeThreadsAndRandomnessAreTheKernelsAlone() {
        for (String call : List.of("Instant.now()", "System.nanoTime()", "System.currentTimeMillis()",
                "Thread.sleep(1)", "new Thread(r)", "Thread.ofVirtual()", "Thread.ofPlatform()",
                "Executors.newCachedThreadPool()", "new Random()", "UUID.randomUUID()", "new CompletableFuture<>()")) {
            String code = "class A {\n    Object o = " + call + ";\n}\n";
            assertTrue(main("sip", code).contains("world"), call);
            assertEquals(List.of(), main("kernel", code), call);
        }
        assertEquals(List.of(), main("sip",
                "/** Not Instant.now(). */\nclass A {\n    String s = \"new Thread\";\n}\n"));
    }

    @Test
    void emptyWordsAreFoundInNamesOfTypes() {
        for (String name : List.of("CallManager", "StringUtil", "DialImpl", "Helper", "CommonThings", "Handler")) {
            assertEquals(List.of("name"), main("call", "class " + name + " {}\n"), name);
        }
        for (String name : List.of("Implied", "Utility", "Commons", "SipHandler")) {
            assertEquals(List.of(), main("call", "class " + name + " {}\n"), name);
        }
    }

    @Test
    void roomsImportOnlyWhatTheDesignAllows() {
        assertEquals(List.of("import"), main("call", "import io.strowger.sip.SipUri;\nclass A {}\n"));
        assertEquals(List.of("import"), main("media", "import io.strowger.sip.SipUri;\nclass A {}\n"));
        assertEquals(List.of("import"), main("assets", "import io.strowger.media.Engine;\nclass A {}\n"));
        assertEquals(List.of("import"), main("call", "import java.net.Socket;\nclass A {}\n"));
        assertEquals(List.of("import"), main("twiml", "import java.time.Instant;\nclass A {}\n"));
        assertEquals(List.of(), main("call", "import java.net.URI;\nimport io.strowger.twiml.Verb;\nclass A {}\n"));
        assertEquals(List.of(), main("assets", "import io.strowger.media.audio.Codec;\nclass A {}\n"));
    }

    @Test
    void workCoreKeepsOneOrderAndLooksNowhereElse() {
        String core = "work/src/main/java/io/strowger/work/core/A.java";
        for (String call : List.of("Set.of(1)", "Map.of()", "Set.copyOf(a)", "Map.copyOf(a)", "Map . ofEntries()",
                "Collectors.toUnmodifiableSet()", "System.getLogger(\"a\")", "world(World.real())")) {
            String code = "class A {\n    Object o = " + call + ";\n}\n";
            assertEquals(List.of("pure"), rules(core, code), call);
            assertEquals(List.of(), rules("work/src/main/java/io/strowger/work/A.java", code), call);
        }
        for (String name : List.of("java.time.Clock", "java.util.concurrent.Executor", "java.util.logging.Logger",
                "java.util.Random", "java.io.File")) {
            assertEquals(List.of("pure"), rules(core, "import " + name + ";\nclass A {}\n"), name);
        }
        assertEquals(List.of(), rules(core, "import java.util.Map;\nimport io.strowger.kernel.Failure;\n"
                + "/** Not Set.of. */\nclass A {\n    Object o = List.of(\"Map.of\", Map.entry(1, 2));\n}\n"));
        assertEquals(List.of("import"), rules("work/src/main/java/io/strowger/work/A.java",
                "import io.strowger.call.Call;\nclass A {}\n"));
    }

    @Test
    void publicTypesAndMethodsSayWhatTheyAre() {
        assertEquals(List.of("javadoc", "javadoc"), main("call", "public class A {\n    public void run() {}\n}\n"));
        assertEquals(List.of(), main("call", "/** A. */\npublic final class A {\n    /** Runs. */\n    @Deprecated\n"
                + "    public void run() {}\n\n    @Override\n    public String toString() {\n        return null;\n"
                + "    }\n}\n"));
    }

    @Test
    void testsRunAndAssert() {
        String path = "call/src/test/java/io/strowger/call/ATest.java";
        assertEquals(List.of("skipped"), rules(path, "class A {\n    @Disabled\n    @Test\n    void a() {\n"
                + "        assertTrue(x);\n    }\n}\n"));
        assertEquals(List.of("sleep"), rules(path, "class A {\n    @Test\n    void a() {\n        Thread.sleep(5);\n"
                + "        assertTrue(x);\n    }\n}\n"));
        assertEquals(List.of("assertion"), rules(path, "class A {\n    @Test\n    void a() {\n        run();\n    }\n\n"
                + "    void run() {}\n}\n"));
        assertEquals(List.of(), rules(path, "class A {\n    @Test\n    void a() {\n        run();\n    }\n\n"
                + "    void run() {\n        assertEquals(1, 1);\n    }\n}\n"));
    }
}
