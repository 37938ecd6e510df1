package io.strowger.server.store;

import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
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
            DomainSid domainSid = domain(stored, sid, domain, voice(domain.voice(), applications));
            for (WantedUser user : domain.users()) {
                user(stored, sid, domain, domainSid, user);
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

    private DomainSid domain(Provisioning.Stored stored, AccountSid account, WantedDomain wanted, VoiceUrls voice)
            throws SQLException {
        Optional<SipDomain> old = stored.domain(wanted.host());
        if (old.isEmpty()) {
            DomainSid sid = DomainSid.mint(world);
            sql.run("insert into sip_domains (sid, account_sid, name, host, allow_anonymous, voice, created_at,"
                    + " updated_at) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?)",
                    sid.value(), account.value(), wanted.name(), wanted.host(), wanted.allowAnonymous(),
                    Json.voice(voice), now, now);
            changed("created", "domain", wanted.host(), account, sid.value());
            return sid;
        }
        DomainSid sid = old.get().sid();
        if (!old.get().equals(new SipDomain(
                sid, account, wanted.name(), wanted.host(), wanted.allowAnonymous(), voice))) {
            sql.run("update sip_domains set name = ?, allow_anonymous = ?, voice = ?::jsonb, updated_at = ?"
                    + " where sid = ?", wanted.name(), wanted.allowAnonymous(), Json.voice(voice), now, sid.value());
            changed("changed", "domain", wanted.host(), account, sid.value());
        }
        return sid;
    }

    /** The password itself is never stored: only its HA1 for this realm, sealed. */
    private void user(
            Provisioning.Stored stored, AccountSid account, WantedDomain domain, DomainSid domainSid, WantedUser wanted)
            throws SQLException {
        SipUser next = new SipUser(account, domain.host(), wanted.name(),
                Ha1.md5(wanted.name(), domain.host(), wanted.password()),
                Ha1.sha256(wanted.name(), domain.host(), wanted.password()));
        Optional<SipUser> old = stored.users().stream()
                .filter(one -> one.account().equals(account) && one.username().equals(wanted.name())).findFirst();
        if (old.equals(Optional.of(next))) {
            return;
        }
        String place = account + "/" + wanted.name();
        sql.run("insert into sip_credentials (account_sid, domain_sid, username, ha1_md5, ha1_sha256, created_at,"
                + " updated_at) values (?, ?, ?, ?, ?, ?, ?) on conflict (account_sid, username) do update set"
                + " domain_sid = excluded.domain_sid, ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256,"
                + " updated_at = excluded.updated_at",
                account.value(), domainSid.value(), wanted.name(),
                secrets.seal("sip_credentials.ha1_md5:" + place, next.ha1Md5().value()),
                secrets.seal("sip_credentials.ha1_sha256:" + place, next.ha1Sha256().value()), now, now);
        changed(old.isEmpty() ? "created" : "changed", "user", wanted.name(), account, wanted.name());
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

    /** Removes a row of the account; table and column are constants of the caller. */
    void remove(AccountSid account, String thing, String name, String table, String column, String key)
            throws SQLException {
        sql.run("delete from " + table + " where account_sid = ? and " + column + " = ?", account.value(), key);
        changed("removed", thing, name, account, key);
    }

    /** Removes a domain; a user of it that the file moved elsewhere comes back with its new realm. */
    void removeDomain(SipDomain domain) throws SQLException {
        sql.run("delete from sip_credentials where domain_sid = ?", domain.sid().value());
        remove(domain.account(), "domain", domain.host(), "sip_domains", "sid", domain.sid().value());
    }

    private void changed(String action, String thing, String name, AccountSid account, String subject)
            throws SQLException {
        changes.add(action + " " + thing + " '" + name + "' of " + account);
        Audit.write(connection, world, actor, account, thing + "." + action, subject,
                Json.object().put("name", name));
    }
}
