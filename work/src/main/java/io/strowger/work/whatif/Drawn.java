package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;
import io.strowger.work.core.Task;
import io.strowger.work.whatif.Offered.Answer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Everybody behaves as a generated day says; a task's sid tells its kind. */
final class Drawn implements Behaviour {
    private static final int KIND_AT = 2;
    private static final int KIND_DIGITS = 4;

    private final List<TaskKind> kinds;
    private final ActivitySid available;
    private final long seed;

    Drawn(List<TaskKind> kinds, ActivitySid available, long seed) {
        this.kinds = kinds;
        this.available = available;
        this.seed = seed;
    }

    /** The sid of a task of a kind. */
    static String sid(int kind, long number) {
        return "WT%04x%028x".formatted(kind, number);
    }

    private TaskKind kind(Task task) {
        return kinds.get(Integer.parseInt(task.sid().value(), KIND_AT, KIND_AT + KIND_DIGITS, 16));
    }

    private SplittableRandom dice(String purpose, Task task, int turn) {
        return Dice.of(seed, purpose, task.sid().value(), turn);
    }

    @Override
    public Leaving leaving(Task task) {
        return kind(task).patience().map(patience ->
                new Leaving(patience.draw(dice("patience", task, 0)), "gave up", false)).orElse(Leaving.NEVER);
    }

    /** A made-up day has no servers: the workflow's stored document counts. */
    @Override
    public Fetched document(Task task) {
        return Fetched.NONE;
    }

    @Override
    public Offered offered(Task task, int turn) {
        TaskKind kind = kind(task);
        SplittableRandom dice = dice("offer", task, turn);
        double chance = dice.nextDouble();
        Answer answer = chance < kind.rejected() ? Answer.REJECTED
                : chance < kind.rejected() + kind.unanswered() ? Answer.SILENT : Answer.ACCEPTED;
        return Offered.of(answer, kind.answer().draw(dice));
    }

    @Override
    public Optional<Return> back(Task task, int turn) {
        return Optional.of(new Return(kind(task).returning().draw(dice("return", task, turn)), available));
    }

    @Override
    public Handling handling(Task task) {
        SplittableRandom dice = dice("work", task, 0);
        long talk = kind(task).handling().draw(dice);
        return new Handling(talk, kind(task).wrapUp().map(wrap -> wrap.draw(dice)).orElse(Handling.NO_WRAP));
    }
}
