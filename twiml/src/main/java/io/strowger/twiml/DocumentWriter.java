package io.strowger.twiml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes documents as XML: parsing what was written gives an equal document. Attributes that have their default are
 * left out; warnings are not written. Any thread may call it.
 */
public final class DocumentWriter {
    private DocumentWriter() {}

    /** The document as XML text with a declaration, to be sent as UTF-8. */
    public static String write(Document document) {
        List<Node> verbs = new ArrayList<>();
        document.verbs().forEach(verb -> verbs.add(element(verb)));
        StringBuilder out = new StringBuilder(256);
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n");
        for (Node verb : verbs) {
            out.append("  ");
            XmlText.append(out, verb);
            out.append('\n');
        }
        return out.append("</Response>\n").toString();
    }

    private static Element element(Verb verb) {
        return switch (verb) {
            case Say say -> new Fields("Say").put("voice", say.voice()).put("language", say.language())
                    .put("loop", say.loop(), 1).children(SsmlWriter.nodes(say.content()));
            case Play play -> new Fields("Play").put("digits", play.digits()).put("loop", play.loop(), 1)
                    .text(play.url().orElse(""));
            case Pause pause -> new Fields("Pause").put("length", pause.length().toSeconds(), 1).done();
            case Gather gather -> gather(gather);
            case Record record -> record(record);
            case Dial dial -> dial(dial);
            case Enqueue enqueue -> enqueue(enqueue);
            case Leave leave -> new Fields("Leave").done();
            case Redirect redirect -> new Fields("Redirect").put("method", redirect.method(), HttpMethod.POST)
                    .text(redirect.url().orElse(""));
            case Reject reject -> new Fields("Reject").put("reason", reject.reason(), Reject.Reason.REJECTED)
                    .children(parameters("Parameter", reject.parameters()));
            case Refer refer -> new Fields("Refer").put("action", refer.action())
                    .put("method", refer.method(), HttpMethod.POST)
                    .children(List.of(new Fields("Sip").text(refer.target())));
            case Hangup hangup -> new Fields("Hangup").children(parameters("Parameter", hangup.parameters()));
            case Connect connect -> new Fields("Connect").put("action", connect.action())
                    .put("method", connect.method(), HttpMethod.POST).children(kept(connect.nouns()));
            case Start start -> new Fields("Start").put("action", start.action())
                    .put("method", start.method(), HttpMethod.POST).children(kept(start.nouns()));
            case Stop stop -> new Fields("Stop").children(kept(stop.nouns()));
            case Unsupported unsupported -> unsupported.element();
            case Invalid invalid -> invalid.element();
        };
    }

    private static Element gather(Gather gather) {
        Fields fields = new Fields("Gather")
                .put("action", gather.action())
                .put("method", gather.method(), HttpMethod.POST)
                .put("input", gather.input(), Gather.Input.DTMF)
                .put("timeout", gather.timeout().toSeconds(), 5)
                .put("finishOnKey", gather.finishOnKey().map(String::valueOf).orElse(""), "#")
                .put("actionOnEmptyResult", gather.actionOnEmptyResult(), false)
                .put("speechTimeout", switch (gather.speechTimeout()) {
                    case Gather.SpeechTimeout.Auto() -> "auto";
                    case Gather.SpeechTimeout.After(Duration silence) -> String.valueOf(silence.toSeconds());
                }, String.valueOf(gather.timeout().toSeconds()))
                .put("maxSpeechTime", gather.maxSpeechTime().toSeconds(), 60)
                .put("speechModel", gather.speechModel(), "default")
                .put("enhanced", gather.enhanced(), false)
                .put("language", gather.language(), "en-US")
                .put("hints", String.join(",", gather.hints()), "")
                .put("profanityFilter", gather.profanityFilter(), true)
                .put("partialResultCallback", gather.partialResultCallback())
                .put("partialResultCallbackMethod", gather.partialResultCallbackMethod(), HttpMethod.POST)
                .put("bargeIn", gather.bargeIn(), true)
                .put("debug", gather.debug(), false)
                .put("sensitive", gather.sensitive(), false);
        gather.numDigits().ifPresent(digits -> fields.put("numDigits", String.valueOf(digits), ""));
        return fields.children(gather.prompts().stream().map(DocumentWriter::element).toList());
    }

    private static Element record(Record record) {
        return new Fields("Record")
                .put("action", record.action())
                .put("method", record.method(), HttpMethod.POST)
                .put("timeout", record.timeout().toSeconds(), 5)
                .put("finishOnKey", record.finishOnKey(), "1234567890*#")
                .put("maxLength", record.maxLength().toSeconds(), record.transcribe() ? 120 : 3600)
                .put("playBeep", record.playBeep(), true)
                .trim(record.trim(), true)
                .recordingStatus(record.recordingStatus())
                .put("transcribe", record.transcribe(), false)
                .put("transcribeCallback", record.transcribeCallback())
                .put("recordingConfigurationId", record.recordingConfigurationId())
                .done();
    }

    private static Element dial(Dial dial) {
        return new Fields("Dial")
                .put("action", dial.action())
                .put("method", dial.method(), HttpMethod.POST)
                .put("timeout", dial.timeout().toSeconds(), 30)
                .put("timeLimit", dial.timeLimit().toSeconds(), 14_400)
                .put("callerId", dial.callerId())
                .put("hangupOnStar", dial.hangupOnStar(), false)
                .put("answerOnBridge", dial.answerOnBridge(), false)
                .put("ringTone", dial.ringTone())
                .put("record", dial.record(), Dial.RecordMode.DO_NOT_RECORD)
                .put("recordingTrack", dial.recordingTrack(), Dial.Track.BOTH)
                .trim(dial.trim(), false)
                .recordingStatus(dial.recordingStatus())
                .put("sequential", dial.sequential(), false)
                .put("referUrl", dial.referUrl())
                .put("referMethod", dial.referMethod(), HttpMethod.POST)
                .put("callReason", dial.callReason())
                .put("passports", dial.passports())
                .put("recordingConfigurationId", dial.recordingConfigurationId())
                .put("events", String.join(" ", dial.events()), "")
                .children(dial.nouns().stream().map(NounWriter::element).toList());
    }

    private static Element enqueue(Enqueue enqueue) {
        Fields fields = new Fields("Enqueue")
                .put("action", enqueue.action())
                .put("method", enqueue.method(), HttpMethod.POST)
                .put("waitUrl", enqueue.waitUrl())
                .put("waitUrlMethod", enqueue.waitUrlMethod(), HttpMethod.POST)
                .put("workflowSid", enqueue.workflowSid());
        enqueue.maxQueueSize().ifPresent(size -> fields.put("maxQueueSize", String.valueOf(size), ""));
        List<Node> children = new ArrayList<>();
        enqueue.queue().ifPresent(queue -> children.add(new Node.Text(queue)));
        enqueue.task().ifPresent(task -> {
            Fields inner = new Fields("Task");
            task.priority().ifPresent(priority -> inner.put("priority", String.valueOf(priority), ""));
            task.timeout().ifPresent(timeout -> inner.put("timeout", String.valueOf(timeout.toSeconds()), ""));
            children.add(inner.text(task.attributes()));
        });
        return fields.children(children);
    }

    private static List<Element> kept(List<UnsupportedNoun> nouns) {
        return nouns.stream().map(UnsupportedNoun::element).toList();
    }

    static List<Element> parameters(String name, List<Parameter> parameters) {
        return parameters.stream().map(parameter -> new Fields(name).put("name", Optional.of(parameter.name()))
                .put("value", Optional.of(parameter.value())).done()).toList();
    }

    /** One of the wire values as text; several by spaces (trap 8). */
    static <E extends Enum<E> & WireValue> String words(Set<E> values) {
        return String.join(" ", values.stream().map(WireValue::wire).toList());
    }
}
