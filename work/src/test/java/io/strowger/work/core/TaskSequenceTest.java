package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tasks come and go at random, as a tree would have them. */
class TaskSequenceTest {
    private static final TaskChannel CHANNEL = new TaskChannel(
            new Event.TaskChannelCreated(new TaskChannelSid("TC" + "0".repeat(32)), "Default", "default", false), 0);

    private static Task task(long number, int priority, long start) {
        return new Task(new Event.TaskCreated(new TaskSid("WT%032x".formatted(number)), Optional.empty(), CHANNEL.sid,
                "{}", priority, Duration.ofDays(1), Instant.ofEpochMilli(start), Optional.empty(), false,
                Optional.empty(), Optional.empty()), number, CHANNEL, Optional.empty(), Optional.empty(), 0);
    }

    private static void hold(TaskOrder order, int most, SplittableRandom dice) {
        TaskSequence sequence = new TaskSequence(order);
        TreeSet<Task> tree = new TreeSet<>(WaitingOrder.within(order));
        List<Task> here = new ArrayList<>();
        for (int i = 1; i <= 4_000; i++) {
            boolean comes = here.isEmpty() || here.size() < most && dice.nextInt(100) < (i / 500 % 2 == 0 ? 70 : 30);
            if (comes) {
                Task task = task(i, dice.nextInt(3), dice.nextInt(4) == 0 ? dice.nextInt(1000) : i);
                assertEquals(tree.isEmpty() || tree.comparator().compare(task, tree.first()) < 0, sequence.leads(task));
                sequence.add(task);
                tree.add(task);
                here.add(task);
            } else {
                Task task = dice.nextBoolean() ? tree.first() : here.get(dice.nextInt(here.size()));
                assertTrue(sequence.remove(task));
                assertFalse(sequence.remove(task), "twice");
                tree.remove(task);
                here.remove(task);
            }
            assertEquals(tree.isEmpty(), sequence.isEmpty());
            if (!tree.isEmpty()) {
                assertEquals(tree.first(), sequence.first());
            }
            if (i % 50 == 0) {
                assertEquals(List.copyOf(tree), sequence.stream().toList());
            }
        }
    }

    @Test
    void aShortOneIsAsATree() {
        SplittableRandom dice = new SplittableRandom(1);
        hold(TaskOrder.FIFO, 6, dice);
        hold(TaskOrder.LIFO, 6, dice);
        hold(TaskOrder.FIFO, TaskSequence.FRONT, dice);
    }

    @Test
    void aLongOneIsAsATree() {
        SplittableRandom dice = new SplittableRandom(2);
        hold(TaskOrder.FIFO, TaskSequence.FRONT + 2, dice);
        hold(TaskOrder.FIFO, 1_000, dice);
        hold(TaskOrder.LIFO, 1_000, dice);
    }

    @Test
    void aStrangerIsNotTakenFromIt() {
        TaskSequence sequence = new TaskSequence(TaskOrder.FIFO);
        sequence.add(task(1, 0, 5));
        assertFalse(sequence.remove(task(2, 0, 5)));
        assertFalse(sequence.remove(task(3, 9, 1)));
        assertEquals(1, sequence.stream().count());
    }
}
