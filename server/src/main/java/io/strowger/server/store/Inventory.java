package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.TrunkSid;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Everything provisioned, as one immutable value with its indexes. A call that was routed by one inventory is not
 * touched when the next takes its place. Any thread may read it.
 */
public final class Inventory {
    /** Nothing provisioned. */
    public static final Inventory EMPTY = new InventoryEditor().done();

    private final PersistentMap<AccountSid, Account> accounts;
    private final PersistentMap<ApplicationSid, Application> applications;
    private final PersistentMap<KeySid, ApiKey> keys;
    private final PersistentMap<String, PhoneNumber> numbers;
    private final PersistentMap<String, SipDomain> domains;
    private final PersistentMap<RealmUser, SipUser> usersByRealm;
    private final PersistentMap<Owned, SipUser> usersByAccount;
    private final PersistentMap<Owned, CallerId> callerIds;
    private final List<SipTrunk> trunks;
    private final List<Cidr> trusted;
    private final Optional<AccountSid> master;

    Inventory(InventoryEditor made) {
        accounts = made.accounts;
        applications = made.applications;
        keys = made.keys;
        numbers = made.numbers;
        domains = made.domains;
        usersByRealm = made.usersByRealm;
        usersByAccount = made.usersByAccount;
        callerIds = made.callerIds;
        trunks = made.trunks;
        trusted = made.trusted;
        master = made.master;
    }

    /** An editor that begins with this inventory, which itself never changes. */
    public InventoryEditor edit() {
        InventoryEditor editor = new InventoryEditor();
        editor.accounts = accounts;
        editor.applications = applications;
        editor.keys = keys;
        editor.numbers = numbers;
        editor.domains = domains;
        editor.usersByRealm = usersByRealm;
        editor.usersByAccount = usersByAccount;
        editor.callerIds = callerIds;
        editor.trunks = trunks;
        editor.trusted = trusted;
        editor.master = master;
        return editor;
    }

    record Owned(AccountSid account, String name) {}

    record RealmUser(String realm, String username) {}

    /** Every account, oldest first; sorted at each call. */
    public List<Account> accounts() {
        return accounts.values().stream()
                .sorted(Comparator.comparing((Account one) -> one.dates().created())
                        .thenComparing(one -> one.sid().value()))
                .toList();
    }

    /** The account with this sid. */
    public Optional<Account> account(AccountSid sid) {
        return accounts.get(sid);
    }

    /** The account that administers this installation. */
    public Optional<Account> master() {
        return master.flatMap(accounts::get);
    }

    /**
     * The account and those above it, itself first, the master account last; empty for an unknown sid. Sub-accounts
     * are made no deeper than {@link Access#DEPTH}.
     */
    public List<Account> lineage(AccountSid sid) {
        List<Account> line = new ArrayList<>();
        Optional<Account> next = account(sid);
        while (next.isPresent() && line.size() <= Access.DEPTH) {
            line.add(next.get());
            AccountSid owner = next.get().owner();
            next = owner.equals(next.get().sid()) ? Optional.empty() : account(owner);
        }
        return line;
    }

    /** What the account may do: no more than any account above it; an unknown one is closed. */
    public Account.Status status(AccountSid sid) {
        return lineage(sid).stream().map(Account::status).max(Comparator.naturalOrder())
                .orElse(Account.Status.CLOSED);
    }

    /** The API key with this sid. */
    public Optional<ApiKey> key(KeySid sid) {
        return keys.get(sid);
    }

    /** The application with this sid, if it is the account's. */
    public Optional<Application> application(AccountSid account, ApplicationSid sid) {
        return applications.get(sid).filter(found -> found.account().equals(account));
    }

    /** The number that was dialled, whether or not it was dialled with a plus. */
    public Optional<PhoneNumber> number(String called) {
        return numbers.get(PhoneNumber.digits(called));
    }

    /** The domain with this host name, in any case of letters, without a port. */
    public Optional<SipDomain> domain(String host) {
        return domains.get(host.toLowerCase(Locale.ROOT));
    }

    /** The credential that a digest response names. */
    public Optional<SipUser> user(String realm, String username) {
        return usersByRealm.get(new RealmUser(realm.toLowerCase(Locale.ROOT), username));
    }

    /** The account's user of this name, whatever its domain: the phone behind {@code client:name}. */
    public Optional<SipUser> client(AccountSid account, String name) {
        return usersByAccount.get(new Owned(account, name));
    }

    /** The account's trunk with this sid. */
    public Optional<SipTrunk> trunk(AccountSid account, TrunkSid sid) {
        return trunks.stream().filter(trunk -> trunk.sid().equals(sid) && trunk.account().equals(account)).findFirst();
    }

    /** Trunks an address belongs to, by priority; several accounts may use one carrier. */
    public List<SipTrunk> trunksFrom(InetAddress source) {
        return trunks.stream().filter(trunk -> trunk.sends(source)).toList();
    }

    /** True for addresses of the setting {@code trust}. */
    public boolean trusts(InetAddress source) {
        return trusted.stream().anyMatch(range -> range.contains(source));
    }

    /**
     * Where an INVITE to a number goes that came from this address without credentials. A trunk reaches its own
     * account's numbers, and any number at all when it has URLs of its own; a trusted address reaches every number.
     */
    public InboundRoute arriving(InetAddress source, String called) {
        List<SipTrunk> senders = trunksFrom(source);
        boolean trusts = trusts(source);
        if (senders.isEmpty() && !trusts) {
            return new InboundRoute.NotTrusted();
        }
        Optional<PhoneNumber> number = number(called);
        Optional<SipTrunk> sender = senders.stream()
                .filter(trunk -> number.map(PhoneNumber::account).equals(Optional.of(trunk.account())))
                .findFirst();
        if (sender.isPresent() || number.isPresent() && trusts) {
            return toNumber(number.orElseThrow(), sender);
        }
        return senders.stream().filter(trunk -> hasUrls(trunk.account(), trunk.voice())).findFirst()
                .map(trunk -> route(trunk.account(), Optional.empty(), List.of(trunk.voice()), trunk.name()))
                .orElse(new InboundRoute.Unknown());
    }

    /** Where a call to a number goes that was already admitted, by a trunk or otherwise. */
    public InboundRoute toNumber(PhoneNumber number, Optional<SipTrunk> trunk) {
        List<VoiceUrls> levels = new ArrayList<>();
        trunk.ifPresent(by -> levels.add(by.voice()));
        levels.add(number.voice());
        return route(number.account(), Optional.of(number), levels, trunk.map(SipTrunk::name).orElse(""));
    }

    /** Where a call to a domain goes; the caller has checked its credentials or that the domain allows anonymous. */
    public InboundRoute toDomain(SipDomain domain) {
        return route(domain.account(), Optional.empty(), List.of(domain.voice()), "");
    }

    /** See {@link io.strowger.call.port.DirectoryPort#routeTo}. */
    public NumberRoute routeTo(AccountSid account, String number) {
        String digits = PhoneNumber.digits(number);
        if (status(account) != Account.Status.ACTIVE || matchedPrefix(account, number).isEmpty()) {
            return new NumberRoute.Forbidden();
        }
        List<Trunk> ways = trunks.stream()
                .filter(trunk -> trunk.account().equals(account) && !trunk.uri().isEmpty())
                .filter(trunk -> trunk.prefixes().isEmpty() || trunk.prefixes().stream().anyMatch(digits::startsWith))
                .map(trunk -> new Trunk(trunk.name(), trunk.uriFor(number), trunk.credentials()))
                .toList();
        return ways.isEmpty() ? new NumberRoute.Unreachable() : new NumberRoute.ByTrunks(ways);
    }

    /** The longest allowed prefix of the account that the number begins with; empty when it may not be dialled. */
    public Optional<String> matchedPrefix(AccountSid account, String number) {
        String digits = PhoneNumber.digits(number);
        return account(account).stream().flatMap(found -> found.allowedPrefixes().stream())
                .filter(digits::startsWith)
                .max(Comparator.comparingInt(String::length));
    }

    /** See {@link io.strowger.call.port.DirectoryPort#mayShow}. */
    public boolean mayShow(AccountSid account, String callerId) {
        String digits = PhoneNumber.digits(callerId);
        return callerIds.get(new Owned(account, digits)).isPresent()
                || numbers.get(digits).filter(number -> number.account().equals(account)).isPresent();
    }

    private InboundRoute route(AccountSid sid, Optional<PhoneNumber> number, List<VoiceUrls> levels, String trunk) {
        if (status(sid) != Account.Status.ACTIVE) {
            return new InboundRoute.Suspended(sid);
        }
        List<VoiceUrls> all = new ArrayList<>(levels);
        account(sid).map(Account::voice).ifPresent(all::add);
        Optional<VoiceBinding> binding = binding(sid, all);
        return binding.isEmpty()
                ? new InboundRoute.Unbound(sid)
                : new InboundRoute.Bound(sid, number.map(PhoneNumber::sid), binding.get(), trunk);
    }

    /**
     * Chooses among levels, highest first (rulings, "Precedence of URIs"; at one level its application comes before its
     * own URLs). Primary and secondaries come from one level; the status callback from the highest level that has
     * one, so that an account's callback serves all its numbers.
     */
    private Optional<VoiceBinding> binding(AccountSid account, List<VoiceUrls> levels) {
        Optional<WebTarget> primary = Optional.empty();
        List<WebTarget> secondaries = List.of();
        Optional<WebTarget> callback = Optional.empty();
        Set<String> events = Set.of();
        Optional<ApplicationSid> chosen = Optional.empty();
        for (Level level : expanded(account, levels)) {
            if (primary.isEmpty() && level.voice().primary().isPresent()) {
                primary = level.voice().primary();
                secondaries = level.voice().secondaries();
                chosen = level.application();
            }
            if (callback.isEmpty() && level.voice().statusCallback().isPresent()) {
                callback = level.voice().statusCallback();
                SortedSet<String> named = level.voice().statusEvents();
                events = named.isEmpty() ? Set.of("completed") : named;
            }
        }
        if (primary.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new VoiceBinding(primary.get(), secondaries, callback, events, chosen));
    }

    private record Level(VoiceUrls voice, Optional<ApplicationSid> application) {}

    private List<Level> expanded(AccountSid account, List<VoiceUrls> levels) {
        List<Level> all = new ArrayList<>();
        for (VoiceUrls level : levels) {
            level.application().flatMap(sid -> application(account, sid))
                    .ifPresent(found -> all.add(new Level(found.voice(), Optional.of(found.sid()))));
            all.add(new Level(level, Optional.empty()));
        }
        return all;
    }

    private boolean hasUrls(AccountSid account, VoiceUrls voice) {
        return expanded(account, List.of(voice)).stream().anyMatch(level -> level.voice().primary().isPresent());
    }
}
