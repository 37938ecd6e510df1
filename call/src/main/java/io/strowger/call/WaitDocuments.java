package io.strowger.call;

import io.strowger.call.port.MediaSource;
import io.strowger.call.port.MediaSource.Tone;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.twiml.Enqueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a caller hears who waits in a queue (voice-twiml "Enqueue" and the table of section 1): the platform's music, or
 * silence, or the documents of {@code waitUrl}, again and again. A document that fails leads to the secondaries; when
 * none of them has one either, the music plays for a while and the address is tried again: nobody is sent away because
 * a server of music failed. Owned by the call's strand.
 */
final class WaitDocuments {
    /** Documents that may follow each other at once; after them comes one a second, so that none can spin. */
    private static final int BURST = 10;
    /** A failure counts for as many: each is told to the account. */
    private static final int FAILURE = 10;
    private static final Duration MUSIC_AFTER_FAILURE = Duration.ofMinutes(1);

    /** How a round ended. */
    enum Ending {
        /** The documents ran out: they begin again. */
        AGAIN,
        /** Leave. */
        LEFT,
        /** Hangup. */
        HUNG_UP
    }

    private final Call call;
    private final Prompts prompts;
    private final AppServer appServer;
    private final Enqueue enqueue;
    private final LoadedDocument document;
    private final CallQueue queue;
    private final QueuedCall caller;
    private final Interpreter interpreter;
    private double credit = BURST;
    private long creditedAt;
    /** The last document came from a secondary, or a verb in it failed. */
    private boolean failing;

    WaitDocuments(
            Call call, Prompts prompts, AppServer appServer, LiveCalls calls, Enqueue enqueue, LoadedDocument document,
            CallQueue queue, QueuedCall caller) {
        this.call = call;
        this.prompts = prompts;
        this.appServer = appServer;
        this.enqueue = enqueue;
        this.document = document;
        this.queue = queue;
        this.caller = caller;
        this.interpreter = new Interpreter(call, appServer, calls, Interpreter.Role.WAITING);
        this.creditedAt = call.timeline().nanos();
    }

    Prompts prompts() {
        return prompts;
    }

    /**
     * One round of whatever the caller hears.
     *
     * @throws QueueChanged when the caller's place in the queue has changed
     */
    Ending round() {
        if (enqueue.waitUrl().isEmpty()) {
            music(Deadline.NEVER);
        } else if (enqueue.waitUrl().get().isBlank()) {
            silence(Deadline.NEVER);
        } else {
            try {
                return documents();
            } catch (AppFailure noServerLeft) {
                music(Deadline.after(call.timeline(), MUSIC_AFTER_FAILURE));
            }
        }
        return Ending.AGAIN;
    }

    private Ending documents() {
        LoadedDocument running = ask(new AppRequest(
                enqueue.waitUrl().orElseThrow(), enqueue.waitUrlMethod().name(), List.of()), document);
        while (true) {
            try {
                switch (interpreter.once(running)) {
                    case Outcome.Continue() -> {
                        return Ending.AGAIN;
                    }
                    case Outcome.Left() -> {
                        return Ending.LEFT;
                    }
                    case Outcome.Finish finish -> {
                        return Ending.HUNG_UP;
                    }
                    case Outcome.GoTo(AppRequest next) -> running = ask(next, running);
                }
            } catch (AppFailure failure) {
                failing = true;
                pace(FAILURE);
                running = appServer.waitingAfter(failure, running, figures());
            }
        }
    }

    private LoadedDocument ask(AppRequest request, LoadedDocument running) {
        pace(1);
        List<Header> fields = new ArrayList<>(request.parameters());
        fields.addAll(figures());
        LoadedDocument answer = appServer.waiting(new AppRequest(request.url(), request.method(), fields), running);
        failing = answer.secondary() > 0;
        if (failing) {
            credit -= FAILURE;
        }
        return answer;
    }

    private List<Header> figures() {
        CallQueue.Figures now = queue.figures(caller);
        return List.of(new Header("QueueSid", queue.record().sid().value()),
                new Header("QueuePosition", Integer.toString(now.position())),
                new Header("QueueTime", Long.toString(now.time().toSeconds())),
                new Header("AvgQueueTime", Long.toString(now.average().toSeconds())),
                new Header("CurrentQueueSize", Integer.toString(now.size())),
                new Header("MaxQueueSize", Integer.toString(now.maxSize())));
    }

    /** Takes credit for a request, of which there is one more each second; waits when none is left. */
    private void pace(int cost) {
        long now = call.timeline().nanos();
        credit = Math.min(BURST, credit + (now - creditedAt) / 1e9);
        creditedAt = now;
        if (credit < 1) {
            Deadline due = Deadline.after(call.timeline(), Duration.ofMillis((long) Math.ceil((1 - credit) * 1000)));
            if (failing) {
                music(due);
            } else {
                silence(due);
            }
            credit = 1;
            creditedAt = call.timeline().nanos();
        }
        credit -= cost;
    }

    private void music(Deadline until) {
        long id = prompts.begin(new MediaSource.Tone(Tone.Kind.HOLD_MUSIC));
        try {
            silence(until);
        } finally {
            prompts.stop(id);
        }
    }

    private void silence(Deadline until) {
        boolean over = false;
        while (!over) {
            over = call.await(until).isEmpty();
        }
    }
}
