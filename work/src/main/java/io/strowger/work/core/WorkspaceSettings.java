package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import java.util.Optional;

/**
 * What a workspace is set to.
 *
 * @param friendlyName its name, at most 64 characters
 * @param defaultActivity where a worker without {@code ActivitySid} begins
 * @param timeoutActivity where a worker goes that lets a reservation time out
 * @param multiTaskEnabled false: the old single-task mode, in which queues' reservation and assignment activities are
 *     applied and a worker has one task at a time, whatever the capacities
 * @param prioritizeQueueOrder tasks of which kind of queues go first when a worker could take both
 * @param eventCallbackUrl where events are posted
 * @param eventsFilter comma list of event types to post; absent: all
 */
public record WorkspaceSettings(String friendlyName, ActivitySid defaultActivity, ActivitySid timeoutActivity,
        boolean multiTaskEnabled, TaskOrder prioritizeQueueOrder, Optional<String> eventCallbackUrl,
        Optional<String> eventsFilter) {
}
