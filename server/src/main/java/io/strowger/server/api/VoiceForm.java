package io.strowger.server.api;

import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.VoiceUrls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The URLs that applications and numbers share in the API, and the fields that they only keep. */
final class VoiceForm {
    private static final Param<String> URL = Param.url("VoiceUrl");
    private static final Param<String> METHOD = Param.method("VoiceMethod");
    private static final Param<String> FALLBACK_URL = Param.url("VoiceFallbackUrl");
    private static final Param<String> FALLBACK_METHOD = Param.method("VoiceFallbackMethod");
    private static final Param<String> STATUS = Param.url("StatusCallback");
    private static final Param<String> STATUS_METHOD = Param.method("StatusCallbackMethod");
    /** For the caller's name; nothing looks names up yet, so {@code true} is kept and has no effect. */
    static final Param<Boolean> LOOKUP = Param.bool("VoiceCallerIdLookup");
    /** The only version there is. */
    static final Param<String> API_VERSION = Param.oneOf("ApiVersion", Wire.VERSION);
    /** Messages are out of scope: these are kept and shown, nothing requests them. */
    static final List<Param<String>> MESSAGING = List.of(Param.url("SmsUrl"), Param.method("SmsMethod"),
            Param.url("SmsFallbackUrl"), Param.method("SmsFallbackMethod"));

    private VoiceForm() {}

    /** All parameters, to declare. */
    static List<Param<?>> params() {
        List<Param<?>> all = new ArrayList<>(List.of(URL, METHOD, FALLBACK_URL, FALLBACK_METHOD, STATUS, STATUS_METHOD,
                LOOKUP, API_VERSION));
        all.addAll(MESSAGING);
        return all;
    }

    /**
     * The URLs after a request (requirement 1.1: a secondary without a primary is refused).
     *
     * @param further what is kept of methods whose URL is not set; changed in place
     */
    static VoiceUrls urls(ApiCall call, VoiceUrls old, Optional<ApplicationSid> application,
            Map<String, String> further) {
        Optional<WebTarget> primary = target(call, URL, METHOD, old.primary(), further);
        Optional<WebTarget> first = target(
                call, FALLBACK_URL, FALLBACK_METHOD, old.secondaries().stream().findFirst(), further);
        Optional<WebTarget> status = target(call, STATUS, STATUS_METHOD, old.statusCallback(), further);
        if (first.isPresent() && primary.isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter VoiceFallbackUrl stands in for a VoiceUrl: set that too.");
        }
        List<WebTarget> secondaries = new ArrayList<>(first.stream().toList());
        if (first.isPresent()) {
            // more than one comes from a provisioning file or our own API, and stays
            old.secondaries().stream().skip(1).forEach(secondaries::add);
        }
        return new VoiceUrls(application, primary, secondaries, status, old.statusEvents());
    }

    private static Optional<WebTarget> target(ApiCall call, Param<String> url, Param<String> method,
            Optional<WebTarget> old, Map<String, String> further) {
        String kept = snake(method.name());
        String way = call.get(method).or(() -> old.map(WebTarget::method))
                .or(() -> Optional.ofNullable(further.get(kept))).orElse("POST");
        Optional<WebTarget> next = call.change(url, old.map(WebTarget::url)).map(to -> new WebTarget(to, way));
        if (next.isPresent() || way.equals("POST")) {
            further.remove(kept);
        } else {
            further.put(kept, way);
        }
        return next;
    }

    /** The kept fields after a request. */
    static Map<String, String> kept(ApiCall call, Map<String, String> old, List<Param<String>> params) {
        Map<String, String> next = new LinkedHashMap<>(old);
        for (Param<String> param : params) {
            call.change(param, Optional.ofNullable(old.get(snake(param.name())))).ifPresentOrElse(
                    value -> next.put(snake(param.name()), value), () -> next.remove(snake(param.name())));
        }
        return next;
    }

    /** Shows the URLs. */
    static <T> Representation<T> shown(Representation<T> shape, Function<T, VoiceUrls> urls,
            Function<T, Map<String, String>> further) {
        shape.textOr("voice_url", row -> urls.apply(row).primary().map(WebTarget::url))
                .text("voice_method", row -> method(urls.apply(row).primary(), further.apply(row), "voice_method"))
                .textOr("voice_fallback_url", row -> first(urls.apply(row)).map(WebTarget::url))
                .text("voice_fallback_method",
                        row -> method(first(urls.apply(row)), further.apply(row), "voice_fallback_method"))
                .textOr("status_callback", row -> urls.apply(row).statusCallback().map(WebTarget::url))
                .text("status_callback_method",
                        row -> method(urls.apply(row).statusCallback(), further.apply(row), "status_callback_method"));
        for (String field : List.of("sms_url", "sms_fallback_url")) {
            shape.textOr(field, row -> Optional.ofNullable(further.apply(row).get(field)));
        }
        for (String field : List.of("sms_method", "sms_fallback_method")) {
            shape.text(field, row -> further.apply(row).getOrDefault(field, "POST"));
        }
        return shape;
    }

    private static Optional<WebTarget> first(VoiceUrls urls) {
        return urls.secondaries().stream().findFirst();
    }

    private static String method(Optional<WebTarget> target, Map<String, String> further, String field) {
        return target.map(WebTarget::method).orElse(further.getOrDefault(field, "POST"));
    }

    /** {@code VoiceUrl} as {@code voice_url}. */
    static String snake(String pascal) {
        return pascal.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
