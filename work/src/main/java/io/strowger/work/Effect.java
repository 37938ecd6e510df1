package io.strowger.work;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonLimits;
import io.strowger.work.core.Value;
import java.util.List;
import java.util.Optional;

/** What has to be done outside because of an event. Durable together with it, and done at least once. */
public sealed interface Effect {
    /**
     * Ask what to do with a reservation (work-distribution-api section 5).
     *
     * @param url asked first
     * @param fallbackUrl asked when that fails
     * @param form what is posted
     */
    record AssignmentCallback(ReservationSid reservation, TaskSid task, String url, Optional<String> fallbackUrl,
            List<Header> form) implements Effect {}

    /**
     * Fetch a task's workflow document (requirement 2.16 (ii)).
     *
     * @param url asked first
     * @param fallbackUrl asked when that gives no document
     * @param form what is posted
     */
    record DocumentFetch(TaskSid task, String url, Optional<String> fallbackUrl, List<Header> form)
            implements Effect {}

    /**
     * Tell of an event (section 6).
     *
     * @param form what is posted
     */
    record EventCallback(String url, List<Header> form) implements Effect {}

    /**
     * A task that may be a waiting call's is over, without a worker or with.
     *
     * @param callSid the call that it was made of, or that its attributes name; blank when there is none
     * @param status what it was last
     */
    record CallTaskOver(TaskSid task, String callSid, TaskStatus status, Optional<String> reason) implements Effect {}

    /**
     * An offer ended without a worker: stop whatever was begun for it.
     *
     * @param callSid the call that the task was made of, or that its attributes name; blank when there is none
     */
    record CallOfferOver(ReservationSid reservation, TaskSid task, String callSid, WorkerSid worker,
            ReservationStatus status) implements Effect {}

    /** True for what only tells this server's calls: it waits for nobody else's server, and must not wait for one. */
    default boolean isOfCalls() {
        return switch (this) {
            case CallTaskOver _, CallOfferOver _ -> true;
            case AssignmentCallback _, DocumentFetch _, EventCallback _ -> false;
        };
    }

    /** As the outbox keeps it: {@code [name, fields]}. */
    default String toJson() {
        return new Value.Items(List.of(Value.text(getClass().getSimpleName()),
                RecordCodec.encode((Record) this))).toJson();
    }

    /** The effect of such a text. */
    static Effect parse(String text) {
        List<Value> parts = ((Value.Items) Value.parse(text, new JsonLimits(Integer.MAX_VALUE, 16))).items();
        String name = ((Value.Text) parts.get(0)).value();
        for (Class<?> kind : Effect.class.getPermittedSubclasses()) {
            if (kind.getSimpleName().equals(name)) {
                return (Effect) RecordCodec.decode(kind, (Fields) parts.get(1));
            }
        }
        throw new IllegalStateException("the outbox holds an unknown effect " + name);
    }
}
