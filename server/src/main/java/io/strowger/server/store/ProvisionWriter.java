package io.strowger.server.store;

import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.SipMappingSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.kernel.World;
import io.strowger.server.store.ProvisionFile.WantedAccount;
import io.strowger.server.store.ProvisionFile.WantedApplication;
import io.strowger.server.store.ProvisionFile.WantedDomain;
import io.strowger.server.store.ProvisionFile.WantedNumber;
import io.strowger.server.store.ProvisionFile.WantedTrunk;
import io.strowger.server.store.ProvisionFile.WantedUser;
import io.strowger.server.store.ProvisionFile.WantedVoice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the differences between a file and the database, each with its audit row. One strand, one transaction. */
final class ProvisionWriter {
    private final Connection connection;
    private final Sql sql;
    private final Secrets secrets;
    private final World world;
    private final Actor actor;
    private final Instant now;
    private final List<String> changes = new ArrayList<>();
    private final List<Provisioning.Created> created = new ArrayList<>();

    ProvisionWriter(Connection connection, Secrets secrets, World world, String actor) {
        this.connection = connection;
        this.sql = new Sql(connection);
        this.secrets = secrets;
        this.world = world;
        this.actor = Actor.command(actor);
        this.now = world.timeline().now();
    }

    List<String> changes() {
        return List.copyOf(changes);
    }

    List<Provisioning.Created> created() {
        return List.copyOf(created);
    }

    /** The account and all it has; applications come before what names them. */
    void account(Provisioning.Stored stored, WantedAccount wanted, Optional<Account> old) throws SQLException {
        AccountSid sid = old.map(Account::sid).or(wanted::sid).orElseGet(() -> AccountSid.mint(world));
        if (old.isEmpty()) {
            insertAccount(sid, wanted);
        }
        Map<String, ApplicationSid> applications = new HashMap<>();
        for (WantedApplication application : wanted.applications()) {
            applications.put(application.name(), application(stored, sid, application));
        }
        updateAccount(sid, wanted, old.isEmpty(), voice(wanted.voice(), applications));
        for (WantedNumber number : wanted.numbers()) {
            number(stored, sid, number, voice(number.voice(), applications));
        }
        for (WantedDomain domain : wanted.domains()) {
            SipDomain made = domain(stored, sid, domain, voice(domain.voice(), applications));
            if (!domain.users().isEmpty()) {
                CredentialList list = users(stored, made);
                for (WantedUser user : domain.users()) {
                    user(stored, list, user);
                }
            }
        }
        for (WantedTrunk trunk : wanted.trunks()) {
            trunk(stored, sid, trunk, voice(trunk.voice(), applications));
        }
        for (String number : wanted.callerIds()) {
            callerId(stored, sid, number);
        }
    }

    private static VoiceUrls voice(WantedVoice wanted, Map<String, ApplicationSid> applications) {
        VoiceUrls urls = wanted.urls();
        return new VoiceUrls(Optional.ofNullable(applications.get(wanted.application())), urls.primary(),
                urls.secondaries(), urls.statusCallback(), urls.statusEvents());
    }

    private void insertAccount(AccountSid sid, WantedAccount wanted) throws SQLException {
        Secret token = wanted.authToken().orElseGet(() -> new Secret(world.entropy().hex(16)));
        AccountSid owner = sql.first("select sid from accounts where master", row -> new AccountSid(row.getString(1)))
                .orElse(sid);
        Account account = Account.made(sid, owner, wanted.name(), token, Dates.at(now)).in(wanted.status());
        Tables.ACCOUNTS.insert(connection, secrets, account);
        created.add(new Provisioning.Created(sid, wanted.name(), token));
        changed("created", "account", wanted.name(), sid, sid.value());
    }

    /** A new account's voice and prefixes are set here too, as its applications must be there first. */
    private void updateAccount(AccountSid sid, WantedAccount wanted, boolean fresh, VoiceUrls voice)
            throws SQLException {
        Account old = Tables.ACCOUNTS.lock(connection, secrets, sid, sid.value()).orElseThrow();
        Account next = old.named(wanted.name()).in(wanted.status())
                .withTokens(wanted.authToken().orElse(old.authToken()), old.secondaryToken())
                .calling(voice, wanted.allowedPrefixes());
        if (!next.equals(old)) {
            Tables.ACCOUNTS.update(connection, secrets, old.owner(), next.at(old.dates().touched(now)));
            if (!fresh) {
                changed("changed", "account", wanted.name(), sid, sid.value());
            }
        }
    }

    private ApplicationSid application(Provisioning.Stored stored, AccountSid account, WantedApplication wanted)
            throws SQLException {
        VoiceUrls voice = wanted.voice().urls();
        Optional<Application> old = stored.applications().stream()
                .filter(one -> one.account().equals(account) && one.name().equals(wanted.name())).findFirst();
        if (old.isEmpty()) {
            Application made = Application.of(
                    ApplicationSid.mint(world), account, wanted.name(), voice, Dates.at(now));
            Tables.APPLICATIONS.insert(connection, secrets, made);
            changed("created", "application", wanted.name(), account, made.sid().value());
            return made.sid();
        }
        if (!old.get().voice().equals(voice)) {
            Application next = old.get().calling(voice, old.get().dates().touched(now));
            Tables.APPLICATIONS.update(connection, secrets, account, next);
            changed("changed", "application", wanted.name(), account, next.sid().value());
        }
        return old.get().sid();
    }

    private void number(Provisioning.Stored stored, AccountSid account, WantedNumber wanted, VoiceUrls voice)
            throws SQLException {
        Optional<PhoneNumber> old = stored.number(wanted.number());
        if (old.isEmpty()) {
            PhoneNumber made = PhoneNumber.of(PhoneNumberSid.mint(world), account, wanted.number(), wanted.name(),
                    voice, Dates.at(now));
            Tables.NUMBERS.insert(connection, secrets, made);
            changed("created", "number", wanted.number(), account, made.sid().value());
        } else if (!old.get().equals(
                old.get().calling(wanted.number(), wanted.name(), voice, old.get().dates()))) {
            PhoneNumber next = old.get().calling(
                    wanted.number(), wanted.name(), voice, old.get().dates().touched(now));
            Tables.NUMBERS.update(connection, secrets, account, next);
            changed("changed", "number", wanted.number(), account, next.sid().value());
        }
    }

    private SipDomain domain(Provisioning.Stored stored, AccountSid account, WantedDomain wanted, VoiceUrls voice)
            throws SQLException {
        Optional<SipDomain> old = stored.domain(wanted.host());
        boolean users = !wanted.users().isEmpty();
        if (old.isEmpty()) {
            SipDomain made = SipDomain.made(DomainSid.mint(world), account, wanted.name(), wanted.host(),
                            SipChange.realm(sql, world), Dates.at(now))
                    .provisioned(wanted.name(), wanted.allowAnonymous(), users, voice);
            SipTables.DOMAINS.insert(connection, secrets, made);
            changed("created", "domain", wanted.host(), account, made.sid().value());
            return made;
        }
        SipDomain next = old.get().provisioned(
                wanted.name(), wanted.allowAnonymous(), users || old.get().registration(), voice);
        if (!old.get().equals(next)) {
            SipTables.DOMAINS.update(connection, secrets, account, next.at(next.dates().touched(now)));
            changed("changed", "domain", wanted.host(), account, next.sid().value());
        }
        return next;
    }

    /** The list of the domain's users, mapped to it for calls and registrations. */
    private CredentialList users(Provisioning.Stored stored, SipDomain domain) throws SQLException {
        Optional<CredentialList> old = domain.fileUsers().isEmpty() ? Optional.empty() : SipTables.CREDENTIAL_LISTS
                .lock(connection, secrets, domain.account(), domain.fileUsers().get().value());
        CredentialList list = old.orElseGet(() -> new CredentialList(CredentialListSid.mint(world), domain.account(),
                "Users of " + domain.host(), domain.realm(), Dates.at(now)));
        if (old.isEmpty()) {
            SipTables.CREDENTIAL_LISTS.insert(connection, secrets, list);
            SipTables.DOMAINS.update(connection, secrets, domain.account(),
                    domain.usersIn(list.sid()).at(domain.dates().touched(now)));
            changed("created", "credential-list", list.name(), domain.account(), list.sid().value());
        }
        for (SipMapping.Purpose purpose : SipMapping.Purpose.values()) {
            boolean mapped = stored.mappings().stream().anyMatch(one -> one.purpose() == purpose
                    && one.owner().value().equals(domain.sid().value())
                    && one.list().value().equals(list.sid().value()));
            if (!mapped) {
                SipTables.MAPPINGS.insert(connection, secrets, new SipMapping(
                        SipMappingSid.mint(world), domain.account(), new SipMapping.OfDomain(domain.sid()),
                        new SipMapping.Credentials(list.sid()), purpose, Dates.at(now)));
                changed("created", "sip-mapping", list.name(), domain.account(), list.sid().value());
            }
        }
        return list;
    }

    /** The password itself is never stored: only its HA1 for the list's realm, sealed. */
    private void user(Provisioning.Stored stored, CredentialList list, WantedUser wanted) throws SQLException {
        for (SipCredential other : stored.fileUsers(list.account())) {
            if (other.username().equals(wanted.name()) && !other.list().equals(list.sid())) {
                SipTables.CREDENTIALS.delete(connection, list.account(), other.sid().value()); // it has moved here
            }
        }
        Optional<SipCredential> old = stored.credentials().stream()
                .filter(one -> one.list().equals(list.sid()) && one.username().equals(wanted.name())).findFirst();
        if (old.isEmpty()) {
            SipCredential made = SipCredential.made(
                    CredentialSid.mint(world), list, wanted.name(), wanted.password(), Dates.at(now));
            SipTables.CREDENTIALS.insert(connection, secrets, made);
            changed("created", "user", wanted.name(), list.account(), made.sid().value());
            return;
        }
        SipCredential next = old.get().withPassword(list, wanted.password());
        if (!next.equals(old.get())) {
            SipTables.CREDENTIALS.update(connection, secrets, list.account(), next.at(next.dates().touched(now)));
            changed("changed", "user", wanted.name(), list.account(), next.sid().value());
        }
    }

    private void trunk(Provisioning.Stored stored, AccountSid account, WantedTrunk wanted, VoiceUrls voice)
            throws SQLException {
        Optional<SipTrunk> old = stored.trunks().stream()
                .filter(one -> one.account().equals(account) && one.name().equals(wanted.name())).findFirst();
        TrunkSid sid = old.map(SipTrunk::sid).orElseGet(() -> TrunkSid.mint(world));
        Optional<Credentials> credentials = wanted.username().isEmpty()
                ? Optional.empty() : Optional.of(new Credentials(wanted.username(), wanted.password().value()));
        SipTrunk next = new SipTrunk(sid, account, wanted.name(), wanted.sources(), wanted.uri(), credentials,
                wanted.prefixes(), wanted.priority(), voice);
        if (old.equals(Optional.of(next))) {
            return;
        }
        sql.run("insert into trunks (sid, account_sid, name, sources, uri, username, password, prefixes, priority,"
                + " voice, created_at, updated_at) values (?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?, ?)"
                + " on conflict (sid) do update set sources = excluded.sources, uri = excluded.uri,"
                + " username = excluded.username, password = excluded.password, prefixes = excluded.prefixes,"
                + " priority = excluded.priority, voice = excluded.voice, updated_at = excluded.updated_at",
                sid.value(), account.value(), wanted.name(),
                Json.strings(wanted.sources().stream().map(Cidr::toString).toList()).toString(), wanted.uri(),
                wanted.username(), secrets.seal("trunks.password:" + sid, wanted.password().value()),
                Json.strings(wanted.prefixes()).toString(), wanted.priority(), Json.voice(voice), now, now);
        changed(old.isEmpty() ? "created" : "changed", "trunk", wanted.name(), account, sid.value());
    }

    private void callerId(Provisioning.Stored stored, AccountSid account, String number) throws SQLException {
        String digits = PhoneNumber.digits(number);
        boolean there = stored.callerIds().stream()
                .anyMatch(one -> one.account().equals(account) && PhoneNumber.digits(one.number()).equals(digits));
        if (!there) {
            Tables.CALLER_IDS.insert(connection, secrets, new CallerId(
                    PhoneNumberSid.mint(world), account, number, number, Dates.at(now)));
            changed("created", "caller-id", number, account, number);
        }
    }

    /** A number that accounts may take. */
    void pool(PoolNumber wanted) throws SQLException {
        Optional<PoolNumber> old = NumberPool.find(sql, wanted.number());
        if (!old.equals(Optional.of(wanted))) {
            NumberPool.put(sql, wanted, now);
            String action = old.isEmpty() ? "created" : "changed";
            changes.add(action + " pool number '" + wanted.number() + "'");
            Audit.write(connection, world, actor, Optional.empty(), "pool-number." + action, wanted.number(),
                    Json.object());
        }
    }

    /** Removes a row of the account; table and column are constants of the caller. */
    void remove(AccountSid account, String thing, String name, String table, String column, String key)
            throws SQLException {
        sql.run("delete from " + table + " where account_sid = ? and " + column + " = ?", account.value(), key);
        changed("removed", thing, name, account, key);
    }

    /** Removes a domain with all that belongs to it; users that the file moved elsewhere are there by now. */
    void removeDomain(SipDomain domain) throws SQLException {
        String sid = domain.sid().value();
        sql.run("delete from sip_mappings where domain_sid = ?", sid);
        sql.run("delete from source_ip_mappings where domain_sid = ?", sid);
        sql.run("update byoc_trunks set from_domain_sid = null where from_domain_sid = ?", sid);
        remove(domain.account(), "domain", domain.host(), "sip_domains", "sid", sid);
        if (domain.fileUsers().isPresent()) {
            String list = domain.fileUsers().get().value();
            sql.run("delete from sip_mappings where credential_list_sid = ?", list);
            sql.run("delete from sip_credentials where list_sid = ?", list);
            sql.run("delete from credential_lists where sid = ?", list);
        }
    }

    private void changed(String action, String thing, String name, AccountSid account, String subject)
            throws SQLException {
        changes.add(action + " " + thing + " '" + name + "' of " + account);
        Audit.write(connection, world, actor, account, thing + "." + action, subject,
                Json.object().put("name", name));
    }
}
