package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.PageRequest.Cursor;
import io.strowger.server.rest.Slice;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Issue 4: no scan of all tasks on the workspace's strand; rest-api section 1.7 for the pages. */
class WalkTest {
    private static final int TASKS = 60;
    private static final int LOOKED = 7;

    private final Workspace workspace = Workspace.open(new WorkspaceSid("WS" + "0".repeat(32)),
            new AccountSid("AC" + "0".repeat(32)), RoutingLimits.DEFAULT);
    private final List<Integer> lookedAt = new ArrayList<>();
    private int minted;
    private int seen;

    WalkTest() {
        Router router = Router.open(workspace, prefix -> prefix + "%032x".formatted(++minted), List.of());
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        router.handle(new Command.CreateWorkspace("Desk", Command.Template.NONE, true, TaskOrder.FIFO,
                Optional.empty(), Optional.empty()), now);
        TaskQueueSid queue = new TaskQueueSid("WQ" + "0".repeat(32));
        router.handle(new Command.CreateTaskQueue(queue, QueueSettings.named("All")), now);
        for (int i = 0; i < TASKS; i++) {
            router.handle(new Command.CreateTask(new TaskSid("WT%032x".formatted(i)), Optional.empty(),
                    Optional.of(queue), Optional.empty(), false, "{}", OptionalInt.of(i * 7919 % 10),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), now);
        }
        assertEquals(TASKS, workspace.tasks().size());
    }

    private Walk<Task, String> walk(PageRequest page, Predicate<Task> wanted) {
        return new Walk<>(new Walk.Source<>(state -> state.tasks().bySid(), state -> wanted,
                (state, task) -> task.sid().value(), sid -> sid), page, LOOKED);
    }

    private boolean visit(java.util.function.Function<Workspace, Boolean> step) {
        seen = 0;
        boolean more = step.apply(workspace);
        lookedAt.add(seen);
        return more;
    }

    private boolean count(Task task) {
        seen++;
        return true;
    }

    private List<String> expected(Predicate<Task> wanted, Comparator<Task> order) {
        return workspace.tasks().all().stream().filter(wanted).sorted(order).map(task -> task.sid().value()).toList();
    }

    private interface Way {
        Slice<String> page(Walk<Task, String> walk);
    }

    /** Follows the links to the end and back again. */
    private void walksAs(List<String> expected, Predicate<Task> wanted, Way way) {
        for (int size : new int[] {1, 4, 60, 100}) {
            List<String> there = new ArrayList<>();
            Optional<Cursor> cursor = Optional.empty();
            Slice<String> last;
            do {
                last = way.page(walk(new PageRequest(size, 0, cursor), wanted));
                there.addAll(last.rows());
                cursor = last.next().map(key -> new Cursor(false, key));
            } while (cursor.isPresent());
            assertEquals(expected, there, "size " + size);
            List<String> back = new ArrayList<>(last.rows());
            Collections.reverse(back);
            for (cursor = Optional.of(new Cursor(true, last.rows().getFirst())); cursor.isPresent();) {
                Slice<String> page = way.page(walk(new PageRequest(size, 1, cursor), wanted));
                List<String> rows = new ArrayList<>(page.rows());
                Collections.reverse(rows);
                back.addAll(rows);
                cursor = page.previous().map(key -> new Cursor(true, key));
            }
            Collections.reverse(back);
            assertEquals(expected, back, "back, size " + size);
            int skipped = Math.min(expected.size(), 2 * size);
            assertEquals(expected.subList(skipped, Math.min(expected.size(), 3 * size)),
                    way.page(walk(new PageRequest(size, 2, Optional.empty()), wanted)).rows());
        }
    }

    @Test
    void pagesAreThoseOfTheWholeListThoughItIsLookedThroughBySlices() {
        Comparator<Task> bySid = Comparator.comparing(task -> task.sid().value());
        Predicate<Task> some = task -> task.priority() % 3 == 0 && count(task);
        Predicate<Task> counted = task -> count(task) && task.priority() % 3 == 0;
        walksAs(expected(some, bySid), counted, walk -> walk.inOrder(this::visit));
        Comparator<Task> byPriority = Comparator.comparingInt(Task::priority).thenComparing(bySid);
        walksAs(expected(some, byPriority), counted, walk -> walk.sorted(this::visit, Task::priority, false));
        walksAs(expected(some, byPriority.reversed()), counted,
                walk -> walk.sorted(this::visit, Task::priority, true));
        assertEquals(LOOKED, Collections.max(lookedAt), "no visit looks at more");
    }

    @Test
    void filterThatNobodySuitsTakesAVisitForEachSlice() {
        Slice<String> none = walk(new PageRequest(50, 0, Optional.empty()), task -> count(task) && false)
                .inOrder(this::visit);
        assertEquals(List.of(), none.rows());
        assertTrue(none.next().isEmpty());
        assertEquals((TASKS + LOOKED - 1) / LOOKED, lookedAt.size());
        assertEquals(TASKS, lookedAt.stream().mapToInt(Integer::intValue).sum(), "each once");
    }

    @Test
    void pageBehindARowThatIsGoneIsEmptyInAnotherOrder() {
        PageRequest page = new PageRequest(5, 1, Optional.of(new Cursor(false, "WT" + "f".repeat(32))));
        assertEquals(List.of(), walk(page, this::count).sorted(this::visit, Task::priority, false).rows());
    }
}
