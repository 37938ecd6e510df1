package io.strowger.call;

import io.strowger.call.port.Direction;
import io.strowger.call.port.LegId;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What about a call never changes.
 *
 * @param leg its only leg; a dialled party is a call of its own
 * @param parent the call that dialled it; empty for inbound and API calls
 * @param parameters more request parameters known from signalling
 * @param trunk name of the trunk it came or goes by; empty when none
 * @param created when the platform first knew of it
 * @param queued how long it waited in the queue of outbound calls
 */
record CallFacts(
        CallSid sid, LegId leg, AccountSid account, Optional<CallSid> parent, String from, String to,
        Direction direction, VoiceBinding binding, List<SipHeader> parameters, String trunk,
        Instant created, Duration queued) {}
