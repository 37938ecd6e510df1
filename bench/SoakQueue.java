// The soak behind ./strowger soak queue; see soak-queue.sh.

static final int IDLE_SECONDS = 150;
/** Requests of calls that happen together reach the application in any order: what may lie between them. */
static final long TOGETHER_NANOS = 500_000_000;
/** The hasty hang up so long after the answer, at the least, and up to so much later. */
static final int HASTY_MILLIS = 500;
static final int HASTY_SPREAD = 9000;
/** The others stay until they are hung up, but not for ever. */
static final int PATIENT_MILLIS = 170_000;
/** A generator has ended when its calls have; what they still ask of the application is under way. */
static final int ASKED_SECONDS = 20;

/** Gauges that are zero when nothing happens. */
static final List<String> ZERO = List.of("strowger_calls", "strowger_queue_callers", "strowger_queue_agents",
        "strowger_queue_joined", "sip_calls", "sip_dialogs", "strowger_call_permits_held", "strowger_media_ports_used",
        "strowger_callbacks_pending", "strowger_journal_backlog");
/** Counters of what must never happen. Notifications do: these callers send no sound, which is told (31930). */
static final List<String> NEVER = List.of("strowger_call_letters_lost_total", "strowger_journal_dropped_total",
        "strowger_http_unhandled_total", "sip_mistakes_total", "strowger_media_legs_broken_total",
        "strowger_media_ports_exhausted_total", "strowger_webhook_failures_total", "strowger_calls_refused_total");

/** When a caller began to wait, by the first request for its wait document. */
static final Map<String, Long> joined = new ConcurrentHashMap<>();
/** Callers in the order in which they were taken, by the request for the document before joining. */
static final List<String> taken = Collections.synchronizedList(new ArrayList<>());
/** How each caller's stay ended. */
static final Map<String, List<String>> results = new ConcurrentHashMap<>();
/** Callers that an agent says it talked to. */
static final List<String> served = Collections.synchronizedList(new ArrayList<>());
static final AtomicInteger agentsDone = new AtomicInteger();

void main(String[] args) throws Exception {
    int callers = Integer.parseInt(SoakProduct.option(args, "--callers", "500"));
    int agents = Integer.parseInt(SoakProduct.option(args, "--agents", "50"));
    int base = Integer.parseInt(SoakProduct.option(args, "--base-port", "29000"));
    int hasty = callers / 5;
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    try (SoakProduct product = new SoakProduct(base, "--calls", "2000", "--calls-per-second", "1000")) {
        pages(product);
        IO.println("ready after " + product.start() + " ms");
        Process impatient = product.load("queue", base + 20, "-r", "20", "-n", "" + hasty, "-T", "" + hasty / 20,
                "-d", "" + HASTY_MILLIS, "-j", "" + HASTY_SPREAD, "-M", "2");
        Process patient = product.load("queue", base + 22, "-r", "80", "-n", "" + (callers - hasty), "-T", "10", "-d",
                "" + PATIENT_MILLIS, "-M", "2");
        Thread.sleep(2000);
        IO.println(callers + " callers come, " + hasty + " of them hang up after " + HASTY_MILLIS + " to "
                + (HASTY_MILLIS + HASTY_SPREAD) + " ms; " + agents + " agents take them at once, 2 s each");
        Process taking = product.load("agent", base + 24, "-r", "" + agents, "-n", "" + agents, "-T", "1", "-d",
                "" + PATIENT_MILLIS, "-M", "2");
        Map<String, Double> a = SoakProduct.result(impatient);
        Map<String, Double> b = SoakProduct.result(patient);
        Map<String, Double> c = SoakProduct.result(taking);
        List.of(a, b, c).forEach(figures -> IO.println("  generator: " + new TreeMap<>(figures)));
        int came = (int) (a.get("answered") + b.get("answered")); // what follows is promised to those who got in
        Map<String, Double> refused = sums(product, List.of("sip_refused_total"));
        verdict.check(came == callers && c.get("answered") == agents
                && a.get("fail") + b.get("fail") + c.get("fail") == 0, "all were answered, none failed"
                + (refused.isEmpty() ? "" : "; answered 503, as requests waited too long to be read (a machine too busy "
                        + "for so many at once): " + refused));
        verdict.check(SoakProduct.await(ASKED_SECONDS, () -> results.size() == came), "every caller's stay ended");
        judge(came, verdict);
        boolean idle = SoakProduct.await(IDLE_SECONDS, () -> sums(product, ZERO).isEmpty());
        verdict.check(idle, "nobody waits and nothing is held at the end" + (idle ? "" : ": " + sums(product, ZERO)));
        Map<String, Double> never = sums(product, NEVER);
        verdict.check(never.isEmpty(), "nothing lost, dropped, refused or broken" + (never.isEmpty() ? "" : ": " + never));
        product.term();
        verdict.check(product.process().waitFor() == 0, "the product stopped with 0");
    }
    System.exit(verdict.exit());
}

static Map<String, Double> sums(SoakProduct product, List<String> names) {
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

void pages(SoakProduct product) {
    String tone = product.application.url("/tone.wav");
    product.application.page("/queue", form ->
            "<Response><Enqueue action=\"/done\" waitUrl=\"/hold\">support</Enqueue></Response>");
    product.application.page("/hold", form -> {
        joined.putIfAbsent(form.get("CallSid"), System.nanoTime());
        return "<Response><Play loop=\"0\">" + tone + "</Play></Response>";
    });
    product.application.page("/before", form -> {
        taken.add(form.get("CallSid"));
        return "<Response/>";
    });
    product.application.page("/done", form -> {
        results.computeIfAbsent(form.get("CallSid"), any -> Collections.synchronizedList(new ArrayList<>()))
                .add(form.get("QueueResult"));
        return "<Response><Hangup/></Response>";
    });
    product.application.page("/agent", form -> {
        if ("true".equals(form.get("DialBridged"))) {
            served.add(form.get("DialCallSid"));
        }
        return "no-answer".equals(form.get("DialCallStatus")) ? "<Response><Hangup/></Response>"
                : "<Response><Dial action=\"/agent\" timeout=\"10\" timeLimit=\"2\"><Queue url=\"/before\">support</Queue>"
                        + "</Dial></Response>";
    });
}

void judge(int callers, SoakProduct.Verdict verdict) {
    Map<String, Long> words = results.values().stream().flatMap(List::stream)
            .collect(java.util.stream.Collectors.groupingBy(word -> word, TreeMap::new, java.util.stream.Collectors.counting()));
    IO.println("  results: " + words + ", taken " + taken.size() + ", served " + served.size());
    verdict.check(results.size() == callers && results.values().stream().allMatch(list -> list.size() == 1),
            "each stay ended exactly once");
    verdict.check(words.keySet().equals(Set.of("bridged", "hangup")), "by a conversation or a hang-up, by nothing else");
    verdict.check(new HashSet<>(served).size() == served.size(), "nobody was joined twice");
    verdict.check(served.size() == words.getOrDefault("bridged", 0L), "as many conversations on both sides");
    List<String> order = List.copyOf(taken);
    long latest = order.isEmpty() ? 0 : joined.getOrDefault(order.getFirst(), 0L);
    long worst = 0;
    for (String call : order) {
        long came = joined.getOrDefault(call, latest); // taken before it had asked for its wait document
        worst = Math.max(worst, latest - came);
        latest = Math.max(latest, came);
    }
    verdict.check(worst < TOGETHER_NANOS, "taken in the order in which they came (requests crossed by %.1f ms at most)"
            .formatted(worst / 1e6));
}
