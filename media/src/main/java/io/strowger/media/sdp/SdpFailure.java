package io.strowger.media.sdp;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** An offer or answer that cannot be used: SIP answers 488. The code is {@link ErrorCode#MEDIA_UNACCEPTABLE}. */
public final class SdpFailure extends Failure {
    /** @param message what is wrong, in one sentence */
    public SdpFailure(String message) {
        super(ErrorCode.MEDIA_UNACCEPTABLE, message);
    }
}
