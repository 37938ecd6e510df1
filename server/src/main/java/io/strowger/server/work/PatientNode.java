package io.strowger.server.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The workspaces of this node for those who would rather wait than fail: a store that stumbles must lose no caller. Any
 * thread; every question blocks its strand.
 */
final class PatientNode {
    private static final System.Logger LOG = System.getLogger(PatientNode.class.getName());
    /** How long a workspace may be away by default. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** What is under way at the end has so long to be done, and then as long again to be given up. */
    private static final Duration LAST_DEEDS = Duration.ofSeconds(5);
    private static final Duration LOOKED = Duration.ofMillis(20);

    private final World world;
    private final Duration patience;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Optional<Workspaces> opened = Optional.empty();
    private volatile boolean closed;

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

    /**
     * Starts a strand that may ask workspaces; the store stays open until it has ended.
     *
     * @return false when it is too late for that: nothing was started
     */
    boolean spawn(String name, Runnable body) {
        underWay.incrementAndGet(); // before the look, so that who closes does not miss it
        if (closed) {
            underWay.decrementAndGet();
            return false;
        }
        world.timeline().spawn(name, () -> {
            try {
                body.run();
            } finally {
                underWay.decrementAndGet();
            }
        });
        return true;
    }

    /** Lets what is under way be done, or else ends it; afterwards nobody is asked. What is left is the next run's. */
    void close() {
        awaitEnd();
        closed = true;
        awaitEnd();
    }

    private void awaitEnd() {
        Deadline deadline = Deadline.after(world.timeline(), LAST_DEEDS);
        while (underWay.get() > 0 && !deadline.passed(world.timeline())) {
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), LOOKED));
        }
    }

    /** Until something else may have happened. */
    void pause() {
        world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), PAUSE));
    }

    /** Tries again while the workspace is away; at the end all are. */
    <R> Answer<R> persist(Supplier<Answer<R>> deed) {
        Deadline deadline = Deadline.after(world.timeline(), patience);
        Answer<R> answer = closed ? new Answer.Away<>(Answer.Why.LOADING) : done(deed);
        while (answer instanceof Answer.Away<R> && !closed && !deadline.passed(world.timeline())) {
            pause();
            answer = done(deed);
        }
        return answer;
    }

    /** Of a workspace that is not here the store is asked, which may be away itself: nothing was done then. */
    private static <R> Answer<R> done(Supplier<Answer<R>> deed) {
        try {
            return deed.get();
        } catch (RuntimeException trouble) {
            LOG.log(System.Logger.Level.DEBUG, "a workspace's owner is not known", trouble);
            return new Answer.Away<>(Answer.Why.LOADING);
        }
    }

    /**
     * The account's workspace in which the question finds something. All are asked at once, so that one which is away
     * keeps nobody from another; only when none that answers has it, those that did not are waited for.
     */
    Look find(AccountSid account, Function<Workspace, Optional<?>> question) {
        Deadline deadline = Deadline.after(world.timeline(), patience);
        Look look = closed ? Look.AWAY : tried(account, question, deadline);
        while (look.away() && !closed && !deadline.passed(world.timeline())) {
            pause();
            look = tried(account, question, deadline);
        }
        return look;
    }

    /**
     * What came of asking them all.
     *
     * @param found the one that has it
     * @param away whether some did not answer, so that they may have it
     */
    record Look(Optional<WorkspaceSid> found, boolean away) {
        static final Look NONE = new Look(Optional.empty(), false);
        static final Look AWAY = new Look(Optional.empty(), true);
    }

    private Look tried(AccountSid account, Function<Workspace, Optional<?>> question, Deadline deadline) {
        try {
            return look(account, question, deadline);
        } catch (RuntimeException trouble) { // the store's, which is asked whose workspaces are where
            LOG.log(System.Logger.Level.DEBUG, "the workspaces of " + account + " are not known", trouble);
            return Look.AWAY;
        }
    }

    private Look look(AccountSid account, Function<Workspace, Optional<?>> question, Deadline deadline) {
        record Said(WorkspaceSid workspace, Answer<Boolean> answer) {}
        List<WorkspaceSid> all = now().of(account);
        Inbox<Said> box = world.timeline().inbox(Math.max(1, all.size()));
        all.forEach(sid -> now().ask(account, sid, state -> question.apply(state).isPresent(), answer ->
                box.post(new Said(sid, answer))));
        Look look = Look.NONE;
        for (int i = 0; i < all.size(); i++) {
            Optional<Said> said = box.await(deadline);
            if (said.isEmpty()) {
                return Look.AWAY;
            }
            if (said.get().answer() instanceof Answer.Done<Boolean>(Boolean found) && found) {
                return new Look(Optional.of(said.get().workspace()), false);
            }
            if (said.get().answer() instanceof Answer.Away<Boolean>) {
                look = Look.AWAY;
            }
        }
        return look;
    }
}
