package io.strowger.server.api;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/** A request that is answered with an error body (rest-api section 1.8). */
final class ApiFailure extends Failure {
    private final int status;
    private final List<Header> headers;

    ApiFailure(int status, ErrorCode code, String message) {
        this(status, code, message, List.of());
    }

    ApiFailure(int status, ErrorCode code, String message, List<Header> headers) {
        super(code, message);
        this.status = status;
        this.headers = headers;
    }

    /** What is not there, and what belongs to somebody else: the same words for both. */
    static ApiFailure notFound(ApiRequest request) {
        return new ApiFailure(404, ErrorCode.NOT_FOUND, "The requested resource " + request.path() + " was not found");
    }

    /** An operation of the compatible API that this version lacks (rulings part 1). */
    static ApiFailure notBuilt(int status, String operation) {
        return new ApiFailure(status, ErrorCode.OPERATION_NOT_BUILT, operation + " is not built in this version");
    }

    int status() {
        return status;
    }

    List<Header> headers() {
        return headers;
    }
}
