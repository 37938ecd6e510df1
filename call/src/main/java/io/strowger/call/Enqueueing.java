package io.strowger.call;

import io.strowger.twiml.Enqueue;

/** Enqueue (voice-twiml "Enqueue"): each run has state of its own. Owned by the call's strand. */
final class Enqueueing {
    private final Call call;
    private final Prompts prompts;
    private final AppServer appServer;
    private final LiveCalls calls;
    private long stays;

    Enqueueing(Call call, Prompts prompts, AppServer appServer, LiveCalls calls) {
        this.call = call;
        this.prompts = prompts;
        this.appServer = appServer;
        this.calls = calls;
    }

    Outcome run(Enqueue enqueue, LoadedDocument document) {
        return new EnqueueRun(call, prompts, appServer, calls, enqueue, document, ++stays).run();
    }
}
