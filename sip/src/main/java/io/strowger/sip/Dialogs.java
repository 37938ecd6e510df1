package io.strowger.sip;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes dialogs from the messages that begin them, and requests within them (RFC 3261 12.1, 12.2.1.1). */
final class Dialogs {
    private Dialogs() {}

    /** The called side's dialog. */
    static Dialog called(SipRequest invite, Flow source, String localTag, String localContact) {
        NameAddress from = invite.from().orElseThrow();
        // RFC 3261 8.1.1.8 demands a Contact; without one the way back is the way it came
        String target = invite.contact().map(NameAddress::uri).orElse(source.uri());
        return new Dialog(invite.callId(), localTag, from.tag().orElse(""),
                untagged(invite.header(HeaderName.TO).orElseThrow()),
                untagged(invite.header(HeaderName.FROM).orElseThrow()), target, localContact,
                List.copyOf(invite.values(HeaderName.RECORD_ROUTE)), 0, invite.cseq().orElseThrow().number(), source,
                Targets.sticky(target, source), false);
    }

    /** The caller's dialog, from the 2xx. */
    static Dialog caller(SipRequest invite, SipResponse answer, Flow flow) {
        String target = answer.contact().map(NameAddress::uri).orElse(invite.uriText());
        return new Dialog(invite.callId(), invite.from().orElseThrow().tag().orElse(""), answer.toTag().orElse(""),
                untagged(invite.header(HeaderName.FROM).orElseThrow()),
                untagged(answer.header(HeaderName.TO).orElseThrow()), target,
                invite.header(HeaderName.CONTACT).orElse(""),
                List.copyOf(answer.values(HeaderName.RECORD_ROUTE).reversed()),
                invite.cseq().orElseThrow().number(), -1, flow, Targets.sticky(target, flow), true);
    }

    /** A request within the dialog. */
    static RequestDraft draft(Dialog dialog, String method, long number) {
        String from = dialog.localAddress() + (dialog.localTag().isEmpty() ? "" : ";tag=" + dialog.localTag());
        String to = dialog.remoteAddress() + (dialog.remoteTag().isEmpty() ? "" : ";tag=" + dialog.remoteTag());
        return new RequestDraft(method, dialog.remoteTarget(), from, to, dialog.callId(), number)
                .routes(dialog.routeSet());
    }

    /** Where the dialog's requests go. */
    static void locate(Dialog dialog, SipCore core, Consumer<Optional<Flow>> found) {
        if (dialog.routeSet().isEmpty() && dialog.sticky()) {
            found.accept(Optional.of(dialog.flow()));
            return;
        }
        core.locate(dialog.routeSet().isEmpty() ? dialog.remoteTarget() : dialog.routeSet().getFirst(), found);
    }

    /** A From or To value without its tag, other parameters kept. */
    private static String untagged(String value) {
        int from = Math.max(0, value.lastIndexOf('>'));
        int tag = value.toLowerCase(java.util.Locale.ROOT).indexOf(";tag", from);
        if (tag < 0) {
            return value;
        }
        int next = value.indexOf(';', tag + 1);
        return (value.substring(0, tag) + (next < 0 ? "" : value.substring(next))).strip();
    }
}
