package io.strowger.call;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallParticulars;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a call stands: its status, its times, its record, and the status callbacks that tell of them. Owned by the
 * call's strand.
 *
 * <p>Every change is told as a snapshot at that moment (requirement 1.31), in order (1.32), while the call runs (1.29)
 * and without waiting for the receiver (1.30).
 */
final class CallProgress {
    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss +0000", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final CallPorts ports;
    private final CallFacts facts;
    private final CallStory story;
    private final Timeline timeline;
    private final Instant began;
    private final long beganNanos;
    private VoiceBinding binding;
    private Optional<Duration> timeLimit = Optional.empty();
    private CallStatus status;
    private Optional<Instant> answeredAt = Optional.empty();
    private long answeredNanos;
    private Optional<Instant> endedAt = Optional.empty();
    private Duration duration = Duration.ZERO;
    private int sipStatus;
    private String trunk;
    private int deliveries;
    private int changesTold;

    /** A call that has just begun, in this status; nobody has been told yet. */
    CallProgress(CallPorts ports, CallFacts facts, CallStory story, CallStatus first) {
        this.ports = ports;
        this.facts = facts;
        this.story = story;
        this.timeline = ports.world().timeline();
        this.began = timeline.now();
        this.beganNanos = timeline.nanos();
        this.binding = facts.binding();
        this.status = first;
        this.trunk = facts.trunk();
    }

    /** The URIs that the call runs under now: a live update may have changed them. */
    VoiceBinding binding() {
        return binding;
    }

    /** Takes over what a live update changes beside the document, and writes it down. */
    void change(CallChange change) {
        timeLimit = change.timeLimit().or(() -> timeLimit);
        VoiceBinding next = changed(binding, change);
        if (!next.equals(binding)) {
            binding = next;
            ports.records().call(record()); // the final callback of a crash goes where the call's own would
        }
    }

    /** The URIs after a change. */
    static VoiceBinding changed(VoiceBinding binding, CallChange change) {
        List<WebTarget> secondaries = change.fallback()
                .map(one -> one.url().isEmpty() ? List.<WebTarget>of() : List.of(one)).orElse(binding.secondaries());
        Optional<WebTarget> callback = change.statusCallback().or(binding::statusCallback)
                .filter(one -> !one.url().isEmpty());
        Set<String> events = binding.statusEvents().isEmpty() ? Set.of("completed") : binding.statusEvents();
        return new VoiceBinding(binding.primary(), secondaries, callback, events, binding.application());
    }

    /** The longest length that the call's maker allows. */
    void timeLimit(Optional<Duration> limit) {
        timeLimit = limit;
    }

    /** True when the call's maker allows less than the platform. */
    boolean limitIsOwn() {
        return timeLimit.filter(own -> own.compareTo(ports.limits().callLength()) < 0).isPresent();
    }

    CallStatus status() {
        return status;
    }

    boolean answered() {
        return answeredAt.isPresent();
    }

    /** From answer to end; to now while it runs. */
    Duration duration() {
        return answered() && endedAt.isEmpty() ? Duration.ofNanos(timeline.nanos() - answeredNanos) : duration;
    }

    /** The final or present SIP status of the set-up; 0 when none is known. */
    int sipStatus() {
        return sipStatus;
    }

    void sipStatus(int newStatus) {
        sipStatus = newStatus;
    }

    /** The trunk by which the call goes out now; the last one tried stands in the detail record. */
    void trunk(String name) {
        trunk = name;
    }

    /** Tells that the call exists, in its first status. */
    void began() {
        told(status == CallStatus.INITIATED ? "initiated" : "ringing", List.of());
    }

    /** The called side rings. */
    void ringing() {
        if (status == CallStatus.INITIATED) {
            status = CallStatus.RINGING;
            told("ringing", List.of());
        }
    }

    /** The call was answered. */
    void answeredNow() {
        status = CallStatus.IN_PROGRESS;
        sipStatus = 200;
        answeredAt = Optional.of(timeline.now());
        answeredNanos = timeline.nanos();
        ports.metrics().answered(Duration.ofNanos(answeredNanos - beganNanos));
        told("answered", List.of());
    }

    /** The moment after which the call has lasted too long. */
    Deadline longest() {
        Duration length = limitIsOwn() ? timeLimit.orElseThrow() : ports.limits().callLength();
        return answered() ? new Deadline(answeredNanos + length.toNanos()) : Deadline.NEVER;
    }

    /** The call is over; a second end changes nothing. */
    void ended(EndCause cause) {
        ended(cause, List.of());
    }

    /**
     * The call is over; a second end changes nothing.
     *
     * @param more for the last status callback
     */
    void ended(EndCause cause, List<Header> more) {
        if (status.isFinal()) {
            return;
        }
        duration = duration();
        status = cause.status(answered());
        endedAt = Optional.of(timeline.now());
        ports.metrics().ended(facts.direction(), cause.termination());
        ports.records().detail(new CallDetail(facts.sid(), facts.account(), facts.parent(), facts.direction(),
                facts.from(), facts.to(), began, answeredAt, endedAt.get(), Duration.ofSeconds(billable()),
                trunk, "", sipStatus, cause.termination(), status));
        List<Header> extras = finalExtras();
        extras.addAll(more);
        told("completed", extras);
    }

    private long billable() {
        return (duration.toMillis() + 999) / 1000;
    }

    private List<Header> finalExtras() {
        List<Header> extras = new ArrayList<>();
        extras.add(new Header("CallDuration", Long.toString(billable())));
        if (status == CallStatus.COMPLETED) {
            extras.add(new Header("Duration", Long.toString((billable() + 59) / 60)));
        }
        if (sipStatus > 0) {
            extras.add(new Header("SipResponseCode", Integer.toString(sipStatus)));
        }
        return extras;
    }

    private void told(String event, List<Header> extras) {
        story.add(TimelineEntry.Kind.STATUS, facts.leg().value(), status.wire(), "status", status.wire());
        Optional<StatusDelivery> delivery = binding.statusCallback()
                .filter(target -> binding.statusEvents().contains(event))
                .map(target -> delivery(target, callbackParameters(extras)));
        if (delivery.isEmpty()) {
            ports.records().call(record());
            return;
        }
        changesTold++; // recordings' callbacks share the delivery's order, not this number
        // in one: a crash between the two would lose the final callback, or have the next run tell it twice
        ports.records().told(record(), delivery.get());
        ports.callbacks().resume(delivery.get());
    }

    private List<Header> callbackParameters(List<Header> extras) {
        List<Header> fields = new ArrayList<>(CallParameters.of(facts, status));
        fields.addAll(extras);
        fields.add(new Header("Timestamp", rfc2822(timeline.now())));
        fields.add(new Header("CallbackSource", "call-progress-events"));
        fields.add(new Header("SequenceNumber", Integer.toString(changesTold)));
        return fields;
    }

    /** A stamp as requests carry it (voice-twiml section 5, "Dates in requests"). */
    static String rfc2822(Instant at) {
        return RFC_2822.format(at);
    }

    /** Sends any callback of this call, in its turn. */
    void deliver(WebTarget target, List<Header> fields) {
        ports.callbacks().submit(delivery(target, fields));
    }

    private StatusDelivery delivery(WebTarget target, List<Header> fields) {
        String url = UriTemplate.expand(target.url(), fields);
        return new StatusDelivery(ports.world().entropy().hex(16), facts.sid(), facts.account(), deliveries++,
                new WebTarget(url, target.method()), fields);
    }

    private CallRecord record() {
        Optional<WebTarget> last = binding.statusCallback()
                .filter(target -> !status.isFinal() && binding.statusEvents().contains("completed"));
        List<Header> fields = last.isPresent() ? callbackParameters(List.of()) : List.of();
        return new CallRecord(facts.sid(), facts.account(), facts.parent(), facts.from(), facts.to(),
                facts.direction(), status, facts.created(), answeredAt, endedAt, duration, binding.application(),
                last.map(target -> new WebTarget(UriTemplate.expand(target.url(), fields), target.method())),
                CallParameters.form(fields), particulars());
    }

    private CallParticulars particulars() {
        String own = facts.direction() == Direction.INBOUND ? facts.to() : facts.from();
        return new CallParticulars(Optional.of(began), facts.queued(),
                ports.directory().numberSid(facts.account(), own), known("ForwardedFrom"), known("CallerName"), trunk);
    }

    private String known(String parameter) {
        return facts.parameters().stream().filter(one -> one.name().equals(parameter)).map(SipHeader::value)
                .findFirst().orElse("");
    }
}
