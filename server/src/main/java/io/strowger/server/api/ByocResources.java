package io.strowger.server.api;

import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.ConnectionTargetSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.ByocTrunk;
import io.strowger.server.store.ConnectionPolicy;
import io.strowger.server.store.ConnectionTarget;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipTables;
import io.strowger.server.store.VoiceUrls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carriers of an account's own: {@code /v1/ByocTrunks} with {@code /v1/ConnectionPolicies} and their targets (rest-api
 * section 2, "Voice v1").
 */
public final class ByocResources {
    private static final UrlForm URLS = new UrlForm("StatusCallback");
    private static final Param<ConnectionPolicySid> POLICY =
            Param.sid("ConnectionPolicySid", "NY", ConnectionPolicySid::new);
    private static final Param<DomainSid> FROM_DOMAIN = Param.sid("FromDomainSid", "SD", DomainSid::new);
    private static final Param<String> TARGET = SipParams.sipUri("Target");
    private static final int PRIORITY = 10;
    private static final int WEIGHT = 10;
    private static final String POLICIES = "/v1/ConnectionPolicies";
    private static final String TARGETS = POLICIES + "/{ConnectionPolicySid}/Targets";

    /** {@code byoc_trunk} (rest-api section 5.2). */
    static final Representation<ByocTrunk> TRUNK = URLS.shown(Representation.<ByocTrunk>v1("ByocTrunk")
            .sid("sid", ByocTrunk::sid)
            .sid("account_sid", ByocTrunk::account)
            .text("friendly_name", ByocTrunk::name), "status_callback", ByocTrunk::voice)
            .bool("cnam_lookup_enabled", ByocTrunk::cnamLookup)
            .sidOr("connection_policy_sid", ByocTrunk::policy)
            .sidOr("from_domain_sid", ByocTrunk::fromDomain)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> "/v1/ByocTrunks/" + row.sid());

    /** {@code connection_policy}. */
    static final Representation<ConnectionPolicy> SHOWN_POLICY =
            Representation.<ConnectionPolicy>v1("ConnectionPolicy")
            .sid("sid", ConnectionPolicy::sid)
            .sid("account_sid", ConnectionPolicy::account)
            .text("friendly_name", ConnectionPolicy::name)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> POLICIES + "/" + row.sid())
            .links(row -> Map.of("targets", POLICIES + "/" + row.sid() + "/Targets"));

    /** {@code connection_policy.connection_policy_target}. */
    static final Representation<ConnectionTarget> SHOWN_TARGET =
            Representation.<ConnectionTarget>v1("ConnectionPolicyTarget")
            .sid("sid", ConnectionTarget::sid)
            .sid("account_sid", ConnectionTarget::account)
            .sid("connection_policy_sid", ConnectionTarget::policy)
            .text("friendly_name", ConnectionTarget::name)
            .text("target", ConnectionTarget::target)
            .integer("priority", row -> (long) row.priority())
            .integer("weight", row -> (long) row.weight())
            .bool("enabled", ConnectionTarget::enabled)
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> POLICIES + "/" + row.policy() + "/Targets/" + row.sid());

    private final StoredResources stored;

    /** Kept there. */
    public ByocResources(StoredResources stored) {
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                fields(Operation.create("CreateByocTrunk", "/v1/ByocTrunks", TRUNK, this::createTrunk)),
                Operation.list("ListByocTrunk", "/v1/ByocTrunks", "byoc_trunks", TRUNK,
                        call -> stored.list(call, SipTables.BYOC_TRUNKS, Map.of())),
                Operation.fetch("FetchByocTrunk", "/v1/ByocTrunks/{Sid}", TRUNK,
                        call -> stored.fetch(call, SipTables.BYOC_TRUNKS, "Sid")),
                fields(Operation.update("UpdateByocTrunk", "/v1/ByocTrunks/{Sid}", TRUNK, this::updateTrunk)),
                Operation.delete("DeleteByocTrunk", "/v1/ByocTrunks/{Sid}",
                        call -> stored.delete(call, SipTables.BYOC_TRUNKS, "Sid")),
                Operation.create("CreateConnectionPolicy", POLICIES, SHOWN_POLICY, this::createPolicy)
                        .with(SipParams.NAME),
                Operation.list("ListConnectionPolicy", POLICIES, "connection_policies", SHOWN_POLICY,
                        call -> stored.list(call, SipTables.POLICIES, Map.of())),
                Operation.fetch("FetchConnectionPolicy", POLICIES + "/{Sid}", SHOWN_POLICY,
                        call -> stored.fetch(call, SipTables.POLICIES, "Sid")),
                Operation.update("UpdateConnectionPolicy", POLICIES + "/{Sid}", SHOWN_POLICY, this::updatePolicy)
                        .with(SipParams.NAME),
                Operation.delete("DeleteConnectionPolicy", POLICIES + "/{Sid}", this::deletePolicy),
                ways(Operation.create("CreateConnectionPolicyTarget", TARGETS, SHOWN_TARGET, this::createTarget))
                        .with(TARGET.required()),
                Operation.list("ListConnectionPolicyTarget", TARGETS, "targets", SHOWN_TARGET, this::targets),
                Operation.fetch("FetchConnectionPolicyTarget", TARGETS + "/{Sid}", SHOWN_TARGET, this::target),
                ways(Operation.update("UpdateConnectionPolicyTarget", TARGETS + "/{Sid}", SHOWN_TARGET,
                        this::updateTarget)).with(TARGET),
                Operation.delete("DeleteConnectionPolicyTarget", TARGETS + "/{Sid}",
                        call -> target(call).isPresent() && stored.delete(call, SipTables.TARGETS, "Sid")));
    }

    private static Operation fields(Operation operation) {
        return operation.with(SipParams.NAME, SipParams.CNAM, POLICY, FROM_DOMAIN).with(URLS.params());
    }

    private static Operation ways(Operation operation) {
        return operation.with(SipParams.NAME, SipParams.PRIORITY, SipParams.WEIGHT, SipParams.ENABLED);
    }

    private ByocTrunk createTrunk(ApiCall call) {
        return stored.change(call, change -> {
            ByocTrunk bare = new ByocTrunk(ByocTrunkSid.mint(change.world()), call.account(), "", VoiceUrls.NONE,
                    false, Optional.empty(), Optional.empty(), Dates.at(change.now()));
            return new SipChange(change).insert(SipTables.BYOC_TRUNKS, filled(call, bare, change),
                    SipChange.Limit.DOORS, Map.of());
        });
    }

    private Optional<ByocTrunk> updateTrunk(ApiCall call) {
        String sid = call.sid("Sid", ByocTrunkSid::new).value();
        return stored.change(call, change -> change.update(
                SipTables.BYOC_TRUNKS, call.account(), sid, old -> filled(call, old, change)));
    }

    private static ByocTrunk filled(ApiCall call, ByocTrunk old, DirectoryChange change) {
        SipParams.notBuilt(call, SipParams.CNAM, "nothing looks callers' names up");
        Optional<ConnectionPolicySid> policy = call.change(POLICY, old.policy());
        if (call.get(POLICY).isPresent()
                && change.fetch(SipTables.POLICIES, old.account(), policy.orElseThrow().value()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter ConnectionPolicySid is no connection policy of the account.");
        }
        Optional<DomainSid> from = call.change(FROM_DOMAIN, old.fromDomain());
        if (call.get(FROM_DOMAIN).isPresent()
                && change.fetch(SipTables.DOMAINS, old.account(), from.orElseThrow().value()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter FromDomainSid is no SIP domain of the account.");
        }
        return new ByocTrunk(old.sid(), old.account(), call.change(SipParams.NAME, old.name()),
                URLS.urls(call, old.voice()), false, policy, from, old.dates().touched(change.now()));
    }

    private ConnectionPolicy createPolicy(ApiCall call) {
        return stored.change(call, change -> new SipChange(change).insert(SipTables.POLICIES, new ConnectionPolicy(
                ConnectionPolicySid.mint(change.world()), call.account(), call.get(SipParams.NAME).orElse(""),
                Dates.at(change.now())), SipChange.Limit.DOORS, Map.of()));
    }

    private Optional<ConnectionPolicy> updatePolicy(ApiCall call) {
        String sid = call.sid("Sid", ConnectionPolicySid::new).value();
        return stored.change(call, change -> change.update(SipTables.POLICIES, call.account(), sid, old ->
                new ConnectionPolicy(old.sid(), old.account(), call.change(SipParams.NAME, old.name()),
                        old.dates().touched(change.now()))));
    }

    private boolean deletePolicy(ApiCall call) {
        String sid = call.sid("Sid", ConnectionPolicySid::new).value();
        return stored.change(call, change -> new SipChange(change).deletePolicy(call.account(), sid));
    }

    private ConnectionPolicy policy(ApiCall call) {
        return stored.fetch(call, SipTables.POLICIES, "ConnectionPolicySid").orElseThrow(call::notFound);
    }

    private ConnectionTarget createTarget(ApiCall call) {
        ConnectionPolicy policy = policy(call);
        return stored.change(call, change -> new SipChange(change).insert(SipTables.TARGETS, new ConnectionTarget(
                ConnectionTargetSid.mint(change.world()), call.account(), policy.sid(),
                call.get(SipParams.NAME).orElse(""), call.need(TARGET), call.get(SipParams.PRIORITY).orElse(PRIORITY),
                call.get(SipParams.WEIGHT).orElse(WEIGHT), call.get(SipParams.ENABLED).orElse(true),
                Dates.at(change.now())), SipChange.Limit.PARTS, Map.of("List", policy.sid().value())));
    }

    private Slice<ConnectionTarget> targets(ApiCall call) {
        return stored.list(call, SipTables.TARGETS, Map.of("List", policy(call).sid().value()));
    }

    private Optional<ConnectionTarget> target(ApiCall call) {
        return stored.fetch(call, SipTables.TARGETS, "Sid")
                .filter(one -> one.policy().value().equals(call.path("ConnectionPolicySid")));
    }

    private Optional<ConnectionTarget> updateTarget(ApiCall call) {
        if (target(call).isEmpty()) {
            return Optional.empty();
        }
        return stored.change(call, change -> change.update(SipTables.TARGETS, call.account(), call.path("Sid"), old ->
                new ConnectionTarget(old.sid(), old.account(), old.policy(), call.change(SipParams.NAME, old.name()),
                        call.change(TARGET, old.target()), call.change(SipParams.PRIORITY, old.priority()),
                        call.change(SipParams.WEIGHT, old.weight()), call.change(SipParams.ENABLED, old.enabled()),
                        old.dates().touched(change.now()))));
    }
}
