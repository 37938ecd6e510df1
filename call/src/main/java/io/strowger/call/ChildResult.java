package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.SipHeader;
import java.time.Duration;
import java.util.List;

/**
 * How a dialled child ended.
 *
 * @param status final
 * @param connected from answer to end; zero when it was never answered
 * @param sipStatus the final SIP status of the set-up; 0 when none came
 * @param headers X- headers of the answer
 */
record ChildResult(CallStatus status, Duration connected, int sipStatus, List<SipHeader> headers) {}
