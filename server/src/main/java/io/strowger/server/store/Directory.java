package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The accounts and addresses of this installation, answered from memory: one immutable {@link Inventory}, replaced as a
 * whole by {@link #reload}. Any thread may call it; only opening, reloading and the master account touch the database.
 */
public final class Directory {
    /** Compared against when no such account exists, so that the answer takes as long. */
    private static final Secret NOBODY = new Secret("00000000000000000000000000000000");

    private final Database database;
    private final Secrets secrets;
    private final World world;
    private final List<Cidr> trusted;
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
        if (!database.read(Directory::generation).equals(generation)) {
            reload();
        }
    }

    private static String generation(Connection connection) throws SQLException {
        return new Sql(connection).first("select value from settings where name = 'directory_generation'",
                row -> row.getString(1)).orElse("0");
    }

    /** Marks, in the transaction of a change, that other processes must reload. */
    static void bumpGeneration(Connection connection) throws SQLException {
        new Sql(connection).run("insert into settings (name, value) values ('directory_generation', '1')"
                + " on conflict (name) do update set value = (settings.value::bigint + 1)::text");
    }

    /**
     * The account a request to the API comes from.
     *
     * @param sid as sent; anything
     * @param token as sent; compared in constant time
     */
    public Optional<Account> authenticate(String sid, String token) {
        Optional<Account> account = sid.startsWith("AC") && Sid.SHAPE.matcher(sid).matches()
                ? inventory.account(new AccountSid(sid)) : Optional.empty();
        boolean same = same(account.map(Account::authToken).orElse(NOBODY), token);
        return account.filter(found -> same && found.status() != Account.Status.CLOSED);
    }

    /** Takes as long for a near miss as for a far one. */
    private static boolean same(Secret stored, String offered) {
        return MessageDigest.isEqual(
                stored.value().getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }

    /** The account that administers this installation; empty only before {@link #ensureMaster}. */
    public Optional<Account> master() {
        return inventory.accounts().stream().filter(Account::master).findFirst();
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
            lockMaster(connection);
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
        public boolean mayShow(AccountSid account, String callerId) {
            return directory.inventory().mayShow(account, callerId);
        }
    }

    private void checkKey() {
        database.change(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                            "insert into key_check (id, sealed) values (1, ?) on conflict do nothing");
                    PreparedStatement query = connection.prepareStatement("select sealed from key_check")) {
                insert.setBytes(1, secrets.seal("key_check.sealed:1", "strowger"));
                insert.executeUpdate();
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    secrets.unseal("key_check.sealed:1", row.getBytes(1));
                }
            }
        });
    }

    private static void lockMaster(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("lock table accounts in share row exclusive mode")) {
            lock.execute();
        }
    }

    private static Optional<AccountSid> storedMaster(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select sid from accounts where master");
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(new AccountSid(row.getString(1))) : Optional.empty();
        }
    }

    private void insertMaster(Connection connection, AccountSid sid, Secret token) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into accounts (sid, name, status, master, auth_token, created_at, updated_at)"
                        + " values (?, 'Master account', 'active', true, ?, ?, ?)")) {
            Timestamp now = Timestamp.from(world.timeline().now());
            insert.setString(1, sid.value());
            insert.setBytes(2, secrets.seal("accounts.auth_token:" + sid, token.value()));
            insert.setTimestamp(3, now);
            insert.setTimestamp(4, now);
            insert.executeUpdate();
        }
        bumpGeneration(connection);
        Audit.write(connection, world, "start", sid, "account.created", sid.value(), Json.object());
    }

    private void changeToken(Connection connection, AccountSid sid, Secret token) throws SQLException {
        if (inventory.account(sid).filter(found -> found.authToken().equals(token)).isPresent()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update accounts set auth_token = ?, updated_at = ? where sid = ?")) {
            update.setBytes(1, secrets.seal("accounts.auth_token:" + sid, token.value()));
            update.setTimestamp(2, Timestamp.from(world.timeline().now()));
            update.setString(3, sid.value());
            update.executeUpdate();
        }
        bumpGeneration(connection);
        Audit.write(connection, world, "start", sid, "account.token-changed", sid.value(), Json.object());
    }
}
