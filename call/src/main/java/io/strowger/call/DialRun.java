package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Dial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Dial, from the first ring to its action. Phases: children are started (all, or one by one); the first that is
 * ready wins and the others are released; the two legs are joined until one side ends, {@code *} is pressed or the time
 * limit is reached; the action is told. Owned by the parent's strand.
 */
final class DialRun {
    /** A released child needs no longer than this to say that it is over. */
    private static final Duration CHILD_ENDS = Duration.ofSeconds(5);

    private final Call call;
    private final LiveCalls calls;
    private final Dial dial;
    private final LoadedDocument document;
    private final DialerSide dialer;
    private final DialRecording recording;
    private final Map<CallSid, DialledCall> ringing = new LinkedHashMap<>();
    private Optional<CallSid> winner = Optional.empty();
    private Optional<CallSid> last = Optional.empty();
    private Optional<ChildResult> result = Optional.empty();
    private boolean bridged;
    private Optional<LegId> joined = Optional.empty();
    private long bridgedAt;

    DialRun(Call call, Prompts prompts, AppServer appServer, LiveCalls calls, Dial dial, LoadedDocument document) {
        this.call = call;
        this.calls = calls;
        this.dial = dial;
        this.document = document;
        this.dialer = new DialerSide(call, prompts, appServer, dial, document);
        this.recording = dialer.recording();
    }

    Outcome run() {
        List<Callee> callees = new Callees(call, dial, document).all();
        try {
            dialer.hearsRinging();
            if (dial.sequential()) {
                oneByOne(callees);
            } else {
                callees.forEach(this::start);
                awaitWinner();
            }
            if (winner.isPresent()) {
                converse(winner.get());
            }
            dialer.ringingStops();
            recording.stop();
        } catch (CallEnded over) {
            abandon();
            dialer.lastWord(over, this::fields);
            throw over;
        } catch (RuntimeException elsewhere) { // another document, or a mistake: the children must not stay behind
            abandon();
            throw elsewhere;
        }
        return dialer.outcome(this::fields);
    }

    private void start(Callee callee) {
        DialledCall child = new DialledCall(call, callee, dial.timeout(), calls);
        ringing.put(child.sid(), child);
        last = Optional.of(child.sid());
        child.start();
    }

    private void oneByOne(List<Callee> callees) {
        for (Callee callee : callees) {
            start(callee);
            awaitWinner();
            if (winner.isPresent()) {
                return;
            }
        }
    }

    /** Waits until a child is ready or none is left. */
    private void awaitWinner() {
        while (winner.isEmpty() && !ringing.isEmpty()) {
            switch (call.await(Deadline.NEVER).orElseThrow()) {
                case CallEvent.ChildReady(CallSid child) when ringing.containsKey(child) -> win(child);
                case CallEvent.ChildOver(CallSid child, ChildResult over) when ringing.remove(child) != null -> {
                    last = Optional.of(child);
                    result = Optional.of(over);
                }
                case CallEvent.ChildLeft(CallSid child, ChildResult so) when ringing.remove(child) != null -> {
                    last = Optional.of(child);
                    result = Optional.of(so);
                }
                case CallEvent other -> recording.observe(other);
            }
        }
    }

    private void win(CallSid child) {
        winner = Optional.of(child);
        last = winner;
        ringing.forEach((sid, other) -> {
            if (!sid.equals(child)) {
                other.call().post(new CallEvent.Release());
            }
        });
    }

    private void converse(CallSid child) {
        DialledCall partner = ringing.get(child);
        dialer.ringingStops();
        call.leg().answer();
        call.leg().send(new MediaCommand.Bridge(call.leg().id(), partner.call().leg().id()));
        bridged = true;
        joined = Optional.of(partner.call().leg().id());
        bridgedAt = call.timeline().nanos();
        dialer.talksTo(partner.call().leg().id());
        Deadline limit = Deadline.after(call.timeline(), dial.timeLimit());
        boolean released = false;
        while (ringing.containsKey(child)) {
            Optional<CallEvent> event = call.await(released ? Deadline.after(call.timeline(), CHILD_ENDS) : limit);
            if (event.isEmpty() && released) {
                break;
            }
            boolean parting = event.isEmpty() || dialer.parts(event.get());
            if (parting && !released) {
                released = true;
                partner.call().post(new CallEvent.Release());
            }
            event.ifPresent(letter -> note(letter, child));
        }
        call.leg().send(new MediaCommand.Unbridge(call.leg().id(), partner.call().leg().id()));
        joined = Optional.empty();
    }

    private void note(CallEvent letter, CallSid partner) {
        if (letter instanceof CallEvent.ChildOver(CallSid child, ChildResult over)) {
            ringing.remove(child);
            if (child.equals(partner)) {
                result = Optional.of(over);
            }
        }
        if (letter instanceof CallEvent.ChildLeft(CallSid child, ChildResult so)) {
            ringing.remove(child);
            if (child.equals(partner)) {
                result = Optional.of(so);
            }
        }
        recording.observe(letter);
    }

    /** The parent is over or goes elsewhere: nobody of this Dial stays on the line. */
    private void abandon() {
        ringing.values().forEach(child -> child.call().post(new CallEvent.Release()));
        // at once: what this call plays next must not wait for the child's leg to close
        joined.ifPresent(other -> call.leg().send(new MediaCommand.Unbridge(call.leg().id(), other)));
        dialer.ringingStops();
        recording.stop();
    }

    private List<Header> fields() {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("DialCallStatus", dialCallStatus()));
        last.ifPresent(child -> fields.add(new Header("DialCallSid", child.value())));
        fields.add(new Header("DialCallDuration", Long.toString((connected().toMillis() + 999) / 1000)));
        fields.add(new Header("DialBridged", Boolean.toString(bridged)));
        recording.url().ifPresent(url -> fields.add(new Header("RecordingUrl", url)));
        result.ifPresent(over -> {
            if (over.sipStatus() > 0) {
                fields.add(new Header("DialSipResponseCode", Integer.toString(over.sipStatus())));
            }
            for (SipHeader header : over.headers()) {
                fields.add(new Header("DialSipHeader_" + header.name(), header.value()));
            }
        });
        return fields;
    }

    /** How long the child was connected; up to now when the parent's end leaves no time to hear its own figure. */
    private Duration connected() {
        if (!bridged) {
            return Duration.ZERO;
        }
        return result.map(ChildResult::connected)
                .orElseGet(() -> Duration.ofNanos(call.timeline().nanos() - bridgedAt));
    }

    private String dialCallStatus() {
        if (bridged) {
            return CallStatus.COMPLETED.wire();
        }
        CallStatus status = result.map(ChildResult::status).orElse(CallStatus.CANCELED);
        // answered, but never joined: a machine or person that the screening document sent away
        return (status == CallStatus.COMPLETED ? CallStatus.NO_ANSWER : status).wire();
    }
}
