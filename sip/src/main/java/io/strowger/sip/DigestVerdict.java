package io.strowger.sip;

/** What a request's digest credentials are worth. */
public sealed interface DigestVerdict {
    /** They are right. */
    record Accepted(String username) implements DigestVerdict {}

    /** There are none for this realm: challenge. */
    record Missing() implements DigestVerdict {}

    /** They may be right but for a nonce that is too old or used: challenge with stale=true. */
    record Stale() implements DigestVerdict {}

    /** They are wrong. */
    record Wrong() implements DigestVerdict {}
}
