package io.strowger.assets;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** An asset that cannot be had: the fetch failed, the file is not playable, or nobody can speak it. */
public final class AssetFailure extends Failure {
    private static final long serialVersionUID = 1;

    /**
     * @param code the documented code
     * @param message one sentence; never holds a secret
     */
    public AssetFailure(ErrorCode code, String message) {
        super(code, message);
    }

    /** As above, with the cause. */
    public AssetFailure(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
