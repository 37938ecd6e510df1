package io.strowger.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Account;
import io.strowger.server.store.DialingPermissions;
import io.strowger.server.store.DialingPermissions.Allowed;
import io.strowger.server.store.DialingPlan;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.Inventory;
import io.strowger.server.store.SipChange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Which telephone numbers an account may call: {@code /v1/DialingPermissions} and {@code /v1/Settings} (rest-api
 * section 2, "Voice v1"; docs/sip-resources.md). Nothing is allowed until it is set here or in a provisioning file.
 */
public final class DialingResources {
    private static final String COUNTRIES = "/v1/DialingPermissions/Countries";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Param<String> ISO = Param.text("IsoCode", 2);
    private static final Param<String> CONTINENT = Param.text("Continent", 30);
    private static final Param<String> CODE = Param.text("CountryCode", 8);
    private static final Param<Boolean> LOW = Param.bool("LowRiskNumbersEnabled");
    private static final Param<Boolean> SPECIAL = Param.bool("HighRiskSpecialNumbersEnabled");
    private static final Param<Boolean> FRAUD = Param.bool("HighRiskTollfraudNumbersEnabled");
    private static final Param<List<Update>> UPDATE = Param.of("UpdateRequest", "a JSON array of at most 300 objects"
            + " with iso_code (a country's) and low_risk_numbers_enabled, high_risk_special_numbers_enabled or"
            + " high_risk_tollfraud_numbers_enabled (true or false)", DialingResources::updates);
    private static final Param<Boolean> INHERITANCE = Param.bool("DialingPermissionsInheritance");

    /** A country with what counts for the account. */
    record Country(DialingPlan.Country country, Allowed allowed) {}

    /** One country's part of an update; an empty flag leaves what is. */
    record Update(String iso, Optional<Boolean> low, Optional<Boolean> special, Optional<Boolean> fraud) {}

    /** {@code dialing_permissions.dialing_permissions_country} (rest-api section 5.2). */
    static final Representation<Country> COUNTRY = Representation.<Country>v1("DialingPermissionsCountry")
            .text("iso_code", row -> row.country().iso())
            .text("name", row -> row.country().name())
            .text("continent", row -> continent(row.country()))
            .json("country_codes", "array", row -> codes(row.country()))
            .bool("low_risk_numbers_enabled", row -> row.allowed().low())
            .bool("high_risk_special_numbers_enabled", row -> row.allowed().special())
            .bool("high_risk_tollfraud_numbers_enabled", row -> row.allowed().tollFraud())
            .url(row -> COUNTRIES + "/" + row.country().iso())
            .links(row -> Map.of("highrisk_special_prefixes",
                    COUNTRIES + "/" + row.country().iso() + "/HighRiskSpecialPrefixes"));

    /** {@code dialing_permissions.dialing_permissions_country.dialing_permissions_hrs_prefixes}. */
    static final Representation<String> PREFIX =
            Representation.<String>v1("DialingPermissionsHrsPrefixes").text("prefix", prefix -> "+" + prefix);

    /** {@code dialing_permissions.dialing_permissions_country_bulk_update}. */
    static final Representation<Integer> BULK = Representation.<Integer>v1("DialingPermissionsCountryBulkUpdate")
            .integer("update_count", count -> (long) count)
            .constant("update_request", "accepted");

    /** {@code dialing_permissions.dialing_permissions_settings}. */
    static final Representation<Boolean> SETTINGS = Representation.<Boolean>v1("DialingPermissionsSettings")
            .bool("dialing_permissions_inheritance", inherits -> inherits)
            .url(inherits -> "/v1/Settings");

    private final StoredResources stored;

    /** Kept there. */
    public DialingResources(StoredResources stored) {
        this.stored = stored;
    }

    private static String continent(DialingPlan.Country country) {
        return country.continent().toUpperCase(Locale.ROOT).replace(' ', '_');
    }

    private static ArrayNode codes(DialingPlan.Country country) {
        ArrayNode codes = JsonNodeFactory.instance.arrayNode();
        country.codes().forEach(code -> codes.add("+" + code));
        return codes;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListDialingPermissionsCountry", COUNTRIES, "content", COUNTRY, this::list)
                        .with(ISO, CONTINENT, CODE, LOW, SPECIAL, FRAUD),
                Operation.fetch("FetchDialingPermissionsCountry", COUNTRIES + "/{IsoCode}", COUNTRY,
                        call -> DialingPlan.shipped().country(call.path("IsoCode"))
                                .map(country -> shown(permissions(call), country))),
                Operation.list("ListDialingPermissionsHrsPrefixes", COUNTRIES + "/{IsoCode}/HighRiskSpecialPrefixes",
                        "content", PREFIX, call -> call.page().cut(DialingPlan.shipped()
                                .country(call.path("IsoCode")).orElseThrow(call::notFound).special(), one -> one)),
                Operation.create("CreateDialingPermissionsCountryBulkUpdate",
                        "/v1/DialingPermissions/BulkCountryUpdates", BULK, this::update).with(UPDATE.required()),
                Operation.fetch("FetchDialingPermissionsSettings", "/v1/Settings", SETTINGS,
                        call -> Optional.of(own(call).inherits())),
                Operation.update("UpdateDialingPermissionsSettings", "/v1/Settings", SETTINGS, this::settings)
                        .answering(202).with(INHERITANCE));
    }

    private Inventory inventory() {
        return stored.store().inventory();
    }

    private DialingPermissions permissions(ApiCall call) {
        return inventory().permissions(call.account());
    }

    private DialingPermissions own(ApiCall call) {
        return inventory().sip().permissions(call.account());
    }

    private static Country shown(DialingPermissions permissions, DialingPlan.Country country) {
        return new Country(country, permissions.in(country.iso()));
    }

    private Slice<Country> list(ApiCall call) {
        DialingPermissions permissions = permissions(call);
        List<Country> found = DialingPlan.shipped().countries().stream()
                .filter(one -> call.get(ISO).map(one.iso()::equalsIgnoreCase).orElse(true))
                .filter(one -> call.get(CONTINENT)
                        .map(name -> continent(one).equalsIgnoreCase(name.replace(' ', '_'))).orElse(true))
                .filter(one -> call.get(CODE).map(code -> one.codes().contains(code.replace("+", ""))).orElse(true))
                .map(one -> shown(permissions, one))
                .filter(one -> call.get(LOW).map(flag -> flag == one.allowed().low()).orElse(true))
                .filter(one -> call.get(SPECIAL).map(flag -> flag == one.allowed().special()).orElse(true))
                .filter(one -> call.get(FRAUD).map(flag -> flag == one.allowed().tollFraud()).orElse(true))
                .toList();
        return call.page().cut(found, one -> one.country().iso());
    }

    private int update(ApiCall call) {
        return stored.change(call, change -> {
            DialingPermissions next = stored(change, call);
            if (next.inherits()) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter UpdateRequest has no effect"
                        + " while the account inherits: set DialingPermissionsInheritance to false first.");
            }
            for (Update update : call.need(UPDATE)) {
                Allowed old = next.in(update.iso());
                next = next.with(update.iso(), new Allowed(update.low().orElse(old.low()),
                        update.special().orElse(old.special()), update.fraud().orElse(old.tollFraud())));
            }
            new SipChange(change).permissions(next);
            return (int) call.need(UPDATE).stream().map(Update::iso).distinct().count();
        });
    }

    private Optional<Boolean> settings(ApiCall call) {
        Optional<Boolean> wanted = call.get(INHERITANCE);
        boolean top = inventory().account(call.account()).filter(Account::master).isPresent();
        if (wanted.orElse(false) && top) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter DialingPermissionsInheritance is for sub-accounts: this account has no owner.");
        }
        return Optional.of(stored.change(call, change -> {
            DialingPermissions old = stored(change, call);
            if (wanted.isPresent() && wanted.get() != old.inherits()) {
                new SipChange(change).permissions(old.inheriting(wanted.get()));
            }
            return wanted.orElse(old.inherits());
        }));
    }

    /** As the database has them while this change holds its lock. */
    private static DialingPermissions stored(DirectoryChange change, ApiCall call) {
        return new SipChange(change).permissions(call.account());
    }

    private static List<Update> updates(String text) {
        try {
            JsonNode list = MAPPER.readTree(text);
            if (!list.isArray() || list.isEmpty() || list.size() > 300) {
                throw new IllegalArgumentException("no array");
            }
            return StreamSupport.stream(list.spliterator(), false).map(DialingResources::update)
                    .toList();
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private static Update update(JsonNode node) {
        String iso = DialingPlan.shipped().country(node.path("iso_code").asText("")).map(DialingPlan.Country::iso)
                .orElseThrow(() -> new IllegalArgumentException("no country"));
        return new Update(iso, flag(node, "low_risk_numbers_enabled"),
                flag(node, "high_risk_special_numbers_enabled"), flag(node, "high_risk_tollfraud_numbers_enabled"));
    }

    private static Optional<Boolean> flag(JsonNode node, String name) {
        if (node.path(name).isMissingNode() || node.path(name).isNull()) {
            return Optional.empty();
        }
        return Optional.of(switch (node.path(name).asText().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name);
        });
    }
}
