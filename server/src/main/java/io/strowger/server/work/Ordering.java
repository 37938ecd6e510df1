package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Slice;
import io.strowger.server.work.Views.QueueView;
import io.strowger.server.work.Views.TaskView;
import io.strowger.server.work.Views.WorkerView;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The parameter {@code Ordering}: {@code Priority:desc}.
 *
 * @param by the field; empty for the order of making
 * @param descending largest first
 */
record Ordering(String by, boolean descending) {
    static Ordering of(Optional<String> text, String... fields) {
        if (text.isEmpty()) {
            return new Ordering("", false);
        }
        String[] halves = text.get().split(":", 2);
        Optional<String> field = Arrays.stream(fields).filter(halves[0].strip()::equalsIgnoreCase).findFirst();
        String way = halves.length < 2 ? "asc" : halves[1].strip().toLowerCase(Locale.ROOT);
        if (field.isEmpty() || !way.equals("asc") && !way.equals("desc")) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter Ordering is not one of "
                    + String.join(", ", fields) + " followed by :asc or :desc.");
        }
        return new Ordering(field.get(), way.equals("desc"));
    }

    private <T> Comparator<T> ordered(Comparator<T> field, Comparator<T> sid) {
        Comparator<T> both = field.thenComparing(sid);
        return descending ? both.reversed() : both;
    }

    static Slice<TaskView> tasks(Walk<Task, TaskView> walk, Walk.Visit visit, Ordering ordering) {
        return switch (ordering.by()) {
            case "" -> walk.inOrder(visit);
            case "Priority" -> walk.sorted(visit, Task::priority, ordering.descending());
            case "VirtualStartTime" -> walk.sorted(visit, task -> task.virtualStartTime().toEpochMilli(),
                    ordering.descending());
            default -> walk.sorted(visit, task -> task.created().toEpochMilli(), ordering.descending());
        };
    }

    static Slice<WorkerView> workers(Walk<Worker, WorkerView> walk, Walk.Visit visit, Ordering ordering) {
        return ordering.by().isEmpty() ? walk.inOrder(visit)
                : walk.sorted(visit, worker -> worker.statusChanged().toEpochMilli(), ordering.descending());
    }

    static Slice<QueueView> queues(Workspace state, Ordering ordering, PageRequest page,
            Predicate<TaskQueue> wanted) {
        if (ordering.by().isEmpty()) {
            return WorkDesk.page(state.queues().bySid(), page, wanted, queue -> QueueView.of(state, queue),
                    view -> view.sid().value());
        }
        Comparator<TaskQueue> field = switch (ordering.by()) {
            case "FriendlyName" -> Comparator.comparing((TaskQueue queue) -> queue.settings().friendlyName());
            case "DateUpdated" -> Comparator.comparing(TaskQueue::updated);
            default -> Comparator.comparing(TaskQueue::created);
        };
        return WorkDesk.sorted(state.queues().all().stream().filter(wanted), page,
                ordering.ordered(field, Comparator.comparing((TaskQueue queue) -> queue.sid().value())),
                sid -> state.queues().find(sid), queue -> QueueView.of(state, queue), view -> view.sid().value());
    }
}
