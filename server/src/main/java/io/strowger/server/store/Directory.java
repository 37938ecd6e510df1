package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accounts and addresses of this installation, answered from memory: one immutable {@link Inventory},
 * whose successor takes its place at every {@link #change} and {@link #reload}. Any thread may call it; reading what is
 * in memory never blocks, the rest touches the database.
 */
public final class Directory {
    private static final String KEY_CHECK = "key_check.sealed:1";
    private static final Pattern SIP_ADDRESS = Pattern.compile("(?i)sips?:([^@;?]+)@([^;:?>]+).*");

    private final Database database;
    private final Secrets secrets;
    private final World world;
    private final List<Cidr> trusted;
    private final LongAdder refused = new LongAdder();
    private volatile Inventory inventory = Inventory.EMPTY;
    private volatile String generation = "";

    private Directory(Database database, Secrets secrets, World world, List<Cidr> trusted) {
        this.database = database;
        this.secrets = secrets;
        this.world = world;
        this.trusted = List.copyOf(trusted);
    }

    /**
     * Loads the directory of a migrated database.
     *
     * @param trusted the setting {@code trust}: addresses that may call any number of the inventory
     * @throws StoreFailure when the key file does not belong to the database
     */
    public static Directory open(Database database, Secrets secrets, World world, List<Cidr> trusted) {
        Directory directory = new Directory(database, secrets, world, trusted);
        directory.checkKey();
        directory.reload();
        return directory;
    }

    /** What is provisioned now. Take it once for one decision: the next call may give another. */
    public Inventory inventory() {
        return inventory;
    }

    /** Reads everything anew and replaces the inventory at once. */
    public synchronized void reload() {
        inventory = database.transaction(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            generation = generation(connection);
            return new InventoryReader(connection, secrets).read(trusted);
        });
    }

    /** Reloads when another process has changed the directory; cheap otherwise. */
    public void reloadIfChanged() {
        if (changedElsewhere()) {
            synchronized (this) {
                // a change of our own may have been between its commit and its place in memory
                if (changedElsewhere()) {
                    reload();
                }
            }
        }
    }

    private boolean changedElsewhere() {
        return !database.read(Directory::generation).equals(generation);
    }

    /** Shows how often the rules of tables refused a row, limits among them. */
    void register(Metrics metrics) {
        metrics.counterOf("strowger_rows_refused_total", "Rows that a rule or limit of their table refused.",
                refused::sum);
    }

    /** See {@link ResourceStore#change}. */
    synchronized <R> R change(Actor actor, ResourceStore.Work<R> work) {
        Done<R> done = attempt(actor, work);
        if (generation.equals(Long.toString(done.generation - 1))) {
            inventory = done.change.applied(inventory);
            generation = Long.toString(done.generation);
        } else {
            reload();
        }
        return done.result;
    }

    private <R> Done<R> attempt(Actor actor, ResourceStore.Work<R> work) {
        try {
            return database.transaction(connection -> {
                long next = bumpGeneration(connection);
                DirectoryChange change = new DirectoryChange(connection, secrets, world, actor);
                return new Done<>(work.on(change), change, next);
            });
        } catch (RowRefused rule) {
            refused.increment();
            throw rule;
        }
    }

    private record Done<R>(R result, DirectoryChange change, long generation) {}

    private static String generation(Connection connection) throws SQLException {
        return new Sql(connection).first("select value from settings where name = 'directory_generation'",
                row -> row.getString(1)).orElse("0");
    }

    /**
     * The lock that lets one change of the directory run at a time, in whatever process: taken first in a transaction
     * that finds out later whether it changes anything.
     */
    static void lockGeneration(Connection connection) throws SQLException {
        new Sql(connection).run("insert into settings (name, value) values ('directory_generation', '0')"
                + " on conflict do nothing");
        new Sql(connection).list(
                "select value from settings where name = 'directory_generation' for update", row -> row.getString(1));
    }

    /** Marks, in the transaction of a change, that other processes must reload; takes the lock too. */
    static long bumpGeneration(Connection connection) throws SQLException {
        return new Sql(connection).first("insert into settings (name, value) values ('directory_generation', '1')"
                + " on conflict (name) do update set value = (settings.value::bigint + 1)::text returning value",
                row -> row.getLong(1)).orElseThrow();
    }

    /** The account that administers this installation; empty only before {@link #ensureMaster}. */
    public Optional<Account> master() {
        return inventory.master();
    }

    /**
     * The master account as it is after {@link #ensureMaster}.
     *
     * @param created true once, when it was made now: the caller prints the sid and the token
     */
    public record Master(Account account, boolean created) {}

    /**
     * Makes the master account at the first start.
     *
     * @param sid the setting STROWGER_ACCOUNT_SID; empty to keep the stored one, or make one
     * @param token the setting STROWGER_AUTH_TOKEN; empty likewise. A stored account takes a token that is given
     * @throws StoreFailure when another master account is stored than the one asked for
     */
    public synchronized Master ensureMaster(Optional<AccountSid> sid, Optional<Secret> token) {
        boolean created = database.transaction(connection -> {
            lockGeneration(connection);
            Optional<AccountSid> stored = storedMaster(connection);
            if (stored.isEmpty()) {
                insertMaster(connection, sid.orElseGet(() -> AccountSid.mint(world)),
                        token.orElseGet(() -> new Secret(world.entropy().hex(16))));
                return true;
            }
            if (sid.isPresent() && !sid.equals(stored)) {
                throw new StoreFailure("the database's master account is " + stored.get() + ", the setting"
                        + " STROWGER_ACCOUNT_SID names " + sid.get() + ": unset it, or use another data directory");
            }
            if (token.isPresent()) {
                changeToken(connection, stored.get(), token.get());
            }
            return false;
        });
        reload();
        return new Master(master().orElseThrow(), created);
    }

    /**
     * What calls ask. Apart from the directory because the registrar that knows the registrations needs the directory.
     *
     * @param signers makes the signer of an auth token
     */
    public DirectoryPort forCalls(Registrations registrations, Function<String, RequestSigner> signers) {
        return new Port(this, registrations, signers, new ConcurrentHashMap<>());
    }

    private record Port(
            Directory directory, Registrations registrations, Function<String, RequestSigner> signers,
            Map<Secret, RequestSigner> made) implements DirectoryPort {
        /** An account that is removed while its call runs has no token: its requests go unsigned, and fail there. */
        @Override
        public RequestSigner signer(AccountSid account) {
            return directory.inventory().account(account).map(Account::authToken)
                    .map(token -> made.computeIfAbsent(token, key -> signers.apply(key.value())))
                    .orElse(RequestSigner.NONE);
        }

        @Override
        public List<Contact> contacts(AccountSid account, String client) {
            return registrations.contacts(account, client);
        }

        @Override
        public NumberRoute routeTo(AccountSid account, String number) {
            return directory.inventory().routeTo(account, number);
        }

        @Override
        public Optional<PhoneNumberSid> numberSid(AccountSid account, String number) {
            return directory.inventory().number(number).filter(found -> found.account().equals(account))
                    .map(PhoneNumber::sid);
        }

        @Override
        public Optional<List<Contact>> registered(AccountSid account, String address) {
            Matcher sip = SIP_ADDRESS.matcher(address);
            Optional<SipDomain> domain = sip.matches()
                    ? directory.inventory().sip().domain(sip.group(2)) : Optional.empty();
            return domain.filter(found -> found.account().equals(account) && found.registration())
                    .map(found -> registrations.contacts(account, sip.group(1)));
        }

        @Override
        public NumberRoute routeBy(AccountSid account, String number, String byocTrunk) {
            return directory.inventory().routeBy(account, number, byocTrunk, directory.world.entropy());
        }

        @Override
        public boolean active(AccountSid account) {
            return directory.inventory().account(account)
                    .filter(found -> found.status() == Account.Status.ACTIVE).isPresent();
        }

        @Override
        public boolean mayShow(AccountSid account, String callerId) {
            return directory.inventory().mayShow(account, callerId);
        }
    }

    /**
     * Whether this server could open the secrets of a database that another uses; one without any passes.
     *
     * @throws StoreFailure when the key file belongs to another database, or is missing
     */
    static void checkKey(Connection connection, World world, Path keyFile) throws SQLException {
        Sql sql = new Sql(connection);
        boolean made = sql.first("select to_regclass('key_check') is not null", row -> row.getBoolean(1)).orElse(false);
        if (!made) {
            return;
        }
        Optional<byte[]> sealed = sql.first("select sealed from key_check", row -> row.getBytes(1));
        if (sealed.isPresent() && !Files.exists(keyFile)) {
            throw new StoreFailure("the secrets in the database are sealed by a server with a key file: copy it"
                    + " here, to " + keyFile + ", with mode 0600");
        }
        if (sealed.isPresent()) {
            Secrets.open(world, keyFile).unseal(KEY_CHECK, sealed.get());
        }
    }

    private void checkKey() {
        database.change(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                            "insert into key_check (id, sealed) values (1, ?) on conflict do nothing");
                    PreparedStatement query = connection.prepareStatement("select sealed from key_check")) {
                insert.setBytes(1, secrets.seal(KEY_CHECK, "strowger"));
                insert.executeUpdate();
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    secrets.unseal(KEY_CHECK, row.getBytes(1));
                }
            }
        });
    }

    private static Optional<AccountSid> storedMaster(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select sid from accounts where master");
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(new AccountSid(row.getString(1))) : Optional.empty();
        }
    }

    private void insertMaster(Connection connection, AccountSid sid, Secret token) throws SQLException {
        Account account = Account.made(sid, sid, "Master account", token, Dates.at(world.timeline().now()));
        Tables.ACCOUNTS.insert(connection, secrets, account);
        bumpGeneration(connection);
        Audit.write(connection, world, Actor.command("start"), sid, "account.created", sid.value(), Json.object());
    }

    private void changeToken(Connection connection, AccountSid sid, Secret token) throws SQLException {
        Account old = Tables.ACCOUNTS.lock(connection, secrets, sid, sid.value()).orElseThrow();
        if (old.authToken().equals(token)) {
            return;
        }
        Tables.ACCOUNTS.update(connection, secrets, old.owner(), old.withTokens(token, old.secondaryToken())
                .at(old.dates().touched(world.timeline().now())));
        bumpGeneration(connection);
        Audit.write(connection, world, Actor.command("start"), sid, "account.token-changed", sid.value(),
                Json.object());
    }
}
