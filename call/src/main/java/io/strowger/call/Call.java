package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One call: a leg, its state and the one place where it waits.
 *
 * <p>Everything that happens to a call is a letter in its inbox, and {@link #await} is the only place that reads it.
 * What concerns every verb alike is dealt with there: the far side's hang-up ends whatever runs by {@link CallEnded},
 * a live update by {@link Replaced}, a re-INVITE is answered, the longest length is kept. So a verb reads as if only
 * its own events existed.
 *
 * <p>There are no locks: only the call's strand touches it, but for {@link #post} and {@link #story}.
 */
final class Call {
    /** Letters a call may have waiting: more than any verb lets pile up, less than a flood needs to hurt. */
    private static final int INBOX = 1024;
    /** The part of it that keys and ringing may not fill: a hang-up or a child's end must always find room. */
    private static final int RESERVED = 256;

    private final CallPorts ports;
    private final CallFacts facts;
    private final CallStory story;
    private final CallProgress progress;
    private final CallNotices notices;
    private final CallLeg leg;
    private final LiveRecordings recordings;
    private final CookieJar cookies;
    private final Inbox<CallEvent> inbox;
    private final ArrayDeque<CallEvent> kept = new ArrayDeque<>();
    private final ArrayDeque<CallEvent> postponed = new ArrayDeque<>();
    private final List<Consumer<Boolean>> whenEnded = new ArrayList<>();
    private List<Header> learned = List.of();
    private boolean digitsAreSecret;
    private boolean onTrunk;
    private volatile boolean memory;

    Call(CallPorts ports, CallFacts facts, CallStatus first, Optional<String> offer, Consumer<TimelineEntry> listener) {
        this.ports = ports;
        this.facts = facts;
        this.story = new CallStory(
                facts.sid(), facts.account(), ports.world().timeline(), ports.limits().timelineEntries(), listener);
        this.progress = new CallProgress(ports, facts, story, first);
        this.notices = new CallNotices(ports, facts, story);
        this.inbox = ports.world().timeline().inbox(INBOX);
        this.cookies = new CookieJar(ports.world().timeline());
        this.leg = new CallLeg(this, offer);
        this.recordings = new LiveRecordings(this);
    }

    CallPorts ports() {
        return ports;
    }

    CallFacts facts() {
        return facts;
    }

    CallStory story() {
        return story;
    }

    CallProgress progress() {
        return progress;
    }

    CallNotices notices() {
        return notices;
    }

    CallLeg leg() {
        return leg;
    }

    /** The guard of its account lets it out by a trunk, or says why not; its end gives the place back. */
    Optional<OutboundGuard.Refusal> leavesByTrunk(String number) {
        Optional<OutboundGuard.Refusal> refusal = ports.guard().enter(facts.account(), number);
        onTrunk = refusal.isEmpty();
        return refusal;
    }

    /** The called side answered: a call by a trunk spends its account's minutes from now on. */
    void answeredByCallee() {
        progress.answeredNow();
        if (onTrunk) {
            ports.guard().answered(facts.account(), facts.sid());
        }
    }

    private void leftTrunk() {
        if (onTrunk) {
            onTrunk = false;
            ports.guard().left(facts.account(), facts.sid(), progress.duration());
        }
    }

    LiveRecordings recordings() {
        return recordings;
    }

    CookieJar cookies() {
        return cookies;
    }

    Timeline timeline() {
        return ports.world().timeline();
    }

    /** The parameters of every request, as things stand. */
    List<Header> parameters() {
        List<Header> all = new ArrayList<>(CallParameters.of(facts, progress.status()));
        all.addAll(learned);
        return all;
    }

    /** Headers of the called party's answer become parameters of the requests that follow (voice-twiml section 5). */
    void learned(List<SipHeader> answerHeaders) {
        learned = answerHeaders.stream().map(one -> new Header("SipHeader_" + one.name(), one.value())).toList();
    }

    /** Puts a letter into the inbox. Any thread may call it. */
    void post(CallEvent event) {
        boolean room = !event.mayBeMissed() || inbox.size() < INBOX - RESERVED;
        if (!room || !inbox.post(event)) {
            if (event instanceof CallEvent.Asked asked) {
                asked.tooLate();
            } else if (!memory) { // nothing is lost to a call that is over
                ports.metrics().letterLost();
            }
        }
    }

    /** Writes a line into the story. */
    void tell(TimelineEntry.Kind kind, String text, String... data) {
        story.add(kind, facts.leg().value(), text, data);
    }

    /** From here on, keys pressed are written as {@code *} and Digits is masked, or no longer. */
    void digitsAreSecret(boolean secret) {
        digitsAreSecret = secret;
    }

    boolean digitsAreSecret() {
        return digitsAreSecret;
    }

    /**
     * Waits for the next letter that a verb may care about.
     *
     * @return empty when the deadline passed
     * @throws CallEnded when the call is over
     * @throws Replaced when another document takes over
     * @throws QueueChanged when the call waits in a queue and its place has changed
     */
    Optional<CallEvent> await(Deadline deadline) {
        if (!kept.isEmpty()) {
            return Optional.of(kept.removeFirst());
        }
        while (true) {
            Deadline longest = progress.longest();
            Optional<CallEvent> letter = postponed.isEmpty()
                    ? inbox.await(deadline.earlier(longest)) : Optional.of(postponed.removeFirst());
            if (letter.isEmpty()) {
                if (longest.passed(timeline()) && progress.limitIsOwn()) {
                    throw new CallEnded(EndCause.TIME_LIMIT);
                }
                if (longest.passed(timeline())) {
                    notices.note(ErrorCode.CALL_TOO_LONG, "The call reached " + ports.limits().callLength(), "");
                    throw new CallEnded(EndCause.TOO_LONG);
                }
                return letter;
            }
            if (!absorbed(letter.get())) {
                return letter;
            }
        }
    }

    /**
     * Waits until {@code wanted} makes something of a letter. Of the others, those of children are kept for the Dial
     * that runs around this wait; the rest concerns nobody.
     *
     * @return empty when the deadline passed
     */
    <T> Optional<T> await(Deadline deadline, Function<CallEvent, Optional<T>> wanted) {
        List<CallEvent> put = new ArrayList<>();
        try {
            while (true) {
                Optional<CallEvent> letter = await(deadline);
                if (letter.isEmpty()) {
                    return Optional.empty();
                }
                Optional<T> made = wanted.apply(letter.get());
                if (made.isPresent()) {
                    return made;
                }
                if (letter.get() instanceof CallEvent.FromChild) {
                    put.add(letter.get());
                }
            }
        } finally {
            kept.addAll(put);
        }
    }

    /**
     * Waits for one thing that must be seen to its end although the call may be over by now: a file or a leg that
     * closes. Nothing unwinds from here; what else comes is put off until the next {@link #await}, so that a hang-up
     * during this wait is obeyed after it.
     *
     * @param atMost how long the call may be held up by it
     */
    <T> Optional<T> awaitAside(Duration atMost, Function<CallEvent, Optional<T>> wanted) {
        Deadline deadline = Deadline.after(timeline(), atMost);
        while (true) {
            Optional<CallEvent> letter = inbox.await(deadline);
            if (letter.isEmpty()) {
                return Optional.empty();
            }
            leg.observe(letter.get());
            recordings.observe(letter.get());
            Optional<T> made = wanted.apply(letter.get());
            if (made.isPresent()) {
                return made;
            }
            postponed.addLast(letter.get());
        }
    }

    /**
     * The end of every call: the leg is closed, the records are written, whoever waits for it is told. Each step is
     * taken whatever the one before threw, or a call would stay open in the records, or its parent wait for ever.
     *
     * @param tell run when the records are written and before the last lines are waited for
     */
    void end(EndCause cause, Runnable tell) {
        List<Runnable> steps = List.of(leg::close, recordings::close,
                () -> progress.ended(cause, recordings.finalFields()),
                this::leftTrunk, () -> whenEnded.forEach(told -> told.accept(true)), tell, this::finish);
        steps(steps.iterator());
    }

    private static void steps(Iterator<Runnable> left) {
        if (left.hasNext()) {
            try {
                left.next().run();
            } finally {
                steps(left);
            }
        }
    }

    /** Waits for the last lines of the story, stores it and closes the inbox: the call is a memory. */
    private void finish() {
        ports.records().timeline(leg.linger());
        if (ports.settings().checkpoints()) {
            ports.records().checkpoint(facts.sid(), "");
        }
        memory = true;
        inbox.close();
        postponed.forEach(Call::tooLate);
        for (Optional<CallEvent> left = inbox.poll(); left.isPresent(); left = inbox.poll()) {
            tooLate(left.get());
        }
    }

    private static void tooLate(CallEvent event) {
        if (event instanceof CallEvent.Asked asked) {
            asked.tooLate();
        }
    }

    /**
     * A live update: refused when the call's state does not allow it.
     *
     * @throws Replaced when another document takes over
     * @throws CallEnded when the call is to end
     */
    private boolean change(CallEvent.Change letter) {
        CallChange change = letter.change();
        if (!change.fits(leg.isAnswered(), facts.direction() == Direction.INBOUND)) {
            letter.applied().accept(false);
            return true;
        }
        progress.change(change);
        Optional<CallChange.Step> step = change.step();
        boolean ends = step.filter(one -> one instanceof CallChange.Step.HangUp
                || one instanceof CallChange.Step.Cancel).isPresent();
        if (ends) {
            whenEnded.add(letter.applied()); // who reads the call next finds it ended
        } else {
            letter.applied().accept(true);
        }
        tell(TimelineEntry.Kind.STATUS, "changed from outside");
        if (step.isEmpty()) {
            return true;
        }
        switch (step.get()) {
            case CallChange.Step.Fetch(WebTarget target) ->
                throw new Replaced(AppRequest.of(target.url(), target.method()));
            case CallChange.Step.Run(String document) -> throw new Replaced(AppRequest.inline(document));
            case CallChange.Step.HangUp hangUp -> throw new CallEnded(EndCause.CANCELED);
            case CallChange.Step.Cancel cancel -> throw new CallEnded(EndCause.CANCELED);
        }
    }

    private boolean absorbed(CallEvent event) {
        leg.observe(event);
        recordings.observe(event);
        return switch (event) {
            case CallEvent.Change change -> change(change);
            case CallEvent.StartRecording(var sid, var options, var told) -> {
                told.accept(recordings.start(sid, options, LiveRecordings.START_CALL_RECORDING));
                yield true;
            }
            case CallEvent.ChangeRecording(var sid, var change, var told) -> {
                recordings.change(sid, change, told);
                yield true;
            }
            case CallEvent.QueueNews(QueueParty party) -> {
                if (party.interrupts()) {
                    throw new QueueChanged();
                }
                yield false;
            }
            case CallEvent.Complete(EndCause cause) -> throw new CallEnded(cause);
            case CallEvent.Release() -> throw new CallEnded(EndCause.CANCELED);
            case CallEvent.Signalled(LegEvent.Ended ended) -> leg.over(ended);
            case CallEvent.Signalled(LegEvent.Offered offered) -> leg.renegotiate(offered.sdp());
            case CallEvent.Signalled(LegEvent.Renegotiated accepted) -> {
                leg.send(new MediaCommand.Accept(leg.id(), accepted.sdp())); // the ACK of a re-INVITE without an offer
                yield true;
            }
            case CallEvent.Heard(MediaEvent.Renegotiated done) -> leg.renegotiated(done.sdp());
            case CallEvent.Heard(MediaEvent.Failed failed) -> leg.mediaRefused(failed);
            case CallEvent.Heard(MediaEvent.Closed closed) -> leg.mediaGone();
            case CallEvent.Heard(MediaEvent.Lost lost) -> {
                notices.note(ErrorCode.MEDIA_LOST, "No media for " + lost.silence().toSeconds() + " s", "");
                yield true;
            }
            case CallEvent.Heard(MediaEvent.Digit digit) -> {
                tell(TimelineEntry.Kind.DIGIT, digitsAreSecret ? "*" : String.valueOf(digit.digit()));
                yield false;
            }
            case CallEvent.Signalled other -> false;
            case CallEvent.Heard other -> false;
            case CallEvent.AppAnswered answered -> false;
            case CallEvent.FromChild letter -> false;
            case CallEvent.ReservationAnswered answered -> false;
        };
    }
}
