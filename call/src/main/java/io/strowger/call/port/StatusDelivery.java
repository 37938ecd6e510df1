package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/**
 * One status callback on its way (requirements 1.28 to 1.33): a snapshot of the state at the change.
 *
 * @param id sent as I-Twilio-Idempotency-Token on every attempt, so that repeats are safe
 * @param sequence order within the call, from 0
 * @param parameters what is sent
 */
public record StatusDelivery(
        String id, CallSid call, AccountSid account, int sequence, WebTarget target, List<Header> parameters) {}
