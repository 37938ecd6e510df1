package io.strowger.work.whatif;

import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.whatif.Offered.Answer;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody behaves as recorded, as far as the record goes: a task keeps its own patience, answers and work. What it
 * cannot tell (how long a caller would have waited who was served, the fourth offer of a task that had three) is drawn
 * from what was observed of others, given what is known of this one.
 */
final class Recalled implements Behaviour {
    private final Map<String, Story> stories;
    private final Habits habits;
    private final long seed;

    Recalled(Map<String, Story> stories, Habits habits, long seed) {
        this.stories = stories;
        this.habits = habits;
        this.seed = seed;
    }

    private Story story(Task task) {
        Story story = stories.get(task.sid().value());
        if (story == null) {
            throw new IllegalStateException("the record does not know task " + task.sid());
        }
        return story;
    }

    private static String queue(Task task) {
        return task.queue().map(TaskQueue::sid).map(Object::toString).orElse("");
    }

    @Override
    public Leaving leaving(Task task) {
        Story story = story(task);
        if (story.left()) {
            return story.leaving;
        }
        return new Leaving(habits.patience(story.channel, story.queue, story.waitedMillis,
                Dice.of(seed, "patience", story.sid, 0)), "left (drawn)", false);
    }

    @Override
    public Fetched document(Task task) {
        return story(task).document;
    }

    @Override
    public Offered offered(Task task, int turn) {
        Story story = story(task);
        boolean known = turn < story.offers.size();
        if (known && story.offers.get(turn).answer() != Answer.OPEN) {
            return story.offers.get(turn);
        }
        return habits.offered(story.channel, queue(task), known ? story.offers.get(turn).afterMillis() : -1,
                Dice.of(seed, "offer", story.sid, turn));
    }

    @Override
    public Optional<Return> back(Task task, int turn) {
        Story story = story(task);
        if (turn < story.offers.size() && story.offers.get(turn).answer() == Answer.SILENT) {
            return story.offers.get(turn).back();
        }
        return habits.silence(story.channel, queue(task), Dice.of(seed, "offer", story.sid, turn)).back();
    }

    @Override
    public Handling handling(Task task) {
        Story story = story(task);
        if (story.over) {
            return story.handling();
        }
        if (story.wrappingMillis >= 0) {
            Handling far = story.handling();
            return new Handling(far.talkMillis(), habits.wrapping(story.channel, story.queue, far.wrapMillis(),
                    Dice.of(seed, "work", story.sid, 0)));
        }
        return habits.handling(story.channel, story.queue, story.accepted() ? story.handling().totalMillis() : -1,
                Dice.of(seed, "work", story.sid, 0));
    }
}
