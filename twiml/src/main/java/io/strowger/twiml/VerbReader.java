package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The elements of one document to verbs: attributes typed and defaulted as voice-twiml section 2 says. */
final class VerbReader {
    private static final ErrorCode WARN = ErrorCode.SCHEMA_WARNING;
    /** A day: no call lasts longer, so no time of a document does. */
    static final int DAY = 86_400;

    private final List<Warning> warnings;

    VerbReader(List<Warning> warnings) {
        this.warnings = warnings;
    }

    List<Verb> read(Element root) {
        new Attributes(root, warnings).finish();
        noText(root);
        List<Verb> verbs = new ArrayList<>();
        for (Element element : elements(root)) {
            if (Language.VERBS.contains(element.name())) {
                verbs.add(verb(element));
            } else {
                skipped(element, root);
            }
        }
        return verbs;
    }

    private Verb verb(Element element) {
        try {
            return usable(element);
        } catch (Unusable trouble) {
            return new Invalid(element.name(), trouble.code(), trouble.getMessage(), element, element.at());
        }
    }

    private Verb usable(Element element) {
        Attributes attributes = new Attributes(element, warnings);
        Verb verb = switch (element.name()) {
            case "Say", "Play", "Pause" -> prompt(element, attributes);
            case "Gather" -> gather(element, attributes);
            case "Record" -> record(element, attributes);
            case "Dial" -> new DialReader(this, warnings).dial(element, attributes);
            case "Enqueue" -> enqueue(element, attributes);
            case "Leave" -> leaf(element, new Leave(element.at()));
            case "Redirect" -> leaf(element, new Redirect(
                    present(text(element)), attributes.method("method", ErrorCode.REDIRECT_METHOD), element.at()));
            case "Reject" -> new Reject(
                    attributes.choice("reason", Reject.Reason.class, Reject.Reason.REJECTED, ErrorCode.REJECT_REASON),
                    parameters(element, "Parameter"), element.at());
            case "Refer" -> refer(element, attributes);
            case "Hangup" -> new Hangup(parameters(element, "Parameter"), element.at());
            case "Connect" -> new Connect(attributes.raw("action"), attributes.method("method", WARN),
                    nouns(element, Language.CONNECT_NOUNS), element.at());
            case "Start" -> new Start(attributes.raw("action"), attributes.method("method", WARN),
                    nouns(element, Language.START_NOUNS), element.at());
            case "Stop" -> new Stop(nouns(element, Language.STOP_NOUNS), element.at());
            default -> unbuilt(element, attributes);
        };
        attributes.finish();
        return verb;
    }

    /** A prompt, also for Gather; its attributes are finished by the caller. */
    private Prompt prompt(Element element, Attributes attributes) {
        return switch (element.name()) {
            case "Say" -> say(element, attributes);
            case "Play" -> leaf(element, play(element, attributes));
            default -> leaf(element, pause(element, attributes));
        };
    }

    private Say say(Element element, Attributes attributes) {
        Say say = new Say(new SsmlReader(warnings).read(element), attributes.text("voice"),
                attributes.text("language"), loop(attributes, ErrorCode.SAY_LOOP), element.at());
        int length = say.text().length();
        if (length > Say.MAX_TEXT) {
            throw new Unusable(ErrorCode.SAY_TEXT_TOO_LONG,
                    element.at() + ": Say holds " + length + " characters; the limit is " + Say.MAX_TEXT);
        }
        if (say.segments().isEmpty()) {
            warnings.add(new Warning(ErrorCode.SAY_TEXT, element.at() + ": Say holds no text", element.at()));
        }
        return say;
    }

    private static Play play(Element element, Attributes attributes) {
        Optional<String> digits = attributes.text("digits", value -> value.matches("[0-9A-DwW#*]+"),
                "holds something other than 0-9 A-D w W # *", ErrorCode.PLAY_DIGITS);
        Optional<String> url = present(text(element));
        if (url.isEmpty() && digits.isEmpty()) {
            throw new Unusable(ErrorCode.INVALID_URL, element.at() + ": Play holds neither a URL nor digits");
        }
        return new Play(url, digits, loop(attributes, ErrorCode.PLAY_LOOP), element.at());
    }

    private static Pause pause(Element element, Attributes attributes) {
        return new Pause(attributes.seconds("length", 1, 1, DAY, ErrorCode.PAUSE_LENGTH), element.at());
    }

    /** {@code 0} is a thousand times, and nothing is more (trap 12). */
    private static int loop(Attributes attributes, ErrorCode code) {
        int loop = attributes.number("loop", 0, Say.MAX_LOOP, code).orElse(1);
        return loop == 0 ? Say.MAX_LOOP : loop;
    }

    private Gather gather(Element element, Attributes attributes) {
        Duration timeout = attributes.seconds("timeout", 5, 1, DAY, ErrorCode.GATHER_TIMEOUT);
        Optional<String> finish = attributes.raw("finishOnKey");
        if (finish.isPresent() && !finish.get().matches("[0-9#*]?")) {
            attributes.trouble(
                    "finishOnKey", finish.get(), "is not one of 0-9 # * or empty", ErrorCode.GATHER_FINISH_ON_KEY);
        }
        return new Gather(
                attributes.raw("action"),
                attributes.method("method", ErrorCode.GATHER_METHOD),
                attributes.choices("input", Gather.Input.class, Gather.Input.DTMF, ErrorCode.GATHER_INPUT),
                timeout,
                finish.orElse("#").chars().mapToObj(c -> (char) c).findFirst(),
                attributes.number("numDigits", 1, Integer.MAX_VALUE, ErrorCode.GATHER_NUM_DIGITS),
                attributes.flag("actionOnEmptyResult", false, ErrorCode.GATHER_EMPTY_RESULT),
                speechTimeout(attributes, timeout),
                attributes.seconds("maxSpeechTime", 60, 1, 60, ErrorCode.GATHER_MAX_SPEECH_TIME),
                attributes.text("speechModel").orElse("default"),
                attributes.flag("enhanced", false, WARN),
                attributes.text("language").orElse("en-US"),
                hints(attributes),
                attributes.flag("profanityFilter", true, ErrorCode.GATHER_PROFANITY_FILTER),
                attributes.text("partialResultCallback"),
                attributes.method("partialResultCallbackMethod", ErrorCode.GATHER_PARTIAL_METHOD),
                attributes.flag("bargeIn", true, ErrorCode.GATHER_BARGE_IN),
                attributes.flag("debug", false, WARN),
                attributes.flag("sensitive", false, ErrorCode.GATHER_SENSITIVE),
                prompts(element),
                element.at());
    }

    private static Gather.SpeechTimeout speechTimeout(Attributes attributes, Duration timeout) {
        if (attributes.text("speechTimeout").filter("auto"::equals).isPresent()) {
            return new Gather.SpeechTimeout.Auto();
        }
        return new Gather.SpeechTimeout.After(attributes.seconds(
                "speechTimeout", (int) timeout.toSeconds(), 1, DAY, ErrorCode.GATHER_SPEECH_TIMEOUT));
    }

    private static List<String> hints(Attributes attributes) {
        List<String> hints = new ArrayList<>();
        for (String hint : attributes.text("hints").orElse("").split(",")) {
            if (!hint.isBlank()) {
                hints.add(hint.strip());
            }
        }
        if (hints.size() > 500 || hints.stream().anyMatch(hint -> hint.length() > 100)) {
            attributes.trouble("hints", hints.getFirst() + ", ...", "holds more than 500 phrases or one of more than "
                    + "100 characters", ErrorCode.GATHER_HINTS);
        }
        return hints;
    }

    private List<Prompt> prompts(Element gather) {
        noText(gather);
        List<Prompt> prompts = new ArrayList<>();
        for (Element child : elements(gather)) {
            switch (child.name()) {
                case "Say", "Play", "Pause" -> {
                    Attributes attributes = new Attributes(child, warnings);
                    prompts.add(prompt(child, attributes));
                    attributes.finish();
                }
                default -> {
                    if (Language.VERBS.contains(child.name())) {
                        throw new Unusable(ErrorCode.GATHER_NESTED,
                                child.at() + ": " + child.name() + " cannot stand in Gather; Say, Play and Pause can");
                    }
                    skipped(child, gather);
                }
            }
        }
        return prompts;
    }

    private Record record(Element element, Attributes attributes) {
        Optional<String> transcribeCallback = attributes.text("transcribeCallback");
        boolean transcribe = attributes.flag("transcribe", false, ErrorCode.RECORD_TRANSCRIBE)
                || transcribeCallback.isPresent();
        Optional<String> finish = attributes.raw("finishOnKey");
        if (finish.isPresent() && !finish.get().matches("[0-9#*]*")) {
            attributes.trouble("finishOnKey", finish.get(), "holds something other than 0-9 # *",
                    ErrorCode.RECORD_FINISH_ON_KEY);
        }
        return leaf(element, new Record(
                attributes.raw("action"),
                attributes.method("method", ErrorCode.RECORD_METHOD),
                attributes.seconds("timeout", 5, 0, DAY, ErrorCode.RECORD_TIMEOUT),
                finish.orElse("1234567890*#"),
                attributes.seconds("maxLength", transcribe ? 120 : 3600, 2, DAY, ErrorCode.RECORD_MAX_LENGTH),
                attributes.flag("playBeep", true, ErrorCode.RECORD_PLAY_BEEP),
                trim(attributes, true),
                recordingStatus(attributes),
                transcribe,
                transcribeCallback,
                attributes.text("recordingConfigurationId"),
                element.at()));
    }

    static boolean trim(Attributes attributes, boolean whenAbsent) {
        return attributes.text("trim", value -> value.matches("trim-silence|do-not-trim"),
                        "is neither trim-silence nor do-not-trim", ErrorCode.RECORD_TRIM)
                .map("trim-silence"::equals).orElse(whenAbsent);
    }

    static RecordingStatus recordingStatus(Attributes attributes) {
        return new RecordingStatus(
                attributes.text("recordingStatusCallback"),
                attributes.method("recordingStatusCallbackMethod", ErrorCode.RECORDING_CALLBACK),
                attributes.choices("recordingStatusCallbackEvent", RecordingStatus.Event.class,
                        RecordingStatus.Event.COMPLETED, ErrorCode.RECORDING_EVENT));
    }

    private Enqueue enqueue(Element element, Attributes attributes) {
        Optional<String> workflow = attributes.text("workflowSid", value -> value.matches("WW[0-9a-f]{32}"),
                "is not a workflow's sid", ErrorCode.ENQUEUE_WORKFLOW);
        Optional<String> queue = present(text(element));
        if (queue.isEmpty() && workflow.isEmpty()) {
            throw new Unusable(ErrorCode.ENQUEUE_NAME, element.at() + ": Enqueue names neither a queue nor a workflow");
        }
        if (queue.isPresent() && queue.get().length() > 64) {
            throw new Unusable(ErrorCode.ENQUEUE_NAME_TOO_LONG,
                    element.at() + ": the queue's name has more than 64 characters");
        }
        Optional<Enqueue.Task> task = Optional.empty();
        for (Element child : elements(element)) {
            if (child.name().equals("Task") && task.isEmpty()) {
                task = Optional.of(task(child));
            } else {
                skipped(child, element);
            }
        }
        return new Enqueue(queue, attributes.raw("action"), attributes.method("method", ErrorCode.ENQUEUE_METHOD),
                attributes.raw("waitUrl"), attributes.method("waitUrlMethod", ErrorCode.ENQUEUE_WAIT_METHOD), workflow,
                attributes.number("maxQueueSize", 1, Integer.MAX_VALUE, WARN), task, element.at());
    }

    private Enqueue.Task task(Element element) {
        Attributes attributes = new Attributes(element, warnings);
        OptionalInt timeout = attributes.number("timeout", 1, Integer.MAX_VALUE, WARN);
        Enqueue.Task task = new Enqueue.Task(text(element),
                attributes.number("priority", 0, Integer.MAX_VALUE, WARN),
                timeout.stream().mapToObj(Duration::ofSeconds).findFirst());
        attributes.finish();
        return leaf(element, task);
    }

    private Refer refer(Element element, Attributes attributes) {
        noText(element);
        Optional<String> target = Optional.empty();
        for (Element child : elements(element)) {
            if (Set.of("Sip", "ReferSip").contains(child.name()) && target.isEmpty()) {
                target = Optional.of(DialReader.sipUri(child));
                new Attributes(child, warnings).finish();
            } else {
                skipped(child, element);
            }
        }
        if (target.isEmpty()) {
            throw new Unusable(ErrorCode.SIP_URI_INVALID, element.at() + ": Refer holds no Sip noun");
        }
        return new Refer(attributes.raw("action"), attributes.method("method", WARN), target.get(), element.at());
    }

    private List<UnsupportedNoun> nouns(Element element, Map<String, Set<String>> known) {
        noText(element);
        List<UnsupportedNoun> nouns = new ArrayList<>();
        for (Element child : elements(element)) {
            if (known.containsKey(child.name())) {
                nouns.add(unbuiltNoun(child, known.get(child.name())));
            } else if (Language.VERBS.contains(child.name())) {
                throw new Unusable(ErrorCode.START_NOUN,
                        child.at() + ": " + child.name() + " cannot stand in " + element.name());
            } else {
                skipped(child, element);
            }
        }
        if (nouns.isEmpty() || (element.name().equals("Connect") && nouns.size() > 1)) {
            throw new Unusable(ErrorCode.START_NOUN,
                    element.at() + ": " + element.name() + " holds " + nouns.size() + " nouns; it takes one");
        }
        return nouns;
    }

    UnsupportedNoun unbuiltNoun(Element element, Set<String> known) {
        Attributes attributes = new Attributes(element, warnings);
        known.forEach(attributes::raw);
        attributes.finish();
        return new UnsupportedNoun(element.name(), element, element.at());
    }

    private static Unsupported unbuilt(Element element, Attributes attributes) {
        Language.UNBUILT_VERBS.get(element.name()).forEach(attributes::raw);
        return new Unsupported(element.name(), element, element.at());
    }

    /** Named values below an element; anything else there is skipped. */
    List<Parameter> parameters(Element element, String name) {
        List<Parameter> parameters = new ArrayList<>();
        for (Element child : elements(element)) {
            if (child.name().equals(name)) {
                Attributes attributes = new Attributes(child, warnings);
                parameters.add(new Parameter(
                        attributes.raw("name").orElse(""), attributes.raw("value").orElse("")));
                attributes.finish();
            } else {
                skipped(child, element);
            }
        }
        return parameters;
    }

    /** Warns of every element inside one that holds text at most. */
    <T> T leaf(Element element, T result) {
        for (Element child : elements(element)) {
            skipped(child, element);
        }
        return result;
    }

    void skipped(Element element, Element parent) {
        warnings.add(new Warning(WARN, element.at() + ": '" + Attributes.shown(element.name())
                + "' has no meaning in " + parent.name() + "; skipped", element.at()));
    }

    /** Warns of text where none belongs. */
    void noText(Element element) {
        String stray = text(element);
        if (!stray.isEmpty()) {
            warnings.add(new Warning(WARN, element.at() + ": the text '" + Attributes.shown(stray)
                    + "' has no meaning directly in " + element.name() + "; skipped", element.at()));
        }
    }

    static List<Element> elements(Element element) {
        List<Element> elements = new ArrayList<>();
        for (Node node : element.children()) {
            if (node instanceof Element child) {
                elements.add(child);
            }
        }
        return elements;
    }

    /** The text directly in an element, trimmed: SDKs indent numbers and URLs. */
    static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node : element.children()) {
            if (node instanceof Node.Text(String value)) {
                text.append(value);
            }
        }
        return text.toString().strip();
    }

    static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
