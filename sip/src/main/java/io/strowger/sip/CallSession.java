package io.strowger.sip;

import io.strowger.sip.CallEvent.Cause;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What incoming and outgoing calls have in common: an event queue to the listener, a dialog once there is one, BYE in
 * both directions, re-INVITEs ({@link Renegotiation}). Owned by its core's loop; the methods of {@link SipCall} may
 * come
 * from any thread and are turned into commands.
 *
 * <p>A call is {@code SETUP} until a 2xx, {@code LIVE} until either side ends it, {@code ENDING} while a BYE or a
 * CANCEL of ours is on its way, {@code OVER} when nothing is left of it. The listener hears of the end when ENDING
 * begins, and nothing after it.
 */
abstract class CallSession implements SipCall {
    /** Where the call stands. */
    enum Phase { SETUP, LIVE, ENDING, OVER }

    final SipCore core;
    private final String callId;
    private final String localTag;
    private final ArrayDeque<CallEvent> early = new ArrayDeque<>(2);
    private final Renegotiation renegotiation;
    private final SessionTimer sessionTimer;
    private volatile Optional<Dialog> dialog = Optional.empty();
    private Optional<CallListener> listener = Optional.empty();
    private Optional<AckWait> ackWait = Optional.empty();
    private Phase phase = Phase.SETUP;
    private boolean told;
    private boolean byeOwed;

    CallSession(SipCore core, String callId, String localTag) {
        this.core = core;
        this.callId = callId;
        this.localTag = localTag;
        this.renegotiation = new Renegotiation(this, core);
        this.sessionTimer = new SessionTimer(core.timers(), renegotiation::refresh, this::lost);
    }

    @Override
    public String callId() {
        return callId;
    }

    @Override
    public void hangUp() {
        core.command(() -> end(Cause.LOCAL));
    }

    @Override
    public void reInvite(String sdp) {
        core.command(() -> renegotiation.offer(sdp));
    }

    @Override
    public void answerOffer(String sdp) {
        core.command(() -> answerNow(sdp));
    }

    @Override
    public void refuseOffer(int status, String reason) {
        core.command(() -> renegotiation.refuse(status, reason));
    }

    @Override
    public String exportDialog() {
        return dialog.map(Dialog::export).orElse("");
    }

    /** Names the listener; what happened before is told now. */
    void listen(CallListener first) {
        listener = Optional.of(first);
        while (!early.isEmpty()) {
            first.on(early.removeFirst());
        }
    }

    boolean listening() {
        return listener.isPresent();
    }

    /** Tells an event; after the end nothing is told. */
    void tell(CallEvent event) {
        if (told) {
            return;
        }
        told = event instanceof CallEvent.Ended || event instanceof CallEvent.Refused;
        if (listener.isEmpty()) {
            early.addLast(event);
            return;
        }
        try {
            listener.get().on(event);
        } catch (RuntimeException | Error mistake) {
            core.mistake("the listener of call " + callId, mistake);
        }
    }

    /** Ends the call for this reason, by what its phase asks for. */
    void end(Cause cause) {
        switch (phase) {
            case SETUP -> {
                phase = Phase.ENDING;
                tell(new CallEvent.Ended(cause));
                abandonSetup();
            }
            case LIVE -> {
                phase = Phase.ENDING;
                sessionTimer.stop();
                renegotiation.stop();
                tell(new CallEvent.Ended(cause));
                if (ackWait.isPresent() && cause != Cause.LOST) {
                    byeOwed = true; // RFC 3261 15: the called side must not send BYE before the ACK
                } else {
                    bye();
                }
            }
            case ENDING, OVER -> { }
        }
    }

    /** The far side or the network is lost: BYE, and the listener hears LOST. */
    void lost() {
        if (phase == Phase.ENDING && byeOwed) {
            byeOwed = false;
            ackWait = Optional.empty();
            bye();
            return;
        }
        ackWait.ifPresent(AckWait::stop);
        ackWait = Optional.empty();
        end(Cause.LOST);
    }

    /** A request within the dialog. */
    void request(SipRequest request, ServerTransaction transaction) {
        if (!remoteTagFits(request)) {
            core.answer(transaction, Reply.of(481, "Call/Transaction Does Not Exist"));
            return;
        }
        long number = request.cseq().orElseThrow().number();
        if (number <= dialog.map(Dialog::remoteSequence).orElse(-1L)) {
            core.answer(transaction, Reply.of(500, "CSeq Out Of Order")); // 12.2.2
            return;
        }
        dialog = dialog.map(d -> d.withRemoteSequence(number));
        switch (request.method()) {
            case "BYE" -> byeReceived(transaction);
            case "INVITE" -> renegotiation.offered(request, transaction);
            case "OPTIONS" -> core.answer(transaction, Responder.capabilities());
            case "INFO" -> core.answer(transaction, request.bodyLength() == 0 ? Reply.of(200, "OK")
                    // nobody reads it: a phone that sends its keys so must learn that (RFC 2976 2.2)
                    : new Reply(415, "Unsupported Media Type", List.of(new SipField("Accept", "application/sdp"))));
            default -> core.answer(transaction, new Reply(405, "Method Not Allowed", List.of(RequestCheck.allow())));
        }
    }

    /** An ACK of a 2xx of ours. */
    void acknowledged(SipRequest ack) {
        long number = ack.cseq().map(CSeq::number).orElse(-1L);
        if (ackWait.isEmpty() || ackWait.get().sequence() != number || !remoteTagFits(ack)) {
            core.repeated(false);
            return;
        }
        AckWait wait = ackWait.get();
        wait.stop();
        ackWait = Optional.empty();
        if (phase == Phase.ENDING && byeOwed) {
            byeOwed = false;
            bye();
            return;
        }
        acknowledgedOnce(ack, wait);
        renegotiation.free();
    }

    /** Called for the first ACK of each 2xx. */
    void acknowledgedOnce(SipRequest ack, AckWait wait) {
        if (wait.answerDue() && ack.sdp().isPresent()) {
            tell(new CallEvent.Renegotiated(ack.sdp().get()));
        }
    }

    /** True while the ACK of the call's own 2xx has not been sent. */
    boolean setupUnacknowledged() {
        return false;
    }

    /** Ends a call that has no answer yet: CANCEL, or a refusal. */
    abstract void abandonSetup();

    /** Sends the SDP where it is due; a call waiting for it elsewhere than in a re-INVITE overrides this. */
    void answerNow(String sdp) {
        renegotiation.answer(sdp);
    }

    /** Everything is done: forget the call. */
    void over() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            sessionTimer.stop();
            renegotiation.stop();
            ackWait.ifPresent(AckWait::stop);
            ackWait = Optional.empty();
            if (dialog.isPresent()) {
                core.metrics().dialogs.decrement();
            }
            dialog = Optional.empty();
            core.remove(localTag, this);
        }
    }

    /** Begins the dialog. */
    void established(Dialog first) {
        if (dialog.isEmpty()) {
            core.metrics().dialogs.increment();
        }
        dialog = Optional.of(first);
    }

    /** Sends the 2xx of an INVITE or re-INVITE and repeats it until the ACK. */
    void sendAnswer(ServerTransaction transaction, byte[] response, boolean answerDue) {
        long number = transaction.request().cseq().orElseThrow().number();
        ackWait = Optional.of(new AckWait(number, answerDue, () -> {
            core.repeated(true);
            transaction.respond(200, response);
        }, this::lost, core));
        transaction.respond(200, response);
    }

    /** A request within the dialog, ready for its own header fields. */
    RequestDraft draft(String method) {
        Dialog next = dialog.orElseThrow();
        long number = next.localSequence();
        if (!method.equals("ACK")) {
            number++;
            dialog = Optional.of(next.withLocalSequence(number));
        }
        return draft(method, number);
    }

    /** The same with a given number, for an ACK. */
    RequestDraft draft(String method, long number) {
        return Dialogs.draft(dialog.orElseThrow(), method, number);
    }

    /** Where the dialog's requests go. */
    void locate(Consumer<Optional<Flow>> found) {
        Dialogs.locate(dialog.orElseThrow(), core, found);
    }

    private void bye() {
        RequestDraft draft = draft("BYE");
        locate(flow -> flow.ifPresentOrElse(
                f -> core.send(draft, f, new Farewell()), this::over));
    }

    private void byeReceived(ServerTransaction transaction) {
        core.answer(transaction, Reply.of(200, "OK"));
        switch (phase) {
            case SETUP -> byeBeforeAnswer();
            case LIVE -> {
                phase = Phase.ENDING;
                renegotiation.stop();
                tell(new CallEvent.Ended(Cause.REMOTE_BYE));
                over();
            }
            case ENDING, OVER -> {
                if (byeOwed) {
                    byeOwed = false;
                    over();
                }
            }
        }
    }

    /** A BYE in an early dialog (RFC 3261 15: the caller may send one). */
    void byeBeforeAnswer() {
        end(Cause.REMOTE_BYE);
    }

    private boolean remoteTagFits(SipRequest request) {
        String tag = request.from().flatMap(NameAddress::tag).orElse("");
        return dialog.map(d -> d.remoteTag().equals(tag)).orElse(false);
    }

    @Override
    public String toString() {
        return callId + " " + phase + (told ? " told" : "") + (byeOwed ? " bye owed" : "");
    }

    Phase phase() {
        return phase;
    }

    void live() {
        phase = Phase.LIVE;
    }

    void ending() {
        phase = Phase.ENDING;
    }

    Optional<Dialog> dialog() {
        return dialog;
    }

    void dialog(Dialog changed) {
        dialog = Optional.of(changed);
    }

    String localTag() {
        return localTag;
    }

    SessionTimer sessionTimer() {
        return sessionTimer;
    }

    Renegotiation renegotiation() {
        return renegotiation;
    }

    boolean awaitingAck() {
        return ackWait.isPresent();
    }

    /** Waits for the end of a BYE; whatever comes, the call is over (RFC 3261 15.1.1). */
    private final class Farewell implements ClientUser {
        @Override
        public void onResponse(SipResponse response) {
            if (!response.provisional()) {
                over();
            }
        }

        @Override
        public void onTimeout() {
            over();
        }

        @Override
        public void onTransportError() {
            over();
        }
    }
}
