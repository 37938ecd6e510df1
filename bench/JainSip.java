// The yardstick of ./strowger bench parser: the same work by jain-sip. Compiled only when its jars are at hand.
package io.strowger.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import javax.sip.SipFactory;
import javax.sip.address.AddressFactory;
import javax.sip.header.ContactHeader;
import javax.sip.header.HeaderFactory;

/** jain-sip reads everything at once, so that reading more of a message costs it little. */
final class JainSip implements Parser.Yardstick {
    private final StringMsgParser parser = new StringMsgParser();
    private final HeaderFactory headers;
    private final AddressFactory addresses;

    JainSip() throws Exception {
        headers = SipFactory.getInstance().createHeaderFactory();
        addresses = SipFactory.getInstance().createAddressFactory();
    }

    private SIPMessage message(byte[] bytes) {
        try {
            return parser.parseSIPMessage(bytes, true, false, null);
        } catch (ParseException wrong) {
            throw new IllegalStateException("jain-sip does not read the benchmark's message", wrong);
        }
    }

    @Override
    public int parse(byte[] bytes) {
        return message(bytes).getContentLength().getContentLength();
    }

    @Override
    public int read(byte[] bytes) {
        SIPMessage message = message(bytes);
        ContactHeader contact = (ContactHeader) message.getHeader("Contact");
        int more = message.getToTag() == null ? 0 : message.getToTag().length();
        if (message instanceof SIPRequest request) {
            more += request.getRequestURI().toString().length();
        }
        return more + message.getTopmostVia().getBranch().length() + message.getCallId().getCallId().length()
                + (int) message.getCSeq().getSeqNumber() + message.getFromTag().length()
                + contact.getAddress().getURI().toString().length()
                + new String(message.getRawContent(), StandardCharsets.UTF_8).length();
    }

    @Override
    public int write(byte[] bytes) {
        return message(bytes).encodeAsBytes("udp").length;
    }

    @Override
    public int answer(byte[] invite, String sdp) {
        try {
            SIPRequest request = (SIPRequest) message(invite);
            SIPResponse response = request.createResponse(200);
            response.setToTag("totag77231");
            response.addHeader(headers.createContactHeader(addresses.createAddress("<sip:192.0.2.20:5060>")));
            for (String method : SipMessages.ALLOW.split(", ")) {
                response.addHeader(headers.createAllowHeader(method));
            }
            response.setContent(sdp, headers.createContentTypeHeader("application", "sdp"));
            return response.encodeAsBytes("udp").length;
        } catch (ParseException wrong) {
            throw new IllegalStateException("jain-sip does not build the benchmark's answer", wrong);
        }
    }
}
