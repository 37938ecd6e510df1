package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Dial and its nouns (voice-twiml "Dial" and section 3). */
final class DialReader {
    private static final ErrorCode WARN = ErrorCode.SCHEMA_WARNING;
    private static final Set<String> RING_TONES = Set.of(("at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it "
            + "lt jp mx my nl no nz ph pl pt ru se sg th uk us us-old tw ve za").split(" "));
    private static final Pattern SIP_URI = Pattern.compile("(?i)sips?:[^\\s<>\"?]+(\\?[^\\s<>\"?]*)?");

    private final VerbReader verbs;
    private final List<Warning> warnings;

    DialReader(VerbReader verbs, List<Warning> warnings) {
        this.verbs = verbs;
        this.warnings = warnings;
    }

    Dial dial(Element element, Attributes attributes) {
        Duration timeout = attributes.seconds("timeout", 30, 0, 600, ErrorCode.DIAL_TIMEOUT);
        return new Dial(
                attributes.raw("action"),
                attributes.method("method", ErrorCode.DIAL_METHOD),
                timeout.toSeconds() < 5 ? Duration.ofSeconds(5) : timeout,
                attributes.seconds("timeLimit", 14_400, 1, VerbReader.DAY, ErrorCode.DIAL_TIME_LIMIT),
                attributes.text("callerId"),
                attributes.flag("hangupOnStar", false, ErrorCode.DIAL_HANGUP_ON_STAR),
                attributes.flag("answerOnBridge", false, ErrorCode.DIAL_ANSWER_ON_BRIDGE),
                attributes.text("ringTone", RING_TONES::contains, "is not one of the country codes",
                        ErrorCode.DIAL_RING_TONE),
                record(attributes),
                attributes.choice("recordingTrack", Dial.Track.class, Dial.Track.BOTH, ErrorCode.RECORDING_TRACK),
                VerbReader.trim(attributes, false),
                VerbReader.recordingStatus(attributes),
                attributes.flag("sequential", false, ErrorCode.DIAL_SEQUENTIAL),
                attributes.text("referUrl"),
                attributes.method("referMethod", ErrorCode.DIAL_METHOD),
                attributes.text("callReason", value -> value.length() <= 50, "has more than 50 characters", WARN),
                attributes.text("passports"),
                attributes.text("recordingConfigurationId"),
                attributes.words("events"),
                nouns(element),
                element.at());
    }

    private static Dial.RecordMode record(Attributes attributes) {
        return switch (attributes.text("record").orElse("")) {
            case "true" -> Dial.RecordMode.RECORD_FROM_ANSWER;
            case "false" -> Dial.RecordMode.DO_NOT_RECORD;
            default -> attributes.choice(
                    "record", Dial.RecordMode.class, Dial.RecordMode.DO_NOT_RECORD, ErrorCode.DIAL_RECORD);
        };
    }

    private List<Noun> nouns(Element dial) {
        List<Noun> nouns = new ArrayList<>();
        for (Element child : VerbReader.elements(dial)) {
            Attributes attributes = new Attributes(child, warnings);
            noun(dial, child, attributes).ifPresent(noun -> {
                if (!(noun instanceof UnsupportedNoun)) {
                    attributes.finish();
                }
                nouns.add(noun);
            });
        }
        if (nouns.isEmpty()) {
            return List.of(bareNumber(dial));
        }
        verbs.noText(dial);
        boolean alone = nouns.stream().anyMatch(noun -> noun instanceof ConferenceNoun || noun instanceof QueueNoun);
        if (alone && nouns.size() > 1) {
            throw new Unusable(ErrorCode.DIAL_CONTENT,
                    dial.at() + ": Conference and Queue stand alone in Dial; it holds " + nouns.size() + " nouns");
        }
        if (nouns.size() > Dial.MAX_NOUNS) {
            throw new Unusable(ErrorCode.DIAL_TOO_MANY_NOUNS,
                    dial.at() + ": Dial holds " + nouns.size() + " nouns; the limit is " + Dial.MAX_NOUNS);
        }
        return nouns;
    }

    private Optional<Noun> noun(Element dial, Element element, Attributes attributes) {
        return switch (element.name()) {
            case "Number" -> Optional.of(number(element, attributes));
            case "Client" -> Optional.of(client(element, attributes));
            case "Sip" -> Optional.of(sip(element, attributes));
            case "Conference" -> Optional.of(conference(element, attributes));
            case "Queue" -> Optional.of(queue(element, attributes));
            default -> {
                Set<String> unbuilt = Language.UNBUILT_DIAL_NOUNS.get(element.name());
                if (unbuilt != null) {
                    yield Optional.of(verbs.unbuiltNoun(element, unbuilt));
                }
                if (Language.VERBS.contains(element.name())) {
                    throw new Unusable(ErrorCode.DIAL_NESTED,
                            element.at() + ": " + element.name() + " cannot stand in Dial");
                }
                verbs.skipped(element, dial);
                yield Optional.empty();
            }
        };
    }

    private static NumberNoun bareNumber(Element dial) {
        String text = VerbReader.text(dial);
        if (text.isEmpty()) {
            throw new Unusable(ErrorCode.NUMBER_FORMAT, dial.at() + ": Dial names nobody to call");
        }
        NumberNoun bare = NumberNoun.of(telephone(dial, text));
        return new NumberNoun(bare.number(), bare.sendDigits(), bare.url(), bare.method(), bare.status(), bare.byoc(),
                bare.detection(), dial.at());
    }

    /** The number without what people write between its digits. */
    private static String telephone(Element element, String text) {
        String bare = text.replaceAll("[\\s().\\-\u2010-\u2015]", "");
        if (!bare.matches("\\+?[0-9*#]{1,32}")) {
            throw new Unusable(ErrorCode.NUMBER_FORMAT,
                    element.at() + ": '" + Attributes.shown(text) + "' is not a telephone number");
        }
        return bare;
    }

    private NumberNoun number(Element element, Attributes attributes) {
        return verbs.leaf(element, new NumberNoun(
                telephone(element, VerbReader.text(element)),
                attributes.text("sendDigits", value -> value.matches("[0-9*#wW]+"),
                        "holds something other than 0-9 * # w W", ErrorCode.NUMBER_SEND_DIGITS),
                attributes.text("url"),
                attributes.method("method", ErrorCode.NUMBER_METHOD),
                status(attributes),
                attributes.text("byoc"),
                detection(attributes),
                element.at()));
    }

    private ClientNoun client(Element element, Attributes attributes) {
        String identity = VerbReader.text(element);
        List<Parameter> parameters = new ArrayList<>();
        for (Element child : VerbReader.elements(element)) {
            Attributes inner = new Attributes(child, warnings);
            switch (child.name()) {
                case "Identity" -> identity = VerbReader.text(child);
                case "Parameter" -> parameters.add(
                        new Parameter(inner.raw("name").orElse(""), inner.raw("value").orElse("")));
                default -> verbs.skipped(child, element);
            }
            if (Set.of("Identity", "Parameter").contains(child.name())) {
                inner.finish();
            }
        }
        String name = identity.startsWith("client:") ? identity.substring("client:".length()) : identity;
        if (name.isEmpty() || name.length() > 121 || name.codePoints().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new Unusable(ErrorCode.DIAL_NESTED, element.at() + ": Client '" + Attributes.shown(name)
                    + "' is not an identity of 1 to 121 characters without white space");
        }
        return new ClientNoun(name, attributes.text("url"), attributes.method("method", ErrorCode.NUMBER_METHOD),
                status(attributes), parameters, element.at());
    }

    private SipNoun sip(Element element, Attributes attributes) {
        List<SipNoun.Target> targets = new ArrayList<>();
        List<Parameter> headers = new ArrayList<>();
        Optional<String> username = attributes.text("username");
        Optional<String> password = attributes.text("password");
        for (Element child : VerbReader.elements(element)) {
            switch (child.name()) {
                case "Uri", "SipUri" -> targets.add(target(child));
                case "Headers" -> headers.addAll(verbs.parameters(child, "Header"));
                default -> verbs.skipped(child, element);
            }
        }
        if (targets.isEmpty()) {
            targets.add(new SipNoun.Target(
                    sipUri(element), username, password, OptionalInt.empty(), OptionalInt.empty()));
        } else if (username.isPresent() || password.isPresent()) {
            targets.replaceAll(target -> new SipNoun.Target(target.uri(), target.username().or(() -> username),
                    target.password().or(() -> password), target.priority(), target.weight()));
        }
        return new SipNoun(targets, headers, attributes.text("url"),
                attributes.method("method", ErrorCode.SIP_METHOD), status(attributes), detection(attributes),
                element.at());
    }

    private SipNoun.Target target(Element element) {
        Attributes attributes = new Attributes(element, warnings);
        SipNoun.Target target = new SipNoun.Target(sipUri(element), attributes.text("username"),
                attributes.text("password"), attributes.number("priority", 0, 65_535, WARN),
                attributes.number("weight", 0, 65_535, WARN));
        attributes.finish();
        return target;
    }

    /** The element's text when it is a SIP URI: shorter than 255 characters, its headers shorter than 1024. */
    static String sipUri(Element element) {
        String uri = VerbReader.text(element);
        int headers = uri.indexOf('?') < 0 ? uri.length() : uri.indexOf('?');
        if (!SIP_URI.matcher(uri).matches() || headers >= 255) {
            throw new Unusable(ErrorCode.SIP_URI_INVALID, element.at() + ": '" + Attributes.shown(uri)
                    + "' is not a sip: or sips: URI of less than 255 characters");
        }
        if (uri.length() - headers > 1024) {
            throw new Unusable(ErrorCode.SIP_HEADERS,
                    element.at() + ": the SIP URI's headers are longer than 1024 characters");
        }
        return uri;
    }

    private ConferenceNoun conference(Element element, Attributes attributes) {
        ErrorCode code = ErrorCode.CONFERENCE_ATTRIBUTE;
        String room = VerbReader.text(element);
        if (room.isEmpty() || room.length() > 128) {
            throw new Unusable(ErrorCode.CONFERENCE_NAME,
                    element.at() + ": Conference needs a room's name of 1 to 128 characters");
        }
        return verbs.leaf(element, new ConferenceNoun(
                room,
                attributes.flag("muted", false, code),
                attributes.choice("beep", ConferenceNoun.Beep.class, ConferenceNoun.Beep.TRUE, code),
                attributes.flag("startConferenceOnEnter", true, code),
                attributes.flag("endConferenceOnExit", false, code),
                attributes.text("participantLabel", value -> value.length() <= 128, "is longer than 128", code),
                attributes.choice("jitterBufferSize", ConferenceNoun.JitterBuffer.class,
                        ConferenceNoun.JitterBuffer.LARGE, WARN),
                attributes.raw("waitUrl"),
                attributes.method("waitMethod", code),
                attributes.number("maxParticipants", 1, 250, code).orElse(250),
                attributes.text("record", value -> value.matches("do-not-record|record-from-start|true|false"),
                                "is neither do-not-record nor record-from-start", code)
                        .filter(value -> value.matches("record-from-start|true")).isPresent(),
                attributes.text("region"),
                VerbReader.trim(attributes, true),
                attributes.text("coach"),
                attributes.text("statusCallback"),
                attributes.method("statusCallbackMethod", WARN),
                events(attributes),
                VerbReader.recordingStatus(attributes),
                attributes.text("eventCallbackUrl"),
                attributes.text("recordingConfigurationId"),
                element.at()));
    }

    /** Unlike the legs' events these have no default. */
    private static Set<ConferenceNoun.Event> events(Attributes attributes) {
        return attributes.text("statusCallbackEvent").isEmpty()
                ? Set.of()
                : attributes.choices("statusCallbackEvent", ConferenceNoun.Event.class, ConferenceNoun.Event.END, WARN);
    }

    private QueueNoun queue(Element element, Attributes attributes) {
        String name = VerbReader.text(element);
        Optional<String> reservation = attributes.text("reservationSid");
        if (name.isEmpty() && reservation.isEmpty()) {
            throw new Unusable(ErrorCode.DIAL_QUEUE_NAME, element.at() + ": Queue holds no queue's name");
        }
        if (name.length() > 64) {
            throw new Unusable(ErrorCode.DIAL_QUEUE_NAME_TOO_LONG,
                    element.at() + ": the queue's name has more than 64 characters");
        }
        return verbs.leaf(element, new QueueNoun(name, attributes.text("url"),
                attributes.method("method", ErrorCode.DIAL_QUEUE_METHOD), reservation,
                attributes.text("postWorkActivitySid"), element.at()));
    }

    private static StatusCallback status(Attributes attributes) {
        return new StatusCallback(
                attributes.text("statusCallback"),
                attributes.method("statusCallbackMethod", WARN),
                attributes.choices("statusCallbackEvent", StatusCallback.Event.class,
                        StatusCallback.Event.COMPLETED, WARN));
    }

    private static MachineDetection detection(Attributes attributes) {
        return new MachineDetection(
                Optional.ofNullable(attributes.choice("machineDetection", MachineDetection.Mode.class, null, WARN)),
                Duration.ofSeconds(attributes.bounded("machineDetectionTimeout", 3, 60, WARN).orElse(30)),
                millis(attributes, "machineDetectionSpeechThreshold", 2400, 1000, 6000),
                millis(attributes, "machineDetectionSpeechEndThreshold", 1200, 500, 5000),
                millis(attributes, "machineDetectionSilenceTimeout", 5000, 2000, 10_000),
                attributes.text("amdStatusCallback"),
                attributes.method("amdStatusCallbackMethod", WARN));
    }

    private static Duration millis(Attributes attributes, String name, int whenAbsent, int min, int max) {
        return Duration.ofMillis(attributes.bounded(name, min, max, WARN).orElse(whenAbsent));
    }
}
