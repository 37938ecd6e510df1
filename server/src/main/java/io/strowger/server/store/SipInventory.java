package io.strowger.server.store;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.server.store.SipMapping.Purpose;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The SIP resources of an {@link Inventory}, as one immutable value with its indexes: who is let in where, and which
 * ways lead out. Any thread may read it.
 */
public final class SipInventory {
    /** Nothing. */
    static final SipInventory EMPTY = new SipInventory();

    private PersistentMap<String, SipDoor> doors = PersistentMap.empty();
    private PersistentMap<DomainSid, SipDomain> domains = PersistentMap.empty();
    private PersistentMap<Member, SipCredential> credentials = PersistentMap.empty();
    private PersistentMap<AccessListSid, List<AccessAddress>> addresses = PersistentMap.empty();
    private PersistentMap<String, List<SipMapping>> mappings = PersistentMap.empty();
    private PersistentMap<ByocTrunkSid, ByocTrunk> byoc = PersistentMap.empty();
    private PersistentMap<ConnectionPolicySid, List<ConnectionTarget>> targets = PersistentMap.empty();
    private PersistentMap<IpRecordSid, SourceIpMapping> sources = PersistentMap.empty();
    private PersistentMap<Cidr, List<IpRecord>> ranges = PersistentMap.empty();
    private PersistentMap<TrunkSid, ElasticTrunk> trunks = PersistentMap.empty();
    private PersistentMap<TrunkSid, List<OriginationUrl>> urls = PersistentMap.empty();
    private PersistentMap<AccountSid, DialingPermissions> permissions = PersistentMap.empty();

    private SipInventory() {}

    private record Member(CredentialListSid list, String username) {}

    /** The domain or elastic trunk with this host name, in any case of letters, without a port. */
    public Optional<SipDoor> door(String host) {
        return doors.get(host.toLowerCase(Locale.ROOT));
    }

    /** The domain with this host name. */
    public Optional<SipDomain> domain(String host) {
        return door(host).filter(SipDomain.class::isInstance).map(SipDomain.class::cast);
    }

    /** Whether any list of credentials lets in there. */
    public boolean asksCredentials(SipDoor door, Purpose purpose) {
        return mapped(door, purpose).stream().anyMatch(one -> one.credentials().isPresent());
    }

    /** Whether any list of addresses is mapped there. */
    public boolean asksAddress(SipDoor door) {
        return mapped(door, Purpose.CALLS).stream().anyMatch(one -> one.addresses().isPresent());
    }

    /** Whether a list of addresses that is mapped there holds this one. */
    public boolean admits(SipDoor door, InetAddress source) {
        return mapped(door, Purpose.CALLS).stream()
                .flatMap(one -> one.addresses().stream())
                .flatMap(list -> addresses.get(new AccessListSid(list)).orElse(List.of()).stream())
                .anyMatch(one -> one.range().contains(source));
    }

    /** Credentials of this user name that let in there; two lists may have one each. */
    public List<SipCredential> credentials(SipDoor door, Purpose purpose, String username) {
        return mapped(door, purpose).stream()
                .flatMap(one -> one.credentials().stream())
                .flatMap(list -> credentials.get(new Member(new CredentialListSid(list), username)).stream())
                .toList();
    }

    private List<SipMapping> mapped(SipDoor door, Purpose purpose) {
        return mappings.get(door.sid().value()).orElse(List.of()).stream()
                .filter(one -> one.purpose() == purpose).toList();
    }

    /** What the API shows as {@code auth_type}: IP_ACL, CREDENTIAL_LIST, both, or nothing. */
    public List<String> authTypes(SipDoor door) {
        List<String> types = new ArrayList<>();
        if (asksAddress(door)) {
            types.add("IP_ACL");
        }
        if (asksCredentials(door, Purpose.CALLS)) {
            types.add("CREDENTIAL_LIST");
        }
        return types;
    }

    /** The account's BYOC trunk. */
    public Optional<ByocTrunk> byoc(AccountSid account, ByocTrunkSid sid) {
        return byoc.get(sid).filter(found -> found.account().equals(account));
    }

    /** The account's domain. */
    public Optional<SipDomain> domain(AccountSid account, DomainSid sid) {
        return domains.get(sid).filter(found -> found.account().equals(account));
    }

    /** Targets of a policy, disabled ones too. */
    public List<ConnectionTarget> targets(ConnectionPolicySid policy) {
        return targets.get(policy).orElse(List.of());
    }

    /** The account's elastic trunk. */
    public Optional<ElasticTrunk> trunk(AccountSid account, TrunkSid sid) {
        return trunks.get(sid).filter(found -> found.account().equals(account));
    }

    /** Origination URLs of a trunk, disabled ones too. */
    public List<OriginationUrl> urls(TrunkSid trunk) {
        return urls.get(trunk).orElse(List.of());
    }

    /**
     * The domain that an address is mapped to, by the longest range that holds it; accounts may share a carrier. A
     * called number decides whose: a call to it reaches a domain of its account or none, so that no account draws
     * another's calls to itself by naming the carrier more closely. Without one it is the oldest record's.
     *
     * @param callee whose number is called, when it is anybody's
     */
    public Optional<SipDomain> source(InetAddress address, Optional<AccountSid> callee) {
        for (int bits = address.getAddress().length * 8; bits >= 0; bits--) {
            Optional<IpRecord> chosen = ranges.get(network(address, bits)).orElse(List.of()).stream()
                    .filter(one -> callee.isEmpty() || callee.get().equals(one.account()))
                    .filter(one -> sources.get(one.sid()).isPresent()).findFirst();
            if (chosen.isPresent()) {
                return sources.get(chosen.get().sid())
                        .flatMap(mapping -> domain(chosen.get().account(), mapping.domain()));
            }
        }
        return Optional.empty();
    }

    /** The range's own address, so that equal ranges are equal keys. */
    private static Cidr network(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int bit = bits; bit < bytes.length * 8; bit++) {
            bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        return new Cidr(HexFormat.of().formatHex(bytes), bits);
    }

    private static Cidr network(IpRecord row) {
        try {
            return network(InetAddress.getByName(row.address()), row.prefix()); // a literal: nothing is looked up
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("the IP record " + row.sid() + " is not an address", impossible);
        }
    }

    /** What the account itself was given. */
    public DialingPermissions permissions(AccountSid account) {
        return permissions.get(account).orElseGet(() -> DialingPermissions.none(account));
    }

    SipInventory with(SipDomain row) {
        SipInventory next = copy();
        next.doors = doors.with(row.host(), row);
        next.domains = domains.with(row.sid(), row);
        return next;
    }

    SipInventory without(SipDomain row) {
        SipInventory next = copy();
        next.doors = doors.without(row.host());
        next.domains = domains.without(row.sid());
        return next;
    }

    SipInventory with(SipCredential row) {
        SipInventory next = copy();
        next.credentials = credentials.with(new Member(row.list(), row.username()), row);
        return next;
    }

    SipInventory without(SipCredential row) {
        SipInventory next = copy();
        next.credentials = credentials.without(new Member(row.list(), row.username()));
        return next;
    }

    SipInventory with(AccessAddress row) {
        SipInventory next = copy();
        next.addresses = added(addresses, row.list(), row);
        return next;
    }

    SipInventory without(AccessAddress row) {
        SipInventory next = copy();
        next.addresses = removed(addresses, row.list(), row);
        return next;
    }

    SipInventory with(SipMapping row) {
        SipInventory next = copy();
        next.mappings = added(mappings, row.owner().value(), row);
        return next;
    }

    SipInventory without(SipMapping row) {
        SipInventory next = copy();
        next.mappings = removed(mappings, row.owner().value(), row);
        return next;
    }

    SipInventory with(ByocTrunk row) {
        SipInventory next = copy();
        next.byoc = byoc.with(row.sid(), row);
        return next;
    }

    SipInventory without(ByocTrunk row) {
        SipInventory next = copy();
        next.byoc = byoc.without(row.sid());
        return next;
    }

    SipInventory with(ConnectionTarget row) {
        SipInventory next = copy();
        next.targets = added(targets, row.policy(), row);
        return next;
    }

    SipInventory without(ConnectionTarget row) {
        SipInventory next = copy();
        next.targets = removed(targets, row.policy(), row);
        return next;
    }

    SipInventory with(IpRecord row) {
        SipInventory next = copy();
        next.ranges = added(ranges, network(row), row);
        return next;
    }

    SipInventory without(IpRecord row) {
        SipInventory next = copy();
        next.ranges = removed(ranges, network(row), row);
        return next;
    }

    SipInventory with(SourceIpMapping row) {
        SipInventory next = copy();
        next.sources = sources.with(row.ipRecord(), row);
        return next;
    }

    SipInventory without(SourceIpMapping row) {
        SipInventory next = copy();
        next.sources = sources.without(row.ipRecord());
        return next;
    }

    SipInventory with(ElasticTrunk row) {
        SipInventory next = copy();
        next.trunks = trunks.with(row.sid(), row);
        next.doors = row.host().map(host -> doors.with(host, row)).orElse(doors);
        return next;
    }

    SipInventory without(ElasticTrunk row) {
        SipInventory next = copy();
        next.trunks = trunks.without(row.sid());
        next.doors = row.host().map(host -> doors.without(host)).orElse(doors);
        return next;
    }

    SipInventory with(OriginationUrl row) {
        SipInventory next = copy();
        next.urls = added(urls, row.trunk(), row);
        return next;
    }

    SipInventory without(OriginationUrl row) {
        SipInventory next = copy();
        next.urls = removed(urls, row.trunk(), row);
        return next;
    }

    SipInventory with(DialingPermissions row) {
        SipInventory next = copy();
        next.permissions = permissions.with(row.account(), row);
        return next;
    }

    /** In the order of their sids, so that it does not depend on the order of changes. */
    private static <K, V extends Resource> PersistentMap<K, List<V>> added(
            PersistentMap<K, List<V>> map, K key, V row) {
        List<V> rows = new ArrayList<>(map.get(key).orElse(List.of()));
        rows.removeIf(one -> one.sid().equals(row.sid()));
        rows.add(row);
        rows.sort(Comparator.comparing((V one) -> one.sid().value()));
        return map.with(key, List.copyOf(rows));
    }

    private static <K, V extends Resource> PersistentMap<K, List<V>> removed(
            PersistentMap<K, List<V>> map, K key, V row) {
        List<V> rows = new ArrayList<>(map.get(key).orElse(List.of()));
        rows.removeIf(one -> one.sid().equals(row.sid()));
        return rows.isEmpty() ? map.without(key) : map.with(key, List.copyOf(rows));
    }

    private SipInventory copy() {
        SipInventory next = new SipInventory();
        next.doors = doors;
        next.domains = domains;
        next.credentials = credentials;
        next.addresses = addresses;
        next.mappings = mappings;
        next.byoc = byoc;
        next.targets = targets;
        next.sources = sources;
        next.ranges = ranges;
        next.trunks = trunks;
        next.urls = urls;
        next.permissions = permissions;
        return next;
    }
}
