package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which workspace. One node at a time, for as long as it renews; each change of owner raises the token that
 * appends must carry. Times are the store's own, so that the nodes' clocks do not matter. Any thread; blocks.
 */
public interface LeasePort {
    /** A workspace as the store knows it. */
    record Known(WorkspaceSid workspace, AccountSid account) {}

    /** Ownership of a workspace. */
    record Lease(WorkspaceSid workspace, AccountSid account, long token) {}

    /** Makes a workspace known, owned by this node. */
    Lease create(WorkspaceSid workspace, AccountSid account, String node, Duration length);

    /** Takes a workspace that is owned by nobody, by this node itself, or by one that has not renewed in time. */
    Optional<Lease> acquire(WorkspaceSid workspace, String node, Duration length);

    /** Renews everything this node owns; what is still owned, with its token. */
    Map<WorkspaceSid, Long> renew(String node, Duration length);

    /** Whether the workspace is still this node's under this token: renewed late, but taken by nobody else. */
    boolean holds(WorkspaceSid workspace, String node, long token);

    /** Workspaces that nobody owns now, at most so many. */
    List<Known> free(int most);

    /** Until the next lease of another node runs out unless it is renewed; {@code most} when there is none sooner. */
    Duration untilFree(String node, Duration most);

    /** Whose the workspace is; empty when there is none. */
    Optional<AccountSid> owner(WorkspaceSid workspace);

    /** The workspaces of an account, in the order of their making. */
    List<WorkspaceSid> of(AccountSid account);

    /** Forgets a workspace that was never made. */
    void forget(WorkspaceSid workspace);

    /** Gives one back. */
    void release(WorkspaceSid workspace, String node);
}
