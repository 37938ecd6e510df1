package io.strowger.call;

import io.strowger.call.Interpreter.Ending;

/**
 * An inbound call, top to bottom: it rings, its application runs it, it ends. Owned by its own strand.
 *
 * <p>Read this first: everything a call does hangs below {@link #run}.
 */
final class InboundCall {
    private final Call call;
    private final AppServer appServer;
    private final LiveCalls calls;

    InboundCall(Call call, AppServer appServer, LiveCalls calls) {
        this.call = call;
        this.appServer = appServer;
        this.calls = calls;
    }

    void run() {
        EndCause cause = EndCause.MISTAKE;
        try {
            call.progress().began();
            call.ports().signaling().ring(call.leg().id());
            cause = conversation();
        } catch (CallEnded ended) {
            cause = ended.endCause();
        } finally {
            end(cause);
        }
    }

    private EndCause conversation() {
        AppRequest opening = AppRequest.opening(call.facts().binding());
        while (true) {
            Ending ending = new Interpreter(call, appServer, calls, Interpreter.Role.CALL).run(opening);
            if (ending.cause() != EndCause.FINISHED) {
                return ending.cause();
            }
            try {
                call.leg().answer(); // an empty document, or Hangup as the first verb: answered and hung up
                return ending.cause();
            } catch (Replaced replaced) {
                opening = replaced.request();
            }
        }
    }

    private void end(EndCause cause) {
        try {
            if (!call.leg().isAnswered() && cause == EndCause.MISTAKE) {
                call.leg().refuse(500, "Server Internal Error");
            } else if (!call.leg().isAnswered() && cause == EndCause.STOPPED) {
                call.leg().refuse(503, "Service Unavailable");
            }
        } finally {
            call.end(cause, () -> { });
        }
    }
}
