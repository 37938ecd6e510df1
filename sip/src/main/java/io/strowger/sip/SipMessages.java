package io.strowger.sip;

import java.util.List;
import java.util.Optional;

/** Builds the messages whose content follows from another message. Stateless. */
final class SipMessages {
    /** Methods this stack serves (RFC 3261 20.5). */
    static final String ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO";

    private SipMessages() {}

    /**
     * A response (RFC 3261 8.2.6).
     *
     * @param toTag added when the To has none and the status is not 100
     * @param body SDP; empty text for none
     */
    static byte[] response(
            SipRequest request, Flow source, int status, String reason, String toTag, List<SipField> fields,
            String body) {
        SipWriter out = new SipWriter();
        out.text("SIP/2.0 ").number(status).text(" ").text(reason).line();
        vias(request, source, out);
        if (request.is("INVITE") && status > 100 && status < 300) {
            request.copy(HeaderName.RECORD_ROUTE, out);
        }
        request.copy(HeaderName.FROM, out);
        to(request, status, toTag, out);
        request.copy(HeaderName.CALL_ID, out);
        request.copy(HeaderName.CSEQ, out);
        return out.fields(fields).body("application/sdp", body);
    }

    /** The ACK of a final response from 300 (17.1.1.3): same branch, same route, To of the response. */
    static byte[] ackForFailure(SipRequest invite, SipResponse response) {
        SipWriter out = new SipWriter();
        out.text("ACK ").text(invite.uriText()).text(" SIP/2.0").line();
        invite.copy(HeaderName.VIA, out);
        invite.copy(HeaderName.ROUTE, out);
        out.text("Max-Forwards: 70").line();
        invite.copy(HeaderName.FROM, out);
        response.copy(HeaderName.TO, out);
        return ending(invite, "ACK", out);
    }

    /** The CANCEL of an INVITE (9.1). */
    static SipRequest cancel(SipRequest invite) {
        SipWriter out = new SipWriter();
        out.text("CANCEL ").text(invite.uriText()).text(" SIP/2.0").line();
        invite.copy(HeaderName.VIA, out);
        invite.copy(HeaderName.ROUTE, out);
        out.text("Max-Forwards: 70").line();
        invite.copy(HeaderName.FROM, out);
        invite.copy(HeaderName.TO, out);
        return SipParser.request(ending(invite, "CANCEL", out));
    }

    private static byte[] ending(SipRequest invite, String method, SipWriter out) {
        invite.copy(HeaderName.CALL_ID, out);
        out.text("CSeq: ").number(invite.cseq().orElseThrow().number()).text(" ").text(method).line();
        return out.body("", "");
    }

    private static void to(SipRequest request, int status, String toTag, SipWriter out) {
        String to = request.header(HeaderName.TO).orElse("");
        out.text("To: ").text(to);
        boolean tagged = NameAddress.parse(to).flatMap(NameAddress::tag).isPresent();
        if (!tagged && status > 100 && !toTag.isEmpty()) {
            out.text(";tag=").text(toTag);
        }
        out.line();
    }

    /** All Via values, the top one with received and rport (RFC 3261 18.2.1, RFC 3581 4). */
    private static void vias(SipRequest request, Flow source, SipWriter out) {
        boolean first = true;
        for (String value : request.values(HeaderName.VIA)) {
            out.text("Via: ");
            Optional<Via> via = first ? Via.parse(value) : Optional.empty();
            out.text(via.isEmpty() ? value : stamped(value, via.get(), source)).line();
            first = false;
        }
    }

    private static String stamped(String value, Via via, Flow source) {
        boolean rport = via.params().has("rport");
        if (!rport && via.host().equals(source.host())) {
            return value;
        }
        int semicolon = value.indexOf(';');
        StringBuilder out = new StringBuilder(semicolon < 0 ? value : value.substring(0, semicolon));
        for (Params.Param param : via.params().all()) {
            if (param.name().equalsIgnoreCase("rport")) {
                out.append(";rport=").append(source.remote().getPort());
            } else if (!param.name().equalsIgnoreCase("received")) {
                out.append(';').append(param.name());
                param.value().ifPresent(v -> out.append('=').append(v));
            }
        }
        return out.append(";received=").append(source.host()).toString();
    }
}
