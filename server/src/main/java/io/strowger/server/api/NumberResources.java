package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Account;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.Inventory;
import io.strowger.server.store.NumberPool;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.PoolNumber;
import io.strowger.server.store.RowRefused;
import io.strowger.server.store.Tables;
import io.strowger.server.store.VoiceUrls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers that can be called: {@code ~/IncomingPhoneNumbers} with its variants by kind (rest-api section 2, B8). Which
 * numbers an account may take: the master account any at all; every other those of the installation's pool that no
 * account has (docs/accounts.md).
 */
public final class NumberResources {
    static final Param<String> NUMBER = Param.of("PhoneNumber", "a number of the form +15005550006",
            NumberResources::e164).code(ErrorCode.NUMBER_INVALID);
    private static final Param<String> PATTERN = Param.of(
            "PhoneNumber", "a number or a part of one, with * for a digit", NumberResources::pattern);
    private static final Param<String> AREA = Param.of("AreaCode", "three digits", value -> matched(value, "[0-9]{3}"));
    private static final Param<String> NAME = Param.text("FriendlyName", 64);
    private static final Param<ApplicationSid> APPLICATION =
            Param.sid("VoiceApplicationSid", "AP", ApplicationSid::new);
    private static final Param<TrunkSid> TRUNK = Param.sid("TrunkSid", "TK", TrunkSid::new);
    private static final Param<AccountSid> ACCOUNT = Param.sid("AccountSid", "AC", AccountSid::new);
    private static final Param<String> MODE = Param.oneOf("VoiceReceiveMode", "voice", "fax");
    private static final Param<String> EMERGENCY = Param.oneOf("EmergencyStatus", "Active", "Inactive");
    private static final Param<Boolean> BETA = Param.bool("Beta");
    private static final Param<String> ORIGIN = Param.oneOf("Origin", "twilio", "hosted");
    /** Kept and shown; nothing here has a use for them. */
    private static final List<Param<String>> KEPT = List.of(
            sid("SmsApplicationSid", "AP"), sid("IdentitySid", "RI"), sid("AddressSid", "AD"), sid("BundleSid", "BU"),
            sid("EmergencyAddressSid", "AD"));

    /** {@code account.incoming_phone_number} (rest-api section 5.1). */
    static final Representation<PhoneNumber> SHOWN =
            shown("IncomingPhoneNumber").text("type", number -> word(number.kind()));
    /** Where the path says of which kind it is. */
    private static final Representation<PhoneNumber> SHOWN_BY_KIND = shown("IncomingPhoneNumberOfKind");

    private final StoredResources stored;
    private final NumberPool pool;

    /** Kept there. */
    public NumberResources(StoredResources stored, NumberPool pool) {
        this.stored = stored;
        this.pool = pool;
    }

    private static Param<String> sid(String name, String prefix) {
        return Param.of(name, "a sid of the form " + prefix + " and 32 hex digits",
                value -> matched(value, prefix + "[0-9a-fA-F]{32}"));
    }

    private static String matched(String value, String pattern) {
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(value);
        }
        return value;
    }

    static String e164(String text) {
        return "+" + matched(PhoneNumber.digits(text), "[1-9][0-9]{1,14}");
    }

    /** As SQL's like wants it, on the digits. */
    static String pattern(String text) {
        return "%" + matched(PhoneNumber.digits(text), "[0-9*]{1,20}").replace('*', '_') + "%";
    }

    private static Representation<PhoneNumber> shown(String name) {
        Representation<PhoneNumber> shape = VoiceForm.shown(
                Representation.<PhoneNumber>v2010(name)
                        .sid("sid", PhoneNumber::sid)
                        .sid("account_sid", PhoneNumber::account)
                        .text("friendly_name", PhoneNumber::name)
                        .text("phone_number", PhoneNumber::number)
                        .constant("api_version", Wire.VERSION)
                        .date("date_created", number -> number.dates().created())
                        .date("date_updated", number -> number.dates().updated()),
                PhoneNumber::voice, PhoneNumber::further)
                .sidOr("voice_application_sid", number -> number.voice().application())
                .bool("voice_caller_id_lookup", PhoneNumber::callerIdLookup)
                .constant("voice_receive_mode", "voice")
                .sidOr("trunk_sid", PhoneNumber::trunk)
                .constant("address_requirements", "none")
                .bool("beta", number -> false)
                .json("capabilities", "object", number -> capabilities())
                .constant("origin", "hosted")
                .constant("emergency_status", "Inactive")
                .constant("emergency_address_status", "unregistered")
                .constant("status", "in-use");
        for (Param<String> param : KEPT) {
            String field = VoiceForm.snake(param.name());
            shape.textOr(field, number -> Optional.ofNullable(number.further().get(field)));
        }
        return shape.uri(number -> Wire.account(number.account()) + "/IncomingPhoneNumbers/" + number.sid());
    }

    static ObjectNode capabilities() {
        return JsonNodeFactory.instance.objectNode().put("voice", true).put("sms", false).put("mms", false)
                .put("fax", false);
    }

    static String word(PhoneNumber.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(List.of(
                fields(Operation.create("CreateIncomingPhoneNumber", "~/IncomingPhoneNumbers", SHOWN,
                        call -> create(call, Optional.empty()))).with(NUMBER, AREA),
                list("ListIncomingPhoneNumber", "~/IncomingPhoneNumbers", Optional.empty()),
                Operation.fetch("FetchIncomingPhoneNumber", "~/IncomingPhoneNumbers/{Sid}", SHOWN,
                        call -> stored.fetch(call, Tables.NUMBERS, "Sid")),
                fields(Operation.update("UpdateIncomingPhoneNumber", "~/IncomingPhoneNumbers/{Sid}", SHOWN,
                        this::update)).with(ACCOUNT),
                Operation.delete("DeleteIncomingPhoneNumber", "~/IncomingPhoneNumbers/{Sid}",
                        call -> stored.delete(call, Tables.NUMBERS, "Sid"))));
        Map<String, PhoneNumber.Kind> kinds = new LinkedHashMap<>();
        kinds.put("Local", PhoneNumber.Kind.LOCAL);
        kinds.put("Mobile", PhoneNumber.Kind.MOBILE);
        kinds.put("TollFree", PhoneNumber.Kind.TOLL_FREE);
        kinds.forEach((name, kind) -> {
            all.add(fields(Operation.create("CreateIncomingPhoneNumber" + name, "~/IncomingPhoneNumbers/" + name,
                    SHOWN_BY_KIND, call -> create(call, Optional.of(kind)))).with(NUMBER.required()));
            all.add(list("ListIncomingPhoneNumber" + name, "~/IncomingPhoneNumbers/" + name, Optional.of(kind)));
        });
        return all;
    }

    private static Operation fields(Operation operation) {
        return operation.with(NAME, APPLICATION, TRUNK, MODE, EMERGENCY).with(VoiceForm.params())
                .with(List.copyOf(KEPT));
    }

    private Operation list(String id, String path, Optional<PhoneNumber.Kind> kind) {
        return Operation.list(id, path, "incoming_phone_numbers", kind.isPresent() ? SHOWN_BY_KIND : SHOWN,
                call -> list(call, kind)).with(BETA, NAME, PATTERN, ORIGIN);
    }

    private Slice<PhoneNumber> list(ApiCall call, Optional<PhoneNumber.Kind> kind) {
        if (call.get(ORIGIN).filter("twilio"::equals).isPresent()) {
            return new Slice<>(List.of(), Optional.empty(), Optional.empty()); // every number here is the operator's
        }
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(NAME).ifPresent(name -> filters.put("FriendlyName", name));
        call.get(PATTERN).ifPresent(pattern -> filters.put("PhoneNumber", pattern));
        kind.ifPresent(only -> filters.put("Kind", only.name().toLowerCase(Locale.ROOT)));
        return stored.list(call, Tables.NUMBERS, filters);
    }

    private PhoneNumber create(ApiCall call, Optional<PhoneNumber.Kind> kind) {
        refuseUnbuilt(call);
        boolean area = call.declares(AREA) && call.get(AREA).isPresent();
        if (call.get(NUMBER).isPresent() == area) {
            throw new ApiFailure(400, ErrorCode.NUMBER_INVALID, "The parameter PhoneNumber is required, or AreaCode.");
        }
        return stored.change(call, change -> {
            Optional<PoolNumber> pooled = area
                    ? pool.pick(change, kind.orElse(PhoneNumber.Kind.LOCAL), call.need(AREA))
                    : pool.find(change, call.need(NUMBER));
            boolean any = inventory().account(call.principal().account()).filter(Account::master).isPresent();
            if (pooled.isEmpty() && (area || !any)) {
                throw new RowRefused(ErrorCode.NUMBER_NOT_AVAILABLE, (area ? "AreaCode: no number of it is"
                        : "PhoneNumber: " + call.need(NUMBER) + " is not") + " among this installation's free numbers");
            }
            String number = pooled.map(PoolNumber::number).orElseGet(() -> call.need(NUMBER));
            PhoneNumber.Kind own = pooled.map(PoolNumber::kind).or(() -> kind).orElse(PhoneNumber.kind(number));
            if (kind.filter(wanted -> wanted != own).isPresent()) {
                throw new RowRefused(ErrorCode.NUMBER_NOT_AVAILABLE, "PhoneNumber: it is of the kind " + word(own));
            }
            PhoneNumber bare = new PhoneNumber(PhoneNumberSid.mint(change.world()), call.account(), number,
                    Wire.national(number), VoiceUrls.NONE, own, Optional.empty(), pooled.isPresent(), false, Map.of(),
                    Dates.at(change.now()));
            return change.insert(Tables.NUMBERS, filled(call, bare, bare.account(), change));
        });
    }

    private Optional<PhoneNumber> update(ApiCall call) {
        refuseUnbuilt(call);
        PhoneNumberSid sid = call.sid("Sid", PhoneNumberSid::new);
        return stored.change(call, change -> change.update(Tables.NUMBERS, call.account(), sid.value(), old -> {
            AccountSid owner = call.get(ACCOUNT).orElse(old.account());
            if (!owner.equals(old.account()) && !receives(call, owner)) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                        "The parameter AccountSid is no active account that these credentials reach.");
            }
            return filled(call, old, owner, change);
        }));
    }

    private boolean receives(ApiCall call, AccountSid owner) {
        return inventory().status(owner) == Account.Status.ACTIVE && inventory().lineage(owner).stream()
                .anyMatch(one -> one.sid().equals(call.principal().account()));
    }

    private Inventory inventory() {
        return stored.store().inventory();
    }

    /** A number that moves leaves its application and trunk behind: they are the old account's. */
    private PhoneNumber filled(ApiCall call, PhoneNumber old, AccountSid owner, DirectoryChange change) {
        boolean moves = !owner.equals(old.account());
        Optional<ApplicationSid> application = call.change(
                APPLICATION, moves ? Optional.empty() : old.voice().application());
        if (call.get(APPLICATION).isPresent()
                && change.fetch(Tables.APPLICATIONS, owner, application.orElseThrow().value()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter VoiceApplicationSid is no application of the account.");
        }
        Optional<TrunkSid> trunk = call.change(TRUNK, moves ? Optional.empty() : old.trunk());
        if (call.get(TRUNK).isPresent() && inventory().sip().trunk(owner, trunk.orElseThrow()).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter TrunkSid is no trunk of the account.");
        }
        Map<String, String> further = VoiceForm.kept(call, old.further(), VoiceForm.MESSAGING);
        further = VoiceForm.kept(call, further, KEPT);
        VoiceUrls urls = VoiceForm.urls(call, old.voice(), application, further);
        return old.changed(owner, call.change(NAME, old.name()), urls, trunk,
                call.change(VoiceForm.LOOKUP, old.callerIdLookup()), further, old.dates().touched(change.now()));
    }

    private static void refuseUnbuilt(ApiCall call) {
        if (call.get(MODE).filter("fax"::equals).isPresent()) {
            throw ApiFailure.notBuilt(404, "VoiceReceiveMode=fax", "");
        }
        if (call.get(EMERGENCY).filter("Active"::equals).isPresent()) {
            throw ApiFailure.notBuilt(404, "EmergencyStatus=Active", "emergency calls need a carrier's service");
        }
    }
}
