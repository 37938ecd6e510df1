// The soak behind ./strowger soak kill; see soak-kill.sh.

static final int SETTLE_SECONDS = 90;

void main(String[] args) throws Exception {
    int times = Integer.parseInt(SoakProduct.option(args, "--times", "10"));
    int rate = Integer.parseInt(SoakProduct.option(args, "--rate", "50"));
    int base = Integer.parseInt(SoakProduct.option(args, "--base-port", "29000"));
    long seed = Long.parseLong(SoakProduct.option(args, "--seed", "" + System.nanoTime()));
    IO.println("seed " + seed);
    Random random = new Random(seed);
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    List<Long> restarts = new ArrayList<>();
    try (SoakProduct product = new SoakProduct(base, "--calls", "2000", "--calls-per-second", "" + (4 * rate))) {
        IO.println("ready after " + product.start() + " ms");
        Set<String> unrecorded = new TreeSet<>();
        int openCalls = 0;
        for (int time = 1; time <= times; time++) {
            Process generator = product.load("three", "-r", "" + rate, "-T", "60");
            Thread.sleep(4000 + random.nextInt(3000));
            Set<String> open = new TreeSet<>(product.application.calls.keySet());
            open.removeAll(product.application.finals.keySet());
            product.kill();
            generator.destroyForcibly().waitFor();
            openCalls += open.size();
            restarts.add(product.start());
            boolean told = SoakProduct.await(SETTLE_SECONDS, () -> product.calls().values().stream()
                    .allMatch(SoakProduct::isFinal) && product.application.finals.keySet()
                    .containsAll(product.calls().keySet()) && SoakProduct.sum(product.metrics(),
                    "strowger_callbacks_pending") == 0);
            Map<String, String> recorded = product.calls();
            Set<String> missing = new TreeSet<>(product.application.calls.keySet());
            missing.removeAll(recorded.keySet());
            unrecorded.addAll(missing);
            IO.println("kill %d: %d calls open, ready again after %d ms%s".formatted(time, open.size(),
                    restarts.getLast(), told ? "" : ", NOT settled: " + unsettled(product, recorded)));
            if (!told) {
                verdict.check(false, "kill " + time + " settled within " + SETTLE_SECONDS + " s");
                break;
            }
        }
        judge(product, verdict, unrecorded, openCalls);
        restarts.sort(Comparator.naturalOrder());
        IO.println("  restart ms: least %d, median %d, most %d".formatted(restarts.getFirst(),
                restarts.get(restarts.size() / 2), restarts.getLast()));
        product.kill();
        verdict.check(SoakProduct.await(60, () -> product.databaseProcesses() == 0),
                "no database is left running after a kill without a restart");
    }
    System.exit(verdict.exit());
}

void judge(SoakProduct product, SoakProduct.Verdict verdict, Set<String> unrecorded, int openCalls) {
    Map<String, String> recorded = product.calls();
    SoakProduct.Application application = product.application;
    IO.println("%d calls in the records, %d open when killed".formatted(recorded.size(), openCalls));
    long running = recorded.values().stream().filter(status -> !SoakProduct.isFinal(status)).count();
    verdict.check(running == 0, "no call is left open in the records: " + running);
    Set<String> untold = new TreeSet<>(recorded.keySet());
    untold.removeAll(application.finals.keySet());
    verdict.check(untold.isEmpty(), "each call's final callback came: all but " + untold.size());
    verdict.check(unrecorded.isEmpty(), "each call the application was asked about is in the records: all but "
            + unrecorded.size() + (unrecorded.isEmpty() ? "" : " " + unrecorded));
    long two = application.finals.values().stream().filter(ids -> ids.size() > 1).count();
    verdict.check(two == 0, "repeats of a final callback carry the same id; calls with two: " + two);
    long numbers = application.numbered.values().stream().filter(ids -> ids.size() > 1).count();
    verdict.check(numbers == 0, "no sequence number was given twice: " + numbers);
    long repeats = application.finals.values().stream().flatMap(ids -> ids.values().stream())
            .mapToLong(times -> times - 1).sum();
    IO.println("  final callbacks repeated with their id: " + repeats);
}

static String unsettled(SoakProduct product, Map<String, String> recorded) {
    long running = recorded.values().stream().filter(status -> !SoakProduct.isFinal(status)).count();
    Set<String> untold = new TreeSet<>(recorded.keySet());
    untold.removeAll(product.application.finals.keySet());
    return running + " not final, final callback missing for " + untold;
}
