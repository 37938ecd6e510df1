// The soak behind ./strowger soak stop; see soak-stop.sh.

void main(String[] args) throws Exception {
    int rate = Integer.parseInt(SoakProduct.option(args, "--rate", "20"));
    int base = Integer.parseInt(SoakProduct.option(args, "--base-port", "29000"));
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    IO.println("one SIGTERM under " + rate + " calls/s of 3 s");
    try (SoakProduct product = new SoakProduct(base, "--calls-per-second", "" + (4 * rate))) {
        product.start();
        Process generator = product.load("three", "-r", "" + rate, "-T", "6");
        Thread.sleep(4500);
        long from = System.nanoTime();
        product.term();
        product.awaitLine("draining", 5);
        int exit = product.process().waitFor();
        long millis = (System.nanoTime() - from) / 1_000_000;
        Map<String, Double> seen = SoakProduct.result(generator);
        double refused = seen.getOrDefault("code 503", 0.0);
        IO.println("  stopped after %d ms; %.0f answered, %.0f refused".formatted(millis, seen.get("answered"), refused));
        verdict.check(exit == 0, "it exited with 0: " + exit);
        verdict.check(seen.get("done").equals(seen.get("answered")) && seen.get("dur_p50_ms") > 2900,
                "every answered call ran to its own end: %.0f of %.0f, %.0f ms".formatted(seen.get("done"),
                        seen.get("answered"), seen.get("dur_p50_ms")));
        verdict.check(refused > 0 && seen.get("fail") == refused, "new calls were answered 503: %.0f of %.0f failed"
                .formatted(refused, seen.get("fail")));
        told(product, verdict, seen.get("answered").intValue());
    }
    IO.println("two SIGTERMs under " + rate + " calls/s of a minute");
    try (SoakProduct product = new SoakProduct(base, "--calls-per-second", "" + (4 * rate))) {
        product.start();
        Process generator = product.load("minute", "-r", "" + rate, "-T", "4");
        Thread.sleep(5000);
        product.term();
        product.awaitLine("draining", 5);
        long from = System.nanoTime();
        product.term();
        int exit = product.process().waitFor();
        long millis = (System.nanoTime() - from) / 1_000_000;
        Map<String, Double> seen = SoakProduct.result(generator);
        IO.println("  stopped %d ms after the second; %.0f answered".formatted(millis, seen.get("answered")));
        verdict.check(exit == 0, "it exited with 0: " + exit);
        verdict.check(seen.get("answered") == 4 * rate && seen.get("done").equals(seen.get("answered")),
                "every call got its BYE: %.0f of %.0f".formatted(seen.get("done"), seen.get("answered")));
        told(product, verdict, seen.get("answered").intValue());
    }
    System.exit(verdict.exit());
}

/** Everybody who was answered has been told, and nothing is left on the machine. */
void told(SoakProduct product, SoakProduct.Verdict verdict, int calls) throws Exception {
    var finals = product.application.finals;
    verdict.check(finals.size() == calls && finals.values().stream().allMatch(ids -> ids.size() == 1),
            "each call's final callback came: " + finals.size() + " of " + calls);
    verdict.check(product.databaseProcesses() == 0, "no database is left running");
    product.start();
    Map<String, String> statuses = product.calls();
    long ended = statuses.values().stream().filter("completed"::equals).count();
    verdict.check(statuses.size() == calls && ended == calls, "the records show them completed: " + ended);
    Thread.sleep(3000);
    long again = finals.values().stream().filter(ids -> ids.values().iterator().next() > 1).count();
    verdict.check(again == 0, "a start afterwards tells nobody again: " + again);
}
