package io.strowger.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A workspace under load by REST: tasks are made, some canceled; workers change; offers are accepted by the callback's
 * answer or by agents over REST, and agents complete what is accepted. What was acknowledged stands in the books. A
 * command that nobody answered is asked again, as any client would.
 */
final class WorkLoad implements AutoCloseable {
    private static final int WORKERS = 10;
    private static final int AGENTS = 3;
    private static final int LETTERS = 100_000;

    final WorkBooks books;
    final WorkClient client;
    final String workspace;
    private final World world;
    private final List<String> workers = new ArrayList<>();
    private final List<Inbox<Job>> agents = new ArrayList<>();
    private final Set<Job> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final String workflow;
    private final String available;
    private final String offline;
    private final Duration pace;
    private volatile boolean stopping;

    /** What an agent does: to a reservation, or to a task. */
    private record Job(String task, String reservation, String status) {}

    WorkLoad(World world, Supplier<String> server, Duration pace) throws IOException {
        this.world = world;
        this.pace = pace;
        client = new WorkClient(world, server);
        books = new WorkBooks(this::heard);
        workspace = client.make("/v1/Workspaces", "FriendlyName", "Crash", "EventCallbackUrl", books.url("/event"));
        available = activity("Available");
        offline = activity("Offline");
        String a = client.make(in("/TaskQueues"), "FriendlyName", "A", "TargetWorkers", "skills HAS 'a'");
        String b = client.make(in("/TaskQueues"), "FriendlyName", "B", "TargetWorkers", "skills HAS 'b'");
        workflow = client.make(in("/Workflows"), "FriendlyName", "Flow", "TaskReservationTimeout", "60",
                "AssignmentCallbackUrl", books.url("/assign"),
                "FallbackAssignmentCallbackUrl", books.url("/assign/fallback"), "Configuration",
                "{\"task_routing\":{\"filters\":[{\"expression\":\"kind == 'a'\",\"targets\":[{\"queue\":\"" + a
                        + "\"}]}],\"default_filter\":{\"queue\":\"" + b + "\"}}}");
        for (int i = 0; i < WORKERS; i++) {
            workers.add(client.make(in("/Workers"), "FriendlyName", "W" + i, "Attributes", attributes(i, 0),
                    "ActivitySid", available));
        }
        for (int i = 0; i < AGENTS; i++) {
            Inbox<Job> inbox = world.timeline().inbox(LETTERS);
            agents.add(inbox);
            spawn("agent " + i, () -> inbox.await(Deadline.after(world.timeline(), pace)).ifPresent(this::work));
        }
        spawn("creator", this::create);
        spawn("supervisor", this::supervise);
    }

    /** A path in the workspace. */
    String in(String path) {
        return "/v1/Workspaces/" + workspace + path;
    }

    private String activity(String name) {
        return client.until("GET", in("/Activities?FriendlyName=" + name)).body().path("activities").path(0)
                .path("sid").asText();
    }

    private static String attributes(int worker, int version) {
        return "{\"skills\":[\"" + (worker % 2 == 0 ? "a" : "b") + "\"],\"version\":" + version + "}";
    }

    private void spawn(String name, Runnable step) {
        running.incrementAndGet();
        world.timeline().spawn(name, () -> {
            try {
                while (!stopping) {
                    step.run();
                }
            } finally {
                running.decrementAndGet();
            }
        });
    }

    /** What the application was told becomes work, once. */
    private void heard(String kind, Map<String, String> form) {
        String task = form.getOrDefault("TaskSid", "");
        if (kind.equals("accept")) {
            post(new Job(task, form.get("ReservationSid"), "accepted"));
        } else if (form.get("EventType").equals("reservation.accepted")) {
            post(new Job(task, "", "completed"));
        }
    }

    private void post(Job job) {
        if (known.add(job)) {
            agents.get(Math.floorMod(job.task().hashCode(), AGENTS)).post(job);
        }
    }

    /** Asked until it is answered: a refusal says that an earlier try was done, or that others were quicker. */
    private void work(Job job) {
        boolean offer = !job.reservation().isEmpty();
        String path = in("/Tasks/" + job.task()) + (offer ? "/Reservations/" + job.reservation() : "");
        String[] fields = offer ? new String[] {"ReservationStatus", job.status()}
                : new String[] {"AssignmentStatus", job.status(), "Reason", "done"};
        Optional<WorkClient.Reply> reply = client.once("POST", path, fields);
        while (reply.isEmpty() && !stopping) {
            client.rest(Duration.ofMillis(50));
            reply = client.once("POST", path, fields);
        }
        if (reply.filter(WorkClient.Reply::good).isPresent()) {
            (offer ? books.accepted : books.completed).add(offer ? job.reservation() : job.task());
        }
    }

    private void create() {
        task().filter(task -> number.get() % 15 == 0).ifPresent(task -> {
            if (client.once("POST", in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "changed")
                    .filter(WorkClient.Reply::good).isPresent()) {
                books.canceled.add(task);
            }
        });
        client.rest(pace);
    }

    /** Makes a task; its sid, when that was acknowledged. */
    Optional<String> task() {
        int n = number.incrementAndGet();
        String attributes = "{\"n\":" + n + ",\"kind\":\"" + (n % 2 == 0 ? "a" : "b") + "\"}";
        books.attempted.add(attributes);
        Optional<String> made = client.once("POST", in("/Tasks"), "WorkflowSid", workflow, "Attributes", attributes)
                .filter(reply -> reply.status() == 201).map(reply -> reply.text("sid"));
        made.ifPresent(sid -> books.created.put(sid, attributes));
        return made;
    }

    /** Changes one worker after the other: attributes, and now and then a short absence. */
    private void supervise() {
        int version = number.incrementAndGet();
        int worker = version % WORKERS;
        String sid = workers.get(worker);
        books.asked.put(sid, version);
        client.once("POST", in("/Workers/" + sid), "Attributes", attributes(worker, version))
                .filter(WorkClient.Reply::good).ifPresent(reply -> books.confirmed.put(sid, version));
        if (version % 7 == 0) {
            client.once("POST", in("/Workers/" + sid), "ActivitySid", offline, "RejectPendingReservations", "true");
            client.rest(pace);
            client.once("POST", in("/Workers/" + sid), "ActivitySid", available);
        }
        client.rest(pace);
    }

    /** No more tasks; those there are get done. Returns when none is left. */
    void drain() {
        stopping = true;
        Deadline deadline = Deadline.after(world.timeline(), Duration.ofSeconds(120));
        while (running.get() > 0) {
            if (deadline.passed(world.timeline())) {
                throw new AssertionError("the load does not stop");
            }
            client.rest(Duration.ofMillis(50));
        }
        workers.forEach(sid -> client.until("POST", in("/Workers/" + sid), "ActivitySid", available));
        List<JsonNode> open = open();
        while (!open.isEmpty()) {
            if (deadline.passed(world.timeline())) {
                throw new AssertionError("still open: " + open);
            }
            open.forEach(this::finish);
            client.rest(Duration.ofMillis(100));
            open = open();
        }
    }

    private List<JsonNode> open() {
        return client.all(in("/Tasks?PageSize=500&AssignmentStatus=pending,reserved,assigned,wrapping"), "tasks");
    }

    private void finish(JsonNode task) {
        String path = in("/Tasks/" + task.path("sid").asText());
        if (task.path("assignment_status").asText().equals("assigned")) {
            client.until("POST", path, "AssignmentStatus", "completed", "Reason", "drained");
        }
        client.all(path + "/Reservations?ReservationStatus=pending", "reservations").forEach(one ->
                client.until("POST", path + "/Reservations/" + one.path("sid").asText(),
                        "ReservationStatus", "accepted"));
    }

    @Override
    public void close() {
        stopping = true;
        client.close();
        books.close();
    }
}
