package io.strowger.server.api;

import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.CallerId;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.Tables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers of others that the account may show: {@code ~/OutgoingCallerIds} (rest-api section 2). They come from a
 * provisioning file; the call that validates a new one is not built.
 */
public final class CallerIdResources {
    private static final Param<String> NAME = Param.text("FriendlyName", 64);
    private static final Param<String> NUMBER =
            Param.of("PhoneNumber", "a number of the form +15005550006", NumberResources::e164);

    /** {@code account.outgoing_caller_id} (rest-api section 5.1). */
    static final Representation<CallerId> CALLER_ID = Representation.<CallerId>v2010("OutgoingCallerId")
            .sid("sid", CallerId::sid)
            .sid("account_sid", CallerId::account)
            .text("friendly_name", CallerId::name)
            .text("phone_number", CallerId::number)
            .date("date_created", id -> id.dates().created())
            .date("date_updated", id -> id.dates().updated())
            .uri(id -> Wire.account(id.account()) + "/OutgoingCallerIds/" + id.sid());

    private final StoredResources stored;

    /** Kept there. */
    public CallerIdResources(StoredResources stored) {
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.notBuilt("CreateValidationRequest", Operation.Method.POST, "~/OutgoingCallerIds",
                        "caller ids come from the key callerIds of a provisioning file"),
                Operation.list("ListOutgoingCallerId", "~/OutgoingCallerIds", "outgoing_caller_ids", CALLER_ID,
                        this::list).with(NUMBER, NAME),
                Operation.fetch("FetchOutgoingCallerId", "~/OutgoingCallerIds/{Sid}", CALLER_ID,
                        call -> stored.fetch(call, Tables.CALLER_IDS, "Sid")),
                Operation.update("UpdateOutgoingCallerId", "~/OutgoingCallerIds/{Sid}", CALLER_ID, call -> {
                    PhoneNumberSid sid = call.sid("Sid", PhoneNumberSid::new);
                    return stored.change(call, change -> change.update(
                            Tables.CALLER_IDS, call.account(), sid.value(),
                            old -> old.named(call.change(NAME, old.name()), old.dates().touched(change.now()))));
                }).with(NAME),
                Operation.delete("DeleteOutgoingCallerId", "~/OutgoingCallerIds/{Sid}",
                        call -> stored.delete(call, Tables.CALLER_IDS, "Sid")));
    }

    private Slice<CallerId> list(ApiCall call) {
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(NAME).ifPresent(name -> filters.put("FriendlyName", name));
        call.get(NUMBER).ifPresent(number -> filters.put("PhoneNumber", PhoneNumber.digits(number)));
        return stored.list(call, Tables.CALLER_IDS, filters);
    }
}
