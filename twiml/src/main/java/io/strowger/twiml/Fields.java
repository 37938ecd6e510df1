package io.strowger.twiml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An element being put together, attribute by attribute; values equal to the default are left out. */
final class Fields {
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();

    Fields(String name) {
        this.name = name;
    }

    Fields put(String attribute, Optional<String> value) {
        value.ifPresent(present -> attributes.put(attribute, present));
        return this;
    }

    Fields put(String attribute, String value, String whenAbsent) {
        if (!value.equals(whenAbsent)) {
            attributes.put(attribute, value);
        }
        return this;
    }

    Fields put(String attribute, long value, long whenAbsent) {
        return put(attribute, String.valueOf(value), String.valueOf(whenAbsent));
    }

    Fields put(String attribute, boolean value, boolean whenAbsent) {
        return put(attribute, String.valueOf(value), String.valueOf(whenAbsent));
    }

    Fields put(String attribute, WireValue value, WireValue whenAbsent) {
        return put(attribute, value.wire(), whenAbsent.wire());
    }

    <E extends Enum<E> & WireValue> Fields put(String attribute, Set<E> values, E whenAbsent) {
        return put(attribute, DocumentWriter.words(values), whenAbsent.wire());
    }

    Fields trim(boolean trim, boolean whenAbsent) {
        return trim == whenAbsent ? this : put("trim", trim ? "trim-silence" : "do-not-trim", "");
    }

    Fields recordingStatus(RecordingStatus status) {
        return put("recordingStatusCallback", status.url())
                .put("recordingStatusCallbackMethod", status.method(), HttpMethod.POST)
                .put("recordingStatusCallbackEvent", status.events(), RecordingStatus.Event.COMPLETED);
    }

    Element done() {
        return children(List.of());
    }

    Element text(String text) {
        return children(text.isEmpty() ? List.of() : List.of(new Node.Text(text)));
    }

    Element children(List<? extends Node> children) {
        return new Element(name, attributes, List.copyOf(children), Position.NONE);
    }
}
