package io.strowger.server.api;

import io.strowger.call.Placement;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.Actor;
import io.strowger.server.store.CallerId;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.Selection;
import io.strowger.server.store.Tables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers of others that the account may show: {@code ~/OutgoingCallerIds} (rest-api section 2). A new one is called
 * and asked for a code ({@link CallerIdValidation}); a provisioning file may name them too.
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

    private static final Param<Integer> DELAY = Param.integer("CallDelay", 0, 60);
    private static final Param<String> EXTENSION = Param.of("Extension", "at most 32 of the keys 0-9 * # w W", text -> {
        if (!text.matches("[0-9*#wW]{1,32}")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    });
    private static final Param<String> CALLBACK = Param.url("StatusCallback");
    private static final Param<String> CALLBACK_METHOD = Param.method("StatusCallbackMethod");

    /** {@code account.validation_request} (rest-api section 5.1). */
    static final Representation<Validation> VALIDATION = Representation.<Validation>v2010("ValidationRequest")
            .sid("account_sid", validation -> validation.id().account())
            .sid("call_sid", Validation::call)
            .text("friendly_name", validation -> validation.id().name())
            .text("phone_number", validation -> validation.id().number())
            .text("validation_code", Validation::code);

    private final StoredResources stored;
    private final CallerIdValidation validation;
    private final Placer placer;

    /** @param placer takes the calls that validate */
    public CallerIdResources(StoredResources stored, CallerIdValidation validation, Placer placer) {
        this.stored = stored;
        this.validation = validation;
        this.placer = placer;
    }

    /** Takes a call into the queue: {@link CallDesk#place}. */
    @FunctionalInterface
    public interface Placer {
        /** What became of it. */
        Placement place(CallSid sid, OutboundRequest request);
    }

    private record Validation(CallerIdValidation.Wanted id, CallSid call, String code) {}

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.create("CreateValidationRequest", "~/OutgoingCallerIds", VALIDATION, this::validate)
                        .with(NumberResources.NUMBER.required(), NAME, DELAY, EXTENSION, CALLBACK, CALLBACK_METHOD)
                        .answering(200)
                        .summary("Calls the number and asks for validation_code; then it is a caller id."),
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

    private Validation validate(ApiCall call) {
        if (call.get(DELAY).orElse(0) > 0) {
            throw ApiFailure.notBuilt(404, "CallDelay", "the call is placed at once");
        }
        String number = call.need(NumberResources.NUMBER);
        if (stored.store().inventory().mayShow(call.account(), number)) {
            throw new ApiFailure(400, ErrorCode.CALLER_ID_TAKEN,
                    "The parameter PhoneNumber names a number that this account may show already.");
        }
        String from = stored.store().page(Tables.NUMBERS, call.account(), Selection.first(1)).rows().stream()
                .findFirst().map(PhoneNumber::number).orElseThrow(() -> new ApiFailure(400,
                        ErrorCode.CALL_FROM_NOT_VERIFIED, "The account has no number that the validation call could"
                                + " come from: take one with IncomingPhoneNumbers first."));
        CallerIdValidation.Wanted wanted = new CallerIdValidation.Wanted(call.account(),
                Actor.api(call.principal().user(), call.peer()), number, call.get(NAME).orElse(Wire.national(number)),
                call.get(CALLBACK).map(url -> new WebTarget(url, call.get(CALLBACK_METHOD).orElse("POST"))),
                call.get(EXTENSION));
        CallerIdValidation.Begun begun = validation.begin(wanted, from).orElseThrow(() -> new ApiFailure(429,
                ErrorCode.TOO_MANY_REQUESTS, "More than " + validation.limit().max()
                        + " validation calls at once (limit " + validation.limit().name() + ")",
                List.of(new Header("Retry-After", "60"))));
        if (placer.place(begun.call(), begun.request()) instanceof Placement.Refused(ErrorCode code, String message)) {
            validation.cancel(begun.token());
            throw new ApiFailure(code == ErrorCode.OUTBOUND_QUEUE_FULL ? 429 : 400, code, message);
        }
        return new Validation(wanted, begun.call(), begun.code());
    }
}
