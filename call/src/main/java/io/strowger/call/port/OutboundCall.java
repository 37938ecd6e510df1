package io.strowger.call.port;

import io.strowger.kernel.CallSid;
import java.time.Instant;

/**
 * A call of the API that waits to be started: durable, so that it outlives the process.
 *
 * @param created when it was asked for
 */
public record OutboundCall(CallSid sid, OutboundRequest request, Instant created) {}
