package io.strowger.work.core;

import io.strowger.kernel.EventSid;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as the API tells it: an entry of the Events resource, a POST to {@code EventCallbackUrl}, a message to a
 * worker's socket (work-distribution-api section 6). One entry of the journal gives none, one or several.
 *
 * @param sid made of the workspace, the sequence and the place: the same in every replay
 * @param sequence of the journal's entry
 * @param type such as {@code reservation.created}
 * @param description one sentence
 * @param at when
 * @param resourceType such as {@code reservation}
 * @param resourceSid what it happened to
 * @param fields by their names in the callback ({@code TaskSid}), in a fixed order, without those common to all events
 */
public record DomainEvent(EventSid sid, long sequence, String type, String description, Instant at,
        String resourceType, String resourceSid, Map<String, String> fields) {
    public DomainEvent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The fields as {@code event_data} of the Events resource names them: {@code task_sid}. */
    public Map<String, String> data() {
        Map<String, String> data = new LinkedHashMap<>();
        fields.forEach((name, value) -> data.put(snake(name), value));
        return data;
    }

    private static String snake(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                out.append('_');
            }
            out.append(Character.toLowerCase(c));
        }
        return out.toString();
    }
}
