package io.strowger.server.wschannels;

import io.strowger.work.WorkCallPort.Offered;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonError;
import io.strowger.work.core.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which calls the holder of a worker's token may have made and redirected (requirement 2.52). Such a token lives in a
 * browser, so what it names must have been put there by the account: the worker's contact, the task's calls. Any
 * thread.
 */
final class WorkerReach {
    private static final String CONTACT = "contact_uri";
    private static final List<String> CALLS = List.of("call_sid", "worker_call_sid");

    private WorkerReach() {}

    private static Optional<String> text(String attributes, String name) {
        try {
            return Value.parse(attributes) instanceof Fields fields
                    && fields.get(name) instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty();
        } catch (JsonError wrong) { // the command that brings them refuses them
            return Optional.empty();
        }
    }

    /** Refuses to call anybody but the worker's own contact. */
    static void calls(Caller caller, Offered offered, String parameter, Optional<String> to) {
        Optional<String> own = text(offered.workerAttributes(), CONTACT);
        if (!caller.whole() && to.isPresent() && !to.equals(own)) {
            throw caller.forbidden("call another " + parameter + " than the worker's attribute contact_uri");
        }
    }

    /** Refuses to redirect a call that is not the task's own. */
    static void redirects(Caller caller, Offered offered, String call) {
        Stream<String> own = CALLS.stream().flatMap(name -> text(offered.taskAttributes(), name).stream());
        if (!caller.whole() && own.noneMatch(call::equals)) {
            throw caller.forbidden("redirect another RedirectCallSid than the task's attributes call_sid and "
                    + "worker_call_sid");
        }
    }

    /** Refuses to name another contact for the worker, which would be called then. */
    static void keepsContact(Caller caller, String before, Optional<String> after) {
        keeps(caller, "worker", List.of(CONTACT), before, after);
    }

    /** Refuses to name another call as the task's own, which could be redirected then. */
    static void keepsCalls(Caller caller, String before, Optional<String> after) {
        keeps(caller, "task", CALLS, before, after);
    }

    private static void keeps(
            Caller caller, String whose, List<String> names, String before, Optional<String> after) {
        if (caller.whole() || after.isEmpty()) {
            return;
        }
        for (String name : names) {
            Optional<String> wanted = text(after.get(), name);
            if (wanted.isPresent() && !wanted.equals(text(before, name))) {
                throw caller.forbidden("set the " + whose + "'s attribute " + name);
            }
        }
    }
}
