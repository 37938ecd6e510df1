package io.strowger.twiml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Dial's nouns to elements. */
final class NounWriter {
    private NounWriter() {}

    static Element element(Noun noun) {
        return switch (noun) {
            case NumberNoun number -> detection(status(new Fields("Number")
                            .put("sendDigits", number.sendDigits())
                            .put("url", number.url())
                            .put("method", number.method(), HttpMethod.POST)
                            .put("byoc", number.byoc()), number.status()), number.detection())
                    .text(number.number());
            case ClientNoun client -> client(client);
            case SipNoun sip -> sip(sip);
            case ConferenceNoun conference -> conference(conference);
            case QueueNoun queue -> new Fields("Queue").put("url", queue.url())
                    .put("method", queue.method(), HttpMethod.POST)
                    .put("reservationSid", queue.reservationSid())
                    .put("postWorkActivitySid", queue.postWorkActivitySid())
                    .text(queue.queue());
            case UnsupportedNoun unsupported -> unsupported.element();
        };
    }

    private static Element client(ClientNoun client) {
        List<Node> children = new ArrayList<>();
        children.add(new Fields("Identity").text(client.identity()));
        children.addAll(DocumentWriter.parameters("Parameter", client.parameters()));
        return status(new Fields("Client").put("url", client.url())
                .put("method", client.method(), HttpMethod.POST), client.status()).children(children);
    }

    private static Element sip(SipNoun sip) {
        List<Node> children = new ArrayList<>();
        for (SipNoun.Target target : sip.uris()) {
            Fields fields = new Fields("Uri").put("username", target.username()).put("password", target.password());
            target.priority().ifPresent(priority -> fields.put("priority", String.valueOf(priority), ""));
            target.weight().ifPresent(weight -> fields.put("weight", String.valueOf(weight), ""));
            children.add(fields.text(target.uri()));
        }
        if (!sip.headers().isEmpty()) {
            children.add(new Fields("Headers").children(DocumentWriter.parameters("Header", sip.headers())));
        }
        return detection(status(new Fields("Sip").put("url", sip.url())
                .put("method", sip.method(), HttpMethod.POST), sip.status()), sip.detection()).children(children);
    }

    private static Element conference(ConferenceNoun room) {
        Set<ConferenceNoun.Event> events = room.statusCallbackEvents();
        return new Fields("Conference")
                .put("muted", room.muted(), false)
                .put("beep", room.beep(), ConferenceNoun.Beep.TRUE)
                .put("startConferenceOnEnter", room.startConferenceOnEnter(), true)
                .put("endConferenceOnExit", room.endConferenceOnExit(), false)
                .put("participantLabel", room.participantLabel())
                .put("jitterBufferSize", room.jitterBufferSize(), ConferenceNoun.JitterBuffer.LARGE)
                .put("waitUrl", room.waitUrl())
                .put("waitMethod", room.waitMethod(), HttpMethod.POST)
                .put("maxParticipants", room.maxParticipants(), 250)
                .put("record", room.record() ? "record-from-start" : "", "")
                .put("region", room.region())
                .trim(room.trim(), true)
                .put("coach", room.coach())
                .put("statusCallback", room.statusCallback())
                .put("statusCallbackMethod", room.statusCallbackMethod(), HttpMethod.POST)
                .put("statusCallbackEvent", DocumentWriter.words(events), "")
                .recordingStatus(room.recordingStatus())
                .put("eventCallbackUrl", room.eventCallbackUrl())
                .put("recordingConfigurationId", room.recordingConfigurationId())
                .text(room.room());
    }

    private static Fields status(Fields fields, StatusCallback status) {
        return fields.put("statusCallback", status.url())
                .put("statusCallbackMethod", status.method(), HttpMethod.POST)
                .put("statusCallbackEvent", status.events(), StatusCallback.Event.COMPLETED);
    }

    private static Fields detection(Fields fields, MachineDetection detection) {
        MachineDetection none = MachineDetection.NONE;
        return fields.put("machineDetection", detection.mode().map(WireValue::wire))
                .put("machineDetectionTimeout", detection.timeout().toSeconds(), none.timeout().toSeconds())
                .put("machineDetectionSpeechThreshold",
                        detection.speechThreshold().toMillis(), none.speechThreshold().toMillis())
                .put("machineDetectionSpeechEndThreshold",
                        detection.speechEndThreshold().toMillis(), none.speechEndThreshold().toMillis())
                .put("machineDetectionSilenceTimeout",
                        detection.silenceTimeout().toMillis(), none.silenceTimeout().toMillis())
                .put("amdStatusCallback", detection.callback())
                .put("amdStatusCallbackMethod", detection.callbackMethod(), HttpMethod.POST);
    }
}
