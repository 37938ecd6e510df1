package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.KeySid;
import io.strowger.server.store.Inventory.Owned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes the next {@link Inventory} of one: puts and removes single things at a cost that does not grow with the
 * inventory, but for trunks, of which there are few. One thread.
 */
public final class InventoryEditor {
    PersistentMap<AccountSid, Account> accounts;
    PersistentMap<ApplicationSid, Application> applications;
    PersistentMap<KeySid, ApiKey> keys;
    PersistentMap<String, PhoneNumber> numbers;
    PersistentMap<Owned, CallerId> callerIds;
    SipInventory sip;
    List<SipTrunk> trunks;
    List<Cidr> trusted;
    Optional<AccountSid> master;

    /** Of nothing provisioned. */
    InventoryEditor() {
        accounts = PersistentMap.empty();
        applications = PersistentMap.empty();
        keys = PersistentMap.empty();
        numbers = PersistentMap.empty();
        callerIds = PersistentMap.empty();
        sip = SipInventory.EMPTY;
        trunks = List.of();
        trusted = List.of();
        master = Optional.empty();
    }

    /** The edited inventory; this editor may go on. */
    public Inventory done() {
        return new Inventory(this);
    }

    /** Addresses whose INVITEs may call any number of the inventory: the setting {@code trust}. */
    public InventoryEditor trust(List<Cidr> ranges) {
        trusted = List.copyOf(ranges);
        return this;
    }

    /** Puts an account, in place of one with the same sid. */
    public InventoryEditor put(Account account) {
        accounts = accounts.with(account.sid(), account);
        if (account.master()) {
            master = Optional.of(account.sid());
        }
        return this;
    }

    /** Removes an account. */
    public InventoryEditor remove(Account account) {
        accounts = accounts.without(account.sid());
        master = master.filter(sid -> !sid.equals(account.sid()));
        return this;
    }

    /** Puts an application. */
    public InventoryEditor put(Application application) {
        applications = applications.with(application.sid(), application);
        return this;
    }

    /** Removes an application. */
    public InventoryEditor remove(Application application) {
        applications = applications.without(application.sid());
        return this;
    }

    /** Puts an API key. */
    public InventoryEditor put(ApiKey key) {
        keys = keys.with(key.sid(), key);
        return this;
    }

    /** Removes an API key. */
    public InventoryEditor remove(ApiKey key) {
        keys = keys.without(key.sid());
        return this;
    }

    /** Puts a number. */
    public InventoryEditor put(PhoneNumber number) {
        numbers = numbers.with(PhoneNumber.digits(number.number()), number);
        return this;
    }

    /** Removes a number. */
    public InventoryEditor remove(PhoneNumber number) {
        numbers = numbers.without(PhoneNumber.digits(number.number()));
        return this;
    }

    /** Puts a domain. */
    public InventoryEditor put(SipDomain row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a domain. */
    public InventoryEditor remove(SipDomain row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts a phone's credential. */
    public InventoryEditor put(SipCredential row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a phone's credential. */
    public InventoryEditor remove(SipCredential row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts an address of a list. */
    public InventoryEditor put(AccessAddress row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes an address of a list. */
    public InventoryEditor remove(AccessAddress row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts a mapping. */
    public InventoryEditor put(SipMapping row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a mapping. */
    public InventoryEditor remove(SipMapping row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts a BYOC trunk. */
    public InventoryEditor put(ByocTrunk row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a BYOC trunk. */
    public InventoryEditor remove(ByocTrunk row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts a policy's target. */
    public InventoryEditor put(ConnectionTarget row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a policy's target. */
    public InventoryEditor remove(ConnectionTarget row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts an IP record. */
    public InventoryEditor put(IpRecord row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes an IP record. */
    public InventoryEditor remove(IpRecord row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts a source IP mapping. */
    public InventoryEditor put(SourceIpMapping row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes a source IP mapping. */
    public InventoryEditor remove(SourceIpMapping row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts an elastic trunk. */
    public InventoryEditor put(ElasticTrunk row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes an elastic trunk. */
    public InventoryEditor remove(ElasticTrunk row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts an origination URL. */
    public InventoryEditor put(OriginationUrl row) {
        sip = sip.with(row);
        return this;
    }

    /** Removes an origination URL. */
    public InventoryEditor remove(OriginationUrl row) {
        sip = sip.without(row);
        return this;
    }

    /** Puts an account's dialing permissions. */
    public InventoryEditor put(DialingPermissions row) {
        sip = sip.with(row);
        return this;
    }

    /** Puts a caller id. */
    public InventoryEditor put(CallerId id) {
        callerIds = callerIds.with(new Owned(id.account(), PhoneNumber.digits(id.number())), id);
        return this;
    }

    /** Removes a caller id. */
    public InventoryEditor remove(CallerId id) {
        callerIds = callerIds.without(new Owned(id.account(), PhoneNumber.digits(id.number())));
        return this;
    }

    /** Puts a trunk. */
    public InventoryEditor put(SipTrunk trunk) {
        List<SipTrunk> all = new ArrayList<>(trunks);
        all.removeIf(one -> one.sid().equals(trunk.sid()));
        all.add(trunk);
        trunks = all.stream().sorted(Comparator.comparingInt(SipTrunk::priority)).toList();
        return this;
    }

    /** Removes a trunk. */
    public InventoryEditor remove(SipTrunk trunk) {
        trunks = trunks.stream().filter(one -> !one.sid().equals(trunk.sid())).toList();
        return this;
    }
}
