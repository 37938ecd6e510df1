package io.strowger.call;

import io.strowger.call.Outcome.Continue;
import io.strowger.call.Outcome.Finish;
import io.strowger.call.Outcome.GoTo;
import io.strowger.call.Outcome.Left;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.ErrorCode;
import io.strowger.twiml.Connect;
import io.strowger.twiml.Dial;
import io.strowger.twiml.Enqueue;
import io.strowger.twiml.Gather;
import io.strowger.twiml.Hangup;
import io.strowger.twiml.Invalid;
import io.strowger.twiml.Leave;
import io.strowger.twiml.Pause;
import io.strowger.twiml.Play;
import io.strowger.twiml.Prompt;
import io.strowger.twiml.Record;
import io.strowger.twiml.Redirect;
import io.strowger.twiml.Refer;
import io.strowger.twiml.Reject;
import io.strowger.twiml.Say;
import io.strowger.twiml.Start;
import io.strowger.twiml.Stop;
import io.strowger.twiml.Unsupported;
import io.strowger.twiml.Verb;

/**
 * Runs documents against one call until there is no next verb. Verbs act; this class only chooses, and turns what a
 * verb cannot do into the application event that leads to the secondary URI.
 *
 * <p>Owned by the call's strand.
 */
final class Interpreter {
    /** For whom a document runs. */
    enum Role {
        /** The call itself. */
        CALL,
        /** The called party of a Dial, before it is joined: all verbs but Dial (voice-twiml section 1, table). */
        SCREENING,
        /** A caller who waits in a queue. */
        WAITING,
        /** A caller who waited and is about to be joined. */
        ANNOUNCING
    }

    private final Call call;
    private final AppServer appServer;
    private final Role role;
    private final Prompts prompts;
    private final Gathering gathering;
    private final Recording recording;
    private final Dialling dialling;
    private final Enqueueing enqueueing;

    Interpreter(Call call, AppServer appServer, LiveCalls calls, Role role) {
        this.call = call;
        this.appServer = appServer;
        this.role = role;
        this.prompts = new Prompts(call);
        this.gathering = new Gathering(call, prompts);
        this.recording = new Recording(call, prompts, appServer);
        this.dialling = new Dialling(call, prompts, appServer, calls);
        this.enqueueing = new Enqueueing(call, prompts, appServer, calls);
    }

    /**
     * Asks for the first document and runs it and all that follow.
     *
     * @param opening the first document
     * @return why there is no next one: {@link EndCause#FINISHED} when a document ran out, or what Hangup or Reject
     *     said
     * @throws CallEnded when the call is over before that
     * @throws Replaced when the called party of a Dial is told to run another document: that is no screening any more
     */
    Ending run(AppRequest opening) {
        LoadedDocument document = next(opening, LoadedDocument.NONE);
        while (true) {
            Outcome outcome = runVerbs(document);
            switch (outcome) {
                case Continue() -> {
                    return new Ending(EndCause.FINISHED, false);
                }
                case Finish(EndCause cause) -> {
                    return new Ending(cause, true);
                }
                case GoTo(AppRequest request) -> document = next(request, document);
                case Left() -> throw new IllegalStateException("Leave is for wait documents");
            }
        }
    }

    /**
     * How the documents ended.
     *
     * @param byVerb true for Hangup and Reject, false when the last document simply ran out
     */
    record Ending(EndCause cause, boolean byVerb) {}

    private LoadedDocument next(AppRequest request, LoadedDocument running) {
        AppRequest wanted = request;
        while (true) {
            try {
                return appServer.next(wanted, running);
            } catch (Replaced replaced) {
                wanted = instead(replaced);
            }
        }
    }

    /** The called party of a Dial that is sent elsewhere leaves the Dial, and with it this interpreter. */
    private AppRequest instead(Replaced replaced) {
        if (role == Role.SCREENING) {
            throw replaced;
        }
        return replaced.request();
    }

    private Outcome runVerbs(LoadedDocument document) {
        try {
            return once(document);
        } catch (AppFailure failure) {
            return recovered(failure, document);
        } catch (Replaced replaced) {
            return new GoTo(instead(replaced));
        }
    }

    /**
     * Runs a document's verbs until one leads elsewhere.
     *
     * @throws AppFailure when a verb cannot do what it says
     */
    Outcome once(LoadedDocument document) {
        for (int index = 0; index < document.document().verbs().size(); index++) {
            checkpoint(document, index);
            Outcome outcome = told(document.document().verbs().get(index), document);
            if (!(outcome instanceof Continue)) {
                return document.isApology() ? new Finish(EndCause.APPLICATION_FAILED) : outcome;
            }
        }
        return new Continue();
    }

    /** A failed verb leads to the next secondary's document, which runs in this one's place. */
    private Outcome recovered(AppFailure failure, LoadedDocument document) {
        try {
            return runVerbs(appServer.recover(failure, document));
        } catch (Replaced replaced) {
            return new GoTo(instead(replaced));
        }
    }

    private Outcome told(Verb verb, LoadedDocument document) {
        long began = call.timeline().nanos();
        String result = "ended the call";
        try {
            Outcome outcome = execute(verb, document);
            result = switch (outcome) {
                case Continue() -> "done";
                case GoTo(AppRequest request) -> "goes on with another document";
                case Finish(EndCause cause) -> "ends the call";
                case Left() -> "leaves the queue";
            };
            return outcome;
        } catch (QueueChanged news) {
            result = "interrupted by the queue";
            throw news;
        } catch (AppFailure failure) {
            result = "failed: " + failure.code().number();
            throw failure;
        } finally {
            long millis = (call.timeline().nanos() - began) / 1_000_000;
            call.tell(TimelineEntry.Kind.VERB, "<" + verb.name() + "> " + result + " after " + millis + " ms",
                    "verb", verb.name(), "line", Integer.toString(verb.at().line()), "result", result,
                    "millis", Long.toString(millis));
        }
    }

    private Outcome execute(Verb verb, LoadedDocument document) {
        permit(verb);
        return switch (verb) { // no default: a new verb does not compile until it is handled
            case Say say -> prompts.say(say);
            case Play play -> prompts.play(play, document);
            case Pause pause -> prompts.pause(pause);
            case Gather gather -> gathering.run(gather, document);
            case Record record -> recording.run(record, document);
            case Dial dial -> dialling.run(dial, document);
            case Redirect redirect -> new GoTo(AppRequest.of(redirect.url().orElse(""), redirect.method().name()));
            case Reject reject -> reject(reject);
            case Hangup hangup -> new Finish(EndCause.FINISHED);
            case Invalid invalid -> failed(invalid.code(), invalid.message());
            case Unsupported unsupported -> notBuilt(verb);
            case Enqueue enqueue -> enqueueing.run(enqueue, document);
            case Leave leave -> leave(leave);
            case Refer refer -> notBuilt(verb);
            case Connect connect -> notBuilt(verb);
            case Start start -> notBuilt(verb);
            case Stop stop -> notBuilt(verb);
        };
    }

    /** Which verbs may stand in a document depends on whom it is for (voice-twiml section 1, table). */
    private void permit(Verb verb) {
        boolean known = !(verb instanceof Invalid || verb instanceof Unsupported); // those have their own errors
        switch (role) {
            case CALL -> { }
            case SCREENING -> {
                if (verb instanceof Dial) {
                    failed(ErrorCode.DIAL_IN_SCREENING, "Dial cannot run in the document of a called party");
                }
            }
            case WAITING -> {
                if (known && !(verb instanceof Prompt || verb instanceof Hangup || verb instanceof Redirect
                        || verb instanceof Leave || verb instanceof Gather)) {
                    failed(ErrorCode.ENQUEUE_WAIT_VERB, verb.name() + " at " + verb.at()
                            + " cannot run in the document of a caller who waits in a queue");
                }
            }
            case ANNOUNCING -> {
                if (known && !(verb instanceof Prompt || verb instanceof Redirect)) {
                    failed(ErrorCode.DIAL_QUEUE_VERB, verb.name() + " at " + verb.at()
                            + " cannot run in the document of a queued caller before joining");
                }
            }
        }
    }

    private Outcome leave(Leave leave) {
        if (role == Role.WAITING) {
            return new Left();
        }
        call.notices().note(ErrorCode.SCHEMA_WARNING,
                "Leave at " + leave.at() + " has no meaning outside of a queue's wait document", "");
        return new Continue();
    }

    /** Refuses a call that rings; on an answered one it is a hang-up (voice-twiml "Reject"). */
    private Outcome reject(Reject reject) {
        if (call.leg().isAnswered()) {
            return new Finish(EndCause.FINISHED);
        }
        boolean busy = reject.reason() == Reject.Reason.BUSY;
        call.leg().refuse(busy ? 486 : 603, busy ? "Busy Here" : "Decline");
        return new Finish(busy ? EndCause.REJECTED_BUSY : EndCause.REJECTED);
    }

    private static Outcome notBuilt(Verb verb) {
        return failed(ErrorCode.VERB_NOT_BUILT, "<" + verb.name() + "> at " + verb.at() + " is not built");
    }

    private static Outcome failed(ErrorCode code, String message) {
        throw new AppFailure(code, message, "");
    }

    private void checkpoint(LoadedDocument document, int verb) {
        if (call.ports().settings().checkpoints() && role == Role.CALL) {
            call.ports().records().checkpoint(call.facts().sid(), Checkpoint.of(call, document, verb).text());
        }
    }
}
