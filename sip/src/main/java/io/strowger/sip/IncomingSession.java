package io.strowger.sip;

import io.strowger.sip.CallEvent.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call from outside (RFC 3261 13.3). Owned by its core's loop. */
final class IncomingSession extends CallSession implements IncomingInvite {
    /** A ringing call is told so again this often, or proxies give it up (13.3.1.1). */
    private static final Duration RING_AGAIN = Duration.ofSeconds(60);

    private final SipRequest invite;
    private final Flow source;
    private final ServerTransaction transaction;
    private final List<TimerWheel.Handle> ringing = new ArrayList<>(2);
    private final String contact;

    IncomingSession(SipCore core, SipRequest invite, Flow source, ServerTransaction transaction) {
        super(core, invite.callId(), transaction.localTag());
        this.invite = invite;
        this.source = source;
        this.transaction = transaction;
        this.contact = core.responder().contact(Responder.userOf(invite), source.transport());
    }

    /** Answers 100 and begins to wait for our user. */
    void begin() {
        core.add(localTag(), this);
        established(Dialogs.called(invite, source, localTag(), contact));
        transaction.onCancel(() -> giveUp(Cause.REMOTE_CANCEL, 487, "Request Terminated"));
        transaction.onTransportFailure(() -> end(Cause.LOST));
        transaction.respond(100, core.responder().response(transaction, 100, "Trying", "", List.of(), ""));
        long seconds = invite.header(HeaderName.EXPIRES).map(v -> Chars.number(v, Integer.MAX_VALUE)).orElse(-1L);
        Duration limit = core.config().maxRinging();
        boolean expires = seconds > 0 && seconds < limit.toSeconds();
        ringing.add(core.timers().after((expires ? Duration.ofSeconds(seconds) : limit).toNanos(),
                () -> giveUp(Cause.LOST, expires ? 487 : 480, expires ? "Request Expired" : "No Answer")));
    }

    /** The handler failed before it named a listener. */
    void abort() {
        if (phase() == Phase.LIVE) {
            end(Cause.LOCAL);
        } else {
            over();
        }
    }

    @Override
    public SipRequest request() {
        return invite;
    }

    @Override
    public Flow source() {
        return source;
    }

    @Override
    public Optional<String> offer() {
        return invite.sdp();
    }

    @Override
    public void ring() {
        core.command(() -> provisional(180, "Ringing", ""));
    }

    @Override
    public void progress(String sdp) {
        core.command(() -> provisional(183, "Session Progress", sdp));
    }

    @Override
    public void answer(String sdp) {
        core.command(() -> answerCall(sdp));
    }

    @Override
    public void refuse(int status, String reason, List<SipField> headers) {
        if (status < 300 || status > 699) {
            throw new IllegalArgumentException("a refusal has a status from 300 to 699, not " + status);
        }
        core.command(() -> {
            if (phase() == Phase.SETUP) {
                ending();
                core.answer(transaction, new Reply(status, reason, headers));
                tell(new CallEvent.Ended(Cause.LOCAL));
                over();
            }
        });
    }

    @Override
    void abandonSetup() {
        if (!transaction.answered()) {
            core.answer(transaction, Reply.of(480, "Temporarily Unavailable")); // 603 would stop forks, too
        }
        over();
    }

    @Override
    void byeBeforeAnswer() {
        giveUp(Cause.REMOTE_CANCEL, 487, "Request Terminated");
    }

    @Override
    void acknowledgedOnce(SipRequest ack, AckWait wait) {
        if (wait.sequence() == invite.cseq().orElseThrow().number()) {
            tell(new CallEvent.Acknowledged(wait.answerDue() ? ack.sdp() : Optional.empty()));
        } else {
            super.acknowledgedOnce(ack, wait);
        }
    }

    @Override
    void over() {
        stopRinging();
        super.over();
    }

    private void provisional(int status, String reason, String sdp) {
        if (phase() != Phase.SETUP) {
            return;
        }
        List<SipField> fields = List.of(new SipField("Contact", contact), RequestCheck.allow());
        byte[] response =
                core.responder().response(transaction, status, reason, localTag(), fields, sdp);
        transaction.respond(status, response);
        while (ringing.size() > 1) {
            ringing.removeLast().cancel();
        }
        ringAgain(status, response);
    }

    private void ringAgain(int status, byte[] response) {
        ringing.add(core.timers().after(RING_AGAIN.toNanos(), () -> {
            ringing.removeLast();
            transaction.respond(status, response);
            ringAgain(status, response);
        }));
    }

    private void answerCall(String sdp) {
        if (phase() != Phase.SETUP) {
            return;
        }
        stopRinging();
        live();
        renegotiation().local(sdp);
        List<SipField> fields = new ArrayList<>(sessionTimer().accept(invite));
        fields.add(new SipField("Contact", contact));
        fields.add(RequestCheck.allow());
        fields.add(new SipField("Supported", "timer"));
        sendAnswer(transaction, core.responder().response(transaction, 200, "OK", localTag(), fields, sdp),
                invite.sdp().isEmpty());
    }

    private void giveUp(Cause cause, int status, String reason) {
        if (phase() != Phase.SETUP) {
            return;
        }
        ending();
        core.answer(transaction, Reply.of(status, reason));
        tell(new CallEvent.Ended(cause));
        over();
    }

    private void stopRinging() {
        ringing.forEach(TimerWheel.Handle::cancel);
        ringing.clear();
    }
}
