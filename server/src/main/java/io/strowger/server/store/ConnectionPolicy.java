package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ConnectionPolicySid;

/** Where calls of a BYOC trunk go: its {@link ConnectionTarget}s. */
public record ConnectionPolicy(ConnectionPolicySid sid, AccountSid account, String name, Dates dates)
        implements Resource {}
