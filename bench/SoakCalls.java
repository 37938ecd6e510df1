// The soak behind ./strowger soak calls; see soak-calls.sh.

static final int WARM_UP_SECONDS = 20;
static final int IDLE_SECONDS = 150;
static final int HEAP_RULE_SECONDS = 120;

/** Gauges that are zero when nothing happens. */
static final List<String> ZERO = List.of("strowger_calls", "sip_transactions", "sip_dialogs", "sip_calls",
        "sip_connections", "strowger_call_permits_held", "strowger_media_ports_used", "strowger_media_ports_resting",
        "strowger_callbacks_pending", "strowger_journal_backlog", "strowger_database_waiting",
        "strowger_database_connections_active");
/** Counters of what must never happen. */
static final List<String> NEVER = List.of("strowger_call_letters_lost_total", "strowger_journal_dropped_total",
        "strowger_journal_refused_total", "strowger_journal_retries_total", "strowger_http_unhandled_total",
        "sip_mistakes_total", "strowger_media_legs_broken_total", "strowger_media_ports_exhausted_total",
        "strowger_notifications_total", "strowger_webhook_failures_total", "strowger_calls_refused_total");

/** What the process holds while it does nothing. */
record Idle(int descriptors, Map<String, Integer> threads, Map<String, long[]> classes) {}

void main(String[] args) throws Exception {
    int calls = Integer.parseInt(SoakProduct.option(args, "--calls", "20000"));
    int rate = Integer.parseInt(SoakProduct.option(args, "--rate", "50"));
    int base = Integer.parseInt(SoakProduct.option(args, "--base-port", "29000"));
    boolean dialled = List.of(args).contains("--dial");
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    try (SoakProduct product = new SoakProduct(base, "--calls", "2000", "--calls-per-second", "" + (4 * rate))) {
        IO.println("ready after " + product.start() + " ms");
        Process called = product.called(dialled ? calls / rate + 600 : 0);
        Map<String, Double> warm = SoakProduct.result(load(product, dialled, "-r", "" + rate, "-T",
                "" + WARM_UP_SECONDS));
        IO.println("warm-up: %.0f calls, %.0f failed, answer p50 %.1f p99 %.1f ms".formatted(warm.get("calls"),
                warm.get("fail"), warm.get("ans_p50_ms"), warm.get("ans_p99_ms")));
        Idle before = idle(product, verdict, "after the warm-up");
        run(product, verdict, calls, rate, dialled);
        called.destroy();
        Idle after = idle(product, verdict, "after the calls");
        compare(before, after, verdict);
        records(product, verdict, calls + warm.get("answered").intValue(), dialled ? 2 : 1);
        product.term();
        verdict.check(product.process().waitFor() == 0, "the product stopped with 0");
        verdict.check(product.databaseProcesses() == 0, "no database is left running");
    }
    System.exit(verdict.exit());
}

/** One second of sound, then the product hangs up; or a second with a called party, then the caller does. */
static Process load(SoakProduct product, boolean dialled, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(more));
    if (dialled) {
        words.addAll(List.of("-d", "1000"));
    }
    return product.load(dialled ? "dial" : "one", words.toArray(String[]::new));
}

void run(SoakProduct product, SoakProduct.Verdict verdict, int calls, int rate, boolean dialled) throws Exception {
    int seconds = calls / rate;
    IO.println("%d calls at %d/s, %d s".formatted(calls, rate, seconds));
    double[] cpuBefore = product.cpu();
    Process generator = load(product, dialled, "-r", "" + rate, "-n", "" + calls, "-T", "" + seconds);
    List<Long> heap = new ArrayList<>();
    for (int point = 1; point <= 10; point++) { // the last one well before the load ends, so that all are alike
        Thread.sleep(seconds * 1000L / 11);
        heap.add(product.histogram().get("Total")[1]);
        IO.println("  %3d %%: live heap %.2f MB, %d descriptors".formatted(point * 100 / 11, heap.getLast() / 1e6,
                product.descriptors()));
    }
    Map<String, Double> seen = SoakProduct.result(generator);
    double[] cpu = product.cpu();
    IO.println(("  CPU ms/call: %.2f = product %.2f + postgres %.2f (status callbacks included; machine shared, full "
            + "collections included)").formatted((cpu[0] - cpuBefore[0] + cpu[1] - cpuBefore[1]) * 1000 / calls,
            (cpu[0] - cpuBefore[0]) * 1000 / calls, (cpu[1] - cpuBefore[1]) * 1000 / calls));
    IO.println("  answer p50 %.1f p99 %.1f ms, length p50 %.0f p99 %.0f ms, packets/call %.1f, loss %.4f %%, INVITEs repeated %.0f"
            .formatted(seen.get("ans_p50_ms"), seen.get("ans_p99_ms"), seen.get("dur_p50_ms"), seen.get("dur_p99_ms"),
                    seen.get("rtp_rx_per_call"), seen.get("loss_pct"), seen.get("inv_retr")));
    verdict.check(seen.get("calls") == calls && seen.get("answered") == calls && seen.get("done") == calls,
            "all %d calls were answered and ended by the product (answered %.0f, ended %.0f)".formatted(calls,
                    seen.get("answered"), seen.get("done")));
    verdict.check(seen.get("fail") == 0 && seen.get("timeout") == 0, "no call failed");
    verdict.check(seen.get("silent") == 0, "no call was silent");
    double first = mean(heap.subList(0, 5));
    double second = mean(heap.subList(5, 10));
    String figures = "live heap: first half %.2f MB, second half %.2f MB (%+.1f %%)".formatted(first / 1e6,
            second / 1e6, (second / first - 1) * 100);
    if (seconds < HEAP_RULE_SECONDS) {
        IO.println("  (not judged: shorter than " + HEAP_RULE_SECONDS + " s) " + figures);
    } else {
        verdict.check(second <= first * 1.05, figures);
    }
}

static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
}

/** Waits until every table is empty; says which are not. */
Idle idle(SoakProduct product, SoakProduct.Verdict verdict, String when) throws Exception {
    long from = System.nanoTime();
    boolean empty = SoakProduct.await(IDLE_SECONDS, () -> held(product).isEmpty());
    IO.println("idle " + when + ", " + (System.nanoTime() - from) / 1_000_000_000 + " s later");
    verdict.check(empty, "tables, permits, ports and queues are empty " + when + (empty ? "" : ": " + held(product)));
    Map<String, Double> never = metrics(product, NEVER);
    verdict.check(never.isEmpty(), "nothing lost, dropped, refused or broken " + when + (never.isEmpty() ? "" : ": " + never));
    Thread.sleep(35_000); // pools of connections and carrier threads let go after half a minute
    var threads = product.threads(); // before the descriptors: the first jcmd opens one for good
    var classes = product.histogram();
    return new Idle(product.descriptors(), threads, classes);
}

static Map<String, Double> held(SoakProduct product) {
    return metrics(product, ZERO);
}

/** Those of the metrics that are not zero. */
static Map<String, Double> metrics(SoakProduct product, List<String> names) {
    Map<String, Double> all = product.metrics();
    Map<String, Double> found = new TreeMap<>();
    for (String name : names) {
        double sum = SoakProduct.sum(all, name);
        if (sum != 0) {
            found.put(name, sum);
        }
    }
    return found;
}

void compare(Idle before, Idle after, SoakProduct.Verdict verdict) {
    long more = after.classes().get("Total")[1] - before.classes().get("Total")[1];
    IO.println("  live heap at rest: before %.2f MB, after %.2f MB".formatted(before.classes().get("Total")[1] / 1e6,
            after.classes().get("Total")[1] / 1e6));
    verdict.check(after.descriptors() <= before.descriptors(),
            "descriptors at rest: before %d, after %d".formatted(before.descriptors(), after.descriptors()));
    Map<String, String> grown = new TreeMap<>();
    after.threads().forEach((name, count) -> {
        if (count > before.threads().getOrDefault(name, 0)) {
            grown.put(name, before.threads().getOrDefault(name, 0) + " -> " + count);
        }
    });
    int was = before.threads().values().stream().mapToInt(Integer::intValue).sum();
    int is = after.threads().values().stream().mapToInt(Integer::intValue).sum();
    verdict.check(is <= was, "threads at rest, virtual ones too: before %d, after %d %s".formatted(was, is,
            grown.isEmpty() ? "" : grown));
    Map<String, String> objects = new TreeMap<>();
    after.classes().forEach((name, count) -> {
        long old = before.classes().getOrDefault(name, new long[2])[0];
        if (name.contains("strowger") && count[0] > old + 20) {
            objects.put(name.substring(name.indexOf("strowger") + 9), old + " -> " + count[0]);
        }
    });
    verdict.check(objects.isEmpty(), "no class of ours has more than 20 instances more at rest"
            + (objects.isEmpty() ? "" : ": " + objects));
    if (more > 1_000_000) {
        after.classes().entrySet().stream().filter(one -> !one.getKey().equals("Total"))
                .sorted(Comparator.comparingLong(one -> before.classes().getOrDefault(one.getKey(), new long[2])[1]
                        - one.getValue()[1])).limit(12).forEach(one -> IO.println("    grew: " + one.getKey() + " "
                        + Arrays.toString(before.classes().getOrDefault(one.getKey(), new long[2])) + " -> "
                        + Arrays.toString(one.getValue())));
    }
}

/** @param legs records for each call */
void records(SoakProduct product, SoakProduct.Verdict verdict, int calls, int legs) {
    Map<String, String> statuses = product.calls();
    long completed = statuses.values().stream().filter("completed"::equals).count();
    IO.println("  statuses: " + statuses.values().stream().collect(java.util.stream.Collectors.groupingBy(
            status -> status, TreeMap::new, java.util.stream.Collectors.counting())));
    statuses.entrySet().stream().filter(call -> !call.getValue().equals("completed")).limit(2)
            .forEach(call -> IO.println("  " + call + ": " + product.story(call.getKey())));
    verdict.check(statuses.size() == legs * calls && completed == legs * calls,
            "the records hold %d calls, %d of them completed, of %d".formatted(statuses.size(), completed, legs * calls));
    var finals = product.application.finals;
    verdict.check(statuses.keySet().containsAll(finals.keySet()) && finals.size() == calls, "each has its final callback: " + finals.size());
    long repeated = finals.values().stream().filter(ids -> ids.size() > 1).count();
    long callbacks = product.application.callbacks.get();
    verdict.check(repeated == 0 && callbacks == 3L * calls,
            "three callbacks a call, none twice: " + callbacks + ", calls with two final ones: " + repeated);
}
