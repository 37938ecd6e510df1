package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.FetchRequest.Header;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The request parameters that describe a call (voice-twiml section 5, requirement B2). */
final class CallParameters {
    private CallParameters() {}

    /** The parameters of every request of this call, as things stand. */
    static List<Header> of(CallFacts facts, CallStatus status) {
        List<Header> out = new ArrayList<>(24);
        out.add(new Header("CallSid", facts.sid().value()));
        out.add(new Header("AccountSid", facts.account().value()));
        out.add(new Header("From", facts.from()));
        out.add(new Header("To", facts.to()));
        out.add(new Header("CallStatus", status.wire()));
        out.add(new Header("ApiVersion", "2010-04-01"));
        out.add(new Header("Direction", facts.direction().wire()));
        out.add(new Header("Caller", facts.from()));
        out.add(new Header("Called", facts.to()));
        facts.parent().ifPresent(parent -> out.add(new Header("ParentCallSid", parent.value())));
        facts.binding().application().ifPresent(sid -> out.add(new Header("ApplicationSid", sid.value())));
        for (SipHeader known : facts.parameters()) {
            out.add(new Header(known.name(), known.value()));
        }
        return out;
    }

    /** Fields as a form body. */
    static String form(List<Header> fields) {
        StringBuilder out = new StringBuilder();
        for (Header field : fields) {
            out.append(out.isEmpty() ? "" : "&").append(URLEncoder.encode(field.name(), StandardCharsets.UTF_8))
                    .append('=').append(URLEncoder.encode(field.value(), StandardCharsets.UTF_8));
        }
        return out.toString();
    }
}
