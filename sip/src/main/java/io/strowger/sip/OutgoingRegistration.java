package io.strowger.sip;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps one binding of ours alive at a registrar (RFC 3261 10.2). Owned by its core's loop. */
final class OutgoingRegistration implements Registration {
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final SipCore core;
    private final RegisterSpec spec;
    private final Consumer<RegistrationEvent> listener;
    private final String callId;
    private final String localTag;
    private Optional<TimerWheel.Handle> next = Optional.empty();
    private long sequence;
    private long asked;
    private boolean closing;

    OutgoingRegistration(SipCore core, RegisterSpec spec, String callId, Consumer<RegistrationEvent> listener) {
        this.core = core;
        this.spec = spec;
        this.callId = callId;
        this.localTag = core.fresh();
        this.listener = listener;
        this.asked = spec.expires().toSeconds();
    }

    /** Sends the first REGISTER. */
    void begin() {
        attempt(List.of(), false);
    }

    @Override
    public void close() {
        core.command(() -> {
            if (!closing) {
                closing = true;
                stop();
                attempt(List.of(), false);
            }
        });
    }

    private void attempt(List<SipField> authorization, boolean authorized) {
        boolean removing = closing;
        core.locate(spec.route().orElse(spec.registrar()), flow -> {
            if (flow.isEmpty()) {
                failed(503, "No Address For The Registrar", removing);
                return;
            }
            sequence++;
            String address = "<" + spec.addressOfRecord() + ">";
            RequestDraft draft = new RequestDraft(
                    "REGISTER", spec.registrar(), address + ";tag=" + localTag, address, callId, sequence)
                    .contact(core.responder().contact(spec.contactUser(), flow.get().transport()))
                    .field("Expires", Long.toString(removing ? 0 : asked)).fields(authorization);
            core.send(draft, flow.get(), new Answer(authorized, removing));
        });
    }

    private void again(Duration delay) {
        stop();
        if (!closing) {
            next = Optional.of(core.timers().after(delay.toNanos(), () -> attempt(List.of(), false)));
        }
    }

    private void stop() {
        next.ifPresent(TimerWheel.Handle::cancel);
        next = Optional.empty();
    }

    private void failed(int status, String reason, boolean removing) {
        if (removing) {
            tell(new RegistrationEvent.Removed());
        } else if (!closing) {
            tell(new RegistrationEvent.Failed(status, reason));
            again(RETRY);
        }
    }

    private void tell(RegistrationEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException mistake) {
            core.mistake("the listener of a registration", mistake);
        }
    }

    private final class Answer implements ClientUser {
        private final boolean authorized;
        private final boolean removing;

        Answer(boolean authorized, boolean removing) {
            this.authorized = authorized;
            this.removing = removing;
        }

        @Override
        public void onResponse(SipResponse response) {
            int status = response.status();
            if (response.provisional()) {
                return;
            }
            if ((status == 401 || status == 407) && !authorized && spec.credentials().isPresent()) {
                Optional<SipField> field = DigestClient.answer(
                        response, "REGISTER", spec.registrar(), spec.credentials().get(), core.fresh());
                if (field.isPresent()) {
                    attempt(List.of(field.get()), true);
                    return;
                }
            }
            long least = response.header(HeaderName.MIN_EXPIRES).map(v -> Chars.number(v, 86_400)).orElse(-1L);
            if (status == 423 && least > asked) {
                asked = least;
                attempt(List.of(), false);
            } else if (!response.success()) {
                failed(status, response.reason(), removing);
            } else if (removing) {
                tell(new RegistrationEvent.Removed());
            } else if (!closing) {
                Duration granted = Duration.ofSeconds(granted(response));
                tell(new RegistrationEvent.Registered(granted));
                again(granted.dividedBy(2));
            }
        }

        @Override
        public void onTimeout() {
            failed(408, "Request Timeout", removing);
        }

        @Override
        public void onTransportError() {
            failed(503, "Transport Failed", removing);
        }

        /** The expires of our own contact, which a registrar may list among others. */
        private long granted(SipResponse response) {
            long header = response.header(HeaderName.EXPIRES).map(v -> Chars.number(v, 86_400)).orElse(asked);
            for (String value : response.values(HeaderName.CONTACT)) {
                Optional<NameAddress> contact = NameAddress.parse(value);
                boolean own = contact.flatMap(NameAddress::sipUri).map(u -> u.user().equals(spec.contactUser())
                        && u.host().equals(core.local().host()) && u.port() == core.local().port()).orElse(false);
                if (own) {
                    long granted =
                            contact.get().params().get("expires").map(v -> Chars.number(v, 86_400)).orElse(header);
                    return granted > 0 ? granted : header;
                }
            }
            return Math.max(1, header);
        }
    }
}
