package io.strowger.sip;

import java.util.ArrayList;
import java.util.List;

/** A request under construction; the route decides the transport that its Via names. */
final class RequestDraft {
    private final String method;
    private String uri;
    private final String from;
    private final String to;
    private final String callId;
    private final long sequence;
    private final List<String> routes = new ArrayList<>(2);
    private final List<SipField> fields = new ArrayList<>(6);
    private String contact = "";
    private String body = "";

    RequestDraft(String method, String uri, String from, String to, String callId, long sequence) {
        this.method = method;
        this.uri = uri;
        this.from = from;
        this.to = to;
        this.callId = callId;
        this.sequence = sequence;
    }

    /** Applies a dialog's route set (RFC 3261 12.2.1.1): loose when the first route says so, else strict. */
    RequestDraft routes(List<String> set) {
        if (set.isEmpty()) {
            return this;
        }
        String first = NameAddress.parse(set.getFirst()).map(NameAddress::uri).orElse(set.getFirst());
        if (SipUri.parse(first).map(u -> u.params().has("lr")).orElse(true)) {
            routes.addAll(set);
        } else {
            routes.addAll(set.subList(1, set.size()));
            routes.add("<" + uri + ">");
            uri = first;
        }
        return this;
    }

    RequestDraft contact(String value) {
        contact = value;
        return this;
    }

    RequestDraft fields(List<SipField> more) {
        fields.addAll(more);
        return this;
    }

    RequestDraft field(String name, String value) {
        fields.add(new SipField(name, value));
        return this;
    }

    RequestDraft body(String sdp) {
        body = sdp;
        return this;
    }

    /** The finished request with this Via. */
    SipRequest build(Transport transport, String sentBy, String branch, String userAgent) {
        SipWriter out = new SipWriter();
        out.text(method).text(" ").text(uri).text(" SIP/2.0").line();
        out.text("Via: SIP/2.0/").text(transport.name()).text(" ").text(sentBy).text(";branch=").text(branch)
                .text(";rport").line();
        routes.forEach(route -> out.field("Route", route));
        out.text("Max-Forwards: 70").line();
        out.field("From", from).field("To", to).field("Call-ID", callId);
        out.text("CSeq: ").number(sequence).text(" ").text(method).line();
        if (!contact.isEmpty()) {
            out.field("Contact", contact);
        }
        out.field("User-Agent", userAgent);
        return SipParser.request(out.fields(fields).body("application/sdp", body));
    }
}
