package io.strowger.server.store;

import io.strowger.call.port.CallParticulars;
import io.strowger.call.port.DialTarget;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.PhoneNumberSid;
import java.util.Set;
import static io.strowger.server.store.TestStore.WORLD;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.Notification;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.Termination;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Things a call writes, with ordinary values. */
final class Records {
    static final AccountSid ACCOUNT = new AccountSid("AC" + "a".repeat(32));
    static final Instant BEGAN = Instant.parse("2026-11-23T10:00:00.123456Z");

    private Records() {}

    static CallSid sid(int n) {
        return new CallSid("CA%032x".formatted(n));
    }

    static CallRecord call(CallSid sid, CallStatus status) {
        boolean answered = status == CallStatus.IN_PROGRESS || status == CallStatus.COMPLETED;
        return new CallRecord(
                sid, ACCOUNT, Optional.empty(), "+441632960001", "+441632960100", Direction.INBOUND, status, BEGAN,
                answered ? Optional.of(BEGAN.plusSeconds(2)) : Optional.empty(),
                status.isFinal() ? Optional.of(BEGAN.plusSeconds(9)) : Optional.empty(),
                status == CallStatus.COMPLETED ? Duration.ofSeconds(7) : Duration.ZERO, Optional.empty(),
                Optional.of(new WebTarget("https://app.example/status", "POST")),
                "CallSid=" + sid + "&CallStatus=" + status.wire() + "&From=%2B441632960001");
    }

    /** A call that the API wants made, with everything a request can hold. */
    static OutboundCall waiting(CallSid sid) {
        WebTarget told = new WebTarget("https://app.example/status", "POST");
        VoiceBinding binding = new VoiceBinding(new WebTarget("https://app.example/voice", "GET"),
                List.of(new WebTarget("https://spare.example/", "POST")), Optional.of(told),
                Set.of("initiated", "completed"), Optional.of(new ApplicationSid("AP" + "1".repeat(32))));
        return new OutboundCall(sid, new OutboundRequest(ACCOUNT, "sip:bob@example.com?X-A=1", "+441632960001", "Acmé",
                binding, Optional.of("<Response/>"), Duration.ofSeconds(30), Optional.of("ww12#"),
                Optional.of(new RecordingOptions(2, MediaCommand.Track.INBOUND, false, Optional.of(told),
                        Set.of("completed", "absent"))),
                Optional.of(Duration.ofMinutes(5)), Optional.of("BY" + "2".repeat(32)),
                Optional.of(new DialTarget.Credentials("me", "geheim"))), BEGAN);
    }

    static CallRecord waitingCall(CallSid sid) {
        return outbound(sid, CallStatus.QUEUED);
    }

    static CallRecord outbound(CallSid sid, CallStatus status) {
        boolean queued = status == CallStatus.QUEUED;
        return new CallRecord(sid, ACCOUNT, Optional.empty(), "+441632960001", "sip:bob@example.com",
                Direction.OUTBOUND_API, status, BEGAN, Optional.empty(),
                status.isFinal() ? Optional.of(BEGAN.plusSeconds(9)) : Optional.empty(), Duration.ZERO,
                Optional.empty(), Optional.empty(), "", new CallParticulars(
                        queued ? Optional.empty() : Optional.of(BEGAN.plusSeconds(3)),
                        Duration.ofSeconds(queued ? 0 : 3),
                        Optional.of(new PhoneNumberSid("PN" + "3".repeat(32))), "+44", "Ann", queued ? "" : "carrier"));
    }

    static CallDetail detail(CallSid sid) {
        return new CallDetail(
                sid, ACCOUNT, Optional.empty(), Direction.INBOUND, "+441632960001", "+441632960100", BEGAN,
                Optional.of(BEGAN.plusSeconds(2)), BEGAN.plusSeconds(9), Duration.ofSeconds(7), "carrier", "44", 200,
                Termination.SUCCESS, CallStatus.COMPLETED);
    }

    static CallTimelineRecord timeline(CallSid sid, String text) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("z", "1");
        data.put("a", text);
        return new CallTimelineRecord(sid, ACCOUNT, List.of(new TimelineEntry(
                BEGAN, Duration.ofMillis(20), TimelineEntry.Kind.VERB, sid.value(), text, data)), 3);
    }

    static Notification notification(CallSid call) {
        return new Notification(NotificationSid.mint(WORLD), ACCOUNT, Optional.of(call), ErrorCode.RETRIEVAL_FAILED,
                "the server answered 500", "https://app.example/", "POST", "CallSid=" + call, "Server: x", "oops",
                BEGAN);
    }

    static RecordingRecord recording(RecordingSid sid, CallSid call, String status) {
        return new RecordingRecord(sid, call, ACCOUNT, status, "RecordVerb", 1, "inbound", BEGAN,
                status.equals("in-progress") ? Duration.ZERO : Duration.ofMillis(1500), 12044);
    }

    static StatusDelivery delivery(String id, CallSid call, int sequence) {
        return new StatusDelivery(id, call, ACCOUNT, sequence, new WebTarget("https://app.example/status", "POST"),
                List.of(new Header("CallSid", call.value()), new Header("SequenceNumber", "" + sequence)));
    }
}
