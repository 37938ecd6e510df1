package io.strowger.sim;

import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Runs the simulator from a command line. Exit code 1 when something does not fit; the seed is printed, and with it the
 * run comes again. Options, the last of a kind counts:
 *
 * <pre>
 * --calls N       calls in a run (2,000)       --seed S  first seed (1)
 * --rate R        calls a virtual second (50)  --runs K  runs with rising seeds (1)
 * --twice         each run again, to compare the traces
 * --history FILE  appends one JSON line for each run, none for its repetition
 * </pre>
 */
public final class SimulatorMain {
    private final List<String> words;
    private final RealWorld world;
    private int faults;

    private SimulatorMain(List<String> words, RealWorld world) {
        this.words = words;
        this.world = world;
    }

    /** See the type. */
    public static void main(String[] args) throws IOException {
        try (RealWorld world = RealWorld.open()) {
            SimulatorMain main = new SimulatorMain(List.of(args), world);
            main.run();
            System.exit(main.faults == 0 ? 0 : 1);
        }
    }

    private void run() throws IOException {
        long first = number("--seed", 1);
        for (long seed = first; seed < first + number("--runs", 1); seed++) {
            Simulator.Report report = once(seed, true);
            if (words.contains("--twice")) {
                boolean same = once(seed, false).equals(report);
                System.out.println("  second run: " + (same ? "the same trace" : "ANOTHER TRACE"));
                faults += same ? 0 : 1;
            }
        }
    }

    private Simulator.Report once(long seed, boolean kept) throws IOException {
        long began = world.timeline().nanos();
        Duration cpuBefore = cpu();
        Simulator.Report report = Simulator.run(seed, (int) number("--calls", 2000), (int) number("--rate", 50));
        double took = (world.timeline().nanos() - began) / 1e9;
        double cpu = cpu().minus(cpuBefore).toMillis() / 1e3;
        print(report, took, cpu);
        int history = words.lastIndexOf("--history");
        if (kept && history >= 0) {
            Files.writeString(Path.of(words.get(history + 1)), json(report, took, cpu),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        faults += report.findingCount();
        return report;
    }

    /** CPU time of this whole process: compilation and collection count. */
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private long number(String name, long whenAbsent) {
        int at = words.lastIndexOf(name);
        return at < 0 ? whenAbsent : Long.parseLong(words.get(at + 1));
    }

    private static void print(Simulator.Report report, double seconds, double cpu) {
        System.out.printf(Locale.ROOT, "seed %d: %d calls in %.1f s (%.1f s CPU), %.0f calls/s, "
                        + "%.0f calls per CPU second; simulated %s, at most %d at once, %d happenings%n",
                report.seed(), report.calls(), seconds, cpu, report.calls() / seconds,
                report.calls() / cpu, report.simulated(), report.mostAtOnce(), report.happenings());
        System.out.println("  " + report.summary());
        System.out.println("  digest " + report.digest());
        System.out.println("  findings " + report.findingCount());
        report.findings().forEach(finding -> System.out.println("    " + finding));
    }

    private String json(Simulator.Report report, double seconds, double cpu) {
        return String.format(Locale.ROOT, "{\"bench\":\"sim\",\"at\":\"%s\",\"seed\":%d,\"calls\":%d,\"seconds\":%.1f,"
                        + "\"cpuSeconds\":%.1f,\"callsPerSecond\":%.0f,\"callsPerCpuSecond\":%.0f,\"digest\":\"%s\","
                        + "\"findings\":%d,\"processors\":%d}%n", world.timeline().now(), report.seed(),
                report.calls(), seconds, cpu, report.calls() / seconds, report.calls() / cpu, report.digest(),
                report.findingCount(), Runtime.getRuntime().availableProcessors());
    }
}
