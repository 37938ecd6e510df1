package io.strowger.sip;

import java.util.Optional;
import java.util.function.Consumer;

/** One OPTIONS of ours (RFC 3261 11.1). Owned by its core's loop. */
final class OptionsProbe implements ClientUser {
    private final Consumer<Integer> status;

    private OptionsProbe(Consumer<Integer> status) {
        this.status = status;
    }

    static void send(SipCore core, String uri, Optional<String> route, String callId, Consumer<Integer> status) {
        core.locate(route.orElse(uri), flow -> {
            if (flow.isEmpty() || SipUri.parse(uri).isEmpty()) {
                status.accept(503);
                return;
            }
            String self = "<sip:" + core.local() + ">";
            RequestDraft draft = new RequestDraft(
                    "OPTIONS", uri, self + ";tag=" + core.fresh(), "<" + uri + ">", callId, 1)
                    .field("Accept", "application/sdp");
            core.send(draft, flow.get(), new OptionsProbe(status));
        });
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.provisional()) {
            status.accept(response.status());
        }
    }

    @Override
    public void onTimeout() {
        status.accept(408);
    }

    @Override
    public void onTransportError() {
        status.accept(503);
    }
}
