package io.strowger.server.api;

import io.strowger.call.CallChange;
import io.strowger.call.OutboundGuard;
import io.strowger.call.Placement;
import io.strowger.call.RecordingAnswer;
import io.strowger.call.RecordingChange;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import java.time.Instant;
import java.util.Optional;

/**
 * What the API does to calls (requirement B8). Every method acts on one account's calls alone, and may block: on the
 * call's strand, which answers at once or is at its end, and on the store. Any thread may call it.
 */
public interface CallDesk {
    /** The time. */
    Instant now();

    /** A sid for a new call. */
    CallSid newCall();

    /** Takes a call into the queue. */
    Placement place(CallSid sid, OutboundRequest request);

    /** Changes a call that waits or runs; false when its state does not allow it, or it is over. */
    boolean change(AccountSid account, CallSid call, CallChange change);

    /** Begins a recording of a running call. */
    RecordingAnswer record(AccountSid account, CallSid call, RecordingOptions options);

    /** Changes a recording of a running call; the one that began last when none is named. */
    RecordingAnswer changeRecording(
            AccountSid account, CallSid call, Optional<RecordingSid> recording, RecordingChange change);

    /** Waits until what calls wrote before is in the database; false when it does not get there. */
    boolean durable();

    /** The URIs of an application of the account. */
    Optional<VoiceBinding> application(AccountSid account, ApplicationSid sid);

    /**
     * Removes the resource and story of a call that is over. Its detail record stays.
     *
     * @return false when the account has no such call, or it is not over
     */
    boolean delete(AccountSid account, CallSid call);

    /**
     * Removes the sound of a recording that is over; its row stays for a while as {@code deleted}.
     *
     * @return false when the account has no such recording, or it is not over
     */
    boolean delete(AccountSid account, RecordingSid recording);

    /** Where the guard of outbound calls stands with an account. */
    OutboundGuard.State guard(AccountSid account);

    /** Lets a stopped account call again; false when it was not stopped. */
    boolean clearGuard(AccountSid account);

    /** Whether the account administers this installation. */
    boolean isOperator(AccountSid account);

    /**
     * Takes an idempotency key for a day.
     *
     * @param digest of the request's parameters
     * @param sid under which the call would be made
     */
    Claim claim(AccountSid account, String key, String digest, CallSid sid);

    /**
     * Takes a key over from a request that died before it made its call.
     *
     * @param given the sid under which that one would have been made
     * @param sid the sid under which it is to be made now
     * @return false when another request was quicker, or when the call was made and has been deleted since
     */
    boolean renew(AccountSid account, String key, CallSid given, CallSid sid);

    /** Gives a key back whose request was refused: it may be mended and sent again. */
    void release(AccountSid account, String key);

    /** What became of taking a key. */
    sealed interface Claim {
        /** It is new. */
        record Fresh() implements Claim {}

        /** The same request came before, for the call of this sid. */
        record Repeated(CallSid sid, Instant claimed) implements Claim {}

        /** Another request came under the same key. */
        record Different() implements Claim {}
    }
}
