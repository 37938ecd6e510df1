package io.strowger.work;

import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Workspace;
import java.util.Optional;

/**
 * Looks on while things happen in the workspaces of a node: sees each event with the state that it led to, and acts
 * once the event is durable. For whatever shows people more than a {@link WorkEvent} tells. Must not block.
 */
public interface Onlooker {
    /**
     * An event has happened; of a deletion the thing is still there. On the workspace's strand.
     *
     * @return what is to be done when the event is durable, in the order of events; it is dropped when that fails
     */
    Optional<Runnable> happened(Workspace workspace, WorkEvent event);

    /** The node has let go of the workspace, if only to load it again: what happens meanwhile is not seen. */
    void interrupted(WorkspaceSid workspace);
}
