package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Fetch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One application or number of an export, read field by field; what would differ here is noted. One strand. */
final class ExportedRow {
    /** Kept and without effect here. */
    private static final List<String> IDLE = List.of("sms_url", "sms_fallback_url", "sms_status_callback",
            "message_status_callback", "sms_application_sid", "address_sid", "bundle_sid", "identity_sid",
            "emergency_address_sid");
    private static final List<String> IDLE_METHODS = List.of("sms_method", "sms_fallback_method");

    private final JsonNode row;
    private final List<String> notes = new ArrayList<>();

    ExportedRow(JsonNode row) {
        this.row = row;
    }

    /** What would differ, one sentence each. */
    List<String> notes() {
        return notes;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    /** A field's text; empty when it is missing, null or empty. */
    Optional<String> text(String field) {
        return Optional.of(row.path(field)).filter(JsonNode::isValueNode).filter(value -> !value.isNull())
                .map(JsonNode::asText).filter(value -> !value.isEmpty());
    }

    boolean flag(String field) {
        return row.path(field).asBoolean();
    }

    /** The URLs; a fallback without a primary is left out, as here it stands in for one (requirement 1.1). */
    VoiceUrls voice(Optional<ApplicationSid> application) {
        Optional<WebTarget> primary = target("voice_url", "voice_method");
        Optional<WebTarget> fallback = target("voice_fallback_url", "voice_fallback_method");
        if (primary.isEmpty() && fallback.isPresent()) {
            note("voice_fallback_url is left out: here it stands in for a voice_url, and there is none");
            fallback = Optional.empty();
        }
        return new VoiceUrls(application, primary, fallback.stream().toList(),
                target("status_callback", "status_callback_method"), Collections.emptySortedSet());
    }

    private Optional<WebTarget> target(String url, String method) {
        Optional<String> to = text(url);
        if (to.isPresent() && !Fetch.isUrl(to.get())) {
            note(url + " is left out: it is no absolute http or https URL");
            return Optional.empty();
        }
        String way = text(method).orElse("POST");
        if (to.isPresent() && !way.equals("GET") && !way.equals("POST")) {
            note(method + " becomes POST: " + way + " is not known");
            way = "POST";
        }
        String known = way;
        return to.map(address -> new WebTarget(address, known));
    }

    /** Fields that are kept and have no effect; each is noted but for methods. */
    Map<String, String> further() {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String field : IDLE) {
            text(field).ifPresent(value -> {
                kept.put(field, value);
                note(field + " is kept and has no effect");
            });
        }
        IDLE_METHODS.forEach(field -> text(field).filter(value -> !value.equals("POST"))
                .ifPresent(value -> kept.put(field, value)));
        if (flag("public_application_connect_enabled")) {
            kept.put("public_application_connect_enabled", "true");
            note("public_application_connect_enabled is kept and has no effect");
        }
        return kept;
    }

    /** The rest of what would differ for applications and numbers alike. */
    boolean lookup() {
        if (flag("voice_caller_id_lookup")) {
            note("voice_caller_id_lookup is kept; nothing looks names up yet");
        }
        text("api_version").filter(version -> !version.equals("2010-04-01"))
                .ifPresent(version -> note("api_version becomes 2010-04-01, it was " + version));
        return flag("voice_caller_id_lookup");
    }

    /** What a number of the original can and this platform does not. */
    void noteNumber() {
        for (String ability : List.of("sms", "mms", "fax")) {
            if (row.path("capabilities").path(ability).asBoolean()) {
                note("it took " + ability + ", which does not exist here");
            }
        }
        text("voice_receive_mode").filter("fax"::equals).ifPresent(fax -> note("calls run as voice, not as fax"));
        text("emergency_status").filter("Active"::equals)
                .ifPresent(active -> note("emergency calling was active, which does not exist here"));
    }
}
