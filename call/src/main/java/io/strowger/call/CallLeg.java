package io.strowger.call;

import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.DialTarget;
import io.strowger.call.port.Direction;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaQuality;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A call's leg: the signalling dialog and the media behind it, opened when first needed and closed together. Owned by
 * the call's strand.
 */
final class CallLeg {
    /** Media answers from memory; a node that takes longer is lost. */
    private static final Duration MEDIA_ANSWER = Duration.ofSeconds(10);
    /** How long the end of a call waits for the last SIP line of its story. */
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration LAST_LINES = Duration.ofMillis(100);

    private enum Media { NONE, OPEN, CLOSED }

    private final Call call;
    private final Optional<String> offer;
    private LegId dialog;
    private Media media = Media.NONE;
    private Optional<MediaEvent> opening = Optional.empty();
    private boolean answerSent;
    private Optional<LegEvent.Acknowledged> acknowledged = Optional.empty();
    private boolean answered;
    /** True until the first attempt of an outbound leg, too. */
    private boolean signallingOver;
    private boolean renegotiating;
    private long plays;

    CallLeg(Call call, Optional<String> offer) {
        this.call = call;
        this.offer = offer;
        this.dialog = call.facts().leg();
        this.signallingOver = call.facts().direction() != Direction.INBOUND;
    }

    LegId id() {
        return call.facts().leg();
    }

    boolean isAnswered() {
        return answered;
    }

    /** A number for the next play on this leg. */
    long nextPlay() {
        return ++plays;
    }

    void send(MediaCommand command) {
        call.ports().media().send(command);
    }

    /**
     * Answers an inbound call, once: opens media, sends 200 and waits for the ACK. A live update may interrupt it at
     * each step; the next verb then goes on where it was, as {@link #observe} has noted what came meanwhile.
     *
     * @throws CallEnded when media cannot be opened or the caller is gone
     */
    void answer() {
        if (answered) {
            return;
        }
        String sdp = openMedia(offer);
        if (!answerSent) {
            answerSent = true;
            call.ports().signaling().answer(id(), sdp);
        }
        if (acknowledged.isEmpty()) {
            call.await(Deadline.NEVER, event -> acknowledged).orElseThrow();
        }
        acknowledged.orElseThrow().sdp().ifPresent(late -> send(new MediaCommand.Accept(id(), late)));
        answered = true;
        call.progress().answeredNow();
    }

    /** Refuses an inbound call that has not been answered. */
    void refuse(int status, String reason) {
        call.progress().sipStatus(status);
        call.ports().signaling().refuse(id(), status, reason);
    }

    /** Opens media with an offer of ours, for an outbound leg. */
    String openOffer() {
        return openMedia(Optional.empty());
    }

    /** Starts the outbound dialog; a second attempt of the same leg has a dialog of its own. */
    void dial(LegId attempt, DialTarget target) {
        dialog = attempt;
        signallingOver = false;
        call.ports().signaling().dial(attempt, target, event -> call.post(new CallEvent.Signalled(event)));
    }

    /** The dialog of the present attempt: letters of an earlier one are stale. */
    LegId dialog() {
        return dialog;
    }

    /**
     * The called party answered.
     *
     * @throws CallEnded when media of this process has said that it cannot meet the answer; a distant node says so
     *     later, and {@link Call#await} throws then
     */
    void accepted(String sdp) {
        send(new MediaCommand.Accept(id(), sdp));
        call.await(Deadline.PASSED, event -> Optional.empty());
        answered = true;
        call.answeredByCallee();
    }

    /** The far side's re-INVITE: media decides, its answer goes back. */
    boolean renegotiate(Optional<String> newOffer) {
        renegotiating = true;
        send(new MediaCommand.Renegotiate(id(), newOffer));
        return true;
    }

    /** Media agreed to the re-INVITE. */
    boolean renegotiated(String sdp) {
        renegotiating = false;
        call.ports().signaling().answerOffer(dialog, sdp);
        return true;
    }

    /**
     * Media refused: true when that was a re-INVITE's offer, and the call goes on as it was (RFC 3261 14.2); false
     * when media could not be opened, which the opener deals with.
     *
     * @throws CallEnded when it was the far side's answer to our offer: there is nothing to hear or say
     */
    boolean mediaRefused(MediaEvent.Failed failed) {
        if (!renegotiating && opening.orElse(failed) instanceof MediaEvent.Failed) {
            return false;
        }
        if (!renegotiating) {
            call.notices().note(failed.code(), "The far side's answer cannot be met: " + failed.detail(), "");
            if (!answered) {
                call.progress().sipStatus(488);
            }
            throw new CallEnded(EndCause.MEDIA_FAILED);
        }
        renegotiating = false;
        call.notices().note(failed.code(), "A re-INVITE was refused: " + failed.detail(), "");
        call.ports().signaling().refuseOffer(dialog);
        return true;
    }

    /** Notes what any letter says about the leg's own state. */
    void observe(CallEvent event) {
        if (event instanceof CallEvent.Signalled(LegEvent.Ended ended) && ended.leg().equals(dialog)) {
            signallingOver = true;
        } else if (event instanceof CallEvent.Signalled(LegEvent.Refused refused) && refused.leg().equals(dialog)) {
            signallingOver = true;
        } else if (event instanceof CallEvent.Signalled(LegEvent.Acknowledged ack)) {
            acknowledged = Optional.of(ack);
        } else if (opening.isEmpty() && event instanceof CallEvent.Heard(MediaEvent heard)
                && (heard instanceof MediaEvent.Opened || heard instanceof MediaEvent.Failed)) {
            opening = Optional.of(heard);
        } else if (event instanceof CallEvent.Heard(MediaEvent.Closed closed) && media != Media.CLOSED) {
            media = Media.CLOSED;
            call.tell(TimelineEntry.Kind.MEDIA, summary(closed.quality()), figures(closed.quality()));
        }
    }

    /**
     * A dialog ended: that of an earlier attempt concerns nobody any more.
     *
     * @throws CallEnded with what it means for the call, when it was the present one
     */
    boolean over(LegEvent.Ended ended) {
        if (!ended.leg().equals(dialog)) {
            return true;
        }
        throw new CallEnded(switch (ended.cause()) {
            case REMOTE_BYE, LOCAL -> EndCause.REMOTE_HANGUP;
            case REMOTE_CANCEL -> EndCause.CALLER_GAVE_UP;
            case LOST -> EndCause.SIGNALLING_LOST;
        });
    }

    /** Media closed although nobody asked for it: a mistake there, or a node that is gone. Nothing can be heard. */
    boolean mediaGone() {
        call.notices().note(ErrorCode.MEDIA_LOST, "The media of the call closed by itself", "");
        throw new CallEnded(EndCause.MEDIA_FAILED);
    }

    /** Hangs up and gives the ports back; returns when both are done or have had their time. */
    void close() {
        call.ports().signaling().hangUp(dialog);
        if (media == Media.OPEN) {
            send(new MediaCommand.Close(id()));
        }
    }

    /** Waits for the last lines of the story. */
    CallTimelineRecord linger() {
        if (!silent()) {
            call.awaitAside(LINGER, event -> silent() ? Optional.of(true) : Optional.empty());
        }
        call.awaitAside(LAST_LINES, event -> Optional.empty()); // our BYE and its answer pass after the end is told
        return call.story().record();
    }

    /** Nothing more comes from signalling or media. */
    private boolean silent() {
        return signallingOver && media != Media.OPEN;
    }

    private String openMedia(Optional<String> theirs) {
        if (media == Media.NONE) {
            media = Media.OPEN;
            call.ports().media().open(new MediaCommand.Open(id(), call.facts().account(), theirs),
                    event -> call.post(new CallEvent.Heard(event)));
        }
        if (opening.isEmpty()) {
            call.await(Deadline.after(call.timeline(), MEDIA_ANSWER), event -> opening)
                    .orElseThrow(() -> mediaFailed(ErrorCode.INTERNAL, "media did not answer", 500));
        }
        MediaEvent opened = opening.orElseThrow();
        return switch (opened) {
            case MediaEvent.Opened(LegId leg, String sdp) -> sdp;
            case MediaEvent.Failed(LegId leg, ErrorCode code, String detail) -> {
                media = Media.CLOSED;
                throw mediaFailed(code, detail, code == ErrorCode.MEDIA_UNACCEPTABLE ? 488 : 503);
            }
            default -> throw new IllegalStateException("not an answer to open: " + opened);
        };
    }

    private CallEnded mediaFailed(ErrorCode code, String detail, int sip) {
        call.notices().note(code, "Media could not be opened: " + detail, "");
        refuse(sip, sip == 488 ? "Not Acceptable Here" : "Service Unavailable");
        return new CallEnded(EndCause.MEDIA_FAILED);
    }

    private static String summary(MediaQuality quality) {
        return String.format(Locale.ROOT, "%s with %s: %d sent, %d received, %d lost, jitter %.1f ms (max %.1f)",
                quality.codec(), quality.remote(), quality.sent(), quality.received(), quality.lost(),
                quality.jitterMillis(), quality.maxJitterMillis());
    }

    private static String[] figures(MediaQuality quality) {
        return new String[] {
            "codec", quality.codec(), "remote", quality.remote(), "sent", Long.toString(quality.sent()),
            "received", Long.toString(quality.received()), "lost", Long.toString(quality.lost()),
            "late", Long.toString(quality.late()), "jitterMillis", number(quality.jitterMillis()),
            "maxJitterMillis", number(quality.maxJitterMillis()), "reportedLost", Long.toString(quality.reportedLost()),
            "roundTripMillis", number(quality.roundTripMillis())};
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
