package io.strowger.sip;

import java.time.Duration;
import java.util.Optional;

/**
 * A registration to keep up.
 *
 * @param registrar Request-URI of the REGISTER: {@code sip:domain}
 * @param addressOfRecord To and From: {@code sip:user@domain}
 * @param route where to send it when not to the registrar's own address: a SIP URI
 * @param contactUser user part of the Contact
 * @param expires asked for; refreshed at half of what is granted
 */
public record RegisterSpec(
        String registrar, String addressOfRecord, Optional<String> route, String contactUser,
        Optional<SipCredentials> credentials, Duration expires) {
    /** Checks what is written as it is. */
    public RegisterSpec {
        SipUri.parse(registrar).orElseThrow(() -> new IllegalArgumentException("the registrar is no SIP URI"));
        SipUri.parse(addressOfRecord)
                .orElseThrow(() -> new IllegalArgumentException("the address of record is no SIP URI"));
    }
}
