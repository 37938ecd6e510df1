package io.strowger.work.whatif;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Workflow;
import io.strowger.work.core.WorkflowDocument;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Answers what would have been. Each call works alone; any thread. */
public final class WhatIf {
    private WhatIf() {}

    /**
     * What is asked.
     *
     * @param workflows changed documents; from the beginning of the stretch on, for tasks that wait as well
     * @param queues changed expressions of queues
     * @param serviceLevel a task accepted within this time counts as in time
     * @param seed of what must be drawn
     * @param mostEvents more events in one run are refused (limit {@code work-simulation-events})
     */
    public record Question(Map<WorkflowSid, String> workflows, Map<TaskQueueSid, String> queues,
            Duration serviceLevel, long seed, long mostEvents) {
        boolean changesNothing() {
            return workflows.isEmpty() && queues.isEmpty();
        }
    }

    /**
     * Runs a stretch as it was and as it would have been.
     *
     * @throws WhatIfFailure when the change cannot be made (a document with its place, an unknown queue or workflow),
     *     or a run is too long
     */
    public static Report answer(Course course, Question question, RoutingLimits limits) {
        return answer(course, question, limits, Effort.of(question.mostEvents()));
    }

    /** As above, while there is time. */
    public static Report answer(Course course, Question question, RoutingLimits limits, Effort effort) {
        Run after = run(course, question, limits, true, events -> effort.goOn());
        Run before = question.changesNothing() ? after
                : run(course, question, limits, false, events -> effort.goOn());
        return new Report(course.span(), question.serviceLevel(), question.seed(), course.recorded(), before.figures,
                after.figures, before.events + (before == after ? 0 : after.events), after.notes);
    }

    /**
     * Runs a stretch as it was.
     *
     * @param journal gets all that happens, in order
     */
    public static void play(Course course, Question question, RoutingLimits limits,
            Consumer<List<Recorded>> journal) {
        run(course, question, limits, false, journal);
    }

    /** One run: its figures, how many events it had, what could not be done. */
    record Run(Figures figures, long events, List<String> notes) {}

    static Run run(Course course, Question question, RoutingLimits limits, boolean changed,
            Consumer<List<Recorded>> journal) {
        Simulation simulation = new Simulation(course, course.behaviour().apply(question.seed()),
                new Ledger(question.serviceLevel()), limits, question.mostEvents(), journal);
        List<Outside> outside = course.outside();
        simulation.begin();
        if (changed && !question.changesNothing()) {
            outside = new Changing(simulation, question, outside).make();
        }
        Figures figures = simulation.run(outside);
        return new Run(figures, simulation.events(), simulation.notes());
    }

    /** Makes the change at the beginning of a run. */
    private static final class Changing {
        private final Simulation simulation;
        private final Workspace workspace;
        private final Question question;
        private final List<Outside> outside;
        private final Set<WorkflowSid> workflows = new LinkedHashSet<>();
        private final Set<TaskQueueSid> queues = new LinkedHashSet<>();

        Changing(Simulation simulation, Question question, List<Outside> outside) {
            this.simulation = simulation;
            this.workspace = simulation.workspace();
            this.question = question;
            this.outside = outside;
        }

        /** Gives what then comes from outside. */
        List<Outside> make() {
            List<Outside> left = new ArrayList<>();
            for (Outside one : outside) {
                if (!brought(one)) {
                    changed(one.command()).ifPresent(command -> left.add(new Outside(one.atMillis(), command)));
                }
            }
            question.queues().forEach((sid, expression) -> {
                if (workspace.queue(sid).isPresent()) {
                    queues.add(sid);
                    change(new Command.UpdateTaskQueue(sid, Optional.empty(), Optional.of(expression),
                            OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
                }
            });
            question.workflows().forEach((sid, document) -> {
                if (workspace.workflow(sid).isPresent()) {
                    workflows.add(sid);
                    change(new Command.UpdateWorkflow(sid, Optional.empty(), Optional.of(document),
                            Optional.empty(), Optional.empty(), Optional.empty(), !isPresent(sid, document)));
                }
            });
            question.queues().keySet().forEach(sid -> need(queues.contains(sid), "task queue", sid));
            question.workflows().keySet().forEach(sid -> need(workflows.contains(sid), "workflow", sid));
            return left;
        }

        /** The very same document changes nothing, and waiting tasks are not looked at again. */
        private boolean isPresent(WorkflowSid sid, String document) {
            return workspace.workflow(sid).map(Workflow::settings)
                    .filter(settings -> settings.configuration().equals(document)).isPresent();
        }

        private static void need(boolean there, String kind, Object sid) {
            if (!there) {
                throw new WhatIfFailure("there is no " + kind + " " + sid + " in the record");
            }
        }

        /** A queue that a changed document leads to and that was made later is there from the beginning. */
        private boolean brought(Outside one) {
            boolean early = one.command() instanceof Command.CreateTaskQueue create
                    && question.workflows().values().stream().anyMatch(document -> leadsTo(document, create.sid()));
            if (early) {
                change(one.command());
            }
            return early;
        }

        private static boolean leadsTo(String document, TaskQueueSid queue) {
            return document.contains(queue.value());
        }

        private void change(Command command) {
            Optional<Refusal> refusal = simulation.change(command);
            if (refusal.isPresent()) {
                throw new WhatIfFailure(refusal.get().message());
            }
        }

        /** What was done then to that which is changed now is left out, but for the rest of the same command. */
        private Optional<Command> changed(Command command) {
            return switch (command) {
                case Command.UpdateWorkflow update when question.workflows().containsKey(update.sid()) ->
                        Optional.of(new Command.UpdateWorkflow(update.sid(), update.friendlyName(), Optional.empty(),
                                update.assignmentCallbackUrl(), update.fallbackAssignmentCallbackUrl(),
                                update.taskReservationTimeout(), update.reEvaluateTasks()));
                case Command.UpdateTaskQueue update when question.queues().containsKey(update.sid()) ->
                        Optional.of(new Command.UpdateTaskQueue(update.sid(), update.friendlyName(),
                                Optional.empty(), update.maxReservedWorkers(), update.taskOrder(),
                                update.reservationActivity(), update.assignmentActivity()));
                case Command.CreateWorkflow create when question.workflows().containsKey(create.sid()) -> {
                    workflows.add(create.sid());
                    String document = question.workflows().get(create.sid());
                    yield Optional.of(new Command.CreateWorkflow(create.sid(),
                            new io.strowger.work.core.WorkflowSettings(create.settings().friendlyName(), document,
                                    create.settings().assignmentCallbackUrl(),
                                    create.settings().fallbackAssignmentCallbackUrl(),
                                    create.settings().taskReservationTimeout())));
                }
                default -> Optional.of(command);
            };
        }
    }
}
