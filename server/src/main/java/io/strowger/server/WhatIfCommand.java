package io.strowger.server;

import io.strowger.kernel.RealWorld;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.CourseReader;
import io.strowger.work.JournalFile;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.Effort;
import io.strowger.work.whatif.GeneratedDay;
import io.strowger.work.whatif.Report;
import io.strowger.work.whatif.Span;
import io.strowger.work.whatif.WhatIf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code work journal}, {@code work simulate}: a workspace's journal, and what would have been (docs/what-if.md). */
final class WhatIfCommand {
    private static final String USAGE = """
            use one of
              work journal SID > FILE
              work simulate --journal FILE       [--from TIME] [--to TIME] CHANGES
              work simulate --workspace SID      [--from TIME] [--to TIME] CHANGES
              work simulate --generate FILE      [--keep FILE] CHANGES
            where CHANGES are [--workflow [SID=]FILE]... [--queue SID=EXPRESSION]... [--seed N]
              [--service-level SECONDS] [--json]; a generated day may name its queues by name,
            and is kept as a journal that can be simulated in turn""";
    private static final long MOST_EVENTS = 50_000_000;
    private static final List<String> VALUED = List.of("--journal", "--workspace", "--generate", "--from", "--to",
            "--workflow", "--queue", "--seed", "--service-level", "--keep");
    private static final String JSON = "--json";

    private WhatIfCommand() {}

    /** Whether the words after {@code work} are for this command. */
    static boolean takes(List<String> words) {
        return !words.isEmpty() && (words.getFirst().equals("journal") || words.getFirst().equals("simulate"));
    }

    static ExitCode run(Invocation invocation) {
        return invocation.arguments().getFirst().equals("journal") ? journal(invocation) : simulate(invocation);
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE, what.isEmpty() ? USAGE : what + "; " + USAGE);
    }

    private static ExitCode journal(Invocation invocation) {
        Invocation.Read read = invocation.server(true, "journal", "SID");
        if (read.operands().size() != 2) {
            throw usage("");
        }
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            desk.journal(read.operands().get(1), invocation.out()::println);
        }
        return ExitCode.OK;
    }

    /** The command's own flags, taken out; what is left are settings of the server. */
    private record Flags(Map<String, List<String>> given, boolean json, List<String> rest) {
        static Flags of(List<String> words) {
            Map<String, List<String>> given = new TreeMap<>();
            List<String> rest = new ArrayList<>();
            boolean json = false;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                int equals = word.indexOf('=');
                String name = equals < 0 ? word : word.substring(0, equals);
                if (word.equals(JSON)) {
                    json = true;
                } else if (VALUED.contains(name)) {
                    if (equals < 0 && i + 1 == words.size()) {
                        throw usage(name + " needs a value");
                    }
                    given.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(equals < 0 ? words.get(++i) : word.substring(equals + 1));
                } else {
                    rest.add(word);
                }
            }
            return new Flags(given, json, rest);
        }

        List<String> all(String name) {
            return given.getOrDefault(name, List.of());
        }

        Optional<String> one(String name) {
            if (all(name).size() > 1) {
                throw usage(name + " is given more than once");
            }
            return all(name).stream().findFirst();
        }

        long number(String name, long standard, long most) {
            String text = one(name).orElse(Long.toString(standard));
            if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > most) {
                throw usage(name + " is no whole number from 0 to " + most);
            }
            return Long.parseLong(text);
        }

        Instant moment(String name, Instant standard) {
            try {
                return one(name).map(Instant::parse).orElse(standard);
            } catch (DateTimeParseException wrong) {
                throw usage(name + " is no time such as 2026-11-25T08:00:00Z");
            }
        }
    }

    private static ExitCode simulate(Invocation invocation) {
        Flags flags = Flags.of(invocation.arguments().subList(1, invocation.arguments().size()));
        long sources = List.of("--journal", "--workspace", "--generate").stream()
                .filter(flags.given()::containsKey).count();
        if (sources != 1) {
            throw usage("one of --journal, --workspace and --generate is needed");
        }
        if (flags.one("--keep").isPresent() && flags.one("--generate").isEmpty()) {
            throw usage("--keep goes with --generate");
        }
        Duration level = Duration.ofSeconds(flags.number("--service-level", 20, 86_400));
        long seed = flags.number("--seed", 1, Integer.MAX_VALUE);
        Span span = new Span(flags.moment("--from", Span.ALL.from()), flags.moment("--to", Span.ALL.to()));
        CourseReader.Asked asked = new CourseReader.Asked(span, level, Effort.of(MOST_EVENTS));
        Course course;
        Changes changes = new Changes(level, seed);
        if (flags.one("--generate").isPresent()) {
            GeneratedDay day = GeneratedDay.read(text(flags.one("--generate").get()), ServerSettings.WIDEST);
            course = day.course(seed);
            changes.of(flags, day);
            flags.one("--keep").ifPresent(file -> keep(Path.of(file), day.course(seed), changes.question()));
        } else {
            course = recorded(invocation, flags, asked);
            changes.of(flags, course);
        }
        Report report = WhatIf.answer(course, changes.question(), ServerSettings.WIDEST);
        if (flags.json()) {
            invocation.out().println(report.json().toJson());
        } else {
            report.lines().forEach(invocation.out()::println);
        }
        return ExitCode.OK;
    }

    private static void keep(Path file, Course course, WhatIf.Question question) {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            JournalFile.write(course, question, ServerSettings.WIDEST, out::println);
            if (out.checkError()) {
                throw new CommandFailure(ExitCode.FAILED, "the file " + file + " cannot be written");
            }
        } catch (IOException unwritable) {
            throw new CommandFailure(ExitCode.FAILED, "the file " + file + " cannot be written");
        }
    }

    private static Course recorded(Invocation invocation, Flags flags, CourseReader.Asked asked) {
        if (flags.one("--journal").isPresent()) {
            if (!flags.rest().isEmpty()) {
                throw usage("unexpected '" + flags.rest().getFirst() + "'");
            }
            Path file = Path.of(flags.one("--journal").get());
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                return JournalFile.read(lines.lines().iterator(), ServerSettings.WIDEST, asked);
            } catch (IOException | UncheckedIOException unreadable) {
                throw unreadable(file);
            }
        }
        Invocation.Read read = new Invocation(flags.rest(), invocation.environment(), invocation.out(),
                invocation.err()).server();
        try (RealWorld world = RealWorld.open(); Administration desk = Administration.open(world, read.config())) {
            return desk.course(flags.one("--workspace").orElseThrow(), asked);
        }
    }

    private static CommandFailure unreadable(Path file) {
        return new CommandFailure(ExitCode.FAILED, "the file " + file + " cannot be read");
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw unreadable(Path.of(file));
        }
    }

    /** What is to be otherwise. */
    private static final class Changes {
        private final Map<WorkflowSid, String> workflows = new TreeMap<>(Comparator.comparing(WorkflowSid::value));
        private final Map<TaskQueueSid, String> queues = new TreeMap<>(Comparator.comparing(TaskQueueSid::value));
        private final Duration level;
        private final long seed;

        Changes(Duration level, long seed) {
            this.level = level;
            this.seed = seed;
        }

        WhatIf.Question question() {
            return new WhatIf.Question(workflows, queues, level, seed, MOST_EVENTS);
        }

        /** A generated day has one workflow, and names its queues. */
        void of(Flags flags, GeneratedDay day) {
            if (!flags.rest().isEmpty()) {
                throw usage("unexpected '" + flags.rest().getFirst() + "'");
            }
            flags.one("--workflow").ifPresent(file ->
                    workflows.put(GeneratedDay.WORKFLOW, day.document(text(file))));
            flags.all("--queue").forEach(given -> {
                String[] parts = halves(given, "--queue");
                queues.put(day.queue(parts[0]).orElseThrow(() ->
                        new CommandFailure(ExitCode.FAILED, "there is no queue " + parts[0])), parts[1]);
            });
        }

        void of(Flags flags, Course course) {
            flags.all("--workflow").forEach(given -> {
                boolean named = given.matches("WW[0-9a-f]{32}=.*");
                List<WorkflowSid> there = course.workflows();
                if (!named && there.size() != 1) {
                    throw usage("the record has " + there.size() + " workflows: name one by --workflow SID=FILE");
                }
                workflows.put(named ? new WorkflowSid(given.substring(0, given.indexOf('='))) : there.getFirst(),
                        text(named ? given.substring(given.indexOf('=') + 1) : given));
            });
            flags.all("--queue").forEach(given -> {
                String[] parts = halves(given, "--queue");
                if (!parts[0].matches("WQ[0-9a-f]{32}")) {
                    throw usage(parts[0] + " is no sid of a task queue");
                }
                queues.put(new TaskQueueSid(parts[0]), parts[1]);
            });
        }

        private static String[] halves(String given, String flag) {
            String[] parts = given.split("=", 2);
            if (parts.length != 2) {
                throw usage(flag + " needs a queue, '=' and an expression");
            }
            return parts;
        }
    }
}
