// The benchmark behind ./strowger bench api; see api.sh.
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.function.LongFunction;

void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(SoakProduct.option(args, "--seconds", "10"));
    int rows = Integer.parseInt(SoakProduct.option(args, "--rows", "1000000"));
    // the flood of created calls must wait, not be refused: what is measured is the creation
    try (SoakProduct product = new SoakProduct(27000)) {
        product.start();
        fill(product, rows);
        String calls = "/2010-04-01/Accounts/" + product.account() + "/Calls";
        LongFunction<byte[]> health = n -> HttpLoad.get(product, "/health");
        LongFunction<byte[]> fetch = n -> HttpLoad.get(product, calls + "/" + sid((n * 7919) % rows) + ".json");
        LongFunction<byte[]> list = n -> HttpLoad.get(product, calls + ".json?PageSize=50&PageToken=PA" + sid((n * 7919) % rows));
        LongFunction<byte[]> create = n -> HttpLoad.post(product, calls + ".json", "To=client%3Anobody&From=%2B15550100&Twiml="
                + "%3CResponse%2F%3E");
        IO.println("warming up");
        HttpLoad.run(product, "warm", fetch, 2000, 8, "200");
        HttpLoad.run(product, "warm", list, 300, 8, "200");
        HttpLoad.run(product, "warm", create, 500, 4, "201");
        List<HttpLoad.Row> all = new ArrayList<>();
        all.add(HttpLoad.run(product, "bare answer", health, 3000, seconds, "200"));
        all.add(HttpLoad.run(product, "fetch one", fetch, 3000, seconds, "200"));
        all.add(HttpLoad.run(product, "list 50", list, 800, seconds, "200"));
        all.add(HttpLoad.run(product, "create a call", create, 1000, seconds, "201"));
        all.add(HttpLoad.run(product, "create a call", create, 3000, seconds, "201"));
        report(product, rows, all);
    }
    System.exit(0);
}

/** As many finished calls of the account as asked for, in the table itself. */
void fill(SoakProduct product, int rows) throws Exception {
    Path home = product.data().resolve("postgres");
    String port = Files.readString(home.resolve("port")).strip();
    String password = Files.readString(home.resolve("password")).strip();
    long from = System.nanoTime();
    try (Connection database = DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/strowger", "strowger", password);
            Statement statement = database.createStatement()) {
        statement.execute("insert into calls (sid, account_sid, from_address, to_address, direction, status, final,"
                + " created_at, answered_at, ended_at, duration_us, callback_parameters, expires_at)"
                + " select 'CA' || lpad(to_hex(n), 32, '0'), '" + product.account() + "', '+15550100', '+15550199',"
                + " 'inbound', 'completed', true, now() - interval '1 day', now() - interval '1 day', now(), 1000000, '',"
                + " now() + interval '30 days' from generate_series(0, " + (rows - 1) + ") n");
        statement.execute("analyze calls");
    }
    IO.println("%,d calls in the table after %.0f s".formatted(rows, (System.nanoTime() - from) / 1e9));
}

String sid(long n) {
    return "CA" + "%032x".formatted(n);
}

void report(SoakProduct product, int rows, List<HttpLoad.Row> all) throws Exception {
    IO.println("%n%-16s %8s %10s %9s %9s %14s %7s".formatted(
            "work", "asked/s", "answered/s", "p50 ms", "p99 ms", "CPU ms/request", "failed"));
    StringBuilder json = new StringBuilder("{\"bench\":\"api\",\"at\":\"%s\",\"rows\":%d,\"processors\":%d,\"results\":["
            .formatted(Instant.now(), rows, Runtime.getRuntime().availableProcessors()));
    for (HttpLoad.Row row : all) {
        IO.println("%-16s %8d %10.0f %9.2f %9.2f %14.3f %7d   %s".formatted(row.name(), row.asked(), row.rate(), row.p50(),
                row.p99(), row.cpu(), row.failed(), row.split()));
        json.append("%s{\"name\":\"%s\",\"asked\":%d,\"rate\":%.0f,\"p50\":%.2f,\"p99\":%.2f,\"cpuMillis\":%.3f,\"failed\":%d}"
                .formatted(row == all.getFirst() ? "" : ",", row.name(), row.asked(), row.rate(), row.p50(), row.p99(),
                        row.cpu(), row.failed()));
    }
    Files.writeString(product.home.resolve("bench/history.jsonl"), json.append("]}\n"),
            java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    IO.println("\ntargets: fetch 0.25 ms, list 1.0 ms, create 0.35 ms of CPU; appended to bench/history.jsonl");
}
