// The benchmark behind ./strowger bench expressions; see expressions.sh.

import com.sun.management.ThreadMXBean;
import io.strowger.work.core.Expr;
import io.strowger.work.core.Fact;
import io.strowger.work.core.Facts;
import io.strowger.work.core.Fields;
import io.strowger.work.core.Scope;
import io.strowger.work.core.Value;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** Evaluates and parses expressions over a thousand workers of eighteen attributes, the seed fixed. */
final class Expressions {
    private static final int WORKERS = 1000;
    private static final int ROUNDS = 3; // the last one counts, the others warm up
    private static final List<String> TARGETS = List.of(
            "worker.level >= 5",
            "worker.languages HAS 'en' AND worker.team == 'support'",
            "worker.language == task.language AND worker.level >= task.level",
            "(worker.language == 'en' OR worker.language == 'fr') AND worker.skills.support >= 5.1"
                    + " AND worker.region IN ['eu', 'us', 'apac']",
            "worker.team IN ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'support']");

    private static long met;

    private record Pair(Fields task, Fields worker) implements Facts {
        @Override
        public Value fact(Fact fact, String detail) {
            return Value.NULL;
        }
    }

    private Expressions() {}

    public static void main(String[] args) {
        String[] texts = new String[WORKERS];
        Pair[] pairs = new Pair[WORKERS];
        Random random = new Random(2_25);
        Fields task = (Fields) Value.parse("{\"language\":\"en\",\"level\":4}");
        for (int i = 0; i < WORKERS; i++) {
            texts[i] = worker(random);
            pairs[i] = new Pair(task, (Fields) Value.parse(texts[i]));
        }
        for (String target : TARGETS) {
            Expr expr = Expr.parse(target, Scope.TARGET);
            measure("matches", target, 3_000_000, i -> expr.matches(pairs[i % WORKERS]));
        }
        measure("parses", TARGETS.get(3), 50_000, i -> Expr.parse(TARGETS.get(3), Scope.TARGET).usesClock());
        measure("reads", "attributes of " + texts[0].length() + " characters", 200_000,
                i -> ((Fields) Value.parse(texts[i % WORKERS])).has("level"));
        System.out.println("(" + met + " held)");
    }

    private static void measure(String what, String of, int times, IntPredicate work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 1; round <= ROUNDS; round++) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                met += work.test(i) ? 1 : 0;
            }
            double nanos = (threads.getCurrentThreadCpuTime() - cpu) / (double) times;
            double allocated = (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) times;
            if (round == ROUNDS) {
                System.out.printf("%-8s %9.1f ns %8.0f bytes  %s%n", what, nanos, allocated, of);
            }
        }
    }

    private static String worker(Random random) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < 12; i++) {
            out.append("\"field_").append(i).append("\":\"").append(random.nextInt()).append("\",");
        }
        return out + "\"level\":" + random.nextInt(10) + ",\"languages\":[\"fr\",\"" + pick(random, "en", "de")
                + "\"],\"team\":\"" + pick(random, "support", "sales") + "\",\"language\":\"" + pick(random, "en", "de")
                + "\",\"skills\":{\"support\":" + random.nextInt(10) + "},\"region\":\"us\"}";
    }

    private static String pick(Random random, String one, String other) {
        return random.nextBoolean() ? one : other;
    }
}
