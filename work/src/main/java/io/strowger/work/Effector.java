package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CookieJar;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetched;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.RoutingLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Does what the outbox asks for: posts callbacks, passes on to calls. Every try of one effect carries the same id, in
 * the header {@code I-Twilio-Idempotency-Token}; what was done or given up is told to the outbox, so that a crash
 * between leads to a repetition and never to a loss. Called on strands of {@link Deliveries}.
 */
final class Effector {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    /** Each of a document's characters takes at most three bytes of UTF-8. */
    private static final int MAX_DOCUMENT_BYTES = 3 * RoutingLimits.OWN_DOCUMENT_CHARACTERS;
    private static final String FIVE_SECONDS = "tt=5000&rt=5000";
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final World world;
    private final Fetcher fetcher;
    private final Function<AccountSid, RequestSigner> signers;
    private final AlertPort alerts;
    private final WorkCallPort calls;
    private final Desk desk;

    /** How the effector reaches a workspace. */
    interface Desk {
        /**
         * Sends a command until the workspace has taken it, done or refused; false when it stays away.
         *
         * @param actor whose doing it is
         */
        boolean tell(WorkspaceSid workspace, Sid actor, Command command);

        /** Sends one of the system's own, and says what came of it; empty when the workspace stays away. */
        Optional<Answer<Boolean>> ask(WorkspaceSid workspace, Command command);

        /** The reservation, while it is pending. */
        Optional<WorkCallPort.Offered> pending(WorkspaceSid workspace, ReservationSid reservation);
    }

    Effector(World world, Fetcher fetcher, Function<AccountSid, RequestSigner> signers, AlertPort alerts,
            WorkCallPort calls, Desk desk) {
        this.world = world;
        this.fetcher = fetcher;
        this.signers = signers;
        this.alerts = alerts;
        this.calls = calls;
        this.desk = desk;
    }

    /** Does it; false when it must be done again, by whoever owns the workspace next. */
    boolean act(Outgoing effect) {
        return switch (effect.effect()) {
            case Effect.AssignmentCallback ask -> ask(effect, ask);
            case Effect.DocumentFetch seek -> seek(effect, seek);
            case Effect.EventCallback tell -> {
                tell(effect, tell);
                yield true;
            }
            case Effect.CallTaskOver over -> {
                calls.over(effect.account(), over);
                yield true;
            }
            case Effect.CallOfferOver over -> {
                calls.over(effect.account(), over);
                yield true;
            }
        };
    }

    /** Posts an event; without an answer, or at a 5xx, again three times at growing distance. */
    private void tell(Outgoing effect, Effect.EventCallback tell) {
        Fetched fetched = post(effect, tell.url(), tell.form());
        for (Duration pause : PAUSES) {
            if (!worthAnotherTry(fetched)) {
                break;
            }
            rest(pause);
            fetched = post(effect, tell.url(), tell.form());
        }
        if (!answered(fetched)) {
            alerts.alert(effect.account(), ErrorCode.CALLBACK_FAILED,
                    "The event callback was given up: " + why(fetched), tell.url());
        }
    }

    /**
     * Asks what to do with a reservation: the callback URL, then the fallback; when both fail for a reason that may
     * pass, both again, as long as the reservation is pending. Without an answer it stays pending until it times out.
     */
    private boolean ask(Outgoing effect, Effect.AssignmentCallback ask) {
        Fetched fetched = round(effect, ask);
        for (Duration pause : PAUSES) {
            if (good(fetched) || !worthAnotherTry(fetched)
                    || desk.pending(effect.workspace(), ask.reservation()).isEmpty()) {
                break;
            }
            rest(pause);
            fetched = round(effect, ask);
        }
        if (good(fetched) && fetched.answer() instanceof FetchAnswer.Answered answer) {
            return instructed(effect, ask, new String(answer.body(), StandardCharsets.UTF_8));
        }
        alerts.alert(effect.account(), ErrorCode.ASSIGNMENT_CALLBACK_FAILED, "The assignment callback for "
                + ask.reservation() + " was given up: " + why(fetched), ask.url());
        return true;
    }

    /**
     * Fetches a task's document, from the fallback when the first gives none that can be followed, and brings it to the
     * task; without one the task goes by the workflow's stored document. A repetition after a crash fetches again, and
     * finds the task already on its way when the first came to its end.
     */
    private boolean seek(Outgoing effect, Effect.DocumentFetch seek) {
        List<Header> form = new ArrayList<>(seek.form());
        List<String> urls = new ArrayList<>(List.of(seek.url()));
        seek.fallbackUrl().ifPresent(urls::add);
        for (String url : urls) {
            Fetched fetched = post(effect, soon(url), form, MAX_DOCUMENT_BYTES);
            String trouble = fetched.answer() instanceof FetchAnswer.Answered answer && answer.status() == 200
                    && isJson(answer) ? "" : why(fetched);
            if (trouble.isEmpty() && fetched.answer() instanceof FetchAnswer.Answered answer) {
                Optional<Answer<Boolean>> taken = desk.ask(effect.workspace(), new Command.RouteTask(seek.task(),
                        Optional.of(new String(answer.body(), StandardCharsets.UTF_8))));
                if (!(taken.orElse(new Answer.Unknown<>()) instanceof Answer.Refused<Boolean>(Refusal refusal))
                        || refusal.kind() != Refusal.Kind.INVALID) {
                    return taken.isPresent();
                }
                trouble = refusal.message();
            }
            alerts.alert(effect.account(), ErrorCode.WORKFLOW_DOCUMENT_FAILED, "The workflow document of task "
                    + seek.task() + " was not had: " + trouble, url);
            form.addAll(List.of(new Header("ErrorCode", Integer.toString(
                    ErrorCode.WORKFLOW_DOCUMENT_FAILED.number())), new Header("ErrorUrl", url)));
        }
        return desk.tell(effect.workspace(), effect.workspace(), new Command.RouteTask(seek.task(), Optional.empty()));
    }

    private Fetched round(Outgoing effect, Effect.AssignmentCallback ask) {
        Fetched fetched = post(effect, soon(ask.url()), ask.form());
        return good(fetched) || ask.fallbackUrl().isEmpty()
                ? fetched : post(effect, soon(ask.fallbackUrl().get()), ask.form());
    }

    /** The URL with the limit of five seconds, unless it sets one of its own. */
    private static String soon(String url) {
        int hash = url.indexOf('#');
        if (hash < 0) {
            return url + "#" + FIVE_SECONDS;
        }
        return url.substring(hash).matches(".*[#&]tt=.*") ? url : url + "&" + FIVE_SECONDS;
    }

    private boolean instructed(Outgoing effect, Effect.AssignmentCallback ask, String body) {
        try {
            Optional<Instruction> instruction = Instructions.parse(body);
            return instruction.isEmpty() || carryOut(effect, ask, instruction.get());
        } catch (Instructions.Unreadable wrong) {
            alerts.alert(effect.account(), ErrorCode.INSTRUCTION_INVALID, "The answer to the assignment callback for "
                    + ask.reservation() + " cannot be followed: " + wrong.getMessage(), ask.url());
            return true;
        }
    }

    private boolean carryOut(Outgoing effect, Effect.AssignmentCallback ask, Instruction instruction) {
        Optional<WorkCallPort.Offered> offered = offered(effect, ask);
        return switch (instruction) {
            case Instruction.Accept _ -> move(effect, ask, ReservationStatus.ACCEPTED, Optional.empty());
            case Instruction.Reject(var activity) -> move(effect, ask, ReservationStatus.REJECTED, activity);
            case Instruction.Dequeue dequeue -> begun(effect, ask, offered.flatMap(one ->
                    calls.dequeue(one, dequeue, effect.id())));
            case Instruction.Call call -> begun(effect, ask, offered.flatMap(one ->
                    calls.call(one, call, effect.id())));
            case Instruction.Redirect redirect -> begun(effect, ask, offered.flatMap(one ->
                    calls.redirect(one, redirect, effect.id())));
            case Instruction.NotBuilt(String name) -> begun(effect, ask, Optional.of(new WorkCallPort.Refused(
                    ErrorCode.OPERATION_NOT_BUILT, "The instruction " + name + " is not built in this version")));
        };
    }

    private boolean begun(Outgoing effect, Effect.AssignmentCallback ask, Optional<WorkCallPort.Refused> refused) {
        refused.ifPresent(why -> alerts.alert(effect.account(), why.code(), why.message(), ask.url()));
        return true;
    }

    private Optional<WorkCallPort.Offered> offered(Outgoing effect, Effect.AssignmentCallback ask) {
        return desk.pending(effect.workspace(), ask.reservation());
    }

    private boolean move(Outgoing effect, Effect.AssignmentCallback ask, ReservationStatus status,
            Optional<String> activity) {
        Optional<ActivitySid> sid;
        try {
            sid = activity.map(ActivitySid::new);
        } catch (IllegalArgumentException wrong) {
            throw new Instructions.Unreadable("the property activity_sid is not an activity's sid");
        }
        return desk.tell(effect.workspace(), effect.account(),
                new Command.UpdateReservation(ask.reservation(), OptionalInt.empty(), status, sid));
    }

    private Fetched post(Outgoing effect, String url, List<Header> form) {
        return post(effect, url, form, MAX_ANSWER_BYTES);
    }

    private Fetched post(Outgoing effect, String url, List<Header> form, int most) {
        return fetcher.fetch(new Fetch("POST", url, form, signers.apply(effect.account()),
                new CookieJar(world.timeline()), effect.id(), most));
    }

    private void rest(Duration pause) {
        world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), pause));
    }

    /** An answer of the assignment callback counts when it is 200 and JSON, or 200 or 204 without a body. */
    private static boolean good(Fetched fetched) {
        return fetched.answer() instanceof FetchAnswer.Answered answer
                && (answer.body().length == 0 && answered(fetched)
                        || answer.status() == 200 && isJson(answer));
    }

    private static boolean isJson(FetchAnswer.Answered answer) {
        return answer.header("Content-Type").filter(type -> type.toLowerCase(Locale.ROOT).contains("json"))
                .isPresent();
    }

    private static boolean answered(Fetched fetched) {
        return fetched.answer() instanceof FetchAnswer.Answered answer && answer.status() / 100 == 2;
    }

    private static boolean worthAnotherTry(Fetched fetched) {
        return switch (fetched.answer()) {
            case FetchAnswer.Answered answer -> answer.status() >= 500;
            case FetchAnswer.Failed failed -> failed.trouble().mayPass();
        };
    }

    private static String why(Fetched fetched) {
        return switch (fetched.answer()) {
            case FetchAnswer.Answered answer -> answer.status() / 100 == 2
                    ? "the server's answer is not JSON" : "the server answered " + answer.status();
            case FetchAnswer.Failed failed -> failed.detail();
        };
    }
}
