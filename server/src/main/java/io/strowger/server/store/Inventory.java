package io.strowger.server.store;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Everything provisioned, as one immutable value with its indexes. A call that was routed by one inventory is not
 * touched when the next takes its place. Any thread may read it.
 */
public final class Inventory {
    /** Nothing provisioned. */
    public static final Inventory EMPTY = new Inventory(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private final List<Account> accounts;
    private final Map<AccountSid, Account> accountsBySid = new HashMap<>();
    private final Map<ApplicationSid, Application> applications = new HashMap<>();
    private final Map<String, PhoneNumber> numbers = new HashMap<>();
    private final Map<String, SipDomain> domains = new HashMap<>();
    private final Map<RealmUser, SipUser> usersByRealm = new HashMap<>();
    private final Map<Owned, SipUser> usersByAccount = new HashMap<>();
    private final List<SipTrunk> trunks;
    private final Set<Owned> callerIds = new HashSet<>();
    private final List<Cidr> trusted;

    /**
     * @param trusted addresses whose INVITEs may call any number of the inventory (the setting {@code trust})
     */
    Inventory(
            List<Account> accounts, List<Application> applications, List<PhoneNumber> numbers, List<SipDomain> domains,
            List<SipUser> users, List<SipTrunk> trunks, List<CallerId> callerIds, List<Cidr> trusted) {
        this.accounts = List.copyOf(accounts);
        this.trunks = trunks.stream().sorted(Comparator.comparingInt(SipTrunk::priority)).toList();
        this.trusted = List.copyOf(trusted);
        accounts.forEach(account -> accountsBySid.put(account.sid(), account));
        applications.forEach(application -> this.applications.put(application.sid(), application));
        numbers.forEach(number -> this.numbers.put(PhoneNumber.digits(number.number()), number));
        domains.forEach(domain -> this.domains.put(domain.host().toLowerCase(Locale.ROOT), domain));
        users.forEach(user -> {
            usersByRealm.put(new RealmUser(user.realm(), user.username()), user);
            usersByAccount.put(new Owned(user.account(), user.username()), user);
        });
        callerIds.forEach(id -> this.callerIds.add(new Owned(id.account(), PhoneNumber.digits(id.number()))));
    }

    /** A telephone number that an account has verified as its own to show. */
    record CallerId(AccountSid account, String number) {}

    private record Owned(AccountSid account, String name) {}

    private record RealmUser(String realm, String username) {}

    /** Every account, oldest first. */
    public List<Account> accounts() {
        return accounts;
    }

    /** The account with this sid. */
    public Optional<Account> account(AccountSid sid) {
        return Optional.ofNullable(accountsBySid.get(sid));
    }

    /** The application with this sid, if it is the account's. */
    public Optional<Application> application(AccountSid account, ApplicationSid sid) {
        return Optional.ofNullable(applications.get(sid)).filter(found -> found.account().equals(account));
    }

    /** The number that was dialled, whether or not it was dialled with a plus. */
    public Optional<PhoneNumber> number(String called) {
        return Optional.ofNullable(numbers.get(PhoneNumber.digits(called)));
    }

    /** The domain with this host name, in any case of letters, without a port. */
    public Optional<SipDomain> domain(String host) {
        return Optional.ofNullable(domains.get(host.toLowerCase(Locale.ROOT)));
    }

    /** The credential that a digest response names. */
    public Optional<SipUser> user(String realm, String username) {
        return Optional.ofNullable(usersByRealm.get(new RealmUser(realm.toLowerCase(Locale.ROOT), username)));
    }

    /** The account's user of this name, whatever its domain: the phone behind {@code client:name}. */
    public Optional<SipUser> client(AccountSid account, String name) {
        return Optional.ofNullable(usersByAccount.get(new Owned(account, name)));
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
        boolean active = account(account).filter(found -> found.status() == Account.Status.ACTIVE).isPresent();
        if (!active || matchedPrefix(account, number).isEmpty()) {
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
        return callerIds.contains(new Owned(account, digits))
                || Optional.ofNullable(numbers.get(digits)).filter(n -> n.account().equals(account)).isPresent();
    }

    private InboundRoute route(AccountSid sid, Optional<PhoneNumber> number, List<VoiceUrls> levels, String trunk) {
        Account account = accountsBySid.get(sid);
        if (account.status() != Account.Status.ACTIVE) {
            return new InboundRoute.Suspended(sid);
        }
        List<VoiceUrls> all = new ArrayList<>(levels);
        all.add(account.voice());
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
