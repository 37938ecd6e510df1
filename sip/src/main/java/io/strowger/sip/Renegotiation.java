package io.strowger.sip;

import io.strowger.sip.CallSession.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Re-INVITEs of one call in both directions (RFC 3261 14): one at a time, 491 when both sides begin at once, the ACK
 * repeated with every repeated 2xx. Owned by its call's loop.
 */
final class Renegotiation {
    private final CallSession call;
    private final SipCore core;
    private Optional<String> wanted = Optional.empty();
    private Optional<ServerTransaction> asked = Optional.empty();
    private Optional<TimerWheel.Handle> timer = Optional.empty();
    private Optional<TimerWheel.Handle> patience = Optional.empty();
    private Optional<Offering> offering = Optional.empty();
    private String lastLocal = "";
    private boolean quiet;
    private boolean stopped;

    Renegotiation(CallSession call, SipCore core) {
        this.call = call;
        this.core = core;
    }

    /** Remembers the SDP that stands on our side, for refreshes. */
    void local(String sdp) {
        lastLocal = sdp;
    }

    /** Wants to send this offer; the newest replaces one that has not left yet. */
    void offer(String sdp) {
        quiet = false;
        wanted = Optional.of(sdp);
        free();
    }

    /** Sends what stands again (session timer). */
    void refresh() {
        if (wanted.isEmpty() && offering.isEmpty() && !lastLocal.isEmpty()) {
            quiet = true;
            wanted = Optional.of(lastLocal);
            free();
        }
    }

    /** The dialog may have become free for an INVITE: sends the waiting offer if so. */
    void free() {
        if (stopped || wanted.isEmpty() || call.phase() != Phase.LIVE || offering.isPresent() || asked.isPresent()
                || call.awaitingAck() || timer.isPresent() || call.setupUnacknowledged()) {
            return;
        }
        String sdp = wanted.get();
        wanted = Optional.empty();
        Offering attempt = new Offering(sdp, quiet);
        offering = Optional.of(attempt);
        Dialog dialog = call.dialog().orElseThrow();
        RequestDraft draft = call.draft("INVITE").contact(dialog.localContact()).fields(List.of(RequestCheck.allow()))
                .fields(call.sessionTimer().fields()).body(sdp);
        call.locate(flow -> flow.ifPresentOrElse(f -> {
            attempt.flow = f;
            attempt.number = call.dialog().map(Dialog::localSequence).orElse(0L);
            if (!stopped) {
                attempt.begin(core.send(draft, f, attempt));
            }
        }, () -> call.lost()));
    }

    /** A re-INVITE came. */
    void offered(SipRequest request, ServerTransaction transaction) {
        Optional<Reply> refusal = SessionTimer.refusal(request);
        if (call.phase() != Phase.LIVE && call.phase() != Phase.SETUP) {
            core.answer(transaction, Reply.of(481, "Call/Transaction Does Not Exist"));
        } else if (refusal.isPresent()) {
            core.answer(transaction, refusal.get());
        } else if (offering.isPresent()) {
            core.answer(transaction, Reply.of(491, "Request Pending"));
        } else if (asked.isPresent() || call.awaitingAck() || call.phase() == Phase.SETUP) { // 14.2
            core.answer(transaction, new Reply(500, "Earlier INVITE Pending",
                    List.of(new SipField("Retry-After", Integer.toString(core.world().entropy().below(11))))));
        } else {
            asked = Optional.of(transaction);
            transaction.respond(100, core.responder().response(transaction, 100, "Trying", "", List.of(), ""));
            transaction.onCancel(() -> refuse(487, "Request Terminated"));
            // a user that forgets to answer must not hold the dialog for ever
            patience = Optional.of(core.timers().after(
                    core.config().t1().multipliedBy(64).toNanos(), () -> refuse(500, "No Answer Ready")));
            call.tell(new CallEvent.Offered(request.sdp()));
        }
    }

    /** Answers the re-INVITE that waits. */
    void answer(String sdp) {
        if (asked.isEmpty()) {
            return;
        }
        ServerTransaction transaction = take();
        SipRequest request = transaction.request();
        request.contact().ifPresent(c -> call.dialog(call.dialog().orElseThrow().withRemoteTarget(c.uri())));
        lastLocal = sdp;
        List<SipField> fields = new java.util.ArrayList<>(call.sessionTimer().accept(request));
        fields.add(new SipField("Contact", call.dialog().orElseThrow().localContact()));
        fields.add(RequestCheck.allow());
        fields.add(new SipField("Supported", "timer"));
        call.sendAnswer(transaction, core.responder().response(transaction, 200, "OK", "", fields, sdp),
                request.sdp().isEmpty());
    }

    /** Refuses the re-INVITE that waits; the session stays as it was (14.2). */
    void refuse(int status, String reason) {
        if (asked.isPresent()) {
            core.answer(take(), Reply.of(status, reason));
            free();
        }
    }

    /** The call ends: a waiting re-INVITE is refused, nothing more is sent. */
    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        wanted = Optional.empty();
        timer.ifPresent(TimerWheel.Handle::cancel);
        timer = Optional.empty();
        offering.ifPresent(o -> o.patience(core.config().t1().multipliedBy(64)));
        if (asked.isPresent()) {
            core.answer(take(), Reply.of(487, "Request Terminated"));
        }
    }

    private ServerTransaction take() {
        ServerTransaction transaction = asked.orElseThrow();
        asked = Optional.empty();
        patience.ifPresent(TimerWheel.Handle::cancel);
        patience = Optional.empty();
        return transaction;
    }

    /** Both sides began at once: try again later, the caller of the dialog later than the called side (14.1). */
    private void glare(Offering attempt) {
        int tens = call.dialog().map(Dialog::caller).orElse(false)
                ? 210 + core.world().entropy().below(191) : core.world().entropy().below(201);
        if (wanted.isEmpty()) {
            wanted = Optional.of(attempt.sdp);
        }
        timer = Optional.of(core.timers().after(Duration.ofMillis(tens * 10L).toNanos(), () -> {
            timer = Optional.empty();
            free();
        }));
    }

    /** One re-INVITE of ours. */
    private final class Offering implements ClientUser {
        private final String sdp;
        private final boolean silent;
        private Flow flow;
        private long number;
        private Optional<SipRequest> ack = Optional.empty();
        private Optional<ClientTransaction> transaction = Optional.empty();
        private Optional<TimerWheel.Handle> limit = Optional.empty();
        private boolean proceeding;

        Offering(String sdp, boolean silent) {
            this.sdp = sdp;
            this.silent = silent;
        }

        void begin(ClientTransaction started) {
            transaction = Optional.of(started);
            patience(core.config().maxRinging());
        }

        /**
         * Waits this long for the final response, then forgets the transaction: RFC 3261 has no timer for an INVITE
         * that got a provisional response, and a far side that has ended the call may never send another.
         */
        void patience(Duration time) {
            limit.ifPresent(TimerWheel.Handle::cancel);
            limit = transaction.map(t -> core.timers().after(time.toNanos(), t::abandon));
        }

        private void finished() {
            limit.ifPresent(TimerWheel.Handle::cancel);
            limit = Optional.empty();
            offering = Optional.empty();
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.provisional()) {
                proceeding = true;
                return;
            }
            if (ack.isPresent()) {
                core.sendAlone(ack.get(), flow); // the 2xx came again: so does the ACK (13.2.2.4)
                return;
            }
            finished();
            if (call.dialog().isEmpty()) {
                return;
            }
            if (response.success()) {
                accepted(response);
                return;
            }
            int status = response.status();
            if (status == 491) {
                glare(this);
            } else if (status == 481 || status == 408) {
                call.lost(); // 12.2.1.2: the dialog is gone
            } else {
                if (!silent) {
                    call.tell(new CallEvent.RenegotiationFailed(status));
                }
                free();
            }
        }

        private void accepted(SipResponse response) {
            response.contact().ifPresent(c -> call.dialog(call.dialog().orElseThrow().withRemoteTarget(c.uri())));
            RequestDraft draft = call.draft("ACK", number);
            SipRequest message = draft.build(
                    flow.transport(), core.local().toString(), core.branch(), core.config().userAgent());
            ack = Optional.of(message);
            call.locate(found -> {
                flow = found.orElse(flow);
                core.sendAlone(message, flow);
            });
            if (stopped) {
                return;
            }
            lastLocal = sdp;
            call.sessionTimer().accept(response);
            if (!silent) {
                call.tell(new CallEvent.Renegotiated(response.sdp().orElse("")));
            }
            free();
        }

        @Override
        public void onTimeout() {
            finished();
            if (proceeding && !stopped) {
                call.tell(new CallEvent.RenegotiationFailed(408));
                free();
            } else {
                call.lost();
            }
        }

        @Override
        public void onTransportError() {
            finished();
            call.lost();
        }
    }
}
