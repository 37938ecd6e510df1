package io.strowger.server.api;

import io.strowger.call.CallChange;
import io.strowger.call.Placement;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Making calls: {@code POST ~/Calls} (rest-api section 2, "Calls"). A call is answered 201 once it is durable; it then
 * waits for its turn. With a header {@code Idempotency-Key} the same request within a day is the same call.
 */
public final class CallCreation {
    private static final Pattern KEYS = Pattern.compile("[0-9A-D*#wW]{1,32}");
    private static final Param<String> TO = Param.text("To", 500).required(ErrorCode.CALL_NO_TO);
    private static final Param<String> FROM = Param.text("From", 255).required(ErrorCode.CALL_NO_FROM);
    private static final Param<String> CALLER_ID = Param.text("CallerId", 255).code(ErrorCode.CALL_FROM_INVALID);
    private static final Param<String> URL = Param.url("Url").code(ErrorCode.CALL_URL_INVALID);
    private static final Param<String> METHOD = Param.method("Method");
    private static final Param<String> TWIML = Param.text("Twiml", 4000);
    private static final Param<ApplicationSid> APPLICATION =
            Param.sid("ApplicationSid", "AP", ApplicationSid::new).code(ErrorCode.CALL_APPLICATION);
    private static final Param<String> FALLBACK_URL = Param.url("FallbackUrl");
    private static final Param<String> FALLBACK_METHOD = Param.method("FallbackMethod");
    private static final Param<String> STATUS_CALLBACK = Param.url("StatusCallback");
    private static final Param<String> STATUS_CALLBACK_METHOD = Param.method("StatusCallbackMethod");
    private static final Param<List<String>> STATUS_CALLBACK_EVENT =
            Param.texts("StatusCallbackEvent", 4, "initiated", "ringing", "answered", "completed");
    private static final Param<Integer> TIMEOUT = Param.integer("Timeout", 0, 600);
    private static final Param<String> SEND_DIGITS = Param.of("SendDigits",
            "at most 32 of the keys 0-9 A-D * # w W", text -> {
                if (!KEYS.matcher(text).matches()) {
                    throw new IllegalArgumentException(text);
                }
                return text;
            });
    private static final Param<Boolean> RECORD = Param.bool("Record");
    private static final Param<Integer> TIME_LIMIT = Param.integer("TimeLimit", 1, 24 * 3600);
    private static final Param<String> BYOC = Param.text("Byoc", 34);
    private static final Param<String> SIP_USERNAME = Param.text("SipAuthUsername", 255);
    private static final Param<String> SIP_PASSWORD = Param.text("SipAuthPassword", 255);
    private static final Param<String> MACHINE_DETECTION =
            Param.oneOf("MachineDetection", "Enable", "DetectMessageEnd");
    private static final int LONGEST_KEY = 255;
    private static final int SHORTEST_RINGING = 5;
    /** A request that took its key so long ago and made no call has died. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(1);

    private final CallReader reader;
    private final CallDesk desk;

    /** Makes them there. */
    public CallCreation(CallReader reader, CallDesk desk) {
        this.reader = reader;
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(Operation.create("CreateCall", "~/Calls", CallResources.CALL, this::create)
                .with(TO, FROM, CALLER_ID, URL, METHOD, TWIML, APPLICATION, FALLBACK_URL, FALLBACK_METHOD,
                        STATUS_CALLBACK, STATUS_CALLBACK_METHOD, STATUS_CALLBACK_EVENT, TIMEOUT, SEND_DIGITS, RECORD,
                        TIME_LIMIT, BYOC, SIP_USERNAME, SIP_PASSWORD, MACHINE_DETECTION)
                .with(RecordingParams.ALL)
                .summary("Makes a call. It is answered when the call is durable, as queued; its document is asked for "
                        + "when the called side answers. Idempotency-Key: the same request within 24 hours is the same "
                        + "call, another one under the same key 409."));
    }

    private CallRecord create(ApiCall call) {
        if (call.get(MACHINE_DETECTION).isPresent()) {
            throw new ApiFailure(400, ErrorCode.MACHINE_DETECTION_NOT_BUILT,
                    "The parameter MachineDetection asks for what is not built in this version; leave it out.");
        }
        OutboundRequest request = request(call);
        CallSid sid = desk.newCall();
        Optional<String> key = call.header("Idempotency-Key").filter(text -> !text.isEmpty());
        if (key.isEmpty()) {
            return placed(sid, request, () -> { });
        }
        if (key.get().length() > LONGEST_KEY) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The header Idempotency-Key is longer than " + LONGEST_KEY + " characters.");
        }
        return switch (desk.claim(call.account(), key.get(), digest(call), sid)) {
            case CallDesk.Claim.Fresh fresh -> keyed(call, key.get(), sid, request);
            case CallDesk.Claim.Repeated repeated -> repeated(call, key.get(), repeated, sid, request);
            case CallDesk.Claim.Different different -> throw new ApiFailure(409, ErrorCode.IDEMPOTENCY_CONFLICT,
                    "The Idempotency-Key was used for another request within the last 24 hours.");
        };
    }

    private CallRecord keyed(ApiCall call, String key, CallSid sid, OutboundRequest request) {
        return placed(sid, request, () -> desk.release(call.account(), key));
    }

    private CallRecord repeated(
            ApiCall call, String key, CallDesk.Claim.Repeated before, CallSid sid, OutboundRequest request) {
        Optional<CallRecord> made = reader.call(call.account(), before.sid());
        if (made.isPresent()) {
            return made.get();
        }
        // whoever took the key died before it made the call: one request alone goes on in its place
        if (before.claimed().plus(GIVEN_UP).isBefore(desk.now())
                && desk.renew(call.account(), key, before.sid(), sid)) {
            return keyed(call, key, sid, request);
        }
        throw new ApiFailure(409, ErrorCode.IDEMPOTENCY_CONFLICT, "The first request with this Idempotency-Key is still"
                + " running, or its call has been deleted.", List.of(new Header("Retry-After", "1")));
    }

    /** @param unmade run when it is certain that no call was made: the same request may then be sent again */
    private CallRecord placed(CallSid sid, OutboundRequest request, Runnable unmade) {
        return switch (desk.place(sid, request)) {
            case Placement.Queued(CallRecord queued) -> stored(queued, unmade);
            case Placement.Refused(ErrorCode code, String message) -> {
                unmade.run();
                throw switch (code) {
                    case OUTBOUND_QUEUE_FULL ->
                        new ApiFailure(429, code, message, List.of(new Header("Retry-After", "60")));
                    case OUTBOUND_STOPPED, OUTBOUND_MINUTES -> new ApiFailure(403, code, message);
                    default -> new ApiFailure(400, code, message);
                };
            }
        };
    }

    /** A call that cannot be taken back may ring somebody's phone: its key stays, or a retry would call twice. */
    private CallRecord stored(CallRecord queued, Runnable unmade) {
        if (desk.durable()) {
            return queued;
        }
        if (desk.change(queued.account(), queued.sid(), CallChange.of(new CallChange.Step.Cancel()))) {
            unmade.run();
            throw new ApiFailure(503, ErrorCode.STORE_FAILED, "The call could not be stored and was not made.");
        }
        if (desk.durable()) { // the store came back and the call went on: clients repeat what is answered 5xx
            return queued;
        }
        throw new ApiFailure(503, ErrorCode.STORE_FAILED, "The call " + queued.sid() + " could not be stored in time, "
                + "and it was too late to cancel it: it may have been made. Look for it before you send another.");
    }

    private OutboundRequest request(ApiCall call) {
        Optional<Credentials> credentials = call.get(SIP_USERNAME)
                .map(user -> new Credentials(user, call.get(SIP_PASSWORD).orElse("")));
        Optional<String> document = call.get(APPLICATION).isPresent() || call.get(URL).isPresent()
                ? Optional.empty() : call.get(TWIML);
        return new OutboundRequest(call.account(), call.need(TO), call.get(CALLER_ID).orElse(call.need(FROM)), "",
                binding(call, document.isPresent()), document,
                Duration.ofSeconds(Math.max(SHORTEST_RINGING,
                        call.get(TIMEOUT).orElse((int) OutboundRequest.RINGING.toSeconds()))),
                call.get(SEND_DIGITS),
                call.get(RECORD).orElse(false) ? Optional.of(RecordingParams.options(call)) : Optional.empty(),
                call.get(TIME_LIMIT).map(Duration::ofSeconds), call.get(BYOC), credentials);
    }

    /** An application brings its own callbacks; otherwise they are the request's. */
    private VoiceBinding binding(ApiCall call, boolean inline) {
        if (call.get(APPLICATION).isPresent()) {
            return desk.application(call.account(), call.need(APPLICATION)).orElseThrow(() -> new ApiFailure(400,
                    ErrorCode.CALL_APPLICATION, "The parameter ApplicationSid names no application of this account "
                            + "that has a VoiceUrl."));
        }
        if (!inline && call.get(URL).isEmpty()) {
            throw new ApiFailure(400, ErrorCode.CALL_URL_INVALID,
                    "One of the parameters Url, Twiml and ApplicationSid is required.");
        }
        Set<String> events = new LinkedHashSet<>(call.get(STATUS_CALLBACK_EVENT).orElse(List.of("completed")));
        return new VoiceBinding(target(call, URL, METHOD).orElse(new WebTarget("", "POST")),
                target(call, FALLBACK_URL, FALLBACK_METHOD).stream().toList(),
                target(call, STATUS_CALLBACK, STATUS_CALLBACK_METHOD), events, Optional.empty());
    }

    private static Optional<WebTarget> target(ApiCall call, Param<String> url, Param<String> method) {
        return call.get(url).map(text -> new WebTarget(text, call.get(method).orElse("POST")));
    }

    private static String digest(ApiCall call) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(call.fingerprint().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has SHA-256", mistake);
        }
    }

    /** Calls whose dialling has begun are shown as ringing: the resource knows no state between (section 8). */
    static String shown(CallStatus status) {
        return (status == CallStatus.INITIATED ? CallStatus.RINGING : status).wire();
    }
}
