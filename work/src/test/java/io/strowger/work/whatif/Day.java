package io.strowger.work.whatif;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.WhatIf.Question;
import io.strowger.work.whatif.WhatIf.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Days for tests, written with ' for ". */
final class Day {
    static final long MOST = 20_000_000;

    private Day() {}

    static GeneratedDay read(String text) {
        return GeneratedDay.read(text.replace('\'', '"'), RoutingLimits.DEFAULT);
    }

    static Question question(long seed) {
        return new Question(new TreeMap<>(), new TreeMap<>(), Duration.ofSeconds(20), seed, MOST);
    }

    static Question changing(GeneratedDay day, String document, long seed) {
        Map<WorkflowSid, String> changed = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        changed.put(GeneratedDay.WORKFLOW, day.document(document));
        return new Question(changed, new TreeMap<TaskQueueSid, String>(), Duration.ofSeconds(20), seed, MOST);
    }

    static Report answer(Course course, Question question) {
        return WhatIf.answer(course, question, RoutingLimits.DEFAULT);
    }

    /** A run with all that happened in it. */
    record Played(Run run, List<Recorded> journal) {}

    static Played play(Course course, Question question) {
        List<Recorded> journal = new ArrayList<>();
        Run run = WhatIf.run(course, question, RoutingLimits.DEFAULT, true, journal::addAll);
        return new Played(run, journal);
    }

    /** What a recording makes of a journal that begins behind a course's start. */
    static Course record(Course course, List<Recorded> journal, Span span) {
        Recording recording = Recording.open(Workspace.restore(course.start(), RoutingLimits.DEFAULT), span,
                Duration.ofSeconds(20), MOST);
        journal.forEach(recording::add);
        return recording.end();
    }
}
