package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.server.rest.ApiFailure;
import io.strowger.work.Answer;
import io.strowger.work.WorkCallPort;
import io.strowger.work.core.Refusal;
import java.util.Arrays;
import java.util.List;

/** What a workspace's refusal or absence is on the wire, the same for REST and for workers' sockets. */
public final class WorkFailures {
    private WorkFailures() {}

    /** A refusal with its own status and code. */
    public static ApiFailure refused(Refusal refusal) {
        return new ApiFailure(refusal.kind().status(), code(refusal), refusal.message());
    }

    /** The code of a refusal. */
    static ErrorCode code(Refusal refusal) {
        return Arrays.stream(ErrorCode.values()).filter(one -> one.number() == refusal.kind().code())
                .findFirst().orElse(ErrorCode.PARAMETER_INVALID);
    }

    /** An instruction that calls did not begin: 400, unless its code is one of those that say more. */
    public static ApiFailure refused(WorkCallPort.Refused refused) {
        int status = switch (refused.code()) {
            case OPERATION_NOT_BUILT, NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case GONE -> 410;
            case WORKSPACE_FULL -> 429;
            case WORKSPACE_AWAY, WORKSPACE_UNSURE -> 503;
            default -> 400; // error codes are many, and open to more
        };
        return new ApiFailure(status, refused.code(), refused.message());
    }

    /** A workspace that cannot answer now: 429 when too much waits, 503 otherwise, each with {@code Retry-After}. */
    public static ApiFailure away(Answer.Why why) {
        List<Header> later = List.of(new Header("Retry-After", "1"));
        return switch (why) {
            case FULL -> new ApiFailure(429, ErrorCode.WORKSPACE_FULL,
                    "Too many commands wait at this workspace (limit work-inbox)", later);
            case LOADING -> new ApiFailure(503, ErrorCode.WORKSPACE_AWAY,
                    "The workspace is being read from its journal", later);
            case ELSEWHERE -> new ApiFailure(503, ErrorCode.WORKSPACE_AWAY,
                    "Another node owns the workspace", later);
            case UNSURE -> new ApiFailure(503, ErrorCode.WORKSPACE_UNSURE,
                    "The journal did not answer: whether the request was done is not known", later);
        };
    }
}
