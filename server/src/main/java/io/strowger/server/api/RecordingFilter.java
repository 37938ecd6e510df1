package io.strowger.server.api;

import io.strowger.kernel.CallSid;
import io.strowger.server.rest.DateRange;
import java.util.Optional;

/**
 * What narrows a list of recordings (rest-api section 4.1).
 *
 * @param call whose they are
 * @param created when they began
 * @param deleted shows those too that were deleted and are not gone yet
 */
public record RecordingFilter(Optional<CallSid> call, DateRange created, boolean deleted) {}
