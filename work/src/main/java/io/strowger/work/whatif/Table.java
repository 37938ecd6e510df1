package io.strowger.work.whatif;

import io.strowger.work.whatif.Figures.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** A report as lines of text. */
final class Table {
    private static final int NAME = 28;

    private final Report report;
    private final List<String> lines = new ArrayList<>();

    private Table(Report report) {
        this.report = report;
    }

    static List<String> of(Report report) {
        return new Table(report).write();
    }

    private List<String> write() {
        lines.add("from " + report.span().from() + " to " + report.span().to() + ", seed " + report.seed());
        lines.add("waits from a task's making to its acceptance; times in seconds; in time: of all waits that ended,"
                + " accepted within " + seconds(report.serviceLevel().toMillis()) + " s");
        lines.add("");
        lines.add(" ".repeat(NAME) + "offered handled in time abandoned canceled waiting  moved"
                + "    mean  median     p90      max handling   busy");
        group("all", Optional.of(report.before().total()), Optional.of(report.after().total()),
                report.recorded().map(Figures::total));
        TreeSet<String> sids = new TreeSet<>();
        List.of(report.before(), report.after(), report.recorded().orElse(report.before()))
                .forEach(figures -> figures.queues().forEach(line -> sids.add(line.sid())));
        for (String sid : sids) {
            Optional<Line> before = find(report.before(), sid);
            Optional<Line> after = find(report.after(), sid);
            Optional<Line> recorded = report.recorded().flatMap(figures -> find(figures, sid));
            String name = before.or(() -> after).or(() -> recorded).map(Line::name).orElse("");
            lines.add("");
            group(name, before, after, recorded);
        }
        if (!report.notes().isEmpty()) {
            lines.add("");
            lines.addAll(report.notes());
        }
        return lines;
    }

    private static Optional<Line> find(Figures figures, String sid) {
        return figures.queues().stream().filter(line -> line.sid().equals(sid)).findFirst();
    }

    private void group(String name, Optional<Line> before, Optional<Line> after, Optional<Line> recorded) {
        lines.add(name);
        if (report.recorded().isPresent()) {
            lines.add(row("recorded", recorded));
        }
        lines.add(row("model, as it was", before));
        if (!report.before().equals(report.after())) {
            lines.add(row("model, changed", after));
        }
    }

    private static String row(String what, Optional<Line> found) {
        String head = "  " + what + " ".repeat(Math.max(1, NAME - 2 - what.length()));
        return head + found.map(line -> String.format(Locale.ROOT,
                "%7d %7d %6.1f%% %9d %8d %7d %6d %7s %7s %7s %8s %8s %5.1f%%", line.offered(), line.handled(),
                line.serviceLevel() * 100, line.abandoned(), line.canceled(), line.waiting(), line.moved(),
                seconds(line.waits().mean()), seconds(line.waits().median()), seconds(line.waits().p90()),
                seconds(line.waits().max()), seconds(line.handling()), line.busy() * 100)).orElse("      -");
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000);
    }
}
