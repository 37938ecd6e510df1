package io.strowger.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/** A request that is answered with an error body (rest-api section 1.8). */
public final class ApiFailure extends Failure {
    private final int status;
    private final List<Header> headers;

    /**
     * @param status the HTTP status, 400 to 599
     * @param message names the parameter or thing and the rule, in one sentence
     */
    public ApiFailure(int status, ErrorCode code, String message) {
        this(status, code, message, List.of());
    }

    /** As above, with headers such as {@code Retry-After}. */
    public ApiFailure(int status, ErrorCode code, String message, List<Header> headers) {
        super(code, message);
        this.status = status;
        this.headers = headers;
    }

    static ApiFailure notFound(ApiRequest request) {
        return new ApiFailure(404, ErrorCode.NOT_FOUND,
                "The requested resource " + request.path() + " was not found");
    }

    /** An operation of the compatible API that this version lacks (rulings part 1). */
    public static ApiFailure notBuilt(int status, String operation, String why) {
        return new ApiFailure(status, ErrorCode.OPERATION_NOT_BUILT,
                operation + " is not built in this version" + (why.isEmpty() ? "" : ": " + why));
    }

    /** As an answer that tells more than an error usually does: its own fields first. */
    public ApiReply answer(Links links, ObjectNode more) {
        ObjectNode body = HttpServer.error(status, code().number(), getMessage(), links.base());
        body.setAll(more);
        return new ApiReply.Json(status, body, headers);
    }

    int status() {
        return status;
    }

    List<Header> headers() {
        return headers;
    }
}
