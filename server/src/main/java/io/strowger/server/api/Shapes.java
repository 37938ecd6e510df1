package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.AccountSid;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of resources: rest-api sections 1.4, 1.5, 5.1 for the compatible ones. Keys are present, null rather than
 * missing.
 */
final class Shapes {
    static final String VERSION = "2010-04-01";

    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Pattern NORTH_AMERICAN = Pattern.compile("\\+1(\\d{3})(\\d{3})(\\d{4})");
    private static final List<String> CALL_PARTS = List.of("events", "notifications", "payments", "recordings",
            "siprec", "streams", "transcriptions", "user_defined_message_subscriptions", "user_defined_messages");

    private Shapes() {}

    /** {@code account.call}. */
    static ObjectNode call(CallRecord call) {
        String uri = accountUri(call.account()) + "/Calls/" + call.sid();
        ObjectNode node = object();
        node.put("sid", call.sid().value());
        node.put("date_created", date(call.created()));
        node.put("date_updated", date(call.ended().or(call::answered).orElse(call.created())));
        node.put("parent_call_sid", call.parent().map(Object::toString).orElse(null));
        node.put("account_sid", call.account().value());
        node.put("to", call.to());
        node.put("to_formatted", national(call.to()));
        node.put("from", call.from());
        node.put("from_formatted", national(call.from()));
        node.putNull("phone_number_sid");
        node.put("status", call.status().wire());
        node.put("start_time", call.status() == CallStatus.QUEUED ? null : date(call.created()));
        node.put("end_time", call.ended().map(Shapes::date).orElse(null));
        node.put("duration", call.ended().map(end -> seconds(call.duration())).orElse(null));
        node.putNull("price");
        node.put("price_unit", "USD");
        node.put("direction", call.direction().wire());
        node.putNull("answered_by");
        node.put("api_version", VERSION);
        node.putNull("forwarded_from");
        node.putNull("group_sid");
        node.putNull("caller_name");
        node.put("queue_time", "0");
        node.putNull("trunk_sid");
        node.put("uri", uri + ".json");
        ObjectNode parts = node.putObject("subresource_uris");
        CALL_PARTS.forEach(part -> parts.put(part, uri + "/" + pascal(part) + ".json"));
        return node;
    }

    /** {@code account.recording}. */
    static ObjectNode recording(RecordingRecord recording, String publicUrl) {
        String uri = accountUri(recording.account()) + "/Recordings/" + recording.sid();
        boolean running = recording.status().equals("in-progress");
        ObjectNode node = object();
        node.put("sid", recording.sid().value());
        node.put("account_sid", recording.account().value());
        node.put("api_version", VERSION);
        node.put("call_sid", recording.call().value());
        node.putNull("conference_sid");
        node.put("date_created", date(recording.started()));
        node.put("date_updated", date(recording.started().plus(recording.length())));
        node.put("start_time", date(recording.started()));
        node.put("duration", running ? null : seconds(recording.length()));
        node.putNull("price");
        node.put("price_unit", "USD");
        node.put("status", recording.status());
        node.put("channels", recording.channels());
        node.put("source", recording.source());
        node.putNull("error_code");
        node.put("uri", uri + ".json");
        node.putNull("encryption_details");
        node.putObject("subresource_uris").put("transcriptions", uri + "/Transcriptions.json");
        node.put("media_url", publicUrl + uri);
        return node;
    }

    /** A page of a list (rest-api section 1.7, v2010 style). */
    static ObjectNode page(String key, List<ObjectNode> rows, String uri, int page, int size, boolean more) {
        ObjectNode node = object();
        node.putArray(key).addAll(rows);
        node.put("first_page_uri", pageUri(uri, 0, size));
        node.put("next_page_uri", more ? pageUri(uri, page + 1, size) : null);
        node.put("previous_page_uri", page > 0 ? pageUri(uri, page - 1, size) : null);
        node.put("uri", pageUri(uri, page, size));
        node.put("page", page);
        node.put("page_size", size);
        node.put("start", page * size);
        node.put("end", rows.isEmpty() ? page * size : page * size + rows.size() - 1);
        return node;
    }

    /** Our own resource: a call's story. */
    static ObjectNode timeline(CallTimelineRecord timeline) {
        ObjectNode node = object();
        node.put("call_sid", timeline.call().value());
        node.put("account_sid", timeline.account().value());
        node.put("dropped", timeline.dropped());
        var entries = node.putArray("entries");
        for (TimelineEntry entry : timeline.entries()) {
            ObjectNode line = entries.addObject();
            line.put("at", entry.at().toString());
            line.put("since_start_ms", entry.sinceStart().toNanos() / 1e6);
            line.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            line.put("leg", entry.leg());
            line.put("text", entry.text());
            ObjectNode data = line.putObject("data");
            entry.data().forEach(data::put);
        }
        return node;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String accountUri(AccountSid account) {
        return "/" + VERSION + "/Accounts/" + account;
    }

    private static String pageUri(String uri, int page, int size) {
        return uri + "?PageSize=" + size + "&Page=" + page;
    }

    private static String date(Instant instant) {
        return RFC_2822.format(instant);
    }

    /** Started seconds, as callbacks count them. */
    private static String seconds(Duration time) {
        return Long.toString((time.toMillis() + 999) / 1000);
    }

    private static String national(String address) {
        Matcher number = NORTH_AMERICAN.matcher(address);
        return number.matches() ? "(" + number.group(1) + ") " + number.group(2) + "-" + number.group(3) : address;
    }

    private static String pascal(String snake) {
        StringBuilder out = new StringBuilder();
        for (String word : snake.split("_")) {
            out.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return out.toString();
    }

    /** The value, or an empty Optional when it has not the shape of such a sid. */
    static <T> Optional<T> sid(String text, Function<String, T> make) {
        try {
            return Optional.of(make.apply(text));
        } catch (IllegalArgumentException notASid) {
            return Optional.empty();
        }
    }
}
