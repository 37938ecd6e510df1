package io.strowger.call;

/**
 * How calls behave on this instance.
 *
 * @param publicUrl scheme, host and port of links handed to applications (RecordingUrl), without a trailing slash
 * @param masking what is never stored
 * @param failover how long a switch to a secondary lasts
 * @param checkpoints whether a checkpoint is written at each verb boundary; only a cluster has a use for them
 * @param outbound bounds on the outbound calls of an account
 */
public record CallSettings(
        String publicUrl, Masking masking, Failover failover, boolean checkpoints, OutboundLimits outbound) {
    /** With the default bounds on outbound calls. */
    public CallSettings(String publicUrl, Masking masking, Failover failover, boolean checkpoints) {
        this(publicUrl, masking, failover, checkpoints, OutboundLimits.DEFAULT);
    }

    /** How long a switch to a secondary lasts (requirements 1.26, 1.27; rulings "Fallback"). */
    public enum Failover {
        /** For the failed request; later requests go where the running document says. */
        REQUEST,
        /** The call's later requests to the failed server go to the secondary at once. */
        CALL,
        /** So do those of other calls to the same address, for a minute. */
        ADDRESS
    }

    /** Public URL of the default listener, default masking, request scope, no checkpoints. */
    public static final CallSettings DEFAULT =
            new CallSettings("http://127.0.0.1:8080", Masking.DEFAULT, Failover.REQUEST, false);
}
