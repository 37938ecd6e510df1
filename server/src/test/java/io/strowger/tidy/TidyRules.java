package io.strowger.tidy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for Java files. Each finding says where, which rule, and what to do instead. */
final class TidyRules {
    static final int MAX_METHOD = 60;
    static final int MAX_FILE = 600;
    static final int MAX_LINE = 120;

    /** Who may import whom: DESIGN, "Who may import whom". Packages by their beginning. */
    private static final Map<String, List<String>> IMPORTS = Map.ofEntries(
            Map.entry("kernel", List.of("kernel")),
            Map.entry("twiml", List.of("twiml", "kernel")),
            Map.entry("sip", List.of("sip", "kernel")),
            Map.entry("media", List.of("media", "kernel")),
            Map.entry("assets", List.of("assets", "kernel", "media.audio")),
            Map.entry("call", List.of("call", "kernel", "twiml")),
            Map.entry("work", List.of("work", "kernel")),
            Map.entry("phone", List.of("phone", "kernel", "sip", "media")),
            Map.entry("server", List.of(
                    "server", "tidy", "kernel", "twiml", "sip", "media", "assets", "call", "work", "phone")),
            // Tests only; sdk is what we ship for users of the SDKs, in examples.
            Map.entry("sdktest", List.of(
                    "sdktest", "sdk", "server", "kernel", "twiml", "sip", "media", "call", "work", "phone")),
            Map.entry("sim", List.of(
                    "sim", "server", "kernel", "twiml", "sip", "media", "assets", "call", "work", "phone")));

    /** What a room's main code must never touch. */
    private static final Map<String, Pattern> FORBIDDEN_IMPORTS = Map.of(
            "twiml", Pattern.compile("java\\.(net|nio\\.channels|sql)\\..*|java\\.time\\.(?!Duration).*"),
            "call", Pattern.compile("java\\.(sql|nio\\.channels)\\..*|java\\.net\\.(?!URI|URL(De|En)coder).*"),
            "sip", Pattern.compile("java\\.(sql|net\\.http)\\..*"),
            "media", Pattern.compile("java\\.(sql|net\\.http)\\..*"),
            "work", Pattern.compile("java\\.(sql|net|nio\\.channels)\\..*"));

    /** The pure part of {@code work}: what it may import, and what of that has no place in it. */
    private static final Pattern PURE = Pattern.compile("work/src/main/java/io/strowger/work/(core|whatif)/.*");
    private static final Pattern PURE_IMPORTS = Pattern.compile(
            "java\\.(util\\.(?!concurrent\\.|logging\\.|Random|Timer|UUID)|math\\.|lang\\.).*"
                    + "|java\\.time\\.(Instant|Duration|format\\.DateTimeParseException)"
                    + "|io\\.strowger\\.(work\\.(core|whatif)|kernel)\\..*");
    private static final Pattern UNSTEADY_ORDER = Pattern.compile(
            "\\b(Set|Map)\\s*\\.\\s*(of|copyOf|ofEntries)\\b|\\bCollectors\\s*\\.\\s*toUnmodifiable(Set|Map)\\b");
    private static final Pattern IMPURE = Pattern.compile(
            "\\bSystem\\s*\\.\\s*(getLogger|Logger|out|err|getenv|getProperty|identityHashCode)\\b"
            + "|\\bWorld\\b|\\bTimeline\\b|\\bEntropy\\b|\\bThread\\b");

    private static final Map<Pattern, String> BANNED_CALLS = Map.of(
            Pattern.compile("\\b(Instant|Local(Date|Time|DateTime)|(Zoned|Offset)DateTime)\\.now\\b|\\bClock\\.system"),
            "take world.timeline().now()",
            Pattern.compile("\\bSystem\\.(nanoTime|currentTimeMillis)\\b"), "take world.timeline().nanos()",
            Pattern.compile("\\bThread\\.sleep\\b|\\.sleep\\("), "wait at an Inbox with a Deadline",
            Pattern.compile("\\bnew\\s+Thread\\b|\\bThread\\.(ofVirtual|ofPlatform|startVirtualThread)\\b"),
            "use world.timeline().spawn, or spawnLoop for a loop that polls sockets",
            Pattern.compile("\\bExecutors\\.|\\bnew\\s+(Scheduled)?ThreadPoolExecutor\\b|\\bnew\\s+Timer\\("),
            "use world.timeline().spawn or schedule",
            Pattern.compile("\\bnew\\s+(Secure)?Random\\b|\\bThreadLocalRandom\\b|\\bMath\\.random\\b"),
            "take world.entropy()",
            Pattern.compile("\\bUUID\\.randomUUID\\b"), "mint a Sid, or take world.entropy().hex(n)",
            Pattern.compile("\\bCompletableFuture\\b"), "post the result as a letter to an Inbox");

    private static final Pattern BANNED_WORD =
            Pattern.compile("(Utils?|Common|Manager|Impl|Helpers?)(?![a-z])|^Handler$");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import\\s+(?:static\\s+)?([\\w.*]+)\\s*;");
    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
    private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\s*\\(");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^public\\s+(?:\\w+(?:-\\w+)?\\s+)*(?:@?interface|class|enum|record)\\s+\\w+");

    private TidyRules() {}

    /** Everything wrong with a file that stands alone. */
    static List<Finding> check(SourceFile file) {
        return check(file, Map.of());
    }

    /**
     * Everything wrong with a file.
     *
     * @param shared bodies of the room's other test methods by name, as a test may assert through them
     */
    static List<Finding> check(SourceFile file, Map<String, String> shared) {
        List<Finding> found = new ArrayList<>();
        sizes(file, found);
        names(file, found);
        imports(file, found);
        if (file.isMain()) {
            documented(file, found);
            pure(file, found);
            if (!file.room().equals("kernel")) {
                BANNED_CALLS.forEach((call, instead) -> each(file, call, found, "world",
                        "only the kernel touches time, randomness and threads: " + instead));
            }
        }
        if (file.isTest()) {
            honest(file, shared, found);
        }
        return found;
    }

    private static void sizes(SourceFile file, List<Finding> found) {
        List<String> lines = file.raw().lines().toList();
        if (lines.size() > MAX_FILE) {
            found.add(new Finding("file-length", file.path(), 1, lines.size() + " lines, " + MAX_FILE
                    + " allowed: which second subject does it hold? Give that a file"));
        }
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).codePointCount(0, lines.get(i).length());
            if (length > MAX_LINE) {
                found.add(new Finding("line-length", file.path(), i + 1,
                        length + " columns, " + MAX_LINE + " allowed"));
            }
        }
        for (SourceFile.Member member : file.members()) {
            int length = member.to() - member.from() + 1;
            if (length > MAX_METHOD) {
                found.add(new Finding("method-length", file.path(), member.from(), "'" + member.name() + "' has "
                        + length + " lines, " + MAX_METHOD + " allowed: name its steps"));
            }
        }
    }

    private static void names(SourceFile file, List<Finding> found) {
        Matcher declared = DECLARED.matcher(file.code());
        while (declared.find()) {
            Matcher word = BANNED_WORD.matcher(declared.group(1));
            if (word.find()) {
                found.add(new Finding("name", file.path(), file.line(declared.start()), "'" + declared.group(1)
                        + "' says nothing with '" + word.group() + "': name it after what it is in the field's words"));
            }
        }
    }

    private static void imports(SourceFile file, List<Finding> found) {
        List<String> allowed = IMPORTS.get(file.room());
        if (allowed == null) {
            found.add(new Finding("room", file.path(), 1, "no such room: add it to DESIGN's table and to TidyRules"));
            return;
        }
        Pattern forbidden = FORBIDDEN_IMPORTS.getOrDefault(file.room(), Pattern.compile("(?!)"));
        Matcher imports = IMPORT.matcher(file.code());
        while (imports.find()) {
            String name = imports.group(1);
            boolean ours = name.startsWith("io.strowger.");
            String inside = ours ? name.substring("io.strowger.".length()) : "";
            if (ours && allowed.stream().noneMatch(room -> inside.startsWith(room + "."))) {
                found.add(new Finding("import", file.path(), file.line(imports.start()),
                        file.room() + " may not import " + name + "; allowed: " + String.join(", ", allowed)));
            }
            if (file.isMain() && forbidden.matcher(name).matches()) {
                found.add(new Finding("import", file.path(), file.line(imports.start()),
                        file.room() + " must never touch " + name + ": it speaks to the world through its ports"));
            }
            if (name.contains("mockito") || name.contains("easymock") || name.contains("jmock")) {
                found.add(new Finding("mock", file.path(), file.line(imports.start()), "write the fake by hand"));
            }
        }
    }

    /** The order of {@code Set.of} and {@code Map.of} changes between runs; a journal must replay to the same end. */
    private static void pure(SourceFile file, List<Finding> found) {
        if (!PURE.matcher(file.path()).matches()) {
            return;
        }
        each(file, UNSTEADY_ORDER, found, "pure",
                "its order changes between runs: take LinkedHashMap, TreeMap or List");
        each(file, IMPURE, found, "pure", "work.core and work.whatif take time and chance as"
                + " input and say nothing to the outside");
        Matcher imports = IMPORT.matcher(file.code());
        while (imports.find()) {
            if (!PURE_IMPORTS.matcher(imports.group(1)).matches()) {
                found.add(new Finding("pure", file.path(), file.line(imports.start()),
                        "work.core and work.whatif may import java.util, java.math, Instant, Duration and the kernel's"
                                + " ids, not "
                                + imports.group(1)));
            }
        }
    }

    private static void documented(SourceFile file, List<Finding> found) {
        Matcher type = PUBLIC_TYPE.matcher(file.code());
        if (!type.find()) {
            return;
        }
        if (!documented(file, type.start())) {
            found.add(new Finding("javadoc", file.path(), file.line(type.start()), "a public type says what it is"));
        }
        for (SourceFile.Member member : file.members()) {
            boolean open = member.header().matches("(?s)(@\\w+(\\([^)]*\\))?\\s+)*public\\s.*\\(.*");
            boolean inherited = member.header().contains("@Override");
            boolean constructor = member.name().equals(file.simpleName());
            if (open && !inherited && !constructor && !documented(file, member.start())) {
                found.add(new Finding("javadoc", file.path(), member.from(), "public '" + member.name()
                        + "' says nothing: meaning, units, ranges, errors"));
            }
        }
    }

    private static boolean documented(SourceFile file, int position) {
        int enough = 1000; // annotations before a declaration are shorter
        String before = file.raw().substring(Math.max(0, position - enough), position).stripTrailing();
        while (before.matches("(?s).*\\n\\s*@\\w+(\\([^\\n]*\\))?$")) {
            before = before.substring(0, before.lastIndexOf('\n')).stripTrailing();
        }
        return before.endsWith("*/");
    }

    private static void honest(SourceFile file, Map<String, String> shared, List<Finding> found) {
        each(file, Pattern.compile("@Disabled|@Ignore\\b|\\bassume(True|False|That)\\b"), found, "skipped",
                "a test runs or does not exist");
        each(file, Pattern.compile("\\bThread\\.sleep\\b|\\bTimeUnit\\.\\w+\\.sleep\\b|\\bsleep\\(\\d"), found, "sleep",
                "wait for the event itself, with a deadline");
        Map<String, String> bodies = new HashMap<>(shared);
        file.members().forEach(member -> bodies.merge(member.name(), member.body(), String::concat));
        for (SourceFile.Member member : file.members()) {
            if (member.header().matches("(?s).*@(Test|ParameterizedTest|RepeatedTest)\\b.*")
                    && !asserts(member.body(), bodies, new HashSet<>())) {
                found.add(new Finding("assertion", file.path(), member.from(), "'" + member.name()
                        + "' asserts nothing: it cannot fail for the reason it exists"));
            }
        }
    }

    /** True when the body asserts, itself or through methods of the same file. */
    private static boolean asserts(String body, Map<String, String> bodies, Set<String> seen) {
        Matcher calls = CALL.matcher(body);
        while (calls.find()) {
            String name = calls.group(1);
            if (name.startsWith("assert") || name.equals("fail")
                    || name.matches("(expect|verify|check|await|refuses?|must)[A-Z]?\\w*")) {
                return true;
            }
            if (bodies.containsKey(name) && seen.add(name) && asserts(bodies.get(name), bodies, seen)) {
                return true;
            }
        }
        return false;
    }

    private static void each(SourceFile file, Pattern what, List<Finding> found, String rule, String sentence) {
        Matcher matcher = what.matcher(file.code());
        while (matcher.find()) {
            found.add(new Finding(rule, file.path(), file.line(matcher.start()),
                    "'" + matcher.group().strip() + "': " + sentence));
        }
    }

    /** One departure from the rules. */
    record Finding(String rule, String path, int line, String sentence) {
        @Override
        public String toString() {
            return path + ":" + line + ": " + rule + ": " + sentence;
        }
    }
}
