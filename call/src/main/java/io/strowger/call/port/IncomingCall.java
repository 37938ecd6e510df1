package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.util.List;
import java.util.Optional;

/**
 * An inbound call that has been admitted, authenticated and routed.
 *
 * @param from E.164, {@code client:name}, {@code sip:user@host} or raw caller id text
 * @param to the called number or SIP address
 * @param offer the INVITE's SDP; empty for a delayed offer
 * @param parameters more request parameters known from signalling: SipCallId, SipDomain, SipHeader_..., ForwardedFrom,
 *     CallerName, custom parameters of a client
 * @param trunk name of the trunk it came by; empty when none
 */
public record IncomingCall(
        CallSid callSid, LegId leg, AccountSid accountSid, String from, String to, VoiceBinding binding,
        Optional<String> offer, List<SipHeader> parameters, String trunk) {}
