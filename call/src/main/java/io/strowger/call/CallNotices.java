package io.strowger.call;

import io.strowger.call.port.Notification;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a call's errors and warnings into its story and as notifications of its account (requirement 1.34). */
final class CallNotices {
    private static final int BODY_KEPT = 4096;

    private final CallPorts ports;
    private final CallFacts facts;
    private final CallStory story;

    CallNotices(CallPorts ports, CallFacts facts, CallStory story) {
        this.ports = ports;
        this.facts = facts;
        this.story = story;
    }

    /** An error or warning without a web request behind it. */
    void note(ErrorCode code, String message, String url) {
        write(code, message, url, "", "", Optional.empty());
    }

    /** One with the request and, if one came, the answer. */
    void note(ErrorCode code, String message, String url, String method, String maskedForm, FetchAnswer answer) {
        write(code, message, url, method, maskedForm, Optional.of(answer));
    }

    private void write(
            ErrorCode code, String message, String url, String method, String maskedForm,
            Optional<FetchAnswer> answer) {
        String shown = ports.settings().masking().url(url);
        boolean error = code.severity() == Severity.ERROR;
        story.add(error ? TimelineEntry.Kind.ERROR : TimelineEntry.Kind.WARNING, facts.leg().value(),
                code.number() + " " + message, "code", Integer.toString(code.number()), "url", shown);
        String headers = "";
        String body = "";
        if (answer.isPresent() && answer.get() instanceof FetchAnswer.Answered answered) {
            headers = headerLines(answered.headers());
            body = new String(answered.body(), 0, Math.min(BODY_KEPT, answered.body().length), StandardCharsets.UTF_8);
        }
        ports.metrics().notified(code);
        ports.records().notification(new Notification(NotificationSid.mint(ports.world()), facts.account(),
                Optional.of(facts.sid()), code, message, shown, method, maskedForm, headers, body,
                ports.world().timeline().now()));
    }

    private static String headerLines(List<Header> headers) {
        return headers.stream().filter(header -> !header.name().equalsIgnoreCase("Set-Cookie"))
                .map(header -> header.name() + ": " + header.value()).collect(Collectors.joining("\n"));
    }
}
