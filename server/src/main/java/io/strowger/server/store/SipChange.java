package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.SipMappingSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.kernel.World;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** What changes of SIP resources need beyond single rows, inside one {@link DirectoryChange}. One strand. */
public final class SipChange {
    private final DirectoryChange change;

    /** In this change. */
    public SipChange(DirectoryChange change) {
        this.change = change;
    }

    /** How many there may be of what an account can make without end. */
    public enum Limit {
        /** Domains, BYOC trunks, connection policies and elastic trunks of an account, each. */
        DOORS(500),
        /** Credential lists, access lists, IP records and source IP mappings of an account, each. */
        LISTS(1000),
        /** Credentials of a list. */
        CREDENTIALS(1000),
        /** Addresses of a list, lists mapped to a domain or trunk, targets of a policy, URLs of a trunk. */
        PARTS(100);

        private final int most;

        Limit(int most) {
            this.most = most;
        }

        /** The number. */
        public int most() {
            return most;
        }
    }

    /** The installation's realm; made when it is first asked for. */
    static String realm(Sql sql, World world) throws SQLException {
        sql.run("insert into settings (name, value) values ('sip_realm', ?) on conflict (name) do nothing",
                "strowger-" + world.entropy().hex(8));
        return sql.first("select value from settings where name = 'sip_realm'", row -> row.getString(1))
                .orElseThrow();
    }

    /** The realm of new lists and domains. */
    public String realm() {
        return change.spoken(() -> realm(change.sql(), change.world()));
    }

    /**
     * Adds a row unless the account has as many as it may.
     *
     * @param among filters that say among which rows it counts; empty for all of the account's
     * @throws RowRefused 90141 when there are as many
     */
    public <T extends Resource> T insert(
            ResourceTable<T> table, T row, Limit limit, Map<String, Object> among) {
        if (change.count(table, row.account(), among) >= limit.most()) {
            throw new RowRefused(ErrorCode.TOO_MANY_ROWS,
                    "There are " + limit.most() + " already, which is as many as there may be");
        }
        return change.insert(table, row);
    }

    /** A host name belongs to one domain or one trunk. */
    public void free(String host, String owner) {
        boolean taken = change.spoken(() -> change.sql().first("select sid from sip_domains where host = ?"
                + " and sid <> ? union all select sid from elastic_trunks where host = ? and sid <> ?",
                row -> row.getString(1), host, owner, host, owner)).isPresent();
        if (taken) {
            throw new RowRefused(ErrorCode.PARAMETER_INVALID, "DomainName is not available: it is taken");
        }
    }

    /**
     * Maps a list to a domain or trunk.
     *
     * @throws RowRefused when it is mapped there already, or when its passwords were made for another realm
     */
    public SipMapping map(SipDoor door, SipMapping.MappedList list, SipMapping.Purpose purpose) {
        if (list instanceof SipMapping.Credentials credentials) {
            CredentialList row = change.fetch(SipTables.CREDENTIAL_LISTS, door.account(), credentials.value())
                    .orElseThrow(() -> new IllegalStateException("the list has not been looked up"));
            if (!row.realm().equals(door.realm())) {
                throw new RowRefused(ErrorCode.PARAMETER_INVALID, "CredentialListSid names a list whose passwords"
                        + " were made for the realm " + row.realm() + ", the domain has " + door.realm()
                        + ": make the older of the two anew");
            }
        }
        SipMapping.Owner owner = switch (door) {
            case SipDomain domain -> new SipMapping.OfDomain(domain.sid());
            case ElasticTrunk trunk -> new SipMapping.OfTrunk(trunk.sid());
        };
        return insert(SipTables.MAPPINGS, new SipMapping(SipMappingSid.mint(change.world()), door.account(), owner,
                list, purpose, Dates.at(change.now())), Limit.PARTS, Map.of("Owner", owner.value()));
    }

    /** Removes a list's mapping; false when there is none. */
    public boolean unmap(AccountSid account, String owner, String list, SipMapping.Purpose purpose) {
        Optional<SipMapping> found = change.rows(SipTables.MAPPINGS, account, "Owner", owner, Integer.MAX_VALUE - 1)
                .stream().filter(one -> one.list().value().equals(list) && one.purpose() == purpose).findFirst();
        found.ifPresent(one -> change.delete(SipTables.MAPPINGS, account, one.sid().value()));
        return found.isPresent();
    }

    /** Removes a domain with its mappings; false when there is none. */
    public boolean deleteDomain(AccountSid account, String sid) {
        if (change.fetch(SipTables.DOMAINS, account, sid).isEmpty()) {
            return false;
        }
        if (change.count(SipTables.BYOC_TRUNKS, account, Map.of("FromDomain", sid)) > 0) {
            throw new RowRefused(ErrorCode.RESOURCE_IN_USE,
                    "The domain is named by a BYOC trunk: clear its FromDomainSid first");
        }
        deleteAll(SipTables.MAPPINGS, account, "Owner", sid);
        return change.delete(SipTables.DOMAINS, account, sid).isPresent();
    }

    /** Removes a credential list with its credentials; false when there is none. */
    public boolean deleteCredentialList(AccountSid account, String sid) {
        unmapped(account, sid, "The credential list");
        change.spoken(() -> change.sql().list("select sid from sip_domains where users_sid = ?",
                row -> row.getString(1), sid)).forEach(domain -> change.update(SipTables.DOMAINS, account, domain,
                        row -> row.withoutUsers().at(row.dates().touched(change.now()))));
        deleteAll(SipTables.CREDENTIALS, account, "List", sid);
        return change.delete(SipTables.CREDENTIAL_LISTS, account, sid).isPresent();
    }

    /** Removes an access list with its addresses; false when there is none. */
    public boolean deleteAccessList(AccountSid account, String sid) {
        unmapped(account, sid, "The IP access control list");
        deleteAll(SipTables.ACCESS_ADDRESSES, account, "List", sid);
        return change.delete(SipTables.ACCESS_LISTS, account, sid).isPresent();
    }

    private void unmapped(AccountSid account, String list, String what) {
        if (change.count(SipTables.MAPPINGS, account, Map.of("List", list)) > 0) {
            throw new RowRefused(ErrorCode.RESOURCE_IN_USE,
                    what + " is mapped to a domain or a trunk: remove the mapping first");
        }
    }

    /** Removes a connection policy with its targets; false when there is none. */
    public boolean deletePolicy(AccountSid account, String sid) {
        deleteAll(SipTables.TARGETS, account, "List", sid);
        return change.delete(SipTables.POLICIES, account, sid).isPresent();
    }

    /** Removes an elastic trunk with its mappings and URLs; its numbers go back to their own URLs. */
    public boolean deleteTrunk(AccountSid account, String sid) {
        deleteAll(SipTables.MAPPINGS, account, "Owner", sid);
        deleteAll(SipTables.ORIGINATION_URLS, account, "List", sid);
        change.rows(Tables.NUMBERS, account, "TrunkSid", sid, Integer.MAX_VALUE - 1)
                .forEach(number -> toTrunk(number, Optional.empty()));
        return change.delete(SipTables.TRUNKS, account, sid).isPresent();
    }

    /** Gives a number to an elastic trunk, or back to its own URLs. */
    public Optional<PhoneNumber> toTrunk(PhoneNumber number, Optional<TrunkSid> trunk) {
        return change.update(Tables.NUMBERS, number.account(), number.sid().value(), row -> new PhoneNumber(
                row.sid(), row.account(), row.number(), row.name(), row.voice(), row.kind(), trunk, row.pooled(),
                row.callerIdLookup(), row.further(), row.dates().touched(change.now())));
    }

    /** What the account itself was given, as the database has it while the change holds its lock. */
    public DialingPermissions permissions(AccountSid account) {
        return change.spoken(() -> change.sql().first(
                "select inherits, countries from dialing_permissions where account_sid = ?",
                row -> Json.permissions(account, row.getBoolean(1), row.getString(2)), account.value()))
                .orElseGet(() -> DialingPermissions.none(account));
    }

    /** Writes an account's dialing permissions. */
    public void permissions(DialingPermissions permissions) {
        change.spoken(() -> {
            change.sql().run("insert into dialing_permissions (account_sid, inherits, countries, updated_at)"
                    + " values (?, ?, ?::jsonb, ?) on conflict (account_sid) do update set"
                    + " inherits = excluded.inherits, countries = excluded.countries,"
                    + " updated_at = excluded.updated_at", permissions.account().value(), permissions.inherits(),
                    Json.permissions(permissions), change.now());
            change.edit(inventory -> inventory.put(permissions));
            change.note(permissions.account(), "dialing-permissions.changed", permissions.account().value(),
                    Json.object().put("inherits", permissions.inherits())
                            .put("countries", String.join(",", permissions.countries().keySet())));
            return permissions;
        });
    }

    private <T extends Resource> void deleteAll(
            ResourceTable<T> table, AccountSid account, String filter, String value) {
        change.rows(table, account, filter, value, Integer.MAX_VALUE - 1)
                .forEach(row -> change.delete(table, account, row.sid().value()));
    }
}
