package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.OriginationUrlSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.server.api.SipMappingResources.Shown;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.ElasticTrunk;
import io.strowger.server.store.OriginationUrl;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipMapping.Purpose;
import io.strowger.server.store.SipTables;
import io.strowger.server.store.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Trunks towards an account's own exchange: {@code /v1/Trunks} with origination URLs, lists, numbers and recording
 * (rest-api section 2, "Trunking v1").
 */
public final class TrunkResources {
    private static final String TRUNKS = "/v1/Trunks";
    private static final String TRUNK = TRUNKS + "/{TrunkSid}";
    private static final Param<String> RECOVERY = Param.url("DisasterRecoveryUrl");
    private static final Param<String> RECOVERY_METHOD = Param.method("DisasterRecoveryMethod");
    private static final Param<String> TRANSFER =
            Param.oneOf("TransferMode", "disable-all", "enable-all", "sip-only");
    private static final Param<String> TRANSFER_ID =
            Param.oneOf("TransferCallerId", "from-transferee", "from-transferor");
    private static final Param<String> URL = SipParams.sipUri("SipUrl");
    private static final Param<PhoneNumberSid> NUMBER = Param.sid("PhoneNumberSid", "PN", PhoneNumberSid::new);
    private static final Param<String> MODE = Param.oneOf("Mode", "do-not-record", "record-from-ringing",
            "record-from-answer", "record-from-ringing-dual", "record-from-answer-dual");
    private static final Param<String> TRIM = Param.oneOf("Trim", "trim-silence", "do-not-trim");

    /** @param auth what is mapped */
    record ShownTrunk(ElasticTrunk trunk, List<String> auth) {}

    /** {@code trunk} (rest-api section 5.4). */
    static final Representation<ShownTrunk> SHOWN = Representation.<ShownTrunk>v1("Trunk")
            .sid("sid", row -> row.trunk().sid())
            .sid("account_sid", row -> row.trunk().account())
            .textOr("domain_name", row -> row.trunk().host())
            .text("friendly_name", row -> row.trunk().name())
            .textOr("disaster_recovery_url", row -> row.trunk().recovery())
            .text("disaster_recovery_method", row -> row.trunk().recoveryMethod())
            .bool("secure", row -> false)
            .bool("cnam_lookup_enabled", row -> false)
            .bool("symmetric_rtp_enabled", row -> false)
            .json("recording", "object", row -> JsonNodeFactory.instance.objectNode()
                    .put("mode", row.trunk().recordingMode()).put("trim", row.trunk().recordingTrim()))
            .text("transfer_mode", row -> row.trunk().transferMode())
            .text("transfer_caller_id", row -> row.trunk().transferCallerId())
            .text("auth_type", row -> String.join(",", row.auth()))
            .json("auth_type_set", "array", row -> array(row.auth()))
            .date("date_created", row -> row.trunk().dates().created())
            .date("date_updated", row -> row.trunk().dates().updated())
            .url(row -> path(row.trunk()))
            .links(row -> parts(row.trunk()));

    /** {@code trunk.recording}. */
    static final Representation<ElasticTrunk> RECORDING = Representation.<ElasticTrunk>v1("TrunkRecording")
            .text("mode", ElasticTrunk::recordingMode)
            .text("trim", ElasticTrunk::recordingTrim);

    /** {@code trunk.origination_url}. */
    static final Representation<OriginationUrl> ORIGINATION = Representation.<OriginationUrl>v1("OriginationUrl")
            .sid("sid", OriginationUrl::sid)
            .sid("account_sid", OriginationUrl::account)
            .sid("trunk_sid", OriginationUrl::trunk)
            .integer("weight", row -> (long) row.weight())
            .bool("enabled", OriginationUrl::enabled)
            .text("sip_url", OriginationUrl::uri)
            .text("friendly_name", OriginationUrl::name)
            .integer("priority", row -> (long) row.priority())
            .date("date_created", row -> row.dates().created())
            .date("date_updated", row -> row.dates().updated())
            .url(row -> TRUNKS + "/" + row.trunk() + "/OriginationUrls/" + row.sid());

    /** {@code trunk.phone_number}. */
    static final Representation<PhoneNumber> PHONE_NUMBER = number();

    private final StoredResources stored;
    private final SipMappingResources mappings;
    private final Set<String> reserved;

    /** @param reserved host names that are the installation's own, in lower case */
    public TrunkResources(StoredResources stored, Set<String> reserved) {
        this.stored = stored;
        this.mappings = new SipMappingResources(stored);
        this.reserved = Set.copyOf(reserved);
    }

    private static ArrayNode array(List<String> words) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        words.forEach(array::add);
        return array;
    }

    private static String path(ElasticTrunk trunk) {
        return TRUNKS + "/" + trunk.sid();
    }

    private static Map<String, String> parts(ElasticTrunk trunk) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("origination_urls", path(trunk) + "/OriginationUrls");
        parts.put("credential_lists", path(trunk) + "/CredentialLists");
        parts.put("ip_access_control_lists", path(trunk) + "/IpAccessControlLists");
        parts.put("phone_numbers", path(trunk) + "/PhoneNumbers");
        return parts;
    }

    private static Representation<PhoneNumber> number() {
        Representation<PhoneNumber> shape = Representation.<PhoneNumber>v1("TrunkPhoneNumber")
                .sid("sid", PhoneNumber::sid)
                .sid("account_sid", PhoneNumber::account)
                .text("friendly_name", PhoneNumber::name)
                .text("phone_number", PhoneNumber::number)
                .constant("api_version", Wire.VERSION)
                .constant("address_requirements", "none")
                .bool("beta", row -> false)
                .json("capabilities", "object", row -> JsonNodeFactory.instance.objectNode().put("voice", true)
                        .put("sms", false).put("mms", false).put("fax", false))
                .date("date_created", row -> row.dates().created())
                .date("date_updated", row -> row.dates().updated())
                .sidOr("trunk_sid", PhoneNumber::trunk)
                .sidOr("voice_application_sid", row -> row.voice().application())
                .bool("voice_caller_id_lookup", PhoneNumber::callerIdLookup)
                .textOr("voice_url", row -> row.voice().primary().map(WebTarget::url))
                .text("voice_method", method(row -> row.voice().primary()))
                .textOr("voice_fallback_url", row -> row.voice().secondaries().stream().findFirst()
                        .map(WebTarget::url))
                .text("voice_fallback_method", method(row -> row.voice().secondaries().stream().findFirst()))
                .textOr("status_callback", row -> row.voice().statusCallback().map(WebTarget::url))
                .text("status_callback_method", method(row -> row.voice().statusCallback()));
        for (String field : List.of("sms_application_sid", "sms_url", "sms_fallback_url")) {
            shape.textOr(field, row -> Optional.ofNullable(row.further().get(field)));
        }
        for (String field : List.of("sms_method", "sms_fallback_method")) {
            shape.text(field, row -> row.further().getOrDefault(field, "POST"));
        }
        return shape.url(row -> TRUNKS + "/" + row.trunk().map(TrunkSid::value).orElse("") + "/PhoneNumbers/"
                        + row.sid())
                .links(row -> Map.of("phone_number",
                        Wire.account(row.account()) + "/IncomingPhoneNumbers/" + row.sid()));
    }

    private static Function<PhoneNumber, String> method(Function<PhoneNumber, Optional<WebTarget>> target) {
        return row -> target.apply(row).map(WebTarget::method).orElse("POST");
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(List.of(
                fields(Operation.create("CreateTrunk", TRUNKS, SHOWN, this::create)),
                Operation.list("ListTrunk", TRUNKS, "trunks", SHOWN, this::list),
                Operation.fetch("FetchTrunk", TRUNKS + "/{Sid}", SHOWN,
                        call -> stored.fetch(call, SipTables.TRUNKS, "Sid").map(this::shown)),
                fields(Operation.update("UpdateTrunk", TRUNKS + "/{Sid}", SHOWN, this::update)),
                Operation.delete("DeleteTrunk", TRUNKS + "/{Sid}", this::delete),
                Operation.fetch("FetchRecordingOfTrunkingV1", TRUNK + "/Recording", RECORDING,
                        call -> Optional.of(trunk(call))),
                Operation.update("UpdateRecording", TRUNK + "/Recording", RECORDING, this::record).with(MODE, TRIM)));
        all.addAll(urls());
        all.addAll(numbers());
        all.addAll(mappings.operations(lists("CredentialList", "/CredentialLists", "credential_lists", "CL")));
        all.addAll(mappings.operations(
                lists("IpAccessControlList", "/IpAccessControlLists", "ip_access_control_lists", "AL")));
        return all;
    }

    private List<Operation> urls() {
        String path = TRUNK + "/OriginationUrls";
        Param<?>[] all = {SipParams.WEIGHT, SipParams.PRIORITY, SipParams.ENABLED, SipParams.NAME, URL};
        Param<?>[] needed = {SipParams.WEIGHT.required(), SipParams.PRIORITY.required(),
            SipParams.ENABLED.required(), SipParams.NAME.required(), URL.required()};
        return List.of(
                Operation.create("CreateOriginationUrl", path, ORIGINATION, this::createUrl).with(needed),
                Operation.list("ListOriginationUrl", path, "origination_urls", ORIGINATION,
                        call -> stored.list(
                                call, SipTables.ORIGINATION_URLS, Map.of("List", trunk(call).sid().value()))),
                Operation.fetch("FetchOriginationUrl", path + "/{Sid}", ORIGINATION, this::url),
                Operation.update("UpdateOriginationUrl", path + "/{Sid}", ORIGINATION, this::updateUrl).with(all),
                Operation.delete("DeleteOriginationUrl", path + "/{Sid}",
                        call -> url(call).isPresent() && stored.delete(call, SipTables.ORIGINATION_URLS, "Sid")));
    }

    private List<Operation> numbers() {
        String path = TRUNK + "/PhoneNumbers";
        return List.of(
                Operation.create("CreatePhoneNumber", path, PHONE_NUMBER, this::addNumber).with(NUMBER.required()),
                Operation.list("ListPhoneNumber", path, "phone_numbers", PHONE_NUMBER,
                        call -> stored.list(call, Tables.NUMBERS, Map.of("TrunkSid", trunk(call).sid().value()))),
                Operation.fetch("FetchPhoneNumber", path + "/{Sid}", PHONE_NUMBER, this::number),
                Operation.delete("DeletePhoneNumber", path + "/{Sid}", this::removeNumber));
    }

    private static SipMappingResources.Collection lists(String name, String part, String key, String prefix) {
        Representation<Shown> shape = Representation.<Shown>v1("Trunk" + name)
                .text("sid", row -> row.mapping().list().value())
                .sid("account_sid", row -> row.mapping().account())
                .text("trunk_sid", row -> row.mapping().owner().value())
                .text("friendly_name", Shown::name)
                .date("date_created", row -> row.mapping().dates().created())
                .date("date_updated", row -> row.mapping().dates().updated())
                .url(Shown::uri);
        return new SipMappingResources.Collection(
                name, TRUNK + part, key, SipTables.TRUNKS, "TrunkSid", shape, prefix, Purpose.CALLS);
    }

    private static Operation fields(Operation operation) {
        return operation.with(SipParams.NAME, SipParams.DOMAIN_NAME, RECOVERY, RECOVERY_METHOD, TRANSFER,
                TRANSFER_ID, SipParams.SECURE, SipParams.CNAM);
    }

    private ShownTrunk shown(ElasticTrunk trunk) {
        return new ShownTrunk(trunk, stored.store().inventory().sip().authTypes(trunk));
    }

    private ElasticTrunk trunk(ApiCall call) {
        return stored.fetch(call, SipTables.TRUNKS, "TrunkSid").orElseThrow(call::notFound);
    }

    private Slice<ShownTrunk> list(ApiCall call) {
        Slice<ElasticTrunk> page = stored.list(call, SipTables.TRUNKS, Map.of());
        return new Slice<>(page.rows().stream().map(this::shown).toList(), page.next(), page.previous());
    }

    private ShownTrunk create(ApiCall call) {
        return shown(stored.change(call, change -> {
            SipChange sip = new SipChange(change);
            ElasticTrunk bare = new ElasticTrunk(TrunkSid.mint(change.world()), call.account(), "", Optional.empty(),
                    sip.realm(), Optional.empty(), "POST", "disable-all", "from-transferee", false, "do-not-record",
                    "do-not-trim", Dates.at(change.now()));
            return sip.insert(SipTables.TRUNKS, filled(call, bare, change), SipChange.Limit.DOORS, Map.of());
        }));
    }

    private Optional<ShownTrunk> update(ApiCall call) {
        String sid = call.sid("Sid", TrunkSid::new).value();
        return stored.change(call, change -> change.update(SipTables.TRUNKS, call.account(), sid,
                old -> filled(call, old, change))).map(this::shown);
    }

    private ElasticTrunk filled(ApiCall call, ElasticTrunk old, DirectoryChange change) {
        SipParams.notBuilt(call, SipParams.SECURE, "there is no TLS for SIP");
        SipParams.notBuilt(call, SipParams.CNAM, "nothing looks callers' names up");
        if (call.get(TRANSFER).filter(mode -> !mode.equals("disable-all")).isPresent()) {
            throw ApiFailure.notBuilt(404, "TransferMode=" + call.need(TRANSFER), "REFER is refused");
        }
        Optional<String> host = call.change(SipParams.DOMAIN_NAME, old.host());
        host.ifPresent(name -> new SipChange(change).free(SipParams.free(name, reserved), old.sid().value()));
        return new ElasticTrunk(old.sid(), old.account(), call.change(SipParams.NAME, old.name()), host, old.realm(),
                call.change(RECOVERY, old.recovery()), call.change(RECOVERY_METHOD, old.recoveryMethod()),
                old.transferMode(), call.change(TRANSFER_ID, old.transferCallerId()), false, old.recordingMode(),
                old.recordingTrim(), old.dates().touched(change.now()));
    }

    private boolean delete(ApiCall call) {
        String sid = call.sid("Sid", TrunkSid::new).value();
        return stored.change(call, change -> new SipChange(change).deleteTrunk(call.account(), sid));
    }

    private Optional<ElasticTrunk> record(ApiCall call) {
        String sid = trunk(call).sid().value();
        return stored.change(call, change -> change.update(SipTables.TRUNKS, call.account(), sid, old ->
                new ElasticTrunk(old.sid(), old.account(), old.name(), old.host(), old.realm(), old.recovery(),
                        old.recoveryMethod(), old.transferMode(), old.transferCallerId(), old.cnamLookup(),
                        call.change(MODE, old.recordingMode()), call.change(TRIM, old.recordingTrim()),
                        old.dates().touched(change.now()))));
    }

    private OriginationUrl createUrl(ApiCall call) {
        ElasticTrunk trunk = trunk(call);
        return stored.change(call, change -> new SipChange(change).insert(SipTables.ORIGINATION_URLS,
                new OriginationUrl(OriginationUrlSid.mint(change.world()), call.account(), trunk.sid(),
                        call.need(SipParams.NAME), call.need(URL), call.need(SipParams.PRIORITY),
                        call.need(SipParams.WEIGHT), call.need(SipParams.ENABLED), Dates.at(change.now())),
                SipChange.Limit.PARTS, Map.of("List", trunk.sid().value())));
    }

    private Optional<OriginationUrl> url(ApiCall call) {
        return stored.fetch(call, SipTables.ORIGINATION_URLS, "Sid")
                .filter(one -> one.trunk().value().equals(call.path("TrunkSid")));
    }

    private Optional<OriginationUrl> updateUrl(ApiCall call) {
        if (url(call).isEmpty()) {
            return Optional.empty();
        }
        return stored.change(call, change -> change.update(SipTables.ORIGINATION_URLS, call.account(),
                call.path("Sid"), old -> new OriginationUrl(old.sid(), old.account(), old.trunk(),
                        call.change(SipParams.NAME, old.name()), call.change(URL, old.uri()),
                        call.change(SipParams.PRIORITY, old.priority()), call.change(SipParams.WEIGHT, old.weight()),
                        call.change(SipParams.ENABLED, old.enabled()), old.dates().touched(change.now()))));
    }

    private PhoneNumber addNumber(ApiCall call) {
        ElasticTrunk trunk = trunk(call);
        return stored.change(call, change -> change
                .fetch(Tables.NUMBERS, call.account(), call.need(NUMBER).value())
                .flatMap(number -> new SipChange(change).toTrunk(number, Optional.of(trunk.sid()))))
                .orElseThrow(() -> new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                        "The parameter PhoneNumberSid is no number of the account."));
    }

    private Optional<PhoneNumber> number(ApiCall call) {
        TrunkSid trunk = trunk(call).sid();
        return stored.fetch(call, Tables.NUMBERS, "Sid").filter(one -> one.trunk().equals(Optional.of(trunk)));
    }

    private boolean removeNumber(ApiCall call) {
        Optional<PhoneNumber> found = number(call);
        found.ifPresent(number -> stored.change(
                call, change -> new SipChange(change).toTrunk(number, Optional.empty())));
        return found.isPresent();
    }
}
