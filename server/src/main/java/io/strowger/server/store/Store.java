package io.strowger.server.store;

import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The opened store: data directory, database (bundled or external) with the present schema, key file, directory. What
 * works on it is made from it. Closing it stops the bundled database; whoever uses it is closed before. Any thread.
 */
public final class Store implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final World world;
    private final DataDirectory data;
    private final Optional<BundledPostgres> server;
    private final Optional<Claim> claim;
    private final Database database;
    private final Secrets secrets;
    private final Directory directory;

    /**
     * Where the store is.
     *
     * @param data the data directory
     * @param database URL of an external PostgreSQL; empty for the bundled one
     * @param trust addresses whose INVITEs may call any number
     */
    public record Place(Path data, Optional<Secret> database, List<Cidr> trust) {}

    private Store(World world, DataDirectory data, Optional<BundledPostgres> server, Optional<Claim> claim,
            Database database, List<Cidr> trust) {
        this.world = world;
        this.data = data;
        this.server = server;
        this.claim = claim;
        this.database = database;
        Migrations.shipped().run(database);
        claim.ifPresent(ours -> ours.begin(database));
        this.secrets = Secrets.open(world, data.keyFile());
        this.directory = Directory.open(database, secrets, world, trust);
    }

    /**
     * Opens the store for a server, which has it to itself.
     *
     * @throws StoreFailure when another instance uses it, or it cannot be opened; the message says why
     */
    public static Store open(World world, Place place, Metrics metrics) {
        return open(world, place, metrics, Claim.Patience.NONE);
    }

    /** As above; an external database that another server has is waited for as the patience says. */
    public static Store open(World world, Place place, Metrics metrics, Claim.Patience patience) {
        Store store = open(world, DataDirectory.open(place.data()), place, true, patience);
        store.database.register(metrics);
        store.directory.register(metrics);
        return store;
    }

    /** Opens the store for a command: beside a running server, or alone. */
    public static Store attach(World world, Place place) {
        Optional<DataDirectory> free = DataDirectory.tryOpen(place.data());
        if (free.isPresent()) {
            return open(world, free.get(), place, false, Claim.Patience.NONE);
        }
        DataDirectory beside = DataDirectory.beside(place.data());
        Database.Address address = external(place).orElseGet(() -> BundledPostgres.addressBeside(beside));
        Database database = Database.open(address, 2);
        try {
            return new Store(world, beside, Optional.empty(), Optional.empty(), database, place.trust());
        } catch (RuntimeException trouble) {
            database.close();
            throw trouble;
        }
    }

    /** Fills a new data directory, or an empty external database, from a backup. */
    public static Backup.Manifest restore(World world, Place place, Path file) {
        try (DataDirectory data = DataDirectory.open(place.data())) {
            Optional<BundledPostgres> server =
                    place.database().isPresent() ? Optional.empty() : Optional.of(BundledPostgres.start(world, data));
            try (Database database = Database.open(
                    external(place).or(() -> server.map(BundledPostgres::address)).orElseThrow(), 2)) {
                return new Backup(world, database, data, Migrations.shipped()).restore(file);
            } finally {
                server.ifPresent(BundledPostgres::close);
            }
        }
    }

    private static Store open(
            World world, DataDirectory data, Place place, boolean claimed, Claim.Patience patience) {
        Optional<BundledPostgres> server = Optional.empty();
        Optional<Claim> claim = Optional.empty();
        Optional<Database> database = Optional.empty();
        try {
            Optional<Database.Address> address = external(place);
            if (address.isEmpty()) {
                server = Optional.of(BundledPostgres.start(world, data));
                address = server.map(BundledPostgres::address);
            } else if (claimed) {
                claim = Optional.of(Claim.take(world, address.get(), patience,
                        connection -> Directory.checkKey(connection, world, data.keyFile())));
            }
            database = Optional.of(Database.open(address.orElseThrow(), CONNECTIONS,
                    claim.map(Claim::application).orElse("strowger")));
            return new Store(world, data, server, claim, database.get(), place.trust());
        } catch (RuntimeException trouble) {
            database.ifPresent(Database::close);
            claim.ifPresent(Claim::close);
            server.ifPresent(BundledPostgres::close);
            data.close();
            throw trouble;
        }
    }

    private static Optional<Database.Address> external(Place place) {
        return place.database().map(url -> Database.Address.parse(url.value()));
    }

    /** False when others may have taken over without our hearing of it ({@link Claim#serves}). */
    public boolean serves() {
        return claim.map(Claim::serves).orElse(true);
    }

    /** False while an external database is not known to be this server's. */
    public boolean owned() {
        return claim.map(Claim::held).orElse(true);
    }

    /** The folder with recordings and keys. */
    public DataDirectory data() {
        return data;
    }

    /** Connections. */
    public Database database() {
        return database;
    }

    /** The key file, opened. */
    public Secrets secrets() {
        return secrets;
    }

    /** Accounts and addresses. */
    public Directory directory() {
        return directory;
    }

    /** Reads and writes what the API administers. */
    public ResourceStore resources() {
        return new ResourceStore(database, secrets, directory);
    }

    /** Numbers that accounts may take. */
    public NumberPool numberPool() {
        return new NumberPool(database);
    }

    /** Counts what accounts used. */
    public UsageReport usage() {
        return new UsageReport(database);
    }

    /** Applies declarative files. */
    public Provisioning provisioning() {
        return new Provisioning(database, secrets, world, directory);
    }

    /** Reads what calls wrote. */
    public StoredCalls calls() {
        return new StoredCalls(database, data.recordings());
    }

    /** Calls of the API that wait for their turn. */
    public OutboundCalls outbound() {
        return new OutboundCalls(database, secrets);
    }

    /** What the guard of outbound calls remembers. */
    public OutboundGuards guards() {
        return new OutboundGuards(world, database);
    }

    /** Opens the journal of calls; the caller closes it before the store. */
    public RecordStore journal(Metrics metrics, Duration retention) {
        return RecordStore.open(world, database, metrics, retention,
                (account, number) -> directory.inventory().matchedPrefix(account, number), outbound(),
                RecordStore.defaultBacklog());
    }

    /** Bindings of phones that have not run out, freshest last: what the registrar begins with. */
    public List<StoredRegistration> registrations() {
        return database.read(connection -> new Sql(connection).list("select account_sid, username, contact, route,"
                + " instance, call_id, cseq, expires_at from registrations where expires_at > ? order by updated_at",
                row -> new StoredRegistration(
                        new AccountSid(row.getString(1)), row.getString(2), row.getString(3), row.getString(4),
                        row.getString(5), row.getString(6), row.getLong(7), row.getTimestamp(8).toInstant()),
                world.timeline().now()));
    }

    /** The call queues that were kept, oldest first. */
    public List<QueueRecord> queues() {
        return queues(database);
    }

    static List<QueueRecord> queues(Database database) {
        return database.read(connection -> new Sql(connection).list("select sid, account_sid, friendly_name, max_size,"
                + " created_at, updated_at from call_queues order by sid",
                row -> new QueueRecord(new QueueSid(row.getString(1)), new AccountSid(row.getString(2)),
                        row.getString(3), row.getInt(4), row.getTimestamp(5).toInstant(),
                        row.getTimestamp(6).toInstant())));
    }

    /** Puts right what the last run left open. */
    public Reconciler reconciler(Duration retention) {
        return new Reconciler(world, database, data.recordings(), retention);
    }

    /** Starts purging and the watch for changes; the caller closes it before the store. */
    public Housekeeping housekeeping() {
        return Housekeeping.start(world, database, directory, data.recordings());
    }

    /** Keys under which calls were asked for. */
    public IdempotencyKeys idempotencyKeys() {
        return new IdempotencyKeys(world, database);
    }

    /** Erases calls. */
    public Erasure erasure() {
        return new Erasure(world, database, data.recordings());
    }

    /** Replaces the sealing key. */
    public KeyRotation keyRotation() {
        return new KeyRotation(world, database, secrets);
    }

    /** Opens the journal of work distribution; the caller closes it before the store. */
    public WorkStore work(Metrics metrics) {
        return WorkStore.open(world, database, metrics);
    }

    /** Writes backups. */
    public Backup backup() {
        return new Backup(world, database, data, Migrations.shipped());
    }

    @Override
    public void close() {
        database.close();
        claim.ifPresent(Claim::close);
        server.ifPresent(BundledPostgres::close);
        data.close();
    }
}
