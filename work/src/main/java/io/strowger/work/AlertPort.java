package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;

/** Tells an account that something of its went wrong. Does not block; any thread may call it. */
@FunctionalInterface
public interface AlertPort {
    /**
     * @param message one sentence, without secrets
     * @param url of the request that went wrong; empty when there was none
     */
    void alert(AccountSid account, ErrorCode code, String message, String url);
}
