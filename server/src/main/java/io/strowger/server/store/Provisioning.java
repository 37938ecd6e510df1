package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Settings.Trouble;
import io.strowger.kernel.World;
import io.strowger.server.store.ProvisionFile.WantedAccount;
import io.strowger.server.store.ProvisionFile.WantedApplication;
import io.strowger.server.store.ProvisionFile.WantedDomain;
import io.strowger.server.store.ProvisionFile.WantedNumber;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the directory what a declarative file says (docs/provisioning.md): in one transaction, with an audit row for
 * each change, and without any change when applied again. Any thread may call it.
 */
public final class Provisioning {
    private final Database database;
    private final Secrets secrets;
    private final World world;
    private final Directory directory;

    /** @param directory reloaded after each change */
    public Provisioning(Database database, Secrets secrets, World world, Directory directory) {
        this.database = database;
        this.secrets = secrets;
        this.world = world;
        this.directory = directory;
    }

    /**
     * What an application of a file did.
     *
     * @param changes one line each: created, changed or removed, the thing, and its account
     * @param created accounts made now, whose tokens the caller shows once
     */
    public record Result(List<String> changes, List<Created> created) {}

    /** A new account; the token was made now when the file did not give one. */
    public record Created(AccountSid sid, String name, Secret authToken) {}

    /**
     * Applies a file.
     *
     * @param actor who, for the audit: {@code apply} or {@code start}
     * @throws BadSettings with every error in it, each with file and line; nothing has changed then
     */
    public Result apply(Path file, String actor) {
        return apply(ProvisionFile.read(file), actor);
    }

    Result apply(ProvisionFile file, String actor) {
        Result result = database.transaction(connection -> {
            Directory.lockGeneration(connection);
            ProvisionWriter writer = new ProvisionWriter(connection, secrets, world, actor + " " + file.name());
            return write(connection, file, writer);
        });
        if (!result.changes().isEmpty()) {
            directory.reload();
        }
        return result;
    }

    private Result write(Connection connection, ProvisionFile file, ProvisionWriter writer) throws SQLException {
        Map<WantedAccount, AccountSid> sids = new LinkedHashMap<>();
        List<Trouble> troubles = new ArrayList<>();
        List<Account> existing = new InventoryReader(connection, secrets).accounts();
        for (WantedAccount wanted : file.accounts()) {
            found(existing, wanted, troubles).ifPresent(old -> sids.put(wanted, old.sid()));
        }
        if (file.prune()) {
            for (Map.Entry<WantedAccount, AccountSid> entry : sids.entrySet()) {
                prune(writer, current(connection), entry.getKey(), entry.getValue());
            }
        }
        Stored stored = current(connection);
        file.accounts().forEach(wanted -> clashes(stored, wanted, Optional.ofNullable(sids.get(wanted)), troubles));
        if (!troubles.isEmpty()) {
            throw new BadSettings(troubles);
        }
        for (WantedAccount wanted : file.accounts()) {
            Optional<AccountSid> known = Optional.ofNullable(sids.get(wanted));
            Optional<Account> old = existing.stream().filter(one -> known.equals(Optional.of(one.sid()))).findFirst();
            writer.account(stored, wanted, old);
        }
        for (PoolNumber number : file.pool()) {
            writer.pool(number);
        }
        if (!writer.changes().isEmpty()) {
            Directory.bumpGeneration(connection);
        }
        return new Result(writer.changes(), writer.created());
    }

    private static Optional<Account> found(List<Account> existing, WantedAccount wanted, List<Trouble> troubles) {
        if (wanted.sid().isPresent()) {
            return existing.stream().filter(one -> one.sid().equals(wanted.sid().get())).findFirst();
        }
        List<Account> same = existing.stream()
                .filter(one -> wanted.master() ? one.master() : one.name().equals(wanted.name())).toList();
        if (same.size() > 1) {
            troubles.add(new Trouble(wanted.place(), "account '" + wanted.name() + "': " + same.size()
                    + " accounts have this name; name one by its 'sid'"));
        }
        if (wanted.master() && same.isEmpty()) {
            troubles.add(new Trouble(wanted.place(), "account: there is no master account yet; start the server once"));
        }
        return same.stream().findFirst();
    }

    /** A number and a host name belong to one account (rulings part 2). */
    private static void clashes(
            Stored stored, WantedAccount wanted, Optional<AccountSid> owner, List<Trouble> troubles) {
        for (WantedApplication application : wanted.applications()) {
            long same = stored.applications().stream().filter(one -> Optional.of(one.account()).equals(owner)
                    && one.name().equals(application.name())).count();
            if (same > 1) {
                troubles.add(new Trouble(application.place(), "application '" + application.name() + "': the account"
                        + " has " + same + " of this name; rename them by the API first"));
            }
        }
        for (WantedNumber number : wanted.numbers()) {
            stored.number(number.number()).filter(one -> !Optional.of(one.account()).equals(owner))
                    .ifPresent(one -> troubles.add(new Trouble(number.place(), "number '" + number.number()
                            + "' belongs to account " + one.account() + " already")));
        }
        for (WantedDomain domain : wanted.domains()) {
            stored.domain(domain.host()).filter(one -> !Optional.of(one.account()).equals(owner))
                    .ifPresent(one -> troubles.add(new Trouble(domain.place(), "domain '" + domain.host()
                            + "' belongs to account " + one.account() + " already")));
        }
    }

    private static void prune(ProvisionWriter writer, Stored stored, WantedAccount wanted, AccountSid sid)
            throws SQLException {
        for (CallerId id : stored.callerIds()) {
            boolean kept = wanted.callerIds().stream().map(PhoneNumber::digits)
                    .anyMatch(PhoneNumber.digits(id.number())::equals);
            if (id.account().equals(sid) && !kept) {
                writer.remove(sid, "caller-id", id.number(), "caller_ids", "digits", PhoneNumber.digits(id.number()));
            }
        }
        for (SipTrunk trunk : stored.trunks()) {
            if (trunk.account().equals(sid) && wanted.trunks().stream().noneMatch(w -> w.name().equals(trunk.name()))) {
                writer.remove(sid, "trunk", trunk.name(), "trunks", "sid", trunk.sid().value());
            }
        }
        for (SipCredential user : stored.fileUsers(sid)) {
            boolean kept = wanted.domains().stream().flatMap(domain -> domain.users().stream())
                    .anyMatch(one -> one.name().equals(user.username()));
            if (!kept) {
                writer.remove(sid, "user", user.username(), "sip_credentials", "sid", user.sid().value());
            }
        }
        for (SipDomain domain : stored.domains()) {
            if (domain.account().equals(sid)
                    && wanted.domains().stream().noneMatch(one -> one.host().equals(domain.host()))) {
                writer.removeDomain(domain);
            }
        }
        for (PhoneNumber number : stored.numbers()) {
            boolean kept = wanted.numbers().stream().map(one -> PhoneNumber.digits(one.number()))
                    .anyMatch(PhoneNumber.digits(number.number())::equals);
            if (number.account().equals(sid) && !kept) {
                writer.remove(sid, "number", number.number(), "phone_numbers", "sid", number.sid().value());
            }
        }
        for (Application application : stored.applications()) {
            if (application.account().equals(sid)
                    && wanted.applications().stream().noneMatch(one -> one.name().equals(application.name()))) {
                writer.remove(sid, "application", application.name(), "applications", "sid",
                        application.sid().value());
            }
        }
    }

    private Stored current(Connection connection) throws SQLException {
        InventoryReader reader = new InventoryReader(connection, secrets);
        return new Stored(reader.applications(), reader.numbers(), reader.domains(), reader.credentials(),
                reader.mappings(), reader.trunks(), reader.callerIds());
    }

    /** What is there, in lists. */
    record Stored(
            List<Application> applications, List<PhoneNumber> numbers, List<SipDomain> domains,
            List<SipCredential> credentials, List<SipMapping> mappings, List<SipTrunk> trunks,
            List<CallerId> callerIds) {
        /** The account's users that a file made: those in the lists that domains keep for them. */
        List<SipCredential> fileUsers(AccountSid account) {
            return credentials.stream().filter(one -> one.account().equals(account)
                    && domains.stream().anyMatch(domain -> domain.fileUsers().equals(Optional.of(one.list()))))
                    .toList();
        }


        Optional<PhoneNumber> number(String number) {
            return numbers.stream()
                    .filter(one -> PhoneNumber.digits(one.number()).equals(PhoneNumber.digits(number))).findFirst();
        }

        Optional<SipDomain> domain(String host) {
            return domains.stream().filter(one -> one.host().equals(host)).findFirst();
        }
    }
}
