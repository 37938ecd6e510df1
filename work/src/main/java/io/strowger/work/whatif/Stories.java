package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;
import io.strowger.work.core.Event;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import io.strowger.work.whatif.Offered.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers what the tasks of a record went through. One strand. */
final class Stories {
    private static final String TASK_TIMEOUT = "Task timeout";
    private static final String ASSIGNMENT_LIMIT = "Assignment count limit";

    private final Workspace workspace;
    private final Map<String, Story> stories = new TreeMap<>();
    private final Map<String, Place> offers = new HashMap<>();
    private final Map<String, Silence> away = new HashMap<>();
    private String leftWorkflow = "";

    /** An offer's place in its task's story. */
    private record Place(Story story, int turn, long madeMillis, Optional<ActivitySid> activityBefore) {}

    /** A worker who let an offer time out and is not back. */
    private record Silence(Place place, long atMillis) {}

    Stories(Workspace workspace) {
        this.workspace = workspace;
    }

    Map<String, Story> all() {
        return stories;
    }

    /** A task that was there when the record began. */
    void adopt(Task task) {
        Story story = new Story(task.sid().value(), task.channel().sid().value(), task.created().toEpochMilli());
        story.queue = queue(task);
        story.document = task.awaitsDocument() ? Fetched.NEVER : Fetched.NONE;
        stories.put(story.sid, story);
        for (Reservation reservation : task.reservations()) {
            story.offers.add(Offered.of(Answer.OPEN, 0));
            story.offerQueues.add(story.queue);
        }
    }

    /** An offer that was open when the record began. */
    void adopt(Reservation reservation) {
        Story story = stories.get(reservation.task().sid().value());
        long madeMillis = reservation.created().toEpochMilli();
        offers.put(reservation.sid().value(),
                new Place(story, reservation.task().reservations().indexOf(reservation), madeMillis,
                        Optional.empty()));
        if (reservation.status().isTaken()) {
            story.acceptedMillis = reservation.updated().toEpochMilli();
            if (reservation.status() == ReservationStatus.WRAPPING) {
                story.wrappingMillis = story.acceptedMillis;
            }
        }
    }

    private static String queue(Task task) {
        return task.queue().map(queue -> queue.sid().value()).orElse("");
    }

    /** What must be seen before the event is applied. */
    void before(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.TaskLeftWorkflow left -> leftWorkflow = left.sid().value();
            case Event.TaskCanceled canceled -> canceled(workspace.task(canceled.sid()).orElseThrow(),
                    canceled.reason(), now);
            case Event.TaskDeleted deleted -> {
                Task task = workspace.task(deleted.sid()).orElseThrow();
                if (task.status().isOpen()) {
                    leave(task, "", true, now);
                } else if (!task.status().isEnded()) {
                    over(deleted.sid().value(), now);
                }
            }
            default -> { }
        }
    }

    private void canceled(Task task, String reason, long now) {
        boolean byTime = reason.equals(TASK_TIMEOUT)
                && now >= task.created().plus(task.timeout()).toEpochMilli();
        boolean byLimit = reason.equals(ASSIGNMENT_LIMIT)
                && task.assignments() >= workspace.limits().assignments();
        if (byTime || byLimit || leftWorkflow.equals(task.sid().value())) {
            Story story = stories.get(task.sid().value());
            story.waitedMillis = now - story.createdMillis;
        } else {
            leave(task, reason, false, now);
        }
    }

    private void leave(Task task, String reason, boolean deletes, long now) {
        Story story = stories.get(task.sid().value());
        story.leaving = new Leaving(now - story.createdMillis, reason, deletes);
    }

    private void over(String task, long now) {
        Story story = stories.get(task);
        if (story.accepted() && !story.over) {
            story.over = true;
            story.lastMillis = now;
        }
    }

    /** What is seen best once the event is applied. */
    void after(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.TaskCreated created -> {
                Task task = workspace.task(created.sid()).orElseThrow();
                stories.put(created.sid().value(), new Story(created.sid().value(), task.channel().sid().value(),
                        now));
            }
            case Event.TaskRouted routed -> {
                Story story = stories.get(routed.sid().value());
                if (routed.cause() == Event.Cause.CREATED) {
                    story.queue = routed.queue().map(Object::toString).orElse("");
                }
            }
            case Event.TaskDocumentSought sought ->
                    stories.get(sought.sid().value()).document = Fetched.NEVER;
            case Event.TaskDocumented documented -> {
                Story story = stories.get(documented.sid().value());
                story.document = new Fetched(now - story.createdMillis, documented.configuration());
            }
            case Event.TaskWrapping wrapping -> {
                Story story = stories.get(wrapping.sid().value());
                story.wrappingMillis = story.accepted() ? now : -1;
            }
            case Event.TaskCompleted completed -> over(completed.sid().value(), now);
            case Event.ReservationCreated made -> {
                Task task = workspace.task(made.task()).orElseThrow();
                Story story = stories.get(made.task().value());
                offers.put(made.sid().value(), new Place(story, story.offers.size(), now,
                        workspace.worker(made.worker()).map(worker -> worker.activity().sid())));
                story.offers.add(Offered.of(Answer.OPEN, 0));
                story.offerQueues.add(queue(task));
            }
            case Event.ReservationAccepted accepted -> {
                Place place = ended(accepted.sid().value(), Answer.ACCEPTED, accepted.postWorkActivity(), now);
                place.story.acceptedMillis = now;
                place.story.waitedMillis = now - place.story.createdMillis;
            }
            case Event.ReservationRejected rejected ->
                    ended(rejected.sid().value(), Answer.REJECTED, Optional.empty(), now);
            case Event.ReservationFailed failed ->
                    ended(failed.sid().value(), Answer.FAILED, Optional.empty(), now);
            case Event.ReservationTimedOut silent ->
                    ended(silent.sid().value(), Answer.SILENT, Optional.empty(), now);
            case Event.ReservationCanceled canceled ->
                    ended(canceled.sid().value(), Answer.OPEN, Optional.empty(), now);
            case Event.ReservationRescinded rescinded ->
                    ended(rescinded.sid().value(), Answer.OPEN, Optional.empty(), now);
            default -> { }
        }
    }

    private Place ended(String reservation, Answer answer, Optional<ActivitySid> activity, long now) {
        Place place = offers.get(reservation);
        set(place, new Offered(answer, now - place.madeMillis, activity, Optional.empty()));
        return place;
    }

    private static void set(Place place, Offered offered) {
        place.story.offers.set(place.turn, offered);
    }

    private static Offered get(Place place) {
        return place.story.offers.get(place.turn);
    }

    /** What the worker did when the offer came; nothing where the record began later. */
    Optional<ActivitySid> activityBefore(Reservation reservation) {
        return offers.get(reservation.sid().value()).activityBefore;
    }

    /** A rejection took the worker along into this activity, or named none. */
    void rejectedInto(Reservation reservation, Optional<ActivitySid> activity) {
        Place place = offers.get(reservation.sid().value());
        set(place, new Offered(Answer.REJECTED, get(place).afterMillis(), activity, Optional.empty()));
    }

    /** It was not the worker who refused: all offers were taken back as the worker went away. */
    void takenBack(Reservation reservation) {
        Place place = offers.get(reservation.sid().value());
        set(place, Offered.of(Answer.OPEN, get(place).afterMillis()));
    }

    /** The worker was moved away because an offer timed out. */
    void silenced(Worker worker, Reservation reservation, long now) {
        away.put(worker.sid().value(), new Silence(offers.get(reservation.sid().value()), now));
    }

    /** The router moved the worker: what comes next is no return from a silence before that. */
    void movedOn(Worker worker) {
        away.remove(worker.sid().value());
    }

    /**
     * The worker was put into another activity from outside.
     *
     * @return true when that was the return after an offer that had timed out, and not a change of plan
     */
    boolean returned(Worker worker, ActivitySid to, boolean available, long now) {
        Silence silence = away.remove(worker.sid().value());
        if (silence == null || !available) {
            return false;
        }
        Offered offered = get(silence.place);
        set(silence.place, new Offered(offered.answer(), offered.afterMillis(), offered.activity(),
                Optional.of(new Return(now - silence.atMillis, to))));
        return true;
    }

    /** The record ends: what is known of those who are still there. */
    void end(long now) {
        for (Task task : workspace.tasks().all()) {
            Story story = stories.get(task.sid().value());
            if (task.status().isOpen()) {
                story.waitedMillis = now - story.createdMillis;
            } else if (story.accepted() && !story.over
                    && (task.status() == TaskStatus.ASSIGNED || task.status() == TaskStatus.WRAPPING)) {
                story.lastMillis = now;
            }
        }
        for (Reservation reservation : workspace.reservations().all()) {
            if (reservation.status() == ReservationStatus.PENDING) {
                Place place = offers.get(reservation.sid().value());
                set(place, Offered.of(Answer.OPEN, now - place.madeMillis));
            }
        }
    }
}
