package io.strowger.server;

import io.strowger.call.CallRouter;
import io.strowger.call.OutboundGuard;
import io.strowger.call.CallbackDelivery;
import io.strowger.call.port.Notification;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.World;
import io.strowger.server.api.AccountAuthenticator;
import io.strowger.server.api.CallDesk;
import io.strowger.server.api.CallReader;
import io.strowger.server.rest.Authenticator;
import io.strowger.server.store.Claim;
import io.strowger.server.store.DataDirectory;
import io.strowger.server.store.Directory;
import io.strowger.server.store.NumberPool;
import io.strowger.server.store.Provisioning;
import io.strowger.server.store.RecordStore;
import io.strowger.server.store.ResourceStore;
import io.strowger.server.store.Store;
import io.strowger.server.store.StoredRegistration;
import io.strowger.server.store.WorkStore;
import io.strowger.server.store.UsageReport;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is kept: the data directory, the database in it or elsewhere, and what is read and written there. */
final class StoreRoom implements AutoCloseable {
    private static final int REFUSALS_TOLD = 10;

    private final World world;
    private final ServerConfig config;
    private final Closing closing = new Closing();
    private final Store store;
    private final Directory directory;
    private final RecordStore records;
    private final List<String> notices = new ArrayList<>();
    private final PerMinute refusals;

    private StoreRoom(World world, ServerConfig config, Metrics metrics, Claim.Patience patience) {
        this.world = world;
        this.config = config;
        this.refusals = new PerMinute(world.timeline(), REFUSALS_TOLD, metrics.counter(
                "strowger_refusals_untold_total", "Refused calls that made no notification, as too many had"));
        try {
            store = closing.add(Store.open(world, StoreDesk.place(config), metrics, patience));
            directory = store.directory();
            master(config);
            config.storage().file().ifPresent(file -> provision(store.provisioning(), file));
            records = closing.add(store.journal(metrics, config.lifetime().retention()));
        } catch (RuntimeException | Error failed) {
            closing.close();
            throw failed;
        }
    }

    static StoreRoom open(World world, ServerConfig config, Metrics metrics, Claim.Patience patience) {
        return new StoreRoom(world, config, metrics, patience);
    }

    private void master(ServerConfig config) {
        Optional<ServerConfig.MasterAccount> wanted = config.account();
        Directory.Master master = directory.ensureMaster(
                wanted.map(ServerConfig.MasterAccount::sid), wanted.map(ServerConfig.MasterAccount::token));
        if (master.created() && config.account().isEmpty()) {
            notices.add("master account " + master.account().sid() + " made; its auth token, shown only now: "
                    + master.account().authToken().value());
        }
    }

    private void provision(Provisioning provisioning, java.nio.file.Path file) {
        Provisioning.Result result = provisioning.apply(file, "start");
        notices.addAll(result.changes());
        result.created().forEach(account -> notices.add("account " + account.sid() + " (" + account.name()
                + ") made; its auth token, shown only now: " + account.authToken().value()));
    }

    DataDirectory data() {
        return store.data();
    }

    Directory directory() {
        return directory;
    }

    RecordStore records() {
        return records;
    }

    /** Host names that carriers send calls to: no account may take them for a SIP domain. In lower case. */
    Set<String> ownNames() {
        return Stream.concat(Stream.of(config.addresses().publicHost()),
                        config.addresses().publicUrl().map(URI::getHost).stream())
                .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** False when others may have taken over without our hearing of it. */
    boolean serves() {
        return store.serves();
    }

    /** False while the database is not known to be this server's. */
    boolean owned() {
        return store.owned();
    }

    /** What the operator must be told once. */
    List<String> notices() {
        return notices;
    }

    /** What the API reads of calls. */
    CallReader calls() {
        return store.calls();
    }

    /** What the API administers. */
    ResourceStore resources() {
        return store.resources();
    }

    /** Numbers that accounts may take. */
    NumberPool numberPool() {
        return store.numberPool();
    }

    /** Counts what accounts used. */
    UsageReport usage() {
        return store.usage();
    }

    /** Who may use the API. */
    Authenticator authenticator() {
        return new AccountAuthenticator(directory);
    }

    /** Phones that were registered when the last run ended. */
    List<StoredRegistration> registrations() {
        return store.registrations();
    }

    /** Call queues that earlier runs made. */
    List<QueueRecord> queues() {
        return store.queues();
    }

    /**
     * Ends in the records what the last run left open, and sends what it left unsent; then looks after the store.
     * Called once, before the first call.
     */
    void reconcile(CallbackDelivery callbacks) {
        store.reconciler(config.lifetime().retention()).run().pending().forEach(callbacks::resume);
        closing.add(store.housekeeping());
    }

    /** What the API does to calls. */
    CallDesk desk(CallRouter calls) {
        return new RouterDesk(world, calls, records, directory, store.idempotencyKeys(), store.erasure());
    }

    /** Tells the guard of outbound calls what earlier runs knew. */
    void restore(OutboundGuard guard) {
        store.guards().restore(guard);
    }

    /** Outbound calls that waited for their turn when the last run ended. */
    List<OutboundCall> waiting() {
        return store.outbound().waiting();
    }

    /** The journal of work distribution; whoever opens it closes it. */
    WorkStore work(Metrics metrics) {
        return store.work(metrics);
    }

    /** This server's name among those that may share the database; kept over restarts. */
    String node() {
        return store.data().name(world);
    }

    /** Tells an account that a call of its was refused before it began; of a flood, the first few in a minute. */
    void refused(AccountSid account, ErrorCode code, String message) {
        if (!refusals.allows(account + " " + code)) {
            return;
        }
        records.notification(new Notification(NotificationSid.mint(world), account, Optional.empty(), code, message, "",
                "", "", "", "", world.timeline().now()));
    }

    @Override
    public void close() {
        closing.close();
    }
}
