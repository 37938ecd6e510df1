// The soak behind ./strowger soak workflood; see soak-workflood.sh.
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

static final int BASE = 26200, CONNECTIONS = 32, WITHIN_MS = 100;
static final HttpClient HTTP = HttpClient.newHttpClient();

/** An account with a workspace of its own: a queue for everybody and a workflow that leads there. */
record Tenant(SoakProduct product, String sid, String authorization, String workspace) {
    HttpResponse<String> post(String path, String... pairs) throws Exception {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&").append(pairs[i]).append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return send(path, "POST", form.toString());
    }

    HttpResponse<String> send(String path, String method, String form) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.httpPort() + path))
                .header("Authorization", authorization).header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString());
    }

    String work(String more) {
        return "/v1/Workspaces/" + workspace + more;
    }
}

void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(SoakProduct.option(args, "--tasks", "50000"));
    int probes = Integer.parseInt(SoakProduct.option(args, "--probes", "100"));
    SoakProduct.Verdict verdict = new SoakProduct.Verdict();
    try (SoakProduct product = new SoakProduct(BASE)) {
        product.start();
        Tenant master = new Tenant(product, product.account(), product.authorization(), "");
        Tenant flooder = tenant(product, master);
        Tenant other = tenant(product, master);
        worker(other);
        probe(other, probes); // the compiler warms up with these
        List<Double> before = probe(other, probes);
        AtomicInteger taken = new AtomicInteger(), refused = new AtomicInteger();
        long from = System.nanoTime();
        Thread flood = Thread.ofPlatform().start(() -> flood(flooder, tasks, taken, refused));
        List<Double> during = new ArrayList<>();
        while (flood.isAlive()) {
            during.addAll(probe(other, 1));
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        IO.println("  %,d tasks taken in %.0f s (%.0f/s), %d refused".formatted(
                taken.get(), seconds, taken.get() / seconds, refused.get()));
        List<Double> after = probe(other, probes);
        told("before the flood", before);
        told("while it comes in", during);
        told("while it stands", after);
        verdict.check(taken.get() == tasks && refused.get() == 0, "every task of the flood was taken");
        verdict.check(during.size() >= probes / 2, "the other account was asked often enough (" + during.size() + ")");
        verdict.check(high(during) < WITHIN_MS, "of 100 single tasks 99 are offered within " + WITHIN_MS
                + " ms while the flood comes in");
        verdict.check(high(after) < WITHIN_MS, "and while it stands");
    }
    System.exit(verdict.exit());
}

void told(String when, List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    IO.println("  %s: request to offered task p50 %.1f, p99 %.1f, most %.1f ms of %d".formatted(
            when, sorted.get(sorted.size() / 2), high(millis), sorted.getLast(), sorted.size()));
}

double high(List<Double> millis) {
    return millis.stream().sorted().toList().get(millis.size() * 99 / 100);
}

Tenant tenant(SoakProduct product, Tenant parent) throws Exception {
    String made = parent.post("/2010-04-01/Accounts.json", "FriendlyName", "Tenant").body();
    String sid = field(made, "sid");
    String pair = sid + ":" + field(made, "auth_token");
    Tenant bare = new Tenant(product, sid, "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()), "");
    return new Tenant(product, sid, bare.authorization,
            field(bare.post("/v1/Workspaces", "FriendlyName", "Desk", "Template", "FIFO").body(), "sid"));
}

/** Someone with room for everything, so that each task is offered at once. */
void worker(Tenant tenant) throws Exception {
    Matcher available = Pattern.compile("\"available\":true[^}]*?\"sid\":\"(WA\\w+)\"|\"sid\":\"(WA\\w+)\"[^}]*?\"available\":true")
            .matcher(tenant.send(tenant.work("/Activities?Available=true"), "GET", "").body());
    if (!available.find()) {
        throw new IllegalStateException("no available activity");
    }
    String worker = field(tenant.post(tenant.work("/Workers"), "FriendlyName", "ada", "ActivitySid",
            available.group(1) == null ? available.group(2) : available.group(1)).body(), "sid");
    tenant.post(tenant.work("/Workers/" + worker + "/Channels/default"), "Capacity", "1000");
}

/** Makes single tasks, one after the other, each ended once it was offered; milliseconds from the request to the answer. */
List<Double> probe(Tenant tenant, int times) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int n = 0; n < times; n++) {
        long from = System.nanoTime();
        String task = tenant.post(tenant.work("/Tasks"), "Attributes", "{\"n\":" + n + "}").body();
        double took = (System.nanoTime() - from) / 1e6;
        millis.add(field(task, "assignment_status").equals("reserved") ? took : Double.MAX_VALUE);
        tenant.post(tenant.work("/Tasks/" + field(task, "sid")), "AssignmentStatus", "canceled", "Reason", "seen");
    }
    return millis;
}

void flood(Tenant tenant, int tasks, AtomicInteger taken, AtomicInteger refused) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < CONNECTIONS; n++) {
        threads.add(Thread.ofVirtual().start(() -> {
            for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                try {
                    boolean made = tenant.post(tenant.work("/Tasks"), "Attributes", "{\"n\":" + i + "}").statusCode() == 201;
                    (made ? taken : refused).incrementAndGet();
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

String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) {
        throw new IllegalStateException("no " + name + " in " + json);
    }
    return found.group(1);
}
