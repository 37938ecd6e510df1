package io.strowger.sdktest;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.TwiML;
import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.VoiceResponse;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Documents made by every builder of twilio-java's {@code com.twilio.twiml.voice}, found by reflection: every element
 * at every place where a builder lets it stand, with every attribute in turn, every word of an enumeration, and all
 * at once.
 */
final class VoiceBuilders {
    /** What stands between the tags of an element; a builder with a body gets the word of the element. */
    private static final Map<String, String> BODIES = Map.of("Number", "+15550100", "Dial", "+15550100",
            "Sip", "sip:anna@b.example", "SipUri", "sip:anna@b.example", "ReferSip", "sip:anna@b.example",
            "Play", "https://app.example/a.wav", "Redirect", "https://app.example/next", "Sim",
            "DE" + "0".repeat(32), "ApplicationSid", "AP" + "0".repeat(32), "Task", "{\"a\":1}");
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("workflowSid", "WW" + "0".repeat(32)), Map.entry("digits", "12w#"),
            Map.entry("finishOnKey", "*"), Map.entry("reservationSid", "WR" + "0".repeat(32)),
            Map.entry("postWorkActivitySid", "WA" + "0".repeat(32)), Map.entry("callerId", "+15550101"),
            Map.entry("sendDigits", "12w#"), Map.entry("byoc", "BY" + "0".repeat(32)),
            Map.entry("coach", "CA" + "0".repeat(32)), Map.entry("speechTimeout", "auto"),
            Map.entry("machineDetection", "Enable"), Map.entry("recordingTrack", "inbound"),
            Map.entry("sipUrl", "sip:bob@b.example"), Map.entry("time", "3s"), Map.entry("priority", "3"),
            Map.entry("weight", "4"));
    private static final Map<String, Integer> NUMBERS = Map.of("machineDetectionTimeout", 20,
            "machineDetectionSpeechThreshold", 2100, "machineDetectionSpeechEndThreshold", 1300,
            "machineDetectionSilenceTimeout", 4000, "timeLimit", 600, "timeout", 9, "maxLength", 77,
            "maxParticipants", 12);
    /** Elements that mean nothing without a child. */
    private static final List<String> HOLLOW = List.of("Connect", "Start", "Stop", "Refer", "Headers");

    /** What must stand beside a child for the whole to mean something: another child, or an attribute. */
    private static final Map<String, String> COMPANIONS = Map.of(
            "Client/Parameter", "Identity", "Sip/Headers", "SipUri", "Enqueue/Task", "workflowSid");

    private VoiceBuilders() {}

    /**
     * One document.
     *
     * @param place path of element names, for instance {@code Response/Dial/Number}
     * @param attribute what is set on the last of them; empty for none, {@code *} for all
     * @param value as text
     */
    record Sample(List<Class<?>> place, String attribute, String value, String xml) {
        @Override
        public String toString() {
            return String.join("/", place.stream().map(Class::getSimpleName).toList()) + " " + attribute + "=" + value;
        }
    }

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        walk(List.of(VoiceResponse.class), samples);
        return samples;
    }

    private static void walk(List<Class<?>> place, List<Sample> out) {
        Class<?> element = place.getLast();
        out.add(sample(place, "", Optional.empty()));
        attributes(element).forEach((name, setter) -> values(name, setter.getParameterTypes()[0]).forEach(
                value -> out.add(sample(place, name, Optional.of(value)))));
        out.add(sample(place, "*", Optional.empty()));
        children(element).forEach(child -> {
            boolean deepEnough = place.stream().filter(one -> one.getSimpleName().startsWith("Ssml")).count() >= 2;
            if (!place.contains(child.getParameterTypes()[0]) && !deepEnough) {
                List<Class<?>> deeper = new ArrayList<>(place);
                deeper.add(child.getParameterTypes()[0]);
                walk(deeper, out);
            }
        });
    }

    private static Sample sample(List<Class<?>> place, String attribute, Optional<Object> value) {
        try {
            Object inner = built(place.getLast(), attribute, value, Optional.empty());
            for (int i = place.size() - 2; i >= 0; i--) {
                inner = built(place.get(i), "", Optional.empty(), Optional.of(inner));
            }
            return new Sample(place, attribute, value.map(Object::toString).orElse(""), ((TwiML) inner).toXml());
        } catch (ReflectiveOperationException | TwiMLException odd) {
            throw new IllegalStateException(place + " " + attribute, odd);
        }
    }

    private static Object built(Class<?> element, String attribute, Optional<Object> value, Optional<Object> child)
            throws ReflectiveOperationException {
        Object builder = builder(element, child.isPresent());
        for (Map.Entry<String, Method> one : attributes(element).entrySet()) {
            if (attribute.equals("*") || attribute.equals(one.getKey())) {
                Class<?> kind = one.getValue().getParameterTypes()[0];
                one.getValue().invoke(builder, value.orElseGet(() -> values(one.getKey(), kind).getFirst()));
            }
        }
        Optional<Object> inside = child;
        if (child.isEmpty() && HOLLOW.contains(element.getSimpleName())) {
            inside = Optional.of(built(children(element).getFirst().getParameterTypes()[0], "", Optional.empty(),
                    Optional.empty()));
        }
        if (inside.isPresent()) {
            String companion = COMPANIONS.getOrDefault(
                    element.getSimpleName() + "/" + inside.get().getClass().getSimpleName(), "");
            for (Method one : children(element)) {
                if (one.getParameterTypes()[0].getSimpleName().equals(companion)) {
                    one.invoke(builder, built(one.getParameterTypes()[0], "", Optional.empty(), Optional.empty()));
                }
            }
            if (attributes(element).containsKey(companion)) {
                attributes(element).get(companion).invoke(builder, TEXTS.get(companion));
            }
            for (Method one : children(element)) {
                if (one.getParameterTypes()[0].isInstance(inside.get())) {
                    one.invoke(builder, inside.get());
                }
            }
        }
        return builder.getClass().getMethod("build").invoke(builder);
    }

    /** With a body where one is possible, but for what may hold either text or children and holds a child. */
    private static Object builder(Class<?> element, boolean child) throws ReflectiveOperationException {
        Class<?> kind = Arrays.stream(element.getClasses()).filter(one -> one.getSimpleName().equals("Builder"))
                .findFirst().orElseThrow();
        Comparator<Constructor<?>> bySize = Comparator.comparingInt(Constructor::getParameterCount);
        boolean bare = child && !element.getSimpleName().startsWith("Ssml");
        List<Constructor<?>> all = Arrays.stream(kind.getConstructors())
                .sorted(bare ? bySize : bySize.reversed()).toList();
        Constructor<?> first = all.getFirst();
        Object[] arguments = new Object[first.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            String body = BODIES.getOrDefault(element.getSimpleName(), element.getSimpleName().toLowerCase());
            Class<?> wanted = first.getParameterTypes()[i];
            arguments[i] = wanted == String.class ? body
                    : wanted == URI.class ? URI.create(body) : values(body, wanted).getFirst();
        }
        return first.newInstance(arguments);
    }

    /** Setters of attributes by name; of several overloads the one with the narrowest type. */
    private static Map<String, Method> attributes(Class<?> element) {
        Map<String, Method> found = new TreeMap<>();
        for (Method method : setters(element)) {
            if (!TwiML.class.isAssignableFrom(method.getParameterTypes()[0]) && children(element).stream()
                    .noneMatch(child -> child.getName().equals(method.getName()))) {
                found.merge(method.getName(), method, (a, b) -> rank(a) <= rank(b) ? a : b);
            }
        }
        return found;
    }

    private static List<Method> children(Class<?> element) {
        return setters(element).stream().filter(one -> TwiML.class.isAssignableFrom(one.getParameterTypes()[0]))
                .sorted(Comparator.comparing(Method::getName)).toList();
    }

    private static List<Method> setters(Class<?> element) {
        Class<?> builder = Arrays.stream(element.getClasses()).filter(one -> one.getSimpleName().equals("Builder"))
                .findFirst().orElseThrow();
        return Arrays.stream(builder.getDeclaredMethods())
                .filter(one -> Modifier.isPublic(one.getModifiers()) && !Modifier.isStatic(one.getModifiers())
                        && !one.isSynthetic() && one.getParameterCount() == 1 && one.getReturnType() == builder)
                .toList();
    }

    private static int rank(Method setter) {
        Class<?> kind = setter.getParameterTypes()[0];
        return kind.isEnum() ? 0 : kind == HttpMethod.class ? 1 : kind == String.class ? 2 : kind == URI.class ? 3
                : kind == List.class ? 5 : 4;
    }

    private static List<Object> values(String name, Class<?> kind) {
        if (kind == HttpMethod.class) {
            return List.of(HttpMethod.GET, HttpMethod.POST);
        }
        if (kind.isEnum()) {
            return List.of(kind.getEnumConstants());
        }
        if (kind == Boolean.class) {
            return List.of(true, false);
        }
        if (kind == Integer.class) {
            return List.of(NUMBERS.getOrDefault(name, 7));
        }
        if (kind == Float.class || kind == Double.class) {
            return List.of(kind == Float.class ? (Object) 0.5f : (Object) 0.5d);
        }
        if (kind == Long.class) {
            return List.of(7L);
        }
        String text = TEXTS.getOrDefault(name, name.toLowerCase().endsWith("url") || name.endsWith("Callback")
                || name.equals("action") ? "https://app.example/" + name : "some");
        return List.of(kind == URI.class ? URI.create(text) : text);
    }
}
