package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.KeySid;
import io.strowger.server.store.Inventory.Owned;
import io.strowger.server.store.Inventory.RealmUser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    PersistentMap<String, SipDomain> domains;
    PersistentMap<RealmUser, SipUser> usersByRealm;
    PersistentMap<Owned, SipUser> usersByAccount;
    PersistentMap<Owned, CallerId> callerIds;
    List<SipTrunk> trunks;
    List<Cidr> trusted;
    Optional<AccountSid> master;

    /** Of nothing provisioned. */
    InventoryEditor() {
        accounts = PersistentMap.empty();
        applications = PersistentMap.empty();
        keys = PersistentMap.empty();
        numbers = PersistentMap.empty();
        domains = PersistentMap.empty();
        usersByRealm = PersistentMap.empty();
        usersByAccount = PersistentMap.empty();
        callerIds = PersistentMap.empty();
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
    public InventoryEditor put(SipDomain domain) {
        domains = domains.with(domain.host().toLowerCase(Locale.ROOT), domain);
        return this;
    }

    /** Removes a domain. */
    public InventoryEditor remove(SipDomain domain) {
        domains = domains.without(domain.host().toLowerCase(Locale.ROOT));
        return this;
    }

    /** Puts a phone's credential. */
    public InventoryEditor put(SipUser user) {
        usersByRealm = usersByRealm.with(new RealmUser(user.realm(), user.username()), user);
        usersByAccount = usersByAccount.with(new Owned(user.account(), user.username()), user);
        return this;
    }

    /** Removes a phone's credential. */
    public InventoryEditor remove(SipUser user) {
        usersByRealm = usersByRealm.without(new RealmUser(user.realm(), user.username()));
        usersByAccount = usersByAccount.without(new Owned(user.account(), user.username()));
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
