package io.strowger.server.api;

import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.store.VoiceUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The URLs of SIP domains and BYOC trunks, which name their status callback each in its own way. A method is worth
 * something together with its URL; without one it is POST.
 */
final class UrlForm {
    private static final Param<String> URL = Param.url("VoiceUrl");
    private static final Param<String> METHOD = Param.method("VoiceMethod");
    private static final Param<String> FALLBACK_URL = Param.url("VoiceFallbackUrl");
    private static final Param<String> FALLBACK_METHOD = Param.method("VoiceFallbackMethod");

    private final Param<String> status;
    private final Param<String> statusMethod;

    /** @param status name of the status callback's parameters, before {@code Url} and {@code Method} */
    UrlForm(String status) {
        this.status = Param.url(status + "Url");
        this.statusMethod = Param.method(status + "Method");
    }

    /** All parameters, to declare. */
    List<Param<?>> params() {
        return List.of(URL, METHOD, FALLBACK_URL, FALLBACK_METHOD, status, statusMethod);
    }

    /** The URLs after a request (requirement 1.1: a secondary without a primary is refused). */
    VoiceUrls urls(ApiCall call, VoiceUrls old) {
        Optional<WebTarget> primary = target(call, URL, METHOD, old.primary());
        Optional<WebTarget> first =
                target(call, FALLBACK_URL, FALLBACK_METHOD, old.secondaries().stream().findFirst());
        if (first.isPresent() && primary.isEmpty()) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter VoiceFallbackUrl stands in for a VoiceUrl: set that too.");
        }
        List<WebTarget> secondaries = new ArrayList<>(first.stream().toList());
        if (first.isPresent()) {
            // more than one comes from a provisioning file, and stays
            old.secondaries().stream().skip(1).forEach(secondaries::add);
        }
        return new VoiceUrls(old.application(), primary, secondaries,
                target(call, status, statusMethod, old.statusCallback()), old.statusEvents());
    }

    private static Optional<WebTarget> target(
            ApiCall call, Param<String> url, Param<String> method, Optional<WebTarget> old) {
        String way = call.get(method).or(() -> old.map(WebTarget::method)).orElse("POST");
        return call.change(url, old.map(WebTarget::url)).map(to -> new WebTarget(to, way));
    }

    /** Shows the URLs. */
    <T> Representation<T> shown(Representation<T> shape, String statusField, Function<T, VoiceUrls> urls) {
        return shape.textOr("voice_url", row -> urls.apply(row).primary().map(WebTarget::url))
                .text("voice_method", row -> method(urls.apply(row).primary()))
                .textOr("voice_fallback_url", row -> first(urls.apply(row)).map(WebTarget::url))
                .text("voice_fallback_method", row -> method(first(urls.apply(row))))
                .textOr(statusField + "_url", row -> urls.apply(row).statusCallback().map(WebTarget::url))
                .text(statusField + "_method", row -> method(urls.apply(row).statusCallback()));
    }

    private static Optional<WebTarget> first(VoiceUrls urls) {
        return urls.secondaries().stream().findFirst();
    }

    private static String method(Optional<WebTarget> target) {
        return target.map(WebTarget::method).orElse("POST");
    }
}
