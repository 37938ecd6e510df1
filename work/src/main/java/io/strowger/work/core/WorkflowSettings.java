package io.strowger.work.core;

import java.time.Duration;
import java.util.Optional;

/**
 * What a workflow is set to.
 *
 * @param friendlyName its name, at most 64 characters
 * @param configuration its document, JSON text kept as it came
 * @param assignmentCallbackUrl asked when a reservation is made
 * @param fallbackAssignmentCallbackUrl asked when that fails
 * @param taskReservationTimeout how long a reservation may stay pending: 1 s to 24 h, whole seconds
 */
public record WorkflowSettings(String friendlyName, String configuration, Optional<String> assignmentCallbackUrl,
        Optional<String> fallbackAssignmentCallbackUrl, Duration taskReservationTimeout) {
    /** What the API takes when no timeout is given. */
    public static final Duration DEFAULT_RESERVATION_TIMEOUT = Duration.ofSeconds(120);

    /** Without callbacks, 120 seconds. */
    public static WorkflowSettings of(String friendlyName, String configuration) {
        return new WorkflowSettings(friendlyName, configuration, Optional.empty(), Optional.empty(),
                DEFAULT_RESERVATION_TIMEOUT);
    }

    /** The same with an assignment callback. */
    public WorkflowSettings calling(String url) {
        return new WorkflowSettings(friendlyName, configuration, Optional.of(url), fallbackAssignmentCallbackUrl,
                taskReservationTimeout);
    }

    /** The same with another reservation timeout. */
    public WorkflowSettings reservingFor(Duration timeout) {
        return new WorkflowSettings(friendlyName, configuration, assignmentCallbackUrl,
                fallbackAssignmentCallbackUrl, timeout);
    }
}
