package io.strowger.work.core;

import java.util.List;

/**
 * Watches the events of a workspace and keeps something of its own: statistics, the Events resource. Sees each event
 * just before and just after it is applied, live and in a replay alike, and changes nothing of the workspace.
 */
public interface Projection {
    /** The event is about to be applied. */
    void before(Workspace workspace, Recorded recorded);

    /** The event was applied. */
    void after(Workspace workspace, Recorded recorded, List<Decision> decisions);
}
