package io.strowger.server.wschannels;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.store.AccessToken;
import io.strowger.server.store.AccessTokens;
import io.strowger.server.store.CapabilityToken;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who holds an access token, and what it allows (requirement 2.52): a worker acts on itself, on its own reservations
 * and on the tasks that it has; supervisors and administrators on their whole workspace.
 *
 * @param worker the worker whose events it hears; always there when it is limited to one
 * @param whole true for supervisors and administrators
 * @param capability the token itself, when it is of the kind whose policies say what it may ask
 */
record Caller(AccountSid account, WorkspaceSid workspace, Optional<WorkerSid> worker, boolean whole,
        Optional<CapabilityToken> capability, Instant expires) {
    /**
     * The holder of a token.
     *
     * @throws ApiFailure 401 when it is none that holds now, 403 when it grants nothing here
     */
    static Caller of(AccessTokens tokens, String text) {
        return switch (tokens.verify(text)) {
            case AccessTokens.Verdict.Invalid(ErrorCode code, String reason) ->
                throw new ApiFailure(401, code, "The token is refused: " + reason);
            case AccessTokens.Verdict.Valid(AccessToken token) -> of(token);
            case AccessTokens.Verdict.Capable(CapabilityToken token) -> of(token);
        };
    }

    private static Caller of(AccessToken token) {
        AccessToken.Work work = token.work().orElseThrow(() ->
                new ApiFailure(403, ErrorCode.TOKEN_GRANTS, "The token has no grant task_router"));
        try {
            return new Caller(token.account(), new WorkspaceSid(work.workspace()),
                    work.worker().map(WorkerSid::new), !work.role().equals("worker"), Optional.empty(),
                    token.expires());
        } catch (IllegalArgumentException noSid) {
            throw new ApiFailure(403, ErrorCode.TOKEN_GRANTS,
                    "The token's grant task_router holds no sid of a workspace, or of a worker");
        }
    }

    /** A worker's token stays within what its worker may do, however wide its policies are. */
    private static Caller of(CapabilityToken token) {
        boolean worker = token.channel().startsWith("WK");
        try {
            return new Caller(token.account(), new WorkspaceSid(token.workspace()),
                    worker ? Optional.of(new WorkerSid(token.channel())) : Optional.empty(), !worker,
                    Optional.of(token), token.expires());
        } catch (IllegalArgumentException noSid) {
            throw new ApiFailure(403, ErrorCode.TOKEN_GRANTS,
                    "The token's workspace_sid or channel is no sid of a workspace, or of a worker");
        }
    }

    /** Refuses a request that no policy of the token allows; a token without policies has its role alone. */
    void permits(String method, List<String> path, Map<String, String> parameters) {
        // Workers' channels go by this name here, and by the other in the API that policies are written for.
        String url = "/v1/Workspaces/" + workspace + "/"
                + String.join("/", path).replaceFirst("/WorkerChannels\\b", "/Channels");
        if (capability.filter(token -> !token.allows(method, url, parameters)).isPresent()) {
            throw forbidden(method + " " + url + (parameters.isEmpty() ? "" : " with " + String.join(", ",
                    new TreeSet<>(parameters.keySet()))) + ": no policy allows it");
        }
    }

    /** Refuses a socket that no policy of the token allows. */
    void listens() {
        String url = "/v1/wschannels/" + account + "/" + worker.map(WorkerSid::value).orElse("");
        if (capability.filter(token -> !token.allows("GET", url, Map.of())).isPresent()) {
            throw forbidden("GET " + url + ": no policy allows it");
        }
    }

    /** Refuses what is not the caller's own worker, for one that has no other. */
    void actsFor(WorkerSid other) {
        if (!whole && worker.filter(other::equals).isEmpty()) {
            throw forbidden("act for worker " + other);
        }
    }

    /** Refuses what only supervisors and administrators may do. */
    void seesAll(String what) {
        if (!whole) {
            throw forbidden(what);
        }
    }

    /** Refuses to show a task that the caller's worker neither has nor has completed. */
    void sees(Task task) {
        if (!whole && !holds(task, false)) {
            throw forbidden("read task " + task.sid() + ", of which it has no reservation");
        }
    }

    /**
     * Refuses to change a task.
     *
     * @param status true when the change moves it on, for which a worker must have accepted it
     */
    void changes(Task task, boolean status) {
        if (!whole && !holds(task, true)) {
            throw forbidden("change task " + task.sid() + ", of which it has no open reservation");
        }
        if (!whole && status && task.reservations().stream().noneMatch(one ->
                one.status().isTaken() && worker.filter(one.worker().sid()::equals).isPresent())) {
            throw forbidden("set AssignmentStatus of task " + task.sid() + ", which it has not accepted");
        }
    }

    private boolean holds(Task task, boolean now) {
        return task.reservations().stream().anyMatch(one ->
                worker.filter(one.worker().sid()::equals).isPresent() && (one.status().isOpen()
                        || !now && one.status() == ReservationStatus.COMPLETED));
    }

    ApiFailure forbidden(String what) {
        return new ApiFailure(403, ErrorCode.PERMISSION_DENIED, "The token of "
                + worker.map(sid -> "worker " + sid).orElse("workspace " + workspace) + " may not " + what);
    }
}
