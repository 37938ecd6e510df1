package io.strowger.work.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Waiting tasks in the order in which they go. Those that go first lie in an array with their keys beside them, so that
 * coming and going in a short queue, of which there are tens of thousands, touches no other task's memory; those behind
 * lie in a tree. Whatever is in the array goes before whatever is in the tree; the array is empty only if both are.
 */
final class TaskSequence implements Iterable<Task> {
    /** Most tasks in the array. */
    static final int FRONT = 64;
    private static final int REFILL = FRONT / 2;
    private static final int KEYS = 3;

    private final TaskOrder order;
    private Task[] front = new Task[4];
    private long[] keys = new long[4 * KEYS];
    private int begin;
    private int end;
    /** Null as long as the array is enough: most sequences never have a tree. */
    private TreeSet<Task> behind;

    TaskSequence(TaskOrder order) {
        this.order = order;
    }

    private boolean isAnyBehind() {
        return behind != null && !behind.isEmpty();
    }

    private void putBehind(Task task) {
        if (behind == null) {
            behind = new TreeSet<>(WaitingOrder.within(order));
        }
        behind.add(task);
    }

    boolean isEmpty() {
        return begin == end;
    }

    /** The one that goes first of some. */
    Task first() {
        return front[begin];
    }

    /** True when the task would go before all others here. */
    boolean leads(Task task) {
        return isEmpty() || compare(task, begin) < 0;
    }

    void add(Task task) {
        int place = place(task);
        if (place == end && (end - begin == FRONT || isAnyBehind())) {
            putBehind(task);
            return;
        }
        if (end - begin == FRONT) {
            putBehind(front[--end]);
            front[end] = null;
        }
        insert(task, place);
    }

    /** False when it is not here. */
    boolean remove(Task task) {
        int place = place(task);
        if (place == end || front[place] != task) {
            return behind != null && behind.remove(task);
        }
        if (place == begin) {
            front[begin++] = null;
        } else {
            System.arraycopy(front, place + 1, front, place, end - place - 1);
            System.arraycopy(keys, (place + 1) * KEYS, keys, place * KEYS, (end - place - 1) * KEYS);
            front[--end] = null;
        }
        if (begin == end) {
            refill();
        }
        return true;
    }

    private void refill() {
        begin = 0;
        end = 0;
        while (end < REFILL && isAnyBehind()) {
            insert(behind.pollFirst(), end);
        }
    }

    private void insert(Task task, int at) {
        int place = at;
        if (end == front.length) {
            place -= begin;
            makeRoom();
        }
        System.arraycopy(front, place, front, place + 1, end - place);
        System.arraycopy(keys, place * KEYS, keys, (place + 1) * KEYS, (end - place) * KEYS);
        front[place] = task;
        boolean fifo = order == TaskOrder.FIFO;
        keys[place * KEYS] = fifo ? -(long) task.priority : 0;
        keys[place * KEYS + 1] = fifo ? task.virtualStartMillis : -task.virtualStartMillis;
        keys[place * KEYS + 2] = fifo ? task.number : -task.number;
        end++;
    }

    /** To the array's beginning, or into a longer one. */
    private void makeRoom() {
        int count = end - begin;
        int length = count > front.length / 2 ? front.length * 2 : front.length;
        Task[] tasks = new Task[length];
        long[] theirs = new long[length * KEYS];
        System.arraycopy(front, begin, tasks, 0, count);
        System.arraycopy(keys, begin * KEYS, theirs, 0, count * KEYS);
        front = tasks;
        keys = theirs;
        begin = 0;
        end = count;
    }

    /** Where the task is in the array, or would come; the end when it is or would be behind. */
    private int place(Task task) {
        int low = begin;
        int high = end;
        while (low < high) {
            int middle = low + high >>> 1;
            if (compare(task, middle) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(Task task, int place) {
        boolean fifo = order == TaskOrder.FIFO;
        long priority = fifo ? -(long) task.priority : 0;
        if (priority != keys[place * KEYS]) {
            return priority < keys[place * KEYS] ? -1 : 1;
        }
        long start = fifo ? task.virtualStartMillis : -task.virtualStartMillis;
        if (start != keys[place * KEYS + 1]) {
            return start < keys[place * KEYS + 1] ? -1 : 1;
        }
        return Long.compare(fifo ? task.number : -task.number, keys[place * KEYS + 2]);
    }

    @Override
    public Iterator<Task> iterator() {
        return stream().iterator();
    }

    /** All, in order. */
    Stream<Task> stream() {
        Stream<Task> ahead = Arrays.stream(front, begin, end);
        return behind == null ? ahead : Stream.concat(ahead, behind.stream());
    }
}
