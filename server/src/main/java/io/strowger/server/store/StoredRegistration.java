package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import java.time.Instant;

/**
 * One binding of the SIP registrar (RFC 3261 section 10.3), kept so that a restart does not lose the phones.
 *
 * @param username the user, also {@code client:username}
 * @param contact the Contact's URI as it was sent
 * @param route where to send instead, a SIP URI; empty for none
 * @param instance the {@code +sip.instance} (RFC 5626); empty for none
 * @param callId with {@code cseq} orders refreshes
 * @param expires by the wall clock, as the process that made it may be gone
 */
public record StoredRegistration(
        AccountSid account, String username, String contact, String route, String instance, String callId, long cseq,
        Instant expires) {}
