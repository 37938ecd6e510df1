package io.strowger.server.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The workspaces of this node for those who would rather wait than fail: a store that stumbles must lose no caller. Any
 * thread; every question blocks its strand.
 */
final class PatientNode {
    /** How long a workspace may be away by default. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final World world;
    private final Duration patience;
    private volatile Optional<Workspaces> opened = Optional.empty();

    /** @param patience how long a workspace may be away before somebody is told so */
    PatientNode(World world, Duration patience) {
        this.world = world;
        this.patience = patience;
    }

    /** From now on there are workspaces. */
    void open(Workspaces workspaces) {
        opened = Optional.of(workspaces);
    }

    Workspaces now() {
        return opened.orElseThrow(() -> new IllegalStateException("work distribution is not open yet"));
    }

    /** Until something else may have happened. */
    void pause() {
        world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), PAUSE));
    }

    /** Tries again while the workspace is away. */
    <R> Answer<R> persist(Supplier<Answer<R>> deed) {
        Deadline deadline = Deadline.after(world.timeline(), patience);
        Answer<R> answer = deed.get();
        while (answer instanceof Answer.Away<R> && !deadline.passed(world.timeline())) {
            pause();
            answer = deed.get();
        }
        return answer;
    }

    /** The account's workspace in which the question finds something. */
    Optional<WorkspaceSid> find(AccountSid account, Function<Workspace, Optional<?>> question) {
        for (WorkspaceSid sid : now().of(account)) {
            Answer<Boolean> answer = persist(() -> now().ask(account, sid, state ->
                    question.apply(state).isPresent()));
            if (answer instanceof Answer.Done<Boolean>(Boolean found) && found) {
                return Optional.of(sid);
            }
        }
        return Optional.empty();
    }
}
