package io.strowger.server.api;

import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SIP domains: {@code ~/SIP/Domains} (rest-api section 2, "SIP"; docs/sip-resources.md). */
public final class SipDomainResources {
    private static final UrlForm URLS = new UrlForm("VoiceStatusCallback");
    private static final Param<Boolean> REGISTRATION = Param.bool("SipRegistration");
    private static final Param<Boolean> EMERGENCY = Param.bool("EmergencyCallingEnabled");
    private static final Param<ByocTrunkSid> BYOC = Param.sid("ByocTrunkSid", "BY", ByocTrunkSid::new);
    private static final Param<PhoneNumberSid> EMERGENCY_CALLER =
            Param.sid("EmergencyCallerSid", "PN", PhoneNumberSid::new);

    /** @param auth what is mapped, as {@code auth_type} shows it */
    record Shown(SipDomain domain, String auth) {}

    /** {@code account.sip.sip_domain} (rest-api section 5.1). */
    static final Representation<Shown> DOMAIN = URLS.shown(Representation.<Shown>v2010("SipDomain")
            .sid("sid", row -> row.domain().sid())
            .sid("account_sid", row -> row.domain().account())
            .constant("api_version", Wire.VERSION)
            .text("auth_type", Shown::auth)
            .date("date_created", row -> row.domain().dates().created())
            .date("date_updated", row -> row.domain().dates().updated())
            .text("domain_name", row -> row.domain().host())
            .text("friendly_name", row -> row.domain().name()), "voice_status_callback", row -> row.domain().voice())
            .bool("sip_registration", row -> row.domain().registration())
            .bool("emergency_calling_enabled", row -> false)
            .bool("secure", row -> false)
            .sidOr("byoc_trunk_sid", row -> row.domain().byoc())
            .nothing("emergency_caller_sid")
            .uri(row -> path(row.domain()))
            .subresources(row -> parts(row.domain()));

    private final StoredResources stored;
    private final Set<String> reserved;

    /** @param reserved host names that are the installation's own, in lower case */
    public SipDomainResources(StoredResources stored, Set<String> reserved) {
        this.stored = stored;
        this.reserved = Set.copyOf(reserved);
    }

    static String path(SipDomain domain) {
        return Wire.account(domain.account()) + "/SIP/Domains/" + domain.sid();
    }

    private static Map<String, String> parts(SipDomain domain) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("credential_list_mappings", path(domain) + "/CredentialListMappings");
        parts.put("ip_access_control_list_mappings", path(domain) + "/IpAccessControlListMappings");
        return parts;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                fields(Operation.create("CreateSipDomain", "~/SIP/Domains", DOMAIN, this::create))
                        .with(SipParams.DOMAIN_NAME.required()),
                Operation.list("ListSipDomain", "~/SIP/Domains", "domains", DOMAIN, this::list),
                Operation.fetch("FetchSipDomain", "~/SIP/Domains/{Sid}", DOMAIN,
                        call -> stored.fetch(call, SipTables.DOMAINS, "Sid").map(this::shown)),
                fields(Operation.update("UpdateSipDomain", "~/SIP/Domains/{Sid}", DOMAIN, this::update))
                        .with(SipParams.DOMAIN_NAME),
                Operation.delete("DeleteSipDomain", "~/SIP/Domains/{Sid}", this::delete));
    }

    private static Operation fields(Operation operation) {
        return operation.with(SipParams.NAME, REGISTRATION, EMERGENCY, SipParams.SECURE, BYOC, EMERGENCY_CALLER)
                .with(URLS.params());
    }

    private Shown shown(SipDomain domain) {
        return new Shown(domain, String.join(",", stored.store().inventory().sip().authTypes(domain)));
    }

    private Slice<Shown> list(ApiCall call) {
        Slice<SipDomain> page = stored.list(call, SipTables.DOMAINS, Map.of());
        return new Slice<>(page.rows().stream().map(this::shown).toList(), page.next(), page.previous());
    }

    private Shown create(ApiCall call) {
        return shown(stored.change(call, change -> {
            SipChange sip = new SipChange(change);
            String host = call.need(SipParams.DOMAIN_NAME);
            SipDomain bare = SipDomain.made(
                    DomainSid.mint(change.world()), call.account(), host, host, sip.realm(), Dates.at(change.now()));
            return sip.insert(
                    SipTables.DOMAINS, filled(call, bare, change), SipChange.Limit.DOORS, Map.of());
        }));
    }

    private Optional<Shown> update(ApiCall call) {
        DomainSid sid = call.sid("Sid", DomainSid::new);
        return stored.change(call, change -> change.update(SipTables.DOMAINS, call.account(), sid.value(),
                old -> filled(call, old, change))).map(this::shown);
    }

    private SipDomain filled(ApiCall call, SipDomain old, DirectoryChange change) {
        SipParams.notBuilt(call, SipParams.SECURE, "there is no TLS for SIP");
        SipParams.notBuilt(call, EMERGENCY, "emergency calls need a carrier's service");
        if (call.get(EMERGENCY_CALLER).isPresent()) {
            throw ApiFailure.notBuilt(404, "EmergencyCallerSid", "emergency calls need a carrier's service");
        }
        String host = SipParams.free(call.change(SipParams.DOMAIN_NAME, old.host()), reserved);
        new SipChange(change).free(host, old.sid().value());
        Optional<ByocTrunkSid> byoc = call.change(BYOC, old.byoc());
        if (call.get(BYOC).isPresent()
                && change.fetch(SipTables.BYOC_TRUNKS, old.account(), byoc.orElseThrow().value()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter ByocTrunkSid is no BYOC trunk of the account.");
        }
        return new SipDomain(old.sid(), old.account(), call.change(SipParams.NAME, old.name()), host, old.realm(),
                old.allowAnonymous(), call.change(REGISTRATION, old.registration()), byoc, old.fileUsers(),
                URLS.urls(call, old.voice()), old.dates().touched(change.now()));
    }

    private boolean delete(ApiCall call) {
        String sid = call.sid("Sid", DomainSid::new).value();
        return stored.change(call, change -> new SipChange(change).deleteDomain(call.account(), sid));
    }
}
