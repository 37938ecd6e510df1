// The soak behind ./strowger soak flood; see soak-flood.sh.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

static final int BASE = 26000, PACE = 5;
static final HttpClient HTTP = HttpClient.newHttpClient();

/** An account's sid and its Authorization header. */
record Account(String sid, String authorization) {}

void main(String[] args) throws Exception {
    int calls = Integer.parseInt(SoakProduct.option(args, "--calls", "50000"));
    int probes = Integer.parseInt(SoakProduct.option(args, "--probes", "40"));
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    try (SoakProduct product = new SoakProduct(BASE, "--outbound-calls-per-second", "" + PACE, "--outbound-queue",
            "" + (calls + 1000))) {
        product.start();
        Process called = product.called(600);
        Account flooder = new Account(product.account(), product.authorization());
        Account other = child(product, flooder);
        probe(product, other, 5); // the compiler warms up with these
        AtomicInteger refused = new AtomicInteger();
        long from = System.nanoTime();
        Thread flood = Thread.ofPlatform().start(() -> flood(product, flooder, calls, refused));
        List<Double> during = probe(product, other, probes / 2);
        flood.join();
        double seconds = (System.nanoTime() - from) / 1e9;
        IO.println("  %,d calls queued in %.0f s (%.0f/s)".formatted(calls, seconds, calls / seconds));
        double before = started(product);
        long at = System.nanoTime();
        List<Double> after = probe(product, other, probes - probes / 2);
        double pace = (started(product) - before - after.size()) / ((System.nanoTime() - at) / 1e9);
        called.destroy();
        told("while the flood comes in", during);
        told("while the flood stands", after);
        verdict.check(refused.get() == 0, "every call of the flood was accepted (" + refused.get() + " were not)");
        verdict.check(during.stream().allMatch(ms -> ms < 200), "single calls start within 200 ms while the flood comes in");
        verdict.check(after.stream().allMatch(ms -> ms < 200), "single calls start within 200 ms while the flood stands");
        verdict.check(pace > PACE * 0.8 && pace < PACE * 1.2,
                "the flood itself starts at its pace: %.1f of %d a second".formatted(pace, PACE));
    }
    System.exit(verdict.exit());
}

void told(String when, List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    IO.println("  %s: request to first callback p50 %.0f, most %.0f ms of %d".formatted(
            when, sorted.get(sorted.size() / 2), sorted.getLast(), sorted.size()));
}

/** Calls that were started so far: each tells so by a callback. */
double started(SoakProduct product) {
    return product.application.first.size();
}

Account child(SoakProduct product, Account parent) throws Exception {
    String made = post(product, parent, "/2010-04-01/Accounts.json", "FriendlyName=Other").body();
    String sid = field(made, "sid");
    String pair = sid + ":" + field(made, "auth_token");
    return new Account(sid, "Basic " + java.util.Base64.getEncoder().encodeToString(pair.getBytes()));
}

void flood(SoakProduct product, Account account, int calls, AtomicInteger refused) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
        threads.add(Thread.ofPlatform().start(() -> {
            while (next.getAndIncrement() < calls) {
                try {
                    if (post(product, account, "/2010-04-01/Accounts/" + account.sid() + "/Calls.json",
                            form(product)).statusCode() != 201) {
                        refused.incrementAndGet();
                    }
                } catch (Exception broken) {
                    refused.incrementAndGet();
                }
            }
        }));
    }
    threads.forEach(thread -> {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    });
}

/** Places single calls, one after the other; milliseconds from the request to the first callback of each. */
List<Double> probe(SoakProduct product, Account account, int times) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int n = 0; n < times; n++) {
        Thread.sleep(1000 / PACE + 100); // within its own pace
        long from = System.nanoTime();
        String sid = field(post(product, account, "/2010-04-01/Accounts/" + account.sid() + "/Calls.json",
                form(product)).body(), "sid");
        boolean came = SoakProduct.await(20, () -> product.application.first.containsKey(sid));
        millis.add(came ? (product.application.first.get(sid) - from) / 1e6 : Double.MAX_VALUE);
    }
    return millis;
}

String form(SoakProduct product) {
    return "To=sip%3Acalled%40127.0.0.1%3A" + (BASE + 55) + "&From=%2B15550100&Twiml=%3CResponse%2F%3E"
            + "&StatusCallback=http%3A%2F%2F127.0.0.1%3A" + (BASE + 90) + "%2Fstatus&StatusCallbackEvent=initiated";
}

HttpResponse<String> post(SoakProduct product, Account account, String path, String form) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.httpPort() + path))
            .header("Authorization", account.authorization())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString());
}

String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) {
        throw new IllegalStateException("no " + name + " in " + json);
    }
    return found.group(1);
}
