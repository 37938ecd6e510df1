package io.strowger.server.api;

import io.strowger.call.port.MediaCommand.Track;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.WebTarget;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Param;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The parameters that say how a call is recorded, of the call's own creation and of a recording's. */
final class RecordingParams {
    private static final Param<String> CHANNELS = Param.oneOf("RecordingChannels", "mono", "dual");
    private static final Param<String> TRACK = Param.oneOf("RecordingTrack", "inbound", "outbound", "both");
    private static final Param<String> TRIM = Param.oneOf("Trim", "trim-silence", "do-not-trim");
    private static final Param<String> CALLBACK = Param.url("RecordingStatusCallback");
    private static final Param<String> CALLBACK_METHOD = Param.method("RecordingStatusCallbackMethod");
    private static final Param<List<String>> CALLBACK_EVENT =
            Param.texts("RecordingStatusCallbackEvent", 3, "in-progress", "completed", "absent");

    /** To declare. */
    static final List<Param<?>> ALL =
            List.of(CHANNELS, TRACK, TRIM, CALLBACK, CALLBACK_METHOD, CALLBACK_EVENT);

    private RecordingParams() {}

    /** What a request says; mono, both directions, trimmed, told when completed unless it says otherwise. */
    static RecordingOptions options(ApiCall call) {
        return new RecordingOptions(call.get(CHANNELS).orElse("mono").equals("dual") ? 2 : 1,
                Track.valueOf(call.get(TRACK).orElse("both").toUpperCase(Locale.ROOT)),
                call.get(TRIM).orElse("trim-silence").equals("trim-silence"),
                call.get(CALLBACK).map(url -> new WebTarget(url, call.get(CALLBACK_METHOD).orElse("POST"))),
                Set.copyOf(call.get(CALLBACK_EVENT).orElse(List.of("completed"))));
    }
}
