package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.WorkspaceSid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event as the API tells it (work-distribution-api section 6): in the Events resource, to the event callback, to
 * sockets.
 *
 * @param sid made of the workspace and its place in the journal, so that a repetition has the same
 * @param sequence of the journal's event it tells of
 * @param index from 0 among those that tell of the same
 * @param type for instance {@code reservation.created}
 * @param description one sentence
 * @param resourceType {@code task}, {@code worker}...
 * @param actor sid of whoever made it happen: an account, a worker; of what the system does by itself the workflow that
 *     leads it, or the workspace
 * @param about what it is about, for filters
 * @param data fields as in the callback's form, beyond the common ones
 */
public record WorkEvent(EventSid sid, AccountSid account, WorkspaceSid workspace, String workspaceName, long sequence,
        int index, Instant at, String type, String description, String resourceType, String resourceSid, String actor,
        About about, List<Header> data) {
    public WorkEvent {
        data = List.copyOf(data);
    }

    /**
     * Sids of what an event is about, as far as it is.
     *
     * @param channel the task channel's
     */
    public record About(Optional<String> task, Optional<String> worker, Optional<String> queue,
            Optional<String> workflow, Optional<String> reservation, Optional<String> channel) {
        /** About none of these. */
        public static final About NOTHING = new About(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What the event callback posts. */
    public List<Header> form() {
        List<Header> form = new ArrayList<>(List.of(
                new Header("Sid", sid.value()),
                new Header("EventType", type),
                new Header("EventDescription", description),
                new Header("AccountSid", account.value()),
                new Header("WorkspaceSid", workspace.value()),
                new Header("WorkspaceName", workspaceName),
                new Header("ResourceType", resourceType),
                new Header("ResourceSid", resourceSid),
                new Header("Timestamp", Long.toString(at.getEpochSecond())),
                new Header("TimestampMs", Long.toString(at.toEpochMilli()))));
        form.addAll(data);
        return form;
    }

    /** The API's word for what {@link #actor} is. */
    public String actorType() {
        return switch (actor.substring(0, 2)) {
            case "AC" -> "account";
            case "WK" -> "worker";
            case "WW" -> "workflow";
            default -> "workspace";
        };
    }

    /** What deliveries of it must keep in order with: the task, else the worker, else the workspace. */
    String order() {
        return about.task().or(about::worker).orElse(workspace.value());
    }
}
