package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Sid;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private final PersistentMap<Owned, CallerId> callerIds;
    private final SipInventory sip;
    private final List<SipTrunk> trunks;
    private final List<Cidr> trusted;
    private final Optional<AccountSid> master;

    Inventory(InventoryEditor made) {
        accounts = made.accounts;
        applications = made.applications;
        keys = made.keys;
        numbers = made.numbers;
        callerIds = made.callerIds;
        sip = made.sip;
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
        editor.callerIds = callerIds;
        editor.sip = sip;
        editor.trunks = trunks;
        editor.trusted = trusted;
        editor.master = master;
        return editor;
    }

    record Owned(AccountSid account, String name) {}

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

    /** SIP domains, lists, trunks of the API and dialing permissions. */
    public SipInventory sip() {
        return sip;
    }

    /** The operator's trunks, by priority. */
    public List<SipTrunk> trunks() {
        return trunks;
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
        Optional<ElasticTrunk> exchange = number.trunk().flatMap(sid -> sip.trunk(number.account(), sid));
        if (exchange.isPresent() && status(number.account()) == Account.Status.ACTIVE) {
            return new InboundRoute.Bound(number.account(), Optional.of(number.sid()),
                    TrunkDocuments.origination(exchange.get()), exchange.get().sid().value());
        }
        List<VoiceUrls> levels = new ArrayList<>();
        trunk.ifPresent(by -> levels.add(by.voice()));
        levels.add(number.voice());
        return route(number.account(), Optional.of(number), levels, trunk.map(SipTrunk::name).orElse(""));
    }

    /** Where a call to a domain goes; the caller has checked its credentials or that the domain allows anonymous. */
    public InboundRoute toDomain(SipDomain domain) {
        Optional<ByocTrunk> byoc = domain.byoc().flatMap(sid -> sip.byoc(domain.account(), sid));
        List<VoiceUrls> levels = new ArrayList<>();
        byoc.ifPresent(trunk -> levels.add(trunk.voice()));
        levels.add(domain.voice());
        return route(domain.account(), Optional.empty(), levels, byoc.map(trunk -> trunk.sid().value()).orElse(""));
    }

    /** See {@link io.strowger.call.port.DirectoryPort#routeTo}. */
    public NumberRoute routeTo(AccountSid account, String number) {
        if (!mayDial(account, number)) {
            return new NumberRoute.Forbidden();
        }
        String digits = PhoneNumber.digits(number);
        return ways(trunks.stream()
                .filter(trunk -> trunk.account().equals(account) && !trunk.uri().isEmpty())
                .filter(trunk -> trunk.prefixes().isEmpty() || trunk.prefixes().stream().anyMatch(digits::startsWith))
                .map(trunk -> new Trunk(trunk.name(), trunk.uriFor(number), trunk.credentials()))
                .toList());
    }

    /**
     * See {@link io.strowger.call.port.DirectoryPort#routeBy}.
     *
     * @param entropy draws among targets of equal priority
     */
    public NumberRoute routeBy(AccountSid account, String number, String byocTrunk, Entropy entropy) {
        if (!mayDial(account, number)) {
            return new NumberRoute.Forbidden();
        }
        Optional<ByocTrunk> trunk = byocTrunk.startsWith("BY") && Sid.SHAPE.matcher(byocTrunk).matches()
                ? sip.byoc(account, new ByocTrunkSid(byocTrunk)) : Optional.empty();
        List<ConnectionTarget> targets = trunk.flatMap(ByocTrunk::policy).map(sip::targets).orElse(List.of());
        return ways(WeightedChoice.order(targets, entropy).stream()
                .map(target -> new Trunk(byocTrunk, target.uriFor(number), Optional.empty())).toList());
    }

    private static NumberRoute ways(List<Trunk> ways) {
        return ways.isEmpty() ? new NumberRoute.Unreachable() : new NumberRoute.ByTrunks(ways);
    }

    private boolean mayDial(AccountSid account, String number) {
        return status(account) == Account.Status.ACTIVE && matchedPrefix(account, number).isPresent();
    }

    /**
     * The prefix that lets an account dial a number; empty when it may not. Either the longest that the provisioning
     * file allows, or the country's or service's prefix that a dialing permission covers. A prefix of the file opens
     * special services and ranges of toll fraud only when it names them: {@code 44} does not open {@code 449}.
     */
    public Optional<String> matchedPrefix(AccountSid account, String number) {
        String digits = PhoneNumber.digits(number);
        Optional<DialingPlan.Destination> destination = DialingPlan.shipped().find(digits);
        int least = destination.filter(one -> one.risk() != DialingPlan.Risk.LOW)
                .map(one -> one.prefix().length()).orElse(0);
        return account(account).stream().flatMap(found -> found.allowedPrefixes().stream())
                .filter(prefix -> digits.startsWith(prefix) && prefix.length() >= least)
                .max(Comparator.comparingInt(String::length))
                .or(() -> destination.filter(one -> permissions(account).in(one.country().iso()).covers(one.risk()))
                        .map(DialingPlan.Destination::prefix));
    }

    /** The dialing permissions that count for an account: its own, or those of an account above it. */
    public DialingPermissions permissions(AccountSid account) {
        DialingPermissions own = sip.permissions(account);
        for (Account next : lineage(account)) {
            own = sip.permissions(next.sid());
            if (!own.inherits()) {
                break;
            }
        }
        return own;
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
