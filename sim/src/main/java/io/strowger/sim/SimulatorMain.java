package io.strowger.sim;

import io.strowger.kernel.RealWorld;
import java.util.List;
import java.util.Locale;

/**
 * Runs the simulator from a command line: {@code --calls N} (2,000), {@code --seed S} (1), {@code --rate R} calls a
 * virtual second (50), {@code --runs K} one after the other with rising seeds (1). Exit code 1 when something does not
 * fit; the seed is printed, and with it the run comes again.
 */
public final class SimulatorMain {
    private SimulatorMain() {}

    /** See the type. */
    public static void main(String[] args) {
        List<String> words = List.of(args);
        int calls = Integer.parseInt(option(words, "--calls", "2000"));
        long first = Long.parseLong(option(words, "--seed", "1"));
        int rate = Integer.parseInt(option(words, "--rate", "50"));
        int runs = Integer.parseInt(option(words, "--runs", "1"));
        int findings = 0;
        try (RealWorld world = RealWorld.open()) {
            for (long seed = first; seed < first + runs; seed++) {
                long began = world.timeline().nanos();
                Simulator.Report report = Simulator.run(seed, calls, rate);
                double took = (world.timeline().nanos() - began) / 1e9;
                print(report, took);
                findings += report.findingCount();
            }
        }
        System.exit(findings == 0 ? 0 : 1);
    }

    private static String option(List<String> words, String name, String whenAbsent) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 >= words.size() ? whenAbsent : words.get(at + 1);
    }

    private static void print(Simulator.Report report, double seconds) {
        System.out.printf(Locale.ROOT, "seed %d: %d calls in %.1f s, %.0f calls/s; simulated %s, at most %d at once, "
                        + "%d happenings%n", report.seed(), report.calls(), seconds, report.calls() / seconds,
                report.simulated(), report.mostAtOnce(), report.happenings());
        System.out.println("  " + report.summary());
        System.out.println("  digest " + report.digest());
        System.out.println("  findings " + report.findingCount());
        report.findings().forEach(finding -> System.out.println("    " + finding));
    }
}
