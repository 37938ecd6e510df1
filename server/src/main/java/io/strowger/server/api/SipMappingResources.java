package io.strowger.server.api;

import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Sid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.ResourceTable;
import io.strowger.server.store.Selection;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipDoor;
import io.strowger.server.store.SipMapping;
import io.strowger.server.store.SipMapping.Purpose;
import io.strowger.server.store.SipTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which lists let in at which domain or trunk. The old mappings of a domain and those under {@code Auth/Calls} are the
 * same rows, those under {@code Auth/Registrations} others of the same table; the lists of an elastic trunk are there,
 * too (rest-api section 2, "SIP"). A mapping has the sid of its list.
 */
public final class SipMappingResources {
    static final Param<CredentialListSid> CREDENTIAL_LIST =
            Param.sid("CredentialListSid", "CL", CredentialListSid::new);
    static final Param<AccessListSid> ACCESS_LIST = Param.sid("IpAccessControlListSid", "AL", AccessListSid::new);

    /**
     * A mapping as it is shown.
     *
     * @param path of the collection it stands in
     */
    record Shown(SipMapping mapping, String name, String path) {
        String uri() {
            return path + "/" + mapping.list().value();
        }
    }

    private static Representation<Shown> shape(String schema) {
        return Representation.<Shown>v2010(schema)
                .text("sid", row -> row.mapping().list().value())
                .sid("account_sid", row -> row.mapping().account())
                .text("friendly_name", Shown::name)
                .date("date_created", row -> row.mapping().dates().created())
                .date("date_updated", row -> row.mapping().dates().updated());
    }

    private static Representation<Shown> old(String schema) {
        return shape(schema).text("domain_sid", row -> row.mapping().owner().value()).uri(Shown::uri);
    }

    private final StoredResources stored;

    /** Kept there. */
    public SipMappingResources(StoredResources stored) {
        this.stored = stored;
    }

    /**
     * One collection of mappings.
     *
     * @param prefix {@code CL} or {@code AL}
     */
    record Collection(
            String name, String path, String key, ResourceTable<? extends SipDoor> owners, String part,
            Representation<Shown> shown, String prefix, Purpose purpose) {}

    /** What there is to ask of domains. */
    public List<Operation> operations() {
        String domain = "~/SIP/Domains/{DomainSid}";
        List<Operation> all = new ArrayList<>();
        for (Collection collection : List.of(
                ofDomain("SipCredentialListMapping", domain + "/CredentialListMappings", "CL", Purpose.CALLS,
                        old("SipCredentialListMapping")),
                ofDomain("SipIpAccessControlListMapping", domain + "/IpAccessControlListMappings", "AL",
                        Purpose.CALLS, old("SipIpAccessControlListMapping")),
                ofDomain("SipAuthCallsCredentialListMapping", domain + "/Auth/Calls/CredentialListMappings", "CL",
                        Purpose.CALLS, shape("SipAuthCallsCredentialListMapping")),
                ofDomain("SipAuthCallsIpAccessControlListMapping",
                        domain + "/Auth/Calls/IpAccessControlListMappings", "AL", Purpose.CALLS,
                        shape("SipAuthCallsIpAccessControlListMapping")),
                ofDomain("SipAuthRegistrationsCredentialListMapping",
                        domain + "/Auth/Registrations/CredentialListMappings", "CL", Purpose.REGISTRATIONS,
                        shape("SipAuthRegistrationsCredentialListMapping")))) {
            all.addAll(operations(collection));
        }
        return all;
    }

    private static Collection ofDomain(
            String name, String path, String prefix, Purpose purpose, Representation<Shown> shown) {
        boolean old = !path.contains("/Auth/");
        String key = !old ? "contents"
                : prefix.equals("CL") ? "credential_list_mappings" : "ip_access_control_list_mappings";
        return new Collection(name, path, key, SipTables.DOMAINS, "DomainSid", shown, prefix, purpose);
    }

    /** Create, list, fetch and delete of a collection. */
    List<Operation> operations(Collection at) {
        Param<?> list = at.prefix().equals("CL") ? CREDENTIAL_LIST.required() : ACCESS_LIST.required();
        return List.of(
                Operation.create("Create" + at.name(), at.path(), at.shown(), call -> create(call, at)).with(list),
                Operation.list("List" + at.name(), at.path(), at.key(), at.shown(), call -> list(call, at)),
                Operation.fetch("Fetch" + at.name(), at.path() + "/{Sid}", at.shown(),
                        call -> find(call, at).map(row -> shown(call, at, row))),
                Operation.delete("Delete" + at.name(), at.path() + "/{Sid}", call -> delete(call, at)));
    }

    private SipDoor owner(ApiCall call, Collection at) {
        return stored.fetch(call, at.owners(), at.part()).orElseThrow(call::notFound);
    }

    private Shown create(ApiCall call, Collection at) {
        SipDoor owner = owner(call, at);
        SipMapping.MappedList list = at.prefix().equals("CL")
                ? new SipMapping.Credentials(call.need(CREDENTIAL_LIST))
                : new SipMapping.Addresses(call.need(ACCESS_LIST));
        return shown(call, at, stored.change(call, change -> {
            boolean known = switch (list) {
                case SipMapping.Credentials credentials -> change.fetch(
                        SipTables.CREDENTIAL_LISTS, call.account(), credentials.value()).isPresent();
                case SipMapping.Addresses addresses -> change.fetch(
                        SipTables.ACCESS_LISTS, call.account(), addresses.value()).isPresent();
            };
            if (!known) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter "
                        + (at.prefix().equals("CL") ? CREDENTIAL_LIST.name() : ACCESS_LIST.name())
                        + " is no list of the account.");
            }
            return new SipChange(change).map(owner, list, at.purpose());
        }));
    }

    private Slice<Shown> list(ApiCall call, Collection at) {
        Slice<SipMapping> page = stored.list(call, SipTables.MAPPINGS, Map.of(
                "Owner", owner(call, at).sid().value(), "Purpose", word(at), "Kind", at.prefix()));
        return new Slice<>(page.rows().stream().map(row -> shown(call, at, row)).toList(), page.next(),
                page.previous());
    }

    private Optional<SipMapping> find(ApiCall call, Collection at) {
        String owner = owner(call, at).sid().value();
        String list = call.path("Sid");
        if (!list.startsWith(at.prefix()) || !Sid.SHAPE.matcher(list).matches()) {
            return Optional.empty();
        }
        return stored.store().page(SipTables.MAPPINGS, call.account(), Selection.first(1)
                .where("Owner", owner).where("List", list).where("Purpose", word(at))).rows().stream().findFirst();
    }

    private boolean delete(ApiCall call, Collection at) {
        return find(call, at).isPresent() && stored.change(call, change -> new SipChange(change).unmap(
                call.account(), call.path(at.part()), call.path("Sid"), at.purpose()));
    }

    private static String word(Collection at) {
        return at.purpose().name().toLowerCase(Locale.ROOT);
    }

    private Shown shown(ApiCall call, Collection at, SipMapping row) {
        String list = row.list().value();
        Optional<String> name = switch (row.list()) {
            case SipMapping.Credentials credentials -> stored.store()
                    .fetch(SipTables.CREDENTIAL_LISTS, call.account(), list).map(found -> found.name());
            case SipMapping.Addresses addresses -> stored.store()
                    .fetch(SipTables.ACCESS_LISTS, call.account(), list).map(found -> found.name());
        };
        String path = at.path().replace("~", Wire.account(call.account()))
                .replace("{" + at.part() + "}", row.owner().value());
        return new Shown(row, name.orElse(""), path);
    }
}
