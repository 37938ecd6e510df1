package io.strowger.server.api;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.IpAddressSid;
import io.strowger.kernel.Secret;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.AccessAddress;
import io.strowger.server.store.AccessList;
import io.strowger.server.store.CredentialList;
import io.strowger.server.store.Dates;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipCredential;
import io.strowger.server.store.SipTables;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists that let callers in where they are mapped: {@code ~/SIP/CredentialLists} and {@code ~/SIP/IpAccessControlLists}
 * with what they hold (rest-api section 2, "SIP").
 */
public final class SipListResources {
    private static final String CREDENTIALS = "~/SIP/CredentialLists";
    private static final String ADDRESSES = "~/SIP/IpAccessControlLists";

    /** {@code account.sip.sip_credential_list} (rest-api section 5.1). */
    static final Representation<CredentialList> CREDENTIAL_LIST =
            Representation.<CredentialList>v2010("SipCredentialList")
            .sid("sid", CredentialList::sid)
            .sid("account_sid", CredentialList::account)
            .text("friendly_name", CredentialList::name)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .subresources(row -> Map.of("credentials", path(row.sid(), row) + "/Credentials"))
            .uri(row -> path(row.sid(), row));

    /** {@code account.sip.sip_credential_list.sip_credential}: the password is never shown. */
    static final Representation<SipCredential> CREDENTIAL = Representation.<SipCredential>v2010("SipCredential")
            .sid("sid", SipCredential::sid)
            .sid("account_sid", SipCredential::account)
            .sid("credential_list_sid", SipCredential::list)
            .text("username", SipCredential::username)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .uri(row -> Wire.account(row.account()) + "/SIP/CredentialLists/" + row.list() + "/Credentials/"
                    + row.sid());

    /** {@code account.sip.sip_ip_access_control_list}. */
    static final Representation<AccessList> ACCESS_LIST = Representation.<AccessList>v2010("SipIpAccessControlList")
            .sid("sid", AccessList::sid)
            .sid("account_sid", AccessList::account)
            .text("friendly_name", AccessList::name)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .subresources(row -> Map.of("ip_addresses", path(row) + "/IpAddresses"))
            .uri(SipListResources::path);

    /** {@code account.sip.sip_ip_access_control_list.sip_ip_address}. */
    static final Representation<AccessAddress> ADDRESS = Representation.<AccessAddress>v2010("SipIpAddress")
            .sid("sid", AccessAddress::sid)
            .sid("account_sid", AccessAddress::account)
            .text("friendly_name", AccessAddress::name)
            .text("ip_address", AccessAddress::address)
            .integer("cidr_prefix_length", row -> (long) row.prefix())
            .sid("ip_access_control_list_sid", AccessAddress::list)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .uri(row -> Wire.account(row.account()) + "/SIP/IpAccessControlLists/" + row.list() + "/IpAddresses/"
                    + row.sid());

    private final StoredResources stored;

    /** Kept there. */
    public SipListResources(StoredResources stored) {
        this.stored = stored;
    }

    private static String path(CredentialListSid sid, CredentialList row) {
        return Wire.account(row.account()) + "/SIP/CredentialLists/" + sid;
    }

    private static String path(AccessList row) {
        return Wire.account(row.account()) + "/SIP/IpAccessControlLists/" + row.sid();
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.create("CreateSipCredentialList", CREDENTIALS, CREDENTIAL_LIST, this::createCredentialList)
                        .with(SipParams.NAME.required()),
                Operation.list("ListSipCredentialList", CREDENTIALS, "credential_lists", CREDENTIAL_LIST,
                        call -> stored.list(call, SipTables.CREDENTIAL_LISTS, Map.of())),
                Operation.fetch("FetchSipCredentialList", CREDENTIALS + "/{Sid}", CREDENTIAL_LIST,
                        call -> stored.fetch(call, SipTables.CREDENTIAL_LISTS, "Sid")),
                Operation.update("UpdateSipCredentialList", CREDENTIALS + "/{Sid}", CREDENTIAL_LIST, this::rename)
                        .with(SipParams.NAME.required()),
                Operation.delete("DeleteSipCredentialList", CREDENTIALS + "/{Sid}", this::deleteCredentialList),
                Operation.create("CreateSipCredential", CREDENTIALS + "/{CredentialListSid}/Credentials", CREDENTIAL,
                        this::createCredential).with(SipParams.USERNAME.required(), SipParams.PASSWORD.required()),
                Operation.list("ListSipCredential", CREDENTIALS + "/{CredentialListSid}/Credentials", "credentials",
                        CREDENTIAL, this::credentials),
                Operation.fetch("FetchSipCredential", CREDENTIALS + "/{CredentialListSid}/Credentials/{Sid}",
                        CREDENTIAL, this::credential),
                Operation.update("UpdateSipCredential", CREDENTIALS + "/{CredentialListSid}/Credentials/{Sid}",
                        CREDENTIAL, this::changePassword).with(SipParams.PASSWORD),
                Operation.delete("DeleteSipCredential", CREDENTIALS + "/{CredentialListSid}/Credentials/{Sid}",
                        call -> credential(call).isPresent() && stored.delete(call, SipTables.CREDENTIALS, "Sid")),
                Operation.create("CreateSipIpAccessControlList", ADDRESSES, ACCESS_LIST, this::createAccessList)
                        .with(SipParams.NAME.required()),
                Operation.list("ListSipIpAccessControlList", ADDRESSES, "ip_access_control_lists", ACCESS_LIST,
                        call -> stored.list(call, SipTables.ACCESS_LISTS, Map.of())),
                Operation.fetch("FetchSipIpAccessControlList", ADDRESSES + "/{Sid}", ACCESS_LIST,
                        call -> stored.fetch(call, SipTables.ACCESS_LISTS, "Sid")),
                Operation.update("UpdateSipIpAccessControlList", ADDRESSES + "/{Sid}", ACCESS_LIST, this::renameAccess)
                        .with(SipParams.NAME.required()),
                Operation.delete("DeleteSipIpAccessControlList", ADDRESSES + "/{Sid}", this::deleteAccessList),
                Operation.create("CreateSipIpAddress", ADDRESSES + "/{IpAccessControlListSid}/IpAddresses", ADDRESS,
                        this::createAddress)
                        .with(SipParams.NAME.required(), SipParams.ADDRESS.required(), SipParams.PREFIX),
                Operation.list("ListSipIpAddress", ADDRESSES + "/{IpAccessControlListSid}/IpAddresses",
                        "ip_addresses", ADDRESS, this::addresses),
                Operation.fetch("FetchSipIpAddress", ADDRESSES + "/{IpAccessControlListSid}/IpAddresses/{Sid}",
                        ADDRESS, this::address),
                Operation.update("UpdateSipIpAddress", ADDRESSES + "/{IpAccessControlListSid}/IpAddresses/{Sid}",
                        ADDRESS, this::changeAddress).with(SipParams.NAME, SipParams.ADDRESS, SipParams.PREFIX),
                Operation.delete("DeleteSipIpAddress", ADDRESSES + "/{IpAccessControlListSid}/IpAddresses/{Sid}",
                        call -> address(call).isPresent()
                                && stored.delete(call, SipTables.ACCESS_ADDRESSES, "Sid")));
    }

    private CredentialList createCredentialList(ApiCall call) {
        return stored.change(call, change -> new SipChange(change).insert(SipTables.CREDENTIAL_LISTS,
                new CredentialList(CredentialListSid.mint(change.world()), call.account(), call.need(SipParams.NAME),
                        new SipChange(change).realm(), Dates.at(change.now())), SipChange.Limit.LISTS, Map.of()));
    }

    private Optional<CredentialList> rename(ApiCall call) {
        String sid = call.sid("Sid", CredentialListSid::new).value();
        return stored.change(call, change -> change.update(SipTables.CREDENTIAL_LISTS, call.account(), sid, old ->
                new CredentialList(old.sid(), old.account(), call.need(SipParams.NAME), old.realm(),
                        old.dates().touched(change.now()))));
    }

    private boolean deleteCredentialList(ApiCall call) {
        String sid = call.sid("Sid", CredentialListSid::new).value();
        return stored.change(call, change -> new SipChange(change).deleteCredentialList(call.account(), sid));
    }

    private CredentialList ofCredentials(ApiCall call) {
        return stored.fetch(call, SipTables.CREDENTIAL_LISTS, "CredentialListSid").orElseThrow(call::notFound);
    }

    private SipCredential createCredential(ApiCall call) {
        CredentialList list = ofCredentials(call);
        return stored.change(call, change -> new SipChange(change).insert(SipTables.CREDENTIALS,
                SipCredential.made(CredentialSid.mint(change.world()), list, call.need(SipParams.USERNAME),
                        call.need(SipParams.PASSWORD), Dates.at(change.now())),
                SipChange.Limit.CREDENTIALS, Map.of("List", list.sid().value())));
    }

    private Slice<SipCredential> credentials(ApiCall call) {
        return stored.list(call, SipTables.CREDENTIALS, Map.of("List", ofCredentials(call).sid().value()));
    }

    private Optional<SipCredential> credential(ApiCall call) {
        return stored.fetch(call, SipTables.CREDENTIALS, "Sid")
                .filter(one -> one.list().value().equals(call.path("CredentialListSid")));
    }

    private Optional<SipCredential> changePassword(ApiCall call) {
        Optional<SipCredential> found = credential(call);
        Optional<Secret> password = call.get(SipParams.PASSWORD);
        if (found.isEmpty() || password.isEmpty()) {
            return found;
        }
        CredentialList list = ofCredentials(call);
        return stored.change(call, change -> change.update(SipTables.CREDENTIALS, call.account(), call.path("Sid"),
                old -> old.withPassword(list, password.get()).at(old.dates().touched(change.now()))));
    }

    private AccessList createAccessList(ApiCall call) {
        return stored.change(call, change -> new SipChange(change).insert(SipTables.ACCESS_LISTS,
                new AccessList(AccessListSid.mint(change.world()), call.account(), call.need(SipParams.NAME),
                        Dates.at(change.now())), SipChange.Limit.LISTS, Map.of()));
    }

    private Optional<AccessList> renameAccess(ApiCall call) {
        String sid = call.sid("Sid", AccessListSid::new).value();
        return stored.change(call, change -> change.update(SipTables.ACCESS_LISTS, call.account(), sid, old ->
                new AccessList(old.sid(), old.account(), call.need(SipParams.NAME),
                        old.dates().touched(change.now()))));
    }

    private boolean deleteAccessList(ApiCall call) {
        String sid = call.sid("Sid", AccessListSid::new).value();
        return stored.change(call, change -> new SipChange(change).deleteAccessList(call.account(), sid));
    }

    private AccessList ofAddresses(ApiCall call) {
        return stored.fetch(call, SipTables.ACCESS_LISTS, "IpAccessControlListSid").orElseThrow(call::notFound);
    }

    private AccessAddress createAddress(ApiCall call) {
        AccessList list = ofAddresses(call);
        String address = call.need(SipParams.ADDRESS);
        int prefix = SipParams.prefix(address, call.get(SipParams.PREFIX));
        return stored.change(call, change -> new SipChange(change).insert(SipTables.ACCESS_ADDRESSES,
                new AccessAddress(IpAddressSid.mint(change.world()), call.account(), list.sid(),
                        call.need(SipParams.NAME), address, prefix, Dates.at(change.now())),
                SipChange.Limit.PARTS, Map.of("List", list.sid().value())));
    }

    private Slice<AccessAddress> addresses(ApiCall call) {
        return stored.list(call, SipTables.ACCESS_ADDRESSES, Map.of("List", ofAddresses(call).sid().value()));
    }

    private Optional<AccessAddress> address(ApiCall call) {
        return stored.fetch(call, SipTables.ACCESS_ADDRESSES, "Sid")
                .filter(one -> one.list().value().equals(call.path("IpAccessControlListSid")));
    }

    private Optional<AccessAddress> changeAddress(ApiCall call) {
        if (address(call).isEmpty()) {
            return Optional.empty();
        }
        return stored.change(call, change -> change.update(SipTables.ACCESS_ADDRESSES, call.account(),
                call.path("Sid"), old -> {
                    String address = call.change(SipParams.ADDRESS, old.address());
                    boolean same = SipParams.bits(address) == SipParams.bits(old.address());
                    int prefix = SipParams.prefix(address, call.get(SipParams.PREFIX)
                            .or(() -> same ? Optional.of(old.prefix()) : Optional.empty()));
                    return new AccessAddress(old.sid(), old.account(), old.list(),
                            call.change(SipParams.NAME, old.name()), address, prefix,
                            old.dates().touched(change.now()));
                }));
    }
}
