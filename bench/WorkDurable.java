// The second part of ./strowger bench work: tasks made durable, on the bundled PostgreSQL; see work.sh.
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.function.LongFunction;

static final String ATTRIBUTES = "{\"skill\":\"s1\",\"lang\":\"en\",\"from\":\"+15550100123\",\"name\":\"A caller\","
        + "\"note\":\"" + "x".repeat(100) + "\"}";

static final String RESERVED = "\"assignment_status\":\"reserved\"";

/** One measured row; figures in milliseconds. */
record Row(String name, int asked, double rate, double p50, double p99, double product, double postgres, long failed) {
    double cpu() {
        return product + postgres;
    }
}

void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(SoakProduct.option(args, "--seconds", "10"));
    List<String> parts = List.of(SoakProduct.option(args, "--parts", "below,rest,restart").split(","));
    String rates = SoakProduct.option(args, "--rates", "");
    List<Row> rows = new ArrayList<>();
    double[] yardstick = {0, 0};
    if (parts.contains("below")) {
        try (WorkBelow below = WorkBelow.open(ATTRIBUTES)) {
            yardstick = yardstick(below);
            IO.println("yardstick, same PostgreSQL: %,.0f single commits/s; %,.0f rows/s in groups of 256, 600 bytes each"
                    .formatted(yardstick[0], yardstick[1]));
            below.run(2000, 8, false);
            below.run(2000, 4, true);
            for (String rate : (rates.isEmpty() ? "4000,8000" : rates).split(",")) {
                rows.add(row("below REST, create", Integer.parseInt(rate), below.run(Integer.parseInt(rate), seconds,
                        false)));
            }
            rows.add(row("below REST, create, accept, complete", 1000, below.run(1000, seconds, true)));
        }
    }
    if (parts.contains("rest")) {
        try (SoakProduct product = new SoakProduct(27100)) {
            product.start();
            rest(product, rates.isEmpty() ? "1000,2000" : rates, seconds, rows);
        }
    }
    if (parts.contains("restart")) {
        try (SoakProduct product = new SoakProduct(27200)) {
            product.start();
            rows.add(restart(product, Integer.parseInt(SoakProduct.option(args, "--tasks", "100000"))));
        }
    }
    report(rows, yardstick);
    System.exit(0);
}

Row row(String name, int asked, WorkBelow.Figures figures) {
    Row row = new Row(name, asked, figures.rate(), figures.p50(), figures.p99(), figures.product(), figures.postgres(),
            figures.failed());
    say(row);
    IO.println("    PostgreSQL's log: %.1f KB a task".formatted(figures.wal()));
    return row;
}

void say(Row row) {
    IO.println("%-38s %6d asked/s %8.0f/s  p50 %8.2f ms  p99 %8.2f ms  CPU ms %6.3f (product %.3f, postgres %.3f)  failed %d"
            .formatted(row.name, row.asked, row.rate, row.p50, row.p99, row.cpu(), row.product, row.postgres, row.failed));
}

/** Rows of the size of a task's journal entry: single commits on one connection, and groups of 256. */
double[] yardstick(WorkBelow below) throws Exception {
    double[] both = new double[2];
    String body = "x".repeat(600);
    try (Connection connection = DriverManager.getConnection(below.url(), "strowger", below.password())) {
        connection.createStatement().execute("create table yardstick (n bigserial primary key, body text not null)");
        try (PreparedStatement one = connection.prepareStatement("insert into yardstick (body) values (?)");
                PreparedStatement many = connection.prepareStatement(
                        "insert into yardstick (body) select unnest(?::text[])")) {
            long from = System.nanoTime();
            int n = 0;
            for (; System.nanoTime() - from < 3_000_000_000L; n++) {
                one.setString(1, body);
                one.executeUpdate();
            }
            both[0] = n * 1e9 / (System.nanoTime() - from);
            String[] group = new String[256];
            java.util.Arrays.fill(group, body);
            from = System.nanoTime();
            for (n = 0; System.nanoTime() - from < 3_000_000_000L; n += group.length) {
                many.setObject(1, group);
                many.executeUpdate();
            }
            both[1] = n * 1e9 / (System.nanoTime() - from);
        }
        connection.createStatement().execute("drop table yardstick");
    }
    return both;
}

/** A workspace whose workers have room for every task that is made. */
void rest(SoakProduct product, String rates, int seconds, List<Row> rows) throws Exception {
    LongFunction<byte[]> create = workspace(product);
    HttpLoad.run(product, "warm", create, 500, 10, 32, "201", RESERVED);
    for (String rate : rates.split(",")) {
        HttpLoad.Row measured = HttpLoad.run(product, "", create, Integer.parseInt(rate), seconds, 64, "201", RESERVED);
        rows.add(new Row("over REST, create", measured.asked(), measured.rate(), measured.p50(), measured.p99(),
                measured.jvm(), measured.database(), measured.failed()));
        say(rows.getLast());
    }
}

/** Makes it; the request for a task that a worker gets at once. */
LongFunction<byte[]> workspace(SoakProduct product) throws Exception {
    String base = "/v1/Workspaces";
    String workspace = base + "/" + make(product, base, "FriendlyName=Bench");
    String activities = HttpLoad.ask(product, HttpLoad.get(product, workspace + "/Activities?Available=true"));
    String available = sid(activities, "WA");
    for (int i = 0; i < 100; i++) {
        String worker = workspace + "/Workers/" + make(product, workspace + "/Workers", "FriendlyName=w" + i
                + "&ActivitySid=" + available);
        HttpLoad.ask(product, HttpLoad.post(product, worker + "/Channels/default", "Capacity=1000"));
    }
    String queue = make(product, workspace + "/TaskQueues", "FriendlyName=All&TargetWorkers=1%3D%3D1");
    String flow = workflow(product, workspace, queue);
    String form = "WorkflowSid=" + flow + "&Attributes=" + java.net.URLEncoder.encode(ATTRIBUTES, "UTF-8");
    return n -> HttpLoad.post(product, workspace + "/Tasks",
            form.replace("5550100123", Long.toString(5_550_000_000L + n))); // no two callers have the same number
}

String workflow(SoakProduct product, String workspace, String queue) throws Exception {
    return make(product, workspace + "/Workflows", "FriendlyName=Flow&TaskReservationTimeout=86400&Configuration="
            + java.net.URLEncoder.encode("{\"task_routing\":{\"default_filter\":{\"queue\":\"" + queue + "\"}}}", "UTF-8"));
}

/** So many tasks wait; the product is killed and started again: seconds until a new task has its worker. */
Row restart(SoakProduct product, int tasks) throws Exception {
    LongFunction<byte[]> create = workspace(product);
    String path = new String(create.apply(0), java.nio.charset.StandardCharsets.US_ASCII).split(" ")[1];
    String workspace = path.substring(0, path.lastIndexOf('/'));
    String nobody = make(product, workspace + "/TaskQueues", "FriendlyName=Nobody&TargetWorkers=skills%20HAS%20%27x%27");
    String form = "WorkflowSid=" + workflow(product, workspace, nobody) + "&Attributes="
            + java.net.URLEncoder.encode(ATTRIBUTES, "UTF-8");
    byte[] waits = HttpLoad.post(product, path, form);
    HttpLoad.Row filled = HttpLoad.run(product, "", n -> waits, tasks, 1, 32, "201",
            "\"assignment_status\":\"pending\"");
    IO.println("%,d tasks wait (%,.0f made a second, %d failed)".formatted(tasks, filled.rate(), filled.failed()));
    Row best = new Row("restart", 0, 0, 0, 0, 0, 0, 0);
    for (int i = 0; i < 3; i++) {
        product.kill();
        long from = System.nanoTime();
        long ready = product.start();
        int refused = 0;
        while (true) {
            try {
                String body = HttpLoad.ask(product, create.apply(0));
                if (!body.contains(RESERVED)) {
                    throw new IllegalStateException(body);
                }
                break;
            } catch (IllegalStateException loading) {
                if (!loading.getMessage().contains("503")) {
                    throw loading;
                }
                refused++;
                Thread.sleep(10);
            }
        }
        double decided = (System.nanoTime() - from) / 1e6;
        double[] cpu = product.cpu();
        IO.println(("killed and started: ready after %,d ms, first task reserved after %,.0f ms (%d times 503), CPU s: product"
                + " %.1f, postgres %.1f; %s").formatted(ready, decided, refused, cpu[0], cpu[1], journal(product)));
        if (i == 0 || decided < best.p50) {
            best = new Row("restart, " + tasks + " tasks wait", 0, 0, decided, ready, cpu[0] * 1000, cpu[1] * 1000,
                    filled.failed());
        }
    }
    return best;
}

String journal(SoakProduct product) throws Exception {
    Path home = product.data().resolve("postgres");
    try (Connection database = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:"
            + Files.readString(home.resolve("port")).strip() + "/strowger", "strowger",
            Files.readString(home.resolve("password")).strip());
            var rows = database.createStatement().executeQuery("select coalesce((select max(sequence) from work_snapshots),"
                    + " 0), (select max(last) from work_journal)")) {
        rows.next();
        return "snapshot at event %,d, %,d events behind it".formatted(rows.getLong(1), rows.getLong(2) - rows.getLong(1));
    }
}

String make(SoakProduct product, String path, String form) throws Exception {
    return sid(HttpLoad.ask(product, HttpLoad.post(product, path, form)).replaceAll("\"(account|workspace)_sid\":\"\\w+\"", "")
            .replaceAll("\"(default|timeout|activity|event)_\\w+\":\"[^\"]*\"", ""), "[A-Z]{2}");
}

String sid(String body, String prefix) {
    var found = java.util.regex.Pattern.compile("\"sid\":\"(" + prefix + "[0-9a-f]{32})\"").matcher(body);
    if (!found.find()) {
        throw new IllegalStateException("no sid in " + body);
    }
    return found.group(1);
}

void report(List<Row> rows, double[] yardstick) throws Exception {
    StringBuilder json = new StringBuilder(("{\"bench\":\"work-durable\",\"at\":\"%s\",\"processors\":%d,\"load\":%.2f,"
            + "\"singleCommits\":%.0f,\"groupedRows\":%.0f,\"rows\":[").formatted(Instant.now(),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), yardstick[0], yardstick[1]));
    for (Row row : rows) {
        json.append(("%s{\"name\":\"%s\",\"asked\":%d,\"rate\":%.0f,\"p50\":%.2f,\"p99\":%.2f,\"cpuMillis\":%.3f,"
                + "\"product\":%.3f,\"postgres\":%.3f,\"failed\":%d}").formatted(row == rows.getFirst() ? "" : ",", row.name,
                row.asked, row.rate, row.p50, row.p99, row.cpu(), row.product, row.postgres, row.failed));
    }
    Files.writeString(Path.of(System.getenv("STROWGER_LAUNCHER_HOME")).resolve("bench/history.jsonl"), json.append("]}\n"),
            java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    IO.println("targets: below REST 8,000/s, over REST 2,000/s, p99 50 ms at half that; appended to bench/history.jsonl");
}
