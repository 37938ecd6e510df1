package io.strowger.call;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/**
 * An application event (requirements 1.12 to 1.18): a request, a document or a verb of the application failed. It leads
 * to the next secondary URI, never to the end of the call by itself.
 */
final class AppFailure extends Failure {
    private final String url;

    /**
     * @param url what failed, sent as ErrorUrl; empty for the running document
     */
    AppFailure(ErrorCode code, String message, String url) {
        super(code, message);
        this.url = url;
    }

    /** What failed; empty for the running document. */
    String url() {
        return url;
    }
}
