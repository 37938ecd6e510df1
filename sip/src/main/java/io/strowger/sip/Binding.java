package io.strowger.sip;

import java.time.Instant;
import java.util.Optional;

/**
 * One registered contact (RFC 3261 10.3).
 *
 * @param addressOfRecord the key it is registered under, chosen by the registrar's user
 * @param contact URI of the Contact
 * @param source where the REGISTER came from
 * @param q preference in thousandths, 0 to 1000
 * @param expires wall-clock time of its end, for storing
 * @param callId of the REGISTER
 * @param sequence CSeq of the REGISTER
 */
public record Binding(
        String addressOfRecord, String contact, Flow source, int q, Instant expires, String callId, long sequence) {
    /** Where calls are sent when not to the contact itself: back along the flow of a phone behind NAT or TCP. */
    public Optional<String> route() {
        return Targets.sticky(contact, source) ? Optional.of(source.uri()) : Optional.empty();
    }
}
