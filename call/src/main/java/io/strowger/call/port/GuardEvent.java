package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import java.time.Instant;

/** What the guard of outbound calls must remember beyond this run. */
public sealed interface GuardEvent {
    AccountSid account();

    /**
     * The account's calls by trunks are stopped until an operator clears it.
     *
     * @param reason one sentence
     */
    record Stopped(AccountSid account, String reason, Instant at) implements GuardEvent {}

    /** An operator let the account call again. */
    record Cleared(AccountSid account) implements GuardEvent {}

    /**
     * The account called a country for the first time.
     *
     * @param country its calling code, without a plus
     */
    record Dialled(AccountSid account, String country, Instant at) implements GuardEvent {}
}
