package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.WebTarget;
import io.strowger.call.port.WorkPort.Acceptance;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Dial;
import io.strowger.twiml.QueueNoun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One Dial Queue (voice-twiml 3.6): takes the caller at the head of a queue, or the one of a reservation, and talks to
 * him until one of the two ends. An empty queue is waited for until the Dial's timeout; a caller who hangs up before
 * they are joined is replaced by the next. Owned by the strand of the call that dials.
 */
final class DialQueue {
    /** How far a reservation has come: its answer may come when the call has gone on. */
    private enum Reservation { ASKED, ACCEPTED, OVER }

    /** Work distribution answers from memory. */
    private static final Duration ACCEPTANCE = Duration.ofSeconds(10);

    private final Call call;
    private final CallQueues queues;
    private final Dial dial;
    private final QueueNoun noun;
    private final LoadedDocument document;
    private final DialerSide dialer;
    private final DialRecording recording;
    private final DequeuingCall taker;
    private Optional<CallQueue> queue = Optional.empty();
    private Optional<QueuedCall> caller = Optional.empty();
    private final AtomicReference<Reservation> reservation = new AtomicReference<>(Reservation.ASKED);
    private CallStatus status = CallStatus.CANCELED;
    private Duration waited = Duration.ZERO;
    private long joinedAt;
    private Duration connected = Duration.ZERO;

    DialQueue(
            Call call, Prompts prompts, AppServer appServer, CallQueues queues, Dial dial, QueueNoun noun,
            LoadedDocument document) {
        this.call = call;
        this.queues = queues;
        this.dial = dial;
        this.noun = noun;
        this.document = document;
        this.dialer = new DialerSide(call, prompts, appServer, dial, document);
        this.recording = dialer.recording();
        this.taker = new DequeuingCall(call.facts().sid(), call.leg().id(), call::post, announcement(),
                noun.reservationSid());
    }

    private Optional<WebTarget> announcement() {
        return noun.url().map(url -> new WebTarget(
                ResourceUrl.resolve(document.url(), UriTemplate.expand(url, call.parameters())), noun.method().name()));
    }

    Outcome run() {
        try {
            dialer.hearsRinging();
            if (asked()) {
                await();
            }
            part();
        } catch (CallEnded over) {
            part();
            dialer.lastWord(over, this::fields);
            throw over;
        } catch (RuntimeException elsewhere) { // another document, or a mistake
            part();
            throw elsewhere;
        }
        return dialer.outcome(this::fields);
    }

    /** Asks the queue; false when there is nothing to ask. */
    private boolean asked() {
        if (noun.reservationSid().isPresent()) {
            return reserved(noun.reservationSid().get());
        }
        queue = queues.named(call.facts().account(), noun.queue());
        queue.ifPresentOrElse(there -> there.ask(taker), () -> failed(ErrorCode.DIAL_QUEUE_UNKNOWN,
                "Queue at " + noun.at() + ": the account has no queue '" + noun.queue() + "'"));
        return queue.isPresent();
    }

    private boolean reserved(String sid) {
        call.ports().work().accept(call.facts().account(), sid, call.facts().sid(), noun.postWorkActivitySid(),
                answer -> answered(sid, answer));
        Acceptance answer = call.<Acceptance>await(Deadline.after(call.timeline(), ACCEPTANCE), event -> event
                instanceof CallEvent.ReservationAnswered(String asked, Acceptance told) && asked.equals(sid)
                ? Optional.of(told) : Optional.empty())
                .orElseGet(() -> new Acceptance.Refused(ErrorCode.INTERNAL, "Work distribution did not answer"));
        switch (answer) {
            case Acceptance.Accepted(String workflow, CallSid wanted) -> {
                queue = queues.named(call.facts().account(), workflow);
                queue.ifPresent(there -> there.ask(taker, wanted));
            }
            case Acceptance.Refused(ErrorCode code, String message) -> failed(code, message);
        }
        return queue.isPresent();
    }

    /** On any thread. An acceptance that comes too late is given back. */
    private void answered(String sid, Acceptance answer) {
        if (answer instanceof Acceptance.Accepted
                && !reservation.compareAndSet(Reservation.ASKED, Reservation.ACCEPTED)) {
            call.ports().work().ended(call.facts().account(), sid, false);
            return;
        }
        call.post(new CallEvent.ReservationAnswered(sid, answer));
    }

    private void failed(ErrorCode code, String message) {
        call.notices().note(code, message, "");
        status = CallStatus.FAILED;
    }

    /** Waits for a caller, then talks. */
    private void await() {
        Deadline patience = Deadline.after(call.timeline(), dial.timeout());
        while (true) {
            switch (queue.orElseThrow().look(taker)) {
                case WAITING -> {
                    Optional<CallEvent> event = call.await(patience);
                    event.ifPresent(recording::observe);
                    if (event.isEmpty() && queue.orElseThrow().giveUp(taker)) {
                        status = CallStatus.NO_ANSWER;
                        return;
                    }
                }
                case MATCHED -> recording.observe(call.await(Deadline.NEVER).orElseThrow());
                case READY -> {
                    dialer.ringingStops();
                    call.leg().answer();
                    if (queue.orElseThrow().joins(taker, this::join)) {
                        talk();
                        return;
                    }
                }
                case FAILED -> {
                    if (noun.reservationSid().isPresent()) {
                        failed(ErrorCode.DIAL_QUEUE_RESERVATION, "Queue at " + noun.at() + ": the caller of "
                                + noun.reservationSid().get() + " waits no longer");
                    } else {
                        failed(ErrorCode.DIAL_QUEUE_UNKNOWN, "Queue at " + noun.at() + ": the queue was deleted");
                    }
                    return;
                }
                case JOINED, PARTED, GONE -> throw new IllegalStateException("joined before it was ready");
            }
        }
    }

    /** Under the queue's lock. */
    private void join() {
        QueuedCall partner = taker.caller.orElseThrow();
        caller = Optional.of(partner);
        call.leg().send(new MediaCommand.Bridge(call.leg().id(), partner.leg));
    }

    private void talk() {
        CallQueue joined = queue.orElseThrow();
        QueuedCall partner = caller.orElseThrow();
        waited = joined.waited(partner);
        status = CallStatus.COMPLETED;
        joinedAt = call.timeline().nanos();
        dialer.talksTo(partner.leg);
        Deadline limit = Deadline.after(call.timeline(), dial.timeLimit());
        while (joined.look(taker) == DequeuingCall.State.JOINED) {
            Optional<CallEvent> event = call.await(limit);
            event.ifPresent(recording::observe);
            if (event.isEmpty() || dialer.parts(event.get())) {
                return;
            }
        }
    }

    /** Whatever comes next: the dialer is no part of the queue any more, and the caller goes on by himself. */
    private void part() {
        dialer.ringingStops();
        queue.ifPresent(there -> there.over(taker, () -> caller.ifPresent(partner ->
                call.leg().send(new MediaCommand.Unbridge(call.leg().id(), partner.leg)))));
        if (caller.isPresent()) {
            connected = Duration.ofNanos(call.timeline().nanos() - joinedAt);
        }
        if (reservation.getAndSet(Reservation.OVER) == Reservation.ACCEPTED) {
            call.ports().work().ended(
                    call.facts().account(), noun.reservationSid().orElseThrow(), caller.isPresent());
        }
        recording.stop();
    }

    private List<Header> fields() {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("DialCallStatus", status.wire()));
        caller.ifPresent(partner -> fields.add(new Header("DialCallSid", partner.call.value())));
        fields.add(new Header("DialCallDuration", Long.toString((connected.toMillis() + 999) / 1000)));
        fields.add(new Header("DialBridged", Boolean.toString(caller.isPresent())));
        queue.ifPresent(there -> fields.add(new Header("QueueSid", there.record().sid().value())));
        if (caller.isPresent()) {
            fields.add(new Header("QueueTime", Long.toString(waited.toSeconds())));
            fields.add(new Header("DequeingCallSid", call.facts().sid().value()));
        }
        recording.url().ifPresent(url -> fields.add(new Header("RecordingUrl", url)));
        return fields;
    }
}
