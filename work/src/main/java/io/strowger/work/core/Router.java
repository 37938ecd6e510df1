package io.strowger.work.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what happens in a workspace. A command, its time and ids go in; events and decisions come out.
 *
 * <p>The scheme: <em>the journal holds results</em>. {@link #handle} checks a command, and everything that follows from
 * it (who gets which task, which target is next, which timers fire) is decided there and becomes {@link Event}s,
 * applied as they are decided. {@link #apply} replays them and decides nothing. A journal of commands would be shorter,
 * but would give another state under a program whose rules differ; this one does not, so it survives upgrades, and the
 * rules can be changed under a running workspace.
 *
 * <p>Timers are state: what is due happens before the next command is looked at, in the order of the deadlines, so that
 * it does not matter how late the shell is; {@link Workspace#nextDeadline} says when to send a {@link Command.Tick}.
 *
 * <p>A failed write to the journal leaves the state ahead of the journal: the shell must then drop the workspace and
 * build it again. Called by the workspace's strand.
 */
public final class Router {
    private static final int PER_TICK = 1_000;

    private final Workspace workspace;
    private final Transaction transaction;
    private final Matching matching;
    private final SetupRules setup;
    private final WorkerRules workers;
    private final TaskRules tasks;
    private final ReservationRules reservations;

    private Router(Workspace workspace, Ids ids, List<Projection> projections) {
        this.workspace = workspace;
        this.transaction = new Transaction(workspace, ids, projections);
        Escalation escalation = new Escalation(workspace, transaction);
        this.matching = new Matching(workspace, transaction, escalation);
        this.setup = new SetupRules(workspace, transaction, escalation);
        this.reservations = new ReservationRules(workspace, transaction, escalation);
        this.workers = new WorkerRules(workspace, transaction, escalation, reservations);
        this.tasks = new TaskRules(workspace, transaction, escalation, reservations);
    }

    /**
     * The router of a workspace.
     *
     * @param ids where sids of reservations and of a new workspace's parts come from
     * @param projections see each event
     */
    public static Router open(Workspace workspace, Ids ids, List<Projection> projections) {
        return new Router(workspace, ids, projections);
    }

    /** The state. */
    public Workspace workspace() {
        return workspace;
    }

    /**
     * Lets happen what is due, then does the command or refuses it.
     *
     * @param now when the command came; a time before the last event's counts as that
     */
    public Outcome handle(Command command, Instant now) {
        transaction.begin(now);
        if (workspace.exists) {
            fireTimers(command instanceof Command.Tick ? PER_TICK : Integer.MAX_VALUE);
        }
        try {
            Checks.refuse(!workspace.exists && !(command instanceof Command.CreateWorkspace),
                    Refusal.notFound(workspace.sid));
            dispatch(command);
        } catch (Refusal.Refused refused) {
            return new Outcome(transaction.steps(), Optional.of(refused.refusal()));
        }
        matching.settle();
        return new Outcome(transaction.steps(), Optional.empty());
    }

    /**
     * Applies an event of the journal and gives the decisions it gave then.
     *
     * @throws IllegalStateException when it does not follow the last one
     */
    public List<Decision> apply(Recorded recorded) {
        List<Decision> decisions = transaction.apply(recorded);
        workspace.floor.settled();
        return decisions;
    }

    private void fireTimers(int most) {
        int fired = 0;
        for (Alarm timer = workspace.timers.due(transaction.now()); timer != null && fired < most;
                timer = workspace.timers.due(transaction.now())) {
            fired++;
            switch (timer.kind) {
                case RESERVATION -> reservations.timeout(workspace.reservations.need(timer.owner));
                case TARGET -> tasks.targetTimeout(workspace.tasks.need(timer.owner));
                case TASK -> tasks.timeout(workspace.tasks.need(timer.owner));
                case ASSIGNED -> tasks.assignedTooLong(workspace.tasks.need(timer.owner));
                case FORGET -> tasks.forget(workspace.tasks.need(timer.owner));
            }
            matching.settle();
        }
    }

    private void dispatch(Command command) {
        switch (command) {
            // tested one after the other: the most frequent first
            case Command.UpdateReservation update -> reservations.handle(update);
            case Command.CreateTask create -> tasks.handle(create);
            case Command.Tick tick -> { }
            case Command.CreateWorkspace create -> setup.handle(create);
            case Command.UpdateWorkspace update -> setup.handle(update);
            case Command.DeleteWorkspace delete -> setup.handle(delete);
            case Command.CreateActivity create -> setup.handle(create);
            case Command.UpdateActivity update -> setup.handle(update);
            case Command.DeleteActivity delete -> setup.handle(delete);
            case Command.CreateTaskChannel create -> setup.handle(create);
            case Command.UpdateTaskChannel update -> setup.handle(update);
            case Command.DeleteTaskChannel delete -> setup.handle(delete);
            case Command.CreateTaskQueue create -> setup.handle(create);
            case Command.UpdateTaskQueue update -> setup.handle(update);
            case Command.DeleteTaskQueue delete -> setup.handle(delete);
            case Command.CreateWorkflow create -> setup.handle(create);
            case Command.UpdateWorkflow update -> setup.handle(update);
            case Command.DeleteWorkflow delete -> setup.handle(delete);
            case Command.CreateWorker create -> workers.handle(create);
            case Command.UpdateWorker update -> workers.handle(update);
            case Command.UpdateWorkerChannel update -> workers.handle(update);
            case Command.DeleteWorker delete -> workers.handle(delete);
            case Command.RouteTask route -> tasks.handle(route);
            case Command.UpdateTask update -> tasks.handle(update);
            case Command.DeleteTask delete -> tasks.handle(delete);
            case Command.FailReservation fail -> reservations.handle(fail);
        }
    }
}
