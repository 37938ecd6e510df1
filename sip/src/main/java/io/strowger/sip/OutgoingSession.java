package io.strowger.sip;

import io.strowger.sip.CallEvent.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call of ours (RFC 3261 13.2). Owned by its core's loop. */
final class OutgoingSession extends CallSession {
    private final InviteSpec spec;
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<TimerWheel.Handle> patience = Optional.empty();
    private Optional<Attempt> answerOwed = Optional.empty();
    private long sequence = 1;
    private boolean given;

    OutgoingSession(SipCore core, InviteSpec spec, String callId, String localTag, CallListener listener) {
        super(core, callId, localTag);
        this.spec = spec;
        listen(listener);
    }

    /** Finds the way and sends the INVITE. */
    void begin() {
        core.add(localTag(), this);
        core.locate(spec.route().orElse(spec.uri()), flow -> {
            if (phase() != Phase.SETUP) {
                over();
            } else if (flow.isEmpty()) {
                refused(503, "No Address For " + spec.route().orElse(spec.uri()), Optional.empty());
            } else {
                invite(flow.get(), List.of());
            }
        });
    }

    private void invite(Flow flow, List<SipField> authorization) {
        String display = spec.displayName().isEmpty() ? "" : Chars.quote(spec.displayName()) + " ";
        String from = display + "<" + spec.from() + ">;tag=" + localTag();
        RequestDraft draft = new RequestDraft("INVITE", spec.uri(), from, "<" + spec.uri() + ">", callId(), sequence)
                .contact(core.responder().contact(spec.contactUser(), flow.transport()))
                .fields(List.of(RequestCheck.allow()))
                .fields(spec.headers()).fields(authorization).body(spec.sdp().orElse(""));
        Attempt next = new Attempt(flow, !authorization.isEmpty());
        attempt = Optional.of(next);
        spec.sdp().ifPresent(renegotiation()::local);
        next.transaction = Optional.of(core.send(draft, flow, next));
    }

    @Override
    void abandonSetup() {
        if (attempt.isEmpty()) {
            over(); // the name is still being looked up; its answer finds the phase changed
            return;
        }
        attempt.get().cancel();
    }

    @Override
    boolean setupUnacknowledged() {
        return answerOwed.isPresent();
    }

    @Override
    void answerNow(String sdp) {
        if (answerOwed.isEmpty()) {
            super.answerNow(sdp);
            return;
        }
        Attempt owed = answerOwed.get();
        answerOwed = Optional.empty();
        renegotiation().local(sdp);
        dialog().ifPresent(d -> owed.acknowledge(d, sdp));
        renegotiation().free();
    }

    @Override
    void end(Cause cause) {
        if (phase() == Phase.LIVE && answerOwed.isPresent()) {
            Attempt owed = answerOwed.get();
            answerOwed = Optional.empty();
            dialog().ifPresent(d -> owed.acknowledge(d, "")); // the BYE must not overtake the ACK
        }
        super.end(cause);
    }

    @Override
    void over() {
        patience.ifPresent(TimerWheel.Handle::cancel);
        patience = Optional.empty();
        super.over();
    }

    private void refused(int status, String reason, Optional<SipResponse> response) {
        tell(new CallEvent.Refused(status, reason, response));
        ending();
        over();
    }

    /** One INVITE of this call: the first, or the one that answers a challenge. */
    private final class Attempt implements ClientUser {
        private final Flow flow;
        private final boolean authorized;
        private final Map<String, SipRequest> acks = new HashMap<>(2);
        private Optional<ClientTransaction> transaction = Optional.empty();
        private boolean rang;
        private boolean cancelWanted;
        private boolean cancelled;

        Attempt(Flow flow, boolean authorized) {
            this.flow = flow;
            this.authorized = authorized;
        }

        /** Sends CANCEL, or waits with it until a provisional response has come (RFC 3261 9.1). */
        void cancel() {
            cancelWanted = true;
            if (!rang || cancelled || transaction.isEmpty()) {
                return;
            }
            cancelled = true;
            ClientTransaction invite = transaction.get();
            core.start(SipMessages.cancel(invite.request()), flow, Unanswered.INSTANCE);
            patience.ifPresent(TimerWheel.Handle::cancel);
            patience = Optional.of(core.timers().after(
                    core.config().t1().multipliedBy(64).toNanos(), invite::abandon));
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.provisional()) {
                provisional(response);
            } else if (response.success()) {
                success(response);
            } else {
                failure(response);
            }
        }

        private void provisional(SipResponse response) {
            if (!rang) {
                rang = true;
                if (!cancelWanted) {
                    patience = Optional.of(core.timers().after(core.config().maxRinging().toNanos(), () -> {
                        tell(new CallEvent.Refused(408, "No Answer", Optional.empty()));
                        ending();
                        cancel();
                    }));
                }
            }
            if (cancelWanted) {
                cancel();
            } else if (response.sdp().isPresent()) {
                tell(new CallEvent.EarlyMedia(response.status(), response.sdp().get()));
            } else if (response.status() > 100) {
                tell(new CallEvent.Ringing(response.status()));
            }
        }

        private void success(SipResponse response) {
            String tag = response.toTag().orElse("");
            SipRequest known = acks.get(tag);
            if (known != null) {
                core.repeated(false);
                sendAck(known, response);
                return;
            }
            Dialog begun = Dialogs.caller(transaction().request(), response, flow);
            if (given || cancelWanted || phase() != Phase.SETUP) {
                if (answerOwed.isEmpty() || !begun.remoteTag().equals(dialog().map(Dialog::remoteTag).orElse(""))) {
                    unwanted(begun);
                }
                return;
            }
            given = true;
            patience.ifPresent(TimerWheel.Handle::cancel);
            patience = Optional.empty();
            established(begun);
            live();
            sessionTimer().accept(response);
            if (spec.sdp().isEmpty()) {
                answerOwed = Optional.of(this);
            } else {
                acknowledge(begun, "");
            }
            tell(new CallEvent.Answered(response.sdp().orElse(""), response));
        }

        /** A 2xx nobody wants: a second fork, or one that crossed our CANCEL: ACK and BYE (13.2.2.4). */
        private void unwanted(Dialog dialog) {
            acknowledge(dialog, "");
            RequestDraft bye = Dialogs.draft(dialog, "BYE", dialog.localSequence() + 1);
            Dialogs.locate(dialog, core, found -> found.ifPresent(f -> core.send(bye, f, Unanswered.INSTANCE)));
            if (!given) {
                over();
            }
        }

        void acknowledge(Dialog dialog, String sdp) {
            Dialogs.locate(dialog, core, found -> {
                Flow way = found.orElse(flow);
                SipRequest ack = Dialogs.draft(dialog, "ACK", transaction().request().cseq().orElseThrow().number())
                        .body(sdp).build(way.transport(), core.local().toString(), core.branch(),
                                core.config().userAgent());
                acks.put(dialog.remoteTag(), ack);
                core.sendAlone(ack, way);
            });
        }

        private void sendAck(SipRequest ack, SipResponse response) {
            Dialogs.locate(Dialogs.caller(transaction().request(), response, flow), core,
                    found -> core.sendAlone(ack, found.orElse(flow)));
        }

        private void failure(SipResponse response) {
            boolean challenged = response.status() == 401 || response.status() == 407;
            if (challenged && !authorized && phase() == Phase.SETUP && spec.credentials().isPresent()) {
                Optional<SipField> authorization = DigestClient.answer(
                        response, "INVITE", spec.uri(), spec.credentials().get(), core.fresh());
                if (authorization.isPresent()) {
                    sequence++;
                    patience.ifPresent(TimerWheel.Handle::cancel);
                    invite(flow, List.of(authorization.get()));
                    return;
                }
            }
            if (!given) {
                refused(response.status(), response.reason(), Optional.of(response));
            }
        }

        @Override
        public void onTimeout() {
            if (!given) {
                refused(408, "Request Timeout", Optional.empty());
            }
        }

        @Override
        public void onTransportError() {
            if (!given) {
                refused(503, "Transport Failed", Optional.empty());
            }
        }

        private ClientTransaction transaction() {
            return transaction.orElseThrow();
        }
    }
}
