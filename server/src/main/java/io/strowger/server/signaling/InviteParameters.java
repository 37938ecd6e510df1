package io.strowger.server.signaling;

import io.strowger.call.port.SipHeader;
import io.strowger.sip.Flow;
import io.strowger.sip.NameAddress;
import io.strowger.sip.SipField;
import io.strowger.sip.SipMessage;
import io.strowger.sip.SipRequest;
import io.strowger.sip.SipUri;
import java.util.ArrayList;
import java.util.List;

/** Request parameters that an INVITE gives a call (voice-twiml section 5, "SIP domain inbound adds"). */
final class InviteParameters {
    /** Header fields handed on at most, so that a caller cannot make requests large. */
    private static final int MAX_HEADERS = 30;
    private static final int MAX_VALUE = 1024;

    private InviteParameters() {}

    /** @param trusted whether the display name is worth showing */
    static List<SipHeader> of(SipRequest invite, Flow source, boolean trusted) {
        List<SipHeader> all = new ArrayList<>();
        all.add(new SipHeader("SipCallId", invite.callId()));
        all.add(new SipHeader("SipSourceIp", source.host()));
        all.add(new SipHeader("SipSourcePort", Integer.toString(source.remote().getPort())));
        all.add(new SipHeader("SipUri", invite.uriText()));
        invite.header("Diversion").flatMap(NameAddress::parse).flatMap(NameAddress::sipUri).map(SipUri::user)
                .filter(user -> !user.isEmpty()).ifPresent(user -> {
                    all.add(new SipHeader("ForwardedFrom", user));
                    all.add(new SipHeader("CalledVia", user));
                });
        invite.from().map(NameAddress::displayName).filter(name -> trusted && !name.isEmpty())
                .ifPresent(name -> all.add(new SipHeader("CallerName", name)));
        all.addAll(extensions(invite));
        return all;
    }

    /** The X- headers and User-to-User, as SipHeader_ parameters. */
    private static List<SipHeader> extensions(SipMessage message) {
        return visible(message).stream()
                .map(header -> new SipHeader("SipHeader_" + header.name(), header.value())).toList();
    }

    /** The header fields of a message that applications may see. */
    static List<SipHeader> visible(SipMessage message) {
        List<SipField> fields = new ArrayList<>(message.fieldsStarting("X-"));
        fields.addAll(message.fieldsStarting("User-to-User"));
        return fields.stream().filter(field -> field.value().length() <= MAX_VALUE).limit(MAX_HEADERS)
                .map(field -> new SipHeader(field.name(), field.value())).toList();
    }
}
