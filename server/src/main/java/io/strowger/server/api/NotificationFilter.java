package io.strowger.server.api;

import io.strowger.kernel.CallSid;
import io.strowger.kernel.Severity;
import io.strowger.server.rest.DateRange;
import java.util.Optional;

/**
 * What narrows a list of notifications (rest-api section 4.1).
 *
 * @param call whose they are; empty for the whole account's
 * @param severity errors or warnings; empty for both
 * @param at when they were written
 */
public record NotificationFilter(Optional<CallSid> call, Optional<Severity> severity, DateRange at) {}
