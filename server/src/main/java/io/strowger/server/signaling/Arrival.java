package io.strowger.server.signaling;

import io.strowger.call.port.SipHeader;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.sip.SipField;
import java.util.List;
import java.util.Optional;

/** What becomes of an INVITE. */
public sealed interface Arrival {
    /**
     * It is a call of this account.
     *
     * @param parameters more request parameters known from the INVITE
     */
    record Call(
            AccountSid account, String from, String to, VoiceBinding binding, List<SipHeader> parameters, String trunk)
            implements Arrival {}

    /**
     * It is refused.
     *
     * @param account told of it, with {@code code}; empty when it concerns none
     */
    record Refused(
            int status, String reason, List<SipField> headers, Optional<AccountSid> account, ErrorCode code)
            implements Arrival {
        static Refused of(int status, String reason) {
            return new Refused(status, reason, List.of(), Optional.empty(), ErrorCode.SIP_FORBIDDEN);
        }
    }
}
