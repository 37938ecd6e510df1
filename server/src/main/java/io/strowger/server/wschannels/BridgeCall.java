package io.strowger.server.wschannels;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Sid;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.work.WorkFailures;
import io.strowger.work.Answer;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.Workspace;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A request of the event bridge whose token has been verified.
 *
 * @param path the parts behind the workspace's sid
 * @param ifMatch the version that the client believes current
 */
record BridgeCall(Workspaces workspaces, Caller caller, String method, List<String> path, Params params,
        OptionalInt ifMatch) {
    /** A part of the path as a sid; 404 when it is none. */
    <T> T sid(int part, Function<String, T> make) {
        try {
            return make.apply(path.get(part));
        } catch (IllegalArgumentException notASid) {
            throw notFound();
        }
    }

    ApiFailure notFound() {
        return new ApiFailure(404, ErrorCode.NOT_FOUND, "The requested resource Workspaces/" + caller.workspace() + "/"
                + String.join("/", path).replaceAll("[^ -~]", "?") + " was not found");
    }

    /** Asks the workspace. What the view throws is thrown. */
    <R> R ask(Function<Workspace, R> view) {
        return unwrap(workspaces.ask(caller.account(), caller.workspace(), view));
    }

    /** Sends a command of the token's worker, or of its account; done and durable when this returns. */
    <R> R tell(Command command, Function<Workspace, R> view) {
        Sid actor = caller.worker().<Sid>map(worker -> worker).orElse(caller.account());
        return unwrap(workspaces.tell(caller.account(), caller.workspace(), actor, command, view));
    }

    private <R> R unwrap(Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R>(R good) -> good;
            case Answer.Refused<R>(Refusal refusal) -> throw WorkFailures.refused(refusal);
            case Answer.Unknown<R> _ -> throw notFound();
            case Answer.Away<R>(Answer.Why why) -> throw WorkFailures.away(why);
            case Answer.Failed<R>(RuntimeException failure) -> throw failure;
        };
    }
}
