package io.strowger.work.core;

import io.strowger.work.core.Path.Root;
import io.strowger.work.core.Path.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a name means in a scope: an attribute of the task or the worker, or a fact that the service knows. */
final class Names {
    private final Scope scope;

    Names(Scope scope) {
        this.scope = scope;
    }

    /**
     * The path.
     *
     * @param column where the name begins, for errors
     * @param steps with the first name
     */
    Path resolve(int column, List<Step> steps) {
        String text = text(steps);
        List<Step> rest = steps.subList(1, steps.size());
        String first = ((Step.Name) steps.getFirst()).name();
        boolean prefix = !rest.isEmpty() && rest.getFirst() instanceof Step.Name;
        return switch (scope) {
            case TASK_FILTER -> prefix && first.equals("taskrouter") ? clock(column, text, rest)
                    : prefix && first.equals("task") ? task(text, rest) : attribute(text, Root.TASK, steps);
            case QUEUE -> prefix && first.equals("taskrouter") ? refuse(column, "'" + text + "' is the time of day,"
                    + " which may stand in filters and targets only")
                    : prefix && first.equals("worker") ? worker(text, rest) : bareWorker(text, steps);
            case TARGET -> prefix && first.equals("taskrouter") ? clock(column, text, rest)
                    : prefix && first.equals("task") ? task(text, rest)
                    : prefix && first.equals("worker") ? worker(text, rest)
                    : refuse(column, "found '" + text + "', expected a name that begins with task., worker. or"
                            + " taskrouter.");
            case SKIP -> counter(column, text, prefix && first.equals("workers") ? rest : List.of());
        };
    }

    private static Path clock(int column, String text, List<Step> rest) {
        Fact fact = switch (text(rest)) {
            case "currentTime" -> Fact.CURRENT_TIME;
            case "currentHour" -> Fact.CURRENT_HOUR;
            case "currentMin" -> Fact.CURRENT_MIN;
            case "dayOfWeek" -> Fact.DAY_OF_WEEK;
            default -> refuse(column, "found '" + text + "', expected taskrouter.currentTime, taskrouter.currentHour,"
                    + " taskrouter.currentMin or taskrouter.dayOfWeek");
        };
        return new Path(text, Root.SERVICE, List.of(), Optional.of(fact), "", false);
    }

    /** A task's attributes go before the facts of the same name, which no documented field is. */
    private static Path task(String text, List<Step> rest) {
        Optional<Fact> fact = switch (text(rest)) {
            case "task_channel_unique_name" -> Optional.of(Fact.TASK_CHANNEL_UNIQUE_NAME);
            case "priority" -> Optional.of(Fact.TASK_PRIORITY);
            case "age" -> Optional.of(Fact.TASK_AGE);
            case "time_in_queue" -> Optional.of(Fact.TASK_TIME_IN_QUEUE);
            default -> Optional.empty();
        };
        return new Path(text, Root.TASK, rest, fact, "", true);
    }

    private static Path worker(String text, List<Step> rest) {
        if (rest.size() == 3 && text(rest.subList(0, 1)).equals("channel")
                && rest.get(1) instanceof Step.Name(var channel)) {
            Optional<Fact> fact = switch (text(rest.subList(2, 3))) {
                case "assigned_tasks" -> Optional.of(Fact.WORKER_CHANNEL_ASSIGNED_TASKS);
                case "available_capacity_percentage" ->
                        Optional.of(Fact.WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE);
                case "configured_capacity" -> Optional.of(Fact.WORKER_CHANNEL_CONFIGURED_CAPACITY);
                case "available" -> Optional.of(Fact.WORKER_CHANNEL_AVAILABLE);
                default -> Optional.empty();
            };
            return new Path(text, Root.WORKER, rest, fact, fact.isPresent() ? channel : "", false);
        }
        return new Path(text, Root.WORKER, rest, workerField(text(rest)), "", false);
    }

    /** Bare, a worker's attribute goes before the documented field of the same name. */
    private static Path bareWorker(String text, List<Step> steps) {
        return new Path(text, Root.WORKER, steps, workerField(text), "", true);
    }

    private static Optional<Fact> workerField(String name) {
        return switch (name) {
            case "sid" -> Optional.of(Fact.WORKER_SID);
            case "friendly_name" -> Optional.of(Fact.WORKER_FRIENDLY_NAME);
            case "activity_sid" -> Optional.of(Fact.WORKER_ACTIVITY_SID);
            case "activity_name" -> Optional.of(Fact.WORKER_ACTIVITY_NAME);
            default -> Optional.empty();
        };
    }

    private static Path attribute(String text, Root root, List<Step> steps) {
        return new Path(text, root, steps, Optional.empty(), "", true);
    }

    private static Path counter(int column, String text, List<Step> rest) {
        String name = text(rest);
        Fact fact = name.equals("available") ? Fact.WORKERS_AVAILABLE
                : name.equals("unavailable") ? Fact.WORKERS_UNAVAILABLE
                : rest.size() == 1 && name.startsWith("WA") ? Fact.WORKERS_IN_ACTIVITY
                : refuse(column, "found '" + text + "', expected workers.available, workers.unavailable or workers."
                        + " with an activity's sid");
        return new Path(text, Root.SERVICE, List.of(), Optional.of(fact),
                fact == Fact.WORKERS_IN_ACTIVITY ? name : "", false);
    }

    private static String text(List<Step> steps) {
        return steps.stream().map(step -> switch (step) {
            case Step.Name(String name) -> "." + name;
            case Step.Index(int index) -> "[" + index + "]";
        }).collect(Collectors.joining()).replaceFirst("^\\.", "");
    }

    private static <T> T refuse(int column, String trouble) {
        throw new ExpressionError(column, trouble);
    }
}
